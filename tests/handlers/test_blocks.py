import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import explain
from bot.errors import BadInput, HvbotError, Ref
from bot.playground.slack.blocks import message_faults, too_long, view_faults
from handlers import blocks
from handlers.answer_cards import again, answer_card, article_view
from handlers.blocks import card, clean, escape, paragraph, preformatted, spans, text
from handlers.replies import error_card, error_view
from knowledge.languages import Language
from knowledge.library import Library

LIBRARY = Library(None)
ARTICLES = list(dict.fromkeys(article for language in Language for _, article in LIBRARY.shelf(language).codes()))
HOSTILE = "<!channel> <@U1> *b* `c` <http://evil|hv01> &amp; :tada: \u202egpj.exe \x00\ud800"


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: f"{article.name}.{article.language}")
def test_every_article_makes_a_card_and_a_form_that_slack_takes(article: Any) -> None:
    """Within Slack's limits, and small enough for a channel."""
    subject = article.codes[0].hex if article.codes else f"Event ID: {article.events[0].id}"
    answer = explain(subject, article.language, LIBRARY, asked=True)
    assert answer is not None
    shown = answer_card(answer)

    assert message_faults(list(shown.blocks)) == []
    assert not too_long(list(shown.blocks))
    assert view_faults(article_view(article, article.language), "modal") == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("ref", Ref)
def test_every_error_makes_a_card_and_a_form(ref: Ref, language: Language) -> None:
    """With hostile facts too: a name is drawn, never read as mark-up."""
    error = HvbotError(ref, host=HOSTILE, vm=HOSTILE, candidates=HOSTILE, detail=HOSTILE, faults=HOSTILE)
    shown = error_card(error, language)

    assert message_faults(list(shown.blocks)) == []
    assert view_faults(error_view(error, language), "modal") == []
    assert ref.value in json.dumps(shown.blocks)
    assert "mrkdwn" not in json.dumps(shown.blocks)
    assert "<" not in shown.text


def test_the_card_names_things_in_the_order_of_the_contract() -> None:
    """What it means, the code, the cause, the steps, the commands, the source."""
    answer = explain("0xA000971E", Language.EN, LIBRARY, asked=True)
    assert answer is not None
    shown = json.dumps(answer_card(answer).blocks, ensure_ascii=False)
    assert answer.article is not None
    meaning = answer.article.body.meaning.split("`")[0]
    parts = [meaning, "0xA000971E · V-79-40960-38686", "Likely cause", "1. ", "reviewed"]
    places = [shown.index(json.dumps(part, ensure_ascii=False)[1:-1]) for part in parts]

    assert places == sorted(places)
    assert all(piece["style"]["bold"] for piece in answer_card(answer).blocks[0]["elements"][0]["elements"])


def test_commands_are_blocks_to_copy_and_kept_character_by_character() -> None:
    """A quote that becomes curly breaks PowerShell."""
    command = "Get-VM -Name 'SQL `01' |\n  Remove-VMSnapshot  # \"x\" <y> & z"

    assert preformatted(command)["elements"][-1] == {
        "type": "rich_text_preformatted",
        "elements": [{"type": "text", "text": command}],
    }


def test_a_language_button_carries_codes_and_nothing_else() -> None:
    """Nothing of what was pasted goes into a button."""
    answer = explain("VM 'SRV-SQL02' failed: 0xA000971E, Event ID: 15070", Language.EN, LIBRARY, asked=True)
    assert answer is not None
    buttons = answer_card(answer).blocks[-1]["elements"]
    value = next(button["value"] for button in buttons if button["action_id"] == "hv_language")

    language, subjects = again(value)
    turned = explain(subjects, language, LIBRARY, asked=True)

    assert language is Language.JA
    assert "SRV" not in value
    assert turned is not None
    assert turned.keys == answer.keys


def test_backticks_of_articles_become_code() -> None:
    """And only those that close."""
    assert spans("run `Get-VM` now") == [text("run "), text("Get-VM", code=True), text(" now")]
    assert spans("a `b") == [text("a `b")]
    assert spans("a `b`", bold=True) == [text("a ", bold=True), text("b", bold=True, code=True)]


@given(st.text())
def test_shown_text_holds_nothing_that_controls_its_surroundings(words: str) -> None:
    """Every other character stays, names are shown whole up to the limit."""
    shown = clean(words)

    assert shown
    assert not set(shown) & set("\x00\x1b\u202e\u2066\ud800")
    assert "<" not in escape(words)


def test_a_name_of_a_hundred_characters_is_shown_whole() -> None:
    """Cut names would look alike."""
    assert clean("x" * 100) == "x" * 100


def test_a_card_stays_within_what_slack_takes() -> None:
    """What does not fit is left out from the end, in whole blocks."""
    long = card("t", [paragraph("x" * 2_000) for _ in range(50)])
    many = card("t", [paragraph("x") for _ in range(60)])

    assert (len(long.blocks), len(many.blocks)) == (5, 45)
    assert message_faults(list(many.blocks)) == []


def test_untrusted_text_is_never_mark_up() -> None:
    """No piece that is made here is read by Slack as mark-up."""
    made = [
        *blocks.titled(HOSTILE, *blocks.note(HOSTILE).blocks).blocks,
        blocks.field("a", HOSTILE, HOSTILE, optional=True, most=9),
        preformatted(HOSTILE),
        blocks.context(HOSTILE),
        blocks.bullets([[text(HOSTILE)]]),
        paragraph(HOSTILE),
        blocks.actions(blocks.button(HOSTILE * 3, "a", "b", style="danger")),
    ]

    assert "mrkdwn" not in json.dumps(made)
    assert message_faults([block for block in made if block["type"] != "input"]) == []


def test_an_error_card_says_whose_turn_it_is() -> None:
    """What happened, then who does what, then the reference."""
    shown = error_card(BadInput(Ref.VM_SIMILAR, host="hv01", vm="sql", candidates="SQL"), Language.JA)
    drawn = json.dumps(shown.blocks, ensure_ascii=False)

    assert drawn.index("SQL") < drawn.index("次の手順") < drawn.index("vm-similar")
