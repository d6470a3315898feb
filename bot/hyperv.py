"""Asks a Hyper-V host through our scripts and turns what it says into the types of `inventory`, or into an error."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.errors import BadInput, HostError, HvbotError, Ref, Sent
from bot.inventory import HostInventory, Probe, ShownName, SnapshotType, VmDetail, VmStatus
from bot.remote import Target
from bot.remote_wire import Reply, Script
from bot.values import CheckpointId, HostName, VmId, VmName

ECHO = "往復の確認 – ありがとう"
# The host gives up waiting for a deletion later than for an answer.
_REMOVAL_PATIENCE = 3
# Before anything was sent, these may be gone a moment later. A wrong password never is, and each try counts.
_PASSING = frozenset({Ref.HOST_UNREACHABLE, Ref.HOST_LOST})
_Said = TypeVar("_Said")
Run = Callable[[Target, Script, Mapping[str, object], timedelta], Reply]  # `bot.remote.Remote.run`


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
    """The verdict. `fqid` and `hresult` tell of Hyper-V's own error; `msg` is what the host said, localised."""

    verdict: RemovalVerdict
    why: Why
    fqid: str
    hresult: str | None
    msg: str

    @property
    def log(self) -> str:
        return ": ".join(filter(None, (self.why.value, self.msg)))


@dataclass(frozen=True, slots=True)
class _No:
    """A reply with `ok` false; the last two come with one code each."""

    code: str
    msg: str
    fqid: str
    category: str
    hresult: str | None
    similar: tuple[ShownName, ...] | None = None
    owner_node: str | None = None


_PROBE, _INVENTORY, _DETAIL = TypeAdapter(Probe), TypeAdapter(HostInventory), TypeAdapter(VmDetail)
_STATUS, _RESULT, _NO = TypeAdapter(VmStatus), TypeAdapter(RemovalResult), TypeAdapter(_No)


class SimilarNames(BadInput):
    """No VM has exactly this name; `names` are those that differ only in case, kind of dash or width."""

    def __init__(self, host: HostName, vm: str, names: tuple[VmName, ...]) -> None:
        super().__init__(Ref.VM_SIMILAR, host=host, vm=vm, candidates=", ".join(names))
        self.host, self.vm, self.names = host, vm, names


@dataclass(frozen=True, slots=True)
class HyperV:
    """The operations on a host. Each is one call of one script; a removal is never sent twice.

    All raise HostError, and BadInput (VM_UNKNOWN, VM_SIMILAR, VM_AMBIGUOUS, VM_MOVED) if it is the VM that is missing.
    `targets` may raise OperatorError.
    """

    run: Run
    targets: Callable[[HostName], Target]

    def probe(self, host: HostName) -> Probe:
        """What the host is and whether its VMs may be listed; finding nothing is an answer here, not an error."""
        return _read(_PROBE, self._ask(host, "probe", {"echo": ECHO}), host, "")

    def inventory(self, host: HostName, vm: VmName | None = None) -> HostInventory:
        """All VMs of the host, or the one of exactly that name; the tuple is never empty because of a failure."""
        found = _read(_INVENTORY, self._ask(host, "inventory", {"vm": vm}), host, vm or "")
        if vm is not None and [item.name for item in found.vms] != [vm]:
            raise _unexpected("vms", host)
        return found

    def detail(self, host: HostName, vm_id: VmId) -> VmDetail:
        """One VM with its room for merging and the signs against a removal; slower, as it reads chains and events."""
        found = _read(_DETAIL, self._ask(host, "detail", {"vm_id": vm_id}), host, vm_id)
        if found.vm.id != vm_id:
            raise _unexpected("vm.id", host)
        return found

    def status(self, host: HostName, vm_id: VmId, ids: Collection[CheckpointId]) -> VmStatus:
        """Which of `ids` are still there and how far the merge is."""
        found = _read(_STATUS, self._ask(host, "status", {"vm_id": vm_id, "ids": sorted(ids)}), host, vm_id)
        if found.vm_id != vm_id or not found.still_there.issubset(ids):
            raise _unexpected("vm_id", host)
        return found

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
        reply = self.run(target, Script.load("remove"), value, target.timeout * _REMOVAL_PATIENCE)
        return _read(_RESULT, reply, host, order.vm_name, Sent.MAYBE)

    def _ask(self, host: HostName, operation: str, value: Mapping[str, object]) -> Reply:
        target, script = self.targets(host), Script.load(operation)
        try:
            return self.run(target, script, value, target.timeout)
        except HostError as error:
            if error.sent is not Sent.NO or error.ref not in _PASSING:
                raise
        return self.run(target, script, value, target.timeout)


def _read(kind: TypeAdapter[_Said], reply: Reply, host: HostName, vm: str, sent: Sent = Sent.NO) -> _Said:
    """What a reply says; one that says no, or is not what our script writes, becomes an error."""
    try:
        if reply.ok:
            # The script tells the computer's name; a host's name is the one of the configuration.
            return kind.validate_python({**reply.data, "host": host})
        refusal = _refusal(_NO.validate_python(reply.data), host, vm)
    except ValidationError as error:
        place = error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
        raise _unexpected(path.removeprefix("."), host, sent) from None
    raise refusal or _unexpected("code", host, sent)


def _unexpected(field: str, host: HostName, sent: Sent = Sent.NO) -> HostError:
    return HostError(Ref.HOST_REPLY, sent=sent, log=f"unexpected {field}", host=host)


_HOST_REFS = {
    "NO_HYPERV": Ref.HOST_NO_HYPERV,
    "DENIED": Ref.HOST_HYPERV_DENIED,
    "VMMS_DOWN": Ref.HOST_VMMS_DOWN,
    "SCRIPT": Ref.HOST_SCRIPT,
}


def _refusal(no: _No, host: HostName, vm: str) -> HvbotError | None:
    """None for a code of no script. They say no only before they have acted, hence `sent` NO."""
    match no:
        case _No(code="VM_NOT_FOUND", similar=()):
            return BadInput(Ref.VM_UNKNOWN, host=host, vm=vm)
        case _No(code="VM_NOT_FOUND", similar=tuple(names)):
            return SimilarNames(host, vm, names)
        case _No(code="VM_AMBIGUOUS"):
            return BadInput(Ref.VM_AMBIGUOUS, host=host, vm=vm)
        case _No(code="VM_MOVED", owner_node=str(node)):
            return BadInput(Ref.VM_MOVED, host=host, vm=vm, node=node)
        case _No(code=code) if code in _HOST_REFS:
            detail = " ".join(filter(None, (no.fqid, no.hresult)))
            log = f"{detail} {no.category}: {no.msg}"
            return HostError(_HOST_REFS[code], sent=Sent.NO, log=log, host=host, detail=detail or code)
    return None
