"""Socket Mode frame by frame, for what the SDK's client never shows."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError
from slack_sdk import WebClient

from bot.playground.slack import Limits, SlackPlayground
from bot.playground.slack.socket_mode import Status
from tests.playground.slack.echo import MANIFEST

BACKUP = "C0BACKUP"
Frames = ClientWebSocketResponse


def on_socket(slack: SlackPlayground, talk: Callable[[Frames], Awaitable[None]]) -> None:
    """Opens one socket as the app would and talks over it."""

    async def run() -> None:
        async with ClientSession() as session, session.ws_connect(address(slack)) as socket:
            await talk(socket)

    asyncio.run(run())


def address(slack: SlackPlayground) -> str:
    return str(WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"])


def test_hello_counts_the_sockets(slack: SlackPlayground) -> None:
    """The first frame says how many sockets the app has open, as the bot's watch over ghost sockets needs it."""
    seen: list[int] = []

    async def talk(first: Frames) -> None:
        seen.append((await first.receive_json())["num_connections"])
        other = await asyncio.to_thread(address, slack)
        async with ClientSession() as session, session.ws_connect(other) as second:
            seen.append((await second.receive_json())["num_connections"])

    on_socket(slack, talk)

    assert [1, 2] == seen


def test_an_address_opens_one_socket(slack: SlackPlayground) -> None:
    """The URL from apps.connections.open is good once."""
    used = address(slack)

    async def run() -> list[int]:
        statuses = []
        async with ClientSession() as session:
            for _ in range(2):
                try:
                    async with session.ws_connect(used):
                        statuses.append(101)
                except WSServerHandshakeError as error:
                    statuses.append(error.status)
        return statuses

    assert [101, 403] == asyncio.run(run())


def test_an_acknowledgement_after_three_seconds_is_late() -> None:
    """The person was already told of the time-out; the late answer is dropped and remembered as a problem."""
    with SlackPlayground(MANIFEST, limits=Limits(ack=0.1)) as slack:

        async def talk(socket: Frames) -> None:
            await socket.receive_json()
            delivery = await asyncio.to_thread(slack.people.slash, "U0JUNIOR", BACKUP, "/echo", "x")
            envelope = await socket.receive_json()
            await asyncio.to_thread(delivery.wait)
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "too late"}})
            await asyncio.to_thread(slack.wait_for, lambda: delivery.late)
            assert (Status.MISSED, "operation_timeout") == (delivery.status, delivery.error)

        on_socket(slack, talk)

        assert "late acknowledgement of slash_commands /echo" in slack.problems
        assert [] == [each for each in slack.workspace.said_in(BACKUP, "U0JUNIOR") if each.text == "too late"]


def test_what_slack_would_not_show_is_not_shown(slack: SlackPlayground) -> None:
    """An acknowledgement with broken blocks, or for nothing, is a problem; the person sees an error."""

    async def talk(socket: Frames) -> None:
        await socket.receive_json()
        delivery = await asyncio.to_thread(slack.people.slash, "U0JUNIOR", BACKUP, "/echo", "x")
        envelope = await socket.receive_json()
        broken = {"text": "x", "blocks": [{"type": "section"}]}
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": broken})
        await socket.send_json({"envelope_id": "unheard-of"})
        await asyncio.to_thread(slack.wait_for, lambda: len(slack.problems) == 2)
        assert "invalid_response" == delivery.error

    on_socket(slack, talk)


def test_a_retried_event_says_so() -> None:
    """The second delivery of an event carries retry_attempt 1 and the reason; an acknowledgement ends it."""
    with SlackPlayground(MANIFEST, limits=Limits(ack=0.1, retry_after=(0.0, 60.0))) as impatient:

        async def talk(socket: Frames) -> None:
            await socket.receive_json()
            await asyncio.to_thread(impatient.people.say, "U0JUNIOR", BACKUP, "hello")
            first, second = await socket.receive_json(), await socket.receive_json()
            assert (0, 1) == (first["retry_attempt"], second["retry_attempt"])
            assert ("timeout", first["payload"]["event_id"]) == (second["retry_reason"], second["payload"]["event_id"])
            await socket.send_json({"envelope_id": second["envelope_id"]})
            await asyncio.to_thread(impatient.hub.deliveries[0].wait)

        on_socket(impatient, talk)

        assert Status.ACKED is impatient.hub.deliveries[0].status
