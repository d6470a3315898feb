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


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.PLANNED, Step.REQUEST): State.REQUESTED,
    (State.PLANNED, Step.CANCEL): State.CANCELLED,
    (State.PLANNED, Step.EXPIRE): State.EXPIRED,
    (State.PLANNED, Step.REFUSE): State.REFUSED,
    (State.REQUESTED, Step.APPROVE): State.APPROVED,
    (State.REQUESTED, Step.REJECT): State.REJECTED,
    (State.REQUESTED, Step.CANCEL): State.CANCELLED,
    (State.REQUESTED, Step.EXPIRE): State.EXPIRED,
    (State.APPROVED, Step.CANCEL): State.CANCELLED,
    (State.APPROVED, Step.FIND_STALE): State.STALE,
    (State.APPROVED, Step.REFUSE): State.REFUSED,
    (State.APPROVED, Step.START): State.RUNNING,
    (State.APPROVED, Step.FAIL): State.FAILED,
    (State.RUNNING, Step.LOSE): State.UNKNOWN,
    (State.RUNNING, Step.MERGE): State.MERGING,
    (State.RUNNING, Step.FAIL): State.FAILED,
    (State.UNKNOWN, Step.FIND): State.RUNNING,
    (State.UNKNOWN, Step.FAIL): State.FAILED,
    (State.MERGING, Step.LOSE): State.UNKNOWN,
    (State.MERGING, Step.FINISH): State.FINISHED,
    (State.MERGING, Step.FAIL): State.FAILED,
}

FINAL = frozenset(State) - {state for state, _ in TRANSITIONS}
OPEN = frozenset({State.REQUESTED, State.APPROVED, State.RUNNING, State.MERGING, State.UNKNOWN})
AT_WORK = frozenset({State.RUNNING, State.MERGING, State.UNKNOWN})


def follow(state: State, step: Step) -> State:
    """The state after `step`; raises Refused(WRONG_STATE) where the table has no such step."""
    after = TRANSITIONS.get((state, step))
    if after is None:
        raise Refused(Ref.WRONG_STATE, state=state.value, step=step.value)
    return after
