"""Finds the article for a code or an event: built-in articles, and the team's own, which win."""

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from knowledge.article import Article, Event, Fault, Parsed, Rule
from knowledge.article_file import parse_article
from knowledge.codes import ErrorCode
from knowledge.languages import Language

Pair: TypeAlias = Mapping[Language, Article]
_Stamp: TypeAlias = tuple[int, int, int]

# A README may explain the folder to the team.
_NOT_ARTICLES = frozenset({"README.md"})
_SOURCE_LABEL = re.compile(
    r"(?:\b(?:source|provider(?: name)?|log name|channel)|ソース|プロバイダー名?|ログの名前|チャネル)"
    r"\s*[:：=]\s*[\"'“「]?"
)
_SOURCE_AFFIXES = re.compile(r"microsoft-windows-|[-/](?:admin|operational)\b")


class Shelf:
    """The articles as they are at one moment; what a code or an event finds does not change any more."""

    def __init__(self, folders: Iterable[Iterable[Article]]) -> None:
        """Later folders win over earlier ones; within a folder the first name wins."""
        self._names: dict[str, Pair] = {}
        self._codes: dict[ErrorCode, Pair] = {}
        self._events: dict[int, dict[str, tuple[Event, Pair]]] = {}
        for articles in folders:
            pairs: dict[str, dict[Language, Article]] = {}
            for article in articles:
                pairs.setdefault(article.name, {})[article.language] = article
            for name in sorted(pairs, reverse=True):
                self._add(name, pairs[name])

    def find(self, code: ErrorCode, language: Language) -> Article | None:
        """The article about exactly this code; in the other language only if its twin is missing."""
        pair = self._codes.get(code)
        return _in_language(pair, language) if pair else None

    def find_events(self, event_id: int, text: str, language: Language) -> tuple[Article, ...]:
        """The articles about an event id: if `text` names a source or log, only that one's, which may be none."""
        candidates = sorted(self._events.get(event_id, {}).items())
        if not candidates:
            return ()
        named = _named(text, [event for _, (event, _) in candidates])
        return tuple(dict.fromkeys(_in_language(pair, language) for _, (event, pair) in candidates if event in named))

    def named(self, name: str, language: Language) -> Article | None:
        """The article with this name."""
        pair = self._names.get(name)
        return _in_language(pair, language) if pair else None

    def articles(self, language: Language) -> tuple[Article, ...]:
        """Every article that at least one code or event leads to, by name."""
        pairs = [*self._codes.values(), *(pair for known in self._events.values() for _, pair in known.values())]
        return tuple(sorted({_in_language(pair, language) for pair in pairs}, key=lambda article: article.name))

    def codes(self, language: Language) -> tuple[tuple[ErrorCode | Event, Article], ...]:
        """Every code and every event with the article that it leads to."""
        subjects: list[tuple[ErrorCode | Event, Pair]] = [*sorted(self._codes.items())]
        for _, by_source in sorted(self._events.items()):
            subjects += [known for _, known in sorted(by_source.items())]
        return tuple((subject, _in_language(pair, language)) for subject, pair in subjects)

    def _add(self, name: str, pair: Pair) -> None:
        self._names[name] = pair
        for article in pair.values():
            for code in article.codes:
                self._codes[code] = pair
            for event in article.events:
                self._events.setdefault(event.id, {})[event.source.lower()] = (event, pair)


class Library:
    """The built-in articles and a team folder that is read again as soon as a file in it changes; safe for threads."""

    def __init__(self, built_in: Path, team_folder: Path | None) -> None:
        self._built_in = tuple(file.article for file in _read_built_in(built_in).values() if file.article)
        self._team_folder = team_folder
        self._lock = threading.Lock()
        self._team: dict[Path, _File] = {}
        self._problems: tuple[Fault, ...] = ()
        self._shelf = Shelf([self._built_in])

    @classmethod
    def load(cls, team_folder: Path | None) -> "Library":
        """Never raises for a faulty or missing team folder: `problems` tells."""
        return cls(built_in_folder(), team_folder)

    @property
    def problems(self) -> tuple[Fault, ...]:
        """What is wrong in the team folder now; a broken file keeps its last good version."""
        self.shelf()
        return self._problems

    def shelf(self) -> Shelf:
        """The articles of this moment, for several look-ups that belong together."""
        if self._team_folder is None:
            return self._shelf
        with self._lock:
            team, faults = read_folder(self._team_folder, self._team)
            if team != self._team:
                articles = [file.article for file in team.values() if file.article]
                self._team, self._shelf = team, Shelf([self._built_in, articles])
            self._problems = tuple(sorted([*faults, *(fault for file in team.values() for fault in file.faults)]))
            return self._shelf

    def find(self, code: ErrorCode, language: Language) -> Article | None:
        """See `Shelf.find`."""
        return self.shelf().find(code, language)

    def find_events(self, event_id: int, text: str, language: Language) -> tuple[Article, ...]:
        """See `Shelf.find_events`."""
        return self.shelf().find_events(event_id, text, language)

    def articles(self, language: Language) -> tuple[Article, ...]:
        """See `Shelf.articles`."""
        return self.shelf().articles(language)


@dataclass(frozen=True, slots=True)
class _File:
    stamp: _Stamp
    article: Article | None = field(compare=False)  # the last good one
    faults: tuple[Fault, ...] = field(compare=False)


def built_in_folder() -> Path:
    """Where the articles of the package are installed."""
    return Path(str(files("knowledge").joinpath("articles")))


def read_folder(folder: Path, before: Mapping[Path, _File]) -> tuple[dict[Path, _File], tuple[Fault, ...]]:
    """Every article file of the folder, parsed only if it changed; faults of the folder itself come second."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".md" and path.name not in _NOT_ARTICLES)
    except FileNotFoundError:
        return {}, ()  # a team without articles has no folder yet
    except OSError as error:
        return dict(before), (Fault(folder, 1, Rule.UNREADABLE, {"reason": error.strerror or ""}),)
    return {path: _read_file(path, before.get(path)) for path in paths}, ()


def _read_file(path: Path, before: _File | None) -> _File:
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if before and before.stamp == stamp:
            return before
        parsed = parse_article(path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        stamp = (0, 0, 0)  # looked at again next time
        reason = error.strerror or "" if isinstance(error, OSError) else error.reason
        parsed = Parsed(None, (Fault(path, 1, Rule.UNREADABLE, {"reason": reason}),))
    last_good = before.article if before else None
    return _File(stamp, parsed.article or last_good, parsed.faults)


@cache
def _read_built_in(folder: Path) -> Mapping[Path, _File]:
    return read_folder(folder, {})[0]


def _in_language(pair: Pair, language: Language) -> Article:
    return pair.get(language) or next(iter(pair.values()))


def _named(text: str, events: list[Event]) -> list[Event]:
    """Those events whose source or log the text names; all if it names none at all."""
    plain = _SOURCE_AFFIXES.sub("", text.lower())
    labelled = [plain[label.end() : label.end() + 100] for label in _SOURCE_LABEL.finditer(plain)]
    if labelled:
        return [event for event in events if any(_starts(rest, event) for rest in labelled)]
    return [event for event in events if any(_mentions(plain, name) for name in _names(event))] or events


def _names(event: Event) -> set[str]:
    return {_SOURCE_AFFIXES.sub("", name.lower()) for name in (event.source, event.log) if name}


def _starts(text: str, event: Event) -> bool:
    return any(re.match(rf"{re.escape(name)}(?![\w-])", text) for name in _names(event))


def _mentions(text: str, name: str) -> bool:
    # `\w` would take Japanese letters beside the name for a part of it.
    return re.search(rf"(?<![a-z0-9_-]){re.escape(name)}(?![a-z0-9_-])", text) is not None
