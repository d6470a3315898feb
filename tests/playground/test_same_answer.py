"""The demo's hosts answer in Python, Windows answers in PowerShell: over the same host both must say the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.playground.hosts import scenarios
from bot.playground.hosts.state import HostState, advance, remove
from tests.powershell.batch import NOW, Question, ask_powershell, ask_python, host

ABSENT = "00000000-0000-4000-8000-000000000000"
HALF_A_DAY = 43_200
ODD = "HV11"  # the host of odd-names.toml, whose names are all worth asking for


def removal(state: HostState, number: int, **other: Any) -> dict[str, Any]:
    """The order to remove a VM's oldest checkpoint."""
    vm = state.vms[number]
    order = {"vm_id": vm.id, "vm_name": vm.name, "checkpoint_id": vm.checkpoints[0].id}
    return {**order, "types": [1], "min_age_s": HALF_A_DAY, **other}


def looks(state: HostState) -> Iterator[Question]:
    """Every way to look at the host."""
    yield Question(state, "probe", {"echo": "往復 – 日本語"})
    yield Question(state, "inventory", {"vm": None})
    for vm in state.vms:
        yield Question(state, "detail", {"vm_id": vm.id})
        ids = [*(checkpoint.id for checkpoint in vm.checkpoints[1:]), ABSENT]
        yield Question(state, "status", {"vm_id": vm.id, "ids": ids})


def names(state: HostState) -> Iterator[Question]:
    """Names that are there, that only look alike, that are elsewhere and that are nowhere."""
    written = [*(group.name for group in state.groups), *(vm.name for vm in state.vms)]
    alike = [name.swapcase().replace("-", "－") for name in written]
    few = slice(None) if state.name == ODD else slice(3)
    for name in sorted({*written[few], *alike[few], "nowhere", "?", "*1"}):
        yield Question(state, "inventory", {"vm": name})
    for vm_id in [ABSENT, *(group.vm_id for group in state.groups)]:
        yield Question(state, "detail", {"vm_id": vm_id})


def removals(state: HostState) -> Iterator[Question]:
    """Removals as ordered, and for the first VM each with something that is not as it was."""
    with_checkpoints = [number for number, vm in enumerate(state.vms) if vm.checkpoints]
    for number in with_checkpoints:
        yield Question(state, "remove", removal(state, number, types=[state.vms[number].checkpoints[0].type]))
    for number in with_checkpoints[:1]:
        for other in (
            {"vm_name": state.vms[number].name.swapcase() + "x"},
            {"checkpoint_id": ABSENT},
            {"checkpoint_id": state.vms[with_checkpoints[-1]].checkpoints[-1].id},
            {"types": [0, 6]},
            {"types": []},
            {"min_age_s": 10**9},
            {"vm_id": ABSENT},
        ):
            yield Question(state, "remove", removal(state, number, **other))


def later(state: HostState) -> Iterator[Question]:
    """The host while the merge of the first VM goes on, and after it."""
    vm = next((vm for vm in state.vms if vm.checkpoints), None)
    if vm is None:
        return
    begun = state.model_copy(deep=True)
    remove(begun, vm.checkpoints[0].id)
    for passed in (0, 500 * vm.merge_seconds, 1000 * vm.merge_seconds + 1):
        at = begun.model_copy(deep=True)
        at.clock.fixed = NOW + passed
        advance(at, NOW + passed)
        yield Question(at, "status", {"vm_id": vm.id, "ids": [item.id for item in vm.checkpoints]})
        yield Question(at, "detail", {"vm_id": vm.id})
        if len(vm.checkpoints) > 1:
            yield Question(at, "remove", removal(at, at.vms.index(next(item for item in at.vms if item.id == vm.id))))


@pytest.mark.parametrize("scenario", scenarios.names())
def test_both_kinds_of_host_say_and_do_the_same(scenario: str, powershell: Path, tmp_path: Path) -> None:
    """Whatever is asked of a host, the demo and our scripts reply with equal JSON and remove the same checkpoints."""
    state = host(scenario)
    questions = [*looks(state), *names(state), *removals(state), *later(state)]

    for question, said in zip(questions, ask_powershell(powershell, tmp_path, questions), strict=True):
        expected = ask_python(tmp_path, question)
        if not state.hyperv:  # without the module there is no stand-in for the clock and the version either
            for key in expected.reply.keys() & {"now", "powershell"}:
                expected.reply[key] = said.reply[key]

        assert expected.reply == said.reply, (question.operation, question.value)
        assert expected.removed == said.removed
