"""What the Web API's methods work with, and how they refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.slack.model import Conversation, Json, Message
from bot.playground.slack.socket_mode import SocketHub
from bot.playground.slack.tickets import Tickets
from bot.playground.slack.timeline import Timeline
from bot.playground.slack.views import Views
from bot.playground.slack.workspace import Workspace


class ApiError(Exception):
    """The answer is `{"ok": false, "error": code, …}`."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.answer: Json = {"ok": False, "error": code, **more}


@dataclass(frozen=True, slots=True)
class Backend:
    """Everything a method may touch; `base` is the address of the server without a slash at the end."""

    workspace: Workspace
    timeline: Timeline
    views: Views
    tickets: Tickets
    hub: SocketHub
    base: str

    def joined(self, channel: str, *, writing: bool = True) -> Conversation:
        """The conversation, if the bot is in it. A person's id stands for their direct message, as at Slack."""
        workspace = self.workspace
        if channel in workspace.people and not workspace.people[channel].is_bot:
            channel = workspace.direct(channel).id
        conversation = workspace.conversations.get(channel)
        if conversation is None or (conversation.kind == "group" and workspace.bot_user not in conversation.members):
            raise ApiError("channel_not_found")
        if workspace.bot_user not in conversation.members:
            raise ApiError("not_in_channel")
        if writing and conversation.archived:
            raise ApiError("is_archived")
        if writing and conversation.kind == "im" and not workspace.manifest.messages_tab:
            raise ApiError("messages_tab_disabled")
        return conversation

    def message(self, channel: str, ts: str) -> Message:
        """A message that everybody can see; ephemeral ones cannot be addressed."""
        found = self.workspace.message(channel, ts)
        if found is None or found.seen_by is not None:
            raise ApiError("message_not_found")
        return found


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API; any one of `scopes` suffices, none means that no scope is needed."""

    call: Callable[[Backend, Json], Json]
    scopes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


def metadata_fault(metadata: Any) -> str | None:
    """The name of Slack's error for message metadata that is not of its shape."""
    if not isinstance(metadata, dict):
        return "invalid_metadata_format"
    shaped = isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    return None if shaped or not metadata else "invalid_metadata_schema"
