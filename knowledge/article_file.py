"""Reads one article file: TOML between `+++` lines, then Markdown. Every fault is found at once, with its line."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from knowledge.article import Article, Confidence, Event, Fault, Parsed, Rule, Source
from knowledge.article_body import parse_body
from knowledge.codes import ErrorCode
from knowledge.languages import Language

_FILE_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.(en|ja)\.md")
_FENCE = "+++"


def article_name(path: Path) -> tuple[str, Language] | None:
    """The name and language that a file name stands for; None if it is not `NAME.en.md` or `NAME.ja.md`."""
    match = _FILE_NAME.fullmatch(path.name)
    return (match[1], Language(match[2])) if match else None


def parse_article(path: Path, text: str) -> Parsed:
    """Reads `text` as the file `path`, whose name gives the article's name and language."""
    named = article_name(path)
    if named is None:
        return Parsed(None, (Fault(path, 1, Rule.FILE_NAME, {"name": path.name}),))
    lines = text.removeprefix("\ufeff").splitlines()
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None or lines[0].rstrip() != _FENCE:
        return Parsed(None, (Fault(path, 1, Rule.FRONT_MATTER),))
    name, language = named
    faults: list[Fault] = []
    front = _front_matter(path, lines[1:end], faults)
    body = parse_body(path, lines[end + 1 :], end + 1, language, faults)
    if front is None or body is None or faults:
        return Parsed(None, tuple(sorted(faults)))
    article = Article(
        name=name,
        language=language,
        title=front.title,
        codes=tuple(front.codes),
        events=tuple(Event(event.id, event.source, event.log) for event in front.events),
        products=tuple(front.products),
        reviewed=front.reviewed,
        confidence=front.confidence,
        sources=tuple(source.as_source() for source in front.sources),
        examples=tuple(front.examples),
        related=tuple(front.related),
        stop=front.stop,
        meaning=body.meaning,
        cause=body.cause,
        steps=body.steps,
        commands=body.commands,
        sections=body.sections,
        vendor=body.vendor,
    )
    return Parsed(article, ())


def _code(text: object) -> ErrorCode:
    """Codes stand in files in one spelling only, so that people and `grep` find them."""
    code = ErrorCode.from_hex(text) if isinstance(text, str) else None
    if code is None or code.hex != text:
        raise ValueError(text)
    return code


_Text = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
_Line = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^\S.*$")]
_Umi = Annotated[str, Field(pattern=r"^V-79-\d{1,5}-\d{1,5}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class _EventFacts(_Strict):
    id: int = Field(ge=0, le=65535)
    source: _Line
    log: _Line | None = None


class _SourceFacts(_Strict):
    publisher: _Line
    article: _Line
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)] | None = None
    published: date | Annotated[int, Field(ge=1990, le=2100)] | None = None
    language: Annotated[Language, Field(strict=False)] | None = None

    def as_source(self) -> Source:
        published = None if self.published is None else str(self.published)
        return Source(self.publisher, self.article, self.url, published, self.language)


class _FrontMatter(_Strict):
    title: _Line
    codes: list[Annotated[ErrorCode, BeforeValidator(_code)]] = []
    umis: list[_Umi] = []  # those that the source itself states: they prove the codes
    events: list[_EventFacts] = []
    products: list[_Line] = Field(min_length=1)
    reviewed: date
    confidence: Annotated[Confidence, Field(strict=False)]
    sources: list[_SourceFacts] = Field(min_length=1)
    examples: list[_Text] = Field(min_length=1)
    related: list[Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]] = []
    stop: bool = False


def _front_matter(path: Path, lines: list[str], faults: list[Fault]) -> _FrontMatter | None:
    try:
        table = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else len(lines)
        faults.append(Fault(path, line + 1, Rule.TOML, {"reason": str(error)}))
        return None
    try:
        front = _FrontMatter.model_validate(table)
    except ValidationError as error:
        found = [_value_fault(path, lines, detail) for detail in error.errors(include_url=False)]
        faults.extend({str(fault): fault for fault in found}.values())  # one for each kind that a value could be
        return None
    faults.extend(_subject_faults(path, lines, front))
    return front


def _subject_faults(path: Path, lines: list[str], front: _FrontMatter) -> Iterator[Fault]:
    if not front.codes and not front.events:
        yield Fault(path, 2, Rule.NO_SUBJECT)
    fitting = {code.umi for code in front.codes}
    for umi in front.umis:
        if umi not in fitting:
            yield Fault(path, _line_of(lines, "umis", text=umi), Rule.UMI_MISMATCH, {"umi": umi})


def _value_fault(path: Path, lines: list[str], detail: ErrorDetails) -> Fault:
    keys = [step for step in detail["loc"] if isinstance(step, str)][:2]  # a third one is a kind of pydantic's own
    index = next((step for step in detail["loc"] if isinstance(step, int)), 0)
    match detail["type"]:
        case "missing":
            return Fault(path, _line_of(lines, keys[0], index), Rule.MISSING_KEY, {"entry": ".".join(keys)})
        case "extra_forbidden":
            line = _line_of(lines, keys[0], index, keys[-1])
            return Fault(path, line, Rule.UNKNOWN_KEY, {"entry": ".".join(keys)})
        case kind:
            value = str(detail["input"])[:60]
            expected = "list" if kind in {"list_type", "too_short"} else keys[-1]
            facts = {"entry": ".".join(keys), "value": value, "expected": expected}
            return Fault(path, _line_of(lines, keys[0], index, value), Rule.BAD_VALUE, facts)


def _line_of(lines: list[str], key: str, index: int = 0, text: str = "") -> int:
    """The file's line of a key (of its table number `index`) or of a text below it; the first line if there is none."""
    keys = [at for at, line in enumerate(lines) if re.match(rf"\s*(?:\[\[?\s*)?{re.escape(key)}\b", line)]
    if not keys:
        return 2
    at = keys[min(index, len(keys) - 1)]
    return next((below for below in range(at, len(lines)) if text in lines[below]), at) + 2
