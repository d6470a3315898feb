import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from bot import store as store_module
from bot.errors import OperatorError, Ref, TrailError
from bot.models import RemovalRequest, SeenDelivery, Switch
from bot.store import Store, open_store, single_process, take_write_lock
from bot.values import HostName, RequestId, UserId, VmId, VmName

Start = Callable[..., subprocess.Popen[str]]


def a_request(**changes: str) -> RemovalRequest:
    facts = {
        "id": RequestId.new(),
        "state": "requested",
        "host": HostName("hv01"),
        "vm_id": VmId("0c4d5a3e-4f5b-4f34-9c2e-1d2f3a4b5c6d"),
        "vm_name": VmName("会計サーバー 01"),
        "requester": UserId("U1"),
        "requester_name": "Aiko",
        "team": "T1",
        "channel": "C1",
        "language": "ja",
        "created_at": "2026-11-22T07:05:00.123Z",
        "expires_at": "2026-11-22T07:20:00.123Z",
    }
    return RemovalRequest(**facts | changes)


@contextmanager
def pragma(store: Store, statement: str) -> Iterator[None]:
    """Every connection of the store runs the PRAGMA when it is taken out of the pool."""

    def run(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {statement}").close()

    sa.event.listen(store.engine, "checkout", run)
    yield
    sa.event.remove(store.engine, "checkout", run)


def note(session: Session, key: str = "k") -> None:
    session.add(SeenDelivery(key=key, at="2026-11-22T07:05:00.123Z"))
    session.flush()


def test_sqlite_is_set_to_survive_a_power_cut_and_to_wait_for_others(store: Store):
    """Every connection writes ahead, syncs fully, waits 30 s and checks foreign keys."""
    expected = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 30000, "foreign_keys": 1}

    with store.engine.connect() as first, store.engine.connect() as second:
        found = [
            {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
            for connection in (first, second)
        ]

    assert [expected, expected] == found


def test_what_was_written_is_there_after_reopening(database_url: str):
    """A committed row survives, and comes back in the product's own types."""
    first = open_store(database_url)
    request = a_request()
    with first.writing() as session:
        session.add(request)
    first.close()

    second = open_store(database_url)
    with second.reading() as session:
        row = session.exec(select(RemovalRequest)).one()
    second.close()

    assert (request.id, "会計サーバー 01", HostName, VmName) == (row.id, row.vm_name, type(row.host), type(row.vm_name))


def test_a_failure_in_the_middle_leaves_nothing(any_store: Store):
    """What was written before the block failed is rolled back."""

    def work() -> None:
        with any_store.writing() as session:
            note(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()

    with any_store.reading() as session:
        assert session.exec(select(SeenDelivery)).all() == []


def test_one_open_request_per_vm(any_store: Store):
    """A second open request is refused with an error that the caller can tell apart; one that ended is no obstacle."""
    with any_store.writing() as session:
        session.add(a_request())
        session.add(a_request(state="finished"))
        session.add(a_request(host="hv02"))

    with pytest.raises(IntegrityError), any_store.writing() as session:
        session.add(a_request(state="merging"))


def test_taking_the_write_lock_keeps_other_writers_out_from_the_start(store: Store, sqlite_url: str):
    """The lock is held before anything is read, in our sessions and in those of others; taking it twice is fine."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0)) as other:
        with store.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        with Session(store.engine) as session:
            session.connection(execution_options={"isolation_level": store.transaction_isolation})
            take_write_lock(session)
            take_write_lock(session)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")

        other.execute("BEGIN IMMEDIATE")


def test_a_transaction_that_reads_from_an_old_snapshot_cannot_take_the_lock(postgresql_url: str):
    """The stricter isolation levels of PostgreSQL would see the head from before the wait, so they are refused."""
    store = open_store(postgresql_url)

    with Session(store.engine) as session:
        session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
        with pytest.raises(RuntimeError):
            take_write_lock(session)
    store.close()


def test_processes_may_open_a_new_database_at_once(database_url: str, start: Start):
    """All find it migrated, whoever came first."""
    programs = [start("append_entries.py", database_url, "2") for _ in range(3)]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.stdin.write("go\n")
        program.stdin.flush()

    assert [program.wait() for program in programs] == [0, 0, 0]


def test_a_new_file_that_another_process_begins_to_write_is_waited_for(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    """SQLite refuses to change the journal at once in that moment; opening tries again until the other has ended."""
    waits: list[float] = []
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(store_module.time, "sleep", lambda pause: (waits.append(pause), other.rollback()))
        open_store(sqlite_url).close()

    assert 1 == len(waits)


def test_opening_does_not_wait_for_somebody_who_writes(store: Store, sqlite_url: str):
    """A command such as `hvbot audit` opens the database of a bot that is in the middle of a transaction."""
    with store.writing() as session:
        note(session)
        other = open_store(sqlite_url)
        with other.reading() as reader:
            seen = reader.exec(select(SeenDelivery)).all()
        other.close()

    assert seen == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [("max_page_count=1", "disk is full"), ("query_only=ON", "readonly")],
    ids=["disk full", "read-only"],
)
def test_a_database_that_cannot_be_written_is_an_error_of_the_trail(store: Store, statement: str, words: str):
    """The error carries the driver's reason; nothing is half written, and it works again once the cause is gone."""
    with pragma(store, statement), pytest.raises(TrailError) as caught, store.writing() as session:
        session.add_all(Switch(name=f"{number}", value="x" * 9000, by="U1", at="") for number in range(9))

    assert caught.value.ref is Ref.TRAIL_UNWRITABLE
    assert words in caught.value.facts["detail"]
    store.engine.dispose()  # the PRAGMA sticks to pooled connections
    with store.writing() as session:
        assert session.exec(select(Switch)).all() == []
        note(session)


def test_a_writer_that_never_ends_is_an_error_of_the_trail(store: Store, sqlite_url: str):
    """Once the wait is over the act is refused with the reason."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        with pragma(store, "busy_timeout=1"), pytest.raises(TrailError) as caught, store.writing():
            pass

    assert caught.value.facts == {"detail": "database is locked"}


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, sqlite_url: str):
    """Garbage is reported, never reset."""
    file = tmp_path / "hvbot.db"
    file.write_bytes(b"no database at all " * 999)

    with pytest.raises(OperatorError) as caught:
        open_store(sqlite_url)

    assert caught.value.ref is Ref.DATABASE_UNAVAILABLE
    assert caught.value.facts == {"detail": "file is not a database"}
    assert file.read_bytes() == b"no database at all " * 999


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:geheim@db/x",
        "no url with geheim",
        "sqlite:////nowhere/geheim-free/x.db",
        "postgresql+psycopg://u:geheim@127.0.0.1:1/x",
    ],
)
def test_an_address_that_leads_nowhere_is_refused_without_the_password(url: str):
    """The operator learns the reason; the password is in no fact."""
    with pytest.raises(OperatorError) as caught:
        open_store(url)

    assert caught.value.ref is Ref.DATABASE_UNAVAILABLE
    assert "geheim" not in str(caught.value)


def test_a_reader_does_not_make_a_new_database(tmp_path: Path, sqlite_url: str):
    """A mistyped path must not look like an empty trail."""
    with pytest.raises(OperatorError) as caught:
        open_store(sqlite_url, create=False)

    assert caught.value.ref is Ref.DATABASE_MISSING
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("python", "sqlite", "old"),
    [
        ((3, 11), (3, 40, 1), False),
        ((3, 12), (3, 40, 1), True),
        ((3, 14), (3, 41, 9), True),
        ((3, 12), (3, 42, 0), False),
    ],
)
def test_which_sqlite_is_too_old_depends_on_python(python: tuple[int, ...], sqlite: tuple[int, ...], old: bool):
    """The engine needs SQLite 3.42 from Python 3.12 on, and only there."""
    assert old is store_module.sqlite_too_old(python, sqlite)


def test_a_sqlite_that_is_too_old_is_refused_in_words(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    """The refusal names the version found."""
    monkeypatch.setattr(store_module, "sqlite_too_old", lambda *_: True)

    with pytest.raises(OperatorError) as caught:
        open_store(sqlite_url)

    assert (Ref.SQLITE_OLD, sqlite3.sqlite_version) == (caught.value.ref, caught.value.facts["detail"])


def test_one_bot_per_file(store: Store, sqlite_url: str):
    """A second `hvbot run` is refused while the first holds the file and not after; other commands go on."""
    other = open_store(sqlite_url)
    with single_process(store):
        with pytest.raises(OperatorError) as caught, single_process(other):
            pass
        with other.writing() as session:
            note(session)
    with single_process(other):
        pass
    other.close()

    assert caught.value.ref is Ref.DATABASE_LOCKED


def test_a_lock_file_that_cannot_be_opened_is_said_so(store: Store, sqlite_url: str):
    """Left there by another account, for example."""
    Path(f"{sqlite_url.removeprefix('sqlite:///')}.lock").mkdir()

    with pytest.raises(OperatorError) as caught, single_process(store):
        pass

    assert (caught.value.ref, "hvbot.db.lock" in caught.value.facts["detail"]) == (Ref.DATABASE_UNAVAILABLE, True)


def test_replicas_on_postgresql_do_not_lock_each_other_out(postgresql_url: str):
    """The single-process lock means nothing there."""
    store = open_store(postgresql_url)

    with single_process(store), single_process(store):
        assert store.file is None
    store.close()
