"""The state of the local Slack: one lock, one revision number, and a bell that rings at every change."""

import logging
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from typing import Any, TypeVar

from bot.playground.slack.model import Conversation, File, Group, Json, Manifest, Message, Person, View

_log = logging.getLogger(__name__)
Found = TypeVar("Found")


class Workspace:
    """Everything people and the app can see. Reading and changing happen under the lock of `changing`."""

    def __init__(self, manifest: Manifest, clock: Callable[[], float] = time.time) -> None:
        seed = tomllib.loads(files(__package__).joinpath("workspace.toml").read_text(encoding="utf-8"))
        self.manifest = manifest
        self.clock = clock
        self.bell = threading.Condition()
        self.rev = 0
        self.on_change: list[Callable[[], None]] = []
        self.team: Json = seed["team"]
        self.app: Json = seed["app"]
        self.tour: list[Json] = seed["tour"]
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.read: dict[str, dict[str, str]] = {}
        self.problems: list[str] = []
        self._last_ts = 0
        self._numbers: dict[str, int] = {}
        self._settle(seed)

    @property
    def bot_user(self) -> str:
        """The user id of the installed app."""
        return str(self.app["bot_user"])

    @contextmanager
    def changing(self) -> Iterator[int]:
        """A change under the lock; yields the revision that it makes. May be nested; nobody waits inside."""
        with self.bell:
            self.rev += 1
            yield self.rev
            self.bell.notify_all()
        for listener in tuple(self.on_change):
            listener()

    def wait_for(self, look: Callable[[], Found | None], timeout: float = 10.0) -> Found:
        """What `look` returns as soon as it is true; it is asked again at every change. Raises TimeoutError."""
        with self.bell:
            found = self.bell.wait_for(look, timeout)
            if not found:
                raise TimeoutError(f"not seen within {timeout} s\n{self.transcript()}")
            return found

    def transcript(self) -> str:
        """What happened, as text for somebody who looks for a mistake."""
        lines = [
            f"{'' if each.seen_by is None else f'(only {each.seen_by}) '}{each.channel} {each.thread_ts or '-'}"
            f" {each.user}: {each.text[:120]}"
            for conversation in self.messages.values()
            for each in conversation.values()
        ]
        return "\n".join([*lines, *(f"problem: {problem}" for problem in self.problems)])

    def complain(self, problem: str) -> None:
        """The app did what Slack would not accept: it is logged, and tests look at `problems`."""
        _log.warning("%s", problem)
        with self.changing():
            self.problems.append(problem)

    def new_ts(self) -> str:
        """The next message timestamp; no two messages of the workspace share one."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """A fresh id such as `V0000001` for prefix V."""
        self._numbers[prefix] = self._numbers.get(prefix, 0) + 1
        return f"{prefix}{self._numbers[prefix]:07d}"

    def direct(self, user: str) -> Conversation:
        """The direct message between this person and the bot."""
        return self.conversations[f"D{user[1:]}"]

    def conversations_of(self, user: str) -> list[Conversation]:
        """Where this person is a member, in the order of the sidebar."""
        return [each for each in self.conversations.values() if user in each.members]

    def message(self, channel: str, ts: str) -> Message | None:
        """The message, unless it was deleted."""
        found = self.messages.get(channel, {}).get(ts)
        return None if found is None or found.deleted else found

    def said_in(self, channel: str, viewer: str | None = None) -> list[Message]:
        """The conversation as a viewer sees it: with their own ephemeral messages; without a viewer, with none."""
        with self.bell:
            said = list(self.messages[channel].values())
        return [each for each in said if not each.deleted and each.seen_by in {None, viewer}]

    def thread(self, channel: str, ts: str, viewer: str | None = None) -> list[Message]:
        """The parent and its replies, oldest first."""
        return [each for each in self.said_in(channel, viewer) if ts in {each.ts, each.thread_ts}]

    def modal(self, user: str) -> View | None:
        """The modal this person has in front of them."""
        stack = self.modals.get(user)
        return self.views[stack[-1]] if stack else None

    def add_person(self, person: Person) -> None:
        """Somebody joins the workspace (or, as a stranger, is met in a shared channel)."""
        with self.changing():
            self.people[person.id] = person
            if not person.is_bot:
                self.add_conversation(Conversation(f"D{person.id[1:]}", "", "im", (person.id, self.bot_user)))

    def change_person(self, user: str, **changes: Any) -> None:
        """A person is deactivated, becomes a guest, moves to another language."""
        with self.changing():
            self.people[user] = replace(self.people[user], **changes)

    def add_conversation(self, conversation: Conversation) -> None:
        """A channel or direct message comes into being, or takes the place of the one with its id."""
        with self.changing():
            self.conversations[conversation.id] = conversation
            self.messages.setdefault(conversation.id, {})

    def change_conversation(self, channel: str, **changes: Any) -> None:
        """A channel is archived, shared with another organisation, joined or left."""
        with self.changing():
            self.conversations[channel] = replace(self.conversations[channel], **changes)

    def _settle(self, seed: Json) -> None:
        team = self.team["id"]
        for entry in seed["channels"]:
            self.add_conversation(Conversation(**{**entry, "members": tuple(entry["members"])}))
        self.add_person(Person(self.bot_user, self.manifest.name, self.manifest.name, team, is_bot=True))
        for entry in seed["people"]:
            self.add_person(Person(team=team, **entry))
        for entry in seed["groups"]:
            self.groups[entry["id"]] = Group(**{**entry, "users": tuple(entry["users"])})
        for entry in seed["messages"]:
            ts = f"{self.clock() - entry['minutes_ago'] * 60:.6f}"
            message = Message(entry["channel"], ts, entry["user"], entry["text"], [])
            self.messages[message.channel][ts] = message
            for member in self.conversations[message.channel].members:
                self.read.setdefault(member, {})[message.channel] = ts
