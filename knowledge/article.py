"""An article as a type, and what can be wrong with the file it is written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from knowledge.codes import ErrorCode
from knowledge.languages import Language


class Confidence(StrEnum):
    """How well the facts of an article are supported."""

    VENDOR_ARTICLE = "vendor_article"
    VENDOR_REFERENCE = "vendor_reference"  # reference text of the vendor; parts of the advice are general
    FORUM = "forum"  # a blog, a repository, a report
    MESSAGE_ONLY = "message_only"


class Shell(StrEnum):
    """What a command is typed into; the name of its fence."""

    POWERSHELL = "powershell"
    CMD = "cmd"


@dataclass(frozen=True, slots=True)
class Event:
    """A Windows event. Different sources use the same number for different things, so the id alone names none."""

    id: int
    source: str
    log: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from. `published` is a date or, where no more is known, a year."""

    publisher: str
    article: str
    url: str | None = None
    published: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """Something to copy, with the sentence before it; words in upper case are placeholders."""

    shell: Shell
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section with a heading of its own; list items begin with `• ` or their number."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """What we know about some codes, in one language. Texts are plain; only code spans keep their backticks."""

    name: str
    language: Language
    title: str
    codes: tuple[ErrorCode, ...]
    events: tuple[Event, ...]
    products: tuple[str, ...]
    reviewed: date
    confidence: Confidence
    sources: tuple[Source, ...]
    examples: tuple[str, ...]
    related: tuple[str, ...]
    stop: bool
    meaning: str
    cause: tuple[str, ...]
    steps: tuple[str, ...]  # the commonest first
    commands: tuple[Command, ...]
    sections: tuple[Section, ...]
    vendor: tuple[str, ...]  # when to call the vendor

    @property
    def source(self) -> Source:
        """The source to show: one in the article's own language if there is one, else the first."""
        return next((source for source in self.sources if source.language == self.language), self.sources[0])


class Rule(StrEnum):
    """What a file breaks; the sentences are the bot's, under `lint-<rule>`."""

    FILE_NAME = "file-name"
    UNREADABLE = "unreadable"
    FRONT_MATTER = "front-matter"
    TOML = "toml"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    BAD_VALUE = "bad-value"
    NO_SUBJECT = "no-subject"
    UMI_MISMATCH = "umi-mismatch"
    HEADING_MISSING = "heading-missing"
    HEADING_ORDER = "heading-order"
    HEADING_TWICE = "heading-twice"
    OUTSIDE_SECTION = "outside-section"
    SECTION_EMPTY = "section-empty"
    ONE_PARAGRAPH = "one-paragraph"
    STEPS_ONLY = "steps-only"
    COMMANDS_ONLY = "commands-only"
    SHELL_UNKNOWN = "shell-unknown"
    MARKUP = "markup"
    TOO_LONG = "too-long"
    NO_TWIN = "no-twin"
    TWIN_DIFFERS = "twin-differs"
    CLAIMED_TWICE = "claimed-twice"
    DEAD_REFERENCE = "dead-reference"
    EXAMPLE_USELESS = "example-useless"
    EXAMPLE_MISSING = "example-missing"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of one file. `line` counts from 1."""

    file: Path
    line: int
    rule: Rule
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file as read: the article if nothing is wrong with it, else every fault."""

    article: Article | None
    faults: tuple[Fault, ...]
