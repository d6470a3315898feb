"""What can be wrong with the file of an article."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Rule(StrEnum):
    """What a file breaks; the sentences are the bot's, under `lint-<rule>`."""

    FILE_NAME = "file-name"
    UNREADABLE = "unreadable"
    FRONT_MATTER = "front-matter"
    TOML = "toml"
    DRAFT = "draft"
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
    COMMAND = "command"
    MARKUP = "markup"
    TOO_LONG = "too-long"
    NO_TWIN = "no-twin"
    OLDER_TWIN = "older-twin"
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
    facts: Mapping[str, str] = field(default_factory=dict, compare=False)
