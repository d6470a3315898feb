"""What a Hyper-V host tells about its VMs. Names and numbers are those of the Hyper-V PowerShell module 2.0."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from bot.values import CheckpointId, HostName, VmId, VmName


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


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`created` is UTC; `size` is bytes of the AVHDX layers that would be merged, None if unreadable."""

    id: CheckpointId
    name: str
    type: SnapshotType
    created: datetime
    parent: CheckpointId | None
    size: int | None

    def age(self, now: datetime) -> timedelta:
        """How old it is at `now`; a host clock that runs ahead gives a negative age."""
        return now - self.created


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume that holds disks of the VM, in bytes; `free` is None where Windows cannot tell (SMB paths)."""

    path: str
    free: int | None
    size: int | None


@dataclass(frozen=True, slots=True)
class Vm:
    """`state` is a VMState number, `operational` every VMOperationalStatus number (busy codes sit in element 1)."""

    id: VmId
    name: VmName
    state: int
    operational: tuple[int, ...]
    clustered: bool
    replication_state: int
    checkpoints: tuple[Checkpoint, ...]  # oldest first


@dataclass(frozen=True, slots=True)
class VmDetail:
    """One VM with what a removal must know: room to merge and signs that forbid it.

    `merge_bytes` is the worst case by which the volumes may grow, an estimate (None if a chain is unreadable);
    `fork_commit` tells that a worker event 3216 or its HRESULTs was seen in the last 7 days: hands off then.
    """

    vm: Vm
    volumes: tuple[Volume, ...]
    merge_bytes: int | None
    layers: int | None  # depth of the deepest disk chain; 1 = no checkpoint layer
    fork_commit: bool


@dataclass(frozen=True, slots=True)
class HostInventory:
    """All VMs of one host at `read_at` (host clock, UTC)."""

    host: HostName
    read_at: datetime
    vms: tuple[Vm, ...]


@dataclass(frozen=True, slots=True)
class VmStatus:
    """How a removal stands on the host: which of the ids asked for are still there, and whether disks merge.

    `percent` comes from a running merge job (JobType 50) and is None when there is none; `depth` is the sum of all
    disk-chain depths, None if unreadable.
    """

    vm_id: VmId
    name: VmName
    state: int
    operational: tuple[int, ...]
    still_there: frozenset[CheckpointId]
    merging: bool
    percent: int | None
    depth: int | None


@dataclass(frozen=True, slots=True)
class Probe:
    """What `doctor` asks a host first."""

    powershell: str
    os_build: str
    module: str
    vmms: str
    can_list: bool
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
