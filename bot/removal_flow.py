"""The work on one approved request as a pure sequence of steps; `engine` makes the steps durable.

Released flows are never edited: a changed sequence is a new function, and the old one stays until no request needs it.
A step may run twice when the process dies, so each one looks before it acts; what a step returned is never asked again.
"""

from enum import StrEnum
from typing import Protocol, TypedDict

from bot.values import RequestId

_ASKS_PER_CHECKPOINT = 3


class Verdict(StrEnum):
    """What a step saw, in the words the flow decides by."""

    SAME = "same"
    STALE = "stale"
    ASKED = "asked"
    GONE = "gone"
    PRESENT = "present"
    BUSY = "busy"
    CHANGED = "changed"
    REFUSED = "refused"
    UNSURE = "unsure"
    SILENT = "silent"
    WORKING = "working"
    IDLE = "idle"
    STALLED = "stalled"
    BLOCKED = "blocked"
    GIVEN_UP = "given-up"


class Goal(StrEnum):
    """What a watch waits for: the checkpoint gone, or the VM done with merging."""

    GONE = "gone"
    IDLE = "idle"


class Fact(StrEnum):
    """What is recorded: each moves the state and writes its row of the trail in one transaction."""

    STARTED = "started"
    STALE = "stale"
    GONE = "gone"
    REMOVED = "removed"
    LOST = "lost"
    FOUND = "found"
    MERGING = "merging"
    FINISHED = "finished"
    FAILED = "failed"


class Seen(TypedDict, total=False):
    """A step's result as it is stored between steps (JSON): the verdict, and what explains it."""

    verdict: str
    ref: str  # reference of the error behind it
    detail: str  # what the host said, for the trail
    since: str  # UTC text: since when the host is silent
    count: int  # number of planned checkpoints
    depth: int  # sum of disk-chain depths before the first removal


class Steps(Protocol):
    """The effects of the flow. None of them raises for what a host or Slack does; all are safe to run twice."""

    def look(self, request: RequestId) -> Seen: ...
    def ask(self, request: RequestId, position: int) -> Seen: ...
    def watch(self, request: RequestId, position: int, goal: str, since: str, depth: int) -> Seen: ...
    def record(self, request: RequestId, fact: str, position: int, seen: Seen) -> bool: ...
    def tell(self, request: RequestId) -> bool: ...


def removal_1(steps: Steps, request: RequestId) -> str:
    """Look, commit the start, then remove one checkpoint after the other and follow the merge to its end."""
    before = steps.look(request)
    if before["verdict"] != Verdict.SAME:
        fact = Fact.STALE if before["verdict"] == Verdict.STALE else Fact.FAILED
        return _end(steps, request, fact, before)
    if not steps.record(request, Fact.STARTED, 0, before):
        steps.tell(request)
        return "not-started"  # cancelled or paused between approval and work
    steps.tell(request)
    for position in range(before["count"]):
        depth = _expected_depth(before, position)
        if position and (halted := _await_merge(steps, request, position - 1, depth)):
            return _end(steps, request, Fact.FAILED, halted)
        if halted := _remove(steps, request, position):
            return _end(steps, request, Fact.FAILED, halted)
    return _follow_merge(steps, request, before)


def _follow_merge(steps: Steps, request: RequestId, before: Seen) -> str:
    last = before["count"] - 1
    depth = _expected_depth(before, before["count"])
    _record_and_tell(steps, request, Fact.MERGING, last, {})
    if halted := _await_merge(steps, request, last, depth, then=Fact.MERGING):
        return _end(steps, request, Fact.FAILED, halted)
    return _end(steps, request, Fact.FINISHED, {})


def _remove(steps: Steps, request: RequestId, position: int) -> Seen | None:
    """None once the checkpoint is gone, else what ended it. Asks again only after a look that still shows it."""
    for _ in range(_ASKS_PER_CHECKPOINT):
        asked = steps.ask(request, position)
        if asked["verdict"] == Verdict.GONE:
            steps.record(request, Fact.GONE, position, asked)
            return None
        if asked["verdict"] not in {Verdict.ASKED, Verdict.BUSY, Verdict.UNSURE}:
            return asked
        lost = asked["verdict"] == Verdict.UNSURE
        if lost:
            _record_and_tell(steps, request, Fact.LOST, position, asked)
        seen = _watched(steps, request, position, Goal.GONE, 0, lost=lost)
        if seen["verdict"] == Verdict.GONE:
            _record_and_tell(steps, request, Fact.REMOVED, position, asked)
            return None
        if seen["verdict"] != Verdict.PRESENT:
            return seen
    return {"verdict": Verdict.REFUSED, "ref": "not-removed"}


def _await_merge(steps: Steps, request: RequestId, position: int, depth: int, then: Fact | None = None) -> Seen | None:
    """None once the VM is done merging, else what ended the wait. `then` restores the state after a lost line."""
    seen = _watched(steps, request, position, Goal.IDLE, depth, lost=False, then=then)
    return None if seen["verdict"] == Verdict.IDLE else seen


def _watched(
    steps: Steps, request: RequestId, position: int, goal: Goal, depth: int, *, lost: bool, then: Fact | None = None
) -> Seen:
    """Watches until there is something to decide; a silent host is recorded once and looked at until it answers."""
    since = ""
    while True:
        seen = steps.watch(request, position, goal, since, depth)
        if seen["verdict"] in {Verdict.SILENT, Verdict.GIVEN_UP} and not lost:
            _record_and_tell(steps, request, Fact.LOST, position, seen)
            lost = True
        if seen["verdict"] == Verdict.SILENT:
            since = seen["since"]
            continue
        if lost and seen["verdict"] not in {Verdict.GIVEN_UP, Verdict.BLOCKED}:
            steps.record(request, Fact.FOUND, position, seen)
            if then is not None:
                steps.record(request, then, position, seen)
            lost = False
        if seen["verdict"] != Verdict.WORKING:
            return seen
        since = ""


def _expected_depth(before: Seen, removed: int) -> int:
    """Each removed checkpoint takes at least one layer off the disks."""
    return max(before["depth"] - removed, 0)


def _end(steps: Steps, request: RequestId, fact: Fact, seen: Seen) -> str:
    _record_and_tell(steps, request, fact, 0, seen)
    return fact.value


def _record_and_tell(steps: Steps, request: RequestId, fact: Fact, position: int, seen: Seen) -> None:
    steps.record(request, fact, position, seen)
    steps.tell(request)
