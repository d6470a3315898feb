"""Reading the trail: with filters, as a file for auditors, and checked from its first entry to its last."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Self

import sqlalchemy as sa

from bot.audit import GENESIS, Entry, Event, Outcome, append, chained
from bot.errors import BadInput, Ref, TrailError
from bot.models import AuditEvent
from bot.store import Store
from bot.values import ChannelId, HostName, InvalidValue, RequestId, TeamId, UserId, parse_duration, utc_text

# Excel takes such cells for formulas, on Japanese Windows in full width too.
_FORMULA = re.compile("[=+@\t\r\uff1d\uff0b\uff0d\uff20-]")


class Row(NamedTuple):
    """One entry exactly as stored. After somebody wrote into the file a value may be of any kind."""

    id: int
    at: str
    event: str
    outcome: str
    actor: str
    actor_name: str | None
    team: str | None
    channel: str | None
    host: str | None
    vm: str | None
    checkpoint_id: str | None
    request_id: str | None
    reason: str | None
    detail: str
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: recorded before anything is read. On the command line `system`, under the name of the OS user."""

    actor: UserId | Literal["system"]
    name: str | None = None
    team: TeamId | None = None
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which entries; all that are given must hold. `until` is not included; `limit` keeps the newest."""

    host: HostName | None = None
    vm: str | None = None
    who: str | None = None  # the Slack user id or the name as recorded
    since: datetime | None = None
    until: datetime | None = None
    event: Event | None = None
    outcome: Outcome | None = None
    request: RequestId | None = None
    limit: int | None = None

    @classmethod
    def parse(cls, words: Mapping[str, str], now: datetime) -> Self:
        """`since` and `until` are `7d` (ago), a UTC date (`until` includes the day) or an ISO 8601 time.

        Raises BadInput(AUDIT_FILTER) with the word that cannot be one.
        """
        parsed: dict[str, object] = {}
        for name, text in words.items():
            try:
                parsed[name] = _PARSERS[name](text, now)
            except (KeyError, ValueError, OverflowError) as fault:
                raise BadInput(Ref.AUDIT_FILTER, detail=f"{name}={text}") from fault
        return cls(**parsed)  # type: ignore[arg-type]  # each parser gives its field's type

    def words(self) -> dict[str, str]:
        """What was asked for, as the trail records it."""
        given = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: utc_text(value) if isinstance(value, datetime) else str(value) for name, value in given if value}


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


class Format(StrEnum):
    """CSV is for people and spreadsheets; JSON Lines holds the text that was hashed."""

    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail as a service. Every method that touches the database may raise TrailError."""

    store: Store
    clock: Callable[[], datetime]

    def record(self, entry: Entry) -> int:
        """One entry in a transaction of its own, for facts that change nothing else."""
        with self.store.writing() as session:
            return append(session, entry, self.clock())

    def read(self, reader: Reader, filters: Filters) -> Iterator[Row]:
        """Records the reading, then gives the entries that were there before it, oldest first."""
        own = self._record_reader(Event.AUDIT_READ, reader, filters.words())
        return self._rows(_query(filters, before=own))

    def export(self, reader: Reader, form: Format) -> Iterator[bytes]:
        """Records the export, then gives the whole trail piece by piece, up to this record and with it."""
        own = self._record_reader(Event.AUDIT_EXPORTED, reader, {"format": form.value})
        rows = self._rows(_query(Filters(), before=own + 1))
        return _csv(rows) if form is Format.CSV else (as_json(row) + b"\n" for row in rows)

    def verify(self, head: str | None = None) -> Verdict:
        """Checks every entry; with a `head` noted earlier also that it is still there. Records and changes nothing."""
        rows, last, found = 0, GENESIS, head in {None, GENESIS}
        try:
            for row in self._rows(_query(Filters())):
                if row.id != rows + 1:
                    return Verdict(rows, last, rows + 1, Fault.MISSING)
                if not _follows(row, last):
                    return Verdict(rows, last, row.id, Fault.CHANGED)
                rows, last = row.id, row.hash
                found = found or last == head
        except TrailError:
            if not rows:
                raise
            return Verdict(rows, last, rows + 1, Fault.UNREADABLE)
        return Verdict(rows, last) if found else Verdict(rows, last, rows + 1, Fault.CUT)

    def _record_reader(self, event: Event, reader: Reader, detail: Mapping[str, object]) -> int:
        return self.record(
            Entry(
                event=event,
                outcome=Outcome.OK,
                actor=reader.actor,
                actor_name=reader.name,
                team=reader.team,
                channel=reader.channel,
                detail=detail,
            )
        )

    def _rows(self, query: sa.Select[Any]) -> Iterator[Row]:
        with self.store.streaming(query) as rows:
            yield from map(Row._make, rows)


def as_json(row: Row) -> bytes:
    """The entry as one JSON object, every column as it was hashed. Bytes that are no text become escapes."""
    text = json.dumps(row._asdict(), ensure_ascii=False, separators=(",", ":"), default=_undecoded)
    return text.encode("utf-8", "backslashreplace")


def _follows(row: Row, last: str) -> bool:
    columns = row._asdict()
    prev_hash, own_hash = columns.pop("prev_hash"), columns.pop("hash")
    try:
        return bool(prev_hash == last and own_hash == chained(last, columns))
    except (TypeError, ValueError):  # bytes instead of text, or text that is no UTF-8
        return False


def _query(filters: Filters, before: int | None = None) -> sa.Select[Any]:
    table = AuditEvent.__table__  # type: ignore[attr-defined]  # SQLModel makes it, but does not declare it
    query = sa.select(*(table.c[name] for name in Row._fields))
    equal = {
        table.c.host: filters.host,
        table.c.vm: filters.vm,
        table.c.event: filters.event,
        table.c.outcome: filters.outcome,
        table.c.request_id: filters.request,
    }
    query = query.where(*(column == str(value) for column, value in equal.items() if value is not None))
    if before is not None:
        query = query.where(table.c.id < before)
    if filters.who is not None:
        query = query.where(sa.or_(table.c.actor == filters.who, table.c.actor_name == filters.who))
    if filters.since is not None:
        query = query.where(table.c.at >= utc_text(filters.since))
    if filters.until is not None:
        query = query.where(table.c.at < utc_text(filters.until))
    if filters.limit is not None:
        newest = query.order_by(table.c.id.desc()).limit(filters.limit).subquery()
        return sa.select(newest).order_by(newest.c.id)
    return query.order_by(table.c.id)


def _csv(rows: Iterable[Row]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")  # without it Excel on Japanese Windows reads UTF-8 as code page 932
    writer.writerow(Row._fields)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "backslashreplace")


def _cell(value: object) -> object:
    # A VM name or reason that begins like a formula would run on the auditor's desk, so it gets an apostrophe.
    # Whoever wants to check hashes takes JSON Lines, which changes nothing.
    text = _undecoded(value) if isinstance(value, bytes) else value
    return f"'{text}" if isinstance(text, str) and _FORMULA.match(text) else text


def _undecoded(value: object) -> str:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)


def _moment(text: str, now: datetime, *, end: bool) -> datetime:
    try:
        return now - parse_duration(text)
    except InvalidValue:
        moment = datetime.fromisoformat(text)
    if end and re.fullmatch(r"[\d-]+", text):  # a date without a time: its whole day
        moment += timedelta(days=1)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


_PARSERS: dict[str, Callable[[str, datetime], object]] = {
    "host": lambda text, _: HostName.parse(text),
    "vm": lambda text, _: text,
    "who": lambda text, _: text.removeprefix("@"),
    "since": lambda text, now: _moment(text, now, end=False),
    "until": lambda text, now: _moment(text, now, end=True),
    "event": lambda text, _: Event(text),
    "outcome": lambda text, _: Outcome(text),
    "request": lambda text, _: RequestId.parse(text),
    "limit": lambda text, _: _positive(text),
}
