"""Lost acknowledgements, duplicates, cut and silent sockets, rate limits: all on order."""

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.slack import ApiFault, Limits, SlackPlayground
from bot.playground.slack.people import NotPossible
from bot.playground.slack.socket_mode import Status
from tests.playground.slack.echo import MANIFEST, Echo

BACKUP = "C0BACKUP"
IMPATIENT = Limits(ack=0.2, retry_after=(0.0, 0.0, 0.0))


def test_an_event_is_sent_four_times_until_it_is_acknowledged() -> None:
    """Same event id, rising retry_attempt; then Slack gives up."""
    with SlackPlayground(MANIFEST, limits=IMPATIENT) as slack, Echo(slack) as echo:
        echo.deaf = True
        slack.people.say("U0JUNIOR", BACKUP, "hello")

        delivery = slack.hub.deliveries[0].wait()

        assert (Status.MISSED, 4) == (delivery.status, delivery.attempts)
        assert 1 == len({each["event_id"] for each in echo.events})
        assert ["no acknowledgement of events_api event_callback"] == slack.problems


def test_a_duplicate_arrives_with_the_same_event_id(slack: SlackPlayground, echo: Echo) -> None:
    """Delivered twice over, the copy under an envelope id of its own."""
    slack.faults.duplicate()
    slack.people.say("U0JUNIOR", BACKUP, "hello")

    slack.wait_for(lambda: len([each for each in echo.events if each["event"].get("bot_id") is None]) == 2)

    assert 1 == len({each["event_id"] for each in echo.events if each["event"].get("bot_id") is None})


def test_several_sockets_share_the_load(slack: SlackPlayground) -> None:
    """With two sockets open, hello counts them and envelopes go to either."""
    with Echo(slack, sockets=2) as echo:
        for number in range(4):
            slack.people.say("U0JUNIOR", BACKUP, str(number))
        slack.wait_for(lambda: len([each for each in slack.workspace.said_in(BACKUP) if each.from_app]) == 4)

        assert 2 == slack.hub.connections
        assert 4 == len({each["event"]["text"] for each in echo.events if "bot_id" not in each["event"]})


def test_a_cut_socket_is_opened_again_and_the_event_arrives(slack: SlackPlayground, echo: Echo) -> None:
    """What happened while no socket was open is delivered to the next one."""
    slack.hub.drop()
    slack.wait_for(lambda: slack.hub.connections == 0)
    slack.people.say("U0JUNIOR", BACKUP, "hello")

    answer = slack.wait_for_message(BACKUP, timeout=20)

    assert "You said: *hello*" in answer.blocks[0]["text"]["text"]


def test_a_refresh_moves_the_app_to_a_new_socket(slack: SlackPlayground, echo: Echo) -> None:
    """After a disconnect frame, nothing new is sent over the old socket."""
    opened = len(slack.calls("apps.connections.open"))
    slack.hub.refresh()

    slack.wait_for(lambda: len(slack.calls("apps.connections.open")) > opened and slack.hub.connections == 1)
    slack.people.say("U0JUNIOR", BACKUP, "hello")

    assert slack.wait_for_message(BACKUP)


def test_a_silent_socket_is_noticed(slack: SlackPlayground, echo: Echo) -> None:
    """Without pongs the app opens another socket by itself."""
    opened = len(slack.calls("apps.connections.open"))

    slack.hub.silence()

    assert slack.wait_for(lambda: len(slack.calls("apps.connections.open")) > opened, timeout=30)


def test_a_button_without_a_socket_fails_at_once(slack: SlackPlayground) -> None:
    """Interactive payloads are not kept for later."""
    delivery = slack.people.slash("U0JUNIOR", BACKUP, "/echo", "x").wait()

    assert (Status.UNDELIVERED, "dispatch_failed") == (delivery.status, delivery.error)


def test_a_rate_limit_says_how_long_to_wait(slack: SlackPlayground, client: WebClient) -> None:
    """429 with Retry-After; the next call goes through."""
    slack.faults.rate_limit("chat.postMessage", retry_after=7)

    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=BACKUP, text="x")

    assert ("ratelimited", "7") == (caught.value.response["error"], caught.value.response.headers["Retry-After"])
    assert client.chat_postMessage(channel=BACKUP, text="x")["ok"]


def test_a_lost_answer_can_hide_a_done_deed(slack: SlackPlayground) -> None:
    """500 after the commit: the message is there, although the app was told nothing."""
    slack.faults.fail("chat.postMessage", ApiFault(status=500, after_commit=True))

    answer = httpx.post(
        f"{slack.api_url}chat.postMessage",
        json={"channel": BACKUP, "text": "there"},
        headers={"Authorization": f"Bearer {slack.bot_token}"},
    )

    assert 500 == answer.status_code
    assert "there" == slack.wait_for_message(BACKUP).text


def test_a_silent_call_never_ends(slack: SlackPlayground) -> None:
    """A call that gets no answer runs into the caller's own time limit."""
    slack.faults.fail("users.info", ApiFault(silent=True))

    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{slack.api_url}users.info", params={"user": "U0JUNIOR", "token": slack.bot_token}, timeout=0.2)


@pytest.mark.parametrize(
    ("code", "channel"), [("not_a_member", "C0HVOPS"), ("not_a_member", "C0NOWHERE"), ("archived", BACKUP)]
)
def test_people_can_only_speak_where_they_are(slack: SlackPlayground, code: str, channel: str) -> None:
    """The human side has rules, too."""
    slack.workspace.change_conversation(BACKUP, archived=True)

    with pytest.raises(NotPossible) as caught:
        slack.people.say("U0GUEST", channel, "hello")

    assert code == caught.value.code


def test_what_is_not_there_cannot_be_pressed(slack: SlackPlayground, client: WebClient) -> None:
    """A button that the message does not have, another's ephemeral message, an incomplete form."""
    alone = client.chat_postEphemeral(channel=BACKUP, user="U0JUNIOR", text="psst", blocks=_button())["message_ts"]
    message = slack.workspace.message(BACKUP, alone)
    assert message is not None

    with pytest.raises(NotPossible, match="no_such_element"):
        slack.people.press("U0JUNIOR", message, "other")
    with pytest.raises(NotPossible, match="no_such_message"):
        slack.people.press("U0OLIVIA", message, "go")
    with pytest.raises(NotPossible, match="no_such_command"):
        slack.people.slash("U0JUNIOR", BACKUP, "/nothing")
    assert slack.people.press("U0JUNIOR", message, "go").payload["container"]["is_ephemeral"]


def _button() -> list[dict[str, object]]:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    return [{"type": "actions", "elements": [button]}]
