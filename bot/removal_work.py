"""What each step of the removal flow does: look at the host, ask it for one removal, watch, record, tell."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlmodel import Session

from bot import audit, requests
from bot.audit import Event, Outcome
from bot.errors import HostError, HvbotError, OperatorError, Ref, Sent
from bot.hyperv import HyperV, RemovalOrder, RemovalVerdict
from bot.inventory import SnapshotType, VmStatus
from bot.lifecycle import AT_WORK, FINAL, State, Step
from bot.preflight import RemovalRules, difference
from bot.removal_flow import Fact, Goal, Seen, Verdict
from bot.requests import Request
from bot.store import Store
from bot.values import CheckpointId, RequestId, utc_text

_log = logging.getLogger(__name__)

_LOOKS_BEFORE_START = 3
_FAILED_LOOKS_UNTIL_SILENT = 3
_WATCH_AT_MOST = timedelta(minutes=15)  # longer than a stall takes to show
_STALLED_AFTER = timedelta(minutes=10)  # the merge may start late; VMMS itself retries
_SILENT_AT_MOST = timedelta(days=1)
_LOOKS_UNTIL_PRESENT = 4  # after 1 + 2 + 4 + 8 s the host has had time to begin
_LONGEST_PAUSE = 30.0
# Looking again would only repeat a refused logon (and lock the account) or meet the same wall.
_NEVER_AGAIN = frozenset(
    {Ref.HOST_LOGIN, Ref.HOST_TLS, Ref.HOST_SHELL_DENIED, Ref.HOST_HYPERV_DENIED, Ref.HOST_NO_HYPERV, Ref.HOST_SECRET}
)


# Shows a request's state to people, with the merge's per cent if known; returns whether it got there. Never raises for
# what Slack does.
Teller: TypeAlias = Callable[[Request, int | None], bool]


@dataclass(frozen=True)
class RemovalWork:
    """The effects behind `removal_flow.Steps`; `pause` takes seconds and is real sleep outside of tests."""

    store: Store
    hyperv: HyperV
    rules: RemovalRules
    teller: Teller
    clock: Callable[[], datetime]
    pause: Callable[[float], None] = time.sleep

    def look(self, request: RequestId) -> Seen:
        """Whether the host still shows exactly what was confirmed; a host that does not answer is asked three times."""
        wanted = self._load(request)
        for attempt in range(_LOOKS_BEFORE_START):
            try:
                detail = self.hyperv.detail(wanted.host, wanted.vm_id)
                if detail.vm.name != wanted.vm or difference(wanted.checkpoints, detail, self.rules, self.clock()):
                    return {"verdict": Verdict.STALE, "ref": Ref.PLAN_STALE}
                depth = self._status(wanted).depth
                if depth is None:  # without it nobody could tell the end of the merge
                    return {"verdict": Verdict.STALE, "ref": Ref.PLAN_STALE}
                return {"verdict": Verdict.SAME, "count": len(wanted.planned), "depth": depth}
            except HostError as error:
                if error.ref in _NEVER_AGAIN or attempt == _LOOKS_BEFORE_START - 1:
                    return {"verdict": Verdict.REFUSED, "ref": error.ref, "detail": error.log}
                self.pause(2.0 ** (attempt + 1))
            except OperatorError as error:
                return {"verdict": Verdict.REFUSED, "ref": error.ref}
            except HvbotError as error:
                return {"verdict": Verdict.STALE, "ref": error.ref}
        raise AssertionError("the loop ends by a return")

    def ask(self, request: RequestId, position: int) -> Seen:
        """Asks the host to remove one checkpoint; its script re-checks everything right before it acts."""
        wanted = self._load(request)
        target = wanted.planned[position]
        # So that the next start knows that an answer may have been lost.
        self._note_attempts(request, position, target.attempts + 1)
        types = frozenset({SnapshotType.RECOVERY})
        order = RemovalOrder(wanted.vm_id, wanted.vm, target.checkpoint.id, types, self.rules.min_age)
        try:
            result = self.hyperv.remove(wanted.host, order)
        except HostError as error:
            _log.warning("removal %s: %s (%s)", request, error, error.log)
            nothing_sent = error.sent is Sent.NO
            if nothing_sent:
                self._note_attempts(request, position, target.attempts)
            # A logon or right refused before is an answer: nothing was done. Anything else leaves open what happened.
            verdict = Verdict.REFUSED if nothing_sent and error.ref in _NEVER_AGAIN else Verdict.UNSURE
            return {"verdict": verdict, "ref": error.ref, "detail": f"sent: {error.sent.value}"}
        except OperatorError as error:
            return {"verdict": Verdict.REFUSED, "ref": error.ref}
        except HvbotError as error:
            return {"verdict": Verdict.CHANGED, "ref": error.ref}
        if result.verdict is RemovalVerdict.BUSY:  # the host said that it did nothing: this was no attempt
            self._note_attempts(request, position, target.attempts)
        detail = " ".join(part for part in (result.fqid, result.hresult, result.log) if part)
        if result.verdict is RemovalVerdict.GONE and target.attempts:
            return {"verdict": Verdict.ASKED, "detail": "gone after an answer was lost"}
        verdict, ref = _ASKED[result.verdict]
        return {"verdict": verdict, "ref": ref, "detail": detail}

    def watch(self, request: RequestId, position: int, goal: str, since: str, depth: int) -> Seen:
        """Looks after 1, 2, 4 … up to 30 s until there is something to decide (read-only)."""
        wanted = self._load(request)
        watch = _Watch(Goal(goal), wanted.planned[position].checkpoint.id, depth)
        started, failures, wait = self.clock(), 0, 1.0
        silent_since = datetime.fromisoformat(since) if since else None
        while True:
            self.pause(wait)
            wait = min(wait * 2, _LONGEST_PAUSE)
            now = self.clock()
            try:
                status = self._status(wanted)
            except HvbotError as error:
                if not isinstance(error, HostError) or error.ref in _NEVER_AGAIN:
                    return {"verdict": Verdict.BLOCKED, "ref": error.ref}
                failures += 1
                silent_since = silent_since or now
                if now - silent_since >= _SILENT_AT_MOST:
                    return {"verdict": Verdict.GIVEN_UP, "ref": Ref.OUTCOME_UNKNOWN}
                enough = now - started >= _WATCH_AT_MOST if since else failures >= _FAILED_LOOKS_UNTIL_SILENT
                if enough:
                    return {"verdict": Verdict.SILENT, "ref": error.ref, "since": utc_text(silent_since)}
                continue
            failures, silent_since = 0, None
            if verdict := watch.judge(status, now):
                return {"verdict": verdict, "ref": _WATCH_REFS.get(verdict, "")}
            if watch.idle_looks:
                wait = 1.0  # only the look that confirms it is missing
            if status.percent is not None:
                self.teller(wanted, status.percent)
            if now - started >= _WATCH_AT_MOST:
                return {"verdict": Verdict.WORKING}

    def tell(self, request: RequestId) -> bool:
        """Shows the state that is stored now, and remembers that it was shown."""
        wanted = self._load(request)
        if not self.teller(wanted, None):
            return False
        with self.store.writing() as session:
            requests.amend(session, request, told=wanted.state.value)
        return True

    def at_work(self) -> tuple[Request, ...]:
        """Requests that a workflow must be working on."""
        with self.store.reading() as session:
            return requests.in_states(session, AT_WORK | {State.APPROVED})

    def give_up(self, request: RequestId) -> None:
        """Ends a request whose work broke off by a mistake of ours: failed, outcome unknown, look by hand."""
        with self.store.writing() as session:
            if requests.load(session, request).state in AT_WORK | {State.APPROVED}:
                self.record(session, request, Fact.FAILED, 0, {"verdict": Verdict.GIVEN_UP, "ref": Ref.OUTCOME_UNKNOWN})
        self.tell(request)

    def record(self, session: Session, request: RequestId, fact: Fact, position: int, seen: Seen) -> bool:
        """Moves the state and writes the trail in the session's transaction. False: the work must not start."""
        wanted = requests.load(session, request)
        if fact in {Fact.STARTED, Fact.STALE, Fact.FAILED} and wanted.state in FINAL:
            return False  # taken back before the work began
        if fact is Fact.STARTED and requests.paused(session):
            requests.move(session, wanted, Step.REFUSE, outcome=Ref.REMOVAL_PAUSED.value)
            self._append(session, wanted, Event.ACCESS_REFUSED, Outcome.REFUSED, 0, {"ref": Ref.REMOVAL_PAUSED})
            return False
        if fact is Fact.REMOVED and not wanted.planned[position].attempts:
            fact = Fact.GONE  # somebody else was quicker: the host never took our wish
        step, event = _RECORDS[fact]
        if step is not None:
            outcome = str(seen.get("ref", "")) if fact in {Fact.FAILED, Fact.STALE} else wanted.outcome
            requests.move(session, wanted, step, outcome=outcome)
        if fact in {Fact.REMOVED, Fact.GONE}:
            requests.amend_planned(session, request, position, state=fact.value)
        if fact is Fact.FAILED:
            self._settle_the_rest(session, wanted, seen)
        if event is not None:
            self._append(session, wanted, event, _outcome(fact, seen), position, seen)
        return True

    def _append(
        self, session: Session, wanted: Request, event: Event, outcome: Outcome, position: int, seen: Seen
    ) -> None:
        of_one = event in {Event.CHECKPOINT_REMOVED, Event.CHECKPOINT_GONE}
        detail: dict[str, object] = {key: value for key, value in seen.items() if key in {"ref", "detail"} and value}
        if event in {Event.REMOVAL_STARTED, Event.REMOVAL_FAILED, Event.REMOVAL_FINISHED}:
            planned = requests.load(session, wanted.id).planned
            detail["checkpoints"] = {item.checkpoint.id: item.state for item in planned}
        checkpoint = wanted.planned[position].checkpoint.id if of_one else None
        entry = requests.entry_of(wanted, event, outcome, checkpoint_id=checkpoint, reason=wanted.reason, detail=detail)
        audit.append(session, entry, self.clock())

    def _settle_the_rest(self, session: Session, wanted: Request, seen: Seen) -> None:
        blind = _outcome(Fact.FAILED, seen) is Outcome.UNKNOWN
        for position, item in enumerate(wanted.planned):
            if item.state == "planned":
                state = "unknown" if blind and item.attempts else "kept"
                requests.amend_planned(session, wanted.id, position, state=state)

    def _note_attempts(self, request: RequestId, position: int, attempts: int) -> None:
        with self.store.writing() as session:
            requests.amend_planned(session, request, position, attempts=attempts)

    def _load(self, request: RequestId) -> Request:
        with self.store.reading() as session:
            return requests.load(session, request)

    def _status(self, wanted: Request) -> VmStatus:
        return self.hyperv.status(wanted.host, wanted.vm_id, [item.id for item in wanted.checkpoints])


class _Watch:
    """Decides from one look after the other; remembers how many agreed."""

    def __init__(self, goal: Goal, checkpoint: CheckpointId, depth: int) -> None:
        self.goal, self.checkpoint, self.depth = goal, checkpoint, depth
        self.idle_looks = self.present_looks = 0
        self.stalled_since: datetime | None = None

    def judge(self, status: VmStatus, now: datetime) -> Verdict | None:
        if self.goal is Goal.GONE:
            return self._gone(status)
        if status.merging:
            self.idle_looks, self.stalled_since = 0, None
            return None
        if status.depth is None or status.depth > self.depth:  # could not tell is not done
            self.stalled_since = self.stalled_since or now
            return Verdict.STALLED if now - self.stalled_since >= _STALLED_AFTER else None
        self.idle_looks += 1
        return Verdict.IDLE if self.idle_looks >= 2 else None  # one look may fall between two jobs of Hyper-V

    def _gone(self, status: VmStatus) -> Verdict | None:
        if self.checkpoint not in status.still_there:
            return Verdict.GONE
        if status.merging:
            self.present_looks = 0
            return None
        self.present_looks += 1
        return Verdict.PRESENT if self.present_looks >= _LOOKS_UNTIL_PRESENT else None


def _outcome(fact: Fact, seen: Seen) -> Outcome:
    if fact is Fact.LOST or seen.get("verdict") in {Verdict.GIVEN_UP, Verdict.BLOCKED}:
        return Outcome.UNKNOWN
    return {Fact.STALE: Outcome.REFUSED, Fact.FAILED: Outcome.FAILED}.get(fact, Outcome.OK)


_ASKED = {
    RemovalVerdict.ASKED: (Verdict.ASKED, ""),
    RemovalVerdict.GONE: (Verdict.GONE, ""),
    RemovalVerdict.BUSY: (Verdict.BUSY, ""),
    RemovalVerdict.MISMATCH: (Verdict.CHANGED, Ref.VM_CHANGED),
    RemovalVerdict.FAILED: (Verdict.REFUSED, Ref.NOT_REMOVED),
}
_WATCH_REFS = {Verdict.STALLED: Ref.MERGE_STALLED, Verdict.PRESENT: Ref.NOT_REMOVED}
# What each fact does to the state, and its row of the trail.
_RECORDS: dict[Fact, tuple[Step | None, Event | None]] = {
    Fact.STARTED: (Step.START, Event.REMOVAL_STARTED),
    Fact.STALE: (Step.FIND_STALE, Event.REMOVAL_STALE),
    Fact.GONE: (None, Event.CHECKPOINT_GONE),
    Fact.REMOVED: (None, Event.CHECKPOINT_REMOVED),
    Fact.LOST: (Step.LOSE, Event.REMOVAL_UNKNOWN),
    Fact.FOUND: (Step.FIND, None),
    Fact.MERGING: (Step.MERGE, Event.REMOVAL_MERGING),
    Fact.FINISHED: (Step.FINISH, Event.REMOVAL_FINISHED),
    Fact.FAILED: (Step.FAIL, Event.REMOVAL_FAILED),
}
