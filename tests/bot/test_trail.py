import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.audit import GENESIS, Entry, Event, Outcome, append
from bot.errors import BadInput, Ref, TrailError
from bot.models import AuditRow
from bot.store import Store
from bot.trail import Fault, Filters, Trail, as_json
from bot.values import ChannelId, HostName, RequestId, TeamId, UserId

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
READING = Entry(
    event=Event.AUDIT_READ,
    outcome=Outcome.OK,
    actor=UserId("UAUDIT"),
    actor_name="監査 花子",
    team=TeamId("T1"),
    channel=ChannelId("C1"),
)
EXPORT = replace(READING, event=Event.AUDIT_EXPORTED)
COLUMNS = tuple(AuditRow.model_fields)
REQUEST = RequestId("R-0123ABCD")
Entries = Callable[..., None]


@pytest.fixture
def trail(store: Store) -> Trail:
    """Ten facts of ten days, the last one yesterday; the clock stands at noon."""
    with store.writing() as session:
        for day in range(10):
            entry = Entry(
                event=Event.REMOVAL_FINISHED if day % 2 else Event.ACCESS_REFUSED,
                outcome=Outcome.OK if day % 2 else Outcome.REFUSED,
                actor=UserId(f"U{day % 3}"),
                actor_name="佐藤 葵",
                host=HostName("hv01" if day < 5 else "hv02"),
                vm=f"VM {day}",
                request_id=REQUEST if day == 4 else None,
                reason="=HYPERLINK(1)" if day == 7 else '夜間, "バックアップ"\n二行目',
            )
            append(session, entry, NOON - timedelta(days=10 - day))
    return Trail(store, lambda: NOON)


def change(trail: Trail, statement: str, *values: object) -> None:
    """What somebody with the file and a SQL prompt does: first away with the triggers."""
    with closing(sqlite3.connect(trail.store.file)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute(statement, values)
        connection.commit()


def events(trail: Trail) -> list[str]:
    with closing(sqlite3.connect(trail.store.file)) as connection:
        return [event for (event,) in connection.execute("SELECT event FROM audit_event ORDER BY id")]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ({}, range(10)),
        ({"host": "HV01"}, range(5)),
        ({"vm": "VM 3"}, [3]),
        ({"vm": "vm 3"}, []),
        ({"who": "U1"}, [1, 4, 7]),
        ({"who": "@佐藤 葵"}, range(10)),
        ({"since": "3d"}, [7, 8, 9]),
        ({"since": "2026-11-20"}, [8, 9]),
        ({"since": "2026-11-20T12:00:00Z"}, [8, 9]),
        ({"since": "2026-11-20T21:00:00.001+09:00"}, [9]),
        ({"until": "2026-11-13"}, [0, 1]),
        ({"until": "2026-11-13T12:00:00Z"}, [0]),
        ({"until": "9d"}, [0]),
        ({"event": "access.refused"}, [0, 2, 4, 6, 8]),
        ({"outcome": "ok", "host": "hv02"}, [5, 7, 9]),
        ({"request": "r-0123abcd"}, [4]),
        ({"limit": "3", "outcome": "ok"}, [5, 7, 9]),
    ],
)
def test_filters_choose_and_must_all_hold(trail: Trail, words: dict[str, str], days: Any):
    """Oldest first; `limit` keeps the newest; names are compared exactly and hosts without regard to case."""
    read = trail.read(READING, Filters.parse(words, NOON))

    assert [row.vm for row in read] == [f"VM {day}" for day in days]


@pytest.mark.parametrize(
    "words",
    [
        {"since": "yesterday"},
        {"since": "2026-02-30"},
        {"since": "999999d"},
        {"until": "0001-01-01T00:00:00+09:00"},
        {"event": "x"},
        {"outcome": "OK"},
        {"request": "7"},
        {"limit": "0"},
        {"limit": "x"},
        {"host": ""},
        {"colour": "red"},
    ],
)
def test_a_filter_that_means_nothing_is_said_back(words: dict[str, str]):
    """The error repeats the filter as it was written."""
    with pytest.raises(BadInput) as caught:
        Filters.parse(words, NOON)

    [(name, text)] = words.items()
    assert (caught.value.ref, caught.value.facts) == (Ref.AUDIT_FILTER, {"detail": f"{name}={text}"})


def test_reading_is_recorded_before_the_first_entry_is_seen(trail: Trail):
    """Who, where and with which filters; the record is committed while nothing was read yet."""
    unread = trail.read(READING, Filters(vm="VM 3", limit=5))

    assert events(trail)[10:] == ["audit.read"]
    assert [row.id for row in unread] == [4]
    [row] = trail.read(READING, Filters(limit=1))
    assert (row.id, row.actor, row.actor_name, row.team, row.channel) == (11, "UAUDIT", "監査 花子", "T1", "C1")
    assert json.loads(row.detail) == {"vm": "VM 3", "limit": "5"}


@pytest.mark.parametrize("act", ["read", "export"])
def test_what_cannot_be_recorded_is_not_read(trail: Trail, act: str):
    """With a trail that cannot be written there is no reading and no export."""
    with trail.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    with pytest.raises(TrailError) as caught:
        trail.read(READING, Filters()) if act == "read" else trail.export(EXPORT, "csv")

    assert caught.value.ref is Ref.TRAIL_UNWRITABLE
    trail.store.engine.dispose()


def test_json_lines_can_be_checked_without_the_database(trail: Trail):
    """The export holds every text as it was hashed, itself included, so its chain is the trail's."""
    lines = b"".join(trail.export(EXPORT, "jsonl")).decode().splitlines()

    previous = "0" * 64
    for line in lines:
        row = json.loads(line)
        prev_hash, own_hash = row.pop("prev_hash"), row.pop("hash")
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert prev_hash == previous
        assert own_hash == hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        previous = own_hash
    assert (len(lines), json.loads(lines[-1])["event"]) == (11, "audit.exported")


def test_csv_opens_in_japanese_excel_and_runs_nothing(trail: Trail):
    """A byte-order mark, quoted commas and line ends, every column; only a text like a formula gets an apostrophe."""
    exported = b"".join(trail.export(EXPORT, "csv"))

    header, *cells = csv.reader(io.StringIO(exported.decode("utf-8-sig"), newline=""))
    assert exported.startswith(b"\xef\xbb\xbfid,at,event")
    assert (tuple(header), len(cells)) == (COLUMNS, 11)
    reasons = [row[header.index("reason")] for row in cells]
    assert (reasons[6], reasons[7]) == ('夜間, "バックアップ"\n二行目', "'=HYPERLINK(1)")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_csv_begins_like_a_formula(store: Store, start: str):
    """Whatever sign Excel takes for the beginning of a formula, in full width too."""
    trail = Trail(store, lambda: NOON)
    trail.record(Entry(event=Event.ACCESS_REFUSED, outcome=Outcome.REFUSED, actor="system", vm=f"{start}1+1"))

    _, first, _ = csv.reader(io.StringIO(b"".join(trail.export(EXPORT, "csv")).decode("utf-8-sig"), newline=""))

    assert first[COLUMNS.index("vm")] == f"'{start}1+1"


def test_an_untouched_trail_is_sound(trail: Trail):
    """Every entry counts, the head is accepted later, and checking adds nothing."""
    verdict = trail.verify()

    assert (verdict.rows, verdict.bad, verdict.fault) == (10, None, None)
    assert trail.verify(verdict.head) == verdict


def test_an_empty_trail_is_sound(store: Store):
    """Its head is the one that every chain begins with."""
    trail = Trail(store, lambda: NOON)

    assert trail.verify(GENESIS).fault is None
    assert trail.verify().head == GENESIS


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_change_of_any_byte_of_any_column_is_found(trail: Trail, data: st.DataObject):
    """Whatever is changed in an entry, that entry is the first bad one; put back, all is sound."""
    number = data.draw(st.integers(1, 10))
    column = data.draw(st.sampled_from(COLUMNS[1:]))
    with closing(sqlite3.connect(trail.store.file)) as connection:
        connection.text_factory = bytes
        (before,) = connection.execute(f"SELECT {column} FROM audit_event WHERE id = ?", (number,)).fetchone()  # noqa: S608  (a name of ours)
    if before is None:
        after = data.draw(st.binary(max_size=3))
    else:
        place = data.draw(st.integers(0, len(before) - 1))
        byte = data.draw(st.integers(0, 255).filter(lambda value: value != before[place]))
        after = before[:place] + bytes([byte]) + before[place + 1 :]

    update = f"UPDATE audit_event SET {column} = CAST(? AS TEXT) WHERE id = ?"  # noqa: S608  (a name of ours)
    change(trail, update, after, number)
    verdict = trail.verify()
    change(trail, update, before, number)

    assert (verdict.rows, verdict.bad, verdict.fault) == (number - 1, number, Fault.CHANGED)
    assert trail.verify().bad is None


@pytest.mark.parametrize(
    ("statement", "rows", "fault"),
    [
        ("UPDATE audit_event SET vm = CAST(vm AS BLOB) WHERE id = 4", 3, Fault.CHANGED),
        ("UPDATE audit_event SET reason = NULL WHERE id = 4", 3, Fault.CHANGED),
        ("DELETE FROM audit_event WHERE id = 4", 3, Fault.MISSING),
        ("DELETE FROM audit_event WHERE id < 4", 0, Fault.MISSING),
        ("UPDATE audit_event SET id = 40 WHERE id = 4", 3, Fault.MISSING),
    ],
)
def test_what_was_taken_out_or_put_elsewhere_is_found(trail: Trail, statement: str, rows: int, fault: Fault):
    """The first id that is not as it was is named, and how many before it are sound."""
    change(trail, statement)

    verdict = trail.verify()

    assert (verdict.rows, verdict.bad, verdict.fault) == (rows, rows + 1, fault)


def test_a_cut_tail_shows_against_a_head_noted_earlier(trail: Trail):
    """Without the head a shorter chain looks sound; with it the first missing entry is named. Growing is no fault."""
    head = trail.verify().head
    trail.record(Entry(event=Event.BOT_STOPPED, outcome=Outcome.OK, actor="system"))
    grown = trail.verify(head)

    change(trail, "DELETE FROM audit_event WHERE id > 8")

    assert grown.fault is None
    assert trail.verify().fault is None
    assert (trail.verify(head).bad, trail.verify(head).fault) == (9, Fault.CUT)


def test_a_trail_written_anew_shows_against_a_head_noted_earlier(trail: Trail):
    """Somebody who counts all hashes again makes a sound chain, but not the noted head."""
    head = trail.verify().head
    change(trail, "DELETE FROM audit_event")
    trail.record(Entry(event=Event.BOT_STARTED, outcome=Outcome.OK, actor="system"))

    assert (trail.verify().fault, trail.verify(head).fault) == (None, Fault.CUT)


def test_a_damaged_page_is_named_by_the_entry_where_reading_ends(store: Store):
    """The entries before it are checked, and the verdict says that the rest cannot be read."""
    trail = Trail(store, lambda: NOON)
    with store.writing() as session:
        for number in range(60):
            reason = f"<{number}>" + "x" * 3000
            append(session, Entry(event=Event.BOT_STARTED, outcome=Outcome.OK, actor="system", reason=reason), NOON)
    store.close()
    content = bytearray(store.file.read_bytes())
    page = content.index(b"<50>") // 4096 * 4096
    content[page : page + 16] = b"\xff" * 16
    store.file.write_bytes(content)

    verdict = trail.verify()

    assert verdict.fault is Fault.UNREADABLE
    assert 1 < verdict.bad <= 51


def test_a_damaged_entry_can_still_be_read_and_exported(trail: Trail):
    """Bytes that are no text come as escapes; one bad entry does not hide the others."""
    change(trail, "UPDATE audit_event SET vm = CAST(x'41ff42' AS TEXT), reason = x'00ff' WHERE id = 2")

    read = [json.loads(as_json(dict(row))) for row in trail.read(READING, Filters())]
    lines = b"".join(trail.export(EXPORT, "jsonl")).decode().splitlines()
    table = b"".join(trail.export(EXPORT, "csv")).decode("utf-8-sig")

    assert (len(read), read[1]["vm"], read[1]["reason"]) == (10, "A\udcffB", "\0\udcff")
    assert len(lines) == 12
    assert "A\\udcffB" in table
