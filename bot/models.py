"""The tables. Text is stored as plain TEXT; columns that hold a word of the product come back as its type."""

from typing import Annotated, Any

from sqlalchemy import BigInteger, Dialect, Index, Text, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from bot.lifecycle import OPEN, State
from bot.values import CheckpointId, EntryId, HostName, RequestId, UserId, VmId, VmName


class Word(TypeDecorator[str]):
    """TEXT that comes back as `kind`. What is in the database was checked when it went in."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[str]) -> None:
        super().__init__()
        self.kind = kind

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's
        return None if value is None else self.kind(value)


_Text = Annotated[str, Field(sa_type=Text)]
_TextOrNull = Annotated[str | None, Field(sa_type=Text)]
_Key = Annotated[str, Field(sa_type=Text, primary_key=True)]
_OPEN = text("state IN ({})".format(", ".join(f"'{state}'" for state in State if state in OPEN)))
_OPEN_ONLY: dict[str, Any] = {"sqlite_where": _OPEN, "postgresql_where": _OPEN}


class AuditRow(SQLModel):
    """One fact of the trail, exactly as hashed. After somebody wrote into the file a value may be of any kind."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: _Text
    event: _Text
    outcome: _Text
    actor: _Text
    actor_name: _TextOrNull
    team: _TextOrNull
    channel: _TextOrNull
    host: _TextOrNull
    vm: _TextOrNull
    checkpoint_id: _TextOrNull
    request_id: _TextOrNull
    reason: _TextOrNull
    detail: _Text
    prev_hash: _Text
    hash: _Text


class AuditEvent(AuditRow, table=True):
    """The trail. Written by `bot.audit.append` only; the database refuses changes."""

    # Without further unique indexes: INSERT OR REPLACE deletes the rows that collide on any of them.
    __tablename__ = "audit_event"
    __table_args__ = (Index("audit_event_at", "at"), Index("audit_event_request", "request_id"))


class RemovalRequest(SQLModel, table=True):
    """One wish to remove, from the confirmed plan to its outcome. Times are UTC text as `values.utc_text` writes it."""

    __tablename__ = "removal_request"
    __table_args__ = (
        Index("removal_request_one_open_per_vm", "host", "vm_id", unique=True, **_OPEN_ONLY),
        Index("removal_request_state", "state"),
    )
    id: RequestId = Field(sa_type=Word(RequestId), primary_key=True)
    state: _Text
    host: HostName = Field(sa_type=Word(HostName))
    vm_id: VmId = Field(sa_type=Word(VmId))
    vm_name: VmName = Field(sa_type=Word(VmName))
    standard: bool = False
    requester: UserId = Field(sa_type=Text)
    requester_name: _Text
    team: _Text
    channel: _Text
    thread: _TextOrNull = None
    language: _Text
    message_channel: _TextOrNull = None  # where the progress message is, once it was posted
    message_ts: _TextOrNull = None
    created_at: _Text
    expires_at: _Text
    reason: _TextOrNull = None
    approver: UserId | None = Field(default=None, sa_type=Text)
    outcome: _TextOrNull = None  # one word for programs, not a sentence
    told: _Text = ""  # the state people last saw
    detail: _Text = "{}"


class PlannedCheckpoint(SQLModel, table=True):
    """One checkpoint that the person was shown and confirmed; `position` is the order of removal."""

    __tablename__ = "planned_checkpoint"
    request_id: RequestId = Field(sa_type=Word(RequestId), foreign_key="removal_request.id", primary_key=True)
    position: int = Field(primary_key=True)
    checkpoint_id: CheckpointId = Field(sa_type=Word(CheckpointId))
    name: _Text
    type: int
    created: _Text
    size: int | None = Field(default=None, sa_type=BigInteger)
    state: _Text = "planned"  # then removed, gone, kept or unknown
    attempts: int = 0


class ListingEntry(SQLModel, table=True):
    """A VM that somebody was shown; what the opaque id of a Remove button stands for."""

    __tablename__ = "listing_entry"
    __table_args__ = (Index("listing_entry_listed_at", "listed_at"),)
    model_config = {"arbitrary_types_allowed": True}
    id: EntryId = Field(sa_type=Word(EntryId), primary_key=True)
    host: HostName = Field(sa_type=Word(HostName))
    vm_id: VmId = Field(sa_type=Word(VmId))
    vm_name: VmName = Field(sa_type=Word(VmName))
    listed_at: _Text
    for_user: UserId = Field(sa_type=Text)


class SeenDelivery(SQLModel, table=True):
    """A payload that was taken on; a second delivery of it finds this row."""

    __tablename__ = "seen_delivery"
    key: _Key
    at: _Text


class AnsweredCode(SQLModel, table=True):
    """A code that was answered in a thread; the same code is answered there once."""

    __tablename__ = "answered_code"
    channel: _Key
    thread: _Key
    code: _Key
    at: _Text


class Switch(SQLModel, table=True):
    """A setting that people turn while the bot runs, such as the pause of removals."""

    __tablename__ = "switch"
    name: _Key
    value: _Text
    by: _Text
    at: _Text


class Vote(SQLModel, table=True):
    """Whether an answer helped a person; `answer` is the conversation and the thread that it was given in."""

    __tablename__ = "vote"
    answer: _Key
    article: _Key
    user: UserId = Field(sa_type=Text, primary_key=True)
    helped: bool
    at: _Text


class Gap(SQLModel, table=True):
    """A code or event that was asked about and that no article answers, as `answers.Topic.gap` names it."""

    __tablename__ = "gap"
    subject: _Key
    count: int
    last_at: _Text
    last_channel: _TextOrNull
