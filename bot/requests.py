"""A request as everyone but the database sees it, and the only functions that read or move its row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.audit import Entry, Event, Outcome
from bot.errors import BadInput, Ref, Refused
from bot.inventory import Checkpoint, SnapshotType, Vm
from bot.lifecycle import State, Step, follow
from bot.models import PlannedCheckpoint, RemovalRequest, Switch
from bot.people import Person, Place
from bot.preflight import Plan
from bot.values import ChannelId, CheckpointId, HostName, RequestId, TeamId, UserId, VmId, VmName, utc_text
from knowledge.languages import Language

PAUSE = "removals"  # the name of the switch


@dataclass(frozen=True, slots=True)
class Planned:
    """One checkpoint of the plan. `state` is planned, removed (by us), gone (before we asked), kept or unknown."""

    checkpoint: Checkpoint
    state: str
    attempts: int  # how often its removal may have reached the host; more than one means an answer was lost


@dataclass(frozen=True, slots=True)
class Request:
    """One wish to remove, as stored. Times are UTC; `message` is (channel, ts) of the progress message once posted."""

    id: RequestId
    state: State
    host: HostName
    vm_id: VmId
    vm: VmName
    requester: UserId
    requester_name: str
    team: TeamId
    channel: ChannelId
    thread: str | None
    language: Language
    message: tuple[ChannelId, str] | None
    created: datetime
    expires: datetime
    reason: str | None
    approver: UserId | None
    outcome: str | None  # a reference of texts/*/errors.ftl where it ended badly
    planned: tuple[Planned, ...]

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The exact checkpoints that were shown, oldest first."""
        return tuple(item.checkpoint for item in self.planned)


def load(session: Session, request: RequestId) -> Request:
    """Raises BadInput(REQUEST_UNKNOWN)."""
    row = session.get(RemovalRequest, str(request))
    if row is None:
        raise BadInput(Ref.REQUEST_UNKNOWN, request=request)
    planned = session.exec(
        select(PlannedCheckpoint)
        .where(PlannedCheckpoint.request_id == str(request))
        .order_by(col(PlannedCheckpoint.position))
    )
    return _request(row, tuple(_planned(item) for item in planned))


def open_for(session: Session, host: HostName, vm_id: VmId, states: frozenset[State]) -> RequestId | None:
    """The request that is at this VM in one of the states, if any."""
    found = session.exec(
        select(RemovalRequest.id).where(
            RemovalRequest.host == host,
            RemovalRequest.vm_id == vm_id,
            col(RemovalRequest.state).in_([state.value for state in states]),
        )
    ).first()
    return RequestId(found) if found else None


def in_states(session: Session, states: frozenset[State]) -> tuple[Request, ...]:
    """Every request in one of the states, oldest first."""
    found = session.exec(
        select(RemovalRequest.id)
        .where(col(RemovalRequest.state).in_([state.value for state in states]))
        .order_by(col(RemovalRequest.created_at))
    ).all()
    return tuple(load(session, RequestId(request)) for request in found)


def paused(session: Session) -> bool:
    """Whether somebody paused removals."""
    return session.exec(select(Switch.value).where(Switch.name == PAUSE)).first() == "paused"


def untold(session: Session) -> tuple[Request, ...]:
    """Requests whose message does not show their state yet, because Slack could not be reached or the process died."""
    found = session.exec(
        select(RemovalRequest.id).where(
            RemovalRequest.told != RemovalRequest.state,
            # Whatever was never confirmed has no message: its form said all there was to say.
            sa.or_(col(RemovalRequest.message_channel).is_not(None), col(RemovalRequest.approver).is_not(None)),
        )
    ).all()
    return tuple(load(session, RequestId(request)) for request in found)


def insert(
    session: Session,
    person: Person,
    place: Place,
    host: HostName,
    vm: Vm,
    plan: Plan,
    language: Language,
    valid: tuple[datetime, datetime],
) -> Request:
    """Writes a request in its first state with its plan, which is `valid` from and until these moments."""
    row = RemovalRequest(
        id=RequestId.new(),
        state=State.PLANNED.value,
        host=host,
        vm_id=vm.id,
        vm_name=vm.name,
        standard=False,
        requester=person.user,
        requester_name=person.name,
        team=person.team,
        channel=place.channel,
        thread=place.thread,
        language=language.value,
        created_at=utc_text(valid[0]),
        expires_at=utc_text(valid[1]),
    )
    session.add(row)
    session.flush()
    for position, checkpoint in enumerate(plan.checkpoints):
        session.add(
            PlannedCheckpoint(
                request_id=row.id,
                position=position,
                checkpoint_id=checkpoint.id,
                name=checkpoint.name,
                type=int(checkpoint.type),
                created=utc_text(checkpoint.created),
                size=checkpoint.size,
            )
        )
    session.flush()
    return load(session, row.id)


def entry_of(wanted: Request, event: Event, outcome: Outcome, **more: Any) -> Entry:
    """The trail's entry of something that happened to the request by itself; `more` are further fields of Entry."""
    return Entry(
        event=event,
        outcome=outcome,
        actor="system",
        team=wanted.team,
        channel=wanted.channel,
        host=wanted.host,
        vm=wanted.vm,
        request_id=wanted.id,
        **more,
    )


def move(session: Session, request: Request, step: Step, **changes: str | None) -> State:
    """Follows the table from the state that was read; raises Refused(WRONG_STATE) if somebody else was quicker."""
    after = follow(request.state, step)
    moved = session.connection().execute(
        sa.update(RemovalRequest)
        .where(col(RemovalRequest.id) == str(request.id), col(RemovalRequest.state) == request.state.value)
        .values(state=after.value, **changes)
    )
    if moved.rowcount != 1:
        raise Refused(Ref.WRONG_STATE, state=request.state.value, step=step.value)
    return after


def amend(session: Session, request: RequestId, **changes: str | None) -> None:
    """Changes facts about the request that are not its state."""
    session.connection().execute(
        sa.update(RemovalRequest).where(col(RemovalRequest.id) == str(request)).values(**changes)
    )


def amend_planned(session: Session, request: RequestId, position: int, **changes: str | int) -> None:
    """Changes what is known of one planned checkpoint."""
    session.connection().execute(
        sa.update(PlannedCheckpoint)
        .where(col(PlannedCheckpoint.request_id) == str(request), col(PlannedCheckpoint.position) == position)
        .values(**changes)
    )


def _request(row: RemovalRequest, planned: tuple[Planned, ...]) -> Request:
    message = None
    if row.message_channel is not None and row.message_ts is not None:
        message = (ChannelId(row.message_channel), row.message_ts)
    return Request(
        id=RequestId(row.id),
        state=State(row.state),
        host=HostName(row.host),
        vm_id=VmId(row.vm_id),
        vm=VmName(row.vm_name),
        requester=UserId(row.requester),
        requester_name=row.requester_name,
        team=TeamId(row.team),
        channel=ChannelId(row.channel),
        thread=row.thread,
        language=Language(row.language),
        message=message,
        created=datetime.fromisoformat(row.created_at),
        expires=datetime.fromisoformat(row.expires_at),
        reason=row.reason,
        approver=UserId(row.approver) if row.approver else None,
        outcome=row.outcome,
        planned=planned,
    )


def _planned(row: PlannedCheckpoint) -> Planned:
    checkpoint = Checkpoint(
        id=CheckpointId(row.checkpoint_id),
        name=row.name,
        type=SnapshotType(row.type),
        created=datetime.fromisoformat(row.created),
        parent=None,
        size=row.size,
    )
    return Planned(checkpoint, row.state, row.attempts)
