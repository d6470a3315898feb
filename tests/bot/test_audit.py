import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from subprocess import Popen
from typing import Any

import pytest
import sqlalchemy as sa
from dbos import DBOS, DBOSPortableJSONSerializer, SQLAlchemyDatasource
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.audit import GENESIS, Entry, Event, Outcome, append
from bot.errors import TrailError
from bot.models import AuditEvent
from bot.store import Store, open_store
from bot.values import ChannelId, CheckpointId, HostName, RequestId, TeamId, UserId

Start = Callable[..., Popen[str]]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STARTED = Entry(event=Event.BOT_STARTED, outcome=Outcome.OK, actor="system")
FULL = Entry(
    event=Event.CHECKPOINT_REMOVED,
    outcome=Outcome.OK,
    actor=UserId("U1"),
    actor_name="佐藤 葵",
    team=TeamId("T1"),
    channel=ChannelId("C1"),
    host=HostName("hv01"),
    vm='会計 "01"',
    checkpoint_id=CheckpointId("0c4d5a3e-4f5b-4f34-9c2e-1d2f3a4b5c6d"),
    request_id=RequestId("R-0123ABCD"),
    reason="INC0815 — 夜間バックアップ 🚑",
    detail={"b": [1, None, True], "a": {"ü": "é"}},
)


def rows(store: Store) -> list[dict[str, Any]]:
    """Every entry as a plain connection sees it."""
    with closing(sqlite3.connect(store.file)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM audit_event ORDER BY id")]


def sound(entries: list[dict[str, Any]]) -> bool:
    """The check that anyone can write: nothing of the bot is used here."""
    previous = "0" * 64
    for number, row in enumerate(entries, start=1):
        hashed = {name: value for name, value in row.items() if name not in {"prev_hash", "hash"}}
        text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        expected = hashlib.sha256((previous + "\n" + text).encode()).hexdigest()
        if (row["id"], row["prev_hash"], row["hash"]) != (number, previous, expected):
            return False
        previous = row["hash"]
    return True


def write(store: Store, *entries: Entry) -> None:
    with store.writing() as session:
        for entry in entries:
            append(session, entry, NOON)


def test_an_entry_is_stored_as_the_text_that_is_hashed(store: Store):
    """Every column is the text of the contract, missing values are NULL, detail is compact sorted JSON."""
    write(store, STARTED, FULL)

    first, second = rows(store)

    assert {name for name, value in first.items() if value is None} == {
        "actor_name", "team", "channel", "host", "vm", "checkpoint_id", "request_id", "reason",
    }  # fmt: skip
    assert (first["id"], first["at"], first["detail"]) == (1, "2026-11-22T12:00:00.000Z", "{}")
    assert (first["prev_hash"], second["prev_hash"]) == (GENESIS, first["hash"])
    assert {name: second[name] for name in ("event", "outcome", "actor", "actor_name", "vm", "detail")} == {
        "event": "checkpoint.removed",
        "outcome": "ok",
        "actor": "U1",
        "actor_name": "佐藤 葵",
        "vm": '会計 "01"',
        "detail": '{"a":{"ü":"é"},"b":[1,null,true]}',
    }


def test_the_hash_is_the_one_of_the_contract(store: Store):
    """A value worked out by hand once, so that no change of the code can change what old entries mean."""
    write(store, STARTED)

    text = (
        '{"actor":"system","actor_name":null,"at":"2026-11-22T12:00:00.000Z","channel":null,"checkpoint_id":null,'
        '"detail":"{}","event":"bot.started","host":null,"id":1,"outcome":"ok","reason":null,"request_id":null,'
        '"team":null,"vm":null}'
    )
    assert rows(store)[0]["hash"] == hashlib.sha256(f"{'0' * 64}\n{text}".encode()).hexdigest()


def test_the_columns_are_exactly_those_of_the_contract(store: Store):
    """No column more, in the order in which the contract names them."""
    write(store, STARTED)

    head, middle = "id at event outcome actor actor_name team channel host vm", "checkpoint_id request_id reason"
    assert " ".join(rows(store)[0]) == f"{head} {middle} detail prev_hash hash"


def test_the_time_is_utc_whatever_zone_the_clock_gives(store: Store):
    """Noon in Tokyo is three o'clock."""
    with store.writing() as session:
        append(session, STARTED, datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=9))))

    assert rows(store)[0]["at"] == "2026-11-22T03:00:00.000Z"


ANY_TEXT = st.text(st.characters(), max_size=40)  # lone surrogates and NUL included
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)
ENTRIES = st.builds(
    Entry,
    event=st.sampled_from(Event),
    outcome=st.sampled_from(Outcome),
    actor=st.just("system") | ANY_TEXT.map(UserId),
    actor_name=st.none() | ANY_TEXT,
    team=st.none() | ANY_TEXT.map(TeamId),
    channel=st.none() | ANY_TEXT.map(ChannelId),
    host=st.none() | ANY_TEXT.map(HostName),
    vm=st.none() | ANY_TEXT,
    checkpoint_id=st.none() | ANY_TEXT.map(CheckpointId),
    request_id=st.none() | ANY_TEXT.map(RequestId),
    reason=st.none() | ANY_TEXT,
    detail=st.dictionaries(ANY_TEXT, ANY_JSON, max_size=3),
)


def storable(text: str | None) -> str | None:
    return text and "".join("\ufffd" if sign == "\0" or "\ud800" <= sign <= "\udfff" else sign for sign in text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(ENTRIES, min_size=1, max_size=3))
def test_any_text_in_any_column_is_kept_and_can_be_checked(store: Store, entries: list[Entry]):
    """What came in is what is stored; only NUL and half characters, which no database holds, become U+FFFD."""
    write(store, *entries)

    stored = rows(store)
    assert sound(stored)
    for entry, row in zip(entries, stored[-len(entries) :], strict=True):
        assert (storable(entry.vm), storable(entry.reason)) == (row["vm"], row["reason"])
        assert (storable(entry.actor), storable(entry.host)) == (row["actor"], row["host"])
        if not any(0xD800 <= ord(sign) <= 0xDFFF for sign in json.dumps(dict(entry.detail), ensure_ascii=False)):
            assert json.loads(row["detail"]) == entry.detail


def test_any_text_is_kept_by_postgresql_too(postgresql_url: str):
    """What is worst for PostgreSQL: NUL in a column, and NUL inside detail."""
    store = open_store(postgresql_url)
    detail = {"\0": "\0"}
    write(store, Entry(event=Event.BOT_STARTED, outcome=Outcome.OK, actor="system", vm="a\0\ud800", detail=detail))

    with store.reading() as session:
        row = session.exec(select(AuditEvent)).one()
    store.close()

    assert (row.vm, row.detail) == ("a\ufffd\ufffd", '{"\\u0000":"\\u0000"}')
    assert sound([row.model_dump()])


@pytest.mark.parametrize("detail", [{"x": float("nan")}, {"x": object()}])
def test_a_detail_that_is_no_json_is_refused(store: Store, detail: dict[str, object]):
    """What another program could not read is our mistake, and leaves no entry."""
    with pytest.raises((TypeError, ValueError)):
        write(store, Entry(event=Event.BOT_STARTED, outcome=Outcome.OK, actor="system", detail=detail))

    assert rows(store) == []


def test_an_entry_exists_only_with_what_it_tells_about(any_store: Store):
    """A transaction that fails takes its entry along, and the next one gets the id."""

    def work() -> None:
        with any_store.writing() as session:
            append(session, STARTED, NOON)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()

    with any_store.writing() as session:
        assert append(session, STARTED, NOON) == 1


def test_many_writers_make_one_chain_without_gaps(database_url: str, start: Start):
    """Three processes of two threads each begin at once on a new database."""
    programs = [start("append_entries.py", database_url, "40") for _ in range(3)]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.stdin.write("go\n")
        program.stdin.flush()
    assert [program.wait() for program in programs] == [0, 0, 0]

    store = open_store(database_url)
    with store.reading() as session:
        entries = [row.model_dump() for row in session.exec(select(AuditEvent).order_by(AuditEvent.id))]
    store.close()

    assert len(entries) == 120
    assert sound(entries)


def test_a_writer_that_is_killed_in_the_middle_leaves_a_good_chain(database_url: str, start: Start):
    """What it had committed is there, what it had not is gone, and the next writer goes on at once."""
    program = start("die_while_writing.py", database_url)
    assert program.stdout.readline() == "inside\n"
    program.kill()
    program.wait()

    store = open_store(database_url)
    with store.writing() as session:
        assert append(session, STARTED, NOON) == 2
    with store.reading() as session:
        entries = [row.model_dump() for row in session.exec(select(AuditEvent).order_by(AuditEvent.id))]
    store.close()

    assert [entry["event"] for entry in entries] == ["removal.started", "bot.started"]
    assert sound(entries)


def test_an_entry_joins_a_transaction_of_the_engine(any_store: Store):
    """Inside a transaction that DBOS opened, beside writers of our own, the chain stays whole."""
    serializer = DBOSPortableJSONSerializer()
    datasource = SQLAlchemyDatasource.create(any_store.url, engine=any_store.engine, serializer=serializer)

    def work() -> int:
        return append(datasource.sql_session(), STARTED, NOON)

    write(any_store, STARTED)
    ids = [datasource.run_tx_step({"isolation_level": any_store.transaction_isolation}, work) for _ in range(2)]
    DBOS.destroy(destroy_registry=True)

    assert ids == [2, 3]


def test_a_full_disk_refuses_the_entry_and_what_it_tells_about(store: Store):
    """The database may not grow: the caller gets an error of the trail, and the chain is as before."""
    write(store, STARTED)
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with pytest.raises(TrailError, match="full"):
        write(store, *[Entry(event=Event.REMOVAL_STARTED, outcome=Outcome.OK, actor="system", reason="x" * 9000)] * 9)

    assert [row["event"] for row in rows(store)] == ["bot.started"]
    store.engine.dispose()
    write(store, STARTED)
    assert sound(rows(store))


def test_the_head_is_read_after_the_lock_was_taken(any_store: Store):
    """A writer that comes while another is at it waits first and reads the head then, so their ids differ."""
    waits = threading.Event()

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if threading.current_thread() is second and not statement.startswith("SELECT audit_event"):
            waits.set()

    def work() -> None:
        with Session(any_store.engine) as session:
            session.connection(execution_options={"isolation_level": any_store.transaction_isolation})
            ids.append(append(session, STARTED, NOON))
            session.commit()

    ids: list[int] = []
    second = threading.Thread(target=work)
    sa.event.listen(any_store.engine, "before_cursor_execute", look)
    with any_store.writing() as session:
        ids.append(append(session, STARTED, NOON))
        second.start()
        assert waits.wait(60)
    second.join()

    assert ids == [1, 2]


def test_the_events_are_those_of_the_contract():
    """Names are promises to auditors: a removed or renamed one shows here."""
    names = (
        "error.explained error.unknown checkpoints.listed events.read removal.planned removal.requested "
        "removal.approved removal.rejected removal.cancelled removal.expired removal.stale removal.started "
        "checkpoint.removed checkpoint.gone removal.merging removal.finished removal.failed removal.unknown "
        "access.refused removal.paused removal.resumed audit.read audit.exported knowledge.changed bot.started "
        "bot.stopped"
    )

    assert " ".join(Event) == names
    assert " ".join(Outcome) == "ok refused failed unknown"
