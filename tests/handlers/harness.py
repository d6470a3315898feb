"""The real app over Socket Mode against the local Slack, with a real database and no host behind it."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from sqlmodel import select

from bot.checkpoints import Checkpoints
from bot.gate import Gate
from bot.models import AuditEvent
from bot.playground.slack import Message, SlackPlayground
from bot.preflight import RemovalRules
from bot.removals import Removals
from bot.services import Services
from bot.settings import load
from bot.store import Store
from handlers.desk import RECEIVED, Desk
from knowledge.library import Library

CHANNEL, OPS = "C0BACKUP", "C0HVOPS"
JUN, OLIVIA, HARUKA, GUEST = "U0JUNIOR", "U0OLIVIA", "U0HARUKA", "U0GUEST"
CONFIGURATION = """
[hosts.hv01]
address = "127.0.0.1"
username = 'LAB\\svc-hvbot'
password = { env = "HV01_PASSWORD" }
[[grants]]
to = ["U0OLIVIA"]
may = ["list", "audit"]
hosts = ["hv*"]
[[grants]]
to = ["S0HVOPS"]
may = ["list"]
hosts = ["hv*"]
"""


def now() -> datetime:
    """The clock of these tests."""
    return datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@dataclass
class Bot:
    """The running bot and the Slack that it talks to."""

    slack: SlackPlayground
    desk: Desk
    store: Store | None
    stop: threading.Event
    thread: threading.Thread

    def dispatch(self, payload: dict[str, Any], *, late: bool = False) -> BoltResponse:
        """Gives the app a payload as a socket would; `late` ones were received half a minute ago."""
        received = time.monotonic() - 30 * late
        request = BoltRequest(mode="socket_mode", body=payload, headers={RECEIVED: str(received)})
        return self.desk.app.dispatch(request)

    def first(self, register: Callable[[App], object]) -> None:
        """Adds a listener of the test's own before all others."""
        listeners = self.desk.app._listeners
        before = len(listeners)
        register(self.desk.app)
        listeners[:0] = [listeners.pop() for _ in range(len(listeners) - before)]

    def trail(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        """Event, outcome, actor and detail of every row so far."""
        assert self.store is not None
        with self.store.reading() as session:
            rows = session.exec(select(AuditEvent)).all()
        return [(row.event, row.outcome, row.actor, json.loads(row.detail)) for row in rows]

    def answers(self, channel: str = CHANNEL, viewer: str | None = None) -> list[Message]:
        """What the app has said there, as `viewer` sees it."""
        return [each for each in self.slack.workspace.said_in(channel, viewer) if each.from_app]

    def reply(self, channel: str = CHANNEL, viewer: str | None = None, count: int = 1) -> Message:
        """The app's message number `count` there, once it is said."""
        self.slack.wait_for(lambda: len(self.answers(channel, viewer)) >= count)
        return self.answers(channel, viewer)[count - 1]

    def said(self, text: str, channel: str = CHANNEL, viewer: str | None = None) -> Message:
        """The app's first message that says this, once it is said."""
        return self.slack.wait_for_message(
            channel, lambda each: each.from_app and text in json.dumps(each.blocks, ensure_ascii=False), viewer=viewer
        )

    def finish(self) -> None:
        """Stops the bot once everything sent so far was acknowledged; it works off what it has in hand."""
        for delivery in tuple(self.slack.hub.deliveries):
            delivery.wait()
        self.stop.set()
        self.thread.join(timeout=30)
        assert not self.thread.is_alive()


def services(
    folder: Path, store: Store | None, text: str = CONFIGURATION, hyperv: Any = None, queue: Any = None
) -> Services:
    """The bot by default without hosts and engine: what would ask one must not be reached."""
    path = folder / "hvbot.toml"
    path.write_text(text, encoding="utf-8")
    settings = load(path, {"HV01_PASSWORD": "secret"})
    gate, rules = Gate(settings, store, now), RemovalRules(settings.removal.min_age, settings.removal.name_pattern)
    return Services(
        settings=settings,
        store=store,
        library=Library(None),
        gate=gate,
        checkpoints=Checkpoints(gate, hyperv, rules),
        removals=Removals(gate, hyperv, rules, lambda: queue),
        clock=now,
    )


Start = Callable[..., Bot]
