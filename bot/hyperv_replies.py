"""Reads a host's replies field by field. What a host sends is as little trusted as what a person types."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from bot.inventory import Checkpoint, HostInventory, Probe, SnapshotType, Vm, VmDetail, VmStatus, Volume
from bot.values import CheckpointId, HostName, InvalidValue, VmId, VmName

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MERGING = frozenset({32770, 32772})  # VMOperationalStatus DeletingSnapshot, MergingDisks
_MERGE_JOB, _DELETE_JOB = 50, 72  # Msvm_ConcreteJob.JobType
Word = TypeVar("Word", bound=StrEnum)


class Malformed(Exception):
    """A reply does not have the shape that our script gives it; the text is the field."""


class Fields:
    """One JSON object of a reply. Each method raises Malformed unless the field is there and of that very type."""

    def __init__(self, value: object, path: str = "") -> None:
        if not isinstance(value, Mapping):
            raise Malformed(path or "reply")
        self._value: Mapping[object, object] = value
        self._path = path

    def text(self, key: str) -> str:
        """A string."""
        value = self._get(key)
        if not isinstance(value, str):
            raise Malformed(self._at(key))
        return value

    def maybe_text(self, key: str) -> str | None:
        """A string or null."""
        return None if self._get(key) is None else self.text(key)

    def number(self, key: str) -> int:
        """A whole number, not negative."""
        return self._number(self._get(key), key)

    def maybe_number(self, key: str) -> int | None:
        """A whole number, not negative, or null."""
        return None if self._get(key) is None else self.number(key)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        return tuple(self._number(item, key) for item in self._list(key))

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise Malformed(self._at(key))
        return value

    def moment(self, key: str) -> datetime:
        """A UTC time as `ConvertTo-UtcText` of the scripts writes it."""
        text = self.text(key)
        if _MOMENT.fullmatch(text) is None:
            raise Malformed(self._at(key))
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Malformed(self._at(key)) from None

    def one_of(self, key: str, words: type[Word]) -> Word:
        """A member of `words`."""
        try:
            return words(self.text(key))
        except ValueError:
            raise Malformed(self._at(key)) from None

    def snapshot_type(self, key: str) -> SnapshotType:
        """A SnapshotType; a number that we do not know is UNKNOWN, and so never removed."""
        try:
            return SnapshotType(self.number(key))
        except ValueError:
            return SnapshotType.UNKNOWN

    def vm_name(self, key: str) -> VmName:
        """A VM's name as shown. An impossible one is shown legibly, and then matches no VM."""
        return _vm_name(self.text(key))

    def vm_names(self, key: str) -> Iterator[VmName]:
        """A list of VM names."""
        return map(_vm_name, self._strings(key))

    def vm_id(self, key: str) -> VmId:
        """The id of a VM."""
        try:
            return VmId.parse(self.text(key))
        except InvalidValue:
            raise Malformed(self._at(key)) from None

    def checkpoint_id(self, key: str) -> CheckpointId:
        """The id of a checkpoint."""
        return self._checkpoint_id(self.text(key), key)

    def checkpoint_ids(self, key: str) -> frozenset[CheckpointId]:
        """A list of checkpoint ids."""
        return frozenset(self._checkpoint_id(item, key) for item in self._strings(key))

    def inner(self, key: str) -> "Fields":
        """An object within this one."""
        return Fields(self._get(key), self._at(key))

    def items(self, key: str) -> Iterator["Fields"]:
        """A list of objects."""
        for position, item in enumerate(self._list(key)):
            yield Fields(item, f"{self._at(key)}[{position}]")

    def _get(self, key: str) -> object:
        if key not in self._value:
            raise Malformed(self._at(key))
        return self._value[key]

    def _list(self, key: str) -> list[object]:
        value = self._get(key)
        if not isinstance(value, list):
            raise Malformed(self._at(key))
        return value

    def _strings(self, key: str) -> Iterator[str]:
        for item in self._list(key):
            if not isinstance(item, str):
                raise Malformed(self._at(key))
            yield item

    def _number(self, value: object, key: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Malformed(self._at(key))
        return value

    def _checkpoint_id(self, text: str, key: str) -> CheckpointId:
        try:
            return CheckpointId.parse(text)
        except InvalidValue:
            raise Malformed(self._at(key)) from None

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def read_probe(fields: Fields) -> Probe:
    """The reply of `probe`."""
    return Probe(
        powershell=fields.text("powershell"),
        os_build=fields.text("os_build"),
        module=fields.text("module"),
        vmms=fields.text("vmms"),
        can_list=fields.flag("can_list"),
        cluster=fields.maybe_text("cluster"),
        echo=fields.text("echo"),
    )


def read_inventory(fields: Fields, host: HostName, vm: VmName | None) -> HostInventory:
    """The reply of `inventory`; of `vm` alone where a name was asked for."""
    vms = tuple(_read_vm(item) for item in fields.items("vms"))
    if vm is not None and [item.name for item in vms] != [vm]:
        raise Malformed("vms")
    return HostInventory(host, fields.moment("now"), vms)


def read_detail(fields: Fields, vm_id: VmId) -> VmDetail:
    """The reply of `detail`."""
    vm = _read_vm(fields.inner("vm"))
    if vm.id != vm_id:
        raise Malformed("vm.id")
    return VmDetail(
        vm=vm,
        volumes=tuple(_read_volume(item) for item in fields.items("volumes")),
        merge_bytes=fields.maybe_number("merge_bytes"),
        layers=fields.maybe_number("layers"),
        fork_commit=fields.flag("fork_commit"),
    )


def read_status(fields: Fields, vm_id: VmId, ids: Collection[CheckpointId]) -> VmStatus:
    """The reply of `status`."""
    there = fields.checkpoint_ids("still_there")
    if fields.vm_id("vm_id") != vm_id or not there.issubset(ids):
        raise Malformed("vm_id")
    operational = fields.numbers("operational")
    jobs = [(item.number("type"), item.number("percent")) for item in fields.items("jobs")]
    return VmStatus(
        vm_id=vm_id,
        name=fields.vm_name("name"),
        state=fields.number("state"),
        operational=operational,
        still_there=there,
        merging=not _MERGING.isdisjoint(operational) or any(kind in {_MERGE_JOB, _DELETE_JOB} for kind, _ in jobs),
        percent=min((percent for kind, percent in jobs if kind == _MERGE_JOB), default=None),
        depth=fields.maybe_number("depth"),
    )


def _read_vm(fields: Fields) -> Vm:
    checkpoints = (_read_checkpoint(item) for item in fields.items("checkpoints"))
    return Vm(
        id=fields.vm_id("id"),
        name=fields.vm_name("name"),
        state=fields.number("state"),
        operational=fields.numbers("operational"),
        clustered=fields.flag("clustered"),
        replication_state=fields.number("replication_state"),
        checkpoints=tuple(sorted(checkpoints, key=lambda item: (item.created, item.id))),
    )


def _read_checkpoint(fields: Fields) -> Checkpoint:
    return Checkpoint(
        id=fields.checkpoint_id("id"),
        name=fields.text("name"),
        type=fields.snapshot_type("type"),
        created=fields.moment("created"),
        parent=None if fields.maybe_text("parent") is None else fields.checkpoint_id("parent"),
        size=fields.maybe_number("size"),
    )


def _read_volume(fields: Fields) -> Volume:
    return Volume(path=fields.text("path"), free=fields.maybe_number("free"), size=fields.maybe_number("size"))


def _vm_name(text: str) -> VmName:
    try:
        return VmName.parse(text)
    except InvalidValue:
        # Made through WMI: too long, or with control characters. It must not hide the host's other VMs.
        return VmName(_CONTROL.sub("\ufffd", text)[:100] or "\ufffd")
