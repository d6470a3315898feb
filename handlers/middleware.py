"""What every payload meets first: its time of arrival, and whether it was delivered before."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import BoltRequest, BoltResponse
from sqlmodel import col, delete

from bot.errors import HvbotError
from bot.models import SeenDelivery
from bot.store import Store
from bot.values import utc_text

RECEIVED = "x-hvbot-received"  # time.monotonic() of the receipt, set by the socket
LATE = 2.5  # seconds; after three Slack tells the person that it failed

_log = logging.getLogger("hvbot.slack")
_MOST = 20_000
_KEPT = timedelta(days=1)  # Slack's last redelivery comes after some five minutes
_SWEEP_EVERY = 500


class Recent:
    """The newest keys of this process, so that it never grows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: OrderedDict[str, None] = OrderedDict()

    def add(self, *keys: str) -> bool:
        """Whether none of the keys was there before; all are there afterwards."""
        with self._lock:
            fresh = self._keys.keys().isdisjoint(keys)
            self._keys.update(dict.fromkeys(keys))
            while len(self._keys) > _MOST:
                self._keys.popitem(last=False)
            return fresh


class Arrival:
    """Stamps the payload and acknowledges a repeated one unheard; without disk or network, for Slack is waiting."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._recent = Recent()

    def __call__(
        self,
        request: BoltRequest,
        body: Mapping[str, Any],
        next: Callable[[], None],  # noqa: A002  Bolt's name
    ) -> BoltResponse | None:
        """A retry whose first copy never came is new: only the key counts."""
        header = request.headers.get(RECEIVED)
        request.context["received_at"] = float(header[0]) if header else self._monotonic()
        key = delivery_key(body)
        if key is not None and not self._recent.add(key):
            _log.info("delivered again: %s", body.get("type") or body.get("command"))
            return BoltResponse(status=200, body="")
        next()
        return None


class Deliveries:
    """What was taken on, in the database, so that replicas and restarts know it too; in memory while that fails."""

    def __init__(self, store: Store | None, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._recent = Recent()
        self._claims = 0

    def claim(self, *keys: str) -> bool:
        """Whether nobody took any of these before; they are taken now."""
        if not self._recent.add(*keys):
            return False
        if self._store is None:
            return True
        try:
            return self._claim_in(self._store, keys)
        except HvbotError as error:
            _log.warning("deliveries are only remembered in memory: %s", error)
            return True

    def _claim_in(self, store: Store, keys: tuple[str, ...]) -> bool:
        now = self._clock()
        with store.writing() as session:
            if any(session.get(SeenDelivery, key) for key in keys):
                return False
            session.add_all(SeenDelivery(key=key, at=utc_text(now)) for key in keys)
            self._claims += 1
            if self._claims % _SWEEP_EVERY == 0:
                session.exec(delete(SeenDelivery).where(col(SeenDelivery.at) < utc_text(now - _KEPT)))
        return True


def delivery_key(body: Mapping[str, Any]) -> str | None:
    """What stays the same when Slack delivers a payload again; the envelope's own id does not."""
    if body.get("event_id"):
        return f"event:{body['event_id']}"
    return f"trigger:{body['trigger_id']}" if body.get("trigger_id") else None
