import json
import threading
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from bot.__main__ import Bot
from bot.engine import Engine
from bot.errors import HostError, Ref, Sent, TrailError
from bot.hyperv import RemovalVerdict
from bot.lifecycle import FINAL, State
from bot.models import AuditEvent
from bot.removal_work import RemovalWork
from tests.bot.world import HERE, OLD, OLDER, OLIVIA, FakeHyperV, build, checkpoint


class Running:
    """A world with the real engine; `wait` returns when the request has reached its end and was told."""

    def __init__(self, folder, hyperv):
        self.world = build(folder, hyperv)
        self.told = []
        self.fault = None
        self._ended = threading.Condition()
        work = RemovalWork(
            self.world.store,
            hyperv,
            self.world.removals.rules,
            self._tell,
            self.world.clock,
            pause=self._pause,
        )
        self.engine = Engine(self.world.store, work, "test-1")
        self.engine.launch()
        self.world.queue.enqueue = self.engine.enqueue

    def _pause(self, seconds):
        self.world.now += timedelta(seconds=seconds)  # waiting is what moves this world's clock

    def _tell(self, request, percent):
        if self.fault is not None:
            raise self.fault
        with self._ended:
            self.told.append((request.state, percent))
            self._ended.notify_all()
        return True

    def remove(self):
        request = self.world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
        self.world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "INC1")
        with self._ended:
            assert self._ended.wait_for(lambda: self.told and self.told[-1][0] in FINAL, timeout=30)
        return self.world.removals.load(request.id)

    def close(self):
        self.engine.stop()
        self.world.store.close()


@pytest.fixture
def running(tmp_path):
    made = []

    def start(hyperv):
        made.append(Running(tmp_path, hyperv))
        return made[0]

    yield start
    made[0].close()


def names(world):
    return [event for event, _ in world.events()]


ROAD = ["removal.planned", "removal.requested", "removal.approved", "removal.started"]


def test_an_approved_request_runs_to_its_end(running):
    """Oldest first, the merge followed, every step in the trail, the last state told."""
    here = running(FakeHyperV(merging_looks=3))
    request = here.remove()

    assert request.state is State.FINISHED
    assert here.world.hyperv.removed == [OLDER, OLD]
    assert names(here.world) == [
        *ROAD,
        "checkpoint.removed",
        "checkpoint.removed",
        "removal.merging",
        "removal.finished",
    ]
    assert (State.MERGING, 50) in here.told
    assert here.told[-1] == (State.FINISHED, None)


def test_what_changed_after_the_confirmation_is_not_touched(running):
    """A checkpoint that came in between makes the request stale; nothing is asked of the host."""
    hyperv = FakeHyperV()
    here = running(hyperv)
    arrived = []

    def arrive(operation):
        if operation == "detail" and arrived != ["planned"]:
            arrived.append("planned")
        elif operation == "detail":
            hyperv.checkpoints.append(checkpoint(OLD.__class__.parse("cccccccc-0000-0000-0000-000000000000"), 15))

    hyperv.trouble = arrive
    request = here.remove()

    assert request.state is State.STALE
    assert hyperv.removed == []
    assert here.world.events()[-1] == ("removal.stale", "refused")


def test_a_lost_answer_is_unknown_then_looked_at_and_never_repeated(running):
    """The line breaks after the host has acted: one removal, recorded as removed after a look."""
    hyperv = FakeHyperV([checkpoint(OLD, 20)])
    hyperv.lose_answer = HostError(Ref.HOST_LOST, sent=Sent.MAYBE, host="hv01")
    here = running(hyperv)
    request = here.remove()

    assert request.state is State.FINISHED
    assert hyperv.removed == [OLD]
    assert hyperv.operations.count("remove") == 1
    assert names(here.world)[4:] == ["removal.unknown", "checkpoint.removed", "removal.merging", "removal.finished"]


def test_a_host_silent_for_a_day_ends_as_failed_with_outcome_unknown(running):
    """It is looked at for a day, and then somebody has to look by hand."""
    hyperv = FakeHyperV([checkpoint(OLD, 20)])
    here = running(hyperv)
    dead = []

    def die(operation):
        if operation == "remove":
            dead.append(operation)
        if dead:
            raise HostError(Ref.HOST_UNREACHABLE, sent=Sent.MAYBE, host="hv01")

    hyperv.trouble = die
    request = here.remove()

    assert request.state is State.FAILED
    assert request.outcome == Ref.OUTCOME_UNKNOWN
    assert here.world.events()[-2:] == [("removal.unknown", "unknown"), ("removal.failed", "unknown")]


def test_a_refused_logon_is_not_tried_again(running):
    """Each wrong password counts towards a lock-out."""
    hyperv = FakeHyperV([checkpoint(OLD, 20)])
    here = running(hyperv)

    def refuse(operation):
        if operation == "remove":
            raise HostError(Ref.HOST_LOGIN, sent=Sent.NO, host="hv01")

    hyperv.trouble = refuse
    request = here.remove()

    assert (request.state, request.outcome) == (State.FAILED, Ref.HOST_LOGIN)
    assert hyperv.operations.count("remove") == 1


def test_a_host_that_says_no_stops_all_further_removals(running):
    """What was done and what was not is in the trail."""
    hyperv = FakeHyperV()
    hyperv.verdict = RemovalVerdict.FAILED
    here = running(hyperv)
    request = here.remove()

    assert request.state is State.FAILED
    assert hyperv.operations.count("remove") == 1
    with here.world.store.reading() as session:
        detail = session.exec(select(AuditEvent.detail).where(AuditEvent.event == "removal.failed")).one()
    assert json.loads(detail)["checkpoints"] == {OLDER: "kept", OLD: "kept"}


def test_a_checkpoint_that_is_already_gone_is_recorded_as_gone(running):
    """After the start the work goes on without it."""
    hyperv = FakeHyperV()
    here = running(hyperv)

    def vanish(operation):
        if operation == "remove" and len(hyperv.checkpoints) == 2:
            hyperv.checkpoints = hyperv.checkpoints[1:]
            hyperv._depth -= 1

    hyperv.trouble = vanish
    request = here.remove()

    assert request.state is State.FINISHED
    assert [item.state for item in request.planned] == ["gone", "removed"]


def test_a_merge_that_never_comes_is_said_after_ten_minutes(running):
    """The checkpoint is gone but the layers stay: failed, with the reference that names the events to read."""
    hyperv = FakeHyperV([checkpoint(OLD, 20)])
    here = running(hyperv)
    original = hyperv.remove

    def keep_layers(host, order):
        result = original(host, order)
        hyperv._depth += 1
        return result

    hyperv.remove = keep_layers
    request = here.remove()

    assert (request.state, request.outcome) == (State.FAILED, Ref.MERGE_STALLED)


def test_a_logon_refused_after_the_script_was_sent_is_looked_at(running):
    """The host may have acted by then, so it is not said that nothing was done."""
    hyperv = FakeHyperV([checkpoint(OLD, 20)])
    hyperv.lose_answer = HostError(Ref.HOST_LOGIN, sent=Sent.MAYBE, host="hv01")
    here = running(hyperv)
    request = here.remove()

    assert (request.state, hyperv.removed) == (State.FINISHED, [OLD])
    assert "removal.unknown" in names(here.world)


def test_what_cannot_be_known_is_not_called_kept(running):
    """The host falls silent for good at the first of two: that one is unknown, only the second was not touched."""
    hyperv = FakeHyperV()
    hyperv.lose_answer = HostError(Ref.HOST_LOST, sent=Sent.MAYBE, host="hv01")

    def die(operation):
        if hyperv.removed:
            raise HostError(Ref.HOST_UNREACHABLE, sent=Sent.NO, host="hv01")

    hyperv.trouble = die
    here = running(hyperv)
    request = here.remove()

    assert (request.state, request.outcome) == (State.FAILED, Ref.OUTCOME_UNKNOWN)
    assert [item.state for item in request.planned] == ["unknown", "kept"]


@pytest.mark.parametrize("sent", [None, Sent.NO])
def test_what_somebody_else_removed_meanwhile_is_not_called_removed(running, sent):
    """The VM was busy, or the host out of reach, until a backup had taken its checkpoint away itself."""
    hyperv = FakeHyperV([checkpoint(OLD, 20)])
    hyperv.verdict = None if sent else RemovalVerdict.BUSY
    here = running(hyperv)

    def trouble(operation):
        if operation == "remove" and sent:
            raise HostError(Ref.HOST_UNREACHABLE, sent=sent, host="hv01")
        if operation == "status" and "remove" in hyperv.operations:
            hyperv.checkpoints, hyperv._depth = [], 1

    hyperv.trouble = trouble
    request = here.remove()

    assert [item.state for item in request.planned] == ["gone"]
    assert "checkpoint.removed" not in names(here.world)


def test_a_chain_that_cannot_be_read_is_not_called_merged(running):
    """Could not tell is not done."""
    hyperv = FakeHyperV([checkpoint(OLD, 20)])
    here = running(hyperv)
    looked = hyperv.status
    hyperv.status = lambda *asked: replace(seen := looked(*asked), depth=None if hyperv.removed else seen.depth)

    assert here.remove().outcome == Ref.MERGE_STALLED


def test_a_request_that_no_work_is_left_for_ends(running):
    """Somebody cancelled its workflow in the engine, for example: the sweep ends it, without a restart."""
    here = running(FakeHyperV())
    here.world.queue.enqueue = lambda *_: None
    request = here.world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    here.world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "INC1")
    sweeping(here.engine, here.world.removals)

    assert here.world.removals.load(request.id).state is State.FAILED
    assert here.told == [(State.FAILED, None)]


def test_no_fault_ends_the_sweep(tmp_path):
    """The next round does what this one could not."""
    world = build(tmp_path)
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    faults = iter([ValueError("a mistake of ours")])

    def settle():
        for fault in faults:
            world.now += timedelta(hours=1)  # only the next round can expire the plan
            raise fault

    sweeping(SimpleNamespace(settle_stranded=settle), world.removals, rounds=2)

    assert world.removals.load(request.id).state is State.EXPIRED
    world.store.close()


def sweeping(engine, removals, rounds=1):
    waits = iter([False] * rounds)
    stop = SimpleNamespace(wait=lambda _: next(waits, True))
    notices = SimpleNamespace(sweep=lambda: None)
    Bot(removals.settings, None, None, notices, removals, None, removals.gate.clock, engine).sweep(stop)


def test_a_database_that_fails_for_a_moment_is_no_failed_removal(running, monkeypatch):
    """The process ends, so that the next start goes on; nothing is said to have failed."""
    here = running(FakeHyperV())
    ended = threading.Event()

    here.fault = TrailError(Ref.TRAIL_UNWRITABLE, detail="database is locked")
    seen = threading.Event()

    def leave(code):
        assert code == 70
        ended.set()
        seen.wait(20)
        raise SystemExit  # this thread goes no further, as in a process that is gone

    monkeypatch.setattr("bot.engine.os._exit", leave)
    request = here.world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    here.world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "INC1")

    assert ended.wait(20)
    assert here.world.removals.load(request.id).state is State.RUNNING
    seen.set()
