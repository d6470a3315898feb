"""The one database: our tables and DBOS's, in one SQLite file or one PostgreSQL database."""

import fcntl
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session

from bot.errors import OperatorError, Ref, TrailError

_BUSY_SECONDS = 30
_PRAGMAS = (f"busy_timeout={_BUSY_SECONDS * 1000}", "synchronous=FULL", "foreign_keys=ON")
_LOCK_KEY = 0x6876626F74  # "hvbot": the advisory lock that stands for SQLite's write lock on PostgreSQL
_FAULTS = (sa.exc.DBAPIError, sa.exc.TimeoutError)  # the latter when all connections are busy


@dataclass(frozen=True)
class Store:
    """The opened, migrated database."""

    engine: sa.Engine

    @property
    def url(self) -> str:
        """For a program (DBOS), with the password; never for a person or a log."""
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        name = self.engine.url.database
        return Path(name) if self.engine.dialect.name == "sqlite" and name else None

    @property
    def transaction_isolation(self) -> str:
        """What a session of somebody else (DBOS's datasource) must use for `take_write_lock` to protect it.

        PostgreSQL's stricter levels read from a snapshot taken before the wait for the lock: an old head of the trail.
        """
        return "SERIALIZABLE" if self.engine.dialect.name == "sqlite" else "READ COMMITTED"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that never commits. Raises TrailError(DATABASE_UNAVAILABLE)."""
        with _said_as(Ref.DATABASE_UNAVAILABLE), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that holds the write lock from its beginning and commits at the end.

        Loaded rows stay readable afterwards. Raises TrailError(TRAIL_UNWRITABLE);
        IntegrityError of a unique index or foreign key comes through as it is.
        """
        with _said_as(Ref.TRAIL_UNWRITABLE), Session(self.engine, expire_on_commit=False) as session:
            take_write_lock(session)
            yield session
            session.commit()

    @contextmanager
    def streaming(self, query: sa.Select[Any]) -> Iterator[Iterator[sa.Row[Any]]]:
        """The query's rows as they are stored (see `lenient`), a few hundred in memory at a time.

        Raises TrailError(DATABASE_UNAVAILABLE).
        """
        with _said_as(Ref.DATABASE_UNAVAILABLE), self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.text_factory = lenient
                connection.detach()  # and so closed at the end: nobody else gets a connection that decodes like this
            yield iter(connection.execute(query, execution_options={"yield_per": 500}))

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


def take_write_lock(session: AnySession) -> None:
    """Makes the session's transaction the only writer until it ends; taking it again is free.

    For sessions that somebody else opened (DBOS's datasource, see `Store.transaction_isolation`). Raises SQLAlchemy's
    errors as they are, because there a DBAPIError means "the engine cannot write", which our own error would hide.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        # Python's sqlite3 begins a transaction only right before a write, so an open one holds the lock already.
        if driver is not None and not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    isolation = sa.func.current_setting("transaction_isolation")
    if connection.scalar(sa.select(isolation, sa.func.pg_advisory_xact_lock(_LOCK_KEY))) != "read committed":
        raise RuntimeError("the write lock protects only READ COMMITTED transactions")


def open_store(url: str, *, create: bool = True, upgrade: bool = True) -> Store:
    """Opens and, where needed, migrates the database. Nothing is ever reset; `create` is about a missing SQLite file.

    Raises OperatorError: SQLITE_OLD, DATABASE_NEWER, DATABASE_OLDER (without `upgrade`), DATABASE_UNAVAILABLE,
    DATABASE_MISSING (without `create`; facts: detail, the file; folder).
    """
    store = Store(_engine(url))
    if not create and store.file is not None and not store.file.exists():
        raise OperatorError(Ref.DATABASE_MISSING, detail=str(store.file), folder=str(store.file.parent))
    try:
        _migrate(store.engine, upgrade=upgrade)
    except _FAULTS as fault:
        raise OperatorError(Ref.DATABASE_UNAVAILABLE, detail=_reason(fault)) from fault
    finally:
        store.close()  # nothing stays open after a failure; else the store opens what it needs
    return store


@contextmanager
def single_process(store: Store) -> Iterator[None]:
    """Holds `<file>.lock` while the block runs, because two bots on one file would take each other's work.

    Raises OperatorError: DATABASE_LOCKED, or DATABASE_UNAVAILABLE if the lock file cannot be opened. On PostgreSQL
    replicas share the work and nothing is locked.
    """
    if store.file is None:
        yield
        return
    path = store.file.with_name(store.file.name + ".lock")
    try:
        lock = path.open("a")
    except OSError as fault:
        raise OperatorError(Ref.DATABASE_UNAVAILABLE, detail=f"{path}: {fault.strerror}") from fault
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise OperatorError(Ref.DATABASE_LOCKED) from fault
        yield


def sqlite_too_old(python: tuple[int, ...], sqlite: tuple[int, ...]) -> bool:
    """DBOS uses unixepoch('subsec'), which SQLite has since 3.42, on Python 3.12 and later."""
    return python >= (3, 12) and sqlite < (3, 42)


def lenient(stored: bytes) -> str:
    """Text whose bytes are no UTF-8 (somebody wrote into the file) keeps them as lone surrogates."""
    return stored.decode("utf-8", "surrogateescape")


@contextmanager
def _said_as(ref: Ref) -> Iterator[None]:
    try:
        yield
    except _FAULTS as fault:
        if isinstance(fault, sa.exc.IntegrityError) and "TRIGGER" not in getattr(fault.orig, "sqlite_errorname", ""):
            raise  # a unique index or foreign key; the triggers guard the trail
        raise TrailError(ref, detail=_reason(fault)) from fault


def _reason(fault: BaseException) -> str:
    """The driver's own words in one line; the address of the database, and so its password, is not among them."""
    origin = fault.orig if isinstance(fault, sa.exc.DBAPIError) else fault
    return str(origin).strip().partition("\n")[0] or type(origin).__name__


def _engine(url: str) -> sa.Engine:
    try:
        engine = sa.create_engine(url, pool_pre_ping=True)
    except (sa.exc.ArgumentError, ImportError) as fault:
        # The text may hold a password, so it is not repeated.
        raise OperatorError(Ref.DATABASE_UNAVAILABLE, detail="url") from fault
    if engine.dialect.name == "sqlite":
        if sqlite_too_old(sys.version_info[:2], sqlite3.sqlite_version_info):
            raise OperatorError(Ref.SQLITE_OLD, detail=sqlite3.sqlite_version)
        sa.event.listen(engine, "connect", _configure)
    return engine


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _use_wal(connection)
    except sqlite3.Error:
        connection.close()  # SQLAlchemy forgets a connection that its listeners refuse
        raise


def _use_wal(connection: sqlite3.Connection) -> None:
    # While another process begins to write into a new file this is refused at once, whatever the busy timeout.
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _migrate(engine: sa.Engine, *, upgrade: bool) -> None:
    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    scripts = ScriptDirectory.from_config(config)
    with Session(engine) as session:
        found = set(MigrationContext.configure(session.connection()).get_current_heads())
        if not found.issubset(script.revision for script in scripts.walk_revisions()):
            raise OperatorError(Ref.DATABASE_NEWER, revision=", ".join(found))
        if found == set(scripts.get_heads()):
            return
        if not upgrade:
            raise OperatorError(Ref.DATABASE_OLDER)
        session.rollback()
        take_write_lock(session)  # another process may be at it; once it has finished, nothing is left to upgrade
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")
        session.commit()
