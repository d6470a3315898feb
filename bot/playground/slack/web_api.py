"""The HTTP side that the app talks to: methods with their scopes, response URLs, file bytes."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground.slack import methods_chat, methods_files, methods_lookup, methods_views
from bot.playground.slack.acks import Acks
from bot.playground.slack.backend import ApiError, Backend, Method
from bot.playground.slack.blocks import message_faults
from bot.playground.slack.faults import ApiFault, Faults
from bot.playground.slack.model import Json
from bot.playground.slack.tickets import ResponseUrl, TicketRefused

_METHODS: dict[str, Method] = (
    methods_chat.METHODS | methods_files.METHODS | methods_lookup.METHODS | methods_views.METHODS
)
_OPEN_SOCKET = "apps.connections.open"
_JSON_ARGUMENTS = ("blocks", "view", "metadata", "attachments", "files")
RESPOND = "respond"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the app, for tests to look at. `method` is "respond" for posts to a response_url."""

    method: str
    arguments: Json
    answer: Json


class WebApi:
    """Every call so far is in `calls`; what Slack does not have or not allow is also in the workspace's problems."""

    def __init__(self, backend: Backend, faults: Faults, acks: Acks, bot_token: str, app_token: str) -> None:
        self._backend, self._faults, self._acks = backend, faults, acks
        self._bot_token, self._app_token = bot_token, app_token
        self.calls: list[Call] = []

    def routes(self) -> list[web.RouteDef]:
        """Where the app finds it."""
        return [
            web.post("/api/{method}", self._serve),
            web.get("/api/{method}", self._serve),
            web.post("/response/{key}", self._respond),
            web.post("/upload/{file}", self._upload),
            web.get("/files/{file}/{name:.*}", self._download),
        ]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        token = _token(request, arguments)
        fault = self._faults.take(method)
        if fault is not None and not fault.after_commit:
            return await _faulty(fault)
        answer = self._answer(method, arguments, token)
        with self._backend.workspace.changing():
            self.calls.append(Call(method, arguments, answer))
        if fault is not None:
            return await _faulty(fault)
        headers = {"x-oauth-scopes": ",".join(sorted(self._backend.workspace.manifest.scopes))}
        return web.json_response(answer, headers=headers)

    def _answer(self, method: str, arguments: Json, token: str) -> Json:
        workspace = self._backend.workspace
        try:
            if method == _OPEN_SOCKET:
                return {"ok": True, **self._open_socket(token)}
            self._check(method, arguments, token)
            with workspace.bell:
                return {"ok": True, **_METHODS[method].call(self._backend, arguments)}
        except ApiError as error:
            if error.answer["error"] in {"unknown_method", "missing_scope", "invalid_blocks", "invalid_arguments"}:
                workspace.complain(f"{method}: {json.dumps(error.answer, ensure_ascii=False)}")
            return error.answer

    def _check(self, method: str, arguments: Json, token: str) -> None:
        if not token:
            raise ApiError("not_authed")
        if token != self._bot_token:
            raise ApiError("not_allowed_token_type" if token == self._app_token else "invalid_auth")
        if method not in _METHODS:
            raise ApiError("unknown_method", req_method=method)
        wanted, provided = _METHODS[method].scopes, self._backend.workspace.manifest.scopes
        if wanted and provided.isdisjoint(wanted):
            raise ApiError("missing_scope", needed=",".join(wanted), provided=",".join(sorted(provided)))
        missing = [name for name in _METHODS[method].required if arguments.get(name) in (None, "")]
        if missing:
            messages = [f"[ERROR] missing required field: {name}" for name in missing]
            raise ApiError("invalid_arguments", response_metadata={"messages": messages})
        for name in _JSON_ARGUMENTS:
            if isinstance(arguments.get(name), str):
                raise ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {name} is not JSON"]})

    def _open_socket(self, token: str) -> Json:
        if token != self._app_token:
            raise ApiError("not_allowed_token_type" if token == self._bot_token else "invalid_auth")
        address, app = self._backend.base.replace("http://", "ws://", 1), self._backend.workspace.app["id"]
        return {"url": f"{address}/link/?ticket={self._backend.hub.ticket()}&app_id={app}"}

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        fault = self._faults.take(RESPOND)
        if fault is not None and not fault.after_commit:
            return await _faulty(fault)
        try:
            url = self._backend.tickets.use(request.match_info["key"])
        except TicketRefused as refusal:
            return web.Response(status=404, text=refusal.code)
        faults = self._respond_to(url, body)
        with self._backend.workspace.changing():
            self.calls.append(Call(RESPOND, body, {"ok": not faults}))
        if fault is not None:
            return await _faulty(fault)
        return web.Response(status=400, text="invalid_blocks") if faults else web.Response(text="ok")

    def _respond_to(self, url: ResponseUrl, body: Json) -> list[str]:
        workspace = self._backend.workspace
        channel, _, ts = (url.origin or "").partition(" ")
        origin = workspace.message(channel, ts) if ts else None
        if origin is None or not (body.get("replace_original") or body.get("delete_original")):
            return self._acks.say(body, url.user, url.channel)
        if body.get("delete_original"):
            self._backend.timeline.delete(origin)
            return []
        faults = message_faults(body.get("blocks") or [])
        for fault in faults:
            workspace.complain(f"response_url refused: {fault}")
        if not faults:
            self._backend.timeline.edit(origin, body.get("text") or "", body.get("blocks") or [])
        return faults

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self._backend.workspace.files.get(request.match_info["file"])
        content = await request.read()
        if file is None or len(content) != file.length:
            return web.Response(status=400, text="length does not match")
        file.content = content
        return web.Response(text=f"OK - {file.length}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self._backend.workspace.files.get(request.match_info["file"])
        if _token(request, {}) != self._bot_token or file is None or file.content is None:
            # Slack does not answer 401 or 404 here: it sends its login page.
            return web.Response(text="<!DOCTYPE html><html><body>Sign in</body></html>", content_type="text/html")
        return web.Response(body=file.content, content_type="application/octet-stream")


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        body = await request.json()
        return dict(body) if isinstance(body, dict) else {}
    fields: Json = {**request.query, **(await request.post())}
    for name in _JSON_ARGUMENTS:
        if isinstance(fields.get(name), str):
            fields[name] = _parsed(fields[name])
    return fields


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _token(request: web.Request, arguments: Json) -> str:
    argument = str(arguments.pop("token", ""))
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or argument


async def _faulty(fault: ApiFault) -> web.StreamResponse:
    if fault.silent:
        await asyncio.Event().wait()
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.status >= 500:
        return web.Response(status=fault.status, text="upstream error", headers=headers)
    return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)
