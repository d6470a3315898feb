"""The payloads that Slack sends, as pure functions of what happened."""

import uuid
from typing import Any

from bot.playground.slack.model import Conversation, File, Json, Message, Person, View
from bot.playground.slack.workspace import Workspace

_CHANNEL_TYPES = {"channel": "channel", "group": "group", "im": "im"}
_COMMAND_NAMES = {"im": "directmessage", "group": "privategroup"}


def wire_message(message: Message, app: Json, team: str) -> Json:
    """A message as the Web API and the events show it."""
    wire: Json = {"type": "message", "ts": message.ts, "text": message.text, "user": message.user, "team": team}
    if message.from_app:
        wire |= {"bot_id": app["bot_id"], "app_id": app["id"]}
    optional: Json = {
        "subtype": message.subtype,
        "client_msg_id": message.client_msg_id,
        "thread_ts": message.thread_ts,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "metadata": message.metadata,
        "edited": {"user": message.user, "ts": message.edited} if message.edited else None,
        "reactions": [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()],
    }
    return wire | {key: value for key, value in optional.items() if value}


def wire_view(view: View, workspace: Workspace, values: Json | None = None) -> Json:
    """A view as the Web API and the payloads show it."""
    return {
        **view.body,
        "id": view.id,
        "team_id": workspace.team["id"],
        "app_id": workspace.app["id"],
        "app_installed_team_id": workspace.team["id"],
        "bot_id": workspace.app["bot_id"],
        "blocks": view.blocks,
        "private_metadata": view.body.get("private_metadata", ""),
        "callback_id": view.callback_id,
        "external_id": view.body.get("external_id", ""),
        "title": view.body.get("title"),
        "submit": view.body.get("submit"),
        "close": view.body.get("close"),
        "clear_on_close": view.body.get("clear_on_close", False),
        "notify_on_close": view.body.get("notify_on_close", False),
        "state": {"values": values or {}},
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
    }


def wire_file(file: File, base: str) -> Json:
    """A file object; its private URLs want the bot token."""
    kind = "text" if file.name.rsplit(".", 1)[-1] in {"txt", "log", "csv"} else "binary"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": "text/plain" if kind == "text" else "application/octet-stream",
        "filetype": kind,
        "mode": "hosted",
        "file_access": "visible",
        "size": file.length,
        "user": file.owner,
        "is_external": False,
        "url_private": f"{base}/files/{file.id}/{file.name}",
        "url_private_download": f"{base}/files/{file.id}/download/{file.name}",
        "permalink": f"{base}/files/{file.id}/{file.name}",
    }


def event_callback(event: Json, workspace: Workspace, sender: Person, *, shared: bool) -> Json:
    """The wrapper around an event. An outsider's message carries the outsider's team, ours only in the context."""
    ours = workspace.team["id"]
    return {
        "type": "event_callback",
        "token": "deprecated",
        "team_id": sender.team if event["type"] == "message" else ours,
        "context_team_id": ours,
        "context_enterprise_id": None,
        "api_app_id": workspace.app["id"],
        "event": event,
        "event_id": workspace.new_id("Ev"),
        "event_time": int(float(event["event_ts"])),
        "is_ext_shared_channel": shared,
        "event_context": f"4-{uuid.uuid4().hex}",
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": ours,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def message_event(message: Message, conversation: Conversation, workspace: Workspace) -> Json:
    """The `message` event of something said."""
    sender = workspace.people[message.user]
    wire = wire_message(message, workspace.app, sender.team)
    parent = workspace.message(message.channel, message.thread_ts) if message.is_reply and message.thread_ts else None
    if parent is not None:
        wire["parent_user_id"] = parent.user
    if message.from_app:
        wire["bot_profile"] = {
            "id": workspace.app["bot_id"],
            "app_id": workspace.app["id"],
            "name": workspace.manifest.name,
            "team_id": workspace.team["id"],
        }
    return (
        wire
        | _outsider(sender, workspace)
        | {
            "channel": message.channel,
            "channel_type": _CHANNEL_TYPES[conversation.kind],
            "event_ts": message.ts,
        }
    )


def mention_event(message: Message, workspace: Workspace) -> Json:
    """The `app_mention` event that Slack sends besides the `message` event."""
    sender = workspace.people[message.user]
    wire = wire_message(message, workspace.app, workspace.team["id"])
    return (
        wire
        | _outsider(sender, workspace)
        | {
            "type": "app_mention",
            "channel": message.channel,
            "event_ts": message.ts,
        }
    )


def changed_event(message: Message, before: Json, conversation: Conversation, workspace: Workspace, ts: str) -> Json:
    """The `message_changed` event of an edit."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": wire_message(message, workspace.app, workspace.people[message.user].team),
        "previous_message": before,
        "channel": message.channel,
        "channel_type": _CHANNEL_TYPES[conversation.kind],
        "ts": ts,
        "event_ts": ts,
    }


def deleted_event(message: Message, conversation: Conversation, workspace: Workspace, ts: str) -> Json:
    """The `message_deleted` event."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": message.ts,
        "previous_message": wire_message(message, workspace.app, workspace.people[message.user].team),
        "channel": message.channel,
        "channel_type": _CHANNEL_TYPES[conversation.kind],
        "ts": ts,
        "event_ts": ts,
    }


def actor(user: str, workspace: Workspace) -> Json:
    """The head of every interactive payload: who, where at home, in which app."""
    person = workspace.people[user]
    return {
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team},
        "team": {"id": workspace.team["id"], "domain": workspace.team["domain"]},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": workspace.app["id"],
        "token": "deprecated",
    }


def slash_command(command: str, text: str, user: str, conversation: Conversation, workspace: Workspace) -> Json:
    """A slash command; the caller adds `response_url` and `trigger_id`."""
    return {
        "command": command,
        "text": text,
        "user_id": user,
        "user_name": workspace.people[user].name,
        "team_id": workspace.team["id"],
        "team_domain": workspace.team["domain"],
        "channel_id": conversation.id,
        "channel_name": _COMMAND_NAMES.get(conversation.kind, conversation.name),
        "api_app_id": workspace.app["id"],
        "is_enterprise_install": "false",
        "token": "deprecated",
    }


def container_of(message: Message) -> Json:
    """The `container` of a button pressed on a message."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.seen_by is not None,
    }
    return container | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def _outsider(sender: Person, workspace: Workspace) -> dict[str, Any]:
    if sender.team == workspace.team["id"]:
        return {}
    return {
        "user_team": sender.team,
        "source_team": sender.team,
        "user_profile": {
            "team": sender.team,
            "name": sender.name,
            "real_name": sender.real_name,
            "is_restricted": bool(sender.guest),
            "is_ultra_restricted": sender.guest == "ultra_restricted",
        },
    }
