import json

import pytest

from bot.playground.slack import ApiFault, Person
from bot.playground.slack.model import Message
from tests.handlers.harness import CHANNEL, CONFIGURATION, GUEST, HARUKA, JUN, OLIVIA, OPS, Bot, Start

PASTE = "Customer's job failed, what now?\nError Code: 0xA000971E - A recovery checkpoint cannot be created"
JAPANESE = "昨夜のジョブが失敗しました。\nエラーコード: 0xA000971E\nUMI コード: V-79-40960-38686"
OTHER = "Error code: 0xE000FE30 - A communications failure has occurred"


def words(message: Message) -> str:
    """All that a card says."""
    return json.dumps(message.blocks, ensure_ascii=False)


def test_a_pasted_code_is_answered_once_in_the_thread_of_the_message(bot: Bot) -> None:
    """One card with both spellings, in the thread, and a row that holds only the code."""
    said = bot.slack.people.say(JUN, CHANNEL, PASTE)
    card = bot.reply()
    bot.finish()

    assert card.thread_ts == said.ts
    assert "0xA000971E · V-79-40960-38686" in words(card)
    assert len(bot.answers()) == 1
    assert bot.trail() == [("error.explained", "ok", JUN, {"codes": ["0xA000971E"]})]
    assert bot.slack.problems == []


def test_the_answer_speaks_the_language_of_the_message(bot: Bot) -> None:
    """Also for somebody whose Slack speaks another one."""
    bot.slack.people.say(JUN, CHANNEL, JAPANESE)

    assert "出典" in words(bot.reply())


def test_a_bare_code_is_answered_in_the_language_of_the_person(bot: Bot) -> None:
    """A code belongs to no language."""
    bot.slack.people.say(HARUKA, CHANNEL, "V-79-40960-38686")

    assert "出典" in words(bot.reply())


def test_a_configured_language_wins(start: Start) -> None:
    """`[slack].language` decides for everybody."""
    bot = start(f'[slack]\nlanguage = "en"\n{CONFIGURATION}')
    bot.slack.people.say(HARUKA, CHANNEL, JAPANESE)

    assert "Source: " in words(bot.reply())


def test_the_same_code_is_answered_once_in_a_thread_and_a_new_one_still_is(bot: Bot) -> None:
    """What the thread was told is left out; what is new leads."""
    said = bot.slack.people.say(JUN, CHANNEL, PASTE)
    bot.reply()
    bot.slack.people.say(OLIVIA, CHANNEL, f"Same here: {PASTE}", said.ts)
    bot.slack.people.say(OLIVIA, CHANNEL, f"{PASTE}\n{OTHER}", said.ts)
    second = bot.reply(count=2)
    bot.finish()

    assert len(bot.answers()) == 2
    assert "0xE000FE30" in words(second)
    assert "0xA000971E" not in words(second)


def test_a_text_without_a_code_is_met_with_silence(bot: Bot) -> None:
    """In channels, in threads and in direct messages."""
    bot.slack.people.say(JUN, CHANNEL, "Good morning, ticket 20261125 is about 192.168.100.20 and build 14393.")
    bot.slack.people.say(JUN, f"D{JUN[1:]}", "hello there")
    bot.finish()

    assert bot.answers() == []
    assert bot.answers(f"D{JUN[1:]}") == []
    assert bot.trail() == []


def test_a_mention_with_a_code_gets_one_answer_although_slack_sends_two_events(bot: Bot) -> None:
    """The mention and the message have two event ids and one ts."""
    bot.slack.people.mention(JUN, CHANNEL, "0xA000971E")
    bot.finish()

    assert len(bot.answers()) == 1
    assert len(bot.trail()) == 1


def test_a_mention_is_answered_again_and_without_a_code_in_one_line(bot: Bot) -> None:
    """Who asks is never met with silence."""
    said = bot.slack.people.say(JUN, CHANNEL, PASTE)
    bot.reply()
    bot.slack.people.mention(JUN, CHANNEL, "0xA000971E please", said.ts)
    bot.reply(count=2)
    bot.slack.people.mention(JUN, CHANNEL, "is anybody there?", said.ts)

    assert "no-code" in words(bot.reply(count=3))
    assert [row[0] for row in bot.trail()] == ["error.explained", "error.explained"]


def test_words_after_a_mention_are_a_command_that_its_author_alone_sees_answered(bot: Bot) -> None:
    """Slash commands do not work in threads, so the same words work after the name."""
    bot.slack.people.mention(OLIVIA, CHANNEL, "hosts")
    answer = bot.reply(viewer=OLIVIA)
    bot.finish()

    assert "hv01" in words(answer)
    assert answer.seen_by == OLIVIA
    assert len(bot.answers(viewer=OLIVIA)) == 1


def test_a_direct_message_needs_no_mention(bot: Bot) -> None:
    """The same words and codes work there."""
    bot.slack.people.say(OLIVIA, f"D{OLIVIA[1:]}", "hosts")
    assert "hv01" in words(bot.reply(f"D{OLIVIA[1:]}"))

    bot.slack.people.say(OLIVIA, f"D{OLIVIA[1:]}", "0xA0009723 とは何ですか？")
    assert "0xA0009723" in words(bot.reply(f"D{OLIVIA[1:]}", count=2))


def test_a_payload_delivered_twice_has_one_answer(bot: Bot) -> None:
    """Whatever envelope it comes in."""
    bot.slack.faults.duplicate(2)
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    bot.finish()

    assert len(bot.answers()) == 1


def test_a_payload_delivered_to_two_replicas_has_one_answer(start: Start) -> None:
    """They share the database and nothing else."""
    first, second = start(), start()
    first.slack.people.say(JUN, CHANNEL, PASTE)
    first.reply()
    payload = next(each.payload for each in first.slack.hub.deliveries if each.kind == "events_api")
    for bot in (first, second):
        assert bot.dispatch(payload).status == 200
    first.finish()
    second.finish()

    assert len(first.answers()) == 1


def test_an_edit_that_adds_a_code_is_answered_and_one_that_changes_nothing_is_not(bot: Bot) -> None:
    """Slack also calls it an edit when it unfurls a link."""
    said = bot.slack.people.say(JUN, CHANNEL, "It failed again")
    bot.slack.people.edit(JUN, said, f"It failed again. {PASTE}")
    card = bot.reply()
    edit = next(each.payload for each in bot.slack.hub.deliveries if "previous_message" in str(each.payload))
    message = edit["event"]["message"]
    unfurled = {**edit, "event_id": "Ev1", "event": {**edit["event"], "previous_message": message}}
    bot.dispatch(unfurled)
    bot.finish()

    assert card.thread_ts == said.ts
    assert len(bot.answers()) == 1


def test_an_edited_mention_carries_out_nothing(bot: Bot) -> None:
    """The command may have been carried out already."""
    said = bot.slack.people.say(OLIVIA, CHANNEL, "hv01?")
    bot.slack.people.edit(OLIVIA, said, "@hvbot hosts")
    bot.finish()

    assert bot.answers(viewer=OLIVIA) == []


@pytest.mark.parametrize("sender", [{"bot_id": "B1"}, {"subtype": "bot_message"}, {"user": "U0HVBOT"}])
def test_bots_and_our_own_messages_are_not_answered(bot: Bot, sender: dict[str, str]) -> None:
    """Or two bots would talk for ever."""
    said = bot.slack.people.say(JUN, CHANNEL, "no code")
    event = bot.slack.hub.deliveries[0].wait().payload
    body = {**event, "event_id": "Ev1", "event": {"type": "message", "channel": CHANNEL, "user": JUN, "ts": said.ts}}
    body["event"] |= {"text": PASTE, **sender}
    assert bot.dispatch(body).status == 200
    bot.finish()

    assert bot.answers() == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel": CHANNEL, "user": JUN, "ts": "1.1", "text": None},
        {"type": "message", "channel": CHANNEL, "subtype": "message_deleted", "deleted_ts": "1.0", "ts": "1.1"},
        {"type": "message", "channel": CHANNEL, "subtype": "message_changed", "ts": "1.1"},
        {"type": "message", "channel": CHANNEL, "user": JUN, "ts": "1.1", "blocks": [None, {"elements": [7]}]},
        {"type": "reaction_added", "user": JUN, "item": {}, "event_ts": "1.1"},
        {"type": "something_new"},
    ],
)
def test_every_event_is_acknowledged_whatever_it_holds(bot: Bot, event: dict[str, object]) -> None:
    """Slack sends again what is not acknowledged."""
    answer = bot.dispatch({"type": "event_callback", "event_id": "Ev1", "team_id": "T0KESTREL", "event": event})
    bot.finish()

    assert answer.status == 200
    assert bot.answers() == []


def test_forty_thousand_characters_get_one_short_card(bot: Bot) -> None:
    """However many codes a job log names."""
    log = "\n".join(f"V-79-57344-{number} - An error occurred 🙂\x00" for number in range(65000, 65500))
    bot.slack.people.say(JUN, CHANNEL, f"{PASTE}\n{log}"[:40_000])
    card = bot.reply()
    bot.finish()

    assert len(bot.answers()) == 1
    assert len(card.blocks) <= 12
    assert bot.slack.problems == []


def test_codes_are_only_answered_where_the_configuration_says(start: Start) -> None:
    """A mention works everywhere."""
    bot = start(f'[slack]\nanswer_in = ["{OPS}"]\n{CONFIGURATION}')
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    bot.slack.people.mention(JUN, CHANNEL, "0xA0009723")
    bot.slack.people.say(OLIVIA, OPS, PASTE)
    bot.reply(OPS)
    bot.finish()

    assert len(bot.answers()) == 1
    assert "0xA0009723" in words(bot.answers()[0])


@pytest.mark.parametrize("user", [GUEST, "U0STRANGE", "U0LEFT"])
def test_explanations_are_for_everyone(bot: Bot, user: str) -> None:
    """Guests, people of other organisations and people who left get explanations, and nothing else."""
    workspace = bot.slack.workspace
    workspace.add_person(Person("U0STRANGE", "eve", "Eve", "T0ELSEWHERE", stranger=True))
    workspace.add_person(Person("U0LEFT", "leo", "Leo", "T0KESTREL", deleted=True))
    members = workspace.conversations[CHANNEL].members
    workspace.change_conversation(CHANNEL, members=(*members, "U0STRANGE", "U0LEFT"))
    bot.slack.people.say(user, CHANNEL, PASTE)
    bot.reply()
    bot.slack.people.mention(user, CHANNEL, "list hv01")
    bot.said("not-a-member", viewer=user)
    bot.finish()

    assert ("access.refused", "refused", user) in [row[:3] for row in bot.trail()]


def test_a_person_whom_slack_does_not_tell_about_gets_explanations_only(bot: Bot) -> None:
    """A look-up that fails is a no, and a row."""
    bot.slack.faults.fail("users.info", ApiFault(error="fatal_error"), times=5)
    bot.slack.people.say(OLIVIA, CHANNEL, PASTE)
    bot.reply()
    bot.slack.people.mention(OLIVIA, CHANNEL, "list hv01")
    bot.said("identity-unsure", viewer=OLIVIA)
    bot.finish()

    assert ("access.refused", "refused", OLIVIA, {"ref": "identity-unsure"}) in bot.trail()


def test_a_trail_that_cannot_be_written_prevents_no_explanation(bot: Bot) -> None:
    """Only acts need an entry; the thread is still told once."""
    assert bot.store is not None
    with bot.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_event")
    said = bot.slack.people.say(JUN, CHANNEL, PASTE)
    bot.reply()
    bot.slack.people.say(JUN, CHANNEL, PASTE, said.ts)
    bot.finish()

    assert len(bot.answers()) == 1


def test_without_a_database_codes_are_still_explained_once(start: Start) -> None:
    """This process remembers alone then."""
    bot = start(store=False)
    said = bot.slack.people.mention(JUN, CHANNEL, "0xA000971E")
    bot.reply()
    bot.slack.people.say(JUN, CHANNEL, PASTE, said.ts)
    bot.finish()

    assert len(bot.answers()) == 1
