"""What was taken on and what was answered, so that it happens once: also after a restart and among replicas."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlmodel import col, delete, select

from bot import audit, feedback
from bot.answers import Answer
from bot.audit import Entry, Event, Outcome
from bot.errors import HvbotError
from bot.gate import said_by
from bot.models import AnsweredCode, SeenDelivery
from bot.people import Person, Place
from bot.store import Store
from bot.values import utc_text
from knowledge import Entities

_log = logging.getLogger("hvbot.slack")
_MOST = 20_000
_KEPT = timedelta(days=1)  # Slack's last redelivery comes after some five minutes


class Memory:
    """Keys of payloads and of answers. While the database fails, this process remembers alone."""

    def __init__(self, store: Store | None, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._lock = threading.Lock()
        self._recent: OrderedDict[Hashable, Entities | None] = OrderedDict()  # the newest only, so that it never grows

    def claim(self, key: str) -> bool:
        """Whether nobody took on this payload before; it is taken now. What has no key is always new."""
        if key and not self._add(key):
            return False
        if self._store is None or not key:
            return True
        now = self._clock()
        with _forgiving("deliveries are only remembered in memory"), self._store.writing() as session:
            session.exec(delete(SeenDelivery).where(col(SeenDelivery.at) < utc_text(now - _KEPT)))
            if session.get(SeenDelivery, key):
                return False
            session.add(SeenDelivery(key=key, at=utc_text(now)))
        return True

    def told(self, channel: str, thread: str, keys: Iterable[str]) -> frozenset[str]:
        """Which of these codes and events the thread was told about."""
        known = {key for key in keys if (channel, thread, key) in self._recent}
        if self._store is not None:
            wanted = select(AnsweredCode.code).where(AnsweredCode.channel == channel, AnsweredCode.thread == thread)
            with _forgiving("answers are only remembered in memory"), self._store.reading() as session:
                known.update(session.exec(wanted))
        return frozenset(known)

    def record(self, person: Person, place: Place, answer: Answer, thread: str | None, *, once: bool) -> bool:
        """Writes the trail and claims the codes for the thread (None: for no thread), before anything is shown.

        False, and nothing is written, if it is to be said `once` and another replica or message was quicker.
        """
        fresh = [key for key in answer.keys if thread and self._add((place.channel, thread, key))]
        if once and not fresh:
            return False
        if self._store is None:
            return True
        now = self._clock()
        with _forgiving("an explanation is not in the trail"), self._store.writing() as session:
            if thread:
                new = [key for key in answer.keys if not session.get(AnsweredCode, (place.channel, thread, key))]
                if once and not new:
                    return False
                at = utc_text(now)
                session.add_all(AnsweredCode(channel=place.channel, thread=thread, code=key, at=at) for key in new)
            for entry in _entries(person, place, answer):
                audit.append(session, entry, now)
            for gap in answer.gaps:
                feedback.count_gap(session, gap, place.channel, now)
        return True

    def keep(self, channel: str, where: str, names: Entities) -> None:
        """Names pasted in a thread, or else by a user. Nothing pasted is stored, so a restart forgets them."""
        if names.host or names.vm:
            self._add(("names", channel, where), names)

    def names(self, channel: str, *wheres: str | None) -> Entities:
        """Those kept last for the first of these places that has any."""
        kept = (self._recent.get(("names", channel, where)) for where in wheres)
        return next(filter(None, kept), Entities(None, None, None, None))

    def _add(self, key: Hashable, value: Entities | None = None) -> bool:
        with self._lock:
            fresh = key not in self._recent
            self._recent[key] = value
            if len(self._recent) > _MOST:
                self._recent.popitem(last=False)
            return fresh


@contextmanager
def _forgiving(loss: str) -> Iterator[None]:
    """While the database fails, the log says what is lost."""
    try:
        yield
    except HvbotError as error:
        _log.warning("%s: %s", loss, error)


def _entries(person: Person, place: Place, answer: Answer) -> Iterator[Entry]:
    """Only codes: nothing of the pasted text is kept."""
    explained = [topic.key for topic in answer.topics if topic.articles]
    for event, keys in ((Event.ERROR_EXPLAINED, explained), (Event.ERROR_UNKNOWN, answer.gaps)):
        numbers = [key.removeprefix("event:") for key in keys if key.startswith("event:")]
        codes = [key for key in keys if not key.startswith("event:")]
        if keys:
            detail: dict[str, object] = {"codes": codes, **({"events": numbers} if numbers else {})}
            yield said_by(person, place, event, Outcome.OK, detail=detail)
