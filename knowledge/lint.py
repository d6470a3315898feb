"""What is wrong with articles as a whole: each file by itself, its twin, and what several files claim together."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge import recognize
from knowledge.article import Article, Event
from knowledge.article_body import HEADINGS, Part
from knowledge.faults import Fault, Rule
from knowledge.languages import Language
from knowledge.library import built_in_folder, read_folder


def lint(team_folder: Path | None) -> tuple[Fault, ...]:
    """Every fault of the built-in articles and of the team's folder, by file and line."""
    faults: list[Fault] = []
    names: set[str] = set()
    for folder in filter(None, (built_in_folder(), team_folder)):
        files = read_folder(folder, {}).values()
        articles = [file.article for file in files if file.article]
        names |= {article.name for article in articles}
        faults += [*(fault for file in files for fault in file.faults), *_together(articles, names)]
    return tuple(sorted(faults))


def _together(articles: Sequence[Article], names: set[str]) -> Iterator[Fault]:
    by_file = {article.file: article for article in articles}
    claimed: dict[tuple[Language, str], str] = {}
    for article in articles:
        other = Language.JA if article.language is Language.EN else Language.EN
        twin_file = article.file.with_name(f"{article.name}.{other}.md")
        twin = by_file.get(twin_file)
        if twin is None and not twin_file.exists():
            yield Fault(article.file, 1, Rule.NO_TWIN, {"name": twin_file.name})
        if twin and article.language is Language.EN:  # a difference is told once
            yield from _differences(article, twin)
        yield from _example_faults(article)
        for name in article.related:
            if name not in names:
                yield _fault(article, name, Rule.DEAD_REFERENCE, name=name)
        for subject in _subjects(article):
            owner = claimed.setdefault((article.language, subject), article.name)
            if owner != article.name:
                yield _fault(article, subject.split(" ")[0], Rule.CLAIMED_TWICE, subject=subject, name=owner)


def _differences(article: Article, twin: Article) -> Iterator[Fault]:
    theirs = _alike(twin)
    for key, value in _alike(article).items():
        if value != theirs[key]:
            part = Part.__members__.get(key.upper())
            place = key if part is None else HEADINGS[twin.language][part]
            yield _fault(twin, place, Rule.TWIN_DIFFERS, entry=key, name=article.file.name)


def _alike(article: Article) -> dict[str, object]:
    """What both languages must say alike."""
    body = article.body
    return article.model_dump(include={"codes", "events", "reviewed", "confidence", "sources", "related", "stop"}) | {
        "steps": len(body.steps),
        "commands": [(command.shell, command.text) for command in body.commands],
        "sections": len(body.sections),
    }


def _example_faults(article: Article) -> Iterator[Fault]:
    own, met = set(_subjects(article)), set[str]()
    for example in article.examples:
        findings = recognize(example)
        ids = {finding.event_id for finding in findings}
        found = {finding.code.hex for finding in findings if finding.code}
        found |= {_event_subject(event) for event in article.events if event.id in ids}
        if not found & own:
            yield _fault(article, example[:40], Rule.EXAMPLE_USELESS, example=example)
        met |= found
    for subject in own - met:
        yield _fault(article, "examples", Rule.EXAMPLE_MISSING, subject=subject)


def _subjects(article: Article) -> list[str]:
    return [*(code.hex for code in article.codes), *map(_event_subject, article.events)]


def _event_subject(event: Event) -> str:
    return f"{event.id} {event.source}"


def _fault(article: Article, text: str, rule: Rule, **facts: str) -> Fault:
    """At the first line of the file that holds the text; at the first line of all if none does."""
    lines = article.file.read_text(encoding="utf-8").splitlines()
    return Fault(article.file, next((at for at, line in enumerate(lines, 1) if text in line), 1), rule, facts)
