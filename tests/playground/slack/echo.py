"""A small real bot: slack_bolt's App, carried by slack_sdk's aiohttp Socket Mode client, as the product does it."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import run_bolt_app
from slack_sdk import WebClient
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack import SlackPlayground

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "echo"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "echo"},
        "shortcuts": [
            {"name": "Explain this", "type": "message", "callback_id": "explain", "description": "Explains it"},
        ],
        "slash_commands": [
            {"command": "/echo", "description": "Says it again", "usage_hint": "WORDS", "should_escape": False},
            {"command": "/who", "description": "Who is it", "usage_hint": "@NAME", "should_escape": True},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read",
                "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "reactions:read",
                "reactions:write", "usergroups:read", "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "reaction_added",
            ]
        }
    },
}  # fmt: skip


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def card(text: str) -> list[dict[str, Any]]:
    """A reply with a button that opens a form."""
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"You said: *{text}*"}},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "open_form", "text": plain("Open a form"), "style": "primary"},
                {"type": "button", "action_id": "forget", "text": plain("Forget it"), "value": "entry-1"},
            ],
        },
    ]


FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("A form"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": plain("Name"),
            "element": {"type": "plain_text_input", "action_id": "name"},
        },
        {
            "type": "input",
            "block_id": "size",
            "label": plain("Size"),
            "optional": True,
            "element": {
                "type": "static_select",
                "action_id": "size",
                "options": [{"text": plain("Small"), "value": "s"}, {"text": plain("Large"), "value": "l"}],
            },
        },
    ],
}


class Echo:
    """The bot, started and stopped by the tests. `events` are the raw payloads; a deaf one acknowledges none."""

    def __init__(self, slack: SlackPlayground, sockets: int = 1) -> None:
        self.slack, self.sockets = slack, sockets
        self.events: list[dict[str, Any]] = []
        self.deaf = False
        self.executor = ThreadPoolExecutor(8)
        self.client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        self.app = App(client=self.client, listener_executor=ThreadPoolExecutor(4))
        self._listen_to_events()
        self._listen_to_commands()
        self._listen_to_clicks()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.slack.wait_for_app(self.sockets)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)
        self.executor.shutdown()
        self.app.listener_runner.listener_executor.shutdown()

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        clients = [await self._socket() for _ in range(self.sockets)]
        await self._stop.wait()
        for client in clients:
            await client.close()

    async def _socket(self) -> SocketModeClient:
        web = AsyncWebClient(base_url=self.slack.api_url)
        client = SocketModeClient(app_token=self.slack.app_token, web_client=web, ping_interval=0.5)

        async def handle(through: SocketModeClient, request: Any) -> None:
            self.events.append(request.payload)
            if self.deaf:
                return
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self.executor, run_bolt_app, self.app, request)
            await send_async_response(through, request, answer, 0)

        client.socket_mode_request_listeners.append(handle)
        await client.connect()
        return client

    def _listen_to_events(self) -> None:
        app = self.app

        @app.event("message")
        def message(event: dict[str, Any]) -> None:
            if event.get("subtype") or event.get("bot_id"):
                return
            thread = event.get("thread_ts") or event["ts"]
            self.client.chat_postMessage(
                channel=event["channel"], thread_ts=thread, text=event["text"], blocks=card(event["text"])
            )

        @app.event("app_mention")
        @app.event("reaction_added")
        def noticed() -> None:
            pass

        @app.event("app_home_opened")
        def home(event: dict[str, Any]) -> None:
            if event["tab"] == "home":
                blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"Hello <@{event['user']}>"}}]
                self.client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    def _listen_to_commands(self) -> None:
        app = self.app

        @app.command("/echo")
        def echo(ack: Ack, respond: Respond, command: dict[str, Any]) -> None:
            if command["text"] == "silence":
                return
            ack(f"Wait: {command['text']}")
            respond(f"Done: {command['text']}")

        @app.command("/who")
        def who(ack: Ack, command: dict[str, Any]) -> None:
            ack(text=command["text"], response_type="in_channel")

        @app.shortcut("explain")
        def explain(ack: Ack, respond: Respond, body: dict[str, Any]) -> None:
            ack()
            respond(f"Explained: {body['message']['text']}")

    def _listen_to_clicks(self) -> None:
        app = self.app

        @app.action("open_form")
        def open_form(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            self.client.views_open(trigger_id=body["trigger_id"], view=FORM)

        @app.action("forget")
        def forget(ack: Ack, respond: Respond, body: dict[str, Any]) -> None:
            ack()
            if body["container"]["is_ephemeral"]:
                respond(delete_original=True)
            else:
                where = body["container"]
                self.client.chat_update(channel=where["channel_id"], ts=where["message_ts"], text="Forgotten")

        @app.view("form")
        def form(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
            values = view["state"]["values"]
            name = values["name"]["name"]["value"]
            if name == "wrong":
                ack(response_action="errors", errors={"name": "Not this name"})
                return
            ack()
            self.client.chat_postMessage(channel=body["user"]["id"], text=f"Thank you, {name}")

        @app.view_closed("form")
        def closed(ack: Ack) -> None:
            ack()
