"""The disk becomes full while the bot runs: no entry, no action, and a sentence that says so."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import sqlalchemy as sa

from bot.audit import Entry, Event, Outcome, append
from bot.errors import Ref, TrailError, Turn
from bot.lifecycle import State
from bot.store import Store
from bot.wording import say, tell
from knowledge.languages import Language
from tests.bot.world import HERE, JUN, NOW, OLIVIA, World, build


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    built = build(tmp_path)
    yield built
    built.store.close()


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """The file may not grow, and the room that was left in it holds no further entry, however short."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1").close()  # SQLite makes of it: as large as it is now

    sa.event.listen(store.engine, "checkout", limit)
    with suppress(TrailError):
        while True:
            with store.writing() as session:
                append(session, Entry(event=Event.BOT_STARTED, outcome=Outcome.OK, actor="system"), NOW)
    yield
    sa.event.remove(store.engine, "checkout", limit)
    store.engine.dispose()  # the limit sticks to pooled connections


def told(error: TrailError, language: Language) -> bool:
    """Whether the person reads what is wrong, that the operator can mend it, and how."""
    sentences = tell(error, language)
    operator = say(language, f"turn-{Turn.OPERATOR}")
    return "disk is full" in sentences.what and sentences.turn == operator and bool(sentences.step)


def test_a_plan_is_refused_and_explained_once_the_disk_is_full(world):
    """Nothing is stored that could be confirmed; with room again the same words make a plan."""
    with full_disk(world.store):
        before = world.events()
        with pytest.raises(TrailError) as caught:
            world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01")
        assert world.removals.status(OLIVIA, HERE, None) == ()
        assert world.events() == before

    assert caught.value.ref is Ref.TRAIL_UNWRITABLE
    assert all(told(caught.value, language) for language in Language)
    assert world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request.state is State.PLANNED


def test_a_removal_is_refused_and_explained_once_the_disk_is_full(world):
    """The plan stays as it was seen, nothing is put to work; with room again the same confirmation counts."""
    request = world.removals.plan_named(OLIVIA, HERE, "hv01", "SQL 01").request
    with full_disk(world.store):
        with pytest.raises(TrailError) as caught:
            world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "INC1")
        assert world.removals.load(request.id) == request
        assert world.queue.taken == []

    assert caught.value.ref is Ref.TRAIL_UNWRITABLE
    assert all(told(caught.value, language) for language in Language)
    assert world.removals.confirm(OLIVIA, HERE, request.id, "SQL 01", "INC1").state is State.APPROVED
    assert "remove" not in world.hyperv.operations


def test_a_refusal_that_cannot_be_recorded_is_still_a_refusal(world):
    """Who has no right gets nothing, whatever the disk says."""
    with full_disk(world.store), pytest.raises(TrailError):
        world.removals.plan_named(JUN, HERE, "hv01", "SQL 01")

    assert world.hyperv.operations == []
