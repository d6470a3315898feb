"""Answers hvbot's operations for a simulated host without a PowerShell: what our scripts would find in its state.

`tests/playground/test_same_answer.py` holds both to the same answer for every scenario.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from bot.playground.hosts.invocation import parse_invocation
from bot.playground.hosts.state import (
    MERGE_JOB,
    VMMS_LOG,
    WORKER_LOG,
    Checkpoint,
    Disk,
    Drive,
    HostState,
    StateFile,
    Vm,
    growth,
    remove,
)

Facts = dict[str, Any]
_BUSY = {23769, 32768, 32770, 32771, 32772, 32773, 32774, 32776, 32777, 32778, 32779, 32780, 32781}
_MERGING = {32770, 32772}
_FORK_MARKS = re.compile(
    r"0x(?:80048102|800480BD|800480BC|800703EE)|2147778818|2147778749|2147778748|2147943406", re.IGNORECASE
)
_WEEK = 7 * 24 * 3600 * 1000


class Answers:
    """A host's answers; what `WsmanServer` runs for a command."""

    def __init__(self, file: StateFile) -> None:
        self._file = file

    def execute(self, command_line: str, stdin: bytes) -> tuple[bytes, bytes, int]:
        """Standard output, standard error and exit code; 87 for what the bootstrap would not run."""
        try:
            value = parse_invocation(command_line, stdin).value
        except ValueError:
            return b"", b"", 87
        return frame(self.answer(value)), b"", 0

    def answer(self, value: Facts) -> Facts:
        """The reply to the operation that `value` names."""
        state = self._file.begin()
        reply = {"v": 1, "op": value["op"], "nonce": value["nonce"], "ok": True, "host": state.name}
        reply["now"] = _utc(state.now)
        try:
            return reply | _OPERATIONS[value["op"]](_Host(state, self._file), value)
        except _No as no:
            return reply | {"ok": False} | no.facts


def frame(reply: Facts) -> bytes:
    """The line that carries a reply."""
    return b"<<<BE1:" + b64encode(json.dumps(reply, ensure_ascii=False).encode()) + b":BE1>>>\r\n"


class _No(Exception):
    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.facts = {"code": code, "msg": "", "fqid": "", "category": "", "hresult": None} | facts


class _Host:
    """One question to a host: what its cmdlets would say."""

    def __init__(self, state: HostState, file: StateFile) -> None:
        self.state, self._file = state, file

    def failure(self, key: str, name: str = "") -> Facts:
        """What the scripts tell of a cmdlet's error."""
        failure = _failures()[key]
        message = failure[self.state.language].replace("{host}", self.state.name).replace("{name}", name)
        code = re.search(r"0x[0-9a-fA-F]{8}(?![0-9a-fA-F])", message)
        return {
            "msg": message,
            "fqid": failure["id"],
            "category": failure["category"],
            "hresult": f"0x{code[0][2:].upper()}" if code else None,
        }

    def confirm(self) -> None:
        """As Confirm-HyperV."""
        if not self.state.hyperv:
            raise _No("NO_HYPERV", **self.failure("no_module"))
        if self.state.denied == "hyperv":
            raise _No("DENIED", **self.failure("denied"))
        if self.state.vmms != "Running":
            raise _No("NO_HYPERV" if self.state.vmms == "Missing" else "VMMS_DOWN", **self.failure("service"))

    def vm(self, vm_id: str) -> Vm:
        """As Get-RequestedVM."""
        for vm in self.state.vms:
            if vm.id == vm_id:
                return vm
        raise self.missing((group.owner for group in self.state.groups if group.vm_id == vm_id), [])

    def missing(self, owners: Iterable[str], similar: list[str]) -> _No:
        """As Stop-Missing."""
        for owner in owners if self.state.cluster else ():
            if owner != self.state.name:
                return _No("VM_MOVED", owner_node=owner)
        return _No("VM_NOT_FOUND", similar=similar)

    def chain(self, path: str) -> list[str] | None:
        """The files from a disk down to its base, None if one cannot be read."""
        paths: list[str] = []
        at: str | None = path
        while at:
            disk = self.layer(at)
            if disk is None:
                return None
            paths.append(at)
            at = disk.parent
        return paths

    def layer(self, path: str) -> Disk | None:
        """One disk file, if it can be read."""
        disk = self.state.disks.get(path)
        return disk if disk is not None and disk.readable else None

    def above(self, tops: Iterable[str]) -> dict[str, list[str]]:
        """As Get-LayersAbove: the files directly upon each file, as far as they were met."""
        found: dict[str, list[str]] = {}
        seen: set[str] = set()
        for top in tops:
            at: str | None = top
            while at and at.endswith(".avhdx") and at not in seen:
                seen.add(at)
                disk = self.layer(at)
                if disk is None or disk.parent is None:
                    break
                found.setdefault(disk.parent, []).append(at)
                at = disk.parent
        return found

    def growth(self, path: str) -> int:
        """By how much the parent of a layer may grow."""
        disk = self.state.disks[path]
        return growth(disk, self.state.disks[disk.parent or ""])

    def fork_commit(self, vm: Vm) -> bool:
        """As Test-ForkCommit."""
        if self.state.denied == "events":
            raise _No("DENIED", **self.failure("no_log_access"))
        mine = [event for event in self.state.events if event.vm_id == vm.id and event.at >= self.state.now - _WEEK]
        return any(
            (event.id == 3216 and event.log == WORKER_LOG)
            or (event.level <= 3 and event.log in {WORKER_LOG, VMMS_LOG} and _FORK_MARKS.search(event.error))
            for event in mine
        )

    def jobs(self, vm: Vm) -> list[Facts]:
        """The VM's jobs that have not ended."""
        mine = [job for job in self.state.jobs if job.vm_id == vm.id]
        return [{"type": job.type, "state": job.state, "percent": job.percent} for job in mine]

    def remove(self, checkpoint: Checkpoint) -> None:
        """As Remove-VMSnapshot."""
        with self._file.changing() as state:
            remove(state, checkpoint.id)


def _probe(host: _Host, value: Facts) -> Facts:
    state = host.state
    return {
        "powershell": state.powershell,
        "os_build": state.os_build,
        "module": "2.0.0.0" if state.hyperv else "",
        "vmms": state.vmms if state.hyperv else "Missing",
        "can_list": state.hyperv and state.denied != "hyperv" and state.vmms == "Running",
        "cluster": state.cluster,
        "echo": value["echo"],
    }


def _inventory(host: _Host, value: Facts) -> Facts:
    host.confirm()
    vms, name = host.state.vms, value["vm"]
    if name is not None:
        vms = [vm for vm in vms if vm.name == name]
        if not vms:
            loose = _loose(name)
            similar = [vm.name for vm in host.state.vms if _loose(vm.name) == loose]
            raise host.missing((group.owner for group in host.state.groups if group.name == name), similar)
        if len(vms) > 1:
            raise _No("VM_AMBIGUOUS", ids=[vm.id for vm in vms])
    return {"vms": [_vm_facts(host, vm) for vm in vms]}


def _detail(host: _Host, value: Facts) -> Facts:
    host.confirm()
    vm = host.vm(value["vm_id"])
    chains = [host.chain(path) or [path] for path in _paths(vm.drives)]
    readable = all(host.layer(path) for chain in chains for path in chain)
    layers = {path for chain in chains for path in chain if path.endswith(".avhdx")}
    volumes: dict[str, Facts] = {}
    for path in (path for chain in chains for path in chain):
        key, facts = _volume(host, path)
        volumes.setdefault(key, facts)
    return {
        "vm": _vm_facts(host, vm),
        "volumes": list(volumes.values()),
        "layers": max(map(len, chains), default=0) if readable else None,
        "merge_bytes": sum(map(host.growth, layers)) if readable else None,
        "fork_commit": host.fork_commit(vm),
    }


def _status(host: _Host, value: Facts) -> Facts:
    host.confirm()
    vm = host.vm(value["vm_id"])
    chains = [host.chain(path) for path in _paths(vm.drives)]
    return {
        "vm_id": vm.id,
        "name": vm.name,
        "state": vm.state,
        "operational": vm.operational,
        "still_there": [checkpoint.id for checkpoint in _oldest_first(vm) if checkpoint.id in value["ids"]],
        "jobs": host.jobs(vm),
        "depth": None if None in chains else sum(len(chain) for chain in chains if chain),
    }


def _remove(host: _Host, value: Facts) -> Facts:
    host.confirm()
    vm = host.vm(value["vm_id"])
    verdict: Facts = {"verdict": "asked", "why": "", "fqid": "", "category": "", "hresult": None, "msg": ""}
    refusal = _refusal(host, vm, value)
    if refusal:
        return verdict | dict(zip(("verdict", "why"), refusal, strict=True))
    checkpoint = next(item for item in vm.checkpoints if item.id == value["checkpoint_id"])
    if vm.removal_error:
        said = ("busy", "busy") if vm.removal_error == "in_use" else ("failed", "")
        return verdict | dict(zip(("verdict", "why"), said, strict=True)) | host.failure(vm.removal_error, vm.name)
    host.remove(checkpoint)
    return verdict


def _refusal(host: _Host, vm: Vm, value: Facts) -> tuple[str, str] | None:
    if vm.name != value["vm_name"]:
        return "mismatch", "name"
    target = next((item for item in vm.checkpoints if item.id == value["checkpoint_id"]), None)
    if target is None:
        return "gone", ""
    if target.type not in value["types"] or target.type not in {0, 1}:
        return "mismatch", "type"
    youngest = host.state.now - 1000 * value["min_age_s"]
    busy = set(vm.operational)
    jobs = {job["type"] for job in host.jobs(vm)}
    disks = _paths(vm.drives)
    rules: list[tuple[Callable[[], bool], tuple[str, str]]] = [
        (lambda: target.created > youngest, ("mismatch", "age")),
        (lambda: any(item.type == 1 and item.created > youngest for item in vm.checkpoints), ("mismatch", "young")),
        (lambda: vm.state not in {2, 3, 6, 9} or not busy, ("mismatch", "state")),
        (lambda: vm.replication_state in {2, 10, 11, 13}, ("mismatch", "replication")),
        (lambda: bool(busy & _MERGING or jobs & {MERGE_JOB, 72}), ("busy", "merging")),
        (lambda: bool(busy & _BUSY or jobs & {51, 62, 70, 71}), ("busy", "busy")),
        (lambda: host.fork_commit(vm), ("mismatch", "fork-commit")),
        (lambda: None in [host.chain(path) for path in disks], ("mismatch", "chain")),
        (lambda: not _fits(host, disks, target), ("mismatch", "space")),
    ]
    return next((said for applies, said in rules if applies()), None)


_OPERATIONS: dict[str, Callable[[_Host, Facts], Facts]] = {
    "probe": _probe,
    "inventory": _inventory,
    "detail": _detail,
    "status": _status,
    "remove": _remove,
}


def _fits(host: _Host, tops: list[str], checkpoint: Checkpoint) -> bool:
    above = host.above(tops)
    needs: dict[str, int] = {}
    for path in _paths(checkpoint.drives):
        volume = host.state.volume_of(path)
        if volume is None or path not in above:
            continue
        needs[volume.id] = needs.get(volume.id, 0) + sum(map(host.growth, above[path]))
        if volume.free < needs[volume.id]:
            return False
    return True


def _vm_facts(host: _Host, vm: Vm) -> Facts:
    sized = [checkpoint for checkpoint in vm.checkpoints if checkpoint.type in {0, 1}]
    tops = _paths(vm.drives) + [path for checkpoint in sized for path in _paths(checkpoint.drives)]
    above = host.above(tops)
    return {
        "id": vm.id,
        "name": vm.name,
        "state": vm.state,
        "operational": vm.operational,
        "clustered": vm.clustered,
        "replication_state": vm.replication_state,
        "checkpoints": [
            {
                "id": checkpoint.id,
                "name": checkpoint.name,
                "type": checkpoint.type,
                "created": _utc(checkpoint.created),
                "parent": checkpoint.parent,
                "size": _merge_size(host, checkpoint, above) if checkpoint in sized else None,
            }
            for checkpoint in _oldest_first(vm)
        ],
    }


def _merge_size(host: _Host, checkpoint: Checkpoint, above: dict[str, list[str]]) -> int | None:
    paths = _paths(checkpoint.drives)
    if any(path not in above for path in paths):
        return None
    return sum(host.state.disks[layer].file for path in paths for layer in above[path])


def _volume(host: _Host, path: str) -> tuple[str, Facts]:
    """What tells the volume from others, and its facts."""
    volume = host.state.volume_of(path)
    folder = path[: path.rindex("\\")]
    if path.startswith("\\\\"):
        folder = "\\".join(path.split("\\")[:4])
    if volume is None:
        return folder, {"path": folder, "free": None, "size": None}
    shown = f"{volume.letter}:\\" if volume.letter else folder
    return volume.id, {"path": shown, "free": volume.free, "size": volume.size}


def _oldest_first(vm: Vm) -> list[Checkpoint]:
    return sorted(vm.checkpoints, key=lambda checkpoint: checkpoint.created)


def _paths(drives: Iterable[Drive]) -> list[str]:
    return [drive.path for drive in drives if drive.disk_number is None]


def _loose(name: str) -> str:
    text = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", name)
    text = re.sub("[\uff01-\uff5e]", lambda found: chr(ord(found[0]) - 0xFEE0), text)
    text = re.sub("[\u2010-\u2015\u2212\u30fc\ufe58\ufe63\uff70]", "-", text)
    return re.sub("[\t \u00a0\u2000-\u200a\u3000]+", " ", text).strip().lower()


def _utc(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def _failures() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(
        files(__package__).joinpath("standins", "failures.json").read_text(encoding="utf-8")
    )
    return loaded
