import errno
import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import BadInput, Ref, SettingsError
from bot.wording import say, tell
from knowledge.languages import Language


@pytest.mark.parametrize("language", Language)
def test_every_fault_is_told_however_many_there_are(language: Language) -> None:
    """Fluent refuses long facts to guard against hostile sentences; ours are files, and only the facts are strange."""
    faults = [f"hvbot.toml: removal.key_{number}: unknown key" for number in range(300)]

    told = tell(SettingsError(faults), language)

    assert faults == [line for line in told.what.splitlines() if line in faults]


def test_a_long_fact_costs_nobody_the_sentence() -> None:
    """Whatever is typed, its sentence comes back with the next step."""
    assert "x" * 50_000 in tell(BadInput(Ref.COMMAND_UNKNOWN, detail="x" * 50_000), Language.EN).what


SYSTEM = (
    *(errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG),
    *(errno.ENOSPC, errno.EROFS, errno.EIO, errno.EMFILE, errno.ECONNREFUSED),
)


def no_folder(folder: Path) -> None:
    sqlite3.connect(folder / "nowhere" / "hvbot.db")


def no_database(folder: Path) -> None:
    (folder / "hvbot.db").write_text("no database at all, only text" * 9)
    with closing(sqlite3.connect(folder / "hvbot.db")) as connection:
        connection.execute("SELECT * FROM sqlite_schema")


def locked(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "hvbot.db")) as one, closing(sqlite3.connect(folder / "hvbot.db")) as other:
        one.execute("BEGIN EXCLUSIVE")
        other.execute("PRAGMA busy_timeout=0")
        other.execute("CREATE TABLE a (b)")


def full(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "hvbot.db")) as connection:
        connection.execute("PRAGMA max_page_count=1")
        connection.execute("CREATE TABLE a (b)")


def read_only(folder: Path) -> None:
    sqlite3.connect(folder / "hvbot.db").close()
    with closing(sqlite3.connect(f"file:{folder}/hvbot.db?mode=ro", uri=True)) as connection:
        connection.execute("CREATE TABLE a (b)")


def in_japanese_first(detail: str) -> bool:
    said = say(Language.JA, "error-cause", detail=detail)
    return said.endswith(f"：{detail}") and re.match("[\u3041-\u9fff]|UTF-8 ", said) is not None


@pytest.mark.parametrize("number", SYSTEM)
def test_what_the_system_says_in_english_is_told_in_japanese(number: int) -> None:
    """The original words follow, also where the name of a file stands before them."""
    assert in_japanese_first(os.strerror(number))
    assert in_japanese_first(f"/var/lib/hvbot.db.lock: {os.strerror(number)}")
    assert os.strerror(number) == say(Language.EN, "error-cause", detail=os.strerror(number))


@pytest.mark.parametrize("fail", [no_folder, no_database, locked, full, read_only])
def test_what_sqlite_says_in_english_is_told_in_japanese(fail: Callable[[Path], None], tmp_path: Path) -> None:
    """Each of these is provoked from the SQLite that is really there."""
    with pytest.raises(sqlite3.Error) as caught:
        fail(tmp_path)

    assert in_japanese_first(str(caught.value))


@pytest.mark.parametrize("data", [b"\xff", b"\xe3x", b"\xe3"])
def test_what_python_says_about_bytes_is_told_in_japanese(data: bytes) -> None:
    """An article that an editor saved in another encoding."""
    with pytest.raises(UnicodeDecodeError) as caught:
        data.decode()

    assert in_japanese_first(caught.value.reason)


def test_what_nobody_has_translated_is_told_as_it_is() -> None:
    """Better English words than none."""
    assert "something strange" == say(Language.JA, "error-cause", detail="something strange")
