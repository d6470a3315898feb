from datetime import timedelta

import pytest

from bot import feedback
from bot.answers import explain
from bot.cards import Tally
from bot.gate import Gate
from bot.models import Gap, Vote
from bot.people import Person, Place, Standing
from bot.settings import Settings
from bot.store import Store
from bot.values import ChannelId, TeamId, UserId, utc_text
from handlers.memory import Memory
from knowledge.languages import Language
from knowledge.library import Library
from tests.handlers.harness import now
from tests.knowledge.articles_for_tests import write_article

UNKNOWN = "Error code: 0xE000FFF1 and event ID 6 of source VSS"


def person(name: str) -> Person:
    return Person(UserId(name), TeamId("T1"), name, Standing.MEMBER, frozenset(), Language.EN)


def place(channel: str = "C1") -> Place:
    return Place(ChannelId(channel), None, shared=False)


def vote(store: Store, name: str, *, helped: bool, answer: str = "C1:1.0", later: int = 0) -> None:
    gate = Gate(Settings.default(), store, lambda: now() + timedelta(seconds=later))
    feedback.vote(gate, person(name), place(), answer, "some-article", helped=helped)


def asked(store: Store, code: str, channel: str = "C1", later: int = 0) -> None:
    with store.writing() as session:
        feedback.count_gap(session, code, ChannelId(channel), now() + timedelta(seconds=later))


def test_a_person_votes_once_per_answer_and_may_change_it(any_store: Store) -> None:
    """Other people and other answers count besides."""
    vote(any_store, "U1", helped=True)
    vote(any_store, "U1", helped=False)
    vote(any_store, "U2", helped=True)
    vote(any_store, "U1", helped=True, answer="C1:2.0")

    assert {"some-article": Tally(2, 3)} == feedback.tallies(any_store)


def test_voting_the_same_again_changes_nothing(any_store: Store) -> None:
    """Not even the time; another vote has its own."""
    key = ("C1:1.0", "some-article", "U1")
    for helped, later in ((True, 0), (True, 5)):
        vote(any_store, "U1", helped=helped, later=later)
    with any_store.reading() as session:
        cast = session.get(Vote, key)
    assert cast is not None
    assert utc_text(now()) == cast.at

    vote(any_store, "U1", helped=False, later=9)
    with any_store.reading() as session:
        changed = session.get(Vote, key)
    assert changed is not None
    assert (False, utc_text(now() + timedelta(seconds=9))) == (changed.helped, changed.at)


def test_nobody_voted_yet(any_store: Store) -> None:
    """Then nothing is told of any article."""
    assert {} == feedback.tallies(any_store)


def test_gaps_come_with_the_most_frequent_first(any_store: Store) -> None:
    """With when and where last; a form is in no conversation."""
    shelf = Library(None).shelf(Language.EN)
    asked(any_store, "0xE000FFF1", "C1")
    asked(any_store, "event:6:VSS", "C2", later=1)
    asked(any_store, "event:6:VSS", "", later=2)
    found = [(gap.subject, gap.count, gap.last_at, gap.last_channel) for gap in feedback.gaps(any_store, shelf)]

    assert [
        ("event:6:VSS", 2, utc_text(now() + timedelta(seconds=2)), None),
        ("0xE000FFF1", 1, utc_text(now()), "C1"),
    ] == found


def test_a_gap_that_an_article_fills_is_none_any_more(any_store: Store, tmp_path) -> None:
    """A code by its code; an event with its source, and without one as soon as it has a candidate."""
    for subject in ("0xE000FFF1", "0xE000FFF2", "event:7:Foo", "event:7:Bar", "event:7", "event:8"):
        asked(any_store, subject)
    more = '\n[[events]]\nid = 7\nsource = "foo"\n'
    write_article(tmp_path, "filled", code="0xE000FFF1", more=more)
    shelf = Library(tmp_path).shelf(Language.JA)

    assert ["0xE000FFF2", "event:7:Bar", "event:8"] == [gap.subject for gap in feedback.gaps(any_store, shelf)]


@pytest.mark.parametrize("once", [True, False])
def test_what_no_article_answers_is_counted_with_its_row_of_the_trail(store: Store, once: bool) -> None:
    """Code and event, never the text; what is told a second time in a thread is not asked a second time."""
    answer = explain(UNKNOWN, Language.EN, Library(None), asked=True)
    assert answer is not None
    for _ in range(2):
        Memory(store, now).record(person("U1"), place(), answer, "1.0", once=once)
    with store.reading() as session:
        counted = [session.get(Gap, gap) for gap in answer.gaps]

    assert "0xE000FFF1" in answer.gaps
    assert [1 if once else 2] * len(counted) == [gap and gap.count for gap in counted]


def test_a_count_that_cannot_be_written_leaves_no_row_of_the_trail(store: Store) -> None:
    """Both are one transaction; the explanation is given all the same."""
    answer = explain(UNKNOWN, Language.EN, Library(None), asked=True)
    assert answer is not None
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE gap")

    assert Memory(store, now).record(person("U1"), place(), answer, None, once=False)
    with store.engine.connect() as connection:
        assert 0 == connection.exec_driver_sql("SELECT count(*) FROM audit_event").scalar()
