"""Brings a paste to one spelling of letters, digits, dashes and blanks, and remembers where everything stood."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from operator import itemgetter

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2796\ufe58\ufe63\uff0d"
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_CROSSES = "\u00d7\u2715\u2716\u2a2f\u0445\u0425"  # written for an x: multiplication signs, Cyrillic kha
_BREAKS = "\u0085\u2028\u2029"
_FOLD: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, _CROSSES), "x"),
    **dict.fromkeys(map(ord, _BREAKS), "\n"),
}
_FOLD_SIGNS = frozenset(map(chr, _FOLD))
_INVISIBLE = frozenset(
    map(chr, (0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
              *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)))
)  # fmt: skip
_ASCII = re.compile(r"[\x00-\x7f]+")
# What is written with several characters and read as one or none, each with signs without which it cannot be there.
_REWRITTEN = (
    ("\0", ("\0",), r"\0+"),  # UTF-16 that was read byte by byte
    ("&", ("&",), r"&(?:amp;){0,2}(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"),
    ("%", ("%2", "%3"), r"%(?:2[0dD]|3[dDaA])"),
    ("\\", ("\\u00",), r"\\{1,2}u00[0-9a-fA-F]{2}"),
    ("<", ("<br", "<BR", "<wbr", "<WBR"), r"<(?:[bB][rR]|[wW][bB][rR])[ ]?/?>"),
)


def is_word(character: str) -> bool:
    """A character that would make digits next to it part of a longer word; Japanese letters do not."""
    return character.isascii() and character.isalnum()


# From a place in the folded text on, that runs parallel to the source from a place there on; with a third place, what
# stands up to there was replaced as a whole.
_Piece = tuple[int, int, int | None]
_WHOLE: tuple[_Piece, ...] = ((0, 0, None),)


@dataclass(frozen=True)
class Folded:
    """A text in one spelling; `span` leads back to the text it was made from, `beyond_ascii` are its characters."""

    source: str
    text: str
    pieces: tuple[_Piece, ...]
    beyond_ascii: frozenset[str]

    @cached_property
    def lower(self) -> str:
        """The folded text in lower case, every character in its place (only the dotted capital I would become two)."""
        others = "".join(self.beyond_ascii)
        if others and others == others.lower():  # twice as quick by way of bytes, where only ASCII has capitals
            return self.text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
        return (self.text.replace("İ", "I") if "İ" in others else self.text).lower()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters from `start` to before `end` stand in the source; `end` must be above `start`."""
        return self._in_source(start)[0], self._in_source(end - 1)[1]

    def _in_source(self, position: int) -> tuple[int, int]:
        start, source, token_end = self.pieces[bisect_right(self.pieces, position, key=itemgetter(0)) - 1]
        if token_end is not None:
            return source, token_end
        return source + position - start, source + position - start + 1


def fold(text: str) -> Folded:
    """In time proportional to the length; a plain ASCII text is taken as it is."""
    folded, pieces, beyond_ascii = text, _WHOLE, frozenset[str]()
    if not text.isascii():
        beyond_ascii = beyond_ascii.union(*set(_ASCII.split(text)))
        for character in beyond_ascii & _FOLD_SIGNS:  # few at a time, and each replaced at the speed of memory
            folded = folded.replace(character, character.translate(_FOLD))
    rewritten = [
        pattern for first, signs, pattern in _REWRITTEN if first in folded and any(map(folded.__contains__, signs))
    ]
    if invisible := "".join(beyond_ascii & _INVISIBLE):
        rewritten.append(f"[{invisible}]+")
    if rewritten:
        folded, pieces = _rewrite(folded, re.compile("|".join(rewritten)))
    return Folded(text, folded, pieces, beyond_ascii)


def _rewrite(text: str, tokens: re.Pattern[str]) -> tuple[str, tuple[_Piece, ...]]:
    parts: list[str] = []
    pieces = [*_WHOLE]
    length = done = 0
    for match in tokens.finditer(text):
        read = _read(match[0])
        if read == match[0]:
            continue
        parts += text[done : match.start()], read
        length += match.start() - done
        done = match.end()
        if read:
            pieces.append((length, match.start(), done))
            length += len(read)
        pieces.append((length, done, None))
    return "".join((*parts, text[done:])), tuple(pieces)


def _read(written: str) -> str:
    match written[0]:
        case "&":
            plain = unescape(written if written == "&amp;" else written.replace("&amp;", "&", 2)).translate(_FOLD)
            return "".join(character for character in plain if character not in _INVISIBLE)
        case "%":
            return chr(int(written[1:], 16))
        case "\\":
            return chr(int(written[-2:], 16)).translate(_FOLD)
        case "<":
            return "" if written[1] in "wW" else "\n"
        case _:
            return ""
