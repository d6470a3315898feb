"""What one person sees, as JSON for the page: everything at first, afterwards what changed since a revision."""

from bot.playground.slack.model import Conversation, Json, Message, View
from bot.playground.slack.workspace import Workspace

NEVER = -1


def seen_by(workspace: Workspace, user: str, since: int, *, online: bool) -> Json:
    """The page's view of the workspace; small lists are always whole, messages only when they changed."""
    state: Json = {
        "rev": workspace.rev,
        "user": user,
        "online": online,
        "people": {person.id: _person(workspace, person.id) for person in workspace.people.values()},
        "channels": [_channel(each) for each in workspace.conversations_of(user)],
        "messages": list(_messages(workspace, user, since)),
        "modals": [_view(workspace.views[view_id]) for view_id in workspace.modals.get(user, ())],
        "home": _view(workspace.homes[user]) if user in workspace.homes else None,
        "read": dict(workspace.read.get(user, {})),
        "unread": {each: _unread(workspace, each) for each, person in workspace.people.items() if not person.is_bot},
    }
    return state if since > NEVER else state | _fixed(workspace)


def _fixed(workspace: Workspace) -> Json:
    manifest = workspace.manifest
    return {
        "team": workspace.team,
        "bot": workspace.bot_user,
        "tour": workspace.tour,
        "groups": {group.id: group.handle for group in workspace.groups.values()},
        "commands": [
            {"name": each.name, "description": each.description, "hint": each.usage_hint} for each in manifest.commands
        ],
        "shortcuts": [
            {"name": each.name, "kind": each.kind, "id": each.callback_id, "description": each.description}
            for each in manifest.shortcuts
        ],
        "home_tab": manifest.home_tab,
        "messages_tab": manifest.messages_tab,
    }


def _unread(workspace: Workspace, user: str) -> dict[str, int]:
    counts = {}
    for conversation in workspace.conversations_of(user):
        mark = workspace.read.get(user, {}).get(conversation.id, "")
        said = workspace.said_in(conversation.id, user)
        counts[conversation.id] = sum(each.ts > mark and each.user != user for each in said)
    return {channel: count for channel, count in counts.items() if count}


def _person(workspace: Workspace, user: str) -> Json:
    person = workspace.people[user]
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": dict(person.title),
        "color": person.color,
        "guest": bool(person.guest),
        "outsider": person.team != workspace.team["id"],
        "deleted": person.deleted,
        "bot": person.is_bot,
        "locale": person.locale,
    }


def _channel(conversation: Conversation) -> Json:
    return {
        "id": conversation.id,
        "name": conversation.name,
        "kind": conversation.kind,
        "topic": dict(conversation.topic),
        "members": list(conversation.members),
        "archived": conversation.archived,
        "shared": conversation.shared,
    }


def _messages(workspace: Workspace, user: str, since: int) -> list[Json]:
    return [
        _message(message)
        for conversation in workspace.conversations_of(user)
        for message in workspace.messages[conversation.id].values()
        if message.rev > since and message.seen_by in {None, user} and not (message.deleted and since == NEVER)
    ]


def _message(message: Message) -> Json:
    if message.deleted:
        return {"channel": message.channel, "ts": message.ts, "deleted": True}
    return {
        "channel": message.channel,
        "ts": message.ts,
        "rev": message.rev,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "alone": message.seen_by is not None,
        "edited": message.edited is not None,
        "files": [{key: file[key] for key in ("id", "name", "title", "size")} for file in message.files],
        "reactions": message.reactions,
    }


def _view(view: View) -> Json:
    return {
        "id": view.id,
        "rev": view.rev,
        "title": view.body.get("title"),
        "submit": view.body.get("submit"),
        "close": view.body.get("close"),
        "blocks": view.blocks,
        "errors": view.errors,
    }
