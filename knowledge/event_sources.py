"""By which names texts call the sources of events, and which of several sources a text names."""

import re
from collections.abc import Collection
from typing import Protocol

from knowledge.context import vocabulary, words
from knowledge.normalize import fold

# What stands between a label and its value, mark-up included; possessive, as nothing of it can be the value.
_BESIDE = r"[*`_]{0,2}(?:[ \t]{0,12}[:=|]|</t[dh]>)(?:[\s*`\"'“「_]|<t[dh]>){0,40}+"
_SOURCE = rf"{words('event', 'source_labels')}{_BESIDE}"
_LOG = rf"{words('event', 'log_labels')}{_BESIDE}(?!{words('event', 'logs_of_all')})"
_ANYWHERE = "(?<![a-z0-9_-])"  # `\b` takes Japanese letters for a part of the name
_PREFIX, _SUFFIX = "(?:microsoft-windows-)", "(?:[-/](?:admin|operational|analytic|storage))"
_AFFIXES = re.compile(f"^{_PREFIX}|{_SUFFIX}$")


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
    for lower in (fold(place).lower for place in places):
        label = next((label for label in (_SOURCE, _LOG) if re.search(label, lower, re.ASCII)), None)
        found = {event.source for event in events if re.search(_naming(event, label or _ANYWHERE), lower, re.ASCII)}
        if found or label:
            return frozenset(found)
    return frozenset(event.source for event in events)


def names(source: str) -> str:
    """A pattern for a source's own name and the others that it goes by, in lower-case text."""
    plain = re.escape(_AFFIXES.sub("", source.lower()))
    return rf"{_PREFIX}?(?:{'|'.join((plain, *vocabulary('event_source').get(source, ())))}){_SUFFIX}?(?![a-z0-9_-])"


def _naming(event: Written, before: str) -> str:
    return f"{before}(?:{'|'.join(names(name) for name in (event.source, event.log) if name)})"
