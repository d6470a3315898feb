"""Asks a Hyper-V host through our scripts and turns what it says into the types of `inventory`, or into an error."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from bot.errors import BadInput, HostError, HvbotError, Ref, Sent
from bot.hyperv_replies import Fields, Malformed, read_detail, read_inventory, read_probe, read_status
from bot.inventory import HostInventory, Probe, SnapshotType, VmDetail, VmStatus
from bot.remote import Target
from bot.remote_wire import Reply, Script
from bot.values import CheckpointId, HostName, VmId, VmName

_ECHO = "往復の確認 – ありがとう"
# The host gives up waiting for a deletion later than for an answer.
_REMOVAL_PATIENCE = 3
# Before anything was sent, these may be gone a moment later. A wrong password never is, and each try counts.
_PASSING = frozenset({Ref.HOST_UNREACHABLE, Ref.HOST_LOST})
_Read = TypeVar("_Read")


class Runner(Protocol):
    """What runs a script on a host: `bot.remote.Remote`."""

    def run(self, target: Target, script: Script, value: Mapping[str, object], deadline: timedelta) -> Reply:
        """See there."""
        ...


class RemovalVerdict(StrEnum):
    """How the host answered to the wish to remove one checkpoint."""

    ASKED = "asked"  # Hyper-V took it on; only a look tells what became of it
    GONE = "gone"  # it was not there any more
    BUSY = "busy"  # nothing was done: the VM is merging, in a backup or otherwise occupied
    MISMATCH = "mismatch"  # nothing was done: the host is not as it was when somebody agreed
    FAILED = "failed"  # Hyper-V refused, and the checkpoint is still there


class Why(StrEnum):
    """The rule behind BUSY or MISMATCH."""

    NONE = ""
    NAME = "name"
    TYPE = "type"
    AGE = "age"
    YOUNG = "young"  # another recovery checkpoint is so young that a backup may be running
    STATE = "state"
    REPLICATION = "replication"
    MERGING = "merging"
    BUSY = "busy"
    FORK_COMMIT = "fork-commit"
    CHAIN = "chain"
    SPACE = "space"


@dataclass(frozen=True, slots=True)
class RemovalOrder:
    """One checkpoint, and what must still be true of it on the host right before it goes."""

    vm_id: VmId
    vm_name: VmName
    checkpoint_id: CheckpointId
    types: frozenset[SnapshotType]
    min_age: timedelta


@dataclass(frozen=True, slots=True)
class RemovalResult:
    """The verdict. `fqid` and `hresult` tell of Hyper-V's own error; `log` is what the host said, localised."""

    verdict: RemovalVerdict
    why: Why
    fqid: str
    hresult: str | None
    log: str


class SimilarNames(BadInput):
    """No VM has exactly this name; `names` are those that differ only in case, kind of dash or width."""

    def __init__(self, host: HostName, vm: str, names: tuple[VmName, ...]) -> None:
        super().__init__(Ref.VM_SIMILAR, host=host, vm=vm, candidates=", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True)
class HyperV:
    """The operations on a host. Each is one call of one script; a removal is never sent twice.

    All raise HostError, and BadInput (VM_UNKNOWN, VM_SIMILAR, VM_AMBIGUOUS, VM_MOVED) if it is the VM that is missing.
    `targets` may raise OperatorError.
    """

    runner: Runner
    targets: Callable[[HostName], Target]

    def probe(self, host: HostName) -> Probe:
        """What the host is and whether its VMs may be listed; finding nothing is an answer here, not an error."""
        return _understand(self._ask(host, "probe", {"echo": _ECHO}), host, "", read_probe)

    def inventory(self, host: HostName, vm: VmName | None = None) -> HostInventory:
        """All VMs of the host, or the one of exactly that name; the tuple is never empty because of a failure."""
        reply = self._ask(host, "inventory", {"vm": vm})
        return _understand(reply, host, vm or "", lambda fields: read_inventory(fields, host, vm))

    def detail(self, host: HostName, vm_id: VmId) -> VmDetail:
        """One VM with its room for merging and the signs against a removal; slower, as it reads chains and events."""
        reply = self._ask(host, "detail", {"vm_id": vm_id})
        return _understand(reply, host, vm_id, lambda fields: read_detail(fields, vm_id))

    def status(self, host: HostName, vm_id: VmId, ids: Collection[CheckpointId]) -> VmStatus:
        """Which of `ids` are still there and how far the merge is."""
        reply = self._ask(host, "status", {"vm_id": vm_id, "ids": sorted(ids)})
        return _understand(reply, host, vm_id, lambda fields: read_status(fields, vm_id, ids))

    def remove(self, host: HostName, order: RemovalOrder) -> RemovalResult:
        """Asks for exactly one checkpoint to go. After HostError with `sent` MAYBE only a look tells what happened."""
        target = self.targets(host)
        value: dict[str, object] = {
            "vm_id": order.vm_id,
            "vm_name": order.vm_name,
            "checkpoint_id": order.checkpoint_id,
            "types": sorted(int(item) for item in order.types),
            "min_age_s": int(order.min_age.total_seconds()),
        }
        reply = self.runner.run(target, Script.load("remove"), value, target.timeout * _REMOVAL_PATIENCE)
        return _understand(reply, host, order.vm_name, _read_result, sent=Sent.MAYBE)

    def _ask(self, host: HostName, operation: str, value: Mapping[str, object]) -> Reply:
        target, script = self.targets(host), Script.load(operation)
        try:
            return self.runner.run(target, script, value, target.timeout)
        except HostError as error:
            if error.sent is not Sent.NO or error.ref not in _PASSING:
                raise
        return self.runner.run(target, script, value, target.timeout)


def _understand(reply: Reply, host: HostName, vm: str, read: Callable[[Fields], _Read], sent: Sent = Sent.NO) -> _Read:
    """What `read` makes of a reply; one that says no, or is not what we asked for, becomes an error."""
    fields = Fields(reply.data)
    try:
        if reply.ok:
            return read(fields)
        raise _refusal(host, vm, fields)
    except Malformed as fault:
        raise HostError(Ref.HOST_REPLY, sent=sent, log=f"unexpected {fault}", host=host) from None


def _read_result(fields: Fields) -> RemovalResult:
    why = fields.one_of("why", Why)
    said = (why.value, fields.text("msg"))
    return RemovalResult(
        verdict=fields.one_of("verdict", RemovalVerdict),
        why=why,
        fqid=fields.text("fqid"),
        hresult=fields.maybe_text("hresult"),
        log=": ".join(part for part in said if part),
    )


_HOST_REFS = {
    "NO_HYPERV": Ref.HOST_NO_HYPERV,
    "DENIED": Ref.HOST_HYPERV_DENIED,
    "VMMS_DOWN": Ref.HOST_VMMS_DOWN,
    "SCRIPT": Ref.HOST_SCRIPT,
}


def _refusal(host: HostName, vm: str, fields: Fields) -> HvbotError:
    """What a reply with `ok` false means. The scripts say so only before they have acted, hence `sent` NO."""
    code = fields.text("code")
    if code == "VM_NOT_FOUND":
        names = tuple(fields.vm_names("similar"))
        return SimilarNames(host, vm, names) if names else BadInput(Ref.VM_UNKNOWN, host=host, vm=vm)
    if code == "VM_AMBIGUOUS":
        return BadInput(Ref.VM_AMBIGUOUS, host=host, vm=vm)
    if code == "VM_MOVED":
        return BadInput(Ref.VM_MOVED, host=host, vm=vm, node=fields.text("owner_node"))
    if code not in _HOST_REFS:
        raise Malformed("code")
    detail = " ".join(part for part in (fields.text("fqid"), fields.maybe_text("hresult")) if part)
    log = f"{detail} {fields.text('category')}: {fields.text('msg')}"
    return HostError(_HOST_REFS[code], sent=Sent.NO, log=log, host=host, detail=detail or code)
