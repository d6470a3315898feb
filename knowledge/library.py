"""Finds the article for a code or an event: built-in articles, and the team's own, which win."""

import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from knowledge.article import Article, Event, Parsed, parse_article
from knowledge.codes import ErrorCode
from knowledge.faults import Fault, Rule
from knowledge.languages import Language

_Pair: TypeAlias = dict[Language, Article]

_NOT_ARTICLES = frozenset({"README.md"})  # may explain the folder to the team
_SOURCE_LABEL = (
    r"(?:\b(?:source|provider(?: name)?|log name|channel)|ソース|プロバイダー名?|ログの名前|チャネル)"
    r"\s*[:：=]\s*[\"'“「]?"
)
_SOURCE_AFFIXES = re.compile(r"microsoft-windows-|[-/](?:admin|operational)\b")


@dataclass(frozen=True, slots=True)
class File:
    """A file as last read; equal to another if nothing has changed since."""

    stamp: tuple[int, ...]
    article: Article | None = field(compare=False)  # the last good one
    faults: tuple[Fault, ...] = field(compare=False)


class Shelf:
    """The articles as they are at one moment; what a code or an event finds does not change any more."""

    def __init__(self, *folders: Iterable[Article]) -> None:
        """Later folders win over earlier ones; within a folder the first name wins."""
        self._names: dict[str, _Pair] = {}
        self._codes: dict[ErrorCode, _Pair] = {}
        self._events: dict[int, dict[str, tuple[Event, _Pair]]] = defaultdict(dict)
        for articles in folders:
            pairs: dict[str, _Pair] = defaultdict(dict)
            for article in articles:
                pairs[article.name][article.language] = article
            self._names.update(pairs)
            for name in sorted(pairs, reverse=True):
                for article in pairs[name].values():
                    self._codes.update(dict.fromkeys(article.codes, pairs[name]))
                    for event in article.events:
                        self._events[event.id][event.source.lower()] = event, pairs[name]

    def find(self, code: ErrorCode, language: Language) -> Article | None:
        """The article about exactly this code; in the other language only if its twin is missing."""
        pair = self._codes.get(code)
        return _in_language(pair, language) if pair else None

    def find_events(self, event_id: int, text: str, language: Language) -> tuple[Article, ...]:
        """The articles about an event id: if `text` names a source or log, only that one's, which may be none."""
        known = [known for _, known in sorted(self._events.get(event_id, {}).items())]
        named = _named([event for event, _ in known], text) if known else []
        return tuple(dict.fromkeys(_in_language(pair, language) for event, pair in known if event in named))

    def named(self, name: str, language: Language) -> Article | None:
        """The article with this name."""
        pair = self._names.get(name)
        return _in_language(pair, language) if pair else None

    def codes(self, language: Language) -> tuple[tuple[ErrorCode | Event, Article], ...]:
        """Every code and every event with the article that it leads to."""
        subjects: list[tuple[ErrorCode | Event, _Pair]] = [*sorted(self._codes.items())]
        for _, by_source in sorted(self._events.items()):
            subjects += [known for _, known in sorted(by_source.items())]
        return tuple((subject, _in_language(pair, language)) for subject, pair in subjects)


class Library:
    """The built-in articles and a team folder that is read again as soon as a file in it changes; safe for threads."""

    def __init__(self, team_folder: Path | None) -> None:
        """Never raises for a faulty or missing team folder: `problems` tells."""
        self._team_folder = team_folder
        self._lock = threading.Lock()
        self._team: dict[Path, File] = {}
        self._shelf = Shelf(_built_in())

    def shelf(self) -> Shelf:
        """The articles of this moment, for several look-ups that belong together."""
        with self._lock:
            team = read_folder(self._team_folder, self._team) if self._team_folder else {}
            if team != self._team:
                self._shelf = Shelf(_built_in(), [file.article for file in team.values() if file.article])
            self._team = team
            return self._shelf

    @property
    def problems(self) -> tuple[Fault, ...]:
        """What is wrong in the team folder now; a broken file keeps its last good version."""
        self.shelf()
        return tuple(sorted(fault for file in self._team.values() for fault in file.faults))


def built_in_folder() -> Path:
    """Where the articles of the package are installed."""
    return Path(str(files("knowledge").joinpath("articles")))


@cache
def _built_in() -> tuple[Article, ...]:
    # The tests have checked their bodies, and a start of the program has no time to.
    paths = sorted(built_in_folder().iterdir())
    parsed = (parse_article(path, path.read_text(encoding="utf-8"), with_body=False) for path in paths)
    return tuple(each.article for each in parsed if each.article)


def read_folder(folder: Path, before: Mapping[Path, File]) -> dict[Path, File]:
    """Every article file of the folder, parsed only if it changed; the folder itself if that cannot be read."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".md" and path.name not in _NOT_ARTICLES)
    except FileNotFoundError:
        return {}  # a team without articles has no folder yet
    except OSError as error:
        return {**before, folder: File((), None, (_unreadable(folder, error),))}
    return {path: _read_file(path, before.get(path)) for path in paths}


def _read_file(path: Path, before: File | None) -> File:
    try:
        status = path.stat()
        stamp: tuple[int, ...] = (status.st_mtime_ns, status.st_size, status.st_ino)
        if before and before.stamp == stamp:
            return before
        parsed = parse_article(path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        stamp = ()  # looked at again next time
        parsed = Parsed(None, (_unreadable(path, error),))
    last_good = before.article if before else None
    return File(stamp, parsed.article or last_good, parsed.faults)


def _unreadable(path: Path, error: OSError | UnicodeDecodeError) -> Fault:
    reason = error.reason if isinstance(error, UnicodeDecodeError) else error.strerror
    return Fault(path, 1, Rule.UNREADABLE, {"reason": reason or ""})


def _in_language(pair: _Pair, language: Language) -> Article:
    return pair.get(language) or next(iter(pair.values()))


def _named(events: list[Event], text: str) -> list[Event]:
    """Those events whose source or log the text names; all if it names none at all."""
    plain = _SOURCE_AFFIXES.sub("", text.lower())
    labelled = re.search(_SOURCE_LABEL, plain)
    before = _SOURCE_LABEL if labelled else "(?<![a-z0-9_-])"  # `\w` would take Japanese letters for a part of a name
    found = []
    for event in events:
        names = [_SOURCE_AFFIXES.sub("", name.lower()) for name in (event.source, event.log) if name]
        if re.search(rf"{before}(?:{'|'.join(map(re.escape, names))})(?![a-z0-9_-])", plain):
            found.append(event)
    return found or ([] if labelled else events)
