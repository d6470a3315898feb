"""The human side: what people do in Slack, as the page and the tests do it for them."""

from bot.playground.slack import payloads
from bot.playground.slack.acks import Acks
from bot.playground.slack.compose import Names, compose, escape, escape_command
from bot.playground.slack.inputs import Typed, action_of, complaints, values_of
from bot.playground.slack.model import Conversation, File, Json, Message, View
from bot.playground.slack.socket_mode import Delivery, SocketHub
from bot.playground.slack.tickets import Tickets
from bot.playground.slack.timeline import Timeline
from bot.playground.slack.views import Views
from bot.playground.slack.workspace import Workspace

_LONGEST_COMMAND = 8_000
_LONGEST_MESSAGE = 40_000


class NotPossible(Exception):
    """Slack's client does not let the person do this; `code` names a sentence of the page."""

    def __init__(self, code: str, errors: dict[str, str] | None = None) -> None:
        super().__init__(code, errors or {})
        self.code = code
        self.errors = errors or {}


class People:
    """Every method acts as `user` and raises NotPossible for what the client would not offer or accept."""

    def __init__(
        self, workspace: Workspace, hub: SocketHub, tickets: Tickets, timeline: Timeline, views: Views, base: str
    ) -> None:
        self._workspace, self._hub, self._tickets, self._base = workspace, hub, tickets, base
        self._timeline, self._views = timeline, views
        self._acks = Acks(workspace, timeline, views)

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Types into the composer and presses Enter."""
        self._place(user, channel)
        if not text.strip():
            raise NotPossible("empty")
        if thread_ts is not None and self._workspace.message(channel, thread_ts) is None:
            raise NotPossible("no_such_message")
        marked, blocks = compose(text[:_LONGEST_MESSAGE].strip(), self._names())
        return self._timeline.post(channel, user, marked, blocks, thread_ts=thread_ts)

    def mention(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Says it with the bot's @name in front."""
        bot = self._workspace.people[self._workspace.bot_user]
        return self.say(user, channel, f"@{bot.name} {text}", thread_ts)

    def edit(self, user: str, message: Message, text: str) -> None:
        """Changes one's own message."""
        if message.user != user or message.deleted:
            raise NotPossible("not_yours")
        marked, blocks = compose(text, self._names())
        self._timeline.edit(message, marked, blocks)

    def delete(self, user: str, message: Message) -> None:
        """Deletes one's own message."""
        if message.user != user or message.deleted:
            raise NotPossible("not_yours")
        self._timeline.delete(message)

    def react(self, user: str, message: Message, name: str) -> None:
        """Adds an emoji; a second time is ignored, as the client does."""
        self._see(user, message)
        with self._workspace.changing():
            if user not in message.reactions.get(name, ()):
                self._timeline.react(message, user, name)

    def share_file(self, user: str, channel: str, name: str, content: bytes, text: str = "") -> Message:
        """Drops a file into the conversation."""
        self._place(user, channel)
        with self._workspace.changing():
            file = File(self._workspace.new_id("F"), name, user, len(content), content)
            self._workspace.files[file.id] = file
            marked, blocks = compose(text, self._names())
            shown = [payloads.wire_file(file, self._base)]
            return self._timeline.post(channel, user, marked, blocks, subtype="file_share", files=shown)

    def slash(self, user: str, channel: str, command: str, text: str = "") -> Delivery:
        """A slash command; threads do not take any."""
        conversation = self._place(user, channel)
        declared = self._workspace.manifest.command(command)
        if declared is None:
            raise NotPossible("no_such_command")
        if len(text) > _LONGEST_COMMAND:
            raise NotPossible("too_long")
        said = escape_command(text, self._names()) if declared.should_escape else escape(text)
        payload = payloads.slash_command(command, said.strip(), user, conversation, self._workspace)
        with self._workspace.changing():
            payload["response_url"] = self._response_url(user, channel)
            payload["trigger_id"] = self._tickets.trigger(user)
            return self._hub.send("slash_commands", payload, self._acks.command)

    def press(
        self, user: str, where: Message | View, action_id: str, value: str | None = None, typed: Typed | None = None
    ) -> Delivery:
        """Presses a button, or chooses `value` in a menu; `typed` is what else is filled in there.

        A confirmation dialog counts as confirmed. With several buttons of one action_id, `value` tells which.
        """
        element = where.element(action_id, value) or where.element(action_id)
        if element is None or (element["type"] == "button" and value not in {None, element.get("value")}):
            raise NotPossible("no_such_element")
        with self._workspace.changing():
            payload = payloads.actor(user, self._workspace) | {"type": "block_actions"}
            if isinstance(where, View):
                payload |= self._in_view(user, where, typed or {})
            else:
                payload |= self._on_message(user, where, typed or {})
            action = action_of(element, value) | {"action_ts": self._workspace.new_ts()}
            return self._hub.send("interactive", payload | {"actions": [action]}, self._acks.nothing)

    def submit(self, user: str, view_id: str, typed: Typed) -> Delivery:
        """Presses the modal's submit button. NotPossible("incomplete") names the inputs that need something."""
        view = self._own(user, view_id)
        values = values_of(view.blocks, typed)
        missing = complaints(view.blocks, values)
        if missing:
            raise NotPossible("incomplete", missing)
        with self._workspace.changing() as rev:
            view.errors, view.rev = {}, rev
            payload = payloads.actor(user, self._workspace) | {
                "type": "view_submission",
                "trigger_id": self._tickets.trigger(user, view.id),
                "view": payloads.wire_view(view, self._workspace, values),
                "response_urls": [],
            }
            return self._hub.send("interactive", payload, lambda delivery: self._acks.submission(delivery, view))

    def close_view(self, user: str, view_id: str, *, whole_stack: bool = False) -> None:
        """Closes a modal; the app hears of it only if the view asked for that."""
        view = self._own(user, view_id)
        with self._workspace.changing():
            if whole_stack:
                closed = self._views.clear(user)
            else:
                self._views.close(view)
                closed = [view]
            for each in closed:
                if each.body.get("notify_on_close"):
                    self._tell_closed(user, each, is_cleared=whole_stack)

    def shortcut(self, user: str, callback_id: str, message: Message | None = None) -> Delivery:
        """A message shortcut (with a message) or a global one."""
        kind = "global" if message is None else "message"
        known = self._workspace.manifest.shortcuts
        if not any(each.callback_id == callback_id and each.kind == kind for each in known):
            raise NotPossible("no_such_shortcut")
        with self._workspace.changing():
            payload = payloads.actor(user, self._workspace) | {
                "type": "shortcut" if message is None else "message_action",
                "callback_id": callback_id,
                "trigger_id": self._tickets.trigger(user),
                "action_ts": self._workspace.new_ts(),
            }
            if message is not None:
                self._see(user, message)
                payload |= self._message_in(message) | {
                    "message_ts": message.ts,
                    "response_url": self._response_url(user, message.channel),
                }
            return self._hub.send("interactive", payload, self._acks.nothing)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Opens the app's Home or Messages tab."""
        conversation = self._workspace.direct(user)
        with self._workspace.changing():
            event: Json = {
                "type": "app_home_opened",
                "user": user,
                "channel": conversation.id,
                "tab": tab,
                "event_ts": self._workspace.new_ts(),
            }
            home = self._workspace.homes.get(user)
            if home is not None:
                event["view"] = payloads.wire_view(home, self._workspace)
            self._timeline.tell("app_home_opened", event, user, conversation)

    def _in_view(self, user: str, view: View, typed: Typed) -> Json:
        if view.owner != user or view.closed:
            raise NotPossible("no_such_view")
        wire = payloads.wire_view(view, self._workspace, values_of(view.blocks, typed))
        return {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._tickets.trigger(user, view.id),
            "view": wire,
        }

    def _on_message(self, user: str, message: Message, typed: Typed) -> Json:
        self._see(user, message)
        shown = {} if message.seen_by else {"message": self._message_in(message)["message"]}
        origin = f"{message.channel} {message.ts}"
        return {
            "container": payloads.container_of(message),
            "channel": self._message_in(message)["channel"],
            "trigger_id": self._tickets.trigger(user),
            "response_url": self._response_url(user, message.channel, origin),
            "state": {"values": values_of(message.blocks, typed)},
            **shown,
        }

    def _message_in(self, message: Message) -> Json:
        workspace = self._workspace
        conversation = workspace.conversations[message.channel]
        name = {"im": "directmessage", "group": "privategroup"}.get(conversation.kind, conversation.name)
        sender = workspace.people[message.user]
        return {
            "channel": {"id": conversation.id, "name": name},
            "message": payloads.wire_message(message, workspace.app, sender.team),
        }

    def _tell_closed(self, user: str, view: View, *, is_cleared: bool) -> None:
        payload = payloads.actor(user, self._workspace) | {
            "type": "view_closed",
            "is_cleared": is_cleared,
            "view": payloads.wire_view(view, self._workspace),
        }
        self._hub.send("interactive", payload, self._acks.nothing)

    def _response_url(self, user: str, channel: str, origin: str | None = None) -> str:
        return f"{self._base}/response/{self._tickets.response_url(user, channel, origin)}"

    def _place(self, user: str, channel: str) -> Conversation:
        conversation = self._workspace.conversations.get(channel)
        if conversation is None or user not in conversation.members:
            raise NotPossible("not_a_member")
        if conversation.archived:
            raise NotPossible("archived")
        return conversation

    def _see(self, user: str, message: Message) -> None:
        self._place(user, message.channel)
        if message.deleted or message.seen_by not in {None, user}:
            raise NotPossible("no_such_message")

    def _own(self, user: str, view_id: str) -> View:
        view = self._workspace.views.get(view_id)
        if view is None or view.owner != user or view.closed:
            raise NotPossible("no_such_view")
        return view

    def _names(self) -> Names:
        workspace = self._workspace
        return Names.of(workspace.people.values(), workspace.groups.values(), workspace.conversations.values())
