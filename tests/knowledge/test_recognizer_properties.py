"""What holds for texts nobody thought of, and for texts made to hurt."""

import re
import sys
from collections.abc import Callable
from itertools import pairwise
from re import _constants, _parser  # type: ignore[attr-defined]  # the only way to see inside a pattern
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import (
    Entities,
    ErrorCode,
    addresses,
    context,
    entities,
    events,
    normalize,
    recognize,
    recognizer,
    spellings,
)

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
# Codes that are recognised by their number, wherever they stand.
KNOWN = st.sampled_from(
    sorted(value for value in range(0x80070000, 0x80071000) if ErrorCode(value).known)
) | st.sampled_from([0xA000971E, 0xA0009723, 0xE0000F02, 0xE000FEDD, 0xE000FE34, 0x800423F4, 0x80042306, 0xC03A000D])
BACKUP_EXEC = st.builds(
    lambda high, low: high << 16 | low, st.sampled_from([0xE000, 0xA000]), st.integers(0x0F00, 0xFFFF)
)
SPELLINGS: dict[str, Callable[[ErrorCode], str]] = {
    "canonical": str,
    "lower case": lambda code: code.hex.lower(),
    "upper case": lambda code: code.hex.upper(),
    "multiplication sign": lambda code: code.hex.replace("x", "×"),
    "wide": lambda code: code.hex.translate(WIDE),
    "suffix": lambda code: code.hex + "L",
    "word": lambda code: f"{code.hex[2:].lower()} HEX",
    "bare": lambda code: code.hex[2:],
    "broken": lambda code: code.hex[:6] + "\n" + code.hex[6:],
    "blank": lambda code: "0x " + code.hex[2:],
    "intel": lambda code: code.hex[2:] + "h",
    "basic": lambda code: "&H" + code.hex[2:],
    "unsigned": lambda code: str(code.value),
    "signed": lambda code: str(code.value - 0x100000000),
    "message": lambda code: f"%%{code.value}",
    "entities": lambda code: "".join(f"&#{ord(character)};" for character in code.hex),
    "invisible": lambda code: "\u200b".join(code.hex),
    "utf-16": lambda code: "\0".join(code.hex),
    "slack": lambda code: f"`{code.hex}`",
}
UMIS: dict[str, Callable[[str], str]] = {
    "canonical": str,
    "en dash": lambda umi: umi.replace("-", "–"),
    "blanks": lambda umi: umi.replace("-", " - "),
    "wide": lambda umi: umi.translate(WIDE),
    "zeros": lambda umi: umi.replace("-", "-0"),
    "broken": lambda umi: umi.replace("-79-", "-79-\n"),
    "entities": lambda umi: umi.replace("-", "&#45;"),
    "utf-16": "\0".join,
    "slack link": lambda umi: f"<https://x.example/?q={umi}|{umi}>",
    "html link": lambda umi: f'<a href="https://x.example/?q={umi}">{umi}</a>',
}
PIECES = st.sampled_from(
    [
        *(
            "0x",
            "a000971e",
            "e0008821",
            "V-",
            "79",
            "-",
            "57344",
            "3842",
            "%%",
            "2147942405",
            "event",
            "ID",
            ":",
            " ",
            "\n",
        ),
        *(
            "15070",
            "イベント",
            "&#45;",
            "&amp;",
            "<br>",
            "http://",
            'href="',
            "|",
            ">",
            "\0",
            "\u200b",
            "０ｘ",
            "\u0130",
            "error",
        ),
        *("4294967295", "-2147483649", "37580963841", "99999", "VMMS", ",", "'", "(", "\\u003c", "x"),
    ]
)
TEXTS = (
    st.text()
    | st.lists(PIECES, max_size=60).map("".join)
    | st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)
)


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(number=KNOWN | BACKUP_EXEC)
def test_every_spelling_of_a_code_is_read_back(spelling: str, number: int) -> None:
    """Whatever the number, in the words of an error it is found, and where it stands."""
    written = SPELLINGS[spelling](ErrorCode(number))
    text = f"Job failed with error {written} on the server"

    assert [finding.code for finding in recognize(text)] == [ErrorCode(number)]
    assert recognize(text)[0].as_written.strip("`%L\0 HEX") in written


@pytest.mark.parametrize("spelling", UMIS)
@given(high=st.sampled_from([0xE000, 0xA000, 0x6000, 0x2000, 10000]), low=st.integers(0x0F00, 0xFFFF))
def test_every_spelling_of_a_umi_is_read_back(spelling: str, high: int, low: int) -> None:
    """All that Backup Exec can print, once per link."""
    code = ErrorCode(high << 16 | low)

    assert [finding.code for finding in recognize(f"see {UMIS[spelling](code.umi or '')} for more")] == [code]


@given(TEXTS)
def test_any_text_is_read_without_a_crash(text: str) -> None:
    """Findings slice the text as it is, in order, one behind the other."""
    found = recognize(text)

    assert all(text[finding.start : finding.end] == finding.as_written for finding in found)
    assert all((finding.code is None) == (finding.event_id is not None) for finding in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert isinstance(entities(text), Entities)


@settings(deadline=None)
@given(text=TEXTS, cut=st.integers(1, 50))
def test_where_a_long_text_is_cut_cannot_be_seen(text: str, cut: int) -> None:
    """Reading in stretches gives what reading at once gives."""
    whole = recognize(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recognizer, "_STRETCH", cut)
        pieces = recognize(text)

    assert pieces == whole


@pytest.mark.parametrize("place", [10_000, (1 << 16) - 5, 100_000])
def test_a_product_that_is_named_far_away_counts(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """Wherever the text says whose codes it is about, a code among program source is believed."""
    monkeypatch.setattr(recognizer, "_STRETCH", 1 << 12)
    text = "#define X 0xE0008821\n".ljust(place) + "Backup Exec"

    assert [ErrorCode(0xE0008821)] == [finding.code for finding in recognize(text)]
    assert [] == recognize(text[:-1])


def test_a_code_far_down_a_long_log_is_found_where_it_stands() -> None:
    """Beyond the first stretch, beside non-ASCII text, and once."""
    line = "2026-11-22 23:00:01 フォルダー D:\\共有 をバックアップしました。\n"
    log = line * 20_000 + "Final error: 0xa000971e - A recovery checkpoint\n" + line * 5_000

    assert [(finding.as_written, log.index("0xa")) for finding in recognize(log)] == [
        ("0xa000971e", recognize(log)[0].start)
    ]


def calls(action: Callable[[], object]) -> int:
    """How many functions run, C ones such as a pattern's search included: a count that no other program disturbs."""
    count = 0

    def tick(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


HOSTILE = [
    *(
        "0x",
        "0xE0008501 ",
        "a000971e",
        "80070005 ",
        "8",
        "v-",
        "V-79-57344-",
        "V-79-57344-33967\n",
        "event ",
        "event id ",
    ),
    *(
        "event 19100 and ",
        "vmms 15070 ",
        "id : ",
        "\n",
        "a0\n",
        "&",
        "&amp;",
        "&#48;",
        "http://",
        'href="',
        "<",
        "<br>",
        "'",
    ),
    *(
        "イベント",
        "０ｘＡ",
        "\0",
        "0\0x\0a\0",
        "\u200b",
        "-2147467259 ",
        "%%2147942405",
        "\\u003c",
        "e000fe34 00112233 ",
    ),
    *(
        "#define X 0xE0008501\n",
        "A_B_C_D ",
        "error ",
        "[",
        "(0xE0008501",
        "\t1\t",
        "http://a/V-79-57344-33967|",
        "15070, ",
    ),
    *("virtual machine ", "job: ", "BE_Snapshot_a - (", "\\\\", "host ", "“"),
    *(
        "Ereignis ",
        "ID de evento ",
        "19070 started, 19080 events ",
        "Hyper-V-",
        "Microsoft-Windows-A/1 ",
        "MSSQL$A 3041 ",
    ),
]


@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
@pytest.mark.parametrize("read", [recognize, entities])
def test_the_work_grows_with_the_length_only(read: Callable[[str], object], unit: str) -> None:
    """Four times the text, four times the steps, whatever it repeats."""
    text = unit * (2_000 // len(unit))
    read(text)  # what is built once is built
    once, fourfold = calls(lambda: read(text)), calls(lambda: read(text * 4))

    assert fourfold <= 5 * once + 200


def repeats(parsed: Any, *, inside: bool = False) -> list[tuple[bool, Any]]:
    """Every repetition without an upper bound: whether another repetition surrounds it, and what it repeats."""
    found: list[tuple[bool, Any]] = []
    for operation, argument in parsed:
        if operation in {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}:
            if argument[1] == _constants.MAXREPEAT:
                found.append((inside, argument[2]))
            found += repeats(argument[2], inside=inside or argument[1] == _constants.MAXREPEAT)
        elif operation is _constants.SUBPATTERN:
            found += repeats(argument[3], inside=inside)
        elif operation is _constants.BRANCH:
            found += [each for branch in argument[1] for each in repeats(branch, inside=inside)]
        elif operation in {_constants.ASSERT, _constants.ASSERT_NOT}:
            found += repeats(argument[1], inside=inside)
    return found


def patterns(values: object) -> list[re.Pattern[str]]:
    if isinstance(values, re.Pattern):
        return [values]
    return [each for value in values for each in patterns(value)] if isinstance(values, tuple) else []


@pytest.mark.parametrize(
    "module", [addresses, context, events, normalize, spellings], ids=lambda module: module.__name__
)
def test_no_pattern_can_read_the_same_text_twice(module: object) -> None:
    """Repetitions have an upper bound; the few that have none repeat one character class and stand alone."""
    compiled = patterns(tuple(vars(module).values()))
    endless = {pattern.pattern: repeats(_parser.parse(pattern.pattern, pattern.flags)) for pattern in compiled}

    assert compiled
    assert [] == [pattern for pattern, found in endless.items() if len(found) > 1]
    assert [] == [pattern for pattern, found in endless.items() for inside, body in found if inside or len(body) != 1]
