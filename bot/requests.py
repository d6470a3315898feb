"""A request as everyone but the database sees it, and the only functions that read or move its row."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Unpack

import sqlalchemy as sa
from pydantic import Field, TypeAdapter
from sqlmodel import Session, SQLModel, col, select

from bot.audit import About, Entry, Event, Outcome
from bot.errors import BadInput, Ref, Refused
from bot.inventory import Checkpoint, Moment, SnapshotType
from bot.lifecycle import OPEN, State, Step, follow
from bot.models import PlannedCheckpoint, RemovalRequest, Switch
from bot.values import ChannelId, HostName, RequestId, TeamId, UserId, VmId, VmName, utc_text
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
    """One wish to remove, as stored."""

    id: RequestId
    state: State
    host: HostName
    vm_id: VmId
    vm: Annotated[VmName, Field(validation_alias="vm_name")]
    requester: UserId
    team: TeamId
    channel: ChannelId
    thread: str | None
    language: Language
    message_channel: ChannelId | None  # where the progress message is, once it was posted
    message_ts: str | None
    expires: Annotated[Moment, Field(validation_alias="expires_at")]
    reason: str | None
    approver: UserId | None
    outcome: str | None  # a reference of texts/*/errors.ftl where it ended badly
    planned: tuple[Planned, ...]

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The exact checkpoints that were shown, oldest first."""
        return tuple(item.checkpoint for item in self.planned)


_REQUEST = TypeAdapter(Request)


def load(session: Session, request: RequestId) -> Request:
    """Raises BadInput(REQUEST_UNKNOWN)."""
    row = session.get(RemovalRequest, str(request))
    if row is None:
        raise BadInput(Ref.REQUEST_UNKNOWN, request=request)
    of_request = select(PlannedCheckpoint).where(PlannedCheckpoint.request_id == str(request))
    planned = session.exec(of_request.order_by(col(PlannedCheckpoint.position)))
    return _REQUEST.validate_python({**row.model_dump(), "planned": tuple(map(_planned, planned))})


def open_for(session: Session, host: HostName, vm_id: VmId) -> RequestId | None:
    """The request that is at this VM, if any."""
    found = _where(session, RemovalRequest.host == host, RemovalRequest.vm_id == vm_id, _in(OPEN))
    return found[0].id if found else None


def in_states(session: Session, states: frozenset[State]) -> tuple[Request, ...]:
    """Every request in one of the states, oldest first."""
    return _where(session, _in(states))


def paused(session: Session) -> bool:
    """Whether somebody paused removals."""
    return session.exec(select(Switch.value).where(Switch.name == PAUSE)).first() == "paused"


def untold(session: Session) -> tuple[Request, ...]:
    """Requests whose message does not show their state yet, because Slack could not be reached or the process died."""
    # Whatever was never confirmed has no message: its form said all there was to say.
    shown = sa.or_(col(RemovalRequest.message_channel).is_not(None), col(RemovalRequest.approver).is_not(None))
    return _where(session, RemovalRequest.told != RemovalRequest.state, shown)


def insert(session: Session, row: RemovalRequest, checkpoints: Iterable[Checkpoint]) -> Request:
    """Writes a new request with its plan."""
    session.add(row)
    session.flush()
    for position, item in enumerate(checkpoints):
        planned = PlannedCheckpoint(
            request_id=row.id,
            position=position,
            checkpoint_id=item.id,
            name=item.name,
            type=int(item.type),
            created=utc_text(item.created),
            size=item.size,
        )
        session.add(planned)
    return load(session, row.id)


def entry_of(wanted: Request, event: Event, outcome: Outcome, **about: Unpack[About]) -> Entry:
    """The trail's entry of something that happened to the request by itself."""
    about |= {"host": wanted.host, "vm": wanted.vm, "request_id": wanted.id}
    return Entry(event=event, outcome=outcome, actor="system", team=wanted.team, channel=wanted.channel, **about)


def move(session: Session, request: Request, step: Step, **changes: str | None) -> Request:
    """Follows the table from the state that was read; raises Refused(WRONG_STATE) if somebody else was quicker.

    The request is the one that was given, in its new state.
    """
    after = follow(request.state, step)
    where = col(RemovalRequest.id) == str(request.id), col(RemovalRequest.state) == request.state.value
    if _update(session, RemovalRequest, *where, state=after.value, **changes) != 1:
        raise Refused(Ref.WRONG_STATE, state=request.state.value, step=step.value)
    return replace(request, state=after)


def amend(session: Session, request: RequestId, **changes: str | None) -> None:
    """Changes facts about the request that are not its state."""
    _update(session, RemovalRequest, col(RemovalRequest.id) == str(request), **changes)


def amend_planned(session: Session, request: RequestId, position: int, **changes: str | int) -> None:
    """Changes what is known of one planned checkpoint."""
    where = col(PlannedCheckpoint.request_id) == str(request), col(PlannedCheckpoint.position) == position
    _update(session, PlannedCheckpoint, *where, **changes)


def _where(session: Session, *conditions: sa.ColumnElement[bool] | bool) -> tuple[Request, ...]:
    found = session.exec(select(RemovalRequest.id).where(*conditions).order_by(col(RemovalRequest.created_at))).all()
    return tuple(load(session, RequestId(request)) for request in found)


def _update(session: Session, table: type[SQLModel], *where: sa.ColumnElement[bool], **changes: object) -> int:
    return session.connection().execute(sa.update(table).where(*where).values(**changes)).rowcount


def _in(states: frozenset[State]) -> sa.ColumnElement[bool]:
    return col(RemovalRequest.state).in_(map(str, states))  # drivers look at the exact class


def _planned(row: PlannedCheckpoint) -> Planned:
    created = datetime.fromisoformat(row.created)
    checkpoint = Checkpoint(row.checkpoint_id, row.name, SnapshotType(row.type), created, None, row.size)
    return Planned(checkpoint, row.state, row.attempts)
