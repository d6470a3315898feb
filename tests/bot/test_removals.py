from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.errors import BadInput, HostError, Ref, Refused, Sent
from bot.hyperv import SimilarNames
from bot.inventory import SnapshotType
from bot.lifecycle import State
from bot.people import Standing
from bot.removal_flow import Fact
from bot.removal_work import RemovalWork
from bot.store import Store
from bot.values import HostName, RequestId, VmName
from tests.bot.world import CONFIGURATION, HERE, JUN, NOW, OLD, OLDER, OLIVIA, FakeHyperV, build, checkpoint


@pytest.fixture
def world(tmp_path):
    built = build(tmp_path)
    yield built
    built.store.close()


def refused(ref: Ref):
    return pytest.raises(Refused, match=rf"^{ref.value}\b")


def bad(ref: Ref):
    return pytest.raises(BadInput, match=rf"^{ref.value}\b")


def test_a_plan_is_stored_as_it_is_shown(world):
    """The exact checkpoints, oldest first, and the row of the trail that lists them."""
    shown = world.removals.plan_named(OLIVIA, HERE, "HyperV-A", "SQL 01")

    assert [item.id for item in shown.request.checkpoints] == [OLDER, OLD]
    assert shown.request.state is State.PLANNED
    assert shown.request.expires == NOW + timedelta(minutes=15)
    assert world.events() == [("removal.planned", "ok")]


def test_confirming_commits_state_trail_and_work_together(world):
    """With `approvals = 0` the confirmation approves, says so, and puts the request to work."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    confirmed = world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", " INC1 ")

    assert (confirmed.state, confirmed.reason, confirmed.approver) == (State.APPROVED, "INC1", OLIVIA.user)
    assert world.queue.taken == [(request.id, "hv01")]
    assert world.events()[1:] == [("removal.requested", "ok"), ("removal.approved", "ok")]


def test_if_the_work_cannot_be_enqueued_nothing_is_confirmed(world):
    """One transaction: no state, no trail, no work."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request

    def broken(*_: object) -> None:
        raise RuntimeError

    world.queue.enqueue = broken
    with pytest.raises(RuntimeError):
        world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "INC1")

    assert world.removals.load(request.id).state is State.PLANNED
    assert world.events() == [("removal.planned", "ok")]


@pytest.mark.parametrize(
    ("typed", "reason", "ref"), [("sql 01", "x", Ref.NAME_MISMATCH), ("SQL 01", " ", Ref.REASON_MISSING)]
)
def test_a_mistake_in_the_form_leaves_the_plan_as_it_is(world, typed, reason, ref):
    """A wrong name or a missing reason can be mended in the open form."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    with bad(ref):
        world.removals.confirm(OLIVIA, HERE, request.id, typed, reason)

    assert world.removals.load(request.id).state is State.PLANNED
    assert world.queue.taken == []


def test_nobody_confirms_for_somebody_else(world):
    """Another person with the same rights is the wrong person, and the trail says so."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    with refused(Ref.WRONG_PERSON):
        world.removals.confirm(replace(OLIVIA, user=JUN.user), HERE, request.id, "SQL 01", "x")

    assert world.events()[-1] == ("access.refused", "refused")


@pytest.mark.parametrize(
    ("person", "place", "ref"),
    [
        (JUN, HERE, Ref.HOST_UNKNOWN),
        (replace(OLIVIA, standing=Standing.GUEST), HERE, Ref.NOT_A_MEMBER),
        (replace(OLIVIA, standing=Standing.DEACTIVATED), HERE, Ref.NOT_A_MEMBER),
        (OLIVIA, replace(HERE, shared=True), Ref.CHANNEL_SHARED),
    ],
)
def test_each_refusal_is_a_row_and_asks_no_host(world, person, place, ref):
    """Without a right, without standing or in a shared channel the host is not even looked at."""
    with refused(ref):
        world.removals.plan_named(person, place, "hv01", "SQL 01")

    assert world.hyperv.operations == []
    assert world.events() == [("access.refused", "refused")]


def test_an_unknown_host_and_a_forbidden_one_look_the_same(world):
    """Same reference, same facts: nobody can probe for names."""
    with refused(Ref.HOST_UNKNOWN) as unknown:
        world.removals.plan_named(OLIVIA, HERE, "nowhere", "SQL 01")
    with refused(Ref.HOST_UNKNOWN) as forbidden:
        world.removals.plan_named(JUN, HERE, "hv01", "SQL 01")

    assert set(unknown.value.facts) == set(forbidden.value.facts) == {"host"}


@pytest.mark.parametrize(
    ("change", "ref"),
    [
        (("enabled = true", "enabled = false"), Ref.REMOVAL_DISABLED),
        (("approvals = 0", 'approvals = 1\napproval_channel = "C0OPS"'), Ref.APPROVALS_UNAVAILABLE),
    ],
)
def test_the_configuration_can_keep_removals_shut(tmp_path, change, ref):
    """Read-only until somebody decides otherwise, and no removal past a second person who cannot be asked yet."""
    world = build(tmp_path, text=CONFIGURATION.replace(*change))
    with refused(ref):
        world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01")

    assert world.hyperv.operations == []
    world.store.close()


def test_similar_names_are_told_only_to_those_who_may_know_them(world):
    """A name that only looks alike helps the person, unless it is a VM that they must not know of."""

    def alike(names):
        def raise_it(operation):
            raise SimilarNames(HostName("hv01"), "SQL 01", tuple(map(VmName, names)))

        return raise_it

    world.hyperv.trouble = alike(["SQL-01", "PAYROLL 01"])
    with bad(Ref.VM_SIMILAR) as seen:
        world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01")
    world.hyperv.trouble = alike(["PAYROLL 01"])
    with bad(Ref.VM_UNKNOWN):
        world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01")

    assert seen.value.facts["candidates"] == "SQL-01"


def test_a_pause_holds_what_has_not_started(world):
    """Nobody plans or confirms during a pause; afterwards the same plan can be confirmed."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    world.removals.set_pause(OLIVIA, HERE, paused=True)
    with refused(Ref.REMOVAL_PAUSED):
        world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x")
    world.removals.set_pause(OLIVIA, HERE, paused=False)

    assert world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x").state is State.APPROVED


def test_no_transaction_waits_for_a_second_connection(world):
    """Whoever holds the write lock needs no connection besides, for all others may be held by those who wait for it."""
    engine = sa.create_engine(world.store.url, pool_size=1, max_overflow=0, pool_timeout=0.1)
    store = Store(engine)
    removals = replace(world.removals, gate=replace(world.removals.gate, store=store))
    work = RemovalWork(store, world.hyperv, removals.rules, lambda *_: True, world.clock)
    request = removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x")
    for fact in (Fact.STARTED, Fact.REMOVED, Fact.MERGING, Fact.FINISHED):
        with store.writing() as session:
            assert work.record(session, request.id, fact, 0, {})

    assert removals.load(request.id).state is State.FINISHED
    store.close()


def test_a_request_taken_back_in_the_queue_stays_taken_back(world):
    """Whatever the first look at the host would have said of it."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x")
    world.removals.cancel(OLIVIA, HERE, request.id)
    work = RemovalWork(world.store, world.hyperv, world.removals.rules, lambda *_: True, world.clock)
    for fact in (Fact.STARTED, Fact.STALE, Fact.FAILED):
        with world.store.writing() as session:
            assert not work.record(session, request.id, fact, 0, {})

    assert world.removals.load(request.id).state is State.CANCELLED


def test_a_plan_that_came_of_age_is_expired_and_says_so(world):
    """By the click that comes too late, with the row of the trail."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    world.now += timedelta(minutes=15)
    with refused(Ref.PLAN_EXPIRED):
        world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x")

    assert world.removals.load(request.id).state is State.EXPIRED
    assert ("removal.expired", "refused") in world.events()


def test_a_plan_that_nobody_confirms_is_expired_by_the_sweep(world):
    """Closing the form writes nothing; the sweep does, once."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    world.now += timedelta(hours=1)
    world.removals.expire_due()
    world.removals.expire_due()

    assert world.removals.load(request.id).state is State.EXPIRED
    assert world.events() == [("removal.planned", "ok"), ("removal.expired", "refused")]


def test_one_vm_has_one_open_request(world):
    """A second plan for a VM that is being worked on is sent to the first request."""
    first = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    second = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    world.removals.confirm(OLIVIA, HERE, first.id, "SQL 01", "x")
    with refused(Ref.ALREADY_OPEN):
        world.removals.confirm(OLIVIA, HERE, second.id, "SQL 01", "x")
    with bad(Ref.ALREADY_OPEN) as error:
        world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01")

    assert error.value.facts["request"] == first.id


def test_a_confirmation_counts_once(world):
    """The second delivery of the same form finds the state moved on."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x")
    with pytest.raises(Refused):
        world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x")

    assert len(world.queue.taken) == 1


def test_a_stopped_plan_is_refused_at_once(tmp_path):
    """A young recovery checkpoint stops the whole VM; the request ends as refused and cannot be confirmed."""
    world = build(tmp_path, FakeHyperV([checkpoint(OLDER, 40), checkpoint(OLD, 0.1)]))
    shown = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01")

    assert shown.plan.stopped
    assert world.removals.load(shown.request.id).state is State.REFUSED
    with refused(Ref.WRONG_STATE):
        world.removals.confirm(OLIVIA, HERE, shown.request.id, "SQL 01", "x")
    world.store.close()


def test_manual_checkpoints_are_nothing_to_remove(tmp_path):
    """`remove` has only the meaning of the article's second command."""
    world = build(tmp_path, FakeHyperV([checkpoint(OLD, 40, SnapshotType.STANDARD)]))
    with bad(Ref.NOTHING_TO_REMOVE):
        world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01")

    assert ("removal.planned", "ok") not in world.events()
    world.store.close()


def test_a_host_that_does_not_answer_makes_no_plan(world):
    """The failure is in the trail, and nothing was stored to confirm."""

    def down(_: str) -> None:
        raise HostError(Ref.HOST_UNREACHABLE, sent=Sent.NO, host="hv01")

    world.hyperv.trouble = lambda operation: down(operation) if operation == "detail" else None
    with pytest.raises(HostError):
        world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01")

    assert world.events() == [("removal.planned", "failed")]


def test_the_requester_takes_a_request_back(world):
    """Until it has started; afterwards the state stands in the way."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x")
    cancelled = world.removals.cancel(OLIVIA, HERE, request.id)

    assert cancelled.state is State.CANCELLED
    with refused(Ref.WRONG_STATE):
        world.removals.cancel(OLIVIA, HERE, request.id)


def test_an_unknown_request_is_said_to_be_unknown(world):
    """Also to those who may do much."""
    with bad(Ref.REQUEST_UNKNOWN):
        world.removals.confirm(OLIVIA, HERE, RequestId.new(), "SQL 01", "x")

    assert [] == world.queue.taken


def test_status_shows_only_what_one_may_list(world):
    """Somebody without the right is refused; an unknown id is said to be unknown."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "x")

    assert [item.id for item in world.removals.status(OLIVIA, HERE, None)] == [request.id]
    with refused(Ref.NOT_ALLOWED):
        world.removals.status(JUN, HERE, request.id)
