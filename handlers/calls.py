"""Takes Slack's payloads apart; nothing in a call is checked yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Body: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A command, mention, click, form or shortcut. `channel` is empty for forms, which live in no conversation."""

    user: str
    claimed_team: str | None  # where the payload says that the user belongs
    channel: str
    thread: str | None  # the ts of the thread's parent
    body: Body = field(repr=False)
    text: str = ""  # what stands behind a command or a mention
    value: str = ""  # of the pressed button; for a form its private_metadata
    trigger_id: str = field(default="", repr=False)
    response_url: str | None = field(default=None, repr=False)
    root: str | None = None  # the thread in which everyone is answered, where the call itself is in none

    def typed(self, block_id: str, action_id: str) -> str:
        """What was typed into this field of a submitted form, empty if nothing."""
        state = _dict(_dict(_dict(self.body.get("view")).get("state")).get("values"))
        return str(_dict(_dict(state.get(block_id)).get(action_id)).get("value") or "")


def of_command(body: Body) -> Call:
    """A slash command; it never says a thread."""
    return Call(
        user=str(body["user_id"]),
        claimed_team=body.get("team_id"),
        channel=str(body["channel_id"]),
        thread=None,
        body=body,
        text=str(body.get("text") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        response_url=body.get("response_url"),
    )


def of_click(body: Body) -> Call:
    """A button of a message, a form or the App Home."""
    container, message, user = _dict(body.get("container")), _dict(body.get("message")), body["user"]
    return Call(
        user=str(user["id"]),
        claimed_team=user.get("team_id"),
        channel=str(container.get("channel_id") or _dict(body.get("channel")).get("id") or ""),
        thread=container.get("thread_ts") or message.get("thread_ts"),
        body=body,
        value=str(body["actions"][0].get("value") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        response_url=body.get("response_url"),
    )


def of_view(body: Body) -> Call:
    """A submitted form. `team` would be ours even for an outsider, `user.team_id` is theirs."""
    return Call(
        user=str(body["user"]["id"]),
        claimed_team=body["user"].get("team_id"),
        channel="",
        thread=None,
        body=body,
        value=str(body["view"].get("private_metadata") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
    )


def of_shortcut(body: Body) -> Call:
    """A message shortcut; the message it was used on is in the body."""
    return Call(
        user=str(body["user"]["id"]),
        claimed_team=body["user"].get("team_id") or _dict(body.get("team")).get("id"),
        channel=str(body["channel"]["id"]),
        thread=_dict(body.get("message")).get("thread_ts"),
        body=body,
        trigger_id=str(body.get("trigger_id") or ""),
        response_url=body.get("response_url"),
    )


def of_message(body: Body, message: Body, text: str) -> Call:
    """A message of a channel. For outsiders `team` may be ours; `user_team` and `source_team` then name theirs."""
    event = body["event"]
    homes = (message.get("user_team"), message.get("source_team"), message.get("team"), body.get("team_id"))
    return Call(
        user=str(message["user"]),
        claimed_team=next((home for home in homes if home), None),
        channel=str(event["channel"]),
        thread=message.get("thread_ts"),
        body=body,
        text=text,
        root=message.get("thread_ts") or message["ts"],
    )


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
