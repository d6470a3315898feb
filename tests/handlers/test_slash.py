import json

import pytest

from bot.audit import Entry, Event, Outcome, append
from bot.playground.slack import ApiFault
from bot.playground.slack.model import Message
from bot.store import Store
from bot.values import HostName, VmName
from handlers.desk import Asked
from tests.handlers.harness import CHANNEL, CONFIGURATION, HARUKA, JUN, OLIVIA, Bot, Start, now
from tests.handlers.test_messages import JAPANESE, PASTE, words


def buttons(message: Message) -> list[str]:
    """The action ids of a card."""
    return [each["action_id"] for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def test_hv_error_explains_to_the_asker_alone(bot: Bot) -> None:
    """The same card as in a channel, and a row of the trail."""
    sent = bot.slack.people.slash(JUN, CHANNEL, "/hv-error", PASTE)
    card = bot.said("0xA000971E · V-79-40960-38686", viewer=JUN)
    bot.finish()

    assert sent.status == "acked"
    assert card.seen_by == JUN
    assert bot.answers() == []
    assert bot.trail() == [("error.explained", "ok", JUN, {"codes": ["0xA000971E"]})]


def test_share_shows_the_card_to_everyone(bot: Bot) -> None:
    """A Mac makes one long dash of the two hyphens."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "0xA000971E —share")

    assert "0xA000971E" in words(bot.reply())


@pytest.mark.parametrize(("text", "expected"), [("", "@hvbot"), ("my dog ate it", "no-code")])
def test_hv_error_without_a_code_says_what_to_send(bot: Bot, text: str, expected: str) -> None:
    """A command never ends in silence."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", text)

    assert bot.said(expected, viewer=JUN).seen_by == JUN


def test_the_shortcut_explains_any_message(bot: Bot) -> None:
    """Also one in which nobody asked anything."""
    said = bot.slack.people.say(OLIVIA, CHANNEL, JAPANESE)
    bot.reply()
    bot.slack.people.shortcut(JUN, "hv_explain", said)

    assert bot.said("出典", viewer=JUN)


def test_the_language_button_turns_the_card_into_the_other_language_and_back(bot: Bot) -> None:
    """In its place, for a card in a thread and for one that one person sees."""
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    card = bot.reply()
    assert buttons(card) == ["hv_details", "hv_check_vm", "hv_language", "kb_helped", "kb_not_helped"]

    bot.slack.people.press(JUN, card, "hv_language")
    bot.slack.wait_for(lambda: "出典" in words(card))
    bot.slack.people.press(HARUKA, card, "hv_language")
    bot.slack.wait_for(lambda: "Source: " in words(card))
    bot.finish()

    assert len(bot.answers()) == 1
    assert bot.slack.problems == []


def test_details_opens_the_whole_article(bot: Bot) -> None:
    """In the language of the card."""
    bot.slack.people.say(HARUKA, CHANNEL, JAPANESE)
    bot.slack.people.press(JUN, bot.reply(), "hv_details")
    opened = bot.slack.wait_for(lambda: bot.slack.workspace.modal(JUN))
    bot.finish()

    assert len(opened.blocks) > 10
    assert "Remove-VMSnapshot" in json.dumps(opened.blocks)
    assert bot.slack.problems == []


def test_a_late_command_is_refused_in_words_and_in_the_trail(bot: Bot) -> None:
    """Slack told the person that it failed; by now they may have done it again."""
    payload = bot.slack.people.slash(JUN, CHANNEL, "/hv-error", PASTE).wait().payload
    bot.said("0xA000971E", viewer=JUN)
    answer = bot.dispatch({**payload, "trigger_id": "late"}, late=True)
    bot.said("click-too-old", viewer=JUN)
    bot.finish()

    assert answer.status == 200
    assert ("access.refused", "refused", JUN, {"ref": "click-too-old"}) in bot.trail()


def test_an_unknown_command_or_button_ends_in_words_or_an_acknowledgement(bot: Bot) -> None:
    """The manifest may be newer than the program."""
    payload = bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "x").wait().payload
    assert bot.dispatch({**payload, "command": "/hv-new", "trigger_id": "1"}).status == 200
    assert bot.said("command-unknown", viewer=JUN)
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", "frobnicate hv01")
    assert bot.said("frobnicate", viewer=OLIVIA)

    person = {"user": {"id": JUN, "team_id": "T0KESTREL"}, "team": {"id": "T0KESTREL"}}
    click = {"type": "block_actions", "actions": [{"action_id": "x", "block_id": "y", "type": "button"}], **person}
    form = {"type": "view_submission", "view": {"callback_id": "gone", "type": "modal"}, **person}
    closed = {"type": "view_closed", "view": {"callback_id": "gone"}, **person}
    assert [bot.dispatch(each).status for each in (click, form, closed)] == [200, 200, 200]


def test_quotes_that_do_not_close_are_named(bot: Bot) -> None:
    """Guessing where a name ends could name another VM."""
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", 'list hv01 "SQL Server')

    assert bot.said("command-quotes", viewer=OLIVIA)


def test_an_unexpected_error_has_a_number_that_the_log_knows(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    """And the person reads that number."""

    def broken(_asked: Asked) -> None:
        raise ZeroDivisionError

    bot.first(lambda app: app.command("/hv-broken")(bot.desk.answer(broken)))
    payload = bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "x").wait().payload
    bot.dispatch({**payload, "command": "/hv-broken", "trigger_id": "1"})
    told = words(bot.said("internal", viewer=JUN))
    record = next(each for each in caplog.records if each.exc_info)

    assert record.args is not None
    assert str(record.args[0]) in told  # type: ignore[index]  # one argument, the number
    assert "ZeroDivisionError" not in told


def test_a_stopping_bot_says_that_it_restarts(bot: Bot) -> None:
    """And begins nothing any more."""
    bot.desk.stopping.set()
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", PASTE)

    assert bot.said("restarting", viewer=JUN)


def test_an_answer_finds_a_way_when_the_response_url_is_used_up(bot: Bot) -> None:
    """First in the conversation, then as a direct message."""
    bot.slack.faults.fail("respond", ApiFault(status=404), times=2)
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "nothing")
    assert bot.said("no-code", viewer=JUN).channel == CHANNEL

    bot.slack.faults.fail("chat.postEphemeral", ApiFault(error="not_in_channel"))
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "nothing")
    direct = f"D{JUN[1:]}"
    assert bot.said("no-code", direct, JUN).channel == direct


def test_the_trail_is_shown_to_those_who_may_see_it(bot: Bot) -> None:
    """Reading is a row itself, and so is a refusal."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-audit", "since=7d")
    bot.said("not-allowed", viewer=JUN)
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-audit", "who=@jun outcome=refused")
    shown = bot.said("access.refused", viewer=OLIVIA)
    bot.finish()

    assert JUN in words(shown)
    assert [row[:3] for row in bot.trail()] == [
        ("access.refused", "refused", JUN),
        ("audit.read", "ok", OLIVIA),
    ]
    assert bot.slack.problems == []


def test_verify_names_the_first_bad_entry(bot: Bot) -> None:
    """Or says that all is sound."""
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    bot.reply()
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-audit", "verify")
    assert bot.said("sound", viewer=OLIVIA)

    _tamper(bot.store)
    bot.slack.people.mention(OLIVIA, CHANNEL, "audit verify")
    assert bot.said("Bad entry: 1", viewer=OLIVIA)


@pytest.mark.parametrize("text", ["since=yesterdayish", "colour=red", "newest", "why", "--all", "outcome=maybe"])
def test_a_filter_that_is_none_is_refused(bot: Bot, text: str) -> None:
    """Instead of showing something else than was asked for."""
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-audit", text)
    bot.said("Reference", viewer=OLIVIA)
    bot.finish()

    assert [row for row in bot.trail() if row[0] == "audit.read"] == []


def test_rows_of_hosts_that_a_grant_does_not_open_stay_hidden(start: Start) -> None:
    """A right to the trail of one host is no right to another's."""
    hv02 = CONFIGURATION[: CONFIGURATION.index("[[grants]]")].replace("hv01", "hv02")
    narrow = CONFIGURATION.replace('"audit"]\nhosts = ["hv*"]', '"audit"]\nhosts = ["hv02"]')
    bot = start(f"{hv02}\n{narrow}")
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-audit", "host=hv01")
    bot.said("not-allowed", viewer=OLIVIA)
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-audit", "outcome=refused")

    assert bot.said("No entry", viewer=OLIVIA)


def test_rows_of_vms_that_a_grant_does_not_open_stay_hidden(start: Start) -> None:
    """Neither by its own filter nor among the others."""
    bot = start(CONFIGURATION.replace('"audit"]\nhosts = ["hv*"]', '"audit"]\nhosts = ["hv*"]\nvms = ["SQL*"]'))
    assert bot.store is not None
    with bot.store.writing() as session:
        for vm in ("PAYROLL", "SQL 01"):
            row = Entry(
                event=Event.REMOVAL_FINISHED, outcome=Outcome.OK, actor="system", host=HostName("hv01"), vm=VmName(vm)
            )
            append(session, row, now())
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-audit", "event=removal.finished")

    assert "PAYROLL" not in words(bot.said("SQL 01", viewer=OLIVIA))


def _tamper(store: Store | None) -> None:
    assert store is not None
    with store.engine.begin() as connection:
        for trigger in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
            connection.exec_driver_sql(f"DROP TRIGGER {trigger[0]}")
        connection.exec_driver_sql("UPDATE audit_event SET actor = 'U0NOBODY' WHERE id = 1")
