"""The words of a Slack workspace: people, conversations, messages, views, files, and the app that was installed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A user as `users.info` knows them. `guest` is "", "restricted" (many channels) or "ultra_restricted" (one)."""

    id: str
    name: str
    real_name: str
    team: str
    locale: str = "en-US"
    tz: str = "Etc/UTC"
    tz_offset: int = 0
    color: str = "#616061"
    title: Mapping[str, str] = field(default_factory=dict)
    guest: str = ""
    deleted: bool = False
    is_bot: bool = False
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A user group, mentioned as `@handle`."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel, a private channel ("group") or a direct message with the bot ("im")."""

    id: str
    name: str
    kind: str
    members: tuple[str, ...]
    topic: Mapping[str, str] = field(default_factory=dict)
    archived: bool = False
    shared: bool = False


@dataclass(slots=True)
class Message:
    """One message of a conversation; `seen_by` names the only viewer of an ephemeral one.

    `rev` is the workspace's revision at the last change, so that a page can ask for what it has not seen.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    from_app: bool = False
    seen_by: str | None = None
    subtype: str | None = None
    client_msg_id: str | None = None
    edited: str | None = None
    deleted: bool = False
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    rev: int = 0

    @property
    def is_reply(self) -> bool:
        """A reply lives in a thread and is not the thread's parent."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def element(self, action_id: str, value: str | None = None) -> Json | None:
        """The interactive element with this id, and this value when several share the id."""
        return find_element(self.blocks, action_id, value)


@dataclass(slots=True)
class View:
    """A modal or an App Home as Slack keeps it: the app's own `body` and what Slack adds to it."""

    id: str
    owner: str
    body: Json
    root: str
    previous: str | None
    hash: str
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    rev: int = 0

    @property
    def callback_id(self) -> str:
        """Empty when the app gave none."""
        return str(self.body.get("callback_id", ""))

    @property
    def blocks(self) -> list[Json]:
        """The blocks as stored, each with a block_id."""
        return list(self.body["blocks"])

    def element(self, action_id: str, value: str | None = None) -> Json | None:
        """The interactive element with this id, and this value when several share the id."""
        return find_element(self.blocks, action_id, value)


@dataclass(slots=True)
class File:
    """A file: announced by an upload URL, then filled, then shared."""

    id: str
    name: str
    owner: str
    length: int
    content: bytes | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command as the app's manifest declares it."""

    name: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the manifest; `kind` is "message" or "global"."""

    name: str
    kind: str
    callback_id: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the installed app asked for; Slack sends no event and allows no call beyond it."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    home_tab: bool
    messages_tab: bool

    @classmethod
    def parse(cls, manifest: Mapping[str, Any]) -> Self:
        """From the JSON that is pasted into Slack's "From an app manifest" form."""
        features, home = manifest["features"], manifest["features"].get("app_home", {})
        return cls(
            name=features["bot_user"]["display_name"],
            scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
            events=frozenset(manifest["settings"].get("event_subscriptions", {}).get("bot_events", ())),
            commands=tuple(
                Command(
                    entry["command"],
                    entry.get("description", ""),
                    entry.get("usage_hint", ""),
                    bool(entry.get("should_escape", False)),
                )
                for entry in features.get("slash_commands", ())
            ),
            shortcuts=tuple(
                Shortcut(entry["name"], entry["type"], entry["callback_id"], entry.get("description", ""))
                for entry in features.get("shortcuts", ())
            ),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", True)),
        )

    def command(self, name: str) -> Command | None:
        """The declared command of this name."""
        return next((command for command in self.commands if command.name == name), None)


@dataclass(frozen=True, slots=True)
class Limits:
    """Slack's time limits in seconds; tests of missed limits shorten them.

    `retry_after` holds the pauses before the second, third and fourth delivery of an event nobody acknowledged.
    """

    ack: float = 3.0
    trigger: float = 3.0
    response_url: float = 1800.0
    response_url_uses: int = 5
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)


def find_element(blocks: list[Json], action_id: str, value: str | None = None) -> Json | None:
    """The interactive element with this action_id (and value); the result carries its block's id as `block_id`."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("action_id") == action_id and value in {None, element.get("value")}:
                return {**element, "block_id": block["block_id"]}
    return None


def elements_of(block: Json) -> list[Json]:
    """Every interactive element of one block, in reading order."""
    held = [block.get("accessory"), block.get("element"), *block.get("elements", ())]
    return [element for element in held if isinstance(element, dict) and "action_id" in element]


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack keeps them: each block and each element that has no id gets one.

    The ids follow from position and content: an update that leaves a block as it is leaves its id, too.
    """
    return [_with_ids(block, position) for position, block in enumerate(blocks)]


def _with_ids(block: Json, position: int) -> Json:
    made = hashlib.sha256(f"{position}{block}".encode()).hexdigest()[:5]
    kept = {**block, "block_id": block.get("block_id") or made}
    for key in ("accessory", "element"):
        if isinstance(kept.get(key), dict):
            kept[key] = _with_action_id(kept[key], f"{made}{key[0]}")
    if kept.get("type") == "actions":
        kept["elements"] = [_with_action_id(each, f"{made}{index}") for index, each in enumerate(kept["elements"])]
    return kept


def _with_action_id(element: Json, made: str) -> Json:
    if element.get("type") == "image":
        return element
    return {**element, "action_id": element.get("action_id") or made}
