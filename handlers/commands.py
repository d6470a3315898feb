"""The grammar of what is typed after a slash command or a mention: words, quoted names, flags."""

import re
from dataclasses import dataclass
from html import unescape

from bot.errors import BadInput, Ref

# A quote closes only with its own kind. The curly ones are what phones and Macs make of the straight ones, by country.
_CLOSING = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“", "‘": "’", "’": "’"}
# Slack turns host names into links whose label is what was typed; only those are undone.
_AUTO_LINK = re.compile(r"<(?:https?://|mailto:|tel:)([^<>|\s]{1,300})\|\1>")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
# `--all`, and the dash that macOS makes of two hyphens.
_FLAG = re.compile(r"(?:--|—|––)([a-z][a-z-]*)", re.IGNORECASE)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A command line taken apart. `words` are exact, as a name must be; `flags` are lower-case without dashes."""

    words: tuple[str, ...]
    flags: frozenset[str]

    @property
    def verb(self) -> str:
        """The first word in lower case, empty if there is none."""
        return self.words[0].lower() if self.words else ""

    @property
    def rest(self) -> tuple[str, ...]:
        """The words after the verb."""
        return self.words[1:]

    def allow(self, *flags: str, words: int) -> None:
        """Raises BadInput(COMMAND_UNKNOWN) for a flag not in `flags`, or a word behind the first `words` of `rest`."""
        surplus = [*(f"--{flag}" for flag in sorted(self.flags.difference(flags))), *self.rest[words:]]
        if surplus:
            raise BadInput(Ref.COMMAND_UNKNOWN, detail=surplus[0][:_LONGEST])


def parse(text: str) -> Line:
    """Raises BadInput(COMMAND_QUOTES) for a quote that is not closed or has text glued behind it."""
    text = _ENTITY.sub(lambda entity: unescape(entity[0]), _AUTO_LINK.sub(r"\1", text))
    words: list[str] = []
    flags: set[str] = set()
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        if text[position] in _CLOSING:
            word, position = _quoted(text, position)
            words.append(word)
            continue
        word, position = _bare(text, position)
        if flag := _FLAG.fullmatch(word):
            flags.add(flag[1].lower())
        else:
            words.append(word)
    return Line(tuple(words), frozenset(flags))


def _quoted(text: str, start: int) -> tuple[str, int]:
    end = text.find(_CLOSING[text[start]], start + 1)
    if end < 0 or (end + 1 < len(text) and not text[end + 1].isspace()):
        raise BadInput(Ref.COMMAND_QUOTES, detail=text[start])
    return text[start + 1 : end], end + 1


def _bare(text: str, start: int) -> tuple[str, int]:
    """Up to the next space; `key="a value"` is one word, every other quote inside a word is a character of it."""
    position = start
    while position < len(text) and not text[position].isspace():
        if text[position] in _CLOSING and position > start and text[position - 1] == "=":
            value, end = _quoted(text, position)
            return text[start:position] + value, end
        position += 1
    return text[start:position], position
