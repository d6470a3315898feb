"""What is wrong with articles as a whole: each file by itself, its twin, and what several files claim together."""

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from knowledge import Language, recognize
from knowledge.article import Article, Parsed, line_of
from knowledge.article_body import HEADINGS, Part, powershell
from knowledge.faults import Fault, Rule
from knowledge.library import built_in_folder, read_folder

_TOLD_AT = {"steps": Part.STEPS, "commands": Part.COMMANDS, "sections": Part.VENDOR}  # whose heading shows a difference


def lint(team_folder: Path | None) -> tuple[Fault, ...]:
    """Every fault of the built-in articles and of the team's folder by file and line, except for what commands say."""
    faults: list[Fault] = []
    names: set[str] = set()
    for files in _folders(team_folder):
        names |= {path.name.split(".")[0] for path in files}
        faults += [*(fault for parsed in files.values() for fault in parsed.faults), *_together(files, names)]
    return tuple(sorted(faults))


def commands(team_folder: Path | None) -> list[tuple[Path, int, str]]:
    """Every PowerShell command of the same files, with its file and the line it begins at."""
    return [
        (path, line, text)
        for files in _folders(team_folder)
        for path, parsed in files.items()
        for line, text in powershell(parsed.markdown)
    ]


def _folders(team_folder: Path | None) -> Iterator[Mapping[Path, Parsed]]:
    return (read_folder(folder, {}) for folder in (built_in_folder(), team_folder) if folder)


def _together(files: Mapping[Path, Parsed], names: set[str]) -> Iterator[Fault]:
    by_file = {path: parsed.facts for path, parsed in files.items() if parsed.facts}
    for path in files:
        name, _, language = path.stem.rpartition(".")
        twin_file = path.with_name(f"{name}.{'ja' if language == Language.EN else 'en'}.md")
        if name and language in set(Language) and twin_file not in files:
            yield Fault(path, 1, Rule.NO_TWIN, {"name": twin_file.name})
        article, twin = by_file.get(path), by_file.get(twin_file)
        if article and twin and language == Language.EN:  # a difference is told once
            yield from _differences(article, twin)
    claimed: dict[tuple[Language, str], str] = {}
    for article in sorted(by_file.values(), key=lambda article: article.draft):  # what is shown already has its codes
        yield from _example_faults(article)
        for name in article.related:
            if name not in names:
                yield _fault(article, Rule.DEAD_REFERENCE, "related", text=name, name=name)
        for subject, (key, index, text) in _subjects(article).items():
            owner = claimed.setdefault((article.language, subject), article.name)
            if owner != article.name:
                yield _fault(article, Rule.CLAIMED_TWICE, key, index, text, subject=subject, name=owner)


def _differences(article: Article, twin: Article) -> Iterator[Fault]:
    if article.reviewed != twin.reviewed:
        old, new = sorted((article, twin), key=lambda each: each.reviewed)
        older, newer = str(old.reviewed), str(new.reviewed)
        yield _fault(old, Rule.OLDER_TWIN, "reviewed", name=new.file.name, older=older, newer=newer)
    ours, theirs = _alike(article), _alike(twin)
    for key in ours.keys() & theirs.keys():
        pairs = enumerate(zip_longest(ours[key], theirs[key]))
        differing = [index for index, (our, their) in pairs if our != their]
        if differing:
            place = f"## {HEADINGS[twin.language][_TOLD_AT[key]]}" if key in _TOLD_AT else key
            yield _fault(twin, Rule.TWIN_DIFFERS, place, differing[0], entry=key, name=article.file.name)


def _alike(article: Article) -> dict[str, tuple[object, ...]]:
    """What both languages must say alike, as far as it could be read."""
    body = article.body
    alike = {key: getattr(article, key) for key in ("codes", "events", "sources", "related")}
    alike |= {"confidence": (article.confidence,), "stop": (article.stop,)}
    if body.faults:
        return alike
    commands = tuple((command.shell, command.text) for command in body.commands)
    return alike | {"steps": (len(body.steps),), "commands": commands, "sections": (len(body.sections),)}


def _example_faults(article: Article) -> Iterator[Fault]:
    own, met = _subjects(article).keys(), set[str]()
    for example in article.examples:
        findings = recognize(example)
        ids = {finding.event_id for finding in findings}
        found = {finding.code.hex for finding in findings if finding.code}
        found |= {f"{event.id} {event.source}" for event in article.events if event.id in ids}
        if not found & own:
            as_written = max(re.split(r'["\\\n]', example), key=len)  # the file may write the rest otherwise
            yield _fault(article, Rule.EXAMPLE_USELESS, "examples", text=as_written, example=example)
        met |= found
    for subject in own - met:
        yield _fault(article, Rule.EXAMPLE_MISSING, "examples", subject=subject)


def _subjects(article: Article) -> dict[str, tuple[str, int, str]]:
    """Every code and event with its place: the key, the number of its table, the text below."""
    codes = {code.hex: ("codes", 0, code.hex) for code in article.codes}
    events = enumerate(article.events)
    return codes | {f"{event.id} {event.source}": ("events", index, str(event.id)) for index, event in events}


def _fault(article: Article, rule: Rule, key: str, index: int = 0, text: str = "", **facts: str) -> Fault:
    lines = article.file.read_text(encoding="utf-8").splitlines()
    return Fault(article.file, line_of(lines[1:], key, index, text), rule, facts)
