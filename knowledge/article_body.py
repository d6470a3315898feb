"""The Markdown of an article: fixed headings in order, and only the marks that a chat and a terminal can show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from knowledge.faults import Fault, Rule
from knowledge.languages import Language

_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["html_block", "html_inline", "entity", "image"])
_MEANING_LIMIT = 300
_TEXT_LIMIT = 2000  # a block of a Slack message takes 3,000
# Japanese is written without blanks: a line broken beside a wide character is joined without one.
_WIDE = r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]"
_BREAK_BESIDE_WIDE = re.compile(rf"(?<={_WIDE})\n|\n(?={_WIDE})")


class Shell(StrEnum):
    """What a command is typed into; the name of its fence."""

    POWERSHELL = "powershell"
    CMD = "cmd"


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
class Body:
    """The sections of an article. Texts are plain; only code spans keep their backticks. Complete if without faults."""

    meaning: str
    cause: tuple[str, ...]
    steps: tuple[str, ...]  # the commonest first
    commands: tuple[Command, ...]
    sections: tuple[Section, ...]
    vendor: tuple[str, ...]  # when to call the vendor
    faults: tuple[Fault, ...]


class Part(IntEnum):
    """The sections of an article in their order; free ones have headings of their own."""

    MEANING = 0
    CAUSE = 1
    STEPS = 2
    COMMANDS = 3
    FREE = 4
    VENDOR = 5


HEADINGS = {  # by part
    Language.EN: ("What it means", "Likely cause", "What to do", "Commands", "", "When to call the vendor"),
    Language.JA: ("意味", "考えられる原因", "対処方法", "コマンド", "", "ベンダーに問い合わせる場合"),
}
_SHAPES = {Part.MEANING: ("paragraph", Rule.ONE_PARAGRAPH), Part.STEPS: ("ordered_list", Rule.STEPS_ONLY)}
_INLINE = {"text": "{}", "code_inline": "`{}`", "softbreak": "\n"}


@lru_cache(maxsize=2048)
def parse_body(file: Path, language: Language, markdown: str) -> Body:
    """The sections in `markdown`, whose lines are numbered as those of the file."""
    reader = _Reader(file, HEADINGS[language])
    found = reader.sections(SyntaxTreeNode(_MARKDOWN.parse(markdown)))
    reader.check(found, last_line=markdown.count("\n") + 1)
    blocks = {part: next((section.blocks for section in found if section.part is part), []) for part in Part}
    lists = [block for block in blocks[Part.STEPS] if block.type == "ordered_list"]
    free = [section for section in found if section.part is Part.FREE]
    return Body(
        meaning=" ".join(reader.text(blocks[Part.MEANING], _MEANING_LIMIT)),
        cause=tuple(reader.text(blocks[Part.CAUSE])),
        steps=tuple(step for block in lists for step in reader.items(block)),
        commands=tuple(reader.commands(blocks[Part.COMMANDS])),
        sections=tuple(Section(section.title, tuple(reader.text(section.blocks))) for section in free),
        vendor=tuple(reader.text(blocks[Part.VENDOR])),
        faults=tuple(reader.faults),
    )


def powershell(markdown: str) -> Iterator[tuple[int, str]]:
    """Every fence named so, wherever it stands: its first line of text and the text."""
    for token in _MARKDOWN.parse(markdown):
        if token.type == "fence" and token.map and token.info.strip() == Shell.POWERSHELL:
            yield token.map[0] + 2, token.content


@dataclass(frozen=True, slots=True)
class _Section:
    part: Part
    title: str
    heading: SyntaxTreeNode
    blocks: list[SyntaxTreeNode] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reader:
    file: Path
    headings: tuple[str, ...]
    faults: list[Fault] = field(default_factory=list)

    def sections(self, root: SyntaxTreeNode) -> list[_Section]:
        """The file cut at its headings."""
        found: list[_Section] = []
        for node in root.children:
            if node.type == "heading":
                if node.tag != "h2":
                    self.fault(node, Rule.MARKUP, mark=node.markup)
                title = self.inline(node.children[0])
                part = Part(self.headings.index(title)) if title in self.headings else Part.FREE
                found.append(_Section(part, title, node))
            elif found:
                found[-1].blocks.append(node)
            else:
                self.fault(node, Rule.OUTSIDE_SECTION)
        return found

    def check(self, found: list[_Section], last_line: int) -> None:
        titles = [section.title for section in found]
        for part in set(Part) - {Part.COMMANDS, Part.FREE}:
            if self.headings[part] not in titles:
                self.faults.append(Fault(self.file, last_line, Rule.HEADING_MISSING, {"heading": self.headings[part]}))
        for at, section in enumerate(found):
            block, rule = _SHAPES.get(section.part, ("", Rule.MARKUP))
            if section.title in titles[:at]:
                self.fault(section.heading, Rule.HEADING_TWICE, heading=section.title)
            if not section.blocks:
                self.fault(section.heading, Rule.SECTION_EMPTY, heading=section.title)
            elif block and [node.type for node in section.blocks] != [block]:
                self.fault(section.heading, rule, heading=section.title)
        for above, below in pairwise(found):
            if above.part > below.part:
                self.fault(below.heading, Rule.HEADING_ORDER, heading=below.title)

    def text(self, blocks: list[SyntaxTreeNode], limit: int = _TEXT_LIMIT) -> Iterator[str]:
        """Paragraphs and list items, each one line of text."""
        for node in blocks:
            match node.type:
                case "paragraph":
                    yield self.paragraph(node, limit)
                case "bullet_list":
                    yield from (f"• {item}" for item in self.items(node))
                case "ordered_list":
                    yield from (f"{number}. {item}" for number, item in enumerate(self.items(node), 1))
                case "fence":
                    self.fault(node, Rule.COMMANDS_ONLY)
                case other:
                    self.fault(node, Rule.MARKUP, mark=other)

    def items(self, node: SyntaxTreeNode) -> Iterator[str]:
        for item in node.children:
            if [child.type for child in item.children] == ["paragraph"]:
                yield self.paragraph(item.children[0])
            else:
                self.fault(item, Rule.MARKUP, mark="list_item")

    def commands(self, blocks: list[SyntaxTreeNode]) -> Iterator[Command]:
        note: list[str] = []
        for node in blocks:
            match node.type:
                case "paragraph":
                    note.append(self.paragraph(node))
                case "fence":
                    shell = node.info.strip()
                    if shell in set(Shell):
                        text = self.short(node, node.content.strip("\n"))
                        yield Command(Shell(shell), text, "\n".join(note))
                    else:
                        self.fault(node, Rule.SHELL_UNKNOWN, shell=shell)
                    note = []
                case other:
                    self.fault(node, Rule.MARKUP, mark=other)
        if note:
            self.fault(blocks[-1], Rule.COMMANDS_ONLY)

    def paragraph(self, node: SyntaxTreeNode, limit: int = _TEXT_LIMIT) -> str:
        text = _BREAK_BESIDE_WIDE.sub("", self.inline(node.children[0]))
        return self.short(node, text.replace("\n", " "), limit)

    def short(self, node: SyntaxTreeNode, text: str, limit: int = _TEXT_LIMIT) -> str:
        if len(text) > limit:
            self.fault(node, Rule.TOO_LONG, limit=str(limit))
        return text

    def inline(self, node: SyntaxTreeNode) -> str:
        """The text without its marks: emphasis is dropped, a link keeps its address, a code span its backticks."""
        text = ""
        for child in node.children:
            match child.type:
                case "text" | "code_inline" | "softbreak":
                    text += _INLINE[child.type].format(child.content)
                case "strong" | "em":
                    text += self.inline(child)
                case "link":
                    label, address = self.inline(child), str(child.attrs["href"])
                    text += label if label == address else f"{label} ({address})"
                case other:
                    self.fault(node, Rule.MARKUP, mark=other)
        return text

    def fault(self, node: SyntaxTreeNode, rule: Rule, **facts: str) -> None:
        while node.map is None and node.parent:  # marks inside a line have no place of their own
            node = node.parent
        self.faults.append(Fault(self.file, node.map[0] + 1 if node.map else 1, rule, facts))
