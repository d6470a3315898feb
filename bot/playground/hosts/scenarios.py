"""Hosts to begin with, written as short TOML files: `scenarios/NAME.toml` becomes the state of one simulated host.

A disk's file and each layer of a checkpoint are sizes such as "24G"; ages such as "34d" count back from the beginning.
"""

import re
import tomllib
import uuid
from datetime import UTC, datetime
from importlib.resources import files
from typing import Literal

from pydantic import Field

from bot.inventory import SnapshotType
from bot.playground.hosts.state import Checkpoint, Clock, Disk, Drive, Event, Group, HostState, Part, Vm, Volume
from bot.values import parse_duration

_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_IDS = uuid.UUID("8f2d4f0e-7f1b-4a1e-9c38-3d8f0a5f6b11")


class _DiskPlan(Part):
    path: str
    size: str = "100G"
    file: str = "40G"
    kind: Literal["fixed", "dynamic"] = "dynamic"
    disk_number: int | None = None
    readable: bool = True


class _CheckpointPlan(Part):
    name: str  # {created} becomes the time as Backup Exec writes it into the name
    type: str = "recovery"
    age: str
    layers: list[str]


class _VmPlan(Part):
    name: str
    state: int = 2
    busy: list[int] = Field(default_factory=list)
    busy_for: str | None = None
    clustered: bool = False
    replication_state: int = 0
    merge_seconds: int = 0
    merge_error: str | None = None
    removal_error: str | None = None
    disks: list[_DiskPlan] = Field(default_factory=list)
    checkpoints: list[_CheckpointPlan] = Field(default_factory=list)  # oldest first, each made upon the one before


class _VolumePlan(Part):
    root: str
    letter: str = ""
    free: str = "500G"
    size: str = "2T"


class _EventPlan(Part):
    vm: str
    log: str
    id: int
    level: int = 2
    age: str
    error: str = ""


class _GroupPlan(Part):
    vm: str
    owner: str


class Scenario(Part):
    """A host before its clock starts."""

    name: str
    language: Literal["en", "ja", "de"] = "en"
    culture: str = "en-US"
    time_zone: str = "UTC"
    hyperv: bool = True
    vmms: str = "Running"
    denied: Literal["", "hyperv", "events"] = ""
    cluster: str | None = None
    volumes: list[_VolumePlan] = Field(default_factory=list)
    vms: list[_VmPlan] = Field(default_factory=list)
    events: list[_EventPlan] = Field(default_factory=list)
    groups: list[_GroupPlan] = Field(default_factory=list)

    @classmethod
    def load(cls, name: str) -> "Scenario":
        """One of `names()`."""
        text = files(__package__).joinpath("scenarios", f"{name}.toml").read_text(encoding="utf-8")
        return cls.model_validate(tomllib.loads(text))

    def begin(self, now: int, clock: Clock | None = None) -> HostState:
        """The host at `now`, in milliseconds since 1970."""
        state = HostState(
            name=self.name,
            language=self.language,
            culture=self.culture,
            time_zone=self.time_zone,
            hyperv=self.hyperv,
            vmms=self.vmms,
            denied=self.denied,
            cluster=self.cluster,
            clock=clock or Clock(),
            now=now,
        )
        for number, volume in enumerate(self.volumes):
            state.volumes.append(
                Volume(
                    id=f"\\\\?\\Volume{{{_id(self.name, 'volume', number)}}}\\",
                    root=volume.root,
                    letter=volume.letter,
                    free=size(volume.free),
                    size=size(volume.size),
                )
            )
        for number, vm in enumerate(self.vms):
            state.vms.append(_build_vm(state, vm, self.vm_id(number)))
        ids = {vm.name: vm.id for vm in state.vms}
        for event in self.events:
            at = now - _milliseconds(event.age)
            state.events.append(
                Event(log=event.log, id=event.id, level=event.level, at=at, vm_id=ids[event.vm], error=event.error)
            )
        for number, group in enumerate(self.groups):
            vm_id = ids.get(group.vm) or _id(self.name, "group", number)
            state.groups.append(Group(name=group.vm, vm_id=vm_id, owner=group.owner))
        return state

    def vm_id(self, number: int) -> str:
        """The id that the VM at this place of the file has, always the same."""
        return _id(self.name, "vm", number)


def names() -> tuple[str, ...]:
    """All scenarios that there are."""
    folder = files(__package__).joinpath("scenarios")
    return tuple(sorted(path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml")))


def size(text: str) -> int:
    """Bytes from `512M`, `24G`, `1.5T`."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([KMGT])", text)
    if match is None:
        raise ValueError(text)
    return int(float(match[1]) * _UNITS[match[2]])


def _build_vm(state: HostState, plan: _VmPlan, vm_id: str) -> Vm:
    drives = []
    for location, disk in enumerate(plan.disks):
        drives.append(Drive(location=location, path=disk.path, disk_number=disk.disk_number))
        if disk.disk_number is None:
            state.disks[disk.path] = Disk(
                kind=disk.kind, size=size(disk.size), file=size(disk.file), readable=disk.readable
            )
    vm = Vm(
        id=vm_id,
        name=plan.name,
        state=plan.state,
        busy=plan.busy,
        busy_until=state.now + _milliseconds(plan.busy_for) if plan.busy_for else None,
        clustered=plan.clustered,
        replication_state=plan.replication_state,
        merge_seconds=plan.merge_seconds,
        merge_error=plan.merge_error,
        removal_error=plan.removal_error,
        drives=drives,
        checkpoints=[],
    )
    for number, checkpoint in enumerate(plan.checkpoints):
        _add_checkpoint(state, vm, checkpoint, _id(vm_id, "checkpoint", number))
    return vm


def _add_checkpoint(state: HostState, vm: Vm, plan: _CheckpointPlan, checkpoint_id: str) -> None:
    created = state.now - _milliseconds(plan.age)
    frozen = [drive.model_copy() for drive in vm.drives]
    with_files = [drive for drive in vm.drives if drive.disk_number is None]
    for drive, layer in zip(with_files, plan.layers, strict=True):
        base = state.disks[drive.path]
        stem = re.sub(r"_[0-9A-F-]{36}\.avhdx$|\.vhdx$", "", drive.path)
        path = f"{stem}_{_id(checkpoint_id, 'layer', drive.location).upper()}.avhdx"
        state.disks[path] = Disk(
            kind="differencing", size=base.size, file=size(layer), parent=drive.path, readable=base.readable
        )
        drive.path = path
    vm.checkpoints.append(
        Checkpoint(
            id=checkpoint_id,
            name=plan.name.replace("{created}", _as_backup_exec(created)),
            type=SnapshotType[plan.type.upper()],
            created=created,
            parent=vm.checkpoints[-1].id if vm.checkpoints else None,
            drives=frozen,
        )
    )


def _as_backup_exec(moment: int) -> str:
    at = datetime.fromtimestamp(moment / 1000, UTC)
    return f"{at.month}/{at.day}/{at.year} - {at.hour % 12 or 12}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'}"


def _milliseconds(age: str) -> int:
    return int(parse_duration(age).total_seconds() * 1000)


def _id(*parts: object) -> str:
    return str(uuid.uuid5(_IDS, "/".join(map(str, parts))))
