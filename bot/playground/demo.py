"""`hvbot demo`: a local Slack, simulated hosts, and the real bot between them, in one process group and one folder."""

import json
import signal
import socket
import subprocess
import tempfile
import threading
import time
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path
from string import Template
from types import FrameType

import click

from bot.errors import OperatorError, Ref
from bot.playground.hosts.answers import Answers
from bot.playground.hosts.scenarios import Scenario
from bot.playground.hosts.state import StateFile
from bot.playground.hosts.wsman import Account, WsmanServer
from bot.playground.slack.playground import SlackPlayground
from bot.wording import say
from knowledge.languages import Language

_ACCOUNT = Account("LAB\\svc-hvbot", "only a playground 0!")
_HOSTS = {"hv01": "left-over", "hv02": "by-design"}  # hv03 is down
_START_WITHIN = 60.0  # seconds; a first start compiles every module


def play(
    command: Sequence[str], environment: Mapping[str, str], language: Language, *, port: int, browser: bool
) -> None:
    """Runs the playground until Ctrl+C. `command` starts the bot. Raises OperatorError if it does not come up."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="hvbot-demo-")))
        manifest = json.loads(files("bot").joinpath("templates", "manifest.json").read_text(encoding="utf-8"))
        slack = held.enter_context(_slack(manifest, port))
        ports = {name: held.enter_context(simulated_host(folder, scenario)) for name, scenario in _HOSTS.items()}
        down = held.enter_context(_closed_port())
        configuration = folder / "hvbot.toml"
        configuration.write_text(_configuration({**ports, "down": down}), encoding="utf-8")
        given = {
            **_harmless(environment),
            "HVBOT_CONFIG": str(configuration),
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "PLAYGROUND_PASSWORD": _ACCOUNT.password,
        }
        bot = held.enter_context(_bot(command, given))
        _wait_until_up(slack, bot)
        click.echo(say(language, "demo-ready", url=slack.url))
        if browser:
            webbrowser.open(slack.url)
        _wait(bot)
        click.echo(say(language, "demo-ended"))


@contextmanager
def simulated_host(folder: Path, scenario: str) -> Iterator[int]:
    """A host of this scenario that remembers in `folder`; gives its port."""
    file = StateFile(folder / f"{scenario}.json")
    file.write(Scenario.load(scenario).begin(int(time.time() * 1000)))
    with WsmanServer(Answers(file).execute, _ACCOUNT) as server:
        yield server.port


def _harmless(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what is meant for a real bot: its database must not get the playground's entries.

    A proxy for the world outside is none for this machine, and Slack's clients do not read NO_PROXY.
    """
    ours = ("HVBOT_", "SLACK_")
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(ours) and not name.lower().endswith("_proxy")
    }


def _slack(manifest: Mapping[str, object], port: int) -> SlackPlayground:
    try:
        return SlackPlayground(manifest, port=port)
    except OSError as error:
        raise OperatorError(Ref.PORT_TAKEN, detail=str(port)) from error


def _configuration(ports: Mapping[str, int]) -> str:
    text = files("bot.playground").joinpath("demo.toml").read_text(encoding="utf-8")
    return Template(text).substitute({**ports, "username": _ACCOUNT.username})


@contextmanager
def _closed_port() -> Iterator[int]:
    """A port that refuses every connection, and that nobody else can take meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def _bot(command: Sequence[str], environment: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, env=dict(environment), stdin=subprocess.DEVNULL)  # noqa: S603  our own command
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_up(slack: SlackPlayground, bot: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + _START_WITHIN
    while not slack.hub.connections:
        if bot.poll() is not None or time.monotonic() > ends:  # it has said on standard error why
            raise OperatorError(Ref.INTERNAL, detail="demo")
        time.sleep(0.1)


def _wait(bot: "subprocess.Popen[bytes]") -> None:
    """Until Ctrl+C, SIGTERM or the end of the bot."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while bot.poll() is None and not stop.wait(0.5):
            pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
