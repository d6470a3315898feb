"""Asks our scripts many questions about simulated hosts in one start of PowerShell, and Python the same."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.playground.hosts.answers import Answers
from bot.playground.hosts.scenarios import Scenario
from bot.playground.hosts.state import Clock, HostState, StateFile
from bot.remote_wire import Script, read_reply

HERE = Path(__file__).parent
STANDINS = Path(str(files("bot.playground.hosts").joinpath("standins")))
NOW = 1_795_000_000_000  # 18 November 2026, in milliseconds
OPERATIONS = ("probe", "inventory", "detail", "status", "remove")


@dataclass(frozen=True)
class Question:
    """One operation on one host.

    `culture` is how the host writes numbers and dates, `meanwhile` the status that its first VM gets during the script.
    """

    state: HostState
    operation: str
    value: dict[str, Any]
    culture: str = ""
    meanwhile: tuple[int, ...] = ()


@dataclass(frozen=True)
class Said:
    """A reply, the checkpoints that were removed for it, and the disk files that were opened for it, in order."""

    reply: dict[str, Any]
    removed: list[str]
    opened: list[str] = field(default_factory=list)
    year: str = ""


def host(scenario: str, now: int = NOW) -> HostState:
    """A host whose clock stands still."""
    return Scenario.load(scenario).begin(now, Clock(fixed=now))


def ask_powershell(program: Path, folder: Path, questions: Sequence[Question], *, world: bool = False) -> list[Said]:
    """The answers of our scripts; with `world` under the questions' cultures, which needs ICU on this machine."""
    cases = [_case(folder, number, question) for number, question in enumerate(questions)]
    scripts = {name: Script.load(name).text for name in OPERATIONS}
    order = folder / "batch.json"
    order.write_text(json.dumps({"scripts": scripts, "cases": cases}), encoding="utf-8")
    settings = {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "0"} if world else {}
    done = subprocess.run(
        [str(program), "-NoLogo", "-NoProfile", "-NonInteractive", "-File", str(HERE / "batch.ps1"), str(order)],
        capture_output=True,
        env={**os.environ, **settings},
        timeout=110,
        check=False,
    )
    lines = done.stdout.splitlines()
    framed = [line for line in lines if line.startswith(b"<<<")]
    years = [line.split()[1].decode() for line in lines if line.startswith(b"culture ")]
    assert len(questions) == len(framed), done.stdout[-2000:].decode() + done.stderr.decode()
    return [_said(folder, *numbered, questions) for numbered in enumerate(zip(framed, years, strict=True))]


def ask_python(folder: Path, question: Question) -> Said:
    """The answer of the demo's hosts."""
    file = StateFile(folder / "python.json")
    file.write(question.state)
    before = _checkpoints(file.read())
    reply = Answers(file).answer({"v": 1, "op": question.operation, "nonce": "n", **question.value})
    return Said(reply, sorted(before - _checkpoints(file.read())))


def _case(folder: Path, number: int, question: Question) -> dict[str, Any]:
    file = StateFile(folder / f"host-{number}.json")
    file.write(question.state)
    state = file.begin()
    modules = [STANDINS / "windows", *([STANDINS / "hyperv"] if state.hyperv else [])]
    environment = {
        "HVBOT_STANDIN_STATE": str(file.path),
        "HVBOT_STANDIN_JOURNAL": str(folder / f"removed-{number}"),
        "HVBOT_STANDIN_OPENED": str(folder / f"opened-{number}"),
        "COMPUTERNAME": state.name,
        "TZ": state.time_zone,
    }
    value = {**question.value, "v": 1, "op": question.operation, "nonce": str(number)}
    path = os.pathsep.join(map(str, modules))
    special = {"culture": question.culture, "meanwhile": question.meanwhile}
    return {"environment": environment, "modules": path, "value": value, **special}


def _said(folder: Path, number: int, line: tuple[bytes, str], questions: Sequence[Question]) -> Said:
    reply = read_reply(line[0], Script.load(questions[number].operation), str(number))
    assert reply is not None
    removed, opened = (_lines(folder / f"{name}-{number}") for name in ("removed", "opened"))
    return Said({**reply.data, "nonce": "n"}, sorted(removed), opened, line[1])


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _checkpoints(state: HostState) -> set[str]:
    return {checkpoint.id for vm in state.vms for checkpoint in vm.checkpoints}
