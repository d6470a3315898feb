"""Brings a paste to one spelling of letters, digits, dashes and blanks, and remembers where everything stood."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from html import unescape

_BLOCK = 64
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
    ("&", ("&",), r"&(?:amp;){0,2}(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"),
    ("%", ("%2", "%3"), r"%(?:2[0dD]|3[dDaA])"),
    ("\\", ("\\u00",), r"\\{1,2}u00[0-9a-fA-F]{2}"),
    ("<", ("<br", "<BR", "<wbr", "<WBR"), r"<(?:[bB][rR]|[wW][bB][rR])[ ]?/?>"),
)


def is_word(character: str) -> bool:
    """A character that would make digits next to it part of a longer word; Japanese letters do not."""
    return character.isascii() and character.isalnum()


@dataclass(frozen=True, slots=True)
class _Piece:
    """From `start` on, the folded text runs parallel to the source from `source` on; a token is replaced as a whole."""

    start: int
    source: int
    token_end: int | None


@dataclass(frozen=True)
class Folded:
    """A text in one spelling; `span` leads back to the text it was made from, `beyond_ascii` are its characters."""

    source: str
    text: str
    pieces: tuple[_Piece, ...]
    has_nul: bool
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
        first, last = self._before_rewriting(start)[0], self._before_rewriting(end - 1)[1]
        if self.has_nul:
            return self._with_nul(first), self._with_nul(last - 1) + 1
        return first, last

    def _before_rewriting(self, position: int) -> tuple[int, int]:
        if not self.pieces:
            return position, position + 1
        piece = self.pieces[bisect_right(self._starts, position) - 1]
        if piece.token_end is not None:
            return piece.source, piece.token_end
        source = piece.source + position - piece.start
        return source, source + 1

    def _with_nul(self, position: int) -> int:
        block = bisect_right(self._kept, position) - 1
        left = position - self._kept[block]
        index = block * _BLOCK
        while True:
            if self.source[index] != "\0":
                if left == 0:
                    return index
                left -= 1
            index += 1

    @cached_property
    def _starts(self) -> list[int]:
        return [piece.start for piece in self.pieces]

    @cached_property
    def _kept(self) -> list[int]:
        kept, counts = 0, []
        for block in range(0, len(self.source), _BLOCK):
            counts.append(kept)
            kept += _BLOCK - self.source.count("\0", block, block + _BLOCK)
        return counts


def fold(text: str) -> Folded:
    """In time proportional to the length; a plain ASCII text is taken as it is."""
    has_nul = "\0" in text  # UTF-16 that was read byte by byte
    folded = text.replace("\0", "") if has_nul else text
    beyond_ascii: frozenset[str] = frozenset()
    if not folded.isascii():
        beyond_ascii = beyond_ascii.union(*set(_ASCII.split(folded)))
        for character in beyond_ascii & _FOLD_SIGNS:  # few at a time, and each replaced at the speed of memory
            folded = folded.replace(character, character.translate(_FOLD))
    rewritten = [
        pattern for first, signs, pattern in _REWRITTEN if first in folded and any(map(folded.__contains__, signs))
    ]
    if invisible := "".join(beyond_ascii & _INVISIBLE):
        rewritten.append(f"[{invisible}]+")
    folded, pieces = _rewrite(folded, re.compile("|".join(rewritten))) if rewritten else (folded, ())
    return Folded(text, folded, pieces, has_nul, beyond_ascii)


def _rewrite(text: str, tokens: re.Pattern[str]) -> tuple[str, tuple[_Piece, ...]]:
    parts: list[str] = []
    pieces = [_Piece(0, 0, None)]
    length = done = 0
    for match in tokens.finditer(text):
        read = _read(match[0])
        if read == match[0]:
            continue
        parts += text[done : match.start()], read
        length += match.start() - done
        done = match.end()
        if read:
            pieces.append(_Piece(length, match.start(), done))
            length += len(read)
        pieces.append(_Piece(length, done, None))
    if not parts:
        return text, ()
    parts.append(text[done:])
    return "".join(parts), tuple(pieces)


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
