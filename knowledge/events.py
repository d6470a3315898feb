"""Finds event numbers, only where the text marks the number as an event."""

import re
from collections.abc import Iterator

from knowledge.codes import Kind, sources_of_event
from knowledge.context import Passage, Talk, vocabulary, words
from knowledge.normalize import is_word
from knowledge.spellings import Hit

_AROUND = 200
_BEHIND_ID = 2  # the groups of a mark that say that their number is an id
# A number, and nothing that would make it a date, a time, a version, an amount or a part of a word.
_NUMBER = (
    rf"(?<![0-9.])(?!\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d)(\d{{1,5}})(?![0-9a-z_%]|[.:]\d|[ ]?{words('event', 'counted')})"
)
_LETTER = r"0-9a-zぁ-ヺ一-鿿"
# What may stand between a mark and its number: punctuation, the end of a table's cell, one small word.
_TAG = r"</?(?:t[dhr]|b|strong|em|span|code|p|li|dt|dd)\b[^<>\n]{0,60}>"
_TAGS = rf"(?:[^{_LETTER}<]{{0,4}}{_TAG}){{1,4}}[^{_LETTER}]{{0,4}}"
_SMALL_WORD = rf"[^{_LETTER}]{{0,8}}{words('event', 'copula')}[^{_LETTER}]{{0,8}}"
_BETWEEN = rf"(?:[^{_LETTER}]{{0,24}}|{_TAGS}|{_SMALL_WORD})"
_ID = words("event", "id")
_JOINED = words("event", "joined")
_LEVEL = words("event", "levels")


def _mark(sign: str) -> re.Pattern[str]:
    """An event's sign with a number beside it.

    Group 1 is a number that is called an id, group 2 one behind a sign that the word id may stand before, group 3 one
    that merely follows, group 4 one of five digits further on; without a group digits stand one to four places before
    the sign. (Looking behind needs a fixed width: that takes four looks.)
    """
    behind = "|".join(rf"(?<=[0-9][0-9][0-9]{'.' * width}{sign})" for width in range(4))
    return re.compile(
        rf"{sign}(?:(?:[ _-]?log|[ ]?ログ)?(?:[ ]?の)?[ _.-]{{0,2}}{_ID}(?![a-z]){_BETWEEN}{_NUMBER}"
        rf"|(?:os?|(?<=ment)s?|(?<=тия)){_BETWEEN}{_NUMBER}"
        rf"|(?:s|[ ]?ログ)?(?:[ ]?[のに])?[\s#:\"'`*(\[「『]{{0,4}}(?<![a-z]){_NUMBER}"
        rf"|(?:s|ログ)?(?:[のにがはで]|(?![_a-zぁ-ヺ一-鿿]))[^0-9\n.。]{{1,40}}(?<![0-9a-z.:/-])(?=[1-9]\d{{4}}){_NUMBER}|{behind})",
        re.ASCII,
    )


_MARKS = tuple((sign, _mark(sign)) for sign in vocabulary("event", "signs"))
_ID_BEFORE = re.compile(rf"{words('event', 'id_before')}(?![a-z])[^0-9\n]{{0,12}}$", re.ASCII)
_BEFORE_SIGN = re.compile(
    rf"(?<![0-9a-z.,:/-])(\d{{3,5}}(?:[ ]?{_JOINED}[ ]?\d{{3,5}}){{0,4}})[\s\"'`*)\]」』]{{0,3}}番?の?[ ]?$", re.ASCII
)
_COUNTING = re.compile(r"\b(?:per|counts?|counter|ports?|rate|size|total|room|on)\b", re.ASCII)
_COUNTED = re.compile(r"events? (?:were|was|found|in|per|logged|total)")
_NEXT = re.compile(
    rf"[\s\"'`*)\]”’」』]{{0,3}}({_JOINED})\s{{0,3}}(?:events?|イベント)?[ _-]?(?:ids?)?[ :]{{0,2}}"
    rf"[\"'`*(\[“‘「『]{{0,3}}{_NUMBER}",
    re.ASCII,
)
# Five digits that are known need no more than the talk of events before them: "19070 started, 19080 done".
_NEXT_KNOWN = re.compile(rf"[^0-9\n.]{{1,40}}(?<![0-9a-z.:/-]){_NUMBER}", re.ASCII)
_PLAIN_ID = re.compile(rf"ids?(?![a-z]){_BETWEEN}{_NUMBER}", re.ASCII)
_MAY_PRECEDE_ID = tuple(vocabulary("event", "may_precede_id"))
_LETTERS = re.compile(r"[0-9a-zぁ-ヺー一-鿿]")
_FIELDS, _TALK, _WINDOWS = (Talk.of("event", name) for name in ("fields", "talk", "windows"))
_PROVIDERS = tuple(
    re.compile(
        rf"({provider})(?:[-/](?:admin|operational|storage))?"
        r"(?:[ ,]{1,3}(?:error|warning|id|log|エラー|警告|ログ[にの]?))?"
        rf"(?:([\s\"'“”‘’`|,;:/\\>(\[-]{{1,6}}){_NUMBER})?",
        re.ASCII,
    )
    for provider in vocabulary("event", "providers")
)
_BEFORE_PROVIDER = re.compile(
    r"(?<![0-9a-z.,:/-])(\d{4,5})[\"'`]?(?:[ ]?[(,/|][ ]?|[ ])(?:(?:from|in|of|by) )?(?:the )?"
    r"(?:microsoft-windows-)?(?:hyper-v-)?$",
    re.ASCII,
)
_CLOSED = re.compile(r"[\"'”’,|\t:]|$", re.MULTILINE)
_TABLE_ROW = re.compile(rf":\d\d(?: ?[ap]m)?[ \t]{{1,8}}(\d{{1,5}})[ \t]{{1,8}}{_LEVEL}", re.ASCII)
_VIEWER_ROW = re.compile(r"\t(\d{1,5})\t", re.ASCII)
_VIEWER_ROW_HEAD = re.compile(rf"(?:^|\n){_LEVEL}\t[^\t\n]{{6,40}}\t[^\t\n]{{1,80}}$")


def events(passage: Passage) -> Iterator[Hit]:
    """Event numbers in no particular order."""
    lower = passage.lower
    found: set[tuple[int, int]] = set()
    followed: set[tuple[int, bool]] = set()  # a list is followed once, though each of its numbers may be a mark's
    for start, end, is_marked in (*_marked(passage), *_plain_ids(passage), *_from_providers(lower), *_rows(lower)):
        span: tuple[int, int] | None = (start, end)
        while span is not None and (span[1], is_marked) not in followed:
            found.add(span)
            followed.add((span[1], is_marked))
            span = _next(lower, span[1], is_marked=is_marked)
    for start, end in found:
        if int(lower[start:end]) <= 0xFFFF and passage.urls.around(start) is None:
            yield Hit(start, end, Kind.EVENT_ID, None, int(lower[start:end]))


def _next(lower: str, end: int, *, is_marked: bool) -> tuple[int, int] | None:
    """The number that a list joins to the one before; unknown ones only where the list began with a mark."""
    if match := _NEXT.match(lower, end):
        number, may_be_unknown, least = int(match[2]), is_marked and match[1] != "|", 10
    elif match := _NEXT_KNOWN.match(lower, end):
        number, may_be_unknown, least = int(match[1]), False, 10000
    else:
        return None
    if number >= least and sources_of_event(number):
        return match.span(match.lastindex or 0)
    return match.span(2) if may_be_unknown and number >= 100 and not _is_year(number) else None


def _marked(passage: Passage) -> Iterator[tuple[int, int, bool]]:
    lower, beyond_ascii = passage.lower, passage.folded.beyond_ascii
    for sign, mark in _MARKS:
        if not sign.isascii() and beyond_ascii.isdisjoint(sign):
            continue
        for match in mark.finditer(lower):
            if match.lastindex is None:
                yield from _before_sign(lower, match.start())
            elif _is_event(passage, match):
                yield *match.span(match.lastindex), match.lastindex <= _BEHIND_ID


def _is_event(passage: Passage, match: re.Match[str]) -> bool:
    lower, start = passage.lower, match.start()
    match match.lastindex:
        case 1:
            return lower[start - 1 : start] != "/"  # not the end of an XML element
        case 2:
            return _ID_BEFORE.search(lower[max(0, start - 16) : start]) is not None
        case 3:
            return not is_word(lower[start - 1 : start]) and _is_spoken_event(passage, *match.span(3))
        case _:
            return bool(sources_of_event(int(match[4]))) and not _COUNTING.search(lower, start, match.start(4))


def _before_sign(lower: str, position: int) -> Iterator[tuple[int, int, bool]]:
    window = max(0, position - 60)
    match = _BEFORE_SIGN.search(lower[window:position])
    if match is None or _COUNTED.match(lower, position):
        return
    for number in re.finditer(r"[0-9]+", match[1]):
        if int(number[0]) >= 1000 and sources_of_event(int(number[0])):
            yield window + match.start() + number.start(), window + match.start() + number.end(), False


def _is_spoken_event(passage: Passage, start: int, end: int) -> bool:
    """`event 19100` without the word ID: the number or the talk around it must be of Windows."""
    number = int(passage.lower[start:end])
    sources = sources_of_event(number)
    if number >= 1000 and sources:
        return True
    is_plausible = number >= 10000 or (number >= 1000 and not _is_year(number) and passage.lower[start - 2] != "s")
    if is_plausible and passage.speaks_of(_WINDOWS, start - _AROUND, end + _AROUND):
        return True
    around = passage.lower[max(0, start - _AROUND) : end + _AROUND]
    return any(re.search(rf"\b{re.escape(source.lower())}\b", around) for source in sources)


def _is_year(number: int) -> bool:
    return 1900 <= number <= 2100


def _plain_ids(passage: Passage) -> Iterator[tuple[int, int, bool]]:
    """The word ID alone: a number that no source is known for counts only in a field of its own."""
    lower = passage.lower
    for match in _PLAIN_ID.finditer(lower):
        before = lower[max(0, match.start() - 48) : match.start()].rstrip(" \t")
        known = bool(sources_of_event(int(match[1])))
        if not (before.endswith(_MAY_PRECEDE_ID) or before == "" or (known and not _LETTERS.match(before[-1]))):
            continue
        start, end = match.start() - _AROUND, match.end() + _AROUND
        if passage.speaks_of(_FIELDS, start, end) or (known and passage.speaks_of(_TALK, start, end)):
            yield *match.span(1), False


def _from_providers(lower: str) -> Iterator[tuple[int, int, bool]]:
    for match in (match for pattern in _PROVIDERS for match in pattern.finditer(lower)):
        if match[3] and _names_its_event(lower, match):
            yield *match.span(3), False
            continue
        window = max(0, match.start() - 40)
        before = _BEFORE_PROVIDER.search(lower[window : match.start()])
        if before is not None and _is_of(match[1], int(before[1])):
            yield window + before.start(1), window + before.end(1), False


def _is_of(provider: str, number: int) -> bool:
    return any(provider in source.lower() for source in sources_of_event(number))


def _names_its_event(lower: str, match: re.Match[str]) -> bool:
    name, between, number = match[1], match[2], int(match[3])
    is_field = re.search(r"[\"'“”|,;\t/]", between) is not None
    if name.startswith("-windows-"):
        return is_field and _CLOSED.match(lower, match.end()) is not None
    if is_word(lower[match.start() - 1 : match.start()]) and name != "sqlserver":
        return False
    return (number >= 1000 or is_field) and _is_of(name, number)


def _rows(lower: str) -> Iterator[tuple[int, int, bool]]:
    """Tables as PowerShell prints them and the Event Viewer copies them."""
    if "leveldisplayname" in lower:
        yield from ((*match.span(1), False) for match in _TABLE_ROW.finditer(lower))
    for match in _VIEWER_ROW.finditer(lower) if "\t" in lower else ():
        if _VIEWER_ROW_HEAD.search(lower[max(0, match.start() - 140) : match.start()]):
            yield *match.span(1), False
