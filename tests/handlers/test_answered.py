from pathlib import Path

from bot.answers import explain
from bot.people import Person, Place, Standing
from bot.store import open_store
from bot.values import ChannelId, TeamId, UserId
from handlers.memory import Memory
from knowledge.languages import Language
from knowledge.library import Library
from tests.handlers.harness import now

JUN = Person(UserId("U0JUNIOR"), TeamId("T0KESTREL"), "Jun", Standing.MEMBER, frozenset(), Language.EN)
HERE = Place(ChannelId("C1"), None, shared=False)


def test_of_two_replicas_only_one_may_answer_a_code_in_a_thread(tmp_path: Path) -> None:
    """Both looked before either had answered."""
    store = open_store(f"sqlite:///{tmp_path}/hvbot.db")
    first, second = Memory(store, now), Memory(store, now)
    one = explain("0xA000971E", Language.EN, Library(None), asked=True)
    two = explain("0xA000971E 0xA0009723", Language.EN, Library(None), asked=True)
    assert one is not None
    assert two is not None

    assert first.record(JUN, HERE, one, "1.1", once=True)
    assert not second.record(JUN, HERE, one, "1.1", once=True)
    assert second.record(JUN, HERE, one, "2.2", once=True)
    assert second.record(JUN, HERE, two, "1.1", once=True)
    assert second.record(JUN, HERE, one, "1.1", once=False)
    assert first.told("C1", "1.1", two.keys) == {"0xA000971E", "0xA0009723"}
    store.close()
