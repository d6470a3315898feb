"""The bot on its sockets, and the Slack at their other end."""

import json
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from bot.playground.slack import SlackPlayground
from bot.store import open_store
from handlers import register
from handlers.notices import Notices
from handlers.socket import Tokens, build_app, run
from tests.handlers.harness import CONFIGURATION, Bot, Start, now, services


@pytest.fixture
def slack() -> Iterator[SlackPlayground]:
    manifest = json.loads(files("bot").joinpath("templates", "manifest.json").read_text(encoding="utf-8"))
    with SlackPlayground(manifest) as playground:
        yield playground


@pytest.fixture
def start(slack: SlackPlayground, tmp_path: Path) -> Iterator[Start]:
    """Starts a bot with a configuration, by default with a database."""
    started: list[Bot] = []

    def begin(text: str = CONFIGURATION, *, store: bool = True, **far: object) -> Bot:
        opened = open_store(f"sqlite:///{tmp_path}/hvbot.db") if store else None
        tokens = Tokens(slack.bot_token, slack.app_token, slack.api_url)
        app, known = build_app(tokens), services(tmp_path, opened, text, **far)
        desk = register(app, known, Notices(app.client, known.removals, now))
        stop = threading.Event()
        thread = threading.Thread(target=run, args=(desk, tokens, stop))
        thread.start()
        bot = Bot(slack, desk, opened, stop, thread)
        started.append(bot)
        slack.wait_for_app(2 * len(started))
        return bot

    yield begin
    for bot in started:
        bot.stop.set()
        bot.thread.join(timeout=30)
        if bot.store is not None:
            bot.store.close()


@pytest.fixture
def bot(start: Start) -> Bot:
    return start()
