import json

import pytest

from bot.answers import explain
from bot.playground.slack import ApiFault
from bot.playground.slack.model import Message
from handlers.answer_cards import again
from handlers.searches import _button
from knowledge import catalogue
from knowledge.languages import Language
from knowledge.library import Library
from tests.handlers.harness import CHANNEL, CONFIGURATION, GUEST, HARUKA, JUN, Bot, Start
from tests.handlers.test_messages import words


def pressable(message: Message) -> list[dict[str, str]]:
    """The buttons of a card."""
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def test_words_find_articles_for_the_asker_alone(bot: Bot) -> None:
    """At most ten, a line each with title and codes, and a button that opens each; nothing goes into the trail."""
    bot.slack.people.slash(HARUKA, CHANNEL, "/hv-error", "search チェックポイント 削除")
    card = bot.said("検索結果", viewer=HARUKA)
    (listed,) = (
        each for block in card.blocks for each in block.get("elements", ()) if each["type"] == "rich_text_list"
    )
    bot.finish()

    assert HARUKA == card.seen_by
    assert [] == bot.answers()
    assert 10 == len(listed["elements"]) == len(pressable(card))
    assert "ordered" == listed["style"]
    assert "チェックポイントを削除できない" in json.dumps(listed["elements"][0], ensure_ascii=False)
    assert "イベント 15070" in json.dumps(listed["elements"][0], ensure_ascii=False)
    assert "ほかに" in words(card)
    assert [] == bot.trail()
    assert [] == bot.slack.problems


def test_the_number_of_a_hit_opens_its_article(bot: Bot) -> None:
    """In the language of the card."""
    bot.slack.people.slash(HARUKA, CHANNEL, "/hv-error", "search V-79-40960-38686")
    bot.slack.people.press(HARUKA, bot.said("検索結果", viewer=HARUKA), "hv_details:1")
    opened = bot.slack.wait_for(lambda: bot.slack.workspace.modal(HARUKA))
    bot.finish()

    assert "Remove-VMSnapshot" in json.dumps(opened.blocks)
    assert "考えられる原因" in json.dumps(opened.blocks, ensure_ascii=False)
    assert [] == bot.slack.problems


@pytest.mark.parametrize("kind", ["code", "event"])
def test_an_entry_of_the_catalogue_opens_too(bot: Bot, kind: str) -> None:
    """What is known about it, for it has no article."""
    entry = next(entry for entry in catalogue.entries() if getattr(entry, kind))
    subject = str(entry.code) if entry.code else f"{entry.event.id} {entry.event.source}" if entry.event else ""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", f"search {subject} {entry.message}")
    card = bot.said("Found for", viewer=JUN)
    number = next(each for each in pressable(card) if each["value"].startswith(("en:0x", "en:Event")))
    bot.slack.people.press(JUN, card, number["action_id"])
    opened = bot.slack.wait_for(lambda: bot.slack.workspace.modal(JUN))

    assert json.dumps(entry.message)[1:-1] in json.dumps(opened.blocks)


def test_every_entry_of_the_catalogue_can_be_opened() -> None:
    """What its button carries leads back to it, whatever its source is called."""
    library = Library(None)
    for entry in catalogue.entries():
        language, subject = again(_button(1, entry, Language.JA)["value"])
        answer = explain(subject, language, library, asked=True)
        assert answer is not None, subject
        assert entry == answer.lead.entry, subject


def test_share_shows_the_hits_to_everyone(bot: Bot) -> None:
    """The word itself is not looked for."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "search merge failed —share")
    card = bot.reply()

    assert "“merge failed”" in words(card)
    assert card.seen_by is None


def test_after_a_mention_the_hits_are_for_the_asker_alone(bot: Bot) -> None:
    """In the thread in which they asked."""
    said = bot.slack.people.say(JUN, CHANNEL, "Anyone?")
    bot.slack.people.mention(HARUKA, CHANNEL, "search　高速処理方式", said.ts)
    card = bot.said("検索結果", viewer=HARUKA)

    assert (HARUKA, said.ts) == (card.seen_by, card.thread_ts)


def test_anyone_may_search(bot: Bot) -> None:
    """Also when Slack does not say who it is: explanations are open to all."""
    bot.slack.faults.fail("users.info", ApiFault(error="internal_error"), times=9)
    bot.slack.people.mention(GUEST, CHANNEL, "search merge failed")

    assert bot.said("Found for", viewer=GUEST)


def test_english_words_are_answered_in_the_readers_language_and_japanese_ones_in_japanese(bot: Bot) -> None:
    """Technical terms are English for everybody."""
    bot.slack.people.slash(HARUKA, CHANNEL, "/hv-error", "search merge failed")
    assert "統合" in words(bot.said("検索結果", viewer=HARUKA))

    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "search 統合")
    assert bot.said("検索結果", viewer=JUN)


def test_a_configured_language_wins(start: Start) -> None:
    """As for every card."""
    bot = start(f'[slack]\nlanguage = "en"\n{CONFIGURATION}')
    bot.slack.people.slash(HARUKA, CHANNEL, "/hv-error", "search 統合")

    assert bot.said("Found for", viewer=HARUKA)


@pytest.mark.parametrize("verb", ["Search", "SEARCH"])
def test_a_phone_may_begin_the_line_with_a_capital_letter(bot: Bot, verb: str) -> None:
    """As with every other word that we listen to."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", f"{verb} merge failed")
    assert bot.said("Found for", viewer=JUN)

    bot.slack.people.mention(HARUKA, CHANNEL, f"{verb} merge failed")
    assert bot.said("検索結果", viewer=HARUKA)


@pytest.mark.parametrize(("typed", "expected"), [("search", "/hv-error search"), ("search wombat", "“wombat”")])
def test_no_words_and_no_hits_are_answered_with_what_to_do(bot: Bot, typed: str, expected: str) -> None:
    """A command never ends in silence."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", typed)

    assert JUN == bot.said(expected, viewer=JUN).seen_by


@pytest.mark.parametrize("pasted", ["search failed\nError code: 0xA000971E", "searching for 0xA000971E"])
def test_a_log_that_begins_with_the_word_is_explained(bot: Bot, pasted: str) -> None:
    """Only one line with exactly that word is a search."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", pasted)
    assert bot.said("Source: ", viewer=JUN)

    bot.slack.people.mention(JUN, CHANNEL, pasted)
    assert bot.said("Source: ")


def test_what_is_typed_is_shown_as_text(bot: Bot) -> None:
    """Not even to the channel does it call anybody."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "search <!channel> *wombat* --share")
    card = bot.reply()
    bot.finish()

    assert "<!channel>" in words(card)
    assert "&lt;!channel&gt;" in card.text
    assert [] == bot.slack.problems
