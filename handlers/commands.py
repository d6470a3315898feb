"""The grammar of what is typed after a slash command or a mention: words, quoted names, flags."""

import re
from dataclasses import dataclass
from html import unescape

from bot.errors import BadInput, Ref

# A quote closes only with its own kind. The curly ones are what phones and Macs make of the straight ones, by country.
_QUOTES = ('""', "''", "“”", "””", "„“", "‘’", "’’")
_QUOTED = "|".join(f"{pair[0]}[^{pair[1]}]*{pair[1]}" for pair in _QUOTES)
_QUOTE = f"[{''.join(pair[0] for pair in _QUOTES)}]"
# A name in quotes, alone or as in `key="a value"`, or a bare word; every other quote in a word is a character of it.
_BARE = rf"(?!{_QUOTE})(?:(?!={_QUOTE})\S)"
_WORD = re.compile(rf"\s*(?:(?P<key>{_BARE}*=)?(?P<quoted>{_QUOTED})|(?P<bare>{_BARE}+))(?=\s|\Z)")
# Slack turns host names into links whose label is what was typed; only those are undone.
_AUTO_LINK = re.compile(r"<(?:https?://|mailto:|tel:)([^<>|\s]{1,300})\|\1>")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
# `--all`, and the dash that macOS makes of two hyphens.
_FLAG = re.compile(r"(?:--|—|––)([a-z][a-z-]*)", re.IGNORECASE)


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

    def allow(self, *flags: str, words: int, least: int = 0) -> None:
        """Raises BadInput: COMMAND_SURPLUS for other flags and more words in `rest`, COMMAND_INCOMPLETE for fewer."""
        surplus = [*(f"--{flag}" for flag in sorted(self.flags.difference(flags))), *self.rest[words:]]
        if surplus:
            raise BadInput(Ref.COMMAND_SURPLUS, detail=surplus[0][:80])
        if len(self.rest) < least:
            raise BadInput(Ref.COMMAND_INCOMPLETE, detail=self.verb)


def parse(text: str) -> Line:
    """Raises BadInput(COMMAND_QUOTES) for a quote that is not closed or has text glued behind it."""
    text = _ENTITY.sub(lambda entity: unescape(entity[0]), _AUTO_LINK.sub(r"\1", text)).strip()
    words: list[str] = []
    flags: set[str] = set()
    end = 0
    while end < len(text):
        word = _WORD.match(text, end)
        if word is None:
            quote = re.compile(_QUOTE).search(text, end)
            raise BadInput(Ref.COMMAND_QUOTES, detail=quote[0] if quote else text[end])
        end = word.end()
        if word["quoted"]:
            words.append((word["key"] or "") + word["quoted"][1:-1])
        elif flag := _FLAG.fullmatch(word["bare"]):
            flags.add(flag[1].lower())
        else:
            words.append(word["bare"])
    return Line(tuple(words), frozenset(flags))
