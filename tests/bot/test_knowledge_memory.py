"""`hvbot knowledge list` and `gaps`: what the bot's database remembers, on the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import cli
from bot.feedback import count_gap
from bot.models import Vote
from bot.store import Store, open_store
from bot.values import ChannelId
from tests.handlers.harness import now

ARTICLE = "recovery-checkpoint-left-behind"
Hvbot = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hvbot(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hvbot:
    """`hvbot knowledge …` where the database is; exit code, output and messages."""
    monkeypatch.chdir(tmp_path)

    def hvbot(*words: str, **environment: str) -> tuple[int, str, str]:
        code = cli.main(["knowledge", *words], environment)
        return (code, *capsys.readouterr())

    return hvbot


@pytest.fixture
def filled(store: Store) -> Store:
    """Three votes on one article, a code asked about twice and two events."""
    with store.writing() as session:
        for number in range(3):
            session.add(Vote(answer=f"C1:{number}", article=ARTICLE, user="U1", helped=number > 0, at="2026-11-25"))
        for subject, channel in (
            ("0xE000FFF1", "C1"),
            ("0xE000FFF1", "C2"),
            ("event:9999:Foo", ""),
            ("event:9998", ""),
        ):
            count_gap(session, subject, ChannelId(channel), now())
    return store


def test_votes_stand_behind_the_article(hvbot: Hvbot, filled: Store) -> None:
    """Where there are any, however few."""
    code, out, err = hvbot("list")
    lines = out.splitlines()

    assert (0, "") == (code, err)
    voted = [line for line in lines if line.endswith(f"({ARTICLE}) · helped 2 of 3 times here")]
    assert [line for line in lines if ARTICLE in line] == voted
    assert not any("helped" in line for line in lines if line not in voted)


def test_a_program_gets_the_votes_of_every_article(hvbot: Hvbot, filled: Store) -> None:
    """Beside the keys that were there before."""
    listed = json.loads(hvbot("list", "--json")[1])
    keys = {"umi", "article", "title", "language", "reviewed", "source", "helped", "votes"}

    assert all(keys <= set(entry) for entry in listed)
    assert {(2, 3)} == {(entry["helped"], entry["votes"]) for entry in listed if entry["article"] == ARTICLE}
    assert {(0, 0)} == {(entry["helped"], entry["votes"]) for entry in listed if entry["article"] != ARTICLE}


def test_a_database_without_votes_tells_a_program_that_there_are_none(hvbot: Hvbot, sqlite_url: str) -> None:
    """That is something else than no database."""
    open_store(sqlite_url).close()

    assert {(0, 0)} == {(entry["helped"], entry["votes"]) for entry in json.loads(hvbot("list", "--json")[1])}


def test_without_a_database_there_are_no_votes_and_none_is_made(hvbot: Hvbot, tmp_path: Path) -> None:
    """The list needs nothing."""
    code, out, err = hvbot("list", "--json")

    assert (0, "") == (code, err)
    assert not any({"helped", "votes"} & set(entry) for entry in json.loads(out))
    assert [] == list(tmp_path.iterdir())


def test_a_database_that_cannot_be_read_costs_the_votes_only(hvbot: Hvbot, tmp_path: Path) -> None:
    """And what is wrong is said; an older one is left to the bot."""
    (tmp_path / "hvbot.db").write_text("no database at all, but long enough to be looked at\n" * 100)
    code, out, err = hvbot("list")

    assert 0 == code
    assert ARTICLE in out
    assert "The database cannot be used" in err


def test_gaps_come_with_how_often_when_and_where(hvbot: Hvbot, filled: Store) -> None:
    """The most frequent first."""
    code, out, err = hvbot("gaps")

    assert (0, "") == (code, err)
    assert [
        "0xE000FFF1 · V-79-57344-65521: asked 2 times, last 2026-11-25 03:00 UTC · C2",
        "Event 9998: asked once, last 2026-11-25 03:00 UTC",
        "Event 9999 · Foo: asked once, last 2026-11-25 03:00 UTC",
    ] == out.splitlines()


def test_gaps_for_a_program(hvbot: Hvbot, filled: Store) -> None:
    """Codes and events as in the list."""
    counted = {"count": 1, "last_at": "2026-11-25T03:00:00.000Z", "last_channel": None}

    assert [
        {"code": "0xE000FFF1", "umi": "V-79-57344-65521", **counted, "count": 2, "last_channel": "C2"},
        {"event_id": 9998, "event_source": None, "umi": None, **counted},
        {"event_id": 9999, "event_source": "Foo", "umi": None, **counted},
    ] == json.loads(hvbot("gaps", "--json")[1])


@pytest.mark.parametrize("made", [True, False])
def test_no_gap_is_said_on_standard_error(hvbot: Hvbot, sqlite_url: str, made: bool) -> None:
    """With a database and without one; a program gets an empty list."""
    if made:
        open_store(sqlite_url).close()
    code, out, err = hvbot("gaps")
    assert (0, "") == (code, out)
    assert "Nobody has asked in vain" in err

    assert (0, []) == (code, json.loads(hvbot("gaps", "--json")[1]))


def test_gaps_that_cannot_be_read_are_not_none(hvbot: Hvbot, tmp_path: Path) -> None:
    """Could not tell is not none."""
    (tmp_path / "hvbot.db").write_text("no database at all, but long enough to be looked at\n" * 100)
    code, out, err = hvbot("gaps")

    assert (2, "") == (code, out)
    assert "database-unavailable" in err


def test_an_older_database_is_left_to_the_bot(hvbot: Hvbot, filled: Store) -> None:
    """Looking changes nothing."""
    with filled.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    code, _, err = hvbot("gaps", LANG="ja_JP.UTF-8")

    assert 0 == code
    assert "記事のないコードはまだありません" in err
    with filled.engine.connect() as connection:
        assert "0001" == connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
