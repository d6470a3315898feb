"""Error codes as one type: a code is a 32-bit number, whatever spelling it came in."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Self

_KNOWN = tomllib.loads(files("knowledge").joinpath("known_codes.toml").read_text(encoding="utf-8"))
_CODES = {int(code, 16) for codes in _KNOWN["codes"].values() for code in codes.split()}
_EVENTS = {source: frozenset(ids) for source, ids in _KNOWN["events"].items()}
_FACILITIES = {int(number): name for number, name in _KNOWN["facilities"].items()}
_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]{8})")
_UMI = re.compile(r"[Vv]-0*79-0*(\d{1,5})-0*(\d{1,5})")
# The high words that Backup Exec itself uses: error, warning, information and success with the customer bit, and the
# category 10000 of its oldest messages. Any other high word has no UMI.
_BACKUP_EXEC_WORDS = {0xE000, 0xA000, 0x6000, 0x2000, 10000}


class Kind(StrEnum):
    """Which family of numbers something written belongs to, as the contract names them."""

    BE_ERROR = "be_error"
    UMI = "umi"
    HRESULT = "hresult"
    VSS = "vss"
    EVENT_ID = "event_id"


class Severity(StrEnum):
    """What the top bits of a code say."""

    SUCCESS = "success"
    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, order=True)
class ErrorCode:
    """One 32-bit number; raises ValueError for any other."""

    value: int

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 0xFFFFFFFF:
            raise ValueError(self.value)

    @classmethod
    def from_hex(cls, text: str) -> Self:
        """`0xA000971E` or `a000971e`; raises ValueError."""
        if (match := _HEX.fullmatch(text.strip())) is None:
            raise ValueError(text)
        return cls(int(match[1], 16))

    @classmethod
    def from_umi(cls, text: str) -> Self:
        """`V-79-40960-38686`; raises ValueError, also for other products and for categories Backup Exec never used."""
        match = _UMI.fullmatch(text.strip())
        if match is None or int(match[1]) not in _BACKUP_EXEC_WORDS or int(match[2]) > 0xFFFF:
            raise ValueError(text)
        return cls(int(match[1]) << 16 | int(match[2]))

    @classmethod
    def from_number(cls, number: int) -> Self:
        """A decimal as Windows prints it, signed or unsigned; raises ValueError."""
        return cls(number + 0x100000000 if -0x80000000 <= number < 0 else number)

    @property
    def high(self) -> int:
        """The upper 16 bits: the category of a UMI, severity and facility of an HRESULT."""
        return self.value >> 16

    @property
    def low(self) -> int:
        """The lower 16 bits: the message of a UMI, the number of an HRESULT; never signed."""
        return self.value & 0xFFFF

    @property
    def hex(self) -> str:
        """The canonical spelling, `0xA000971E`."""
        return f"0x{self.value:08X}"

    @property
    def umi(self) -> str | None:
        """The other spelling, `V-79-40960-38686`, of Backup Exec's own codes."""
        return f"V-79-{self.high}-{self.low}" if self.high in _BACKUP_EXEC_WORDS else None

    @property
    def sibling(self) -> "ErrorCode | None":
        """The same message with the other severity (0xE000/0xA000): related, never the same."""
        return ErrorCode(self.value ^ 0x40000000) if self.high in {0xE000, 0xA000} else None

    @property
    def kind(self) -> Kind:
        """The family of the number itself; that it was written as a UMI only its spelling can tell."""
        if self.high in _BACKUP_EXEC_WORDS:
            return Kind.BE_ERROR
        # The VSS interface numbers its errors 0x80042300 to 0x800424FF.
        return Kind.VSS if self.value >> 8 in {0x800423, 0x800424} else Kind.HRESULT

    @property
    def known(self) -> bool:
        """Whether a sourced article or message table has this number."""
        return self.value in _CODES

    def __str__(self) -> str:
        return self.hex


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the bits of a code say when no article knows it; `win32` is the system error inside an HRESULT."""

    severity: Severity
    customer: bool
    facility: int
    facility_name: str | None
    win32: int | None


def decode(code: ErrorCode) -> Decoded:
    """Backup Exec and NTSTATUS keep two bits of severity, an HRESULT one; the rest of the high word is the facility."""
    customer = bool(code.high & 0x2000)
    if customer or code.high >> 14 != 2:
        severity = list(Severity)[code.high >> 14]
        facility = code.high & 0xFFF
    else:
        severity, facility = Severity.ERROR, code.high & 0x7FF
    name = None if customer else _FACILITIES.get(facility)
    return Decoded(severity, customer, facility, name, code.low if code.high == 0x8007 else None)


def has_facility(code: ErrorCode) -> bool:
    """Whether the facility of a failed HRESULT is one that Windows defines; a random number seldom has one."""
    return code.high in {0xC035, 0xC037, 0xC038, 0xC03A} or (code.high >> 12 == 8 and code.high & 0xFFF in _FACILITIES)


@lru_cache(maxsize=4096)
def sources_of_event(event_id: int) -> frozenset[str]:
    """The event sources whose event of this number is known; empty when none is."""
    return frozenset(source for source, ids in _EVENTS.items() if event_id in ids)
