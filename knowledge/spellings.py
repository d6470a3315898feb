"""Finds the ways in which one 32-bit number is written: hexadecimal, decimal, and as a UMI."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledge.codes import ErrorCode, Kind, has_facility
from knowledge.context import Named, Passage, Place
from knowledge.normalize import is_word

_BREAK = r"(?:[ \t]{0,3}\r?\n[ \t>|]{0,24})"  # a wrapped line, also quoted in a mail
_GAP = rf"(?:{_BREAK}|[ \t]{{0,3}})"
_DASH = rf"{_GAP}[-ーｰ]{{1,2}}{_GAP}"  # Japanese keyboards type the long vowel mark for a dash

# Patterns begin with a fixed letter where they can: those are searched for at the speed of memory.
_PREFIXED = re.compile(rf"0x(?=[0-9a-f \t\r\n>|]{{8}})(?:{_BREAK}|[ ])?([0-9a-f](?:{_BREAK}?[0-9a-f]){{7}})")
_C_SUFFIX = re.compile(r"(?:u?ll?|l?lu|u)(?![0-9a-z])", re.ASCII)
_BARE = ("000[0-9a-f]{4}", "8[0-9a-f]{7}", "c0[0-9a-f]{6}")
_WRAPPED = re.compile(r"\n(?<=[0-9a-f \t\r]\n)[ \t>|]{0,24}([0-9a-f]{1,7})(?![0-9a-z]|[-/:.][0-9])")
_WRAPPED_HEAD = re.compile(r"(?<![0-9a-z])([0-9a-f]{1,7})[ \t]{0,3}\r?$", re.ASCII)
_HEX_WORD = re.compile(r"[ ]{0,2}hex\b", re.ASCII)
_GUID_REST = re.compile(r"-(?:[0-9a-f]{4}(?:[0-9a-f]{4})?\b|\d)", re.ASCII)
_OTHER_HEX = re.compile(r"/[0-9a-f]{8}(?![0-9a-z])", re.ASCII)
_GLUED_WORD = re.compile(r"(?:error|errors|code|hr|hresult|status|result|failed|with|\\n|\\r|\\t)$", re.ASCII)
_DECIMALS = (
    "-(?:21[1-4][0-9]{7}|1610[56][0-9]{5}|5368[0-9]{5}|10699[0-9]{5})",
    "2(?:1[4-8][0-9]{7}|684[34][0-9]{5})",
    "3(?:758[01]|2250)[0-9]{5}",
)
_UMI = re.compile(
    rf"v(?=[-ーｰ\s]){_DASH}0{{0,3}}7{_BREAK}?9{_DASH}0{{0,3}}(\d(?:{_BREAK}?\d){{3,4}}){_DASH}(\d{{1,8}})", re.ASCII
)
_UMI_REST = re.compile(rf"{_BREAK}(\d{{1,4}})(?![0-9a-z])", re.ASCII)
# The upper bytes of the messages seen so far: logon, media and snapshots, dispatch, virtual machines, resources.
_USUAL = {*range(0x0F, 0x14), *range(0x84, 0x8A), *range(0x90, 0x9D), *range(0xFD, 0x100)}
_UMI_GOES_ON = re.compile(r"-\d|[0-9a-z]", re.ASCII)
_SENTENCE = re.compile(r"[A-Z][a-z]+\b", re.ASCII)  # text taken out of HTML loses the blank in front of one


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found in the folded text, before it is led back to the source."""

    start: int
    end: int
    kind: Kind
    code: ErrorCode | None
    event_id: int | None = None


def hits(passage: Passage) -> Iterator[Hit]:
    """Every spelling but events, in no particular order; what is inside a URL only when it is a UMI."""
    lower = passage.lower
    for needle, pattern, read in _SPELLINGS:
        for match in pattern.finditer(lower) if needle in lower else ():
            hit = read(passage, match)
            if hit is not None and (hit.kind is Kind.UMI or passage.urls.around(hit.start) is None):
                yield hit


def _umi(passage: Passage, match: re.Match[str]) -> Hit | None:
    text, lower, start = passage.folded.text, passage.lower, match.start()
    if not _may_begin_umi(text, start):
        return None
    end, message = _umi_message(lower, match)
    if _UMI_GOES_ON.match(lower, end) and not _SENTENCE.match(text, end):
        return None
    try:
        code = ErrorCode.from_umi(f"V-79-{_digits(match[1])}-{message}")
    except ValueError:
        return None
    return Hit(start, end, Kind.UMI, code)


def _may_begin_umi(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if not is_word(before):
        return before != "-" or not text[max(0, start - 2) : start - 1].isdigit()
    # Text taken out of HTML loses the blank: "refer to linkV-79-57344-4623". A product "DEV-79-…" is another matter.
    return before.islower() and text[start] == "V"


def _umi_message(lower: str, match: re.Match[str]) -> tuple[int, str]:
    end, message = match.end(), match[2]
    rest = _UMI_REST.match(lower, end)
    if rest is None or int(message + rest[1]) > 0xFFFF or len(message) > 4:
        return end, message
    category = int(_digits(match[1])) << 16 & 0xFFFFFFFF
    if ErrorCode(category | int(message + rest[1])).known:
        joined = True
    elif ErrorCode(category | int(message)).known:
        joined = False
    else:  # Backup Exec's messages have four or five digits, and a code ends where a sentence or a dash begins.
        joined = (
            len(message) < 4
            or re.match(r"[ ]{0,2}(?:[-:;,.)\]>]|\r?\n|$)(?!\d)", lower[rest.end() : rest.end() + 4]) is not None
        )
    return (rest.end(), message + rest[1]) if joined else (end, message)


def _prefixed(passage: Passage, match: re.Match[str]) -> Hit | None:
    lower, (start, end) = passage.lower, match.span()
    code = ErrorCode(int(_digits(match[1]), 16))
    following = lower[end : end + 1]
    is_glued = is_word(following) and (following in "0123456789abcdef" or not code.known)
    if is_glued and not (_C_SUFFIX.match(lower, end) or _SENTENCE.match(passage.folded.text, end)):
        return None
    before = lower[max(0, start - 8) : start]
    if is_word(before[-1:]) and not _GLUED_WORD.search(before):
        return None
    return _hexadecimal(Place(passage, start, end), code)


def _hexadecimal(place: Place, code: ErrorCode) -> Hit | None:
    """A number marked as hexadecimal: one that we know is believed, any other must fit its surroundings."""
    if code.known:
        believed = code.kind is Kind.BE_ERROR or not place.is_address
    elif code.kind is Kind.BE_ERROR:
        believed = _is_unknown_backup_exec(place, code)
    else:
        believed = _is_unknown_hresult(place, code)
    return Hit(place.start, place.end, code.kind, code) if believed else None


def _is_unknown_backup_exec(place: Place, code: ErrorCode) -> bool:
    if place.named is Named.OTHER:
        return False
    if code.high not in {0xE000, 0xA000}:
        return place.passage.names_backup_exec and place.named is Named.ERROR
    if place.passage.names_backup_exec:
        return True
    if code.low < 0x0F00 or place.is_source or not _fits(place, code):
        return False  # numbers of other systems' drivers are small, addresses round
    if code.low >> 8 in _USUAL:
        return place.speaks_of_trouble
    return place.named is Named.ERROR and place.speaks_of_backup


def _is_unknown_hresult(place: Place, code: ErrorCode) -> bool:
    if place.named is Named.OTHER or place.is_address or not _is_failure(code):
        return False
    if not has_facility(code):
        return place.named is Named.ERROR and not place.is_source
    if (place.is_source and not place.names_an_hresult) or not _fits(place, code):
        return False
    return place.speaks_of_trouble or (code.high == 0x8007 and code.low < 0x4000)  # an error of Windows is plain enough


def _is_failure(code: ErrorCode) -> bool:
    """Whether the bits can be those of a failed HRESULT: no success, no unknown NTSTATUS, no handle."""
    if code.high == 0x8000:
        return code.low >> 12 == 4
    return code.high >> 12 == 8 or has_facility(code)


def _fits(place: Place, code: ErrorCode) -> bool:
    """Whether an unknown number, unless named an error, is neither round nor beside smaller numbers."""
    return place.named is Named.ERROR or (code.low & 0xFF != 0 and not place.has_small_neighbour)


def _bare(passage: Passage, match: re.Match[str]) -> Hit | None:
    lower, (start, end) = passage.lower, match.span()
    start -= lower[start] == "0"  # the first of eight digits stands before the three noughts
    if lower[start : start + 1] not in {"e", "a", "8", "c"} or lower[max(0, start - 2) : start] == "0x":
        return None
    return _bare_hit(passage, start, end)


def _bare_hit(passage: Passage, start: int, end: int) -> Hit | None:
    lower, code = passage.lower, ErrorCode(int(passage.lower[start:end], 16))
    before = lower[max(0, start - 2) : start]
    if lower[end : end + 1] == "h" and not _HEX_WORD.match(lower, end):
        start -= before.endswith("0")
        glued = is_word(lower[end + 1 : end + 2]) or is_word(lower[start - 1 : start])
        return None if glued else _hexadecimal(Place(passage, start, end + 1), code)
    if before == "&h":
        return _hexadecimal(Place(passage, start - 2, end), code)
    if before.endswith("x") and not is_word(before[:-1]):
        place = Place(passage, start - 1, end)
        return _hexadecimal(place, code) if place.named is Named.ERROR else None
    if _is_glued(lower, start, end):
        return None
    place = Place(passage, start, end)
    if place.dump_neighbours > _is_named(place, code):
        return None
    believed = _HEX_WORD.match(lower, end) is not None or _is_bare_code(place, code)
    return Hit(start, end, code.kind, code) if believed else None


def _is_bare_code(place: Place, code: ErrorCode) -> bool:
    digits = place.passage.lower[place.start : place.end]
    if place.named is Named.OTHER or not _is_plausible(code):
        return False
    if place.is_alone:
        return code.known or (code.kind is Kind.BE_ERROR and code.low >> 8 in _USUAL)
    if code.known and not digits.isdigit() and code.high >> 12 != 0xC:
        return code.kind is Kind.BE_ERROR or not place.is_address
    if code.known or code.kind is not Kind.BE_ERROR:
        return _is_named(place, code) or (code.known and place.speaks_of_denial)
    if place.passage.names_backup_exec:
        return True
    usual = code.low >> 8 in _USUAL and place.speaks_of_trouble and _fits(place, code)
    return (usual or place.named is Named.ERROR) and not place.is_source


def _is_named(place: Place, code: ErrorCode) -> bool:
    """Whether the words call it an error, or it is a status that we know where events are the talk."""
    return place.named is Named.ERROR or (code.known and code.high >> 12 == 0xC and place.speaks_of_events)


def _is_glued(lower: str, start: int, end: int) -> bool:
    """Whether the digits are a part of something longer: a word, a GUID, a path, a file name, an address, a colour."""
    before, after = lower[start - 1 : start] if start else "", lower[end : end + 2]
    if _is_escape(lower[max(0, start - 2) : start]):
        before = ""
    if is_word(before) or before in {"#", "%", "$", "@", "+", "&", "\\"} or after[:1] in {"@", "#", "%"}:
        return True
    if before in {"-", ".", "_"} and re.search(r"[0-9a-z][-._]{1,3}$", lower[max(0, start - 4) : start]):
        return True
    if before == "/" and not re.search(r"(?<![0-9a-z/])[0-9a-f]{8}/$", lower[max(0, start - 10) : start]):
        return True
    if re.match(r"[.]{1,3}[0-9a-z]|[_\\][0-9a-z]", lower[end : end + 4]):
        return True
    return bool(_GUID_REST.match(lower, end)) or (
        after[:1] == "/" and is_word(after[1:]) and not _OTHER_HEX.match(lower, end)
    )


def _wrapped(passage: Passage, match: re.Match[str]) -> Hit | None:
    """Bare digits that a line break divides; too weak a sign unless the number is known, or known and named."""
    lower, end, window = passage.lower, match.end(), max(0, match.start() - 12)
    head = _WRAPPED_HEAD.search(lower[window : match.start()])
    if head is None or len(head[1]) + len(match[1]) != 8:
        return None
    start, code = window + head.start(), ErrorCode(int(head[1] + match[1], 16))
    if not code.known or code.high >> 12 == 0xC or _is_glued(lower, start, end):
        return None
    named = Place(passage, start, end).named
    believed = named is Named.ERROR or (named is Named.NOT and code.kind is Kind.BE_ERROR)
    return Hit(start, end, code.kind, code) if believed else None


def _decimal(passage: Passage, match: re.Match[str]) -> Hit | None:
    number, (start, end) = int(match[0]), match.span()
    if number < -0x80000000:
        return None
    code = ErrorCode.from_number(number)
    believed = _is_plausible(code) and _is_named_decimal(Place(passage, start, end), code)
    return Hit(start, end, code.kind, code) if believed else None


def _is_plausible(code: ErrorCode) -> bool:
    if code.known:
        return True
    return code.low >= 0x0F00 if code.kind is Kind.BE_ERROR else has_facility(code) and _is_failure(code)


def _is_named_decimal(place: Place, code: ErrorCode) -> bool:
    lower, start, end = place.passage.lower, place.start, place.end
    if lower[max(0, start - 2) : start] == "%%":
        return _is_escape(lower[max(0, start - 4) : start - 2]) or not is_word(lower[max(0, start - 3) : start - 2])
    if _is_part_of_number(lower, start, end) or place.is_measure:
        return False
    if place.is_alone:
        return code.known
    if place.named is Named.NOT:
        is_written_twice = code.hex.lower() in lower[max(0, start - 24) : end + 24]
        return code.known and (is_written_twice or place.speaks_of_errors or place.speaks_of_denial)
    return place.named is Named.ERROR


def _is_part_of_number(lower: str, start: int, end: int) -> bool:
    """Whether the digits belong to a longer number, a word, a date or a range."""
    before = lower[max(0, start - 2) : start]
    if is_word(before[-1:]) or before[-1:] in {".", ",", "_", "#", "@", "%"}:
        return True
    is_joined = before[-1:] in {"-", "/"} and (is_word(before[:1]) or lower[start] == "-")
    return is_joined or re.match(r"[.:/-][0-9]", lower[end : end + 2]) is not None


def _is_escape(before: str) -> bool:
    """A line break or tab as a program would write it, as in logs kept in JSON."""
    return before in {"\\n", "\\r", "\\t"}


def _digits(written: str) -> str:
    return written if written.isalnum() else re.sub(r"[^0-9a-f]", "", written)


# A letter to look for, which is quicker than a pattern; then the pattern, and how to read what it finds.
_SPELLINGS: tuple[tuple[str, re.Pattern[str], Callable[[Passage, re.Match[str]], Hit | None]], ...] = (
    ("v", _UMI, _umi),
    ("x", _PREFIXED, _prefixed),
    *((digits[0], re.compile(rf"{digits}(?![0-9a-gi-z])"), _bare) for digits in _BARE),
    ("\n", _WRAPPED, _wrapped),
    *((digits[0], re.compile(rf"{digits}(?![0-9a-z])"), _decimal) for digits in _DECIMALS),
)
