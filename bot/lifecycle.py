"""The life of a request as a table. All that changes a state is here; what is not in the table is an error."""

from enum import StrEnum

from bot.errors import Ref, Refused


class State(StrEnum):
    """Where a request stands (CONTRACT: `planned → requested → approved → running → merging → finished`)."""

    PLANNED = "planned"
    REQUESTED = "requested"
    APPROVED = "approved"
    RUNNING = "running"
    MERGING = "merging"
    UNKNOWN = "unknown"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    STALE = "stale"
    REFUSED = "refused"
    FAILED = "failed"


class Step(StrEnum):
    """What can happen to a request."""

    REQUEST = "request"
    APPROVE = "approve"
    REJECT = "reject"
    CANCEL = "cancel"
    EXPIRE = "expire"
    FIND_STALE = "find-stale"
    REFUSE = "refuse"
    START = "start"
    LOSE = "lose"  # the line to the host was lost: the outcome is unknown
    FIND = "find"  # the host answers again and the work goes on
    MERGE = "merge"
    FINISH = "finish"
    FAIL = "fail"


# Where each step leads, and from which states.
_STEPS: dict[Step, tuple[State, set[State]]] = {
    Step.REQUEST: (State.REQUESTED, {State.PLANNED}),
    Step.APPROVE: (State.APPROVED, {State.REQUESTED}),
    Step.REJECT: (State.REJECTED, {State.REQUESTED}),
    Step.CANCEL: (State.CANCELLED, {State.PLANNED, State.REQUESTED, State.APPROVED}),
    Step.EXPIRE: (State.EXPIRED, {State.PLANNED, State.REQUESTED}),
    Step.FIND_STALE: (State.STALE, {State.APPROVED}),
    Step.REFUSE: (State.REFUSED, {State.PLANNED, State.APPROVED}),
    Step.START: (State.RUNNING, {State.APPROVED}),
    Step.LOSE: (State.UNKNOWN, {State.RUNNING, State.MERGING}),
    Step.FIND: (State.RUNNING, {State.UNKNOWN}),
    Step.MERGE: (State.MERGING, {State.RUNNING}),
    Step.FINISH: (State.FINISHED, {State.MERGING}),
    Step.FAIL: (State.FAILED, {State.APPROVED, State.RUNNING, State.MERGING, State.UNKNOWN}),
}
TRANSITIONS = {(before, step): after for step, (after, states) in _STEPS.items() for before in states}

FINAL = frozenset(State) - {state for state, _ in TRANSITIONS}
OPEN = frozenset({State.REQUESTED, State.APPROVED, State.RUNNING, State.MERGING, State.UNKNOWN})
AT_WORK = frozenset({State.RUNNING, State.MERGING, State.UNKNOWN})


def follow(state: State, step: Step) -> State:
    """The state after `step`; raises Refused(WRONG_STATE) where the table has no such step."""
    after = TRANSITIONS.get((state, step))
    if after is None:
        raise Refused(Ref.WRONG_STATE, state=state.value, step=step.value)
    return after
