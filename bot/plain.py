"""An answer as text for a terminal, and as data for another program."""

from collections.abc import Iterable

from bot.answers import Answer, Topic
from bot.cards import Line, Part, full
from knowledge.article import Source


def plain(answer: Answer) -> str:
    """What `hvbot ask` prints, without the last line break."""
    return render(full(answer))


def render(lines: Iterable[Line]) -> str:
    """Lines below each other: commands indented, an empty line before each heading."""
    return "\n".join(_rendered(line) for line in lines)


def as_data(answer: Answer) -> dict[str, object]:
    """The same answer with stable keys; what does not apply is None or empty."""
    article, names = answer.article, answer.names
    return {
        "language": answer.language.value,
        "code": answer.lead.code.hex if answer.lead.code else None,
        "umi": answer.lead.code.umi if answer.lead.code else None,
        "event_id": answer.lead.event_id,
        "codes": list(answer.codes),
        "unknown": answer.unknown,
        "stop": answer.stop is not None,
        "article": article.name if article else None,
        "title": article.title if article else None,
        "meaning": article.body.meaning if article else None,
        "cause": list(article.body.cause) if article else [],
        "steps": list(article.body.steps) if article else [],
        "commands": [
            {"shell": command.shell.value, "text": command.text, "note": command.note}
            for command in (article.body.commands if article else ())
        ],
        "source": source_data(article.source) if article else None,
        "reviewed": article.reviewed.isoformat() if article else None,
        "others": [_topic_data(topic) for topic in answer.others],
        "related": [_topic_data(topic) for topic in answer.related],
        "candidates": [candidate.name for candidate in answer.lead.articles if article is None],
        "names": {"vm": names.vm, "checkpoint": names.checkpoint, "host": names.host, "job": names.job},
    }


def source_data(source: Source) -> dict[str, str | None]:
    """A source with stable keys."""
    return {
        "publisher": source.publisher,
        "article": source.article,
        "url": source.url,
        "published": source.published,
    }


def _topic_data(topic: Topic) -> dict[str, object]:
    article = topic.article
    return {
        "code": topic.code.hex if topic.code else None,
        "umi": topic.code.umi if topic.code else None,
        "event_id": topic.event_id,
        "article": article.name if article else None,
        "title": article.title if article else None,
        "unknown": not topic.articles,
    }


def _rendered(line: Line) -> str:
    match line.part:
        case Part.HEADING:
            return f"\n{line.text}"
        case Part.COMMAND:
            return "\n".join(f"    {row}" for row in line.text.splitlines())
        case Part.STEP | Part.TEXT | Part.NOTE:
            return f"  {line.text}"
        case Part.SOURCE:
            return f"\n{line.text}"
        case _:
            return line.text
