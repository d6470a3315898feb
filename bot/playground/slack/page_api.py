"""The server side of the web page: its files, a live feed of what one person sees, and what they do."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from bot.playground.slack.model import Json, Message, View
from bot.playground.slack.page_state import NEVER, seen_by
from bot.playground.slack.people import NotPossible, People
from bot.playground.slack.socket_mode import Delivery, SocketHub, Status
from bot.playground.slack.workspace import Workspace

_FILES = Path(__file__).parent / "page"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_LOCAL = {"127.0.0.1", "localhost", "::1"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Result = Json | Delivery | None


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page of another origin must not act for people here, nor reach this port under a name of its own."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign or urlsplit(f"//{request.host}").hostname not in _LOCAL:
        raise web.HTTPForbidden(text="this page is for the machine it runs on")
    return await handler(request)


class PageApi:
    """Serves the page. Every request names the person it acts for; there is no login in a playground."""

    def __init__(self, workspace: Workspace, people: People, hub: SocketHub) -> None:
        self._workspace, self._people, self._hub = workspace, people, hub
        self._changed = asyncio.Event()
        self._feeds: set[web.WebSocketResponse] = set()
        self._actions: dict[str, Callable[[str, Json], Result]] = {
            "say": self._say,
            "slash": self._slash,
            "press": self._press,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "home": self._home,
            "react": self._react,
            "read": self._read,
        }

    def start(self) -> None:
        """Called on the server's loop."""
        loop = asyncio.get_running_loop()

        def ring() -> None:
            with contextlib.suppress(RuntimeError):  # a change after the loop has ended reaches nobody
                loop.call_soon_threadsafe(self._ring)

        self._workspace.on_change.append(ring)

    async def stop(self) -> None:
        """Ends the feeds, or they would keep the server alive."""
        for feed in tuple(self._feeds):
            await feed.close()

    def routes(self) -> list[web.AbstractRouteDef]:
        """Where the browser finds it."""
        return [
            web.get("/", self._index),
            web.get("/archives/{channel}/{message}", self._permalink),
            web.get("/page/live", self._live),
            web.post("/page/do/{action}", self._do),
            web.get("/page/file/{file}", self._file),
            web.static("/page", _FILES),
        ]

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        page = (_FILES / "index.html").read_text(encoding="utf-8")
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def _permalink(self, request: web.Request) -> web.StreamResponse:
        channel, digits = request.match_info["channel"], request.match_info["message"].removeprefix("p")
        thread = request.query.get("thread_ts", "")
        raise web.HTTPFound(f"/#{channel}/{digits[:-6]}.{digits[-6:]}{f'/{thread}' if thread else ''}")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._workspace.files.get(request.match_info["file"])
        if file is None or file.content is None:
            raise web.HTTPNotFound
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=file.content, content_type="application/octet-stream", headers=headers)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        user = self._user(request.query.get("user", ""))
        since = int(request.query.get("since", NEVER))
        feed = web.WebSocketResponse(heartbeat=20)
        await feed.prepare(request)
        self._feeds.add(feed)
        sender = asyncio.create_task(self._send(feed, user, since))
        try:
            async for message in feed:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            sender.cancel()
            self._feeds.discard(feed)
        return feed

    async def _send(self, feed: web.WebSocketResponse, user: str, since: int) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                changed = self._changed
                with self._workspace.bell:
                    state = seen_by(self._workspace, user, since, online=self._hub.connections > 0)
                since = state["rev"]
                await feed.send_json(state)
                await changed.wait()

    async def _do(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
            user = self._user(body["user"])
            result = self._actions[request.match_info["action"]](user, body)
        except NotPossible as refusal:
            return web.json_response({"ok": False, "error": refusal.code, "errors": refusal.errors})
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise web.HTTPBadRequest(text=f"not an action of this page: {error!r}") from error
        if isinstance(result, Delivery):
            await self._until(lambda: result.status is not Status.WAITING)
            return web.json_response({"ok": not result.error, "error": result.error})
        return web.json_response({"ok": True, **(result or {})})

    async def _until(self, look: Callable[[], bool]) -> None:
        while not look():
            changed = self._changed
            if not look():
                await changed.wait()

    def _ring(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _user(self, user: str) -> str:
        person = self._workspace.people.get(user)
        if person is None or person.is_bot:
            raise web.HTTPBadRequest(text="nobody of this workspace")
        return user

    def _say(self, user: str, body: Json) -> Result:
        message = self._people.say(user, body["channel"], body["text"], body.get("thread_ts"))
        return {"ts": message.ts}

    def _slash(self, user: str, body: Json) -> Result:
        return self._people.slash(user, body["channel"], body["command"], body.get("text", ""))

    def _press(self, user: str, body: Json) -> Result:
        where: Message | View | None
        if "view" in body:
            where = self._workspace.views.get(body["view"])
        else:
            where = self._workspace.message(body["channel"], body["ts"])
        if where is None:
            raise NotPossible("no_such_message")
        return self._people.press(user, where, body["action"], body.get("value"), _typed(body))

    def _submit(self, user: str, body: Json) -> Result:
        return self._people.submit(user, body["view"], _typed(body))

    def _close(self, user: str, body: Json) -> Result:
        self._people.close_view(user, body["view"], whole_stack=bool(body.get("whole_stack")))
        return None

    def _shortcut(self, user: str, body: Json) -> Result:
        message = self._workspace.message(body["channel"], body["ts"]) if "ts" in body else None
        return self._people.shortcut(user, body["shortcut"], message)

    def _home(self, user: str, body: Json) -> Result:
        self._people.open_home(user, body.get("tab", "home"))
        return None

    def _react(self, user: str, body: Json) -> Result:
        message = self._workspace.message(body["channel"], body["ts"])
        if message is None:
            raise NotPossible("no_such_message")
        self._people.react(user, message, body["name"])
        return None

    def _read(self, user: str, body: Json) -> Result:
        with self._workspace.changing():
            self._workspace.read.setdefault(user, {})[body["channel"]] = body["ts"]
        return None


def _typed(body: Json) -> dict[Any, Any]:
    values = body.get("values", {})
    return {(block, action): value for block, actions in values.items() for action, value in actions.items()}
