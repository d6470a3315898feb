"""Who and where: `auth.test`, `users.*`, `usergroups.*`, `conversations.*`, `team.info`, `bots.info`."""

from typing import Any

from bot.playground.slack.backend import ApiError, Backend, Method
from bot.playground.slack.model import Conversation, Json, Message, Person
from bot.playground.slack.payloads import wire_message

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_HISTORY_OF_KIND = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}


def auth_test(backend: Backend, _arguments: Json) -> Json:
    """auth.test; the server adds the scopes as a header."""
    workspace = backend.workspace
    return {
        "url": f"{backend.base}/",
        "team": workspace.team["name"],
        "team_id": workspace.team["id"],
        "user": workspace.manifest.name,
        "user_id": workspace.bot_user,
        "bot_id": workspace.app["bot_id"],
        "is_enterprise_install": False,
    }


def team_info(backend: Backend, _arguments: Json) -> Json:
    """team.info."""
    return {"team": dict(backend.workspace.team)}


def bots_info(backend: Backend, arguments: Json) -> Json:
    """bots.info."""
    app = backend.workspace.app
    if arguments.get("bot", app["bot_id"]) != app["bot_id"]:
        raise ApiError("bot_not_found")
    name, user = backend.workspace.manifest.name, backend.workspace.bot_user
    return {"bot": {"id": app["bot_id"], "app_id": app["id"], "user_id": user, "name": name, "deleted": False}}


def users_info(backend: Backend, arguments: Json) -> Json:
    """users.info; the locale only when asked for."""
    person = backend.workspace.people.get(arguments["user"])
    if person is None:
        raise ApiError("user_not_found")
    return {"user": _person(person, with_locale=_true(arguments.get("include_locale")))}


def users_list(backend: Backend, arguments: Json) -> Json:
    """users.list, all on one page."""
    with_locale = _true(arguments.get("include_locale"))
    people = [_person(each, with_locale=with_locale) for each in backend.workspace.people.values()]
    return {"members": people, "response_metadata": {"next_cursor": ""}}


def usergroups_list(backend: Backend, arguments: Json) -> Json:
    """usergroups.list."""
    groups: list[Json] = [
        {
            "id": group.id,
            "team_id": backend.workspace.team["id"],
            "handle": group.handle,
            "name": group.name,
            "date_delete": 0,
            "user_count": len(group.users),
        }
        for group in backend.workspace.groups.values()
    ]
    if _true(arguments.get("include_users")):
        for group in groups:
            group["users"] = list(backend.workspace.groups[group["id"]].users)
    return {"usergroups": groups}


def usergroup_users(backend: Backend, arguments: Json) -> Json:
    """usergroups.users.list."""
    group = backend.workspace.groups.get(arguments["usergroup"])
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": list(group.users)}


def conversation_info(backend: Backend, arguments: Json) -> Json:
    """conversations.info; a private channel is there only for its members."""
    conversation = backend.workspace.conversations.get(arguments["channel"])
    if conversation is None or (conversation.kind != "channel" and not _is_in(backend, conversation)):
        raise ApiError("channel_not_found")
    return {"channel": _conversation(backend, conversation)}


def conversations_list(backend: Backend, arguments: Json) -> Json:
    """conversations.list and users.conversations, all on one page."""
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    wanted = {kinds.get(name.strip()) for name in (arguments.get("types") or "public_channel").split(",")}
    seen = [
        _conversation(backend, each)
        for each in backend.workspace.conversations.values()
        if each.kind in wanted and (each.kind == "channel" or _is_in(backend, each))
    ]
    return {"channels": seen, "response_metadata": {"next_cursor": ""}}


def users_conversations(backend: Backend, arguments: Json) -> Json:
    """users.conversations: where the bot is a member."""
    listed = conversations_list(backend, arguments)
    return listed | {"channels": [each for each in listed["channels"] if each.get("is_member", True)]}


def conversation_open(backend: Backend, arguments: Json) -> Json:
    """conversations.open for a direct message with one person."""
    users = [user for user in (arguments.get("users") or "").split(",") if user]
    if len(users) != 1:
        raise ApiError("users_list_not_supplied" if not users else "method_not_supported_for_channel_type")
    person = backend.workspace.people.get(users[0])
    if person is None or person.is_bot:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    conversation = backend.workspace.direct(person.id)
    full = _conversation(backend, conversation) if _true(arguments.get("return_im")) else {"id": conversation.id}
    return {"channel": full, "no_op": True, "already_open": True}


def conversation_members(backend: Backend, arguments: Json) -> Json:
    """conversations.members in pages."""
    conversation = backend.joined(arguments["channel"], writing=False)
    return _page(backend, "members", list(conversation.members), arguments, default=100)


def conversation_history(backend: Backend, arguments: Json) -> Json:
    """conversations.history, newest first; replies are not in it, ephemeral messages are nowhere."""
    conversation = _readable(backend, arguments)
    said = [each for each in backend.workspace.said_in(conversation.id) if not each.is_reply]
    return _page(backend, "messages", _between(said, arguments)[::-1], arguments, default=100)


def conversation_replies(backend: Backend, arguments: Json) -> Json:
    """conversations.replies, the parent first."""
    conversation = _readable(backend, arguments)
    said = backend.workspace.thread(conversation.id, arguments["ts"])
    if not said:
        raise ApiError("thread_not_found")
    return _page(backend, "messages", _between(said, arguments), arguments, default=1000)


def _readable(backend: Backend, arguments: Json) -> Conversation:
    conversation = backend.joined(arguments["channel"], writing=False)
    needed = _HISTORY_OF_KIND[conversation.kind]
    if needed not in backend.workspace.manifest.scopes:
        provided = ",".join(sorted(backend.workspace.manifest.scopes))
        raise ApiError("missing_scope", needed=needed, provided=provided)
    return conversation


def _between(said: list[Message], arguments: Json) -> list[Message]:
    inclusive = _true(arguments.get("inclusive"))
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    return [
        each for each in said if oldest < float(each.ts) < latest or (inclusive and float(each.ts) in {oldest, latest})
    ]


def _page(backend: Backend, key: str, items: list[Any], arguments: Json, default: int) -> Json:
    try:
        start, size = int(arguments.get("cursor") or 0), int(arguments.get("limit") or default)
    except ValueError as error:
        raise ApiError("invalid_cursor") from error
    shown = [_wire(backend, each) if isinstance(each, Message) else each for each in items[start : start + size]]
    more = start + size < len(items)
    return {
        key: shown,
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + size) if more else ""},
    }


def _wire(backend: Backend, message: Message) -> Json:
    workspace = backend.workspace
    wire = wire_message(message, workspace.app, workspace.people[message.user].team)
    if message.thread_ts == message.ts:
        wire["reply_count"] = len(workspace.thread(message.channel, message.ts)) - 1
    return wire


def _is_in(backend: Backend, conversation: Conversation) -> bool:
    return backend.workspace.bot_user in conversation.members


def _conversation(backend: Backend, conversation: Conversation) -> Json:
    shown: Json = {
        "id": conversation.id,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "group",
        "is_private": conversation.kind != "channel",
        "is_im": conversation.kind == "im",
        "is_mpim": False,
        "is_archived": conversation.archived,
        "is_shared": conversation.shared,
        "is_ext_shared": conversation.shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "context_team_id": backend.workspace.team["id"],
    }
    if conversation.kind == "im":
        return {**shown, "user": conversation.members[0]}
    topic = {"value": conversation.topic.get("en", ""), "creator": "", "last_set": 0}
    return {**shown, "name": conversation.name, "is_member": _is_in(backend, conversation), "topic": topic}


def _person(person: Person, *, with_locale: bool) -> Json:
    shown: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": person.deleted,
        "color": person.color.lstrip("#"),
        "tz": person.tz,
        "tz_offset": person.tz_offset,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": bool(person.guest),
        "is_ultra_restricted": person.guest == "ultra_restricted",
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_stranger": person.stranger,
        "updated": 0,
        "profile": {"display_name": person.name, "real_name": person.real_name, "team": person.team},
    }
    return {**shown, "locale": person.locale} if with_locale else shown


def _true(value: Any) -> bool:
    return str(value).lower() in {"true", "1"}


METHODS = {
    "auth.test": Method(auth_test),
    "team.info": Method(team_info, ("team:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
    "users.info": Method(users_info, ("users:read",), ("user",)),
    "users.list": Method(users_list, ("users:read",)),
    "users.conversations": Method(users_conversations, _READ),
    "usergroups.list": Method(usergroups_list, ("usergroups:read",)),
    "usergroups.users.list": Method(usergroup_users, ("usergroups:read",), ("usergroup",)),
    "conversations.info": Method(conversation_info, _READ, ("channel",)),
    "conversations.list": Method(conversations_list, _READ),
    "conversations.open": Method(conversation_open, ("im:write", "mpim:write")),
    "conversations.members": Method(conversation_members, _READ, ("channel",)),
    "conversations.history": Method(conversation_history, _HISTORY, ("channel",)),
    "conversations.replies": Method(conversation_replies, _HISTORY, ("channel", "ts")),
}
