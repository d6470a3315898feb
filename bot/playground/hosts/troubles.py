"""Planned mishaps: what a network, a proxy or an overloaded host does to single messages."""

from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum, auto
from threading import Lock

from bot.playground.hosts.soap import Operation


class Mishap(StrEnum):
    """What happens to a message."""

    LOST_BEFORE = auto()  # the connection breaks and the host never sees the message
    LOST_AFTER = auto()  # the host acts on it, then the connection breaks
    SILENCE = auto()  # the host acts on it and never answers
    HALF = auto()  # the host acts on it; half the answer arrives
    EMPTY = auto()  # the host acts on it; the answer is empty
    HTML = auto()  # something else answers, with a web page
    STATUS = auto()  # HTTP status `number`, nothing done
    REDIRECT = auto()  # 307 to `location`, nothing done
    FAULT = auto()  # WS-Management fault `number`, nothing done
    WMI_FAULT = auto()  # the same in the form of newer Windows
    DISCONNECT = auto()  # answered as ever, then the idle connection is closed


DOES_NOTHING = {
    Mishap.LOST_BEFORE,
    Mishap.HTML,
    Mishap.STATUS,
    Mishap.REDIRECT,
    Mishap.FAULT,
    Mishap.WMI_FAULT,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One mishap with what it needs to know."""

    mishap: Mishap
    number: int = 0
    location: str = ""


class Troubles:
    """What is planned for the next messages of each operation, in order. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._planned: defaultdict[Operation, deque[Trouble]] = defaultdict(deque)

    def plan(self, operation: Operation, trouble: Trouble, times: int = 1) -> None:
        """For the next `times` messages of this operation."""
        with self._lock:
            self._planned[operation].extend([trouble] * times)

    def take(self, operation: Operation) -> Trouble | None:
        """The trouble of this message, if any."""
        with self._lock:
            planned = self._planned[operation]
            return planned.popleft() if planned else None
