"""The composition root: the one file that knows every room, and where the environment and the clock come in."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from bot import __version__, cli
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command, option
from bot.errors import HvbotError, OperatorError, Ref
from bot.logs import hide
from bot.settings import Settings, load
from bot.values import HostName, utc_now

if TYPE_CHECKING:
    from slack_bolt import App

    from bot.audit import Event
    from bot.engine import Engine
    from bot.hyperv import HyperV
    from bot.remote import Target
    from bot.removal_work import RemovalWork
    from bot.removals import Removals
    from bot.store import Store
    from handlers.desk import Desk
    from handlers.notices import Notices
    from handlers.socket import Tokens

# The rooms are opened by the command that needs them: `hvbot ask` must not wait for Slack, WinRM and the engine.

_log = logging.getLogger("hvbot")
_SWEEP_EVERY = 15.0  # seconds between two looks for plans that came of age and messages that lag behind
_ONE_PROCESS = "bot-1"  # the engine's name for this process; on SQLite the lock on the file makes it the only one


@dataclass
class Bot:
    """The assembled program. Without `work` or `engine` the database cannot be used, and it explains codes only."""

    settings: Settings
    store: Store | None
    desk: Desk
    notices: Notices
    removals: Removals
    work: RemovalWork | None
    clock: Callable[[], datetime]
    engine: Engine | None = None

    def launch(self) -> None:
        """Writes the first row of the trail and resumes what an earlier process left. Never raises."""
        from bot.audit import Event
        from bot.engine import Engine

        if self.store is None or self.work is None:
            return
        try:
            self.record(Event.BOT_STARTED)
            engine = Engine(self.store, self.work, _ONE_PROCESS)
            engine.launch()
            self.engine = engine
        except Exception as error:  # noqa: BLE001  whatever the database says, codes can still be explained
            _log.error("removals are off, because the database cannot be written: %s", error)

    def record(self, event: Event) -> None:
        """A row of the trail about the bot itself."""
        from bot.audit import Entry, Outcome
        from bot.trail import Trail

        if self.store is not None:
            entry = Entry(event=event, outcome=Outcome.OK, actor="system", detail={"version": __version__})
            Trail(self.store, self.clock).record(entry)

    def sweep(self, stop: threading.Event) -> None:
        """Until `stop`: ends what nobody confirmed or works on, and shows states that could not be shown."""
        while not stop.wait(_SWEEP_EVERY):
            try:
                if self.settings.environment.alive_file is not None:
                    self.settings.environment.alive_file.touch()
                if self.engine is not None:
                    self.removals.expire_due()
                    self.engine.settle_stranded()
                    self.notices.sweep()
            except Exception:  # noqa: BLE001  without the sweep, requests would have no end
                _log.exception("the sweep could not finish")


def assemble(settings: Settings, store: Store | None, app: App, clock: Callable[[], datetime]) -> Bot:
    """Builds everything; asks neither Slack nor a host."""
    from bot.checkpoints import Checkpoints
    from bot.gate import Gate
    from bot.preflight import RemovalRules
    from bot.removal_work import RemovalWork
    from bot.removals import Removals
    from bot.services import Services
    from handlers import register
    from handlers.notices import Notices
    from knowledge.library import Library

    gate = Gate(settings, store, clock)
    hyperv = _hyperv(settings)
    rules = RemovalRules(settings.removal.min_age, settings.removal.name_pattern)
    removals = Removals(gate, hyperv, rules, lambda: bot.engine)
    library, checkpoints = Library(settings.knowledge.folder), Checkpoints(gate, hyperv, rules)
    services = Services(settings, store, library, gate, checkpoints, removals, clock)
    notices = Notices(app.client, removals, clock)
    work = RemovalWork(store, hyperv, rules, notices, clock) if store is not None else None
    bot = Bot(settings, store, register(app, services, notices), notices, removals, work, clock)
    return bot


@cli.main_group.command("run", cls=Command)
@option("--config", type=click.Path(path_type=Path))
@pass_invocation
def run_command(invocation: Invocation, config: Path | None) -> None:
    """Run the bot until it is told to stop."""
    from bot.audit import Event
    from handlers.socket import build_app, run

    settings = load(config, invocation.environment) if config else invocation.settings()
    logging.getLogger().setLevel(settings.environment.log_level)
    tokens = _tokens(settings)
    stop = _until_signalled()
    with contextlib.ExitStack() as held:
        bot = assemble(settings, _opened(settings, held), build_app(tokens), utc_now)
        bot.launch()
        removals = "on" if bot.engine is not None and settings.removal.enabled else "off"
        _log.info("hvbot %s: %d hosts, removals %s", __version__, len(settings.hosts), removals)
        threading.Thread(target=bot.sweep, args=(stop,), name="sweep", daemon=True).start()
        try:
            run(bot.desk, tokens, stop)
        finally:
            stop.set()
        with contextlib.suppress(HvbotError):
            bot.record(Event.BOT_STOPPED)
        logging.shutdown()
        # The engine's threads are no daemons; the next start resumes what they were at.
        os._exit(0)


@cli.main_group.command("demo", cls=Command)
@option("--port", type=click.IntRange(0, 65535), default=0)
@option("--no-browser", is_flag=True)
@pass_invocation
def demo_command(invocation: Invocation, port: int, no_browser: bool) -> None:
    """Try it: a local page that behaves like Slack, against simulated Hyper-V hosts."""
    from bot.playground.demo import play

    command = (sys.executable, "-m", "bot", "run")
    play(command, invocation.environment, invocation.language, port=port, browser=not no_browser)


def main() -> None:
    """The console script `hvbot` and `python -m bot`."""
    sys.exit(cli.main(sys.argv[1:], os.environ))


def _opened(settings: Settings, held: contextlib.ExitStack) -> Store | None:
    """The database, for this process alone while `held`. Raises OperatorError for what must be mended first."""
    from bot.store import open_store, single_process

    try:
        store = open_store(settings.storage.url)
        held.enter_context(single_process(store))
    except OperatorError as error:
        if error.ref is not Ref.DATABASE_UNAVAILABLE:
            raise
        _log.error("only explanations of codes are possible: %s", error)
        return None
    return store


def _hyperv(settings: Settings) -> HyperV:
    from bot.hyperv import HyperV
    from bot.remote import Remote

    return HyperV(Remote().run, lambda host: _target(settings, host))


def _doctor() -> click.Command:
    from bot.cli.doctor import doctor
    from handlers.doctor import examine_slack

    return doctor(examine_slack, _hyperv)


cli.main_group.lazily["doctor"] = _doctor


def _target(settings: Settings, host: HostName) -> Target:
    from bot.remote import Target

    known = settings.hosts[host]
    # A target is what the configuration says under the same names, with the password itself.
    facts = known.model_dump(include={fact.name for fact in fields(Target)}, exclude={"password"})
    return Target(host=host, password=known.secret(), **facts)


def _tokens(settings: Settings) -> Tokens:
    from handlers.socket import Tokens

    found = settings.environment
    if found.bot_token is None or found.app_token is None:
        given = {"SLACK_BOT_TOKEN": found.bot_token, "SLACK_APP_TOKEN": found.app_token}
        missing = ", ".join(name for name, token in given.items() if token is None)
        raise OperatorError(Ref.SLACK_TOKEN_MISSING, detail=missing)
    tokens = Tokens(found.bot_token.get_secret_value(), found.app_token.get_secret_value(), found.slack_api_url)
    hide(tokens.bot)
    hide(tokens.app)
    return tokens


def _until_signalled() -> threading.Event:
    """Set by the first SIGTERM or SIGINT; the second one ends the process at once."""
    stop = threading.Event()

    def ask(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


if __name__ == "__main__":
    main()
