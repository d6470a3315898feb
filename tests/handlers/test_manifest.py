"""The manifest asks for what the handlers use, and for nothing else. What they use is read from their source."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import handlers

SOURCES = sorted(Path(handlers.__file__).parent.glob("*.py"))
MANIFEST: dict[str, Any] = json.loads(
    Path(handlers.__file__).parents[1].joinpath("bot", "templates", "manifest.json").read_text(encoding="utf-8")
)
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

OF_METHOD = {
    "apps_connections_open": set[str](),  # the app token's
    "auth_test": set[str](),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_info": {"channels:read", "groups:read", "im:read", "mpim:read"},
    "conversations_open": {"im:write"},
    "files_upload_v2": {"files:write"},
    "usergroups_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "views_open": set[str](),
    "views_publish": set[str](),
    "views_update": set[str](),
}
OF_EVENT = {
    "app_home_opened": set[str](),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
}
FAMILIES = ("apps", "auth", "chat", "conversations", "files", "reactions", "usergroups", "users", "views")


def calls() -> Iterator[ast.Call]:
    for path in SOURCES:
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        yield from (node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))


def called(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr


def listened(kind: str) -> set[str]:
    """The names that the app listens to by `app.<kind>("name")`."""
    first = [call.args[0] for call in calls() if called(call) == kind and call.args]
    return {node.value for node in first if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def methods() -> set[str]:
    """The Web API methods that a client is asked for."""
    return {
        called(call)
        for call in calls()
        if called(call).split("_")[0] in FAMILIES and "client" in ast.unparse(call.func).lower()
    }


def test_every_scope_is_needed_and_no_other_is_asked_for() -> None:
    """An app that asks for more than it uses is refused by the people who review it."""
    needed = {"commands"}.union(*(OF_METHOD[method] for method in methods()), *(OF_EVENT[event] for event in EVENTS))

    assert needed == SCOPES


def test_what_is_listened_to_is_what_slack_sends() -> None:
    """A command or event that is in one of the two places only never works."""
    commands = {command["command"] for command in MANIFEST["features"]["slash_commands"]}
    shortcuts = {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]}

    assert listened("command") == commands
    assert listened("shortcut") == shortcuts
    assert listened("event") == {event.split(".")[0] for event in EVENTS}


@pytest.mark.parametrize("found", [listened("command"), listened("event"), methods()])
def test_something_was_found_to_compare(found: set[str]) -> None:
    """A comparison of nothing with nothing would always hold."""
    assert len(found) > 1
