"""Removing recovery checkpoints, one function per button: each judges again, moves the state, writes the trail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from bot import audit, requests
from bot.audit import Event, Outcome
from bot.errors import BadInput, HvbotError, Ref, Refused, TrailError
from bot.gate import Gate, said_by, signed
from bot.hyperv import HyperV, SimilarNames
from bot.inventory import Vm
from bot.lifecycle import FINAL, OPEN, State, Step
from bot.models import RemovalRequest, Switch
from bot.people import Person, Place
from bot.policy import Right
from bot.preflight import Level, Plan, RemovalRules, judge
from bot.requests import Request
from bot.settings import ReasonRule, Settings
from bot.values import ChannelId, HostName, RequestId, VmId, VmName, utc_text


class Queue(Protocol):
    """Takes an approved request to work when the session's transaction commits (`engine.Engine`)."""

    def enqueue(self, session: Session, request: RequestId, host: HostName) -> None: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form shows: the stored request and the plan with its checks. A stopped plan cannot be confirmed."""

    request: Request
    plan: Plan


@dataclass(frozen=True)
class Removals:
    """The use cases of a removal. `queue` is None while the engine is not running: nothing can be confirmed then."""

    gate: Gate
    hyperv: HyperV
    rules: RemovalRules
    queue: Callable[[], Queue | None]

    def plan_named(self, person: Person, place: Place, host_text: str, vm_text: str) -> Shown:
        """The plan for a VM named by the person; the name must match exactly. Raises HvbotError; asks the host."""
        host = self.gate.host(person, place, host_text)
        vm = self.gate.vm(person, place, host, vm_text)
        self._may_begin(person, place, host, vm)
        try:
            found = self.hyperv.inventory(host, vm).vms[0]
        except SimilarNames as error:
            raise self.gate.similar(person, error) from error
        return self.plan(person, place, host, found.id, found.name)

    def plan(self, person: Person, place: Place, host: HostName, vm_id: VmId, vm: VmName) -> Shown:
        """The plan for exactly this VM, stored as the person is shown it. Raises HvbotError; asks the host."""
        self._may_begin(person, place, host, vm)
        try:
            detail = self.hyperv.detail(host, vm_id)
        except HvbotError as error:
            facts = {"ref": error.ref.value}
            entry = said_by(person, place, Event.REMOVAL_PLANNED, Outcome.FAILED, host=host, vm=vm, detail=facts)
            self.gate.trail.record(entry)
            raise
        if detail.vm.name != vm:  # renamed since it was listed: not the name whose rights were judged
            raise BadInput(Ref.VM_UNKNOWN, host=host, vm=vm)
        plan = judge(detail, self.rules, self.gate.clock())
        if not plan.checkpoints:
            raise BadInput(Ref.NOTHING_TO_REMOVE, host=host, vm=vm)
        return self._store(person, place, host, detail.vm, plan)

    def confirm(self, person: Person, place: Place, request: RequestId, typed: str, reason: str) -> Request:
        """The person's own confirmation. State, trail and work are one transaction; returns once it is committed.

        Raises BadInput(NAME_MISMATCH | REASON_MISSING | REASON_PATTERN), which leave the plan as it is, and Refused.
        """
        wanted = self._owned(person, place, request)
        queue = self._may_begin(person, place, wanted.host, wanted.vm)
        with self.gate.refusals(person, place, request_id=request), self.gate.opened().writing() as session:
            wanted = requests.load(session, request)
            now = self.gate.clock()
            if expired := wanted.state is State.PLANNED and now >= wanted.expires:
                self._expire(session, wanted, now)
            else:
                self._check_form(wanted, typed, reason.strip())
                self._request(session, person, place, wanted, reason.strip() or None, now)
                queue.enqueue(session, wanted.id, wanted.host)
        if expired:
            raise Refused(Ref.PLAN_EXPIRED, vm=wanted.vm)
        return self.load(request)

    def cancel(self, person: Person, place: Place, request: RequestId) -> Request:
        """The requester takes it back; possible until the work has started."""
        wanted = self._owned(person, place, request)
        self.gate.permit(person, place, Right.LIST, wanted.host, wanted.vm)
        with self.gate.refusals(person, place, request_id=request), self.gate.opened().writing() as session:
            wanted = requests.load(session, request)
            requests.move(session, wanted, Step.CANCEL)
            entry = signed(person, place, requests.entry_of(wanted, Event.REMOVAL_CANCELLED, Outcome.OK))
            audit.append(session, entry, self.gate.clock())
        return self.load(request)

    def status(self, person: Person, place: Place, request: RequestId | None) -> tuple[Request, ...]:
        """One request, or all that are open, as far as the person may list their VMs."""
        self.gate.permit(person, place, Right.LIST)
        with self.gate.opened().reading() as session:
            found = (requests.load(session, request),) if request else requests.in_states(session, OPEN)
        seen = tuple(item for item in found if self.gate.allows(person, Right.LIST, item.host, item.vm))
        if request and not seen:
            raise BadInput(Ref.REQUEST_UNKNOWN, request=request)
        return seen

    def set_pause(self, person: Person, place: Place, *, paused: bool) -> None:
        """Stops or lets go every removal that has not started; needs `remove` on any host."""
        self.gate.permit(person, place, Right.REMOVE)
        event = Event.REMOVAL_PAUSED if paused else Event.REMOVAL_RESUMED
        with self.gate.opened().writing() as session:
            now = self.gate.clock()
            value = "paused" if paused else "on"
            session.merge(Switch(name=requests.PAUSE, value=value, by=str(person.user), at=utc_text(now)))
            audit.append(session, said_by(person, place, event, Outcome.OK), now)

    def expire_due(self) -> None:
        """The sweep: a plan that nobody confirmed becomes `expired`, with its row of the trail."""
        with self.gate.opened().writing() as session:
            now = self.gate.clock()
            for wanted in requests.in_states(session, frozenset({State.PLANNED, State.REQUESTED})):
                if now >= wanted.expires:
                    self._expire(session, wanted, now)

    def untold(self) -> tuple[Request, ...]:
        """Requests in a final state whose message does not say so yet."""
        with self.gate.opened().reading() as session:
            return tuple(item for item in requests.untold(session) if item.state in FINAL)

    def note_message(self, request: RequestId, channel: ChannelId, ts: str) -> None:
        """Remembers where the progress message is, so that any later process can finish it."""
        with self.gate.opened().writing() as session:
            requests.amend(session, request, message_channel=channel, message_ts=ts)

    def note_told(self, request: Request) -> None:
        """Remembers that people were shown this state."""
        with self.gate.opened().writing() as session:
            requests.amend(session, request.id, told=request.state.value)

    def load(self, request: RequestId) -> Request:
        """The request as it is stored now. Raises BadInput(REQUEST_UNKNOWN); judges nobody's rights."""
        with self.gate.opened().reading() as session:
            return requests.load(session, request)

    @property
    def settings(self) -> Settings:
        """The configuration that every rule here is judged by."""
        return self.gate.settings

    def _may_begin(self, person: Person, place: Place, host: HostName, vm: VmName) -> Queue:
        """What will take the request to work. Raises Refused, and TrailError while nothing can be put to work."""
        self.gate.permit(person, place, Right.REMOVE, host, vm)
        with self.gate.refusals(person, place, host=host, vm=vm):
            if not self.settings.removal.enabled:
                raise Refused(Ref.REMOVAL_DISABLED)
            if self.settings.removal.approvals:
                raise Refused(Ref.APPROVALS_UNAVAILABLE)
            store, queue = self.gate.opened(), self.queue()
            if queue is None:
                raise TrailError(Ref.TRAIL_UNWRITABLE, detail="start")
            with store.reading() as session:
                if requests.paused(session):
                    raise Refused(Ref.REMOVAL_PAUSED)
        return queue

    def _store(self, person: Person, place: Place, host: HostName, vm: Vm, plan: Plan) -> Shown:
        now = self.gate.clock()
        stops = [check.rule.value for check in plan.checks if check.level is Level.STOP]
        facts = {"checkpoints": [item.id for item in plan.checkpoints], "stops": stops}
        row = RemovalRequest(
            id=RequestId.new(),
            state=State.PLANNED.value,
            host=host,
            vm_id=vm.id,
            vm_name=vm.name,
            requester=person.user,
            requester_name=person.name,
            team=person.team,
            channel=place.channel,
            thread=place.thread,
            language=(self.settings.slack.language or person.language).value,
            created_at=utc_text(now),
            expires_at=utc_text(now + self.settings.removal.plan_expires),
        )
        with self.gate.opened().writing() as session:
            if busy := requests.open_for(session, host, vm.id):
                raise BadInput(Ref.ALREADY_OPEN, vm=vm.name, request=busy)
            wanted = requests.insert(session, row, plan.checkpoints)
            outcome = Outcome.REFUSED if stops else Outcome.OK
            entry = requests.entry_of(wanted, Event.REMOVAL_PLANNED, outcome, detail=facts)
            audit.append(session, signed(person, place, entry), now)
            if stops:
                requests.move(session, wanted, Step.REFUSE, outcome=Ref.PLAN_STOPPED.value)
        return Shown(self.load(wanted.id), plan)

    def _request(
        self, session: Session, person: Person, place: Place, wanted: Request, reason: str | None, now: datetime
    ) -> None:
        if busy := requests.open_for(session, wanted.host, wanted.vm_id):
            raise Refused(Ref.ALREADY_OPEN, vm=wanted.vm, request=busy)
        requested = requests.move(session, wanted, Step.REQUEST, reason=reason)
        facts = {"checkpoints": [item.id for item in wanted.checkpoints]}
        entry = requests.entry_of(wanted, Event.REMOVAL_REQUESTED, Outcome.OK, reason=reason, detail=facts)
        entry = signed(person, place, entry)
        audit.append(session, entry, now)
        # With `approvals = 0` the requester's own confirmation is enough, and the trail says so.
        requests.move(session, requested, Step.APPROVE, approver=person.user)
        own = {"approvals": 0, "by": "own confirmation"}
        audit.append(session, replace(entry, event=Event.REMOVAL_APPROVED, detail=own), now)

    def _check_form(self, wanted: Request, typed: str, reason: str) -> None:
        if typed != wanted.vm:
            raise BadInput(Ref.NAME_MISMATCH, vm=wanted.vm)
        if not reason and self.settings.removal.reason is ReasonRule.REQUIRED:
            raise BadInput(Ref.REASON_MISSING)
        pattern = self.settings.removal.reason_pattern
        if reason and pattern is not None and pattern.search(reason) is None:
            raise BadInput(Ref.REASON_PATTERN, detail=pattern.pattern)

    def _expire(self, session: Session, wanted: Request, now: datetime) -> None:
        requests.move(session, wanted, Step.EXPIRE, outcome=Ref.PLAN_EXPIRED.value)
        entry = requests.entry_of(wanted, Event.REMOVAL_EXPIRED, Outcome.REFUSED)
        audit.append(session, entry, now)

    def _owned(self, person: Person, place: Place, request: RequestId) -> Request:
        wanted = self.load(request)
        with self.gate.refusals(person, place, host=wanted.host, vm=wanted.vm, request_id=request):
            if (person.user, person.team) != (wanted.requester, wanted.team):
                raise Refused(Ref.WRONG_PERSON)
        return wanted
