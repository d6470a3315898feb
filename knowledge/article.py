"""An article as a type, read from its file: TOML between `+++` lines, then Markdown."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from knowledge import ErrorCode, Language
from knowledge.article_body import Body, parse_body
from knowledge.faults import Fault, Rule

_FILE_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.(en|ja)\.md")
_FENCE = "+++"


def _code(text: object) -> ErrorCode:
    """Codes stand in files in one spelling only, so that people and `grep` find them."""
    if isinstance(text, str) and re.fullmatch("0x[0-9A-F]{8}", text):
        return ErrorCode.from_hex(text)
    raise ValueError(text)


def _published(value: object) -> str:
    if type(value) is date or (type(value) is int and 1990 <= value <= 2100):
        return str(value)
    raise ValueError(value)


_Item = TypeVar("_Item")
_Many = Annotated[tuple[_Item, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)]
_Some = Annotated[_Many[_Item], Field(min_length=1)]
Code = Annotated[ErrorCode, BeforeValidator(_code)]
_Line = Annotated[str, Field(max_length=150, pattern=r"^\S.*$")]


class Confidence(StrEnum):
    """How well the facts of an article are supported."""

    VENDOR_ARTICLE = "vendor_article"
    VENDOR_REFERENCE = "vendor_reference"  # reference text of the vendor; parts of the advice are general
    FORUM = "forum"  # a blog, a repository, a report
    MESSAGE_ONLY = "message_only"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Event(_Strict):
    """A Windows event. Different sources use the same number for different things, so the id alone names none."""

    id: int = Field(ge=0, le=65535)
    source: _Line
    log: _Line | None = None


class Source(_Strict):
    """Where facts come from. `published` is a date or, where no more is known, a year."""

    publisher: _Line
    article: _Line
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)] | None = None
    published: Annotated[str, BeforeValidator(_published)] | None = None
    language: Annotated[Language, Field(strict=False)] | None = None


class Facts(_Strict):
    """What stands between the `+++` lines."""

    title: _Line
    codes: _Many[Code] = ()
    umis: _Many[Annotated[str, Field(pattern=r"^V-79-\d{1,5}-\d{1,5}$")]] = ()  # the source's own: they prove the codes
    events: _Many[Event] = ()
    products: _Some[_Line]
    reviewed: date
    confidence: Annotated[Confidence, Field(strict=False)]
    sources: _Some[Source]
    examples: _Some[Annotated[str, Field(max_length=2000, pattern=r"\S")]]
    related: _Many[Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]] = ()
    stop: bool = False
    draft: bool = False  # not for readers yet


class Article(Facts):
    """What we know about some codes, in one language."""

    file: Path
    name: str
    language: Language
    markdown: str  # below as many empty lines as the facts take, so that its lines are those of the file

    @property
    def subjects(self) -> tuple[ErrorCode | Event, ...]:
        """Everything that it is about."""
        return (*self.codes, *self.events)

    @property
    def source(self) -> Source:
        """The source to show: one in the article's own language if there is one, else the first."""
        return next((source for source in self.sources if source.language == self.language), self.sources[0])

    @property
    def body(self) -> Body:
        """The sections, parsed when somebody reads them: most articles of most runs nobody does."""
        return parse_body(self.file, self.language, self.markdown)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file as read: the article if nothing is wrong with it (else its last good version), and every fault.

    A draft is never shown, so that counts as a fault. `facts` and `markdown` are for who judges the file all the same.
    """

    article: Article | None
    faults: tuple[Fault, ...]
    facts: Article | None = None  # whatever is wrong below them
    markdown: str = ""
    stamp: tuple[int, ...] = ()  # by which a change of the file shows; none if it is to be read again

    @property
    def draft(self) -> bool:
        """Whether somebody says that it is not for readers yet; nothing else about it is worth a warning then."""
        return any(fault.rule is Rule.DRAFT for fault in self.faults)


def parse_article(path: Path, text: str, *, with_body: bool = True) -> Parsed:
    """Reads `text` as the file `path`, whose name gives the article's name and language.

    Without its body, which takes most of the time, an article is good as far as its facts go.
    """
    named = _FILE_NAME.fullmatch(path.name)
    if named is None:
        return Parsed(None, (Fault(path, 1, Rule.FILE_NAME, {"name": path.name}),))
    lines = text.removeprefix("\ufeff").splitlines()
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None or lines[0].rstrip() != _FENCE:
        return Parsed(None, (Fault(path, 1, Rule.FRONT_MATTER),))
    language, markdown = Language(named[2]), "\n".join([*[""] * (end + 1), *lines[end + 1 :]])
    facts, faults = _facts(path, lines[1:end])
    if with_body:
        faults += parse_body(path, language, markdown).faults
    article = None
    if facts:  # validated already, and `name` or `markdown` must not be keys that a file can set
        article = Article.model_construct(**dict(facts), file=path, name=named[1], language=language, markdown=markdown)
    return Parsed(None if faults else article, tuple(sorted(faults)), article, markdown)


def _facts(path: Path, lines: list[str]) -> tuple[Facts | None, list[Fault]]:
    try:
        table = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else len(lines)
        return None, [Fault(path, line + 1, Rule.TOML, {"reason": str(error)})]
    faults = [Fault(path, line_of(lines, "draft"), Rule.DRAFT)] if table.get("draft") is True else []
    try:
        facts = Facts.model_validate(table)
    except ValidationError as error:
        return None, faults + [_value_fault(path, lines, detail) for detail in error.errors(include_url=False)]
    wrong = set(facts.umis) - {code.umi for code in facts.codes}
    faults += [Fault(path, line_of(lines, "umis", text=umi), Rule.UMI_MISMATCH, {"umi": umi}) for umi in wrong]
    if not facts.codes and not facts.events:
        faults.append(Fault(path, 2, Rule.NO_SUBJECT))
    return facts, faults


def _value_fault(path: Path, lines: list[str], detail: ErrorDetails) -> Fault:
    keys = [step for step in detail["loc"] if isinstance(step, str)]
    index = next((step for step in detail["loc"] if isinstance(step, int)), 0)
    kind, value = detail["type"], str(detail["input"])[:60]
    of_keys = {"missing": (Rule.MISSING_KEY, ""), "extra_forbidden": (Rule.UNKNOWN_KEY, keys[-1])}
    rule, text = of_keys.get(kind, (Rule.BAD_VALUE, value))
    expected = "list" if kind in {"tuple_type", "too_short"} else keys[-1]
    facts = {"entry": ".".join(keys), "value": value, "expected": expected}
    return Fault(path, line_of(lines, keys[0], index, text), rule, facts)


def line_of(lines: list[str], key: str, index: int = 0, text: str = "") -> int:
    """The file's line of a key (of its table number `index`) or of a text below it; the first line if there is none."""
    keys = [at for at, line in enumerate(lines) if re.match(rf"\s*(?:\[\[?\s*)?{re.escape(key)}\b", line)]
    if not keys:
        return 2
    at = keys[min(index, len(keys) - 1)]
    return next((below for below in range(at, len(lines)) if text in lines[below]), at) + 2
