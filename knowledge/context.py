"""What the neighbourhood of a number says about it: named as an error, named as something else, or program source."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from importlib.resources import files

from knowledge.addresses import Urls
from knowledge.normalize import Folded

_VOCABULARY = tomllib.loads(files("knowledge").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
_NEAR = 64
_LABEL = 40
_AROUND = 300
_SHORT = 60
_BLOCK = 512


def vocabulary(section: str, name: str) -> list[str]:
    """One list of `vocabulary.toml`."""
    listed: list[str] = _VOCABULARY[section][name]
    return listed


def words(section: str, name: str) -> str:
    """One list of the vocabulary as a group of alternatives."""
    return "(?:" + "|".join(vocabulary(section, name)) + ")"


BACKUP_EXEC = re.compile(r"backup[\s_]{0,3}exec|v-79-", re.ASCII | re.IGNORECASE)
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
_BACKUP = re.compile(words("number", "backup"), re.ASCII)
_DENIAL = re.compile(words("number", "denial"), re.ASCII)
_HRESULT_NAME = re.compile(r"hresult|\bhr\b|_E_|\bE_[A-Z]|(?i:error|fail)", re.ASCII)
_UNIT = re.compile(rf"[ ]{{0,2}}{words('number', 'unit')}", re.ASCII)
_SOURCE = re.compile(words("source", "features"), re.ASCII | re.MULTILINE)
_DISASSEMBLY = re.compile(words("number", "disassembly"), re.ASCII)
_SMALL_HEX = re.compile(r"0[xX](?:[0-9a-fA-F]{1,7}|0[0-9a-fA-F]{7})(?![0-9a-zA-Z])")
_DUMPED = r"((?:[0-9a-f]{2}){2,8}|[0-9a-f]{2}[ ][0-9a-f]{2})"
_DUMP_BEFORE = re.compile(rf"(?:^|[\s,|*]){_DUMPED}[ \t,|:*]{{1,6}}$")
_DUMP_AFTER = re.compile(rf"[ \t,|:*]{{1,6}}{_DUMPED}(?=[\s,|:*]|$)")


class Named(Enum):
    """How the words before a number name it."""

    ERROR = auto()
    OTHER = auto()
    NOT = auto()


@dataclass(frozen=True)
class Passage:
    """A stretch of a paste; whether the whole of it names Backup Exec is asked only when something hangs on it."""

    folded: Folded
    elsewhere: Callable[[], bool]
    _found: dict[tuple[re.Pattern[str], int], list[int]] = field(default_factory=dict)

    def speaks_of(self, pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
        """Whether the pattern begins between two positions; each block of the text is searched once, however often."""
        for block in range(max(0, start) // _BLOCK, end // _BLOCK + 1):
            if (pattern, block) not in self._found:
                begin = block * _BLOCK
                matches = pattern.finditer(text, begin, begin + 2 * _BLOCK)
                self._found[pattern, block] = [match.start() for match in matches if match.start() < begin + _BLOCK]
            if any(start <= position < end for position in self._found[pattern, block]):
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
        """Whether the paste says whose codes it is about."""
        return BACKUP_EXEC.search(self.lower) is not None or self.elsewhere()


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
    def speaks_of_errors(self) -> bool:
        """Whether failures are the talk near the number."""
        return self._is_near(_ERROR)

    @property
    def speaks_of_backup(self) -> bool:
        """Whether a backup, a job or its media is spoken of near the number."""
        return self._is_near(_BACKUP)

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
        text = self.passage.folded.text
        return self.passage.speaks_of(_SOURCE, text, self.start - _AROUND, self.end + _AROUND)

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

    def _is_near(self, pattern: re.Pattern[str]) -> bool:
        return self.passage.speaks_of(pattern, self.passage.lower, self.start - _AROUND, self.end + _AROUND)

    @property
    def _line(self) -> str:
        text = self.passage.folded.text
        before = text[max(0, self.start - _AROUND) : self.start].rpartition("\n")[2]
        return before + text[self.start : self.end + _AROUND].partition("\n")[0]
