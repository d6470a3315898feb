import contextlib

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.lifecycle import AT_WORK, FINAL, OPEN, TRANSITIONS, State, Step, follow


def test_the_straight_road_is_the_one_of_the_contract():
    """Planned → requested → approved → running → merging → finished."""
    state = State.PLANNED
    for step in (Step.REQUEST, Step.APPROVE, Step.START, Step.MERGE, Step.FINISH):
        state = follow(state, step)

    assert state is State.FINISHED


@given(st.lists(st.sampled_from(Step), max_size=40))
def test_a_final_state_is_never_left(steps):
    """Whatever is tried, a request that ended stays as it ended."""
    state, ended = State.PLANNED, None
    for step in steps:
        with contextlib.suppress(Refused):
            state = follow(state, step)
        if ended is not None:
            assert state is ended
        if state in FINAL:
            ended = state


def test_every_state_reaches_an_end():
    """From each state some sequence of steps leads to a final one, and each final one is reached from `planned`."""
    reachable = {State.PLANNED}
    for _ in State:
        reachable |= {after for (before, _), after in TRANSITIONS.items() if before in reachable}

    def ends(state: State) -> bool:
        seen = {state}
        for _ in State:
            seen |= {after for (before, _), after in TRANSITIONS.items() if before in seen}
        return bool(seen & FINAL)

    assert reachable == set(State)
    assert all(ends(state) for state in State)


def test_the_groups_of_states_fit_together():
    """What may be at work is open, and nothing open is final."""
    assert AT_WORK < OPEN
    assert not OPEN & FINAL
    assert set(State) == OPEN | FINAL | {State.PLANNED}


def test_nothing_removes_without_approval():
    """`running` is reached from `approved`, or from a lost line after it, and from nowhere else."""
    before = {state for (state, _), after in TRANSITIONS.items() if after is State.RUNNING}

    assert before == {State.APPROVED, State.UNKNOWN}
