"""`chat.*` and `reactions.*` of the Web API."""

from bot.playground.slack.backend import ApiError, Backend, Method, metadata_fault
from bot.playground.slack.blocks import message_faults, too_long
from bot.playground.slack.model import Conversation, Json, Message
from bot.playground.slack.payloads import wire_message

_LONGEST_TEXT = 40_000
_LONGEST_UPDATE = 4_000
_EMOJI_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_+-")


def post_message(backend: Backend, arguments: Json) -> Json:
    """chat.postMessage."""
    conversation = backend.joined(arguments["channel"])
    content = _content(arguments)
    thread_ts = _thread(backend, conversation, arguments)
    message = backend.timeline.post(
        conversation.id, backend.workspace.bot_user, from_app=True, thread_ts=thread_ts, **content
    )
    return {"channel": conversation.id, "ts": message.ts, "message": _wire(backend, message)}


def post_ephemeral(backend: Backend, arguments: Json) -> Json:
    """chat.postEphemeral."""
    conversation = backend.joined(arguments["channel"])
    if arguments["user"] not in conversation.members:
        raise ApiError("user_not_in_channel")
    content = _content(arguments)
    thread_ts = _thread(backend, conversation, arguments)
    if thread_ts is not None and len(backend.workspace.thread(conversation.id, thread_ts)) < 2:
        backend.workspace.complain("an ephemeral message in a thread without replies is never shown")
        return {"message_ts": backend.workspace.new_ts()}
    message = backend.timeline.post(
        conversation.id,
        backend.workspace.bot_user,
        from_app=True,
        seen_by=arguments["user"],
        thread_ts=thread_ts,
        **content,
    )
    return {"message_ts": message.ts}


def update(backend: Backend, arguments: Json) -> Json:
    """chat.update: own messages only; text without blocks removes the blocks, metadata stays when left out."""
    if arguments["channel"] not in backend.workspace.conversations:
        raise ApiError("channel_not_found")
    message = backend.message(arguments["channel"], arguments["ts"])
    if not message.from_app:
        raise ApiError("cant_update_message")
    if len(arguments.get("text") or "") > _LONGEST_UPDATE:
        raise ApiError("msg_too_long")
    content = _content(arguments)
    if "metadata" not in arguments:
        content.pop("metadata")
    if "attachments" not in arguments:
        content.pop("attachments")
    backend.timeline.edit(message, **content)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": _wire(backend, message)}


def delete(backend: Backend, arguments: Json) -> Json:
    """chat.delete: own messages only."""
    if arguments["channel"] not in backend.workspace.conversations:
        raise ApiError("channel_not_found")
    message = backend.message(arguments["channel"], arguments["ts"])
    if not message.from_app:
        raise ApiError("cant_delete_message")
    backend.timeline.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(backend: Backend, arguments: Json) -> Json:
    """chat.getPermalink; the address opens the message on the playground's page."""
    channel = arguments["channel"]
    if channel not in backend.workspace.conversations:
        raise ApiError("channel_not_found")
    message = backend.message(channel, arguments["message_ts"])
    link = f"{backend.base}/archives/{channel}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel}"
    return {"channel": channel, "permalink": link}


def add_reaction(backend: Backend, arguments: Json) -> Json:
    """reactions.add."""
    conversation = backend.joined(arguments["channel"])
    message = backend.message(conversation.id, arguments["timestamp"])
    name, bot = arguments["name"].strip(":"), backend.workspace.bot_user
    if not name or not set(name) <= _EMOJI_NAME:
        raise ApiError("invalid_name")
    if bot in message.reactions.get(name, ()):
        raise ApiError("already_reacted")
    backend.timeline.react(message, bot, name)
    return {}


def _content(arguments: Json) -> Json:
    blocks, text = arguments.get("blocks") or [], arguments.get("text") or ""
    faults = message_faults(blocks)
    if faults:
        raise ApiError("invalid_blocks", errors=faults, response_metadata={"messages": faults})
    if too_long(blocks):
        raise ApiError("msg_blocks_too_long")
    attachments = arguments.get("attachments") or []
    if not (text or blocks or attachments):
        raise ApiError("no_text")
    metadata = arguments.get("metadata") or None
    if metadata is not None and (fault := metadata_fault(metadata)):
        raise ApiError(fault)
    return {"text": text[:_LONGEST_TEXT], "blocks": blocks, "attachments": attachments, "metadata": metadata}


def _thread(backend: Backend, conversation: Conversation, arguments: Json) -> str | None:
    thread_ts = arguments.get("thread_ts") or None
    if thread_ts is None:
        return None
    parent = backend.workspace.message(conversation.id, thread_ts)
    if parent is None or parent.seen_by is not None:
        raise ApiError("thread_not_found")
    if parent.is_reply:
        # Slack takes it and puts the answer where nobody looks; saying so here is kinder.
        backend.workspace.complain("thread_ts is the ts of a reply, not of the thread's parent")
        raise ApiError("cannot_reply_to_message")
    return str(thread_ts)


def _wire(backend: Backend, message: Message) -> Json:
    return wire_message(message, backend.workspace.app, backend.workspace.team["id"])


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), ("channel",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), ("channel", "user")),
    "chat.update": Method(update, ("chat:write",), ("channel", "ts")),
    "chat.delete": Method(delete, ("chat:write",), ("channel", "ts")),
    "chat.getPermalink": Method(get_permalink, (), ("channel", "message_ts")),
    "reactions.add": Method(add_reaction, ("reactions:write",), ("channel", "timestamp", "name")),
}
