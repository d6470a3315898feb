"""Pieces of Block Kit. Untrusted text only ever goes into rich text or plain text, where nothing in it is mark-up."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]  # or a piece of one

_MOST_BLOCKS = 45
_MOST_CHARACTERS = 10_000  # Slack's own limit lies between 11,000 and 13,000 and is not documented
_LONGEST_TEXT = 2_900
# These turn the text around them; a name could make its neighbours read backwards.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_CODE_SPAN = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Card:
    """A message: `text` is what a notification and a screen reader say, `blocks` what is drawn."""

    text: str
    blocks: tuple[Block, ...]


def card(text: str, blocks: Iterable[Block]) -> Card:
    """A card within Slack's limits; blocks that do not fit any more are left out from the end."""
    kept: list[Block] = []
    left = _MOST_CHARACTERS
    for block in blocks:
        left -= _length(block)
        if left < 0 or len(kept) == _MOST_BLOCKS:
            break
        kept.append(block)
    return Card(escape(text)[:_LONGEST_TEXT], tuple(kept))


def titled(title: str, *blocks: Block) -> Card:
    """A card below a bold line."""
    return card(title, [paragraph(text(title, bold=True)), *blocks])


def note(words: str) -> Card:
    """A card of one paragraph."""
    return card(words, [paragraph(words)])


def clean(text: str, most: int = _LONGEST_TEXT) -> str:
    """Without characters that control or turn the text around them, cut at `most`; never empty, which Slack refuses."""
    kept = "".join(filter(_harmless, text))
    return (kept if len(kept) <= most else f"{kept[: most - 1]}…") or " "


def _harmless(sign: str) -> bool:
    return sign in "\n\t" or (sign not in _TURNING and unicodedata.category(sign) not in {"Cc", "Cs"})


def escape(text: str) -> str:
    """For the few fields that Slack always reads as mark-up, such as a message's `text`."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text(words: str, **style: bool) -> Block:
    """Words inside a paragraph; style is `bold`, `code`, `italic` or `strike`."""
    piece: Block = {"type": "text", "text": clean(words)}
    return {**piece, "style": style} if style else piece


def spans(words: str, **style: bool) -> list[Block]:
    """Text of our own articles, where backticks mark code. Not for names: a backtick may belong to one."""
    styles = (style, {**style, "code": True})
    return [text(part, **styles[odd % 2]) for odd, part in enumerate(_CODE_SPAN.split(words)) if part]


def user(user_id: str) -> Block:
    """A person, drawn by Slack with the name they have now."""
    return {"type": "user", "user_id": user_id}


def channel(channel_id: str) -> Block:
    """A conversation, drawn by Slack with its name for those who may know it."""
    return {"type": "channel", "channel_id": channel_id}


def paragraph(*pieces: Block | str) -> Block:
    """One paragraph; a plain str becomes a piece of text."""
    return {"type": "rich_text", "elements": [_section(pieces)]}


def bullets(items: Iterable[Sequence[Block]], style: str = "bullet") -> Block:
    """A list with one item per sequence of pieces; `ordered` ones are numbered."""
    sections = [_section(pieces) for pieces in items]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": style, "elements": sections}]}


def preformatted(words: str) -> Block:
    """Something to copy, kept character by character."""
    copied = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": words or " "}]}
    return {"type": "rich_text", "elements": [copied]}


def context(*lines: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [plain(line) for line in lines]}


def actions(*buttons: Block) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "elements": list(buttons)}


def button(label: str, action_id: str, value: str, **style: str) -> Block:
    """`value` is an id, never a name or a right; `style` may be `primary` or `danger`, `accessibility_label` longer."""
    return {"type": "button", "text": plain(label, 75), "action_id": action_id, "value": value, **style}


def field(
    block_id: str, label: str, hint: str, *, optional: bool, most: int, multiline: bool = False, initial: str = ""
) -> Block:
    """Something to type, of at most so many characters; its action has the id of the block."""
    element = {"type": "plain_text_input", "action_id": block_id, "max_length": most, "multiline": multiline}
    if initial:
        element["initial_value"] = initial[:most]
    named = {"block_id": block_id, "label": plain(label), "hint": plain(hint)}
    return {"type": "input", **named, "optional": optional, "element": element}


def plain(words: str, most: int = _LONGEST_TEXT) -> Block:
    """Text in which nothing is mark-up, not even an emoji's name."""
    return {"type": "plain_text", "text": clean(words, most), "emoji": False}


def _section(pieces: Iterable[Block | str]) -> Block:
    made = [text(piece) if isinstance(piece, str) else piece for piece in pieces]
    return {"type": "rich_text_section", "elements": made}


def _length(value: object) -> int:
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(_length(held) for held in value.values())
    return sum(_length(held) for held in value) if isinstance(value, list) else 0
