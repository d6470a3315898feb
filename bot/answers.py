"""Decides what is answered to a text: which code comes first, which are worth a line, and when to keep silent."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Self

from knowledge import Entities, ErrorCode, Finding, Kind, catalogue, entities, event_sources, recognize
from knowledge.article import Article
from knowledge.catalogue import Entry
from knowledge.languages import Language, language_of
from knowledge.library import Library, Shelf
from knowledge.search import Found

_ASKED_LENGTH = 40
_DECIMAL = re.compile(r"-?\d{6,10}")
_HEX_DIGITS = 8  # as many digits may be a code in hex without 0x, and then are
_FINAL = (
    re.compile(r"final\s+error\b|最終エラー", re.IGNORECASE),
    re.compile(r"job\s+comp\w*\s+status|ジョブの?完了の?(?:状態|ステータス)", re.IGNORECASE),
)
_OPENING = 4_000  # characters at the beginning of a text, where one source may be named for all its events
_NEAR = 400  # characters around an event's number: its other fields
_FINAL_REACH = 500  # characters between the words and the code they announce: a few lines of a job log


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that a text names: a code has an article, an entry of the catalogue, or neither.

    An event may have several, one for each source that the text leaves open.
    """

    code: ErrorCode | None
    event_id: int | None
    articles: tuple[Article, ...]
    entries: tuple[Entry, ...] = ()
    sources: tuple[str, ...] = ()  # that may have written the event

    @property
    def article(self) -> Article | None:
        """The one article about it; None if there is none, or if only the source would tell which."""
        return self.articles[0] if len(self.articles) == 1 and not self.entries else None

    @property
    def entry(self) -> Entry | None:
        """The one entry of the catalogue about it, likewise."""
        return self.entries[0] if len(self.entries) == 1 and not self.articles else None

    @property
    def found(self) -> tuple[Found, ...]:
        """All that we know about it, be it only what its message is."""
        return (*self.articles, *self.entries)

    @property
    def key(self) -> str:
        return self.code.hex if self.code else f"event:{self.event_id}"

    @property
    def gap(self) -> str | None:
        """What an article is missing about, None if there is one; a source belongs to it if it is the only one."""
        if self.articles:
            return None
        return f"{self.key}:{self.sources[0]}" if self.event_id is not None and len(self.sources) == 1 else self.key

    @property
    def as_text(self) -> str:
        """In words in which it is recognised again."""
        source = f" Source: {self.sources[0]}" if len(self.sources) == 1 else ""
        return self.code.hex if self.code else f"Event ID: {self.event_id}{source}"

    @classmethod
    def of_gap(cls, gap: str) -> Self:
        """What `gap` named, with what the catalogue knows of it. Raises ValueError for other texts."""
        kind, _, event = gap.partition(":")
        if kind != "event":
            code = ErrorCode.from_hex(gap)
            return cls(code, None, (), tuple(filter(None, [catalogue.find(code)])))
        number, _, source = event.partition(":")
        entries = catalogue.find_events(int(number))
        own = tuple(entry for entry in entries if entry.event and entry.event.source.lower() == source.lower())
        return cls(None, int(number), (), own, (source,) if source else ())


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to one text: the first topic in full, the others in a line each, `related` never as the same."""

    language: Language
    topics: tuple[Topic, ...]
    related: tuple[Topic, ...]
    names: Entities

    @property
    def lead(self) -> Topic:
        return self.topics[0]

    @property
    def article(self) -> Article | None:
        return self.lead.article

    @property
    def unknown(self) -> bool:
        return not self.lead.found

    @property
    def stop(self) -> Topic | None:
        """The first topic whose article says to leave everything as it is; that warning comes before all else."""
        return next((topic for topic in self.topics if any(article.stop for article in topic.articles)), None)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes answered, as the trail keeps them; event ids are none."""
        return tuple(topic.code.hex for topic in self.topics if topic.code)

    @property
    def keys(self) -> tuple[str, ...]:
        """Codes and events answered, to answer each once in a thread."""
        return tuple(topic.key for topic in self.topics)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The codes and events answered that no article knows, as `Topic.gap` names them."""
        return tuple(topic.gap for topic in self.topics if topic.gap)


def explain(
    text: str, language: Language, library: Library, *, asked: bool, answered: Collection[str] = ()
) -> Answer | None:
    """The answer to a text, or None for silence; `answered` are keys that this thread has been told about.

    A paste (`asked` is False) is answered only when an article knows one of its codes or one is labelled as Backup
    Exec's; who asked gets every well-formed code explained.
    """
    shelf = library.shelf(language)
    findings = recognize(text) or (_spoken(text) if asked else [])
    final = _final(text, findings)
    findings = [final, *findings] if final else findings
    telling = [each for each in findings if asked or each is final or each.kind in {Kind.BE_ERROR, Kind.UMI}]
    worth = {(finding.code, finding.event_id) for finding in telling}
    # Looked up once, however often a log repeats it.
    subjects = dict.fromkeys((finding.code, finding.event_id) for finding in findings)
    places, opening = _around(findings, text), text[:_OPENING]
    topics = [_topic(code, event_id, (*places.get(event_id or 0, ()), opening), shelf) for code, event_id in subjects]
    fresh = [topic for topic in topics if topic.key not in answered]
    kept = [topic for topic in fresh if topic.articles or (topic.code, topic.event_id) in worth]
    if not kept:
        return None
    # Beside something that is answered, what the catalogue knows is worth a line; an event that nobody knows is none.
    worthy = [topic for topic in fresh if topic.found or (topic.code, topic.event_id) in worth]
    kept = [topic for topic in worthy if topic.code or topic.found] or kept[:1]
    lead = kept[0]
    if not (final and lead.code == final.code):
        lead = max(kept, key=lambda topic: (topic.article is not None, bool(topic.articles), bool(topic.found)))
    ordered = (lead, *(topic for topic in kept if topic is not lead))
    return Answer(language, ordered, tuple(_related(kept, shelf)), entities(text))


def language_spoken(text: str) -> Language | None:
    """None where only the reader's own language can tell: codes, names and links belong to no language."""
    if language_of(text) is Language.JA:
        return Language.JA
    words = (word for word in text.split() if not word.startswith(("<@", "http")))
    return language_of(" ".join(word for word in words if not any(letter.isdigit() for letter in word)))


def _topic(code: ErrorCode | None, event_id: int | None, places: tuple[str, ...], shelf: Shelf) -> Topic:
    if code is not None:
        article, entry = shelf.find(code), catalogue.find(code)
        return Topic(code, None, (article,) if article else (), (entry,) if entry and not article else ())
    written = shelf.find_events(event_id or 0)
    listed = [(entry.event, entry) for entry in catalogue.find_events(event_id or 0) if entry.event]
    sources = event_sources.named([event for event, _ in (*written, *listed)], *places)
    articles = tuple(dict.fromkeys(article for event, article in written if event.source in sources))
    told = {event.source.lower() for event, _ in written}  # an article says more than the catalogue
    entries = [entry for event, entry in listed if event.source in sources and event.source.lower() not in told]
    return Topic(None, event_id, articles, tuple(entries), tuple(sorted(sources)))


def _around(findings: list[Finding], text: str) -> dict[int, tuple[str, str]]:
    """What stands before each event's number and after it, up to the events beside it: there its source is named."""
    events = [finding for finding in findings if finding.event_id is not None]
    ends, starts = [0, *(event.end for event in events)], [*(event.start for event in events[1:]), len(text)]
    around = {}
    for end, event, start in reversed(list(zip(ends, events, starts, strict=False))):
        before, after = max(end, event.start - _NEAR), min(start, event.end + _NEAR)
        around[event.event_id or 0] = text[before : event.start], text[event.end : after]
    return around


def _spoken(text: str) -> list[Finding]:
    """A code or an event id that stands alone, as somebody types it who was asked for one: it needs no context."""
    typed = text.strip().strip("`'\"")
    if len(typed) > _ASKED_LENGTH:
        return []
    if found := recognize(f"Error code: {typed}") or recognize(f"Event ID: {typed}"):
        return found
    decimal = _DECIMAL.fullmatch(typed) and len(typed) != _HEX_DIGITS
    try:
        code = ErrorCode.from_number(int(typed)) if decimal else ErrorCode.from_hex(typed)
    except ValueError:
        return []
    # What looks like no error in a text is one all the same when somebody asks about it.
    return [Finding(code, typed, 0, len(typed), code.kind, None)]


def _final(text: str, findings: list[Finding]) -> Finding | None:
    """The code that a job log names as its last word: it is the best key when several are pasted."""
    codes = [finding for finding in findings if finding.code]
    for words in _FINAL:
        for match in words.finditer(text):
            after = bisect_left(codes, match.end(), key=lambda finding: finding.start)
            if after < len(codes) and codes[after].start - match.end() <= _FINAL_REACH:
                return codes[after]
    return None


def _related(kept: list[Topic], shelf: Shelf) -> Iterator[Topic]:
    """The siblings with the same low word that an article knows and the text does not name."""
    named = {topic.code for topic in kept}
    for topic in kept:
        sibling = topic.code.sibling if topic.code else None
        article = shelf.find(sibling) if sibling and sibling not in named else None
        if article:
            yield Topic(sibling, None, (article,))
