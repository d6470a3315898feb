"""The Block Kit rules, one bad payload each: the ones the SDK misses are the reason to have rules of our own."""

from typing import Any

import pytest

from bot.playground.slack.blocks import message_faults, view_faults
from tests.playground.slack.echo import FORM, card, plain

Json = dict[str, Any]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> list[Json]:
    return [{"type": "section", **more}]


def select(**more: Any) -> Json:
    option = {"text": plain("One"), "value": "1"}
    return {"type": "static_select", "action_id": "choose", "options": [option], **more}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


GOOD: dict[str, list[Json]] = {
    "a card with buttons": card("hello"),
    "fields": section(fields=[mrkdwn("*a*"), plain("b")]),
    "a divider and a header": [{"type": "divider"}, {"type": "header", "text": plain("Title")}],
    "a context": [{"type": "context", "elements": [mrkdwn("small"), plain("print")]}],
    "a select in a section": section(text=mrkdwn("x"), accessory=select()),
    "a table": [{"type": "table", "rows": [[cell("a"), cell("b")], [cell("1"), cell("2")]]}],
    "rich text": [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "Get-VM"}]},
                {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]},
            ],
        }
    ],
    "a confirm dialog": [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "text": plain("Go"),
                    "action_id": "go",
                    "confirm": {
                        "title": plain("Sure?"),
                        "text": mrkdwn("*Really*"),
                        "confirm": plain("Yes"),
                        "deny": plain("No"),
                    },
                }
            ],
        }
    ],
}  # fmt: skip

BAD: dict[str, tuple[list[Json], str]] = {
    "51 blocks": ([{"type": "divider"}] * 51, "/blocks]"),
    "an empty text": (section(text=mrkdwn("")), "/blocks/0/text/text"),
    "a text of 3,001 characters": (section(text=mrkdwn("x" * 3001)), "/blocks/0/text/text"),
    "a field of 2,001 characters": (section(fields=[mrkdwn("x" * 2001)]), "/blocks/0/fields/0/text"),
    "11 fields": (section(fields=[mrkdwn("x")] * 11), "/blocks/0/fields"),
    "no text and no fields": (section(), "/blocks/0"),
    "a misspelt key": (section(text=mrkdwn("x"), acessory={}), "acessory"),
    "markup in a header": ([{"type": "header", "text": mrkdwn("x")}], "/blocks/0/text"),
    "a header of 151 characters": ([{"type": "header", "text": plain("x" * 151)}], "/blocks/0/text/text"),
    "an unknown block": ([{"type": "plan", "title": "x"}], "unsupported type: plan"),
    "an unknown style": (
        [{"type": "actions", "elements": [{"type": "button", "text": plain("x"), "style": "green"}]}],
        "/blocks/0/elements/0/style",
    ),
    "an action_id twice in a block": (
        [{"type": "actions", "elements": [{"type": "button", "text": plain("x"), "action_id": "a"}] * 2}],
        "`action_id` a already exists",
    ),
    "a block_id twice": ([{"type": "divider", "block_id": "b"}] * 2, "`block_id` b already exists"),
    "11 elements in a context": ([{"type": "context", "elements": [mrkdwn("x")] * 11}], "/blocks/0/elements"),
    "a button text of 76 characters": (
        section(text=mrkdwn("x"), accessory={"type": "button", "text": plain("x" * 76)}),
        "/blocks/0/accessory/text/text",
    ),
    "an option value of 151 characters": (
        section(text=mrkdwn("x"), accessory=select(options=[{"text": plain("x"), "value": "v" * 151}])),
        "/options/0/value",
    ),
    "an initial option that is none": (
        section(text=mrkdwn("x"), accessory=select(initial_option={"text": plain("Two"), "value": "2"})),
        "initial option 2",
    ),
    "an empty cell": ([{"type": "table", "rows": [[cell("")]]}], "/blocks/0/rows/0/0/text"),
    "101 rows": ([{"type": "table", "rows": [[cell("x")]] * 101}], "/blocks/0/rows"),
    "21 columns": ([{"type": "table", "rows": [[cell("x")] * 21]}], "/blocks/0/rows/0"),
    "a table of 10,001 characters": ([{"type": "table", "rows": [[cell("x" * 5001)] * 2]}], "tables"),
    "a link that is none": (
        section(text=mrkdwn("x"), accessory={"type": "button", "text": plain("x"), "url": "javascript:alert(1)"}),
        "/accessory/url",
    ),
    "something that is no list": ({"type": "divider"}, "must be an array"),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", GOOD)
def test_good_blocks_pass(name: str) -> None:
    """What the documentation shows is accepted."""
    assert [] == message_faults(GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_bad_blocks_are_named(name: str) -> None:
    """Each fault is found, and the message says where."""
    blocks, where = BAD[name]

    faults = message_faults(blocks)

    assert any(where in fault for fault in faults), faults


def test_a_table_is_for_messages_only() -> None:
    """A block that is fine in a message can be refused in a modal."""
    view = {**FORM, "blocks": GOOD["a table"]}

    assert ["[ERROR] block type table is not allowed in a modal [json-pointer:/view/blocks/0]"] == view_faults(
        view, "modal"
    )
