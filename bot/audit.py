"""The trail's entries: one row per fact, chained by SHA-256, appended in the transaction of what they tell about."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypedDict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlmodel import col

from bot.models import AuditEvent
from bot.store import take_write_lock
from bot.values import ChannelId, CheckpointId, HostName, RequestId, TeamId, UserId, utc_text

GENESIS = "0" * 64
# Neither UTF-8 nor every database can hold these; inside `detail` JSON writes a NUL as an escape.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class Event(StrEnum):
    """Every kind of fact; a retired name is never used again for something else."""

    ERROR_EXPLAINED = "error.explained"
    ERROR_UNKNOWN = "error.unknown"
    CHECKPOINTS_LISTED = "checkpoints.listed"
    EVENTS_READ = "events.read"
    REMOVAL_PLANNED = "removal.planned"
    REMOVAL_REQUESTED = "removal.requested"
    REMOVAL_APPROVED = "removal.approved"
    REMOVAL_REJECTED = "removal.rejected"
    REMOVAL_CANCELLED = "removal.cancelled"
    REMOVAL_EXPIRED = "removal.expired"
    REMOVAL_STALE = "removal.stale"
    REMOVAL_STARTED = "removal.started"
    CHECKPOINT_REMOVED = "checkpoint.removed"
    CHECKPOINT_GONE = "checkpoint.gone"
    REMOVAL_MERGING = "removal.merging"
    REMOVAL_FINISHED = "removal.finished"
    REMOVAL_FAILED = "removal.failed"
    REMOVAL_UNKNOWN = "removal.unknown"
    ACCESS_REFUSED = "access.refused"
    REMOVAL_PAUSED = "removal.paused"
    REMOVAL_RESUMED = "removal.resumed"
    AUDIT_READ = "audit.read"
    AUDIT_EXPORTED = "audit.exported"
    KNOWLEDGE_CHANGED = "knowledge.changed"
    BOT_STARTED = "bot.started"
    BOT_STOPPED = "bot.stopped"


class Outcome(StrEnum):
    """How it went."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact to record. `vm` is what the person wrote or the host said, so it may be no valid name (a refusal)."""

    event: Event
    outcome: Outcome
    actor: UserId | Literal["system"]
    actor_name: str | None = None
    team: TeamId | None = None
    channel: ChannelId | None = None
    host: HostName | None = None
    vm: str | None = None
    checkpoint_id: CheckpointId | None = None
    request_id: RequestId | None = None
    reason: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


class About(TypedDict, total=False):
    """What an entry may tell besides what happened, who did it and where."""

    host: HostName | None
    vm: str | None
    checkpoint_id: CheckpointId | None
    request_id: RequestId | None
    reason: str | None
    detail: Mapping[str, object]


def append(session: Session, entry: Entry, now: datetime) -> int:
    """Adds the entry to the session's transaction and gives its id; it exists once the caller commits.

    NUL characters and lone surrogates become U+FFFD. `detail` must be JSON: TypeError or ValueError otherwise.
    Database errors are SQLAlchemy's own (see `store.take_write_lock`).
    """
    take_write_lock(session)  # before the head is read, or two writers make the same id
    connection = session.connection()
    last_id, last_hash = connection.execute(_HEAD).first() or (0, GENESIS)
    row: dict[str, object] = {
        "id": last_id + 1,
        "at": utc_text(now),
        **{name: _storable(getattr(entry, name)) for name in _TEXTS},
        "detail": _storable(_CANONICAL.encode(dict(entry.detail))),
    }
    connection.execute(insert(AuditEvent), {**row, "prev_hash": last_hash, "hash": chained(last_hash, row)})
    return last_id + 1


def chained(prev_hash: str, row: Mapping[str, object]) -> str:
    """The hash of a row (all columns except `prev_hash` and `hash`) that follows `prev_hash`."""
    return hashlib.sha256(f"{prev_hash}\n{_CANONICAL.encode(row)}".encode()).hexdigest()


_TEXTS = tuple(column.name for column in fields(Entry) if column.name != "detail")
_HEAD = select(col(AuditEvent.id), col(AuditEvent.hash)).order_by(col(AuditEvent.id).desc()).limit(1)


def _storable(text: str | None) -> str | None:
    # Drivers look at the exact class: an enum member or HostName becomes a plain str.
    return None if text is None else str(_UNSTORABLE.sub("\ufffd", text))
