"""What one simulated Hyper-V host remembers, as a JSON file that both of its answerers read, and how time changes it.

Times are milliseconds since 1970 (UTC): a number is no date that a JSON reader would turn into something else.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Literal

from pydantic import BaseModel, ConfigDict

OK, MERGING, BACKING_UP = 2, 32772, 32776  # VMOperationalStatus
MERGE_JOB, RUNNING_JOB = 50, 4  # Msvm_ConcreteJob: JobType, JobState
VMMS_LOG = "Microsoft-Windows-Hyper-V-VMMS-Admin"
WORKER_LOG = "Microsoft-Windows-Hyper-V-Worker-Admin"


class Part(BaseModel):
    """A piece of the file; an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid")


class Clock(Part):
    """How the host tells the time: the real one plus `offset`, or from `fixed` on, `step` later at every question."""

    offset: int = 0
    fixed: int | None = None
    step: int = 0


class Disk(Part):
    """A disk file: `size` is what the VM sees, `file` what it takes up."""

    kind: Literal["fixed", "dynamic", "differencing"]
    size: int
    file: int
    parent: str | None = None
    readable: bool = True


class Drive(Part):
    """Where a disk is plugged in; a pass-through disk has a number instead of a file of ours."""

    location: int
    path: str
    disk_number: int | None = None


class Checkpoint(Part):
    """A checkpoint; `drives` name the files as they were, frozen, when it was made."""

    id: str
    name: str
    type: int
    created: int
    parent: str | None
    drives: list[Drive]


class Vm(Part):
    """A VM. `operational` is what it shows now, `busy` what it does besides merging, until `busy_until`."""

    id: str
    name: str
    state: int = 2
    operational: list[int] = [OK]
    busy: list[int] = []
    busy_until: int | None = None
    clustered: bool = False
    replication_state: int = 0
    drives: list[Drive]
    checkpoints: list[Checkpoint]
    merge_seconds: int = 0
    merge_error: str | None = None
    removal_error: str | None = None  # a key of failures.json: what Remove-VMSnapshot says instead of doing it


class Merge(Part):
    """A layer on its way into its parent, or on its way to fail."""

    vm_id: str
    layer: str
    started: int
    ends: int
    error: str | None


class Job(Part):
    """What Msvm_ConcreteJob shows."""

    vm_id: str
    type: int
    state: int
    percent: int


class Event(Part):
    """An entry of an event log; level 1 to 4 is critical, error, warning, information."""

    log: str
    id: int
    level: int
    at: int
    vm_id: str
    error: str = ""


class Volume(Part):
    """A volume; `root` is how the paths on it begin."""

    id: str
    root: str
    letter: str = ""
    free: int
    size: int


class Group(Part):
    """A cluster's group of one VM."""

    name: str
    vm_id: str
    owner: str


class HostState(Part):
    """A whole host as it is at `now`."""

    name: str
    language: Literal["en", "ja", "de"] = "en"
    culture: str = "en-US"
    time_zone: str = "UTC"
    powershell: str = "5.1.17763.6414"
    os_build: str = "10.0.17763"
    hyperv: bool = True
    vmms: str = "Running"
    denied: Literal["", "hyperv", "events"] = ""
    cluster: str | None = None
    groups: list[Group] = []
    clock: Clock = Clock()
    now: int = 0
    volumes: list[Volume] = []
    disks: dict[str, Disk] = {}
    vms: list[Vm] = []
    merges: list[Merge] = []
    jobs: list[Job] = []
    events: list[Event] = []

    def vm_of(self, checkpoint_id: str) -> Vm:
        """The VM that has the checkpoint; KeyError if none has."""
        for vm in self.vms:
            if any(checkpoint.id == checkpoint_id for checkpoint in vm.checkpoints):
                return vm
        raise KeyError(checkpoint_id)

    def volume_of(self, path: str) -> Volume | None:
        """The volume that a file lies on, None for a share."""
        holding = [volume for volume in self.volumes if path.lower().startswith(volume.root.lower())]
        return max(holding, key=lambda volume: len(volume.root), default=None)


def advance(state: HostState, now: int) -> None:
    """Lets time pass: merges end or fail, a backup ends, and what the VMs and jobs show follows from that."""
    state.now = now
    for merge in [merge for merge in state.merges if merge.ends <= now]:
        state.merges.remove(merge)
        if merge.error is None:
            _fold(state, merge.layer)
        else:
            event = Event(log=VMMS_LOG, id=19100, level=2, at=merge.ends, vm_id=merge.vm_id, error=merge.error)
            state.events.append(event)
    state.jobs = [
        Job(vm_id=merge.vm_id, type=MERGE_JOB, state=RUNNING_JOB, percent=_percent(merge, now))
        for merge in state.merges
    ]
    for vm in state.vms:
        busy = vm.busy if vm.busy_until is None or now < vm.busy_until else []
        merging = [MERGING] if any(merge.vm_id == vm.id for merge in state.merges) else []
        vm.operational = [OK, *(merging or busy)]


def remove(state: HostState, checkpoint_id: str) -> None:
    """What Hyper-V does at once when a checkpoint is removed; the merge of its layers only begins."""
    vm = state.vm_of(checkpoint_id)
    gone = next(checkpoint for checkpoint in vm.checkpoints if checkpoint.id == checkpoint_id)
    vm.checkpoints.remove(gone)
    for checkpoint in vm.checkpoints:
        if checkpoint.parent == gone.id:
            checkpoint.parent = gone.parent
    for drive in gone.drives:
        above = [path for path, disk in state.disks.items() if disk.parent == drive.path]
        if len(above) == 1:  # a file that two branches of the tree need stays
            ends = state.now + 1000 * vm.merge_seconds
            error = vm.merge_error
            state.merges.append(Merge(vm_id=vm.id, layer=above[0], started=state.now, ends=ends, error=error))
    advance(state, state.now)


def growth(layer: Disk, parent: Disk) -> int:
    """By how much the parent may grow when the layer is folded into it: never beyond its size."""
    return min(layer.file, max(0, parent.size - parent.file))


def _fold(state: HostState, path: str) -> None:
    layer = state.disks.pop(path)
    if layer.parent is None:
        raise ValueError(path)
    parent, volume = state.disks[layer.parent], state.volume_of(path)
    grown = growth(layer, parent)
    parent.file += grown
    if volume is not None:
        volume.free += layer.file - grown
    for disk in state.disks.values():
        if disk.parent == path:
            disk.parent = layer.parent
    for vm in state.vms:
        for drive in [*vm.drives, *(drive for checkpoint in vm.checkpoints for drive in checkpoint.drives)]:
            if drive.path == path:
                drive.path = layer.parent


def _percent(merge: Merge, now: int) -> int:
    return min(99, 100 * (now - merge.started) // max(1, merge.ends - merge.started))


class StateFile:
    """A host's file. Every question begins with `begin`; safe for several threads of one process."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._lock = Lock()

    def write(self, state: HostState) -> None:
        """Replaces the file in one step, so that another process never reads half of it."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(state.model_dump_json(), encoding="utf-8")
        fresh.replace(self.path)

    def read(self) -> HostState:
        """The host as it was at the last question."""
        return HostState.model_validate_json(self.path.read_bytes())

    @contextmanager
    def changing(self) -> Iterator[HostState]:
        """The host, to be changed by one at a time."""
        with self._lock:
            state = self.read()
            yield state
            self.write(state)

    def begin(self) -> HostState:
        """The host at the moment of a new question."""
        with self.changing() as state:
            clock = state.clock
            if clock.fixed is not None:
                clock.fixed += clock.step
            advance(state, int(self._clock() * 1000) + clock.offset if clock.fixed is None else clock.fixed)
        return state
