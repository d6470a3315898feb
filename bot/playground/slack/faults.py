"""Troubles on order: what a test wants Slack to do wrong next."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiFault:
    """One call that goes wrong. `after_commit` does the work and loses only the answer; `silent` never answers."""

    status: int = 200
    error: str = ""
    retry_after: int | None = None
    after_commit: bool = False
    silent: bool = False


class Faults:
    """Faults waiting for their turn; each is used once."""

    def __init__(self) -> None:
        self._api: dict[str, deque[ApiFault]] = {}
        self._duplicates: deque[None] = deque()

    def fail(self, method: str, fault: ApiFault, times: int = 1) -> None:
        """The next calls of this Web API method go wrong. `respond` stands for posts to a response_url."""
        self._api.setdefault(method, deque()).extend([fault] * times)

    def rate_limit(self, method: str, retry_after: int = 1, times: int = 1) -> None:
        """The next calls are answered with 429 and a Retry-After of so many seconds."""
        self.fail(method, ApiFault(status=429, error="ratelimited", retry_after=retry_after), times)

    def duplicate(self, times: int = 1) -> None:
        """The next envelopes are delivered twice, the copy with an envelope id of its own."""
        self._duplicates.extend([None] * times)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._api.clear()
        self._duplicates.clear()

    def take(self, method: str) -> ApiFault | None:
        """The fault that this call meets, if one is waiting."""
        waiting = self._api.get(method)
        return waiting.popleft() if waiting else None

    def take_duplicate(self) -> bool:
        """Whether this envelope is to be delivered twice."""
        if not self._duplicates:
            return False
        self._duplicates.popleft()
        return True
