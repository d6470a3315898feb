"""What was answered where: the same code once in a thread, and a row of the trail for every explanation."""

import logging
import threading
from collections import OrderedDict

from sqlmodel import select

from bot import audit
from bot.answers import Answer
from bot.audit import Entry, Event, Outcome
from bot.errors import HvbotError
from bot.gate import said_by
from bot.models import AnsweredCode
from bot.people import Person, Place
from bot.services import Services
from bot.values import utc_text

_log = logging.getLogger("hvbot.slack")
_MOST_THREADS = 5_000


class Answered:
    """The memory of answers. A database that fails prevents no explanation: then this process remembers alone."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._threads: OrderedDict[tuple[str, str], set[str]] = OrderedDict()

    def keys(self, channel: str, thread: str) -> frozenset[str]:
        """The codes and events that this thread was told about."""
        with self._lock:
            known = frozenset(self._threads.get((channel, thread), ()))
        if self._services.store is None:
            return known
        try:
            with self._services.store.reading() as session:
                wanted = select(AnsweredCode.code).where(AnsweredCode.channel == channel, AnsweredCode.thread == thread)
                return known | frozenset(session.exec(wanted))
        except HvbotError as error:
            _log.warning("answers are only remembered in memory: %s", error)
            return known

    def record(self, person: Person, place: Place, answer: Answer, thread: str | None, *, once: bool) -> bool:
        """Writes the trail and claims the codes for the thread (None: for no thread), before anything is shown.

        False, and nothing is written, if it is to be said `once` and another replica or message was quicker.
        """
        fresh = thread is None or self._remember((place.channel, thread), answer.keys)
        if once and not fresh:
            return False
        if self._services.store is None:
            return True
        now = self._services.clock()
        try:
            with self._services.store.writing() as session:
                if thread is not None:
                    new = [key for key in answer.keys if not session.get(AnsweredCode, (place.channel, thread, key))]
                    if once and not new:
                        return False
                    at = utc_text(now)
                    session.add_all(AnsweredCode(channel=place.channel, thread=thread, code=key, at=at) for key in new)
                for entry in _entries(person, place, answer):
                    audit.append(session, entry, now)
        except HvbotError as error:
            _log.warning("an explanation is not in the trail: %s", error)
        return True

    def _remember(self, thread: tuple[str, str], keys: tuple[str, ...]) -> bool:
        with self._lock:
            known = self._threads.setdefault(thread, set())
            fresh = not known.issuperset(keys)
            known.update(keys)
            self._threads.move_to_end(thread)
            while len(self._threads) > _MOST_THREADS:
                self._threads.popitem(last=False)
            return fresh


def _entries(person: Person, place: Place, answer: Answer) -> list[Entry]:
    """Only codes: nothing of the pasted text is kept."""
    gaps = list(answer.gaps)
    explained = [code for code in answer.codes if code not in gaps]
    events = [key.removeprefix("event:") for key in answer.keys if key.startswith("event:")]
    entries = []
    if explained or events:
        detail: dict[str, object] = {"codes": explained, **({"events": events} if events else {})}
        entries.append(said_by(person, place, Event.ERROR_EXPLAINED, Outcome.OK, detail=detail))
    if gaps:
        entries.append(said_by(person, place, Event.ERROR_UNKNOWN, Outcome.OK, detail={"codes": gaps}))
    return entries
