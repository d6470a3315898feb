"""Writes an article that is not finished: the facts are there, what is missing is left empty and told by lint."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

from knowledge import ErrorCode, Language
from knowledge.article import Confidence, Event, Source
from knowledge.article_body import HEADINGS, Part, Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known so far. Texts are plain: paragraphs with an empty line between, steps one per line."""

    name: str
    codes: tuple[ErrorCode, ...]
    events: tuple[Event, ...] = ()
    titles: Mapping[Language, str]
    products: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    examples: tuple[str, ...] = ()
    confidence: Confidence
    texts: Mapping[Language, Mapping[Part, str]] = field(default_factory=dict)
    commands: tuple[tuple[Shell, str], ...] = ()

    def __post_init__(self) -> None:
        if re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", self.name) is None:  # also keeps the files inside the folder
            raise ValueError(self.name)

    def files(self, folder: Path) -> dict[Path, str]:
        """The pair with its contents. What was typed stays text: it becomes neither Markdown nor TOML."""
        # A file has no place for halves of characters, which JSON can bring.
        return {
            folder / f"{self.name}.{language}.md": re.sub("[\ud800-\udfff]", "\ufffd", self._text(language))
            for language in Language
        }

    def _text(self, language: Language) -> str:
        facts: dict[str, object] = {
            "draft": True,
            "title": " ".join(self.titles.get(language, "").split())[:150].strip(),
            "codes": [code.hex for code in self.codes],
            "products": self.products,
            "confidence": self.confidence.value,
            "examples": self.examples,
            "events": [event.model_dump(exclude_none=True) for event in self.events],
            "sources": [_source(source) for source in self.sources],
        }
        toml = tomli_w.dumps({key: value for key, value in facts.items() if value})
        # Where Python sees the end of a line, TOML sees a character.
        toml = re.sub("[\x85\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", toml)
        return f"+++\n{toml}+++\n" + "".join(
            "\n".join(["", f"## {HEADINGS[language][part]}", *(f"\n{block}" for block in blocks if block), ""])
            for part, blocks in self._sections(self.texts.get(language, {}))
        )

    def _sections(self, texts: Mapping[Part, str]) -> Iterator[tuple[Part, list[str]]]:
        paragraphs = {part: list(_paragraphs(texts.get(part, ""))) for part in Part}
        steps = "\n".join(paragraphs[Part.STEPS]).splitlines()
        yield Part.MEANING, ["\n".join(paragraphs[Part.MEANING])]
        yield Part.CAUSE, paragraphs[Part.CAUSE]
        yield Part.STEPS, ["\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))]
        if self.commands:
            yield Part.COMMANDS, [_fence(shell, text) for shell, text in self.commands]
        yield Part.VENDOR, paragraphs[Part.VENDOR]


def write(draft: Draft, folder: Path) -> tuple[Path, ...]:
    """Both files or none. Creates the folder; never overwrites (FileExistsError). Other OSErrors come through."""
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    try:
        for path, text in draft.files(folder).items():
            with path.open("x", encoding="utf-8") as file:
                made.append(path)
                file.write(text)
    except BaseException:
        for path in made:
            path.unlink()
        raise
    return tuple(made)


def _source(source: Source) -> dict[str, object]:
    # A date and a year are read as text, and are written as TOML writes them.
    published = tomllib.loads(f"published = {source.published}") if source.published else {}
    return source.model_dump(exclude_none=True) | published


def _paragraphs(text: str) -> Iterator[str]:
    """As Markdown that shows the text as it is."""
    lines = "\n".join(map(_escaped, text.splitlines()))
    return (paragraph.strip("\n") for paragraph in re.split(r"\n{2,}", lines) if paragraph.strip("\n"))


def _escaped(line: str) -> str:
    line = re.sub(r"([\\`*_\[\]<|])", r"\\\1", line.strip())
    return re.sub(r"^(\d*)([#>+\-=~.)])", r"\1\\\2", line)  # headings, quotes, lists, rules, fences


def _fence(shell: Shell, text: str) -> str:
    marks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return "\n".join([f"{marks}{shell}", *text.splitlines(), marks])
