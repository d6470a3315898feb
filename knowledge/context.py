"""What the neighbourhood of a number says about it: named as an error, named as something else, or program source."""

import re
import tomllib
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from importlib.resources import files
from typing import Self

from knowledge.addresses import Urls
from knowledge.normalize import Folded

_VOCABULARY = tomllib.loads(files("knowledge").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
# Characters: before a number, where words may speak of an error and where a label may name it; around it, where talk
# and program source count; the length of a text too short to say more; the block in which talk is looked for at once,
# and the piece in which a product's name is.
_NEAR, _LABEL, _AROUND, _SHORT, _BLOCK, _PIECE = 64, 40, 300, 60, 512, 1 << 16


def vocabulary(section: str) -> dict[str, list[str]]:
    """The lists of one section of `vocabulary.toml`."""
    lists: dict[str, list[str]] = _VOCABULARY[section]
    return lists


def words(section: str, name: str) -> str:
    """One list of the vocabulary as a group of alternatives.

    A search is quick when all of them begin with a letter, so a word boundary is looked for behind the first one.
    """
    fragments = (re.sub(r"^\\b(\w)", r"\1(?<!\\w\1)", fragment) for fragment in vocabulary(section)[name])
    return "(?:" + "|".join(fragments) + ")"


@dataclass(frozen=True, eq=False)
class Talk:
    """A list of the vocabulary to look for near a number, and the letters with which each alternative begins."""

    pattern: re.Pattern[str]
    beginnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, section: str, name: str) -> Self:
        """All alternatives must begin with letters."""
        begun = [
            re.match(r"(?:\\b)?([^\W\d]+(?:-[^\W\d]+)*)([?{]?)", fragment) for fragment in vocabulary(section)[name]
        ]
        beginnings = {match[1][:-1] if match[2] else match[1] for match in begun if match is not None}
        return cls(re.compile(words(section, name), re.ASCII), tuple(beginnings))

    def places(self, text: str, start: int, end: int) -> list[int]:
        """Where it begins between two positions; looking for letters first is many times quicker than for patterns."""
        if not self.beginnings:
            return [match.start() for match in self.pattern.finditer(text, start, end + _AROUND) if match.start() < end]
        found = []
        for beginning in self.beginnings:
            position = text.find(beginning, start, end + len(beginning) - 1)
            while position >= 0:
                if self.pattern.match(text, position):
                    found.append(position)
                position = text.find(beginning, position + 1, end + len(beginning) - 1)
        return found


_BACKUP_EXEC = re.compile(r"backup[\s_]{0,3}exec")
_BESIDE = r"[^0-9a-zぁ-ヺ一-鿿]{0,8}$"  # nothing but separators up to the number
_ERROR = re.compile(words("number", "error"), re.ASCII)
_ERROR_AFTER = re.compile(r"[^0-9a-zぁ-ヺ一-鿿]{0,4}(?:error|hex\b|(?:の|という?)?エラー)", re.ASCII)
_NAMED_ERROR = re.compile(
    rf"(?:{words('number', 'error_number')}|{words('number', 'error')})"
    rf"(?:\s?(?:is|was|are|of|with|as|no\.?|value|は|が|の|:))?{_BESIDE}",
    re.ASCII,
)
_NAMED_OTHER = re.compile(
    rf"{words('number', 'other')}(?:\s?(?:no\.?|nr\.?|numbers?|ids?|is|was|at|of|in|to|from|は|の))?{_BESIDE}", re.ASCII
)
_ERROR_TALK = Talk.of("number", "error")
_BACKUP_TALK = Talk.of("number", "backup")
_EVENT_TALK = Talk.of("event", "talk")
_DENIAL = re.compile(words("number", "denial"), re.ASCII)
_HRESULT_NAME = re.compile(r"\bhr\b|_E_|\bE_[A-Z]|(?i:hresult|error|fail)", re.ASCII)
_UNIT = re.compile(rf"[ ]{{0,2}}{words('number', 'unit')}", re.ASCII)
_SOURCE = Talk(re.compile(words("source", "features"), re.ASCII | re.MULTILINE))
_DISASSEMBLY = Talk(re.compile(words("number", "disassembly"), re.ASCII))
_TEXT = re.compile(r"\w")
_SMALL_HEX = re.compile(r"0[xX](?:[0-9a-fA-F]{1,7}|0[0-9a-fA-F]{7})(?![0-9a-zA-Z])")
_DUMPED = r"((?:[0-9a-f]{2}){2,8}|[0-9a-f]{2}[ ][0-9a-f]{2})"
_DUMP_BEFORE = re.compile(rf"(?:^|[\s,|*]){_DUMPED}[ \t|:*]{{1,6}}$")
_DUMP_AFTER = re.compile(rf"[ \t|:*]{{1,6}}{_DUMPED}(?=[\s,|:*]|$)")


def _names_backup_exec(lower: str) -> bool:
    return "v-79-" in lower or _BACKUP_EXEC.search(lower) is not None


class Named(Enum):
    """How the words before a number name it."""

    ERROR = auto()
    OTHER = auto()
    NOT = auto()


@dataclass(frozen=True)
class Paste:
    """The whole of a text; it is asked only when something hangs on it."""

    text: str

    @cached_property
    def names_backup_exec(self) -> bool:
        """Whether it says whose codes it is about."""
        pieces = (self.text[begin : begin + _PIECE + _SHORT] for begin in range(0, len(self.text), _PIECE))
        return any(_names_backup_exec(piece.lower()) for piece in pieces)


@dataclass(frozen=True)
class Passage:
    """A stretch of a paste."""

    folded: Folded
    paste: Paste
    _found: dict[tuple[Talk, int], list[int]] = field(default_factory=dict)

    def speaks_of(self, talk: Talk, start: int, end: int, *, as_written: bool = False) -> bool:
        """Whether that is the talk between two positions; each block of the text is searched once, however often."""
        text = self.folded.text if as_written else self.lower
        for block in range(max(0, start) // _BLOCK, end // _BLOCK + 1):
            if (talk, block) not in self._found:
                self._found[talk, block] = talk.places(text, block * _BLOCK, block * _BLOCK + _BLOCK)
            if any(start <= position < end for position in self._found[talk, block]):
                return True
        return False

    @property
    def lower(self) -> str:
        """The stretch in lower case."""
        return self.folded.lower

    @cached_property
    def urls(self) -> Urls:
        """Its addresses of web pages."""
        return Urls(self.folded.lower)

    @cached_property
    def names_backup_exec(self) -> bool:
        """Whether it or the paste says whose codes it is about; the paste may say so in wide letters."""
        return _names_backup_exec(self.lower) or self.paste.names_backup_exec


@dataclass(frozen=True)
class Place:
    """Where a number stands in a passage; every question looks at a bounded neighbourhood."""

    passage: Passage
    start: int
    end: int

    @cached_property
    def named(self) -> Named:
        """The label beside the number decides; failing that, a word of failure among the paragraph's last words."""
        before = self.passage.lower[max(0, self.start - _NEAR) : self.start]
        if _NAMED_OTHER.search(before, max(0, len(before) - _LABEL)):
            return Named.OTHER
        near = (
            _NAMED_ERROR.search(before, max(0, len(before) - _LABEL))
            or _ERROR.search(before.rpartition("\n\n")[2])
            or _ERROR_AFTER.match(self.passage.lower, self.end)
        )
        return Named.ERROR if near else Named.NOT

    @property
    def is_alone(self) -> bool:
        """Whether the text says nothing else."""
        return not (_TEXT.search(self.passage.lower, 0, self.start) or _TEXT.search(self.passage.lower, self.end))

    @property
    def speaks_of_errors(self) -> bool:
        """Whether failures are the talk near the number."""
        return self._is_near(_ERROR_TALK)

    @property
    def speaks_of_backup(self) -> bool:
        """Whether a backup, a job or its media is spoken of near the number."""
        return self._is_near(_BACKUP_TALK)

    @property
    def speaks_of_events(self) -> bool:
        """Whether an event is spoken of near the number."""
        return self._is_near(_EVENT_TALK)

    @property
    def speaks_of_trouble(self) -> bool:
        """Whether failures or backups are the talk, or the text is too short to say anything else."""
        return self.speaks_of_errors or self.speaks_of_backup or len(self.passage.lower) < _SHORT

    @property
    def speaks_of_denial(self) -> bool:
        """Whether the words behind the number say what Windows says with it."""
        return _DENIAL.search(self.passage.lower[self.end : self.end + 32]) is not None

    @property
    def is_measure(self) -> bool:
        """Whether a unit follows: an amount, no number of an error."""
        return _UNIT.match(self.passage.lower, self.end) is not None

    @cached_property
    def is_source(self) -> bool:
        """Whether the number stands in program source, an address map or a list of registers."""
        return self._is_near(_SOURCE, as_written=True)

    @property
    def names_an_hresult(self) -> bool:
        """Whether the number's own line has the words that a source file gives to HRESULTs."""
        return _HRESULT_NAME.search(self._line) is not None

    @property
    def has_small_neighbour(self) -> bool:
        """Whether the line has another hexadecimal number, too small for an error: a size, a mask, an offset."""
        return _SMALL_HEX.search(self._line) is not None

    @property
    def is_address(self) -> bool:
        """Whether disassembly of a machine whose memory begins at 0x80000000 surrounds the number."""
        return self._is_near(_DISASSEMBLY)

    @property
    def dump_neighbours(self) -> int:
        """On how many sides of bare hexadecimal digits the line goes on with more of them, as a dump does: 0 to 2."""
        lower = self.passage.lower
        before = _DUMP_BEFORE.search(lower[max(0, self.start - 24) : self.start])
        after = _DUMP_AFTER.match(lower, self.end)
        return sum(match is not None and not match[1].isalpha() for match in (before, after))

    def _is_near(self, talk: Talk, *, as_written: bool = False) -> bool:
        return self.passage.speaks_of(talk, self.start - _AROUND, self.end + _AROUND, as_written=as_written)

    @property
    def _line(self) -> str:
        text = self.passage.folded.text
        before = text[max(0, self.start - _AROUND) : self.start].rpartition("\n")[2]
        return before + text[self.start : self.end + _AROUND].partition("\n")[0]
