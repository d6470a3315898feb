"""Lifts the names of a VM, a checkpoint, a host and a job out of an error text, English or Japanese."""

import re
from dataclasses import dataclass
from html import unescape

from knowledge.context import vocabulary, words
from knowledge.normalize import Folded, fold

_QUOTES = ("''", '""', "‘’", "“”", "「」", "『』", "``", "**")
_OPENING = {pair[0] for pair in _QUOTES}
_QUOTED = "(?:" + "|".join(rf"\{pair[0]}([^\{pair[1]}\n]{{1,100}})\{pair[1]}" for pair in _QUOTES) + ")"
_NAME = r"([a-z0-9][a-z0-9._-]{0,62}|[ァ-ヺー一-鿿][ァ-ヺー一-鿿a-z0-9_-]{0,40}[0-9])"
_FIELD = (
    r"([^\s<>|,;'\"‘’“”「」][^\n<>|,;'\"‘’“”「」、。]{0,99}?)"
    r"(?=[\n<>|,;'\"‘’“”「」、。\t]|[ ]{2}|[ ]-|[ ](?:failed|has|was|is|on|ended|completed|with|could|cannot)\b|$)"
)
_SEPARATED = r"(?:[ ]|[ ]?[:=は][ ]?)"
_NAMED = rf"(?:(?:{_SEPARATED}|(?<![a-z0-9]))(?:<[a-z]{{1,8}}>)?{_QUOTED}|{_SEPARATED}(?:<[a-z]{{1,8}}>)?{_NAME})"
_GUID = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_NO_NAME = re.compile(words("entity", "no_name"), re.ASCII | re.IGNORECASE)
# One word without quotes is a name when it does not look like an English word.
_LOOKS_LIKE_NAME = re.compile(r"(?=.*[^\W\d_])(?:.*[0-9_\u30a1-\u9fff]|.*[A-Z].*[A-Z]|.*[A-Za-z]-[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Entities:
    """Names as they are written, None where the text gives none."""

    vm: str | None
    checkpoint: str | None
    host: str | None
    job: str | None


def entities(text: str) -> Entities:
    """In time proportional to the length; a placeholder such as xxxx is no name."""
    folded, names = fold(text), dict.fromkeys(_PLACES, "")
    for what, places in _PLACES.items():
        names[what] = _first(folded, places, set(names.values()))
    return Entities(**{what: name or None for what, name in names.items()})


def _places(what: str) -> list[list[re.Pattern[str]]]:
    """The patterns of a kind of name by strength; their letters are lower case, so that the tokens stand out."""
    tokens = {"QUOTED": _QUOTED, "NAMED": _NAMED, "NAME": _NAME, "FIELD": _FIELD}
    return [
        [
            re.compile(
                re.sub("QUOTED|NAMED|NAME|FIELD", lambda token: tokens[token[0]], pattern), re.ASCII | re.MULTILINE
            )
            for pattern in tier
        ]
        for tier in vocabulary("entity")[what]
    ]


_PLACES = {what: _places(what) for what in ("vm", "checkpoint", "host", "job")}


def _first(folded: Folded, places: list[list[re.Pattern[str]]], taken: set[str]) -> str:
    """The name in the strongest place, the first one there; what already names something else is no candidate."""
    for tier in places:
        if found := [named for pattern in tier if (named := _in_place(folded, pattern, taken)) is not None]:
            return min(found)[1]
    return ""


def _in_place(folded: Folded, pattern: re.Pattern[str], taken: set[str]) -> tuple[int, str] | None:
    for match in pattern.finditer(folded.lower):
        start, end = match.span(match.lastindex or 0)
        unquoted = match.lastindex is not None and folded.text[start - 1 : start] not in _OPENING
        while unquoted and folded.text[end - 1] in ".-_ ":
            end -= 1
        first, last = folded.span(start, end)
        name = re.sub(r"\s*\n\s*", " ", unescape(folded.source[first:last])).strip()
        if name not in taken and _is_name(folded.text[start:end].strip(), unquoted=unquoted):
            return start, name
    return None


def _is_name(name: str, *, unquoted: bool) -> bool:
    if "\\" in name or _NO_NAME.fullmatch(name) or _GUID.match(name):
        return False
    return not unquoted or " " in name or _LOOKS_LIKE_NAME.match(name) is not None
