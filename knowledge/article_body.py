"""The Markdown of an article: fixed headings in order, and only the marks that a chat and a terminal can show."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from knowledge.article import Command, Fault, Rule, Section, Shell
from knowledge.languages import Language

_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["html_block", "html_inline", "entity", "image"])
_MEANING_LIMIT = 300
_TEXT_LIMIT = 2000  # a block of a Slack message takes 3,000


class Part(Enum):
    """The sections that every article has, in their order; free ones stand before the last."""

    MEANING = 1
    CAUSE = 2
    STEPS = 3
    COMMANDS = 4
    FREE = 5
    VENDOR = 6


HEADINGS = {
    Language.EN: {
        "What it means": Part.MEANING,
        "Likely cause": Part.CAUSE,
        "What to do": Part.STEPS,
        "Commands": Part.COMMANDS,
        "When to call the vendor": Part.VENDOR,
    },
    Language.JA: {
        "意味": Part.MEANING,
        "考えられる原因": Part.CAUSE,
        "対処方法": Part.STEPS,
        "コマンド": Part.COMMANDS,
        "ベンダーに問い合わせる場合": Part.VENDOR,
    },
}


@dataclass(frozen=True, slots=True)
class Body:
    """The sections of an article as plain text."""

    meaning: str
    cause: tuple[str, ...]
    steps: tuple[str, ...]
    commands: tuple[Command, ...]
    sections: tuple[Section, ...]
    vendor: tuple[str, ...]


def parse_body(path: Path, lines: list[str], offset: int, language: Language, faults: list[Fault]) -> Body | None:
    """The body, whose first line is the file's line `offset` + 1; None and faults if a section is missing or wrong."""
    reader = _Reader(path, offset, language, faults)
    before = len(faults)
    root = SyntaxTreeNode(_MARKDOWN.parse("\n".join(lines)))
    found = reader.sections(root)
    reader.check_order(found, offset + len(lines))
    parts = {section.part: section for section in found}
    if not {Part.MEANING, Part.CAUSE, Part.STEPS, Part.VENDOR} <= parts.keys():
        return None
    body = Body(
        meaning=reader.meaning(parts[Part.MEANING]),
        cause=tuple(reader.text(parts[Part.CAUSE])),
        steps=tuple(reader.steps(parts[Part.STEPS])),
        commands=tuple(reader.commands(parts[Part.COMMANDS])) if Part.COMMANDS in parts else (),
        sections=tuple(
            Section(section.title, tuple(reader.text(section))) for section in found if section.part is Part.FREE
        ),
        vendor=tuple(reader.text(parts[Part.VENDOR])),
    )
    return body if len(faults) == before else None


@dataclass(frozen=True, slots=True)
class _Section:
    part: Part
    title: str
    line: int
    blocks: list[SyntaxTreeNode] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    offset: int
    language: Language
    faults: list[Fault]

    def sections(self, root: SyntaxTreeNode) -> list[_Section]:
        """The file cut at its headings; what stands before the first is a fault."""
        found: list[_Section] = []
        for node in root.children:
            if node.type == "heading":
                if node.tag != "h2":
                    self.fault(node, Rule.MARKUP, mark=node.markup)
                title = self.inline(node.children[0])
                part = HEADINGS[self.language].get(title, Part.FREE)
                found.append(_Section(part, title, self.line(node)))
            elif found:
                found[-1].blocks.append(node)
            else:
                self.fault(node, Rule.OUTSIDE_SECTION)
        return found

    def check_order(self, found: list[_Section], last_line: int) -> None:
        titles = [section.title for section in found]
        for title, part in HEADINGS[self.language].items():
            if title not in titles and part is not Part.COMMANDS:
                self.faults.append(Fault(self.path, last_line, Rule.HEADING_MISSING, {"heading": title}))
        for at, section in enumerate(found):
            if section.title in titles[:at]:
                self.at(section.line, Rule.HEADING_TWICE, heading=section.title)
            if not section.blocks:
                self.at(section.line, Rule.SECTION_EMPTY, heading=section.title)
        for above, below in pairwise(found):
            if above.part.value > below.part.value:
                self.at(below.line, Rule.HEADING_ORDER, heading=below.title)

    def meaning(self, section: _Section) -> str:
        texts = list(self.text(section))
        if len(texts) > 1 or (section.blocks and section.blocks[0].type != "paragraph"):
            self.at(section.line, Rule.ONE_PARAGRAPH, heading=section.title)
        if texts and len(texts[0]) > _MEANING_LIMIT:
            self.at(section.line, Rule.TOO_LONG, limit=str(_MEANING_LIMIT))
        return texts[0] if texts else ""

    def text(self, section: _Section) -> Iterator[str]:
        """Paragraphs and list items, each one line of text."""
        for node in section.blocks:
            match node.type:
                case "paragraph":
                    yield self.paragraph(node)
                case "bullet_list":
                    yield from (f"• {item}" for item in self.items(node))
                case "ordered_list":
                    yield from (f"{number}. {item}" for number, item in enumerate(self.items(node), 1))
                case "fence":
                    self.fault(node, Rule.COMMANDS_ONLY)
                case _:
                    self.fault(node, Rule.MARKUP, mark=node.type)

    def steps(self, section: _Section) -> Iterator[str]:
        if [node.type for node in section.blocks] == ["ordered_list"]:
            yield from self.items(section.blocks[0])
        elif section.blocks:
            self.at(section.line, Rule.STEPS_ONLY, heading=section.title)

    def commands(self, section: _Section) -> Iterator[Command]:
        note: list[str] = []
        for node in section.blocks:
            if node.type == "paragraph":
                note.append(self.paragraph(node))
            elif node.type != "fence":
                self.fault(node, Rule.MARKUP, mark=node.type)
            else:
                if node.info.strip() in set(Shell):
                    text = self.short(node, node.content.strip("\n"))
                    yield Command(Shell(node.info.strip()), text, "\n".join(note))
                else:
                    self.fault(node, Rule.SHELL_UNKNOWN, shell=node.info.strip())
                note = []
        if note:
            self.at(section.line, Rule.COMMANDS_ONLY)

    def items(self, node: SyntaxTreeNode) -> Iterator[str]:
        for item in node.children:
            if [child.type for child in item.children] == ["paragraph"]:
                yield self.paragraph(item.children[0])
            else:
                self.fault(item, Rule.MARKUP, mark="list_item")

    def paragraph(self, node: SyntaxTreeNode) -> str:
        return self.short(node, self.inline(node.children[0]))

    def short(self, node: SyntaxTreeNode, text: str) -> str:
        if len(text) > _TEXT_LIMIT:
            self.fault(node, Rule.TOO_LONG, limit=str(_TEXT_LIMIT))
        return text

    def inline(self, node: SyntaxTreeNode) -> str:
        """The text without its marks: emphasis is dropped, a link keeps its address, a code span its backticks."""
        text = ""
        for at, child in enumerate(node.children):
            match child.type:
                case "text":
                    text += child.content
                case "code_inline":
                    text += f"`{child.content}`"
                case "softbreak":
                    following = node.children[at + 1].content if at + 1 < len(node.children) else ""
                    text += "" if _wide(text[-1:]) or _wide(following[:1]) else " "
                case "strong" | "em":
                    text += self.inline(child)
                case "link":
                    label, address = self.inline(child), str(child.attrs["href"])
                    text += label if label == address else f"{label} ({address})"
                case other:
                    self.fault(node, Rule.MARKUP, mark=other)
        return text

    def line(self, node: SyntaxTreeNode) -> int:
        return self.offset + (node.map[0] if node.map else 0) + 1

    def fault(self, node: SyntaxTreeNode, rule: Rule, **facts: str) -> None:
        self.at(self.line(node), rule, **facts)

    def at(self, line: int, rule: Rule, **facts: str) -> None:
        self.faults.append(Fault(self.path, line, rule, facts))


def _wide(character: str) -> bool:
    # Japanese is written without blanks: a line broken beside a wide character is joined without one.
    return character != "" and unicodedata.east_asian_width(character) in "WF"
