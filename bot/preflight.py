"""What must be true before a checkpoint may go: pure judgements over what the host told, with the clock passed in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.inventory import STATE_NAMES, Checkpoint, SnapshotType, Vm, VmDetail, Volume, oldest_first

# VMState numbers in which a removal may start: Running, Off, Saved, Paused.
_QUIET_STATES = frozenset({2, 3, 6, 9})
_BACKING_UP = frozenset({32768, 32776})  # CreatingSnapshot, BackingUpVirtualMachine
_MERGING = frozenset({32770, 32772})  # DeletingSnapshot, MergingDisks
_OTHERWISE_BUSY = frozenset({23769, 32771, 32773, 32774, 32777, 32778, 32779, 32780, 32781})
_RESYNCHRONIZING = frozenset({2, 10, 11, 13})  # VMReplicationState
_GIB = 1024**3
# With the faster method each run renews the checkpoint it leaves. Weekly jobs are the rarest common ones, so one that
# nothing renewed for a week and a day was left behind. Our own derivation: shown as a reading, never used as a gate.
RENEWED_WITHIN = timedelta(days=8)


class Reading(StrEnum):
    """How a checkpoint in a list is to be read."""

    MANUAL = "manual"
    REPLICA = "replica"
    OTHER = "other"
    YOUNG = "young"
    BY_DESIGN = "by-design"
    LEFT_OVER = "left-over"
    FOREIGN = "foreign"  # a recovery checkpoint whose name does not fit `removal.name_pattern`


class Level(StrEnum):
    """A stop cannot be passed by anyone."""

    OK = "ok"
    WARNING = "warning"
    STOP = "stop"


class Rule(StrEnum):
    """The checks of a plan; each has its sentences in texts/*/preflight.ftl as `preflight-<rule>-<level>`."""

    STATE = "state"
    BACKUP = "backup"
    MERGE = "merge"
    BUSY = "busy"
    AGE = "age"
    DESIGN = "design"
    CHAIN = "chain"
    SPACE = "space"
    REPLICATION = "replication"
    FORK = "fork"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the pre-flight; `facts` are the variables of its sentence."""

    rule: Rule
    level: Level
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RemovalRules:
    """What the configuration asks of a checkpoint before it may go."""

    min_age: timedelta
    name_pattern: re.Pattern[str] | None

    def ours(self, checkpoint: Checkpoint) -> bool:
        """Whether it is a recovery checkpoint that the configuration lets us touch."""
        return checkpoint.type is SnapshotType.RECOVERY and (
            self.name_pattern is None or self.name_pattern.search(checkpoint.name) is not None
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The exact checkpoints that may be confirmed, oldest first, with the checks that a person is shown."""

    checkpoints: tuple[Checkpoint, ...]
    checks: tuple[Check, ...]

    @property
    def stopped(self) -> bool:
        """Whether any check forbids the removal."""
        return any(check.level is Level.STOP for check in self.checks)


def read(vm: Vm, rules: RemovalRules, now: datetime) -> tuple[tuple[Checkpoint, Reading], ...]:
    """Each checkpoint of the VM with its reading, in the order of the host."""
    by_design = _by_design(_recovery(vm), now)
    return tuple((checkpoint, _reading(checkpoint, rules, now, by_design=by_design)) for checkpoint in vm.checkpoints)


def _reading(checkpoint: Checkpoint, rules: RemovalRules, now: datetime, *, by_design: bool) -> Reading:
    if checkpoint.type is SnapshotType.STANDARD:
        return Reading.MANUAL
    if checkpoint.type in {SnapshotType.REPLICA, SnapshotType.APP_CONSISTENT_REPLICA, SnapshotType.SYNCED_REPLICA}:
        return Reading.REPLICA
    if checkpoint.type is not SnapshotType.RECOVERY:
        return Reading.OTHER
    if not rules.ours(checkpoint):
        return Reading.FOREIGN
    if checkpoint.age(now) < rules.min_age:
        return Reading.YOUNG
    return Reading.BY_DESIGN if by_design else Reading.LEFT_OVER


def _recovery(vm: Vm) -> list[Checkpoint]:
    return [checkpoint for checkpoint in vm.checkpoints if checkpoint.type is SnapshotType.RECOVERY]


def _by_design(recovery: list[Checkpoint], now: datetime) -> bool:
    """One recovery checkpoint that a backup may still be renewing: what the faster method leaves on purpose."""
    return len(recovery) == 1 and recovery[0].age(now) <= RENEWED_WITHIN


def judge(detail: VmDetail, rules: RemovalRules, now: datetime) -> Plan:
    """The plan for removing the VM's recovery checkpoints; an empty `checkpoints` means there is nothing to remove."""
    vm = detail.vm
    ours = oldest_first(filter(rules.ours, vm.checkpoints))
    checks = (
        _state(vm),
        _busy(vm, Rule.BACKUP, _BACKING_UP),
        _busy(vm, Rule.MERGE, _MERGING),
        _busy(vm, Rule.BUSY, _OTHERWISE_BUSY),
        _age(vm, rules, now),
        _design(vm, now),
        Check(Rule.REPLICATION, Level.STOP) if vm.replication_state in _RESYNCHRONIZING else None,
        Check(Rule.FORK, Level.STOP) if detail.fork_commit else None,
        *_room(detail, ours),
    )
    return Plan(ours, tuple(check for check in checks if check is not None))


def _state(vm: Vm) -> Check:
    level = Level.OK if vm.state in _QUIET_STATES else Level.STOP
    return Check(Rule.STATE, level, (("state", STATE_NAMES.get(vm.state, str(vm.state))),))


def _busy(vm: Vm, rule: Rule, codes: frozenset[int]) -> Check | None:
    found = sorted(codes.intersection(vm.operational))
    if found:
        return Check(rule, Level.STOP, (("status", ", ".join(map(str, found))),))
    return Check(rule, Level.OK) if rule is not Rule.BUSY else None


def _age(vm: Vm, rules: RemovalRules, now: datetime) -> Check:
    # Every recovery checkpoint counts, also one that is not ours to remove: a young one tells of a backup at work.
    youngest = min((item.age(now) for item in _recovery(vm)), default=None)
    level = Level.STOP if youngest is not None and youngest < rules.min_age else Level.OK
    age = "-" if youngest is None else hours(youngest)
    return Check(Rule.AGE, level, (("age", age), ("minimum", hours(rules.min_age))))


def _design(vm: Vm, now: datetime) -> Check | None:
    recovery = _recovery(vm)
    if len(recovery) != 1:
        return None
    return Check(Rule.DESIGN, Level.WARNING, (("renewed", "yes" if _by_design(recovery, now) else "no"),))


def _room(detail: VmDetail, ours: Iterable[Checkpoint]) -> tuple[Check, ...]:
    sizes = [item.size for item in ours]
    if detail.merge_bytes is None or detail.layers is None or None in sizes:
        return (Check(Rule.CHAIN, Level.STOP),)
    # The host's estimate is over all layers, manual ones included; more than what is planned is never written.
    need = min(detail.merge_bytes, sum(item or 0 for item in sizes))
    if not detail.volumes or any(volume.free is None for volume in detail.volumes):
        return (Check(Rule.SPACE, Level.WARNING, (("known", "no"), ("need", size(need)), ("free", "-"))),)
    return tuple(_space(volume, need) for volume in detail.volumes)


def _space(volume: Volume, merge_bytes: int) -> Check:
    """The whole estimate is held against each volume: on the safe side, since the host does not split it by volume."""
    free, need = volume.free or 0, merge_bytes + max(10 * _GIB, merge_bytes // 10)
    level = Level.STOP if free < need else Level.WARNING if free < need + merge_bytes else Level.OK
    facts = (("known", "yes"), ("need", size(need)), ("free", size(free)), ("path", volume.path))
    return Check(Rule.SPACE, level, facts)


def difference(planned: Iterable[Checkpoint], detail: VmDetail, rules: RemovalRules, now: datetime) -> Plan | None:
    """None if the host still shows exactly what was planned and nothing stops it; else the plan as it would be now."""
    fresh = judge(detail, rules, now)
    same = _identities(fresh.checkpoints) == _identities(planned)
    return None if same and not fresh.stopped else fresh


def _identities(checkpoints: Iterable[Checkpoint]) -> list[tuple[object, ...]]:
    return [(item.id, item.type, item.created) for item in checkpoints]


def hours(span: timedelta) -> str:
    """Whole hours up to two days, then whole days: `11 h`, `34 d`; the units are the same in both languages."""
    whole = max(0, int(span.total_seconds() // 3600))
    return f"{whole} h" if whole < 48 else f"{whole // 24} d"


def size(count: int) -> str:
    """Bytes in binary units with one decimal: `24.0 GB`, as Windows Explorer counts."""
    value = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} TB"
