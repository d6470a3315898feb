import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.errors import BadInput, Ref, Refused
from bot.playground.slack import ApiFault
from handlers.calls import Call, of_message
from handlers.desk import Asked
from handlers.replies import View, view
from knowledge.languages import Language
from tests.handlers.harness import CHANNEL, HARUKA, JUN, OLIVIA, Bot, Start
from tests.handlers.test_messages import words

TEAM = "T0KESTREL"
FORM = view("Done", [{"type": "divider"}], Language.EN)


def click(user: str, **more: Any) -> dict[str, Any]:
    """A press of the button `hv_test` on a message."""
    return {
        "type": "block_actions",
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM},
        "container": {"type": "message", "channel_id": CHANNEL, "message_ts": "1.1"},
        "channel": {"id": CHANNEL},
        "actions": [{"action_id": "hv_test", "block_id": "b", "type": "button", "value": "some-id"}],
        **more,
    }


def submitted(user: str, **more: Any) -> dict[str, Any]:
    """The form `hv_test`, with a name typed in."""
    state = {"values": {"vm_name": {"vm_name": {"type": "plain_text_input", "value": "SQL 01"}}}}
    seen = {"type": "modal", "callback_id": "hv_test", "private_metadata": "R-1", "state": state}
    return {
        "type": "view_submission",
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM},
        "view": seen,
        **more,
    }


def test_a_decision_is_acknowledged_after_its_commit(bot: Bot) -> None:
    """Slack does not send a click twice."""
    began, committed = threading.Event(), threading.Event()

    def decide(asked: Asked) -> None:
        assert (asked.person.user, asked.call.value, asked.place.channel) == (OLIVIA, "some-id", CHANNEL)
        began.set()
        assert committed.wait(10)

    bot.first(lambda app: app.action("hv_test")(bot.desk.decision(decide)))
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(bot.dispatch, click(OLIVIA))
        assert began.wait(10)
        assert not answer.done()
        committed.set()
        assert answer.result().status == 200


def test_a_refused_decision_is_acknowledged_and_told(bot: Bot) -> None:
    """To the one who pressed, in their language."""

    def decide(asked: Asked) -> None:
        raise Refused(Ref.WRONG_PERSON)

    bot.first(lambda app: app.action("hv_test")(bot.desk.decision(decide)))

    assert bot.dispatch(click(HARUKA)).status == 200
    assert "別の人" in words(bot.said("wrong-person", viewer=HARUKA))


def test_a_late_decision_is_not_made(bot: Bot) -> None:
    """The person was told that it failed, and may have changed their mind."""
    made: list[Asked] = []
    bot.first(lambda app: app.action("hv_test")(bot.desk.decision(made.append)))

    assert bot.dispatch(click(JUN), late=True).status == 200
    assert bot.said("click-too-old", viewer=JUN)
    assert made == []


def test_a_decision_delivered_twice_is_made_once(start: Start) -> None:
    """In one process or in two; the second delivery is acknowledged."""
    made: list[Asked] = []
    for bot in (first := start(), second := start()):
        bot.first(lambda app, bot=bot: app.action("hv_test")(bot.desk.decision(made.append)))
    payload = click(JUN, trigger_id="1.2.abc")

    assert [bot.dispatch(payload).status for bot in (first, first, second)] == [200, 200, 200]
    assert len(made) == 1


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (None, None),
        (BadInput(Ref.NAME_MISMATCH, vm="SQL 01"), "errors"),
        (Refused(Ref.PLAN_EXPIRED), "update"),
        (ZeroDivisionError(), "update"),
    ],
)
def test_a_form_closes_or_shows_the_error(bot: Bot, outcome: Exception | None, expected: str | None) -> None:
    """At its field where there is one, else in the form's place."""

    def submit(asked: Asked) -> None:
        assert (asked.call.value, asked.call.typed("vm_name")) == ("R-1", "SQL 01")
        if outcome is not None:
            raise outcome

    fields = {Ref.NAME_MISMATCH: "vm_name"}
    bot.first(lambda app: app.view("hv_test")(bot.desk.decision(submit, fields)))
    answer = bot.dispatch(submitted(OLIVIA))
    acknowledged = json.loads(answer.body) if answer.body else {}

    assert answer.status == 200
    assert acknowledged.get("response_action") == expected
    assert list(acknowledged.get("errors", {})) == (["vm_name"] if expected == "errors" else [])


def test_a_form_opens_before_anything_is_looked_up_and_shows_what_comes_of_it(bot: Bot) -> None:
    """Its trigger lives three seconds; the error takes the form's place."""
    bot.slack.faults.fail("users.info", ApiFault(error="fatal_error"))

    def opening(call: Call, language: Language) -> View:
        assert (call.text, language) == ("words", Language.EN)
        return FORM

    def never(asked: Asked) -> None:
        raise AssertionError(asked)

    bot.first(lambda app: app.command("/hv-error")(bot.desk.answer(never, opening)))
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-error", "words")
    shown = bot.slack.wait_for(lambda: bot.slack.workspace.modal(OLIVIA))
    bot.slack.wait_for(lambda: "identity-unsure" in json.dumps(shown.blocks))
    bot.finish()

    assert bot.slack.problems == []


def test_a_form_does_not_wait_for_the_disk(bot: Bot) -> None:
    """Somebody else may hold the database for longer than the trigger lives."""
    assert bot.store is not None
    bot.first(lambda app: app.command("/hv-error")(bot.desk.answer(lambda _asked: None, lambda *_: FORM)))
    with bot.store.writing():
        bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-error", "words")

        assert bot.slack.wait_for(lambda: bot.slack.workspace.modal(OLIVIA))


def test_a_form_that_slack_does_not_open_is_told(bot: Bot) -> None:
    """The trigger was too old."""
    bot.slack.faults.fail("views.open", ApiFault(error="expired_trigger_id"))
    bot.first(lambda app: app.command("/hv-error")(bot.desk.answer(lambda _asked: None, lambda *_: FORM)))
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-error", "words")

    assert bot.said("click-too-old", viewer=OLIVIA)


def test_a_committing_word_is_acknowledged_after_its_work(bot: Bot) -> None:
    """`pause` must hold before the person believes that it does."""
    began, committed = threading.Event(), threading.Event()

    def pause(_asked: Asked) -> None:
        began.set()
        assert committed.wait(10)

    bot.first(lambda app: app.command("/hv-error")(bot.desk.answer(pause, commits={"pause"})))
    sent = bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-error", "pause")
    assert began.wait(10)
    assert sent.status == "waiting"
    committed.set()

    assert sent.wait().status == "acked"


def test_the_home_of_an_outsider_is_where_the_payload_hides_it() -> None:
    """`team` names ours even then."""
    body = click(JUN)
    body["user"]["team_id"] = "T0ELSEWHERE"
    message = {"user": JUN, "ts": "1.1", "team": TEAM, "source_team": "T0ELSEWHERE"}
    event = {"event": {"channel": CHANNEL, **message}, "team_id": TEAM}

    assert Call.model_validate(body).claimed_team == "T0ELSEWHERE"
    assert Call.model_validate({**submitted(JUN), "user": body["user"]}).claimed_team == "T0ELSEWHERE"
    assert of_message(event, message, "").claimed_team == "T0ELSEWHERE"
