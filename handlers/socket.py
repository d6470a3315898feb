"""Carries the Bolt app over Socket Mode: two sockets, so that one of them lives while Slack recycles the other."""

import asyncio
import json
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import OperatorError, Ref
from handlers.desk import RECEIVED, Desk
from handlers.slack import SLACK_FAULTS, WRONG_TOKENS, word

Stopped: TypeAlias = "asyncio.Future[bool]"

_log = logging.getLogger("hvbot.slack")
_SOCKETS = 2
_PING = 5.0  # seconds; a peer that vanished is noticed after two of them
_ACKS = 32  # each may wait three seconds for a listener
_LISTENERS = 16
_TIMEOUT = 10  # seconds for a Web API call
_PATIENCE = 20.0  # seconds without a connection before a client is replaced
_RETRY = 3.0  # seconds between two tries to reach Slack at start


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the environment says of Slack. `api_url` ends in a slash."""

    bot: str = field(repr=False)
    app: str = field(repr=False)
    api_url: str


def build_app(tokens: Tokens) -> App:
    """The Bolt app without any listener; calls nothing, so that it can be built while Slack is out of reach."""
    # No repeating after a broken connection: the message may have been posted.
    client = WebClient(tokens.bot, tokens.api_url, _TIMEOUT, retry_handlers=[RateLimitErrorRetryHandler(2)])
    executor = ThreadPoolExecutor(_LISTENERS, thread_name_prefix="slack-listener")
    _log.setLevel(logging.ERROR)  # it warns that of the token in the environment and the client only one is used
    app = App(client=client, logger=_log, listener_executor=executor, token_verification_enabled=False)
    # Bolt and the SDK print whole payloads with their response URLs at DEBUG.
    _log.setLevel(max(logging.getLogger().level, logging.INFO))
    return app


def run(desk: Desk, tokens: Tokens, stop: threading.Event) -> None:
    """Serves until `stop` is set, then lets what is in hand end. Raises OperatorError(SLACK_TOKENS)."""
    try:
        asyncio.run(_serve(desk, tokens, stop))
    finally:
        desk.app.listener_runner.listener_executor.shutdown(wait=True)
        desk.close()


async def _serve(desk: Desk, tokens: Tokens, stop: threading.Event) -> None:
    stopped = asyncio.ensure_future(asyncio.to_thread(stop.wait))
    try:
        if await _reached(desk.app.client, tokens, stopped):
            carrier = _Carrier(desk.app, tokens, stopped)
            sockets = [asyncio.ensure_future(carrier.keep()) for _ in range(_SOCKETS)]
            await asyncio.wait([stopped, *sockets], return_when=asyncio.FIRST_COMPLETED)
            desk.stopping.set()
            await asyncio.gather(*sockets)
    finally:
        stop.set()  # or the thread that waits for it would outlive us


async def _reached(client: WebClient, tokens: Tokens, stopped: Stopped) -> bool:
    """Tries until Slack takes both tokens; False if we are to stop before that."""
    while not stopped.done():
        try:
            await asyncio.to_thread(client.auth_test)
            await asyncio.to_thread(client.apps_connections_open, app_token=tokens.app)
        except SLACK_FAULTS as error:
            if word(error) in WRONG_TOKENS:
                raise OperatorError(Ref.SLACK_TOKENS, detail=word(error)) from None
            _log.warning("Slack cannot be reached at %s: %s", tokens.api_url, word(error))
        else:
            return True
        await asyncio.wait([stopped], timeout=_RETRY)
    return False


class _Carrier:
    """Takes envelopes off the sockets, lets Bolt answer them on threads, sends the acknowledgements."""

    def __init__(self, app: App, tokens: Tokens, stopped: Stopped) -> None:
        self._app, self._tokens, self._stopped = app, tokens, stopped
        self._pool = ThreadPoolExecutor(_ACKS, thread_name_prefix="slack-ack")
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()
        # Its tracebacks hold socket addresses, which are secrets; what matters is logged here.
        self._silent = logging.getLogger("hvbot.slack.client")
        self._silent.setLevel(logging.CRITICAL)

    async def keep(self) -> None:
        """One socket until we are to stop and nothing is in hand any more."""
        while not self._stopped.done():
            web = AsyncWebClient(base_url=self._tokens.api_url, timeout=_TIMEOUT, logger=self._silent)
            client = SocketModeClient(self._tokens.app, logger=self._silent, web_client=web, ping_interval=_PING)
            client.message_listeners.append(_hello)
            client.socket_mode_request_listeners.append(self._handle)
            try:
                await asyncio.wait_for(client.connect(), _PATIENCE)  # type: ignore[no-untyped-call]  # the SDK's
                await self._watch(client)
            except TimeoutError:
                _log.warning("no socket to Slack within %.0f s, trying afresh", _PATIENCE)
            finally:
                await client.close()  # type: ignore[no-untyped-call]  # the SDK's
        self._pool.shutdown(wait=False)

    async def _watch(self, client: SocketModeClient) -> None:
        """Until we are to stop, or the client does not find back: it can hang on an address that is used up."""
        seen = time.monotonic()
        while not self._stopped.done():
            await asyncio.wait([self._stopped], timeout=1.0)
            if await client.is_connected():
                seen = time.monotonic()
            elif time.monotonic() - seen > _PATIENCE:
                _log.warning("the socket to Slack is dead, making a new one")
                return
        await self._idle.wait()

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        arrived = str(time.monotonic())
        self._in_hand += 1
        self._idle.clear()
        try:
            received = BoltRequest(mode="socket_mode", body=request.payload, headers={RECEIVED: arrived})
            answer = await asyncio.get_running_loop().run_in_executor(self._pool, self._app.dispatch, received)
            if answer.status == 200:
                payload = json.loads(answer.body) if answer.body else None
                await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
        except Exception as error:  # noqa: BLE001  the client would only hide it; an event is sent again
            _log.warning("an acknowledgement did not leave: %s", word(error))
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()


async def _hello(_client: AsyncBaseSocketModeClient, message: dict[str, Any], _raw: str | None = None) -> None:
    """Connections that died unseen take part of our envelopes with them; Slack forgets them after hours."""
    if message.get("type") != "hello":
        return
    count = int(message.get("num_connections") or 0)
    _log.info("socket to Slack is open, %d in all", count)
    if count > _SOCKETS + 2:
        _log.warning("Slack counts %d sockets of this app, so some clicks may get lost; another hvbot running?", count)
