"""Socket Mode: envelopes go out over any open socket and must come back acknowledged within three seconds."""

import asyncio
import secrets
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Self

from aiohttp import WSMsgType, web

from bot.playground.slack.faults import Faults
from bot.playground.slack.model import Json, Limits
from bot.playground.slack.workspace import Workspace

MOST_SOCKETS = 10
_NORMAL_END = 360  # minutes until Slack would recycle the socket, as `hello` announces it


class Status(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    ACKED = "acked"
    MISSED = "missed"  # nobody acknowledged in time
    UNDELIVERED = "undelivered"  # no socket was open


@dataclass(slots=True, eq=False)
class Delivery:
    """One payload on its way to the app. `error` is what Slack shows to the person, `answer` what the ack carried."""

    workspace: Workspace
    kind: str
    payload: Json
    settle: Callable[["Delivery"], None]
    status: Status = Status.WAITING
    attempts: int = 0
    envelope_id: str = ""
    answer: Json = field(default_factory=dict)
    error: str = ""
    late: bool = False

    @property
    def name(self) -> str:
        """What it is, for somebody who reads about it: `slash_commands /hv-error`, `interactive block_actions`."""
        return f"{self.kind} {self.payload.get('command') or self.payload['type']}"

    def wait(self, timeout: float = 10.0) -> Self:
        """Until the app acknowledged or its time was up; raises TimeoutError."""
        self.workspace.wait_for(lambda: self.status is not Status.WAITING, timeout)
        return self


@dataclass(slots=True, eq=False)
class _Socket:
    response: web.WebSocketResponse
    request: web.Request
    retiring: bool = False
    silent: bool = False


class SocketHub:
    """The sockets of the app and every delivery so far. `send` may be called from any thread."""

    def __init__(self, workspace: Workspace, faults: Faults, limits: Limits) -> None:
        self._workspace, self._faults, self._limits = workspace, faults, limits
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sockets: list[_Socket] = []
        self._tickets: set[str] = set()
        self._envelopes: dict[str, Delivery] = {}
        self._parked: list[Delivery] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.deliveries: list[Delivery] = []

    def start(self) -> None:
        """Called on the server's loop, which from then on does all sending."""
        self._loop = asyncio.get_running_loop()

    async def stop(self) -> None:
        """Closes every socket without waiting for the other side."""
        for socket in tuple(self._sockets):
            _cut(socket)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def connections(self) -> int:
        """How many sockets the app holds open."""
        return len(self._sockets)

    def ticket(self) -> str:
        """The secret part of a socket's address; it opens one socket."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    def send(self, kind: str, payload: Json, settle: Callable[[Delivery], None]) -> Delivery:
        """Sends a payload; `settle` is called on the loop when it was acknowledged or its time was up."""
        delivery = Delivery(self._workspace, kind, payload, settle)
        with self._workspace.changing():
            self.deliveries.append(delivery)
        self._on_loop(lambda: self._attempt(delivery))
        return delivery

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Asks the app to replace its sockets; nothing new is sent over the old ones."""
        self._on_each(lambda socket: self._retire(socket, reason))

    def drop(self) -> None:
        """Cuts every socket without a close frame."""
        self._on_each(_cut)

    def silence(self) -> None:
        """The sockets of this moment stay open, but nothing comes back any more, not even a pong."""
        self._on_each(_silence)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The socket's endpoint: hello, then acknowledgements until the other side goes away."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden(text="this address was used before")
        self._tickets.discard(ticket)
        response = web.WebSocketResponse(autoping=False, timeout=0.5)
        await response.prepare(request)
        socket = _Socket(response, request)
        with self._workspace.changing():
            self._sockets.append(socket)
        try:
            await response.send_json(self._hello())
            if len(self._sockets) > MOST_SOCKETS:
                self._retire(socket, "too_many_websockets")
            self._unpark()
            await self._listen(socket)
        finally:
            with self._workspace.changing():
                self._sockets.remove(socket)
        return response

    async def _listen(self, socket: _Socket) -> None:
        async for message in socket.response:
            if socket.silent:
                continue
            if message.type is WSMsgType.PING:
                await socket.response.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(message.json())

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "connection_info": {"app_id": self._workspace.app["id"]},
            "debug_info": {"host": "applink-playground", "approximate_connection_time": _NORMAL_END * 60},
        }

    def _attempt(self, delivery: Delivery) -> None:
        usable = [each for each in self._sockets if not each.retiring and not each.response.closed]
        if not usable:
            self._no_socket(delivery)
            return
        delivery.attempts += 1
        for _ in range(2 if self._faults.take_duplicate() else 1):
            socket = usable[len(self._envelopes) % len(usable)]
            envelope = self._envelope(delivery)
            if not socket.silent:
                self._keep(self._write(socket, envelope))
            self._later(self._limits.ack, partial(self._overdue, delivery, envelope["envelope_id"]))

    def _envelope(self, delivery: Delivery) -> Json:
        envelope_id = str(uuid.uuid4())
        self._envelopes[envelope_id] = delivery
        delivery.envelope_id = envelope_id
        envelope: Json = {
            "type": delivery.kind,
            "envelope_id": envelope_id,
            "accepts_response_payload": delivery.kind != "events_api",
            "payload": delivery.payload,
        }
        if delivery.kind == "events_api":
            retried = delivery.attempts - 1
            envelope |= {"retry_attempt": retried, "retry_reason": "timeout" if retried else ""}
        return envelope

    def _no_socket(self, delivery: Delivery) -> None:
        if delivery.kind == "events_api":
            # Slack would try again within minutes; here it waits for the next socket, so that no test has to.
            self._parked.append(delivery)
        else:
            self._settle(delivery, Status.UNDELIVERED, error="dispatch_failed")

    def _unpark(self) -> None:
        parked, self._parked = self._parked, []
        for delivery in parked:
            self._attempt(delivery)

    def _acknowledged(self, frame: Json) -> None:
        delivery = self._envelopes.get(frame.get("envelope_id", ""))
        if delivery is None:
            self._workspace.complain(f"acknowledgement of an unknown envelope: {frame}")
        elif delivery.status is Status.WAITING:
            self._settle(delivery, Status.ACKED, answer=frame.get("payload") or {})
        elif delivery.status is Status.MISSED:
            with self._workspace.changing():
                delivery.late = True
            self._workspace.complain(f"late acknowledgement of {delivery.name}")

    def _overdue(self, delivery: Delivery, envelope_id: str) -> None:
        if delivery.status is not Status.WAITING or envelope_id != delivery.envelope_id:
            return
        pauses = self._limits.retry_after
        if delivery.kind == "events_api" and delivery.attempts <= len(pauses):
            self._later(pauses[delivery.attempts - 1], lambda: self._again(delivery))
        else:
            self._workspace.complain(f"no acknowledgement of {delivery.name}")
            self._settle(delivery, Status.MISSED, error="operation_timeout")

    def _again(self, delivery: Delivery) -> None:
        if delivery.status is Status.WAITING:
            self._attempt(delivery)

    def _settle(self, delivery: Delivery, status: Status, *, answer: Json | None = None, error: str = "") -> None:
        with self._workspace.changing():
            # One change: whoever sees the new status also sees what it brought about.
            delivery.status, delivery.answer, delivery.error = status, answer or {}, error
            delivery.settle(delivery)

    def _retire(self, socket: _Socket, reason: str) -> None:
        socket.retiring = True
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-playground"}}
        self._keep(self._write(socket, frame))

    async def _write(self, socket: _Socket, frame: Json) -> None:
        try:
            await socket.response.send_json(frame)
        except ConnectionError:
            return  # the socket is gone; an event is sent again when its time is up

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, act)

    def _on_each(self, act: Callable[["_Socket"], None]) -> None:
        def on_all() -> None:
            for socket in tuple(self._sockets):
                act(socket)

        self._on_loop(on_all)

    def _on_loop(self, act: Callable[[], None]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(act)


def _cut(socket: _Socket) -> None:
    if socket.request.transport is not None:
        socket.request.transport.abort()


def _silence(socket: _Socket) -> None:
    socket.silent = True
