"""The lines of an answer in the one order that every place shows: the channel's card, Details, the terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answers import Answer, Topic
from bot.wording import say
from knowledge.article import Article
from knowledge.article_body import Command
from knowledge.codes import ErrorCode, decode
from knowledge.languages import Language

CARD_LINES = 10
_CARD_STEPS = 3
_CARD_COMMANDS = 2  # without their notes; the later ones may do more than a reader in a hurry expects
_CARD_OTHERS = 2


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


@dataclass(frozen=True, slots=True)
class Line:
    """One line in the reader's language. Texts of articles are plain: whoever draws them must escape them."""

    part: Part
    text: str


def card(answer: Answer) -> tuple[Line, ...]:
    """At most ten lines for a channel; the rest is behind Details."""
    article, language = answer.article, answer.language
    if article is None:
        top = (*_head(answer), *_without_article(answer))
        return (*top, *_cut(list(_others(answer)), CARD_LINES - len(top), language))
    others = _cut(list(_others(answer)), _CARD_OTHERS, language)
    top = (*_head(answer), Line(Part.CAUSE, say(language, "answers-cause", text=article.body.cause[0])))
    room = CARD_LINES - len(top) - len(others) - 1
    steps = list(_steps(article))[: min(_CARD_STEPS, room - 1)]
    commands = _commands_within(article.body.commands[:_CARD_COMMANDS], room - len(steps))
    return (*top, *steps, *commands, _source(language, article), *others)


def full(answer: Answer) -> tuple[Line, ...]:
    """The whole answer; only the free sections of the article are left to `article_lines`."""
    article = answer.article
    if article is None:
        return (*_head(answer), *_without_article(answer), *_others(answer))
    core = _core(answer.language, article)
    return (*_head(answer), *core, _source(answer.language, article), *_others(answer))


def article_lines(language: Language, article: Article) -> tuple[Line, ...]:
    """Everything that an article says, for Details; our own words are in the reader's `language`."""
    sections = [
        line
        for section in article.body.sections
        for line in (Line(Part.HEADING, section.title), *(Line(Part.TEXT, text) for text in section.lines))
    ]
    products = ("、" if language is Language.JA else ", ").join(article.products)
    return (
        *([Line(Part.STOP, say(language, "answers-stop-all"))] if article.stop else []),
        *_other_language(language, article),
        Line(Part.MEANING, article.body.meaning),
        *(Line(Part.CODES, spelling) for spelling in _spellings(language, article)),
        *_core(language, article),
        *sections,
        _heading(language, "vendor"),
        *(Line(Part.TEXT, text) for text in article.body.vendor),
        Line(Part.TEXT, say(language, "answers-products", products=products)),
        _source(language, article),
    )


def spelled(language: Language, topic: Topic) -> str:
    """A code in both spellings, or an event with the source that is known to write it."""
    if topic.code:
        return _code_spelled(topic.code)
    sources = [event.source for article in topic.articles for event in article.events if event.id == topic.event_id]
    return say(language, "answers-event", id=str(topic.event_id), sources=" / ".join(dict.fromkeys(sources)) or "none")


def _code_spelled(code: ErrorCode) -> str:
    return f"{code.hex} · {code.umi}" if code.umi else code.hex


def _spellings(language: Language, article: Article) -> Iterator[str]:
    yield from (_code_spelled(code) for code in article.codes)
    for event in article.events:
        yield say(language, "answers-event", id=str(event.id), sources=event.source)


def _head(answer: Answer) -> list[Line]:
    language, article, lead = answer.language, answer.article, answer.lead
    lines = []
    if answer.stop:
        lines.append(Line(Part.STOP, say(language, "answers-stop", subject=spelled(language, answer.stop))))
    if article:
        lines += [*_other_language(language, article), Line(Part.MEANING, article.body.meaning)]
    else:
        key = "answers-which-source" if not answer.unknown else f"answers-unknown-{'code' if lead.code else 'event'}"
        lines.append(Line(Part.MEANING, say(language, key)))
    return [*lines, Line(Part.CODES, spelled(language, lead))]


def _other_language(language: Language, article: Article) -> list[Line]:
    return [] if article.language is language else [Line(Part.TEXT, say(language, "answers-other-language"))]


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


def _commands_within(commands: Sequence[Command], room: int) -> Iterator[Line]:
    """The first commands as far as there is room; one that does not fit ends it, so that none is shown out of order."""
    for command in commands:
        room -= len(command.text.splitlines())
        if room < 0:
            return
        yield Line(Part.COMMAND, command.text)


def _source(language: Language, article: Article) -> Line:
    source = article.source
    text = say(
        language,
        "answers-source",
        publisher=source.publisher,
        article=source.article,
        published=source.published or "none",
        url=source.url or "none",
        reviewed=article.reviewed.isoformat(),
        confidence=article.confidence.value,
    )
    return Line(Part.SOURCE, text)


def _without_article(answer: Answer) -> Iterator[Line]:
    """What the bits of an unknown code say, or which articles an event may mean."""
    language, lead = answer.language, answer.lead
    for article in lead.articles:
        sources = " / ".join(event.source for event in article.events if event.id == lead.event_id)
        yield Line(Part.OTHER, say(language, "answers-candidate", source=sources, title=article.title))
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


def _others(answer: Answer) -> Iterator[Line]:
    for topic in answer.others:
        yield Line(Part.OTHER, _one_line(answer, topic, "answers-also"))
    for topic in answer.related:
        yield Line(Part.OTHER, _one_line(answer, topic, "answers-related"))


def _one_line(answer: Answer, topic: Topic, key: str) -> str:
    subject = spelled(answer.language, topic)
    if not topic.articles:
        return say(answer.language, "answers-also-unknown", subject=subject)
    if topic.articles == answer.lead.articles and key == "answers-also":
        return say(answer.language, "answers-also-same", subject=subject)
    return say(answer.language, key, subject=subject, title=" / ".join(article.title for article in topic.articles))


def _cut(lines: list[Line], room: int, language: Language) -> list[Line]:
    if len(lines) <= room:
        return lines
    left = say(language, "answers-more", count=str(len(lines) - room + 1))
    return [*lines[: room - 1], Line(Part.OTHER, left)]
