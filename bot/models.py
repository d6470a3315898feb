"""The tables. Text is stored as plain TEXT; columns that hold a word of the product come back as its type."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Dialect, ForeignKey, Index, Integer, Text, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from bot.lifecycle import OPEN, State
from bot.values import CheckpointId, EntryId, HostName, RequestId, UserId, VmId, VmName

_OPEN = text("state IN ({})".format(", ".join(f"'{state}'" for state in State if state in OPEN)))


class Word(TypeDecorator[str]):
    """TEXT that comes back as `kind`. What is in the database was checked when it went in."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[str]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's
        """Drivers look at the exact class, so they get a plain str."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's
        """None stays None."""
        return None if value is None else self.kind(value)


def _word(kind: type[str], *, null: bool = False, key: bool = False) -> Any:
    column: Column[Any] = Column(Word(kind), primary_key=key, nullable=null)
    return Field(default=None, sa_column=column) if null else Field(sa_column=column)


def _text(*, null: bool = False, key: bool = False) -> Any:
    column = Column(Text, primary_key=key, nullable=null)
    return Field(default=None, sa_column=column) if null else Field(sa_column=column)


class _Table(SQLModel):
    model_config = {"arbitrary_types_allowed": True}


class AuditEvent(_Table, table=True):
    """One fact of the trail, exactly as hashed. Written by `bot.audit.append` only; the database refuses changes."""

    # Without further unique indexes: INSERT OR REPLACE deletes the rows that collide on any of them.
    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("id >= 1", name="audit_event_id_from_one"),
        CheckConstraint("outcome IN ('ok', 'refused', 'failed', 'unknown')", name="audit_event_outcome_known"),
        Index("audit_event_at", "at"),
        Index("audit_event_request", "request_id"),
    )
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    at: str = _text()
    event: str = _text()
    outcome: str = _text()
    actor: str = _text()
    actor_name: str | None = _text(null=True)
    team: str | None = _text(null=True)
    channel: str | None = _text(null=True)
    host: str | None = _text(null=True)
    vm: str | None = _text(null=True)
    checkpoint_id: str | None = _text(null=True)
    request_id: str | None = _text(null=True)
    reason: str | None = _text(null=True)
    detail: str = _text()
    prev_hash: str = _text()
    hash: str = _text()


class RemovalRequest(_Table, table=True):
    """One wish to remove, from the confirmed plan to its outcome. Times are UTC text as `values.utc_text` writes it."""

    __tablename__ = "removal_request"
    __table_args__ = (
        Index(
            "removal_request_one_open_per_vm", "host", "vm_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index("removal_request_state", "state"),
    )
    id: RequestId = _word(RequestId, key=True)
    state: str = _text()
    host: HostName = _word(HostName)
    vm_id: VmId = _word(VmId)
    vm_name: VmName = _word(VmName)
    standard: bool = False
    requester: UserId = _word(UserId)
    requester_name: str = _text()
    team: str = _text()
    channel: str = _text()
    thread: str | None = _text(null=True)
    language: str = _text()
    message_channel: str | None = _text(null=True)  # where the progress message is, once it was posted
    message_ts: str | None = _text(null=True)
    created_at: str = _text()
    expires_at: str = _text()
    reason: str | None = _text(null=True)
    approver: UserId | None = _word(UserId, null=True)
    outcome: str | None = _text(null=True)  # one word for programs, not a sentence
    told: str = Field(default="", sa_column=Column(Text, nullable=False))  # the state people last saw
    detail: str = Field(default="{}", sa_column=Column(Text, nullable=False))


class PlannedCheckpoint(_Table, table=True):
    """One checkpoint that the person was shown and confirmed; `position` is the order of removal."""

    __tablename__ = "planned_checkpoint"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'removed', 'gone', 'kept')", name="planned_checkpoint_state_known"),
    )
    request_id: RequestId = Field(
        sa_column=Column(Word(RequestId), ForeignKey("removal_request.id"), primary_key=True, nullable=False)
    )
    position: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    checkpoint_id: CheckpointId = _word(CheckpointId)
    name: str = _text()
    type: int = Field(sa_column=Column(Integer, nullable=False))
    created: str = _text()
    size: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    state: str = Field(default="planned", sa_column=Column(Text, nullable=False))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False))


class ListingEntry(_Table, table=True):
    """A VM that somebody was shown; what the opaque id of a Remove button stands for."""

    __tablename__ = "listing_entry"
    __table_args__ = (Index("listing_entry_listed_at", "listed_at"),)
    id: EntryId = _word(EntryId, key=True)
    host: HostName = _word(HostName)
    vm_id: VmId = _word(VmId)
    vm_name: VmName = _word(VmName)
    listed_at: str = _text()
    for_user: UserId = _word(UserId)


class SeenDelivery(_Table, table=True):
    """A payload that was taken on; a second delivery of it finds this row."""

    __tablename__ = "seen_delivery"
    key: str = _text(key=True)
    at: str = _text()


class AnsweredCode(_Table, table=True):
    """A code that was answered in a thread; the same code is answered there once."""

    __tablename__ = "answered_code"
    channel: str = _text(key=True)
    thread: str = _text(key=True)
    code: str = _text(key=True)
    at: str = _text()


class Switch(_Table, table=True):
    """A setting that people turn while the bot runs, such as the pause of removals."""

    __tablename__ = "switch"
    name: str = _text(key=True)
    value: str = _text()
    by: str = _text()
    at: str = _text()
