"""Which of the sources that write an event of one number a text names: by its source, provider or log."""

import re
from collections.abc import Collection
from typing import Protocol

_LABEL = (
    r"(?:\b(?:source|provider(?: name)?|log name|channel)|ソース|プロバイダー名?|ログの名前|チャネル)"
    r"\s*[:：=]\s*[\"'“「]?"
)
_AFFIXES = re.compile(r"microsoft-windows-|[-/](?:admin|operational)\b")


class Written(Protocol):
    """An event as somebody writes it."""

    @property
    def source(self) -> str: ...
    @property
    def log(self) -> str | None: ...


def named(events: Collection[Written], *places: str) -> frozenset[str]:
    """The sources among those of `events` that the first of the `places` that names any source leaves open.

    All of them if no place names one; none of them if a place names only others.
    """
    for place in places:
        plain = _AFFIXES.sub("", place.lower())
        labelled = re.search(_LABEL, plain)
        before = _LABEL if labelled else "(?<![a-z0-9_-])"  # `\b` takes Japanese letters for a part of the name
        found = {event.source for event in events if re.search(f"{before}{_names(event)}(?![a-z0-9_-])", plain)}
        if found or labelled:
            return frozenset(found)
    return frozenset(event.source for event in events)


def _names(event: Written) -> str:
    names = (_AFFIXES.sub("", name.lower()) for name in (event.source, event.log) if name)
    return f"(?:{'|'.join(map(re.escape, names))})"
