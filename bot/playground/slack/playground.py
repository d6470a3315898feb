"""The local Slack as one thing to start and stop: `with SlackPlayground(manifest) as slack: …`."""

import asyncio
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.playground.slack.acks import Acks
from bot.playground.slack.backend import Backend
from bot.playground.slack.faults import Faults
from bot.playground.slack.model import Limits, Manifest, Message
from bot.playground.slack.page_api import PageApi, only_from_here
from bot.playground.slack.people import People
from bot.playground.slack.socket_mode import SocketHub
from bot.playground.slack.tickets import Tickets
from bot.playground.slack.timeline import Timeline
from bot.playground.slack.views import Views
from bot.playground.slack.web_api import Call, WebApi
from bot.playground.slack.workspace import Workspace

_LARGEST_BODY = 32 * 1024 * 1024
Found = TypeVar("Found")


class SlackPlayground:
    """A Slack workspace on a loopback port, with the app of `manifest` installed.

    The port is taken at once (0 = a free one; OSError when it is in use), answers come after `start`.
    `people` acts as persons, `workspace` is what can be seen, `faults` and `hub` make trouble. All of it may be used
    from any thread.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        *,
        port: int = 0,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.bot_token = f"xoxb-playground-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-playground-{secrets.token_hex(12)}"
        self.faults = Faults()
        self.workspace = Workspace(Manifest.parse(manifest), clock)
        self.hub = SocketHub(self.workspace, self.faults, limits)
        timeline, views = Timeline(self.workspace, self.hub), Views(self.workspace)
        tickets = Tickets(self.workspace, limits)
        backend = Backend(self.workspace, timeline, views, tickets, self.hub, self.url)
        self.people = People(self.workspace, self.hub, tickets, timeline, views, self.url)
        acks = Acks(self.workspace, timeline, views)
        self._api = WebApi(backend, self.faults, acks, self.bot_token, self.app_token)
        self._page = PageApi(self.workspace, self.people, self.hub)
        self._thread: threading.Thread | None = None
        self._end: Callable[[], object] = self._socket.close

    @property
    def api_url(self) -> str:
        """What goes into SLACK_API_URL."""
        return f"{self.url}/api/"

    @property
    def problems(self) -> list[str]:
        """What the app did that Slack would not accept; a good test ends with none."""
        return self.workspace.problems

    def calls(self, method: str) -> list[Call]:
        """The app's calls of one Web API method so far, refused ones included."""
        with self.workspace.bell:
            return [call for call in self._api.calls if call.method == method]

    def wait_for(self, look: Callable[[], Found | None], timeout: float = 10.0) -> Found:
        """What `look` returns as soon as it is true, asked again at every change; TimeoutError with a transcript."""
        return self.workspace.wait_for(look, timeout)

    def wait_for_app(self, sockets: int = 1, timeout: float = 10.0) -> None:
        """Until the app has so many sockets open."""
        self.wait_for(lambda: self.hub.connections >= sockets, timeout)

    def wait_for_message(
        self,
        channel: str,
        matches: Callable[[Message], bool] = lambda message: message.from_app,
        *,
        viewer: str | None = None,
        timeout: float = 10.0,
    ) -> Message:
        """The first message that matches, as `viewer` sees the conversation; any message of the app's by default."""
        return self.wait_for(
            lambda: next((each for each in self.workspace.said_in(channel, viewer) if matches(each)), None), timeout
        )

    def start(self) -> Self:
        """Begins to answer; returns when it does."""
        started: Future[None] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(started)), name="slack-playground", daemon=True
        )
        self._thread.start()
        started.result(timeout=30)
        return self

    def stop(self) -> None:
        """Closes every connection and frees the port; may be called twice."""
        self._end()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def _serve(self, started: "Future[None]") -> None:
        end = asyncio.Event()
        loop = asyncio.get_running_loop()
        try:
            runner = await self._run()
        except BaseException as error:  # noqa: BLE001 - the thread that waits must hear of it, whatever it is
            started.set_exception(error)
            return
        self._end = lambda: loop.is_closed() or loop.call_soon_threadsafe(end.set)
        started.set_result(None)
        await end.wait()
        await self._page.stop()
        await self.hub.stop()
        await runner.cleanup()

    async def _run(self) -> web.AppRunner:
        server = web.Application(client_max_size=_LARGEST_BODY, middlewares=[only_from_here])
        server.add_routes([*self._api.routes(), web.get("/link/", self.hub.serve), *self._page.routes()])
        self.hub.start()
        self._page.start()
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.SockSite(runner, self._socket).start()
        return runner
