"""Our scripts in a real PowerShell: a name is only data, each gate of a removal holds, no culture changes an answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.playground.hosts.state import BACKING_UP, WORKER_LOG, Checkpoint, Event, HostState, Vm, advance, remove
from tests.powershell.batch import NOW, Question, ask_powershell, host

HOUR = 3_600_000
ABSENT = "00000000-0000-4000-8000-000000000000"
CULTURES = {"th-TH": "2569", "de-DE": "2026", "ja-JP": "2026", "ar-SA": "1447", "tr-TR": "2026", "fa-IR": "1404"}
HOSTILE = (
    *("*", "?", "[a-z]*", "sql-prod-01", "SQL-PROD-0?", "SQL-PROD-01 ", "SQL-PROD-01\u200b", "SQL\u2010PROD\u201001"),
    *("'; Remove-Item *; '", "’; calc; ‘", '"; $(calc) "', "$(calc)", "`calc`", "%TEMP%", "{0}", "a\nb", "-VMName *"),
    *(
        "${env:PATH}",
        "@{a=1}",
        "<<<BE1:e30=:BE1>>>",
        "&calc",
        "| calc",
        "\u202e*",
        "🧨",
        "日本語",
        "ＳＱＬ－ＰＲＯＤ－０１",
    ),
)


def order(vm: Vm, **other: Any) -> dict[str, Any]:
    """The order to remove a VM's oldest checkpoint, at least twelve hours old."""
    known = {"vm_id": vm.id, "vm_name": vm.name, "checkpoint_id": vm.checkpoints[0].id}
    return {**known, "types": [1], "min_age_s": 12 * 3600, **other}


def test_a_hostile_name_is_only_a_name(powershell: Path, tmp_path: Path) -> None:
    """Asking for it finds no VM, runs nothing, and says whether one looks alike."""
    state = host("left-over")
    questions = [Question(state, "inventory", {"vm": name}) for name in HOSTILE]

    for name, said in zip(HOSTILE, ask_powershell(powershell, tmp_path, questions), strict=True):
        alike = name.replace("\u200b", "").strip().casefold().replace("\u2010", "-")
        expected = ["SQL-PROD-01"] if alike in {"sql-prod-01", "ｓｑｌ－ｐｒｏｄ－０１"} else []
        assert ("VM_NOT_FOUND", expected) == (said.reply["code"], said.reply["similar"]), name


def test_odd_names_are_found_exactly(powershell: Path, tmp_path: Path) -> None:
    """A VM that is called like a wildcard or like code is listed alone, under its own name."""
    state = host("odd-names")
    names = [vm.name for vm in state.vms if vm.name != "twin"]
    said = ask_powershell(powershell, tmp_path, [Question(state, "inventory", {"vm": name}) for name in names])

    assert [[name] for name in names] == [[vm["name"] for vm in one.reply["vms"]] for one in said]


def test_removing_from_a_vm_called_star_touches_only_that_vm(powershell: Path, tmp_path: Path) -> None:
    """`Remove-VMSnapshot -VMName *` would empty the host; so would a name handed on as a pattern."""
    state = host("odd-names")
    orders = [order(vm) for vm in state.vms if vm.checkpoints]
    said = ask_powershell(powershell, tmp_path, [Question(state, "remove", value) for value in orders])

    assert [[value["checkpoint_id"]] for value in orders] == [one.removed for one in said]
    assert {"asked"} == {one.reply["verdict"] for one in said}


def _young_beside(state: HostState, vm: Vm) -> None:
    vm.checkpoints[1].created = NOW - HOUR


def _event(state: HostState, vm: Vm) -> None:
    state.events.append(Event(log=WORKER_LOG, id=3216, level=2, at=NOW - HOUR, vm_id=vm.id))


def _unreadable(state: HostState, vm: Vm) -> None:
    next(disk for disk in state.disks.values() if disk.parent is None).readable = False


def _full(state: HostState, vm: Vm) -> None:
    state.volumes[0].free = 1


def _merging(state: HostState, vm: Vm) -> None:
    vm.merge_seconds = 60
    remove(state, vm.checkpoints[1].id)


GATES: dict[str, tuple[Callable[[HostState, Vm], object], dict[str, Any], tuple[str, str]]] = {
    "renamed": (lambda state, vm: setattr(vm, "name", "SQL-PROD-02"), {}, ("mismatch", "name")),
    "other case": (lambda state, vm: setattr(vm, "name", vm.name.lower()), {}, ("mismatch", "name")),
    "invisible": (lambda state, vm: setattr(vm, "name", vm.name + "\u200b"), {}, ("mismatch", "name")),
    "gone": (lambda state, vm: vm.checkpoints.pop(0), {}, ("gone", "")),
    "absent": (lambda state, vm: None, {"checkpoint_id": ABSENT}, ("gone", "")),
    "manual": (lambda state, vm: setattr(vm.checkpoints[0], "type", 0), {}, ("mismatch", "type")),
    "replica": (lambda state, vm: setattr(vm.checkpoints[0], "type", 6), {"types": [1, 6]}, ("mismatch", "type")),
    "unheard of": (lambda state, vm: setattr(vm.checkpoints[0], "type", 99), {"types": [99]}, ("mismatch", "type")),
    "young": (lambda state, vm: setattr(vm.checkpoints[0], "created", NOW - HOUR), {}, ("mismatch", "age")),
    "from tomorrow": (lambda state, vm: setattr(vm.checkpoints[0], "created", NOW + HOUR), {}, ("mismatch", "age")),
    "young beside": (_young_beside, {}, ("mismatch", "young")),
    "starting": (lambda state, vm: setattr(vm, "state", 10), {}, ("mismatch", "state")),
    "critical": (lambda state, vm: setattr(vm, "state", 32785), {}, ("mismatch", "state")),
    "resynchronizing": (lambda state, vm: setattr(vm, "replication_state", 11), {}, ("mismatch", "replication")),
    "merging": (_merging, {}, ("busy", "merging")),
    "in a backup": (lambda state, vm: vm.busy.append(BACKING_UP), {}, ("busy", "busy")),
    "migrating": (lambda state, vm: vm.busy.append(32774), {}, ("busy", "busy")),
    "fork commit": (_event, {}, ("mismatch", "fork-commit")),
    "unreadable": (_unreadable, {}, ("mismatch", "chain")),
    "no room": (_full, {}, ("mismatch", "space")),
}


def test_a_removal_refuses_whatever_is_not_as_agreed(powershell: Path, tmp_path: Path) -> None:
    """Every gate is checked on the host right before, and a gate that says no removes nothing."""
    questions = []
    for change, other, _ in GATES.values():
        state = host("left-over")
        value = order(state.vms[0], **other)
        change(state, state.vms[0])
        advance(state, NOW)
        questions.append(Question(state, "remove", value))
    said = ask_powershell(powershell, tmp_path, questions)

    for (name, (_, _, expected)), one in zip(GATES.items(), said, strict=True):
        assert expected == (one.reply.get("verdict"), one.reply.get("why")), (name, one.reply)
        assert [] == one.removed, name


def test_a_backup_that_begins_during_the_checks_is_still_seen(powershell: Path, tmp_path: Path) -> None:
    """Reading events and disks takes seconds, so the VM is looked at once more right before the removal."""
    state = host("left-over")
    question = Question(state, "remove", order(state.vms[0]), meanwhile=(2, BACKING_UP))
    (said,) = ask_powershell(powershell, tmp_path, [question])

    assert ("busy", []) == (said.reply["verdict"], said.removed)


def test_a_checkpoint_of_another_vm_is_not_removed_with_this_ones_order(powershell: Path, tmp_path: Path) -> None:
    """An id that belongs to somebody else counts as gone from here."""
    state = host("left-over")
    value = order(state.vms[0], checkpoint_id=state.vms[2].checkpoints[0].id, types=[0, 1])
    (said,) = ask_powershell(powershell, tmp_path, [Question(state, "remove", value)])

    assert ("gone", []) == (said.reply["verdict"], said.removed)


@pytest.mark.parametrize("age", ["12h", "about to be"])
def test_the_minimum_age_is_reached_to_the_second(age: str, powershell: Path, tmp_path: Path) -> None:
    """One second too young is too young."""
    state = host("left-over")
    for checkpoint in state.vms[0].checkpoints:
        checkpoint.created = NOW - 12 * HOUR + (0 if age == "12h" else 1000)
    (said,) = ask_powershell(powershell, tmp_path, [Question(state, "remove", order(state.vms[0]))])

    assert ("asked" if age == "12h" else "mismatch") == said.reply["verdict"]


def test_no_culture_changes_an_answer(powershell: Path, tmp_path: Path) -> None:
    """Dates are Gregorian UTC and numbers plain on a Thai, German, Japanese, Saudi, Turkish or Persian host."""
    state = host("left-over")
    state.time_zone = "Asia/Bangkok"
    vm = state.vms[0]
    asked: list[tuple[str, dict[str, Any]]] = [
        ("inventory", {"vm": None}),
        ("detail", {"vm_id": vm.id}),
        ("status", {"vm_id": vm.id, "ids": [vm.checkpoints[0].id]}),
        ("remove", order(vm)),
    ]
    cultures = ["", *CULTURES]
    questions = [Question(state, *one, culture) for culture in cultures for one in asked]
    try:
        said = ask_powershell(powershell, tmp_path, questions, world=True)
    except AssertionError as error:
        if "ICU" not in str(error):
            raise
        pytest.skip("needs ICU, which knows the cultures: install it (Debian: apt-get install libicu-dev)")

    assert list(CULTURES.values()) == [one.year for one in said[len(asked) :: len(asked)]]
    for one in said:
        assert "2026-" == one.reply["now"][:5]
    replies = [one.reply for one in said]
    for number in range(len(asked)):
        assert all(reply == replies[number] for reply in replies[number :: len(asked)])


def test_a_disk_file_is_opened_at_most_once(powershell: Path, tmp_path: Path) -> None:
    """A list opens each layer once and no base; the detail of one VM opens its own files once."""
    state = host("left-over")
    questions = [Question(state, "inventory", {"vm": None}), Question(state, "detail", {"vm_id": state.vms[0].id})]
    listed, detailed = ask_powershell(powershell, tmp_path, questions)

    assert sorted(path for path in state.disks if path.endswith(".avhdx")) == sorted(listed.opened)
    assert sorted(path for path in state.disks if "SQL-PROD-01" in path) == sorted(detailed.opened)


def test_a_disk_that_cannot_be_read_makes_only_its_own_size_unknown(powershell: Path, tmp_path: Path) -> None:
    """The list of a host never fails for one file."""
    state = host("storage")
    (said,) = ask_powershell(powershell, tmp_path, [Question(state, "inventory", {"vm": None})])
    sizes = {vm["name"]: [checkpoint["size"] for checkpoint in vm["checkpoints"]] for vm in said.reply["vms"]}

    assert [None] == sizes["HELD-01"]
    assert [9 * 2**30] == sizes["SHARE-01"]


def test_two_branches_upon_one_disk_are_told_and_need_no_room(powershell: Path, tmp_path: Path) -> None:
    """Where somebody went back to a checkpoint, the tree has branches; removing their root merges nothing yet."""
    state = host("left-over")
    vm = state.vms[3]
    base = vm.drives[0].path
    branches = [base.replace(".vhdx", f"_{name}.avhdx") for name in "AB"]
    for path in branches:
        state.disks[path] = state.disks[base].model_copy(update={"kind": "differencing", "parent": base, "file": 7})
    root = Checkpoint(id=ABSENT, name="root", type=1, created=1, parent=None, drives=[vm.drives[0].model_copy()])
    leaf = root.model_copy(
        update={
            "id": ABSENT[:-1] + "1",
            "parent": ABSENT,
            "drives": [root.drives[0].model_copy(update={"path": branches[0]})],
        }
    )
    vm.checkpoints = [root, leaf]
    vm.drives[0].path = branches[1]
    questions = [Question(state, "detail", {"vm_id": vm.id}), Question(state, "remove", order(vm))]
    detailed, removed = ask_powershell(powershell, tmp_path, questions)

    assert [14, None] == [checkpoint["size"] for checkpoint in detailed.reply["vm"]["checkpoints"]]
    assert "asked" == removed.reply["verdict"]
