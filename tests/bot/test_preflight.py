import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.inventory import Checkpoint, SnapshotType, Vm, VmDetail, Volume
from bot.preflight import Level, Reading, RemovalRules, Rule, difference, hours, judge, read, size
from bot.values import CheckpointId, VmId, VmName

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
RULES = RemovalRules(min_age=timedelta(hours=12), name_pattern=None)
GIB = 1024**3


def checkpoint(number: int, days: float, kind: SnapshotType = SnapshotType.RECOVERY) -> Checkpoint:
    name = f"BE_Snapshot_{number}"
    id_ = CheckpointId.parse(f"{number:08x}-0000-0000-0000-000000000000")
    return Checkpoint(id_, name, kind, NOW - timedelta(days=days), None, GIB)


def detail(*checkpoints: Checkpoint, **changes: object) -> VmDetail:
    vm = Vm(VmId.parse("0" * 8 + "-0000-0000-0000-" + "0" * 12), VmName("SQL 01"), 2, (2,), False, 0, checkpoints)
    volumes = (Volume("C:\\", 500 * GIB, 1000 * GIB),)
    return replace(VmDetail(vm, volumes, 5 * GIB, 2, False), **changes)


def with_vm(base: VmDetail, **changes: object) -> VmDetail:
    return replace(base, vm=replace(base.vm, **changes))


def stops(seen: VmDetail) -> set[Rule]:
    return {check.rule for check in judge(seen, RULES, NOW).checks if check.level is Level.STOP}


def test_a_left_over_checkpoint_of_a_quiet_vm_may_go():
    """Nothing stops, and the plan holds the recovery checkpoints oldest first; manual ones are not in it."""
    old, older, manual = checkpoint(1, 20), checkpoint(2, 40), checkpoint(3, 60, SnapshotType.STANDARD)
    plan = judge(detail(old, older, manual), RULES, NOW)

    assert not plan.stopped
    assert plan.checkpoints == (older, old)


@pytest.mark.parametrize(
    ("seen", "rule"),
    [
        (with_vm(detail(checkpoint(1, 20)), state=32786), Rule.STATE),
        (with_vm(detail(checkpoint(1, 20)), operational=(2, 32776)), Rule.BACKUP),
        (with_vm(detail(checkpoint(1, 20)), operational=(2, 32772)), Rule.MERGE),
        (with_vm(detail(checkpoint(1, 20)), operational=(2, 32774)), Rule.BUSY),
        (with_vm(detail(checkpoint(1, 20)), replication_state=11), Rule.REPLICATION),
        (detail(checkpoint(1, 20), checkpoint(2, 0.1)), Rule.AGE),
        (detail(checkpoint(1, 20), fork_commit=True), Rule.FORK),
        (detail(checkpoint(1, 20), merge_bytes=None), Rule.CHAIN),
        (detail(checkpoint(1, 20), volumes=(Volume("C:\\", 3 * GIB, 10 * GIB),)), Rule.SPACE),
    ],
)
def test_each_danger_stops_the_removal(seen, rule):
    """One stop, and it is the one that names the danger."""
    assert stops(seen) == {rule}


def test_a_young_checkpoint_of_another_product_stops_too():
    """A backup at work is a backup at work, whoever's name the checkpoint carries."""
    rules = replace(RULES, name_pattern=re.compile("^BE_"))
    foreign = replace(checkpoint(9, 0.1), name="Veeam")
    plan = judge(detail(checkpoint(1, 20), foreign), rules, NOW)

    assert [check.rule for check in plan.checks if check.level is Level.STOP] == [Rule.AGE]
    assert [item.name for item in plan.checkpoints] == ["BE_Snapshot_1"]


@pytest.mark.parametrize(("days", "renewed"), [(2, "yes"), (40, "no")])
def test_by_design_is_a_warning_and_never_a_stop(days, renewed):
    """A single recovery checkpoint warns; how long ago it was renewed decides the words."""
    plan = judge(detail(checkpoint(1, days)), RULES, NOW)

    assert not plan.stopped
    assert [check.facts for check in plan.checks if check.level is Level.WARNING] == [(("renewed", renewed),)]


def test_unknown_free_space_is_a_warning():
    """Windows cannot tell the free space of a share: say so, do not guess."""
    plan = judge(detail(checkpoint(1, 20), checkpoint(2, 30), volumes=(Volume("\\\\nas\\vm", None, None),)), RULES, NOW)

    assert {check.rule: check.level for check in plan.checks}[Rule.SPACE] is Level.WARNING


@pytest.mark.parametrize(
    ("checkpoints", "readings"),
    [
        ([(1, 2, 1)], [Reading.BY_DESIGN]),
        ([(1, 40, 1)], [Reading.LEFT_OVER]),
        ([(1, 2, 1), (2, 3, 1)], [Reading.LEFT_OVER, Reading.LEFT_OVER]),
        ([(1, 0.2, 1)], [Reading.YOUNG]),
        ([(1, 40, 0), (2, 40, 6), (3, 40, 2)], [Reading.MANUAL, Reading.REPLICA, Reading.OTHER]),
    ],
)
def test_a_list_says_how_each_checkpoint_is_to_be_read(checkpoints, readings):
    """One that is renewed is by design, an old or a second one is left over, a young one may be in use."""
    vm = detail(*(checkpoint(number, days, SnapshotType(kind)) for number, days, kind in checkpoints)).vm

    assert [reading for _, reading in read(vm, RULES, NOW)] == readings


@pytest.mark.parametrize(
    "now_there",
    [
        detail(),
        detail(checkpoint(1, 20), checkpoint(2, 19)),
        detail(replace(checkpoint(1, 20), created=NOW - timedelta(days=3))),
        detail(checkpoint(7, 20)),
        with_vm(detail(checkpoint(1, 20)), operational=(2, 32776)),
    ],
)
def test_any_difference_makes_the_plan_stale(now_there):
    """Gone, added, renewed, replaced or busy: what was confirmed is no longer what is there."""
    assert difference([checkpoint(1, 20)], now_there, RULES, NOW) is not None


def test_the_same_again_is_no_difference():
    """The confirmed plan still holds, also a few minutes later."""
    later = NOW + timedelta(minutes=10)

    assert difference([checkpoint(1, 20)], detail(checkpoint(1, 20)), RULES, later) is None


def test_sizes_and_ages_read_like_windows_shows_them():
    """Binary units with one decimal; hours up to two days, then days."""
    assert [size(0), size(1536), size(24 * GIB), size(3 * 1024 * GIB)] == ["0 B", "1.5 KB", "24.0 GB", "3.0 TB"]
    assert [hours(timedelta(hours=11, minutes=59)), hours(timedelta(days=34))] == ["11 h", "34 d"]
