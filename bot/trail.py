"""Reading the trail: with filters, as a file for auditors, and checked from its first entry to its last."""

import csv
import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from io import StringIO
from itertools import chain
from typing import Annotated, Any, Literal, Self, TypeAlias, cast

import sqlalchemy as sa
from pydantic import AfterValidator, BaseModel, PlainValidator, PositiveInt, ValidationError, ValidationInfo

from bot.audit import GENESIS, Entry, Event, Outcome, append, chained
from bot.errors import BadInput, Ref, TrailError
from bot.models import AuditEvent, AuditRow
from bot.store import Store, lenient
from bot.values import HostName, InvalidValue, RequestId, parse_duration, utc_text

# CSV is for people and spreadsheets; JSON Lines holds the text that was hashed.
Format: TypeAlias = Literal["csv", "jsonl"]
# Excel takes such cells for formulas, on Japanese Windows in full width too.
_FORMULA = re.compile("[=+@\t\r\uff1d\uff0b\uff0d\uff20-]")
_TABLE = AuditEvent.metadata.tables["audit_event"]
# What each filter, as it is recorded, asks of a row.
_CONDITIONS: dict[str, Callable[[str], sa.ColumnElement[bool]]] = {
    "host": lambda host: _TABLE.c.host == host,
    "vm": lambda vm: _TABLE.c.vm == vm,
    "who": lambda who: sa.or_(_TABLE.c.actor == who, _TABLE.c.actor_name == who),
    "since": lambda moment: _TABLE.c.at >= moment,
    "until": lambda moment: _TABLE.c.at < moment,
    "event": lambda event: _TABLE.c.event == event,
    "outcome": lambda outcome: _TABLE.c.outcome == outcome,
    "request": lambda request: _TABLE.c.request_id == request,
}


def _moment(text: str, info: ValidationInfo, *, end: bool) -> datetime:
    try:
        with suppress(InvalidValue):
            return cast(datetime, info.context) - parse_duration(text)
        moment = datetime.fromisoformat(text)
        if end and re.fullmatch(r"[\d-]+", text):  # a date without a time: its whole day
            moment += timedelta(days=1)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as fault:
        raise ValueError(text) from fault


class Filters(BaseModel, frozen=True, extra="forbid"):
    """Which entries; all that are given must hold. `until` is not included; `limit` keeps the newest."""

    host: HostName | None = None
    vm: str | None = None
    who: Annotated[str, AfterValidator(lambda text: text.removeprefix("@"))] | None = None  # Slack user id or name
    since: Annotated[datetime, PlainValidator(partial(_moment, end=False))] | None = None
    until: Annotated[datetime, PlainValidator(partial(_moment, end=True))] | None = None
    event: Event | None = None
    outcome: Outcome | None = None
    request: RequestId | None = None
    limit: PositiveInt | None = None

    @classmethod
    def parse(cls, words: Mapping[str, str], now: datetime) -> Self:
        """`since` and `until` are `7d` (ago), a UTC date (`until` includes the day) or an ISO 8601 time.

        Raises BadInput(AUDIT_FILTER) with the word that cannot be one.
        """
        try:
            return cls.model_validate(words, context=now)
        except ValidationError as fault:
            name = str(fault.errors()[0]["loc"][0])
            raise BadInput(Ref.AUDIT_FILTER, detail=f"{name}={words[name]}"[:80]) from fault

    def words(self) -> dict[str, str]:
        """What was asked for, as the trail records it."""
        given = {name: value for name, value in self if value is not None}
        return {name: utc_text(value) if isinstance(value, datetime) else str(value) for name, value in given.items()}


class Fault(StrEnum):
    """What is wrong with the first bad entry."""

    CHANGED = "changed"  # its content and its hash, or the hash before it, do not belong together
    MISSING = "missing"  # the next id there is higher
    CUT = "cut"  # the noted head is no entry's hash: the end was cut off, or everything written anew
    UNREADABLE = "unreadable"  # the database gives an error at this place


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rows` entries from the first on are sound and end in `head`; `bad` is the first id that is not."""

    rows: int
    head: str
    bad: int | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail as a service. Every method that touches the database may raise TrailError."""

    store: Store
    clock: Callable[[], datetime]

    def record(self, entry: Entry) -> int:
        """One entry in a transaction of its own, for facts that change nothing else."""
        with self.store.writing() as session:
            return append(session, entry, self.clock())

    def read(self, reading: Entry, filters: Filters) -> Iterator[AuditRow]:
        """Records the reading with its filters, then gives the entries that were there before it, oldest first."""
        own = self.record(replace(reading, detail=filters.words()))
        return (AuditRow.model_construct(**row) for row in self._stored(_query(filters, before=own)))

    def export(self, export: Entry, form: Format) -> Iterator[bytes]:
        """Records the export, then gives the whole trail piece by piece, up to this record and with it."""
        own = self.record(replace(export, detail={"format": form}))
        rows = self._stored(_query(Filters(), before=own + 1))
        return _csv(rows) if form == "csv" else (as_json(row) + b"\n" for row in rows)

    def verify(self, head: str | None = None) -> Verdict:
        """Checks every entry; with a `head` noted earlier also that it is still there. Records and changes nothing."""
        rows, last, found = 0, GENESIS, head in {None, GENESIS}
        try:
            for row in self._stored(_query(Filters())):
                if row["id"] != rows + 1:
                    return Verdict(rows, last, rows + 1, Fault.MISSING)
                own_hash = _hash_after(last, row)
                if own_hash is None:
                    return Verdict(rows, last, rows + 1, Fault.CHANGED)
                rows, last = rows + 1, own_hash
                found = found or last == head
        except TrailError:
            if not rows:
                raise
            return Verdict(rows, last, rows + 1, Fault.UNREADABLE)
        return Verdict(rows, last) if found else Verdict(rows, last, rows + 1, Fault.CUT)

    def _stored(self, query: sa.Select[Any]) -> Iterator[dict[str, Any]]:
        with self.store.streaming(query) as rows:
            for row in rows:
                yield dict(zip(AuditRow.model_fields, row, strict=True))


def as_json(row: Mapping[str, object]) -> bytes:
    """The entry as one JSON object, every column as it was hashed. Bytes that are no text become escapes."""
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=lenient)
    return text.encode("utf-8", "backslashreplace")


def _hash_after(last: str, row: dict[str, Any]) -> str | None:
    """The row's hash, or None if it is not the one of a row with this content that comes after `last`."""
    prev_hash, own_hash = row.pop("prev_hash"), row.pop("hash")
    try:
        return own_hash if prev_hash == last and own_hash == chained(last, row) else None
    except (TypeError, ValueError):  # bytes instead of text, or text that is no UTF-8
        return None


def _query(filters: Filters, before: int | None = None) -> sa.Select[Any]:
    asked = filters.words()
    query = sa.select(_TABLE).where(*(holds(asked[name]) for name, holds in _CONDITIONS.items() if name in asked))
    if before is not None:
        query = query.where(_TABLE.c.id < before)
    if filters.limit is not None:
        newest = query.order_by(_TABLE.c.id.desc()).limit(filters.limit).subquery()
        return sa.select(newest).order_by(newest.c.id)
    return query.order_by(_TABLE.c.id)


def _csv(rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    yield BOM_UTF8  # without it Excel on Japanese Windows reads UTF-8 as code page 932
    for cells in chain([AuditRow.model_fields], (row.values() for row in rows)):
        line = StringIO()
        csv.writer(line).writerow(map(_cell, cells))
        yield line.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: object) -> object:
    # A VM name or reason that begins like a formula would run on the auditor's desk, so it gets an apostrophe.
    # Whoever wants to check hashes takes JSON Lines, which changes nothing.
    text = lenient(value) if isinstance(value, bytes) else value
    return f"'{text}" if isinstance(text, str) and _FORMULA.match(text) else text
