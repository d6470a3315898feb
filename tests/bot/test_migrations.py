import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from dbos import DBOS, DBOSPortableJSONSerializer, SQLAlchemyDatasource
from sqlmodel import Session

from bot.audit import Entry, Event, Outcome, append
from bot.errors import OperatorError, Ref
from bot.lifecycle import OPEN
from bot.models import AnsweredCode, AuditEvent
from bot.store import Store, open_store
from bot.trail import Trail
from bot.values import utc_now

TRIGGERS = {"audit_event_no_update", "audit_event_no_delete", "audit_event_no_replace"}
# Every way of changing what is there, as somebody with the file and a SQL prompt would try it.
CHANGES = [
    "UPDATE audit_event SET reason = 'another'",
    "UPDATE OR REPLACE audit_event SET id = 1 WHERE id = 2",
    "UPDATE OR IGNORE audit_event SET vm = 'x'",
    "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE id = 2",
    "REPLACE INTO audit_event SELECT * FROM audit_event WHERE id = 1",
    "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event",
    "INSERT OR IGNORE INTO audit_event SELECT * FROM audit_event",
    "INSERT INTO audit_event SELECT * FROM audit_event WHERE true ON CONFLICT (id) DO UPDATE SET reason = 'another'",
    "INSERT INTO audit_event SELECT * FROM audit_event WHERE true ON CONFLICT DO NOTHING",
]
POSTGRESQL_CHANGES = [change for change in CHANGES if " OR " not in change and "REPLACE" not in change]
INSERT = """INSERT INTO audit_event (id, at, event, outcome, actor, detail, prev_hash, hash)
    VALUES (1, '', 'x', 'ok', 'x', '{}', '', ''), (2, '', 'x', 'ok', 'x', '{}', '', '')"""


@pytest.fixture
def plain(store: Store) -> Iterator[sqlite3.Connection]:
    """A connection that knows nothing of the bot, to a trail of two entries."""
    with closing(sqlite3.connect(store.file)) as connection:
        connection.execute(INSERT)
        connection.commit()
        yield connection


@pytest.fixture
def old_url(database_url: str) -> str:
    """A database as the first release made and filled it."""
    engine = sa.create_engine(database_url)
    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    with Session(engine) as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0001")
        session.add(AnsweredCode(channel="C1", thread="1.0", code="0xA000971E", at="2026-11-25T03:00:00.000Z"))
        for _ in range(2):
            append(session, Entry(event=Event.BOT_STARTED, outcome=Outcome.OK, actor="system"), utc_now())
        session.commit()
    engine.dispose()
    return database_url


@pytest.fixture
def beside_dbos(any_store: Store) -> Iterator[Store]:
    """The engine of removals keeps its tables in the same database."""
    serializer = DBOSPortableJSONSerializer()
    DBOS(
        config={
            "name": "beside",
            "system_database_url": any_store.url,
            "system_database_engine": any_store.engine,
            "serializer": serializer,
            "log_level": "WARNING",
        }
    )
    SQLAlchemyDatasource.create(any_store.url, engine=any_store.engine, serializer=serializer)
    DBOS.launch()
    yield any_store
    DBOS.destroy(destroy_registry=True)


def only_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Keeps the comparison away from the tables that DBOS keeps in the same database."""
    return kind != "table" or name in AuditEvent.metadata.tables


def tables(store: Store) -> set[str]:
    return set(sa.inspect(store.engine).get_table_names())


def test_models_and_migrations_agree(beside_dbos: Store):
    """Alembic finds nothing to do, and takes no notice of the tables of DBOS."""
    with beside_dbos.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": only_ours, "compare_server_default": True}
        )

        assert compare_metadata(context, AuditEvent.metadata) == []


def test_dbos_and_the_bot_share_a_database(beside_dbos: Store):
    """The bot opens the database again after DBOS made its tables, and both sets are there."""
    open_store(beside_dbos.url).close()

    with beside_dbos.engine.connect() as connection:
        inspector = sa.inspect(connection)
        schema = None if beside_dbos.file is not None else "dbos"

        assert "audit_event" in inspector.get_table_names()
        assert "workflow_status" in inspector.get_table_names(schema)


def test_the_index_of_open_requests_knows_the_open_states(store: Store):
    """What counts as open is the same in the database and in the table of states."""
    with store.engine.connect() as connection:
        sql = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'removal_request_one_open_per_vm'"
        ).scalar_one()

    assert {word.strip(" '") for word in sql.partition(" IN (")[2].rstrip(")").split(",")} == OPEN


def test_the_trail_has_its_triggers_from_the_first_migration_on(store: Store):
    """Three of them, in the database itself."""
    with store.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()

        assert set(names) == TRIGGERS


@pytest.mark.parametrize("change", CHANGES)
def test_no_connection_can_change_what_the_trail_holds(plain: sqlite3.Connection, change: str):
    """Update, delete and every replacing insert fail in the database, and the entries stay as they are."""
    before = plain.execute("SELECT * FROM audit_event").fetchall()

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        plain.execute(change)

    plain.rollback()
    assert plain.execute("SELECT * FROM audit_event").fetchall() == before


@pytest.mark.parametrize("change", [*POSTGRESQL_CHANGES, "TRUNCATE audit_event"])
def test_no_connection_can_change_what_the_trail_holds_on_postgresql(postgresql_url: str, change: str):
    """The same there, and TRUNCATE too."""
    store = open_store(postgresql_url)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(INSERT)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql(change)
    store.close()


def test_a_newer_schema_is_refused_and_left_alone(database_url: str):
    """A database of a later hvbot is named as such; nothing in it changes."""
    store = open_store(database_url)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(OperatorError) as caught:
        open_store(database_url)

    assert (caught.value.ref, caught.value.facts) == (Ref.DATABASE_NEWER, {"revision": "9999"})
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "9999"
    store.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(database_url: str):
    """The last table of the first migration exists already: none of the others is made, and nothing is lost."""
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE switch (precious TEXT)")
        connection.exec_driver_sql("INSERT INTO switch VALUES ('kept')")

    with pytest.raises(OperatorError) as caught:
        open_store(database_url)

    assert caught.value.ref is Ref.DATABASE_UNAVAILABLE
    assert "already exists" in caught.value.facts["detail"]
    assert sa.inspect(engine).get_table_names() == ["switch"]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT precious FROM switch").scalar() == "kept"
    engine.dispose()


def test_a_database_of_the_first_release_keeps_what_it_holds(old_url: str):
    """The new tables come beside the old ones, whose rows stay; the trail is sound and still append-only."""
    with pytest.raises(OperatorError) as caught:
        open_store(old_url, upgrade=False)
    assert caught.value.ref is Ref.DATABASE_OLDER

    store = open_store(old_url)
    with store.reading() as session:
        assert session.get(AnsweredCode, ("C1", "1.0", "0xA000971E")) is not None
    verdict = Trail(store, utc_now).verify()
    assert (2, None) == (verdict.rows, verdict.fault)
    assert {"vote", "gap"} <= tables(store)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_event")
    store.close()


def test_opening_again_changes_nothing(any_store: Store):
    """A migrated database is opened without a write."""
    before = tables(any_store)

    open_store(any_store.url).close()

    assert tables(any_store) == before


def test_each_kind_of_database_has_its_triggers_beside_the_migration():
    """The hand-written SQL is shipped as files, one per kind."""
    versions = Path(str(files("bot") / "migrations" / "versions"))

    assert {file.suffixes[0] for file in versions.glob("*.sql")} == {".sqlite", ".postgresql"}
