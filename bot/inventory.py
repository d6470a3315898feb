"""What a Hyper-V host tells about its VMs. Names and numbers are those of the Hyper-V PowerShell module 2.0.

pydantic makes these types of what our scripts reply. What a host sends is as little trusted as what a person types: the
whole reply is invalid unless every field is there and of that very type.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, StrictBool, TypeAdapter

from bot.values import CheckpointId, HostName, VmId, VmName

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MERGING = frozenset({32770, 32772})  # VMOperationalStatus DeletingSnapshot, MergingDisks
_MERGE_JOB, _DELETE_JOB = 50, 72  # Msvm_ConcreteJob.JobType


def _moment(value: object) -> datetime:
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        raise ValueError("not as ConvertTo-UtcText of the scripts writes it")
    return datetime.fromisoformat(value)


def _legible(value: object) -> object:
    # Made through WMI: empty, too long, or with control characters. It must not hide the host's other VMs.
    return (_CONTROL.sub("\ufffd", value)[:100] or "\ufffd") if isinstance(value, str) else value


Number = Annotated[int, Field(strict=True, ge=0)]
Moment = Annotated[datetime, PlainValidator(_moment)]  # UTC
ShownName = Annotated[VmName, BeforeValidator(_legible)]  # an impossible name matches no VM


class SnapshotType(IntEnum):
    """`Microsoft.HyperV.PowerShell.SnapshotType`; only RECOVERY is ours to remove without a further right."""

    STANDARD = 0
    RECOVERY = 1
    PLANNED = 2
    MISSING = 5
    REPLICA = 6
    APP_CONSISTENT_REPLICA = 7
    SYNCED_REPLICA = 8
    UNKNOWN = -1  # a number that a newer Hyper-V may send: shown, never removed

    @classmethod
    def _missing_(cls, _value: object) -> Self:
        return cls.UNKNOWN


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`created` is UTC; `size` is bytes of the AVHDX layers that would be merged, None if unreadable."""

    id: CheckpointId
    name: str
    type: Annotated[SnapshotType, BeforeValidator(TypeAdapter(Number).validate_python)]
    created: Moment
    parent: CheckpointId | None
    size: Number | None

    def age(self, now: datetime) -> timedelta:
        """How old it is at `now`; a host clock that runs ahead gives a negative age."""
        return now - self.created


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume that holds disks of the VM, in bytes; `free` is None where Windows cannot tell (SMB paths)."""

    path: str
    free: Number | None
    size: Number | None


def oldest_first(checkpoints: Iterable[Checkpoint]) -> tuple[Checkpoint, ...]:
    """The order of every list and every removal."""
    return tuple(sorted(checkpoints, key=lambda item: (item.created, item.id)))


@dataclass(frozen=True, slots=True)
class Vm:
    """`state` is a VMState number, `operational` every VMOperationalStatus number (busy codes sit in element 1)."""

    id: VmId
    name: ShownName
    state: Number
    operational: tuple[Number, ...]
    clustered: StrictBool
    replication_state: Number
    checkpoints: Annotated[tuple[Checkpoint, ...], AfterValidator(oldest_first)]


@dataclass(frozen=True, slots=True)
class VmDetail:
    """One VM with what a removal must know: room to merge and signs that forbid it.

    `merge_bytes` is the worst case by which the volumes may grow, an estimate (None if a chain is unreadable);
    `fork_commit` tells that a worker event 3216 or its HRESULTs was seen in the last 7 days: hands off then.
    """

    vm: Vm
    volumes: tuple[Volume, ...]
    merge_bytes: Number | None
    layers: Number | None  # depth of the deepest disk chain; 1 = no checkpoint layer
    fork_commit: StrictBool


@dataclass(frozen=True, slots=True)
class HostInventory:
    """All VMs of one host at `read_at` (host clock)."""

    host: HostName
    read_at: Annotated[Moment, Field(validation_alias="now")]
    vms: tuple[Vm, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A job of Hyper-V that has not ended; `type` is its JobType."""

    type: Number
    percent: Number


@dataclass(frozen=True, slots=True)
class VmStatus:
    """How a removal stands on the host: which of the ids asked for are still there, and whether disks merge.

    `depth` is the sum of all disk-chain depths, None if unreadable.
    """

    vm_id: VmId
    name: ShownName
    state: Number
    operational: tuple[Number, ...]
    still_there: frozenset[CheckpointId]
    jobs: tuple[Job, ...]
    depth: Number | None

    @property
    def merging(self) -> bool:
        working = any(job.type in {_MERGE_JOB, _DELETE_JOB} for job in self.jobs)
        return working or not _MERGING.isdisjoint(self.operational)

    @property
    def percent(self) -> int | None:
        """How far the merge is; None when the host names no job for it."""
        return min((job.percent for job in self.jobs if job.type == _MERGE_JOB), default=None)


@dataclass(frozen=True, slots=True)
class Probe:
    """What `doctor` asks a host first."""

    powershell: str
    os_build: str
    module: str
    vmms: str
    can_list: StrictBool
    cluster: str | None
    echo: str


# VMState as the module prints it; a number that is missing here is shown as it is.
STATE_NAMES = {
    1: "Other",
    2: "Running",
    3: "Off",
    4: "Stopping",
    6: "Saved",
    9: "Paused",
    10: "Starting",
    11: "Reset",
    32773: "Saving",
    32776: "Pausing",
    32777: "Resuming",
    32779: "FastSaved",
    32780: "FastSaving",
    32781: "ForceShutdown",
    32782: "ForceReboot",
    32783: "Hibernated",
    32785: "RunningCritical",
    32786: "OffCritical",
    32789: "PausedCritical",
}
