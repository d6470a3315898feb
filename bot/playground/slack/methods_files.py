"""`files.*` of the Web API: announce, send the bytes, share."""

from bot.playground.slack.backend import ApiError, Backend, Method
from bot.playground.slack.compose import escape
from bot.playground.slack.model import File, Json
from bot.playground.slack.payloads import wire_file


def get_upload_url(backend: Backend, arguments: Json) -> Json:
    """files.getUploadURLExternal."""
    length = int(arguments["length"])
    if length < 1:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["must be greater than 0 [length]"]})
    workspace = backend.workspace
    with workspace.changing():
        file = File(workspace.new_id("F"), arguments["filename"], workspace.bot_user, length)
        workspace.files[file.id] = file
    return {"upload_url": f"{backend.base}/upload/{file.id}", "file_id": file.id}


def complete_upload(backend: Backend, arguments: Json) -> Json:
    """files.completeUploadExternal; sharing it posts a message."""
    shared = [_uploaded(backend, entry) for entry in arguments["files"]]
    channel = arguments.get("channel_id") or ""
    if channel:
        conversation = backend.joined(channel)
        backend.timeline.post(
            conversation.id,
            backend.workspace.bot_user,
            escape(arguments.get("initial_comment") or ""),
            [],
            from_app=True,
            thread_ts=arguments.get("thread_ts") or None,
            subtype="file_share",
            files=[wire_file(file, backend.base) for file in shared],
        )
    return {"files": [wire_file(file, backend.base) for file in shared]}


def file_info(backend: Backend, arguments: Json) -> Json:
    """files.info."""
    file = backend.workspace.files.get(arguments["file"])
    if file is None or file.content is None:
        raise ApiError("file_not_found")
    return {"file": wire_file(file, backend.base)}


def _uploaded(backend: Backend, entry: Json) -> File:
    file = backend.workspace.files.get(entry["id"])
    if file is None or file.content is None:
        raise ApiError("file_not_found")
    file.title = entry.get("title") or file.name
    return file


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), ("filename", "length")),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), ("files",)),
    "files.info": Method(file_info, ("files:read",), ("file",)),
}
