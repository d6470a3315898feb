import tomllib
from pathlib import Path

import pytest

from knowledge import Kind, recognize

WRITTEN = tomllib.loads(Path(__file__).with_name("written.toml").read_text(encoding="utf-8"))


def codes(text: str) -> list[object]:
    return [finding.code.hex if finding.code else finding.event_id for finding in recognize(text)]


@pytest.mark.parametrize("spelling", WRITTEN["hex"])
def test_hexadecimal_spellings(spelling: str) -> None:
    """One number, however it is written, found once."""
    assert [] == [(text, codes(text)) for text in WRITTEN["hex"][spelling] if codes(text) != ["0xA000971E"]]


@pytest.mark.parametrize("spelling", WRITTEN["umi"])
def test_umi_spellings(spelling: str) -> None:
    """The same number as a UMI, and of the kind that says so."""
    found = {
        text: [(finding.code and finding.code.hex, finding.kind) for finding in recognize(text)]
        for text in WRITTEN["umi"][spelling]
    }

    assert {} == {text: code for text, code in found.items() if code != [("0xA000971E", Kind.UMI)]}


@pytest.mark.parametrize("spelling", WRITTEN["named"])
def test_numbers_that_an_error_context_names(spelling: str) -> None:
    """Signed, unsigned or without the prefix: the words around make the number a code."""
    assert [] == [(text, codes(text)) for text in WRITTEN["named"][spelling] if codes(text) != ["0x80070005"]]


def test_codes_that_no_article_knows() -> None:
    """Well-formed and spoken of as an error: found all the same."""
    assert [] == [
        (text, codes(text)) for text in WRITTEN["unknown"]["no article knows it"] if codes(text) != ["0xE0008821"]
    ]


@pytest.mark.parametrize("numbers", WRITTEN["events"])
def test_events_where_the_text_marks_them(numbers: str) -> None:
    """English, Japanese, XML, tables, lists; an event has no code."""
    found = {
        text: [(finding.event_id, finding.code) for finding in recognize(text)] for text in WRITTEN["events"][numbers]
    }

    assert {} == {
        text: ids for text, ids in found.items() if ids != [(number, None) for number in map(int, numbers.split())]
    }


@pytest.mark.parametrize("trap", WRITTEN["traps"])
def test_what_only_looks_like_a_code(trap: str) -> None:
    """Silence is an answer."""
    assert [] == [(text, codes(text)) for text in WRITTEN["traps"][trap] if recognize(text)]


def test_known_numbers_count_even_in_program_source() -> None:
    """A number that an article explains is worth explaining wherever it stands."""
    text = 'case 0xE0000F02: return "x";\npub const VSS_E_BAD: HRESULT = 0x8004230C;\nerr = 0xE0000F01;'

    assert codes(text) == ["0xE0000F02", "0x8004230C"]


def test_kinds_follow_number_and_spelling() -> None:
    """As the contract names them."""
    text = "0xE0000F02 V-79-57344-3842 0x80070005 0x80042306 Event ID 19100"

    assert [finding.kind.value for finding in recognize(text)] == ["be_error", "umi", "hresult", "vss", "event_id"]


def test_several_codes_keep_their_order_and_their_repeats() -> None:
    """What to drop is for the answer to decide."""
    text = "V-79-57344-34110 - AOFO\nFinal error: 0xe000fe36\nV-79-57344-34110 again, e00084ca HEX (0xe00084ca HEX)"

    assert codes(text) == ["0xE000853E", "0xE000FE36", "0xE000853E", "0xE00084CA", "0xE00084CA"]


def test_an_unknown_error_of_windows_needs_no_word_for_an_error() -> None:
    """Few numbers look like one; an address that begins alike has a larger end."""
    text = "A device which does not exist was specified, and nothing else is known about it (0x800701B1). Thank you."
    vm = "仮想マシン 'X' を起動できませんでした。ハイパーバイザーが実行されていません (0xC0350005)。"

    assert codes(text) == ["0x800701B1"]
    assert codes(text.replace("0x80070", "0x8007a")) == []
    assert codes(vm + " 最初に起きた日は分かりません。") == ["0xC0350005"]


def test_a_decimal_beside_its_own_hexadecimal_counts() -> None:
    """Whatever language the words around are."""
    assert codes("<dt>2147942487 (0x80070057)</dt> no es una matriz") == ["0x80070057", "0x80070057"]


def test_as_written_is_what_stands_there() -> None:
    """Wide letters, entities and line breaks included; signs around are not."""
    texts = [
        "x ０ｘＡ０００９７１Ｅ。",
        "&quot;V&#45;79&#45;40960&#45;38691&quot;",
        "a V-79-40960-\n  38686 b",
        "%%2147942432",
        "イベントＩＤ：１５０７０",
    ]
    written = [finding.as_written for text in texts for finding in recognize(text)]

    assert written == [
        "０ｘＡ０００９７１Ｅ",
        "V&#45;79&#45;40960&#45;38691",
        "V-79-40960-\n  38686",
        "2147942432",
        "１５０７０",
    ]


def test_a_status_without_its_prefix_counts_beside_an_event() -> None:
    """Events of a cluster give it bare; without such talk, digits that begin with a letter are too common."""
    assert codes("Event ID: 5120 (c0130021)") == [5120, "0xC0130021"]
    assert codes("イベント 5120、c0130021") == [5120, "0xC0130021"]
    assert codes("status c0130021") == ["0xC0130021"]
    assert codes("cut in c0130021") == codes("event: commit c0130021") == []


def test_a_broken_umi_ends_where_the_code_ends() -> None:
    """The digit of the next line belongs to the code only when it makes one."""
    assert codes("V-79-57344-3874\n5 files were skipped") == ["0xE0000F22"]
    assert codes("V-79-57344-3399\n4 - A failure") == ["0xE00084CA"]
