from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.lifecycle import FINAL, State, Step, follow
from bot.removal_flow import Fact, Goal, Seen, Verdict, removal_1
from bot.values import RequestId

REQUEST = RequestId("R-00000000")
MOVES = {
    Fact.STARTED: Step.START,
    Fact.STALE: Step.FIND_STALE,
    Fact.LOST: Step.LOSE,
    Fact.FOUND: Step.FIND,
    Fact.MERGING: Step.MERGE,
    Fact.FINISHED: Step.FINISH,
    Fact.FAILED: Step.FAIL,
}


@dataclass
class Script:
    """Steps that answer what they are told to, and hold every record against the table of states."""

    looked: Seen
    asks: Callable[[int], str]
    watches: Callable[[str], str]
    starts: bool = True
    state: State = State.APPROVED
    facts: list[tuple[str, int]] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    told: list[State] = field(default_factory=list)

    def look(self, request: RequestId) -> Seen:
        return self.looked

    def ask(self, request: RequestId, position: int) -> Seen:
        self.asked.append(position)
        return {"verdict": self.asks(position)}

    def watch(self, request: RequestId, position: int, goal: str, since: str, depth: int) -> Seen:
        return {"verdict": self.watches(goal), "since": since or "2026-11-25T00:00:00.000Z"}

    def record(self, request: RequestId, fact: str, position: int, seen: Seen) -> bool:
        if fact == Fact.STARTED and not self.starts:
            self.state = State.CANCELLED
            return False
        step = MOVES.get(Fact(fact))
        if step is not None:
            self.state = follow(self.state, step)
        self.facts.append((fact, position))
        return True

    def tell(self, request: RequestId) -> bool:
        self.told.append(self.state)
        return True


def same(count: int = 1) -> Seen:
    return {"verdict": Verdict.SAME, "count": count, "depth": 1 + count}


def settled(goal: str) -> str:
    return Verdict.GONE if goal == Goal.GONE else Verdict.IDLE


def test_two_checkpoints_go_one_after_the_other():
    """The second is asked for only after the first is gone and its merge has ended."""
    script = Script(same(2), lambda _: Verdict.ASKED, settled)

    assert removal_1(script, REQUEST) == "finished"
    assert script.facts == [
        (Fact.STARTED, 0),
        (Fact.REMOVED, 0),
        (Fact.REMOVED, 1),
        (Fact.MERGING, 1),
        (Fact.FINISHED, 0),
    ]
    assert script.told[-1] is State.FINISHED


@pytest.mark.parametrize(("verdict", "end"), [(Verdict.STALE, State.STALE), (Verdict.REFUSED, State.FAILED)])
def test_before_the_start_any_difference_ends_without_asking(verdict, end):
    """What is not as confirmed is not touched, and neither is a host that cannot be looked at."""
    script = Script({"verdict": verdict}, lambda _: Verdict.ASKED, settled)
    removal_1(script, REQUEST)

    assert script.state is end
    assert script.asked == []
    assert script.told == [end]


def test_a_request_cancelled_in_time_asks_nothing():
    """Whoever cancels between approval and start has cancelled."""
    script = Script(same(), lambda _: Verdict.ASKED, settled, starts=False)

    assert removal_1(script, REQUEST) == "not-started"
    assert script.asked == []


def test_a_lost_line_is_recorded_then_looked_at():
    """Unknown first; once the host shows the checkpoint gone the work goes on without asking again."""
    script = Script(same(), lambda _: Verdict.UNSURE, settled)

    assert removal_1(script, REQUEST) == "finished"
    assert script.asked == [0]
    assert [fact for fact, _ in script.facts] == ["started", "lost", "found", "removed", "merging", "finished"]


def test_what_stays_after_three_looks_in_between_ends_as_failed():
    """The same removal is asked for three times at most, each time after a look that shows the checkpoint idle."""
    script = Script(same(2), lambda _: Verdict.ASKED, lambda goal: Verdict.PRESENT)

    assert removal_1(script, REQUEST) == "failed"
    assert script.asked == [0, 0, 0]


def test_after_a_failure_nothing_further_is_asked():
    """A refusal at the first checkpoint leaves the second alone."""
    script = Script(same(2), lambda _: Verdict.CHANGED, settled)

    assert removal_1(script, REQUEST) == "failed"
    assert script.asked == [0]


def test_a_host_that_stays_silent_ends_as_failed_after_unknown():
    """Silent, silent, given up: recorded once as unknown, then failed."""
    answers = iter([Verdict.SILENT, Verdict.SILENT, Verdict.GIVEN_UP])
    script = Script(same(), lambda _: Verdict.ASKED, lambda goal: next(answers))
    removal_1(script, REQUEST)

    assert [fact for fact, _ in script.facts] == ["started", "lost", "failed"]


def test_a_line_lost_during_the_merge_comes_back_to_merging():
    """The state says again what is really going on once the host answers."""
    answers = iter([Verdict.GONE, Verdict.SILENT, Verdict.IDLE])
    script = Script(same(), lambda _: Verdict.ASKED, lambda goal: next(answers))
    removal_1(script, REQUEST)

    assert [fact for fact, _ in script.facts] == [
        "started",
        "removed",
        "merging",
        "lost",
        "found",
        "merging",
        "finished",
    ]


@settings(max_examples=300)
@given(
    st.integers(1, 4),
    st.lists(st.sampled_from([Verdict.ASKED, Verdict.GONE, Verdict.BUSY, Verdict.CHANGED, Verdict.UNSURE])),
    st.lists(
        st.sampled_from(
            [Verdict.GONE, Verdict.PRESENT, Verdict.SILENT, Verdict.WORKING, Verdict.STALLED, Verdict.BLOCKED]
        )
    ),
)
def test_whatever_the_host_does_every_request_ends_and_is_told(count, asks, watches):
    """Exactly one final state, shown last; no checkpoint is asked for more than three times or out of order."""
    asked, watched = iter(asks), iter(watches)

    def seen(goal: str) -> str:
        verdict = next(watched, None)
        if verdict is None or (verdict in {Verdict.GONE, Verdict.PRESENT}) != (goal == Goal.GONE):
            return verdict if verdict in {Verdict.SILENT, Verdict.WORKING, Verdict.BLOCKED} else settled(goal)
        return verdict

    script = Script(same(count), lambda _: next(asked, Verdict.ASKED), seen)
    removal_1(script, REQUEST)

    assert script.state in FINAL
    assert script.told[-1] is script.state
    assert script.asked == sorted(script.asked)
    assert all(script.asked.count(position) <= 3 for position in range(count))
