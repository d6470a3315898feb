"""A simulated host from the outside: over WinRM as hvbot asks it, while its own time passes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import BadInput, HostError, Ref
from bot.hyperv import HyperV, RemovalOrder, RemovalVerdict, Why
from bot.inventory import SnapshotType, Vm
from bot.playground.hosts import scenarios
from bot.playground.hosts.answers import Answers
from bot.playground.hosts.powershell import PowerShell
from bot.playground.hosts.scenarios import Scenario
from bot.playground.hosts.state import Clock, HostState, StateFile, advance, remove
from bot.playground.hosts.wsman import Account, WsmanServer
from bot.remote import Remote, Target
from bot.values import HostName, VmName
from tests.powershell.batch import NOW

HOST = HostName("hv01")
ACCOUNT = Account("CORP\\svc-hvbot", "pass wörd 日本")


@dataclass(frozen=True)
class Place:
    """A folder, and which kind of host is to answer from it."""

    folder: Path
    program: Path | None

    @contextmanager
    def playing(self, scenario: str, step: timedelta = timedelta()) -> Iterator[tuple[HyperV, StateFile]]:
        """A host of a scenario, whose clock moves by `step` at every question."""
        file = StateFile(self.folder / "host.json")
        file.write(Scenario.load(scenario).begin(NOW, Clock(fixed=NOW, step=int(step.total_seconds() * 1000))))
        answers = PowerShell(str(self.program), file) if self.program else Answers(file)
        with WsmanServer(answers.execute, ACCOUNT) as server:
            target = Target(HOST, "127.0.0.1", "http", server.port, "ntlm", ACCOUNT.username, ACCOUNT.password)
            yield HyperV(Remote().run, lambda _: target), file


@pytest.fixture(params=["python", "powershell"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Once for each kind of host."""
    return Place(tmp_path, request.getfixturevalue("powershell") if request.param == "powershell" else None)


@pytest.fixture
def demo(tmp_path: Path) -> Place:
    """A host of the demo; that our scripts say the same is tested without the line in between."""
    return Place(tmp_path, None)


def oldest(vm: Vm) -> RemovalOrder:
    return RemovalOrder(vm.id, vm.name, vm.checkpoints[0].id, frozenset({SnapshotType.RECOVERY}), timedelta(hours=12))


def test_a_removal_goes_from_the_list_to_the_end_of_its_merge(place: Place) -> None:
    """Listed, removed by id, seen merging with its per cent, then gone with one layer less on each disk."""
    with place.playing("left-over", step=timedelta(seconds=30)) as (hyperv, _):
        vm = hyperv.inventory(HOST, VmName("SQL-PROD-01")).vms[0]
        ids = tuple(checkpoint.id for checkpoint in vm.checkpoints)
        before = hyperv.status(HOST, vm.id, ids)
        result = hyperv.remove(HOST, oldest(vm))
        again = hyperv.remove(HOST, oldest(vm))
        after = hyperv.status(HOST, vm.id, ids)

    assert (RemovalVerdict.ASKED, RemovalVerdict.GONE) == (result.verdict, again.verdict)
    assert (frozenset(ids), 6) == (before.still_there, before.depth)
    assert (frozenset(ids[1:]), 4, False) == (after.still_there, after.depth, after.merging)


def test_a_host_that_merges_says_how_far_it_is_and_takes_no_second_removal(place: Place) -> None:
    """The second checkpoint of a VM must wait for the first one's layers."""
    with place.playing("slow-merge", step=timedelta(seconds=30)) as (hyperv, _):
        vm = hyperv.inventory(HOST).vms[0]
        hyperv.remove(HOST, oldest(vm))
        status = hyperv.status(HOST, vm.id, (vm.checkpoints[1].id,))
        second = hyperv.remove(HOST, oldest(hyperv.inventory(HOST).vms[0]))

    assert (True, 25) == (status.merging, status.percent)
    assert (RemovalVerdict.BUSY, Why.MERGING) == (second.verdict, second.why)


def test_a_japanese_host_is_understood(place: Place) -> None:
    """Names come back whole, and an error is known by its id while its text stays Japanese."""
    with place.playing("japanese") as (hyperv, _):
        probe = hyperv.probe(HOST)
        vms = {vm.name: vm for vm in hyperv.inventory(HOST).vms}
        failed = hyperv.remove(HOST, oldest(vms[VmName("勤怠")]))

    assert "往復の確認 – ありがとう" == probe.echo
    assert vms[VmName("会計サーバー")].checkpoints[0].name.startswith("BE_Snapshot_会計サーバー - (10/9/2026")
    assert (RemovalVerdict.FAILED, "OperationFailed", "0x80070002") == (failed.verdict, failed.fqid, failed.hresult)
    assert "チェックポイントを削除できません" in failed.log


@pytest.mark.parametrize(
    ("scenario", "ref"),
    [
        ("access-denied", Ref.HOST_HYPERV_DENIED),
        ("not-hyperv", Ref.HOST_NO_HYPERV),
        ("service-down", Ref.HOST_VMMS_DOWN),
    ],
)
def test_a_host_that_cannot_answer_is_never_an_empty_list(scenario: str, ref: Ref, demo: Place) -> None:
    """Each reason has its own reference, and a probe tells it without failing."""
    with demo.playing(scenario) as (hyperv, _):
        with pytest.raises(HostError) as caught:
            hyperv.inventory(HOST)
        probe = hyperv.probe(HOST)

    assert ref is caught.value.ref
    assert not probe.can_list


def test_a_vm_that_moved_on_names_the_node(demo: Place) -> None:
    """Whoever asks can go on from there."""
    with demo.playing("moved") as (hyperv, _), pytest.raises(BadInput) as caught:
        hyperv.inventory(HOST, VmName("HA-SQL"))

    assert (Ref.VM_MOVED, "NODE2") == (caught.value.ref, caught.value.facts["node"])


@pytest.mark.parametrize("scenario", scenarios.names())
def test_every_scenario_survives_its_file(scenario: str, tmp_path: Path) -> None:
    """What is written is what is read."""
    file = StateFile(tmp_path / "host.json")
    state = Scenario.load(scenario).begin(NOW)
    file.write(state)

    assert state == file.read()


def _merged(name: str) -> HostState:
    state = Scenario.load(name).begin(NOW)
    remove(state, state.vms[0].checkpoints[0].id)
    advance(state, NOW + 3_600_000)
    return state


def test_a_merge_folds_the_layer_into_its_parent() -> None:
    """The layer's file goes, its bytes are in the parent, and whatever named it names the parent."""
    state = _merged("slow-merge")
    vm = state.vms[0]
    (base, left) = state.disks.items()

    assert (900 + 260) * 2**30 == base[1].file
    assert base[0] == left[1].parent == vm.checkpoints[0].drives[0].path
    assert left[0] == vm.drives[0].path
    assert [2] == vm.operational


def test_a_merge_that_fails_leaves_its_layer_and_an_event() -> None:
    """The checkpoint is gone, the chain is as deep as before, and only the event log says why."""
    state = _merged("failing-merge")
    event = state.events[0]

    assert [] == state.vms[0].checkpoints
    assert state.disks[state.vms[0].drives[0].path].parent is not None
    assert (19100, "0x80070020") == (event.id, event.error)


def test_questions_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    """Several hands ask one host; each removal is kept."""
    file = StateFile(tmp_path / "host.json")
    file.write(Scenario.load("left-over").begin(NOW, Clock(fixed=NOW)))
    answers = Answers(file)
    orders = [(vm, vm.checkpoints[0]) for vm in file.read().vms if vm.checkpoints]

    def ask(vm_id: str, name: str, checkpoint: str) -> None:
        value = {"vm_id": vm_id, "vm_name": name, "checkpoint_id": checkpoint, "types": [0, 1], "min_age_s": 0}
        answers.answer({"v": 1, "op": "remove", "nonce": "n", **value})

    hands = [threading.Thread(target=ask, args=(vm.id, vm.name, checkpoint.id)) for vm, checkpoint in orders]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert [1, 0, 0, 0] == [len(vm.checkpoints) for vm in file.read().vms]
