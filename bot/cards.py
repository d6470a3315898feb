"""The lines of an answer in the one order that every place shows: the channel's card, Details, the terminal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from textwrap import indent

from bot.answers import Answer, Topic
from bot.wording import say
from knowledge import ErrorCode, Language, decode
from knowledge.article import Article, Event, Source
from knowledge.search import Found

CARD_LINES = 10
_CARD_STEPS = 3
_CARD_COMMANDS = 2  # without their notes; the later ones may do more than a reader in a hurry expects
_CARD_OTHERS = 2
_ENOUGH_VOTES = 5  # fewer say little
_TITLE = 120  # characters of a message that stands for a title


class Part(StrEnum):
    """What a line is, for whoever draws it."""

    STOP = "stop"
    MEANING = "meaning"
    CODES = "codes"
    CAUSE = "cause"
    STEP = "step"
    NOTE = "note"  # stands before the command it explains
    COMMAND = "command"  # to be copied; may have several lines
    SOURCE = "source"
    OTHER = "other"
    HEADING = "heading"
    TEXT = "text"


_MARGINS = {Part.COMMAND: "    "}  # in a terminal
_MARGINS |= dict.fromkeys((Part.STEP, Part.NOTE, Part.TEXT), "  ") | dict.fromkeys((Part.HEADING, Part.SOURCE), "\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One line in the reader's language. Texts of articles are plain: whoever draws them must escape them."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on an article, and how many of them say that it helped."""

    helped: int
    votes: int


def card(answer: Answer, tally: Tally | None = None) -> tuple[Line, ...]:
    """At most ten lines for a channel; the rest is behind Details."""
    article, language = answer.article, answer.language
    lines = _head(answer)
    if article is None:
        lines += _cut(list(_without_article(answer)), CARD_LINES - len(lines) - 1, language)
        return (*lines, *_cut(_others(answer), CARD_LINES - len(lines), language))
    end = [_source(language, article, tally), *_cut(_others(answer), _CARD_OTHERS, language)]
    lines.append(Line(Part.CAUSE, say(language, "answers-cause", text=article.body.cause[0])))
    room = CARD_LINES - len(lines) - len(end)
    steps = list(_steps(article))[: min(_CARD_STEPS, room - 1)]
    return (*lines, *steps, *_commands_within(article, room - len(steps)), *end)


def full(answer: Answer) -> tuple[Line, ...]:
    """The whole answer; only the free sections of the article are left to `article_lines`."""
    language, article = answer.language, answer.article
    middle = [*_core(language, article), _source(language, article)] if article else _without_article(answer)
    return (*_head(answer), *middle, *_others(answer))


def article_lines(language: Language, article: Article) -> tuple[Line, ...]:
    """Everything that an article says, for Details; our own words are in the reader's `language`."""
    products = ("、" if language is Language.JA else ", ").join(article.products)
    lines = [Line(Part.STOP, say(language, "answers-stop-all"))] if article.stop else []
    lines += _meaning(language, article)
    lines += [Line(Part.CODES, spelled(language, subject)) for subject in article.subjects]
    lines += _core(language, article)
    for section in article.body.sections:
        lines += [Line(Part.HEADING, section.title), *(Line(Part.TEXT, text) for text in section.lines)]
    lines += [_heading(language, "vendor"), *(Line(Part.TEXT, text) for text in article.body.vendor)]
    lines += [Line(Part.TEXT, say(language, "answers-products", products=products)), _source(language, article)]
    return tuple(lines)


def plain(lines: Iterable[Line]) -> str:
    """Lines as text for a terminal: commands indented, an empty line before each heading; no line break at the end."""
    return "\n".join(indent(line.text, _MARGINS.get(line.part, "")) for line in lines)


def title(language: Language, found: Found) -> str:
    """One line; an entry of the catalogue is called by what it means."""
    if isinstance(found, Article):
        return found.title
    line = " ".join(found.says(language).split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"


def spelled(language: Language, subject: ErrorCode | Event) -> str:
    """A code in both spellings, or an event with its source."""
    if isinstance(subject, Event):
        return say(language, "answers-event", id=str(subject.id), sources=subject.source)
    return f"{subject.hex} · {subject.umi}" if subject.umi else subject.hex


def topic_name(language: Language, topic: Topic) -> str:
    """The same for what a text names, where the source of an event may be open."""
    if topic.code:
        return spelled(language, topic.code)
    return say(language, "answers-event", id=str(topic.event_id), sources=" / ".join(topic.sources) or "none")


def _head(answer: Answer) -> list[Line]:
    language, article, lead = answer.language, answer.article, answer.lead
    lines = []
    if answer.stop:
        lines.append(Line(Part.STOP, say(language, "answers-stop", subject=topic_name(language, answer.stop))))
    if article:
        lines += _meaning(language, article)
    elif lead.entry:
        lines.append(Line(Part.MEANING, lead.entry.says(language)))
    else:
        key = "answers-which-source" if not answer.unknown else f"answers-unknown-{'code' if lead.code else 'event'}"
        lines.append(Line(Part.MEANING, say(language, key)))
    return [*lines, Line(Part.CODES, topic_name(language, lead))]


def _meaning(language: Language, article: Article) -> Iterator[Line]:
    if article.language is not language:
        yield Line(Part.TEXT, say(language, "answers-other-language"))
    yield Line(Part.MEANING, article.body.meaning)


def _core(language: Language, article: Article) -> Iterator[Line]:
    yield _heading(language, "cause")
    yield from (Line(Part.TEXT, text) for text in article.body.cause)
    yield _heading(language, "steps")
    yield from _steps(article)
    if article.body.commands:
        yield _heading(language, "commands")
    for command in article.body.commands:
        if command.note:
            yield Line(Part.NOTE, command.note)
        yield Line(Part.COMMAND, command.text)


def _heading(language: Language, name: str) -> Line:
    return Line(Part.HEADING, say(language, f"answers-heading-{name}"))


def _steps(article: Article) -> Iterator[Line]:
    return (Line(Part.STEP, f"{number}. {step}") for number, step in enumerate(article.body.steps, 1))


def _commands_within(article: Article, room: int) -> Iterator[Line]:
    """The first commands as far as there is room; one that does not fit ends it, so that none is shown out of order."""
    for command in article.body.commands[:_CARD_COMMANDS]:
        room -= len(command.text.splitlines())
        if room < 0:
            return
        yield Line(Part.COMMAND, command.text)


def _source(language: Language, article: Article, tally: Tally | None = None) -> Line:
    facts = {"reviewed": article.reviewed.isoformat(), "confidence": article.confidence.value}
    words = say(language, "answers-source", **_cited(article.source), **facts)
    if tally and tally.votes >= _ENOUGH_VOTES:
        words += say(language, "answers-helped", helped=tally.helped, votes=tally.votes)
    return Line(Part.SOURCE, words)


def _cited(source: Source) -> dict[str, str]:
    return {name: fact or "none" for name, fact in source.model_dump(exclude={"language"}).items()}


def _without_article(answer: Answer) -> Iterator[Line]:
    """The literal message, or what the bits of an unknown code say, or what an event may mean."""
    language, lead = answer.language, answer.lead
    if lead.entry:
        if lead.entry.meanings:
            yield Line(Part.TEXT, say(language, "answers-message", text=lead.entry.message))
        yield Line(Part.TEXT, say(language, "answers-no-fix"))
        yield Line(Part.SOURCE, say(language, "answers-cited", **_cited(lead.entry.source)))
        return
    for found in lead.found:
        events = (event for event in found.subjects if isinstance(event, Event) and event.id == lead.event_id)
        sources = " / ".join(event.source for event in events)
        yield Line(Part.OTHER, say(language, "answers-candidate", source=sources, title=title(language, found)))
    if lead.code is None:
        return
    decoded = decode(lead.code)
    facts = {"severity": decoded.severity.value, "high": f"0x{lead.code.high:04X}", "low": f"0x{lead.code.low:04X}"}
    if decoded.customer:
        yield Line(Part.TEXT, say(language, "answers-decoded-application", **facts, low_decimal=str(lead.code.low)))
        yield Line(Part.STEP, say(language, "answers-ask-vendor", code=lead.code.umi or lead.code.hex))
        return
    name = decoded.facility_name or "none"
    yield Line(Part.TEXT, say(language, "answers-decoded", **facts, facility=str(decoded.facility), name=name))
    if decoded.win32 is not None:
        yield Line(Part.NOTE, say(language, "answers-win32", number=str(decoded.win32)))
        yield Line(Part.COMMAND, f"net helpmsg {decoded.win32}")


def _others(answer: Answer) -> list[Line]:
    language, texts = answer.language, []
    for topic in (*answer.topics[1:], *answer.related):
        titles = " / ".join(title(language, found) for found in topic.found)
        facts = {"subject": topic_name(language, topic), "title": titles}
        if topic in answer.related:
            texts.append(say(language, "answers-related", **facts))
        elif not topic.found:
            texts.append(say(language, "answers-also-unknown", **facts))
        elif topic.articles and topic.articles == answer.lead.articles:
            texts.append(say(language, "answers-also-same", **facts))
        else:
            texts.append(say(language, "answers-also", **facts))
    return [Line(Part.OTHER, text) for text in texts]


def _cut(lines: list[Line], room: int, language: Language) -> list[Line]:
    if len(lines) <= room:
        return lines
    left = say(language, "answers-more", count=str(len(lines) - room + 1))
    return [*lines[: room - 1], Line(Part.OTHER, left)]
