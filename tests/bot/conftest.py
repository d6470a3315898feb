"""A database of its own for every test: always SQLite, and PostgreSQL too where HVBOT_TEST_POSTGRES names a server."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import Store, open_store

HERE = Path(__file__).parent
Start = Callable[..., subprocess.Popen[str]]
NO_SERVER = "HVBOT_TEST_POSTGRES names no PostgreSQL server (a URL whose user may create databases)"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hvbot.db"


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    server = os.environ.get("HVBOT_TEST_POSTGRES")
    if not server:
        pytest.skip(NO_SERVER)
    name = f"hvbot_{secrets.token_hex(8)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite_url", "postgresql_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, once per kind."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def any_store(database_url: str) -> Iterator[Store]:
    """An opened store, once per kind of database."""
    opened = open_store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts one of `programs/` with its pipes open; what is still alive after the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def run(name: str, *arguments: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, str(HERE / "programs" / name), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
            )
        )
        return started[-1]

    yield run
    for program in started:
        program.kill()
        program.communicate()
