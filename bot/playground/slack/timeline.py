"""What is said, changed and reacted to in conversations, and the events that tell the app of it."""

import uuid
from typing import Any

from bot.playground.slack import payloads
from bot.playground.slack.compose import mentioned
from bot.playground.slack.model import Conversation, Json, Message, with_ids
from bot.playground.slack.socket_mode import SocketHub
from bot.playground.slack.workspace import Workspace

_EVENT_OF_KIND = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


class Timeline:
    """Changes conversations; each change that the app may see becomes an event."""

    def __init__(self, workspace: Workspace, hub: SocketHub) -> None:
        self._workspace, self._hub = workspace, hub

    def post(self, channel: str, user: str, text: str, blocks: list[Json], **more: Any) -> Message:
        """Somebody says something; with `seen_by`, it is ephemeral and no event tells of it."""
        with self._workspace.changing() as rev:
            ts = self._workspace.new_ts()
            message = Message(channel, ts, user, text, with_ids(blocks), rev=rev, **more)
            if not message.from_app:
                message.client_msg_id = str(uuid.uuid4())
            self._workspace.messages[channel][ts] = message
            if message.thread_ts is not None and message.seen_by is None:
                self._mark_parent(channel, message.thread_ts, rev)
            conversation = self._workspace.conversations[channel]
            self._tell_about(message, payloads.message_event(message, conversation, self._workspace))
            if conversation.kind != "im" and self._workspace.bot_user in mentioned(message.blocks):
                self._tell_about(message, payloads.mention_event(message, self._workspace))
        return message

    def edit(self, message: Message, text: str, blocks: list[Json], **more: Any) -> None:
        """A message gets new content. People's edits are marked as such, the app's own are not."""
        with self._workspace.changing() as rev:
            before = self._wire(message)
            message.text, message.blocks, message.rev = text, with_ids(blocks), rev
            for key, value in more.items():
                setattr(message, key, value)
            ts = self._workspace.new_ts()
            if not message.from_app:
                message.edited = ts
            conversation = self._workspace.conversations[message.channel]
            event = payloads.changed_event(message, before, conversation, self._workspace, ts)
            self._tell_about(message, event)

    def delete(self, message: Message) -> None:
        """A message goes away."""
        with self._workspace.changing() as rev:
            message.deleted, message.rev = True, rev
            conversation = self._workspace.conversations[message.channel]
            ts = self._workspace.new_ts()
            event = payloads.deleted_event(message, conversation, self._workspace, ts)
            self._tell_about(message, event)

    def react(self, message: Message, user: str, name: str) -> None:
        """An emoji under a message."""
        with self._workspace.changing() as rev:
            message.reactions.setdefault(name, []).append(user)
            message.rev = rev
            event = {
                "type": "reaction_added",
                "user": user,
                "reaction": name,
                "item": {"type": "message", "channel": message.channel, "ts": message.ts},
                "item_user": message.user,
                "event_ts": self._workspace.new_ts(),
            }
            self.tell("reaction_added", event, user, self._workspace.conversations[message.channel])

    def tell(self, subscription: str, event: Json, user: str, conversation: Conversation) -> None:
        """Sends an event if the manifest subscribes to it and the app is where it happened."""
        workspace = self._workspace
        if subscription not in workspace.manifest.events or workspace.bot_user not in conversation.members:
            return
        sender = workspace.people[user]
        wrapped = payloads.event_callback(event, workspace, sender, shared=conversation.shared)
        self._hub.send("events_api", wrapped, lambda _delivery: None)

    def _tell_about(self, message: Message, event: Json) -> None:
        if message.seen_by is not None:
            return  # nobody but the viewer ever hears of an ephemeral message
        conversation = self._workspace.conversations[message.channel]
        subscription = _EVENT_OF_KIND[conversation.kind] if event["type"] == "message" else event["type"]
        self.tell(subscription, event, message.user, conversation)

    def _mark_parent(self, channel: str, thread_ts: str, rev: int) -> None:
        parent = self._workspace.message(channel, thread_ts)
        if parent is not None:
            parent.thread_ts, parent.rev = thread_ts, rev

    def _wire(self, message: Message) -> Json:
        return payloads.wire_message(message, self._workspace.app, self._workspace.people[message.user].team)
