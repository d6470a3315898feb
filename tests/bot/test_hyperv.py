"""What a host's reply becomes: the types of the inventory, an error that says whose turn it is, or no reply at all."""

from collections.abc import Iterator, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import BadInput, HostError, HvbotError, Ref, Sent
from bot.hyperv import HyperV, RemovalOrder, RemovalResult, RemovalVerdict, SimilarNames, Why
from bot.inventory import SnapshotType
from bot.remote import Target
from bot.remote_wire import Reply, Script
from bot.values import CheckpointId, HostName, VmId, VmName

HOST = HostName("hv01")
VM = VmId("11111111-1111-4111-8111-111111111111")
OLD = CheckpointId("22222222-2222-4222-8222-222222222222")
NEW = CheckpointId("33333333-3333-4333-8333-333333333333")
TARGET = Target(HOST, "hv01.example", "https", 5986, "ntlm", "svc", "secret", timeout=timedelta(seconds=60))
ORDER = RemovalOrder(VM, VmName("SQL-01"), OLD, frozenset({SnapshotType.RECOVERY}), timedelta(hours=12))

CHECKPOINT = {"id": OLD, "name": "BE", "type": 1, "created": "2026-01-02T03:04:05.678Z", "parent": None, "size": 5}
MACHINE = {
    "id": VM,
    "name": "SQL-01",
    "state": 2,
    "operational": [2, 32772],
    "clustered": False,
    "replication_state": 0,
    "checkpoints": [CHECKPOINT],
}
REPLIES: dict[str, dict[str, Any]] = {
    "probe": {
        "powershell": "5.1",
        "os_build": "10.0",
        "module": "2.0.0.0",
        "vmms": "Running",
        "can_list": True,
        "cluster": None,
        "echo": "日本語",
    },
    "inventory": {"now": "2026-11-22T07:05:00.123Z", "vms": [MACHINE]},
    "detail": {
        "vm": MACHINE,
        "volumes": [{"path": "D:\\", "free": 1, "size": 2}, {"path": "\\\\nas\\vms", "free": None, "size": None}],
        "merge_bytes": 5,
        "layers": 2,
        "fork_commit": False,
    },
    "status": {
        "vm_id": VM,
        "name": "SQL-01",
        "state": 2,
        "operational": [2],
        "still_there": [OLD],
        "jobs": [{"type": 50, "percent": 37}],
        "depth": 3,
    },
    "remove": {"verdict": "asked", "why": "", "fqid": "", "hresult": None, "msg": ""},
}


@dataclass
class Host:
    """Answers every call with the next of its replies or errors, and remembers what it was asked."""

    replies: list[Reply | HostError]
    asked: list[tuple[str, Mapping[str, object], timedelta]] = field(default_factory=list)

    def run(self, target: Target, script: Script, value: Mapping[str, object], deadline: timedelta) -> Reply:
        self.asked.append((script.name, value, deadline))
        reply = self.replies.pop(0)
        if isinstance(reply, HostError):
            raise reply
        return reply


def hyperv(*replies: Reply | HostError) -> tuple[HyperV, Host]:
    host = Host(list(replies))
    return HyperV(host.run, lambda name: TARGET), host


def yes(operation: str, **other: Any) -> Reply:
    return Reply(True, {**deepcopy(REPLIES[operation]), **other})


def no(code: str, **other: Any) -> Reply:
    said = {"code": code, "msg": "アクセスが拒否されました", "fqid": "AccessDenied", "category": "X", "hresult": None}
    return Reply(False, {**said, **other})


def call(machine: HyperV, operation: str) -> object:
    calls = {
        "probe": lambda: machine.probe(HOST),
        "inventory": lambda: machine.inventory(HOST),
        "detail": lambda: machine.detail(HOST, VM),
        "status": lambda: machine.status(HOST, VM, (OLD, NEW)),
        "remove": lambda: machine.remove(HOST, ORDER),
    }
    return calls[operation]()


def test_an_inventory_becomes_types_with_utc_times() -> None:
    """Ids, types and times are checked values, and the time of reading is the host's own."""
    machine, host = hyperv(yes("inventory"))
    found = machine.inventory(HOST)

    assert datetime(2026, 11, 22, 7, 5, 0, 123_000, UTC) == found.read_at
    assert SnapshotType.RECOVERY is found.vms[0].checkpoints[0].type
    assert datetime(2026, 1, 2, 3, 4, 5, 678_000, UTC) == found.vms[0].checkpoints[0].created
    assert [("inventory", {"vm": None}, timedelta(seconds=60))] == host.asked


def test_checkpoints_are_oldest_first_whatever_the_host_says() -> None:
    """A removal goes by this order."""
    young = {**CHECKPOINT, "id": NEW, "created": "2026-05-01T00:00:00.000Z", "parent": OLD}
    machine, _ = hyperv(yes("inventory", vms=[{**MACHINE, "checkpoints": [young, CHECKPOINT]}]))

    assert [OLD, NEW] == [item.id for item in machine.inventory(HOST).vms[0].checkpoints]


def test_a_type_that_a_newer_hyper_v_invents_is_unknown() -> None:
    """It is shown and never taken for one that we may remove."""
    machine, _ = hyperv(yes("inventory", vms=[{**MACHINE, "checkpoints": [{**CHECKPOINT, "type": 41}]}]))

    assert SnapshotType.UNKNOWN is machine.inventory(HOST).vms[0].checkpoints[0].type


@pytest.mark.parametrize("name", ["", "a\x00b", "x" * 101])
def test_an_impossible_vm_name_hides_nothing(name: str) -> None:
    """Somebody made a VM through WMI with a name that no tool would allow: the rest of the host is still listed."""
    machine, _ = hyperv(yes("inventory", vms=[{**MACHINE, "name": name}, MACHINE]))
    shown = [vm.name for vm in machine.inventory(HOST).vms]

    assert "SQL-01" == shown[1]
    assert shown[0] == VmName.parse(shown[0])


def test_a_merge_shows_its_per_cent() -> None:
    """The job tells how far it is; without one there is no figure."""
    machine, _ = hyperv(yes("status"), yes("status", jobs=[]), yes("status", jobs=[], operational=[2, 32772]))
    with_job, idle, without_job = (machine.status(HOST, VM, (OLD,)) for _ in range(3))

    assert (True, 37) == (with_job.merging, with_job.percent)
    assert (False, None) == (idle.merging, idle.percent)
    assert (True, None) == (without_job.merging, without_job.percent)


def damaged(reply: Any) -> Iterator[Any]:
    """The reply with one field missing, or of another type, for each field in turn."""
    wrong = {str: (None, 5, []), int: ("5", True, 1.5, -1, []), bool: ("true", 1, None), type(None): (True, [], {})}
    for key, value in list(reply.items() if isinstance(reply, dict) else enumerate(reply)):
        if isinstance(reply, dict):
            yield {name: other for name, other in reply.items() if name != key}
        inner = damaged(value) if isinstance(value, dict | list) else ()
        for bad in (*inner, *wrong.get(type(value), (None, "x", 5))):
            worse = copy(reply)
            worse[key] = bad
            yield worse


@pytest.mark.parametrize("operation", REPLIES)
def test_whatever_is_wrong_with_a_reply_none_of_it_is_used(operation: str) -> None:
    """A missing field or one of another type ends as HOST_REPLY; half an answer is no answer."""
    for reply in damaged(REPLIES[operation]):
        machine, _ = hyperv(Reply(True, reply))
        with pytest.raises(HostError) as caught:
            call(machine, operation)

        assert Ref.HOST_REPLY is caught.value.ref, reply
        assert (Sent.MAYBE if operation == "remove" else Sent.NO) is caught.value.sent


@pytest.mark.parametrize(
    "when", ["2569-11-22 07:05", "2026-13-01T00:00:00.000Z", "2026-01-02T03:04:05.678", "\\/Date(1)\\/"]
)
def test_a_time_that_is_not_ours_is_not_guessed(when: str) -> None:
    """An age judged by a misread date could free a checkpoint that a backup still needs."""
    machine, _ = hyperv(yes("inventory", vms=[{**MACHINE, "checkpoints": [{**CHECKPOINT, "created": when}]}]))
    with pytest.raises(HostError) as caught:
        machine.inventory(HOST)

    assert "vms[0].checkpoints[0].created" in caught.value.log


def test_a_reply_about_another_vm_is_not_used() -> None:
    """What was asked must be what is answered."""
    other = {**MACHINE, "id": "44444444-4444-4444-8444-444444444444"}
    machine, _ = hyperv(
        yes("detail", vm=other), yes("status", vm_id=other["id"]), yes("status"), yes("inventory", vms=[])
    )
    for ask in (
        lambda: machine.detail(HOST, VM),
        lambda: machine.status(HOST, VM, (OLD,)),
        lambda: machine.status(HOST, VM, (NEW,)),
        lambda: machine.inventory(HOST, VmName("SQL-01")),
    ):
        with pytest.raises(HostError) as caught:
            ask()

        assert Ref.HOST_REPLY is caught.value.ref


@pytest.mark.parametrize(
    ("code", "ref"),
    [
        ("NO_HYPERV", Ref.HOST_NO_HYPERV),
        ("DENIED", Ref.HOST_HYPERV_DENIED),
        ("VMMS_DOWN", Ref.HOST_VMMS_DOWN),
        ("SCRIPT", Ref.HOST_SCRIPT),
        ("SOMETHING_NEW", Ref.HOST_REPLY),
    ],
)
@pytest.mark.parametrize("operation", ["inventory", "remove"])
def test_a_host_that_says_no_is_told_by_its_reference(operation: str, code: str, ref: Ref) -> None:
    """The host's own words are for the log only; nothing was done there."""
    machine, host = hyperv(no(code))
    with pytest.raises(HostError) as caught:
        call(machine, operation)

    assert ref is caught.value.ref
    assert "アクセス" not in str(caught.value)
    assert 1 == len(host.asked)
    if ref is not Ref.HOST_REPLY:
        assert Sent.NO is caught.value.sent
        assert "アクセスが拒否されました" in caught.value.log
    elif operation == "remove":
        assert Sent.MAYBE is caught.value.sent


def test_a_vm_that_is_not_there_is_said_to_be_unknown_similar_several_or_moved() -> None:
    """Each of the four ends as its own reference, with the names that help."""
    replies = (
        no("VM_NOT_FOUND", similar=[]),
        no("VM_NOT_FOUND", similar=["SQL-01", "SQL‐01"]),
        no("VM_AMBIGUOUS", ids=[VM, VM]),
        no("VM_MOVED", owner_node="NODE2"),
    )
    machine, _ = hyperv(*replies)
    errors: list[HvbotError] = []
    for _ in replies:
        with pytest.raises(BadInput) as caught:
            machine.inventory(HOST, VmName("sql-01"))
        errors.append(caught.value)

    assert [Ref.VM_UNKNOWN, Ref.VM_SIMILAR, Ref.VM_AMBIGUOUS, Ref.VM_MOVED] == [error.ref for error in errors]
    assert isinstance(errors[1], SimilarNames)
    assert ("SQL-01", "SQL‐01") == errors[1].names
    assert "NODE2" == errors[3].facts["node"]


@pytest.mark.parametrize("operation", ["probe", "inventory", "detail", "status"])
def test_looking_is_tried_again_once_when_nothing_was_sent(operation: str) -> None:
    """A host that was away for a moment costs nobody a second command."""
    machine, host = hyperv(HostError(Ref.HOST_UNREACHABLE, sent=Sent.NO), yes(operation))
    call(machine, operation)

    assert 2 == len(host.asked)


@pytest.mark.parametrize(
    ("ref", "sent"),
    [
        (Ref.HOST_LOGIN, Sent.NO),
        (Ref.HOST_TLS, Sent.NO),
        (Ref.HOST_LOST, Sent.MAYBE),
        (Ref.HOST_UNREACHABLE, Sent.MAYBE),
    ],
)
def test_looking_is_not_tried_again_otherwise(ref: Ref, sent: Sent) -> None:
    """A second wrong password helps to lock the account; a second question to a lost host only adds to its load."""
    machine, host = hyperv(HostError(ref, sent=sent))
    with pytest.raises(HostError):
        machine.inventory(HOST)

    assert 1 == len(host.asked)


@pytest.mark.parametrize("sent", list(Sent))
def test_a_removal_is_never_sent_twice(sent: Sent) -> None:
    """Whatever became of the first one, only a look may follow."""
    machine, host = hyperv(HostError(Ref.HOST_UNREACHABLE, sent=sent))
    with pytest.raises(HostError) as caught:
        machine.remove(HOST, ORDER)

    assert sent is caught.value.sent
    assert 1 == len(host.asked)


def test_a_removal_names_one_checkpoint_and_what_must_hold() -> None:
    """The order travels as values, with three times the patience of a look."""
    machine, host = hyperv(yes("remove"))
    result = machine.remove(HOST, ORDER)
    value = {"vm_id": VM, "vm_name": "SQL-01", "checkpoint_id": OLD, "types": [1], "min_age_s": 43200}

    assert [("remove", value, timedelta(seconds=180))] == host.asked
    assert RemovalResult(RemovalVerdict.ASKED, Why.NONE, "", None, "") == result


def test_a_verdict_carries_the_rule_and_what_the_host_said() -> None:
    """For the trail: which gate closed, and Hyper-V's own error in parts that no language changes."""
    said = {"verdict": "failed", "why": "", "fqid": "OperationFailed", "hresult": "0x80070002", "msg": "失敗"}
    machine, _ = hyperv(yes("remove", verdict="mismatch", why="fork-commit"), yes("remove", **said))
    mismatch, failed = (machine.remove(HOST, ORDER) for _ in range(2))

    assert (RemovalVerdict.MISMATCH, Why.FORK_COMMIT, "fork-commit") == (mismatch.verdict, mismatch.why, mismatch.log)
    assert ("OperationFailed", "0x80070002", "失敗") == (failed.fqid, failed.hresult, failed.log)
