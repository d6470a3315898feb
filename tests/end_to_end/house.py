"""The whole product as its users meet it: the program in its own process, between a local Slack and simulated hosts."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from bot.playground.hosts.answers import Answers
from bot.playground.hosts.invocation import parse_invocation
from bot.playground.hosts.powershell import PowerShell
from bot.playground.hosts.scenarios import Scenario
from bot.playground.hosts.state import HostState, StateFile
from bot.playground.hosts.wsman import Account, WsmanServer
from bot.playground.slack.model import Message, View
from bot.playground.slack.playground import SlackPlayground

ACCOUNT = Account("LAB\\svc-hvbot", "Pa$$ wörd 0!")
ROOT = Path(__file__).parents[2]
BACKUP, OLIVIA, HARUKA, JUNIOR = "C0BACKUP", "U0OLIVIA", "U0HARUKA", "U0JUNIOR"

_CONFIGURATION = """
[storage]
url = "{database}"
[removal]
enabled = true
approvals = 0
[hosts.hv01]
address = "127.0.0.1"
scheme = "http"
port = {port}
username = 'LAB\\svc-hvbot'
password = {{ env = "HV01_PASSWORD" }}
aliases = ["hyperv-a"]
[[grants]]
to = ["U0OLIVIA", "U0HARUKA"]
may = ["list", "remove", "audit"]
hosts = ["hv01"]
vms = ["*"]
"""


class Host:
    """A simulated host whose operations can be held: before they happen, or after, with the answer still on its way."""

    def __init__(self, execute: Callable[[str, bytes], tuple[bytes, bytes, int]]) -> None:
        self._execute = execute
        self.done: list[str] = []
        self._held: dict[str, str] = {}
        self.reached = threading.Event()
        self._go = threading.Event()
        self.noise = b""
        self.broken = False  # as when PowerShell itself cannot start

    def hold(self, operation: str, moment: str) -> None:
        """The next `operation` waits `before` or `after` it is done; `reached` says that it waits."""
        self._held = {operation: moment}
        self.reached.clear()
        self._go.clear()

    def let_go(self) -> None:
        """What waits `before` is dropped, as by a line that broke; everything else goes on."""
        self._held = {}
        self._go.set()

    def execute(self, command_line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
        """What the WinRM service runs."""
        if self.broken:
            return b"", b"", 1
        operation = str(parse_invocation(command_line, stdin).value["op"])
        moment = self._held.pop(operation, None)
        if moment == "before":
            self._wait()
            return b"", b"", 1
        answer = self._execute(command_line, stdin)
        self.done.append(operation)
        if moment == "after":
            self._wait()
        return self.noise + answer[0], self.noise + answer[1], answer[2]

    def _wait(self) -> None:
        self.reached.set()
        self._go.wait(60)


class House:
    """Slack, one host and the program. `start` and `kill` may be called again and again."""

    def __init__(self, folder: Path, scenario: str = "left-over", powershell: Path | None = None) -> None:
        self.folder = folder
        self._held = ExitStack()
        manifest = json.loads(files("bot").joinpath("templates", "manifest.json").read_text(encoding="utf-8"))
        self.slack = self._held.enter_context(SlackPlayground(manifest))
        self.state = StateFile(folder / "host.json")
        begun = Scenario.load(scenario).begin(int(time.time() * 1000))
        for vm in begun.vms:
            vm.merge_seconds = min(vm.merge_seconds, 2)
        self.state.write(begun)
        execute = PowerShell(str(powershell), self.state).execute if powershell else Answers(self.state).execute
        self.host = Host(execute)
        self.server = self._held.enter_context(WsmanServer(self.host.execute, ACCOUNT))
        self.database = folder / "hvbot.db"
        self.configuration = folder / "hvbot.toml"
        text = _CONFIGURATION.format(port=self.server.port, database=f"sqlite:///{self.database}")
        self.configuration.write_text(text, encoding="utf-8")
        self.log = folder / "hvbot.log"
        self.password = ACCOUNT.password
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.host.let_go()
        if self._process is not None and self._process.poll() is None:
            self.kill()
        self._held.close()

    @property
    def environment(self) -> dict[str, str]:
        """What the program is given; nothing in it says that the other ends are simulated."""
        names = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
        inherited = {name: os.environ[name] for name in names if name in os.environ}
        return {
            **inherited,
            "PYTHONPATH": str(ROOT),
            "HVBOT_CONFIG": str(self.configuration),
            "HVBOT_LOG_LEVEL": "INFO",
            "SLACK_API_URL": self.slack.api_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "HV01_PASSWORD": self.password,
        }

    def start(self) -> None:
        """Starts the program and waits until Slack sees its sockets."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "bot", "run"]
            self._process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        self.slack.wait_for_app(sockets=2, timeout=60)

    def kill(self) -> None:
        """Kill -9, and wait until Slack has noticed."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)
        self.slack.wait_for(lambda: self.slack.hub.connections == 0, timeout=60)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(30)

    def command(self, *words: str, stdin: str | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Another command of hvbot, beside the running bot."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env={**self.environment, "HVBOT_LOG_LEVEL": "WARNING", **environment},
            input=stdin or "",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def host_state(self) -> HostState:
        """What the host remembers."""
        return self.state.read()

    def plan(self, vm: str, user: str = OLIVIA) -> View:
        """Asks for a removal and waits for the form to be filled with the plan."""
        self.slack.people.slash(user, BACKUP, "/hv-checkpoints", f'remove hv01 "{vm}"')
        return self.slack.wait_for(lambda: self._filled(user), timeout=60)

    def confirm(self, vm: str, user: str = OLIVIA, reason: str = "INC4711") -> None:
        """Fills in the form and presses its button; waits until the form is closed."""
        view = self.plan(vm, user)
        self.slack.people.submit(user, view.id, {"vm_name": vm, "reason": reason})
        self.slack.wait_for(lambda: self.slack.workspace.modal(user) is None or view.errors or None, timeout=10)
        assert not view.errors

    def progress(self, words: str, timeout: float = 100.0) -> Message:
        """The progress message, once it says these words."""
        return self.slack.wait_for_message(
            BACKUP, lambda message: message.from_app and words in shown(message.blocks), timeout=timeout
        )

    def trail(self) -> list[tuple[str, str]]:
        """Event and outcome of each row, read as anybody could."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return list(connection.execute("SELECT event, outcome FROM audit_event ORDER BY id"))

    def events(self) -> list[str]:
        """The trail's events without those about the bot itself."""
        return [event for event, _ in self.trail() if not event.startswith("bot.")]

    def wait_for_event(self, event: str, timeout: float = 100.0) -> None:
        """Until the trail has such a row."""
        deadline = time.monotonic() + timeout
        while event not in self.events():
            assert time.monotonic() < deadline, (self.trail(), self.log.read_text(encoding="utf-8")[-3000:])
            threading.Event().wait(0.05)  # another process writes the file; there is nothing to be woken by

    def _filled(self, user: str) -> View | None:
        view = self.slack.workspace.modal(user)
        return view if view is not None and view.body.get("submit") else None


def shown(blocks: list[dict[str, Any]]) -> str:
    """All the text that blocks show."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for held in value.values():
                walk(held)
        elif isinstance(value, list):
            for held in value:
                walk(held)

    walk(blocks)
    return re.sub(r"\s+", " ", " ".join(found))
