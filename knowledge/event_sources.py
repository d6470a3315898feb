"""Which of the sources that write an event of one number a text names: by its source, provider or log."""

import re
from collections.abc import Iterable
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


def named(events: Iterable[Written], text: str) -> frozenset[str]:
    """The sources among those of `events` that `text` leaves open.

    All of them if it names none; none of them if it names another one.
    """
    plain = _AFFIXES.sub("", text.lower())
    labelled = re.search(_LABEL, plain)
    before = _LABEL if labelled else "(?<![a-z0-9_-])"  # `\b` takes Japanese letters for a part of the name
    sources, found = set(), set()
    for event in events:
        sources.add(event.source)
        names = (_AFFIXES.sub("", name.lower()) for name in (event.source, event.log) if name)
        if re.search(f"{before}(?:{'|'.join(map(re.escape, names))})(?![a-z0-9_-])", plain):
            found.add(event.source)
    return frozenset(found if found or labelled else sources)
