"""Finds the article for a code or an event: built-in articles, and the team's own, which win."""

import threading
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from knowledge import ErrorCode, Language, catalogue
from knowledge.article import Article, Event, Parsed, parse_article
from knowledge.faults import Fault, Rule
from knowledge.search import Found, Index


class Shelf:
    """The articles as they are at one moment for readers of one language; those without a twin are in the other one."""

    def __init__(self, language: Language, *folders: Collection[Article]) -> None:
        """Later folders win over earlier ones; within a folder the first name wins."""
        self._articles: dict[ErrorCode | str, Article] = {}  # by code and by name
        self._events: dict[int, dict[str, tuple[Event, Article]]] = defaultdict(dict)  # by id and source
        for articles in folders:
            wanted_last = sorted(articles, key=lambda article: article.language is language)
            by_name = {article.name: article for article in wanted_last}
            for article in sorted(articles, key=lambda article: article.name, reverse=True):
                shown = by_name[article.name]
                self._articles |= dict.fromkeys((article.name, *article.codes), shown)
                for event in article.events:
                    self._events[event.id][event.source.lower()] = event, shown

    def find(self, what: ErrorCode | str) -> Article | None:
        """The article about exactly this code, or with this name."""
        return self._articles.get(what)

    def find_events(self, event_id: int) -> tuple[tuple[Event, Article], ...]:
        """Every event of this number that an article knows, by source."""
        return tuple(known for _, known in sorted(self._events.get(event_id, {}).items()))

    def explains(self, entry: catalogue.Entry) -> bool:
        """Whether an article is about the code or the event of this entry."""
        if entry.event:
            return entry.event.source.lower() in self._events.get(entry.event.id, {})
        return entry.code in self._articles

    def codes(self) -> tuple[tuple[ErrorCode | Event, Article], ...]:
        """Every code and every event with the article that it leads to."""
        codes = sorted((key, article) for key, article in self._articles.items() if isinstance(key, ErrorCode))
        events = (known for _, by_source in sorted(self._events.items()) for _, known in sorted(by_source.items()))
        return (*codes, *events)


class Library:
    """The built-in articles and a team folder that is read again as soon as a file in it changes; safe for threads."""

    def __init__(self, team_folder: Path | None) -> None:
        """Never raises for a faulty or missing team folder: `problems` tells."""
        self._team_folder = team_folder
        self._lock = threading.Lock()
        self._team: dict[Path, Parsed] = {}
        self._shelves = {language: Shelf(language, _built_in()) for language in Language}

    def shelf(self, language: Language) -> Shelf:
        """The articles of this moment, for several look-ups that belong together."""
        with self._lock:
            team = read_folder(self._team_folder, self._team) if self._team_folder else {}
            if team != self._team:
                articles = [parsed.article for parsed in team.values() if parsed.article]
                self._shelves = {language: Shelf(language, _built_in(), articles) for language in Language}
                self._team = team
            return self._shelves[language]

    def search(self, words: str, language: Language) -> tuple[Found, ...]:
        """What holds the words in either language, the best first, as readers of `language` are shown it."""
        self.shelf(language)  # reads what the team has changed
        return _index(*self._shelves.values()).search(words, language)

    @property
    def problems(self) -> tuple[Fault, ...]:
        """What is wrong in the team folder now; a broken file keeps its last good version, a draft is none."""
        self.shelf(Language.EN)
        return tuple(sorted(fault for parsed in self._team.values() if not parsed.draft for fault in parsed.faults))


@lru_cache(maxsize=2)
def _index(*shelves: Shelf) -> Index:
    """Of every article that some code or event leads to, and of the entries of the catalogue that none explains."""
    names = dict.fromkeys(article.name for _, article in shelves[0].codes())
    found: list[list[Found]] = [[article for shelf in shelves if (article := shelf.find(name))] for name in names]
    found += [[entry] * len(shelves) for entry in catalogue.entries() if not shelves[0].explains(entry)]
    return Index(dict(zip(Language, pair, strict=True)) for pair in found)


def built_in_folder() -> Path:
    """Where the articles of the package are installed."""
    return Path(str(files("knowledge").joinpath("articles")))


@cache
def _built_in() -> tuple[Article, ...]:
    # The tests have checked their bodies, and a start of the program has no time to.
    paths = sorted(built_in_folder().iterdir())
    parsed = (parse_article(path, path.read_text(encoding="utf-8"), with_body=False) for path in paths)
    return tuple(each.article for each in parsed if each.article)


def read_folder(folder: Path, before: Mapping[Path, Parsed]) -> dict[Path, Parsed]:
    """Every article file of the folder, parsed only if it changed; the folder itself if that cannot be read."""
    try:
        # A README may explain the folder to the team.
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".md" and path.name != "README.md")
    except FileNotFoundError:
        return {}  # a team without articles has no folder yet
    except OSError as error:
        return {**before, folder: _unreadable(folder, error)}
    return {path: _read_file(path, before.get(path)) for path in paths}


def _read_file(path: Path, before: Parsed | None) -> Parsed:
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if before and before.stamp == stamp:
            return before
        parsed = replace(parse_article(path, path.read_text(encoding="utf-8")), stamp=stamp)
    except (OSError, UnicodeDecodeError) as error:
        parsed = _unreadable(path, error)
    # What turned into a draft was withdrawn; what is merely broken was good a moment ago.
    kept = before.article if before and not parsed.draft else None
    return replace(parsed, article=parsed.article or kept)


def _unreadable(path: Path, error: OSError | UnicodeDecodeError) -> Parsed:
    detail = error.reason if isinstance(error, UnicodeDecodeError) else error.strerror
    return Parsed(None, (Fault(path, 1, Rule.UNREADABLE, {"detail": detail or ""}),))
