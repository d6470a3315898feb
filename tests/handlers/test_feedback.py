import pytest
from sqlmodel import select

from bot.models import Vote
from bot.playground.slack import Message, Person
from tests.handlers.harness import CHANNEL, GUEST, HARUKA, JUN, OLIVIA, Bot, Start
from tests.handlers.test_messages import JAPANESE, PASTE, words
from tests.handlers.test_slash import buttons

ARTICLE = "recovery-checkpoint-left-behind"


@pytest.fixture
def card(bot: Bot) -> Message:
    """The answer to a paste, in its thread."""
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    return bot.reply()


def votes(bot: Bot) -> dict[tuple[str, str], tuple[str, bool]]:
    """Article and vote by answer and person."""
    assert bot.store is not None
    with bot.store.reading() as session:
        return {(vote.answer, vote.user): (vote.article, vote.helped) for vote in session.exec(select(Vote))}


def test_a_vote_is_kept_and_thanked_for_in_private(bot: Bot, card: Message) -> None:
    """In the thread of the answer, with the way to change it."""
    sent = bot.slack.people.press(HARUKA, card, "kb_helped")
    thanks = bot.said("もう一方のボタン", viewer=HARUKA)
    bot.finish()

    assert sent.status == "acked"
    assert (thanks.seen_by, thanks.thread_ts) == (HARUKA, card.thread_ts)
    assert votes(bot) == {(f"{CHANNEL}:{card.thread_ts}", HARUKA): (ARTICLE, True)}
    assert bot.slack.problems == []


def test_a_vote_that_it_did_not_help_says_what_helps_next(bot: Bot, card: Message) -> None:
    """Nobody who got no help is left with a thank-you."""
    bot.slack.people.press(JUN, card, "kb_not_helped")

    assert "more of the job log" in words(bot.said("changes your vote", viewer=JUN))


def test_the_last_vote_of_a_person_counts_also_from_the_card_in_the_other_language(bot: Bot, card: Message) -> None:
    """The card that was switched to another language is the same answer."""
    bot.slack.people.press(JUN, card, "kb_helped").wait()
    bot.said("Thank you for saying so", viewer=JUN)
    bot.slack.people.press(JUN, card, "hv_language")
    bot.slack.wait_for(lambda: "出典" in words(card))
    bot.slack.people.press(JUN, card, "kb_not_helped")
    bot.said("what helps next", viewer=JUN)
    bot.slack.people.press(OLIVIA, card, "kb_helped")
    bot.said("Thank you for saying so", viewer=OLIVIA)
    bot.finish()

    answer = f"{CHANNEL}:{card.thread_ts}"
    assert votes(bot) == {(answer, JUN): (ARTICLE, False), (answer, OLIVIA): (ARTICLE, True)}


def test_answers_that_one_person_sees_are_voted_on_one_by_one(bot: Bot) -> None:
    """Without a thread, the message itself is the answer."""
    for count in (1, 2):
        bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "0xA000971E")
        card = bot.reply(viewer=JUN, count=2 * count - 1)
        bot.slack.people.press(JUN, card, "kb_helped")
        bot.reply(viewer=JUN, count=2 * count)
    bot.finish()

    assert [ARTICLE, ARTICLE] == [article for article, _ in votes(bot).values()]


def test_a_click_that_is_delivered_twice_is_one_vote_and_one_thank_you(bot: Bot, card: Message) -> None:
    """Slack may send to another replica what it sent before."""
    payload = bot.slack.people.press(JUN, card, "kb_helped").wait().payload
    bot.said("Thank you for saying so", viewer=JUN)
    answer = bot.dispatch(payload)
    bot.finish()

    assert answer.status == 200
    assert len(votes(bot)) == 1
    assert len(bot.answers(viewer=JUN)) == 2


@pytest.mark.parametrize("user", [GUEST, "U0STRANGE", "U0LEFT", "U0ROBOT"])
def test_only_members_of_the_workspace_vote(bot: Bot, card: Message, user: str) -> None:
    """Everybody else is told so, and the refusal is a row."""
    workspace = bot.slack.workspace
    workspace.add_person(Person("U0STRANGE", "eve", "Eve", "T0ELSEWHERE", stranger=True))
    workspace.add_person(Person("U0LEFT", "leo", "Leo", "T0KESTREL", deleted=True))
    workspace.add_person(Person("U0ROBOT", "rob", "Rob", "T0KESTREL", is_bot=True))
    members = workspace.conversations[CHANNEL].members
    workspace.change_conversation(CHANNEL, members=(*members, "U0STRANGE", "U0LEFT", "U0ROBOT"))
    bot.slack.people.press(user, card, "kb_helped")
    bot.said("not-a-member", viewer=user)
    bot.finish()

    assert votes(bot) == {}
    assert ("access.refused", "refused", user, {"ref": "not-a-member", "article": ARTICLE}) in bot.trail()


def test_a_vote_on_an_article_that_is_gone_is_refused(bot: Bot, card: Message) -> None:
    """A value comes from outside and may name anything."""
    payload = bot.slack.people.press(JUN, card, "kb_helped").wait().payload
    action = {**payload["actions"][0], "value": "no-such-article"}
    bot.dispatch({**payload, "actions": [action], "trigger_id": "another"})
    bot.said("click-too-old", viewer=JUN)
    bot.finish()

    assert [ARTICLE] == [article for article, _ in votes(bot).values()]


def test_without_a_database_a_vote_is_refused_in_words(start: Start) -> None:
    """Explanations go on, with their buttons."""
    bot = start(store=False)
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    bot.slack.people.press(JUN, bot.reply(), "kb_helped")

    assert bot.said("trail-unwritable", viewer=JUN)


def test_only_an_article_is_voted_on(bot: Bot) -> None:
    """A code that nobody knows has no buttons for it."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "0xE000FFF1")

    assert buttons(bot.reply(viewer=JUN)) == ["hv_language"]


def test_five_votes_show_on_the_next_card(bot: Bot) -> None:
    """In the language of the card, and after it was switched."""
    assert bot.store is not None
    with bot.store.writing() as session:
        for number in range(5):
            vote = Vote(answer=f"C1:{number}", article=ARTICLE, user=JUN, helped=number > 1, at="2026-11-25")
            session.add(vote)
    bot.slack.people.say(JUN, CHANNEL, JAPANESE)
    card = bot.reply()
    assert "5 件中 3 件" in words(card)

    bot.slack.people.press(JUN, card, "hv_language")
    bot.slack.wait_for(lambda: "helped 3 of 5 times here" in words(card))


def test_votes_that_cannot_be_read_prevent_no_explanation(bot: Bot) -> None:
    """The card comes without them."""
    assert bot.store is not None
    with bot.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE vote")
    bot.slack.people.say(JUN, CHANNEL, PASTE)

    assert "Source: " in words(bot.reply())
