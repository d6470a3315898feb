import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import ErrorCode, Kind, Severity, decode
from knowledge.codes import has_facility, sources_of_event


@pytest.mark.parametrize(
    ("number", "umi"),
    [
        (0xA000971E, "V-79-40960-38686"),
        (0xA0009723, "V-79-40960-38691"),
        (0xE00084CA, "V-79-57344-33994"),
        (0xE000FEDD, "V-79-57344-65245"),
        (0xE0000F02, "V-79-57344-3842"),
        (0x20000001, "V-79-8192-1"),
        (0x6000FFFF, "V-79-24576-65535"),
    ],
)
def test_backup_exec_codes_have_two_spellings(number: int, umi: str) -> None:
    """High and low word in decimal make the UMI, and back."""
    assert ErrorCode(number).umi == umi
    assert ErrorCode.from_umi(umi) == ErrorCode(number)


@pytest.mark.parametrize("number", [0x80070005, 0x800423F4, 0, 0xFFFFFFFF, 0xE0010001, 0xC000009A])
def test_codes_of_others_have_no_umi(number: int) -> None:
    """A UMI belongs to Backup Exec."""
    assert ErrorCode(number).umi is None
    assert ErrorCode(number).sibling is None


@pytest.mark.parametrize("text", ["", "0x", "0xA000971", "0xA000971E1", "0xG0000000", "A000 971E", "２１４７"])
def test_what_is_not_eight_digits_is_no_code(text: str) -> None:
    """Text enters through a constructor that checks it."""
    with pytest.raises(ValueError, match=r".*"):
        ErrorCode.from_hex(text)


@pytest.mark.parametrize(
    "text", ["V-79-40960", "V-370-59792-00041", "V-16-1-10032", "V-79-57344-65536", "V-79-1-2", "V-790-40960-38686"]
)
def test_umis_of_other_products_and_impossible_ones_are_refused(text: str) -> None:
    """V-370 and V-16 number something else."""
    with pytest.raises(ValueError, match=r".*"):
        ErrorCode.from_umi(text)


@pytest.mark.parametrize("number", [-0x80000001, 0x100000000])
def test_numbers_beyond_32_bits_are_refused(number: int) -> None:
    """Whatever needs more bits is no code."""
    with pytest.raises(ValueError, match=r".*"):
        ErrorCode.from_number(number)


@given(st.integers(0, 0xFFFFFFFF))
def test_every_spelling_leads_back_to_the_number(number: int) -> None:
    """Hexadecimal, signed, unsigned and UMI are one code."""
    code = ErrorCode(number)
    signed = number - 0x100000000 if number >= 0x80000000 else number

    assert code == ErrorCode.from_hex(code.hex) == ErrorCode.from_hex(code.hex[2:].lower())
    assert code == ErrorCode.from_number(number) == ErrorCode.from_number(signed)
    assert code.umi is None or ErrorCode.from_umi(code.umi) == code
    assert code.sibling is None or (code.sibling != code and code.sibling.sibling == code)


def test_the_sibling_has_the_other_severity() -> None:
    """0xE000 and 0xA000 with one low word are related."""
    assert ErrorCode(0xE000FE34).sibling == ErrorCode(0xA000FE34)


def test_codes_sort_by_value() -> None:
    """Lists of codes come in one order."""
    codes = [ErrorCode(0xE0000F02), ErrorCode(0x80070005), ErrorCode(0xA000971E)]

    assert [code.hex for code in sorted(codes)] == ["0x80070005", "0xA000971E", "0xE0000F02"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (0xA000971E, Kind.BE_ERROR),
        (0x20000001, Kind.BE_ERROR),
        (0x800423F4, Kind.VSS),
        (0x80042409, Kind.VSS),
        (0x80042201, Kind.HRESULT),
        (0x80070005, Kind.HRESULT),
        (0xC03A000D, Kind.HRESULT),
    ],
)
def test_the_number_tells_its_family(number: int, kind: Kind) -> None:
    """Backup Exec's high words, the VSS block, and everything else."""
    assert ErrorCode(number).kind is kind


def test_an_unknown_code_is_decoded_by_its_bits() -> None:
    """Severity, customer bit and facility need no article."""
    backup_exec, system = decode(ErrorCode(0xE0001234)), decode(ErrorCode(0x80070ABC))
    disk, foreign = decode(ErrorCode(0xC03A0099)), decode(ErrorCode(0x8ABC0001))

    assert (backup_exec.severity, backup_exec.customer, backup_exec.facility) == (Severity.ERROR, True, 0)
    assert (backup_exec.facility_name, backup_exec.win32) == (None, None)
    assert decode(ErrorCode(0xA0001234)).severity is Severity.WARNING
    assert decode(ErrorCode(0x20001234)).severity is Severity.SUCCESS
    assert (system.severity, system.facility_name, system.win32) == (Severity.ERROR, "Win32", 0xABC)
    assert (disk.severity, disk.facility_name, disk.customer) == (Severity.ERROR, "virtual hard disk", False)
    assert foreign.facility_name is None


def test_known_numbers_come_from_the_shipped_list() -> None:
    """The recogniser trusts these without more context."""
    assert ErrorCode(0xA000971E).known
    assert ErrorCode(0x800423F4).known
    assert not ErrorCode(0xE0001234).known
    assert sources_of_event(15070) == {"Hyper-V-VMMS"}
    assert {"VSS", "volsnap"} <= sources_of_event(13)
    assert sources_of_event(4711) == frozenset()
    assert has_facility(ErrorCode(0x80338126))
    assert not has_facility(ErrorCode(0x82368D90))
