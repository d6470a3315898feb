"""Pieces of Block Kit. Untrusted text only ever goes into rich text or plain text, where nothing in it is mark-up."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]
Piece: TypeAlias = dict[str, Any]

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


def clean(text: str, most: int = _LONGEST_TEXT) -> str:
    """Without characters that control or turn the text around them, cut at `most`; never empty, which Slack refuses."""
    kept = "".join(character for character in text if character in "\n\t" or _shows(character))
    return (kept if len(kept) <= most else f"{kept[: most - 1]}…") or " "


def escape(text: str) -> str:
    """For the few fields that Slack always reads as mark-up, such as a message's `text`."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text(words: str, **style: bool) -> Piece:
    """Words inside a paragraph; style is `bold`, `code`, `italic` or `strike`."""
    piece: Piece = {"type": "text", "text": clean(words)}
    return {**piece, "style": style} if style else piece


def spans(words: str) -> list[Piece]:
    """Text of our own articles, where backticks mark code. Not for names: a backtick may belong to one."""
    parts = _CODE_SPAN.split(words)
    return [text(part, code=True) if odd % 2 else text(part) for odd, part in enumerate(parts) if part]


def user(user_id: str) -> Piece:
    """A person, drawn by Slack with the name they have now."""
    return {"type": "user", "user_id": user_id}


def link(url: str, label: str) -> Piece:
    """A link that says where it leads."""
    return {"type": "link", "url": url, "text": clean(label)}


def paragraph(*pieces: Piece | str) -> Block:
    """One paragraph; a plain str becomes a piece of text."""
    return {"type": "rich_text", "elements": [_section(pieces)]}


def bullets(items: Iterable[Sequence[Piece]], *, ordered: bool = False) -> Block:
    """A list with one item per sequence of pieces."""
    style = "ordered" if ordered else "bullet"
    sections = [_section(pieces) for pieces in items]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": style, "elements": sections}]}


def preformatted(words: str, *, before: Sequence[Piece] = ()) -> Block:
    """Something to copy, kept character by character, with a sentence before it."""
    copied = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": words or " "}]}
    return {"type": "rich_text", "elements": [*([_section(before)] if before else []), copied]}


def section(words: str, accessory: Piece | None = None) -> Block:
    """Plain words, with a button beside them."""
    block: Block = {"type": "section", "text": plain(words)}
    return {**block, "accessory": accessory} if accessory else block


def context(*lines: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [plain(line) for line in lines]}


def actions(*buttons: Piece) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "elements": list(buttons)}


def button(label: str, action_id: str, value: str, *, style: str | None = None) -> Piece:
    """`value` is an id, never a name or a right; `style` is `primary` or `danger`."""
    made: Piece = {"type": "button", "text": plain(label, 75), "action_id": action_id, "value": value}
    return {**made, "style": style} if style else made


def plain(words: str, most: int = _LONGEST_TEXT) -> Piece:
    """Text in which nothing is mark-up, not even an emoji's name."""
    return {"type": "plain_text", "text": clean(words, most), "emoji": False}


def _section(pieces: Iterable[Piece | str]) -> Piece:
    made = [text(piece) if isinstance(piece, str) else piece for piece in pieces]
    return {"type": "rich_text_section", "elements": made}


def _shows(character: str) -> bool:
    return character not in _TURNING and unicodedata.category(character) not in {"Cc", "Cs"}


def _length(value: object) -> int:
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(_length(held) for held in value.values())
    return sum(_length(held) for held in value) if isinstance(value, list) else 0
