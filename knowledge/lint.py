"""What is wrong with articles as a whole: each file by itself, its twin, and what several files claim together."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from knowledge import recognize
from knowledge.article import Article, Event, Fault, Rule
from knowledge.article_body import HEADINGS
from knowledge.languages import Language
from knowledge.library import built_in_folder, read_folder

# Where in a file a difference shows that no key of the front matter stands for.
_ANCHORS = {
    language: {part.name.lower(): heading for heading, part in headings.items()}
    for language, headings in HEADINGS.items()
}


def lint(team_folder: Path | None) -> tuple[Fault, ...]:
    """Every fault of the built-in articles and of the team's folder, by file and line."""
    built_in = _articles(built_in_folder())
    names = {article.name for article in built_in[0].values()}
    faults = [*built_in[1], *_together(built_in[0], names)]
    if team_folder is not None:
        team = _articles(team_folder)
        faults += [*team[1], *_together(team[0], names | {article.name for article in team[0].values()})]
    return tuple(sorted(faults))


def _articles(folder: Path) -> tuple[dict[Path, Article], list[Fault]]:
    found, faults = read_folder(folder, {})
    good = {path: file.article for path, file in found.items() if file.article}
    return good, [*faults, *chain.from_iterable(file.faults for file in found.values())]


def _together(articles: dict[Path, Article], names: set[str]) -> Iterator[Fault]:
    claimed: dict[tuple[Language, str], str] = {}
    for path, article in articles.items():
        yield from _twin_faults(path, article, articles)
        yield from _example_faults(path, article)
        for name in article.related:
            if name not in names:
                yield Fault(path, line_of(path, name), Rule.DEAD_REFERENCE, {"name": name})
        for subject in _subjects(article):
            owner = claimed.setdefault((article.language, subject), article.name)
            if owner != article.name:
                facts = {"subject": subject, "name": owner}
                yield Fault(path, line_of(path, subject.split(" ")[0]), Rule.CLAIMED_TWICE, facts)


def _twin_faults(path: Path, article: Article, articles: dict[Path, Article]) -> Iterator[Fault]:
    other = Language.JA if article.language is Language.EN else Language.EN
    twin_path = path.with_name(f"{article.name}.{other}.md")
    twin = articles.get(twin_path)
    if twin is None:
        if not twin_path.exists():
            yield Fault(path, 1, Rule.NO_TWIN, {"name": twin_path.name})
        return
    if article.language is not Language.EN:
        return  # a difference is told once
    facts, twin_facts = _common(article), _common(twin)
    for key in facts:
        if facts[key] != twin_facts[key]:
            line = line_of(twin_path, _ANCHORS[twin.language].get(key, key))
            yield Fault(twin_path, line, Rule.TWIN_DIFFERS, {"entry": key, "name": path.name})


def _common(article: Article) -> dict[str, object]:
    """What both languages must say alike; `reviewed` differs where one twin is older."""
    return {
        "codes": article.codes,
        "events": article.events,
        "reviewed": article.reviewed,
        "confidence": article.confidence,
        "sources": article.sources,
        "related": article.related,
        "stop": article.stop,
        "steps": len(article.steps),
        "commands": [(command.shell, command.text) for command in article.commands],
        "sections": len(article.sections),
    }


def _example_faults(path: Path, article: Article) -> Iterator[Fault]:
    own, met = set(_subjects(article)), set[str]()
    for example in article.examples:
        findings = recognize(example)
        ids = {finding.event_id for finding in findings}
        found = {finding.code.hex for finding in findings if finding.code}
        found |= {_event_subject(event) for event in article.events if event.id in ids}
        if not found & own:
            yield Fault(path, line_of(path, example[:40]), Rule.EXAMPLE_USELESS, {"example": example})
        met |= found
    for subject in sorted(own - met):
        yield Fault(path, line_of(path, "examples"), Rule.EXAMPLE_MISSING, {"subject": subject})


def _subjects(article: Article) -> list[str]:
    return [*(code.hex for code in article.codes), *map(_event_subject, article.events)]


def _event_subject(event: Event) -> str:
    return f"{event.id} {event.source}"


def line_of(path: Path, text: str) -> int:
    """The first line of the file that holds the text; the first line of all if none does."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)
