"""What a message says: text from blocks, `text`, attachments and file previews, freed of Slack's mark-up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

_MARK = re.compile(r"<((?:[@#!]|[a-z]+:)[^<>|]*)(?:\|([^<>]*))?>")
_SHARE = re.compile(r"\s(?:--|—|––)share$")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_INLINE = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})
_DEEPEST = 12  # rich text nests three levels, quoted messages a few more
_MOST = 200_000  # characters; a message has at most 40,000, the rest is quoted


@dataclass(frozen=True, slots=True)
class Reading:
    """`said` is the author's own text, `quoted` what came along; `command` is what follows a leading mention of us."""

    said: str
    quoted: str
    mentioned: bool
    command: str | None

    @property
    def text(self) -> str:
        """Everything in which a code may stand, the author's own words first."""
        return f"{self.said}\n{self.quoted}".rstrip("\n")[:_MOST]


def read(message: Mapping[str, Any], bot_user: str) -> Reading:
    """Reads any payload, however incomplete. Blocks win over `text`: only they tell a mention from its imitation."""
    blocks = "\n".join(_lines(message.get("blocks"), 0)).strip()
    said = blocks or unmark(_string(message, "text")).strip()
    quoted = "\n".join([*_attachments(message), *_files(message)])
    mention = f"<@{bot_user}>"
    command = said.removeprefix(mention).strip() if said.startswith(mention) else None
    return Reading(said, quoted, mention in said, command)


def unmark(text: str) -> str:
    """Mark-up text as a person reads it: labels instead of links, entities undone; ids of people stay as `<@U…>`."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), _MARK.sub(_mark, text))


def unshared(text: str) -> tuple[str, bool]:
    """What is typed after a command without the `--share` at its end, and whether that was there."""
    typed = _SHARE.sub("", f" {text}").strip()
    return typed, typed != text.strip()


def _mark(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.startswith("@"):
        return f"<{target}>"
    return (label or "") if target.startswith(("#", "!")) else _link(target, label)


def _link(url: str, label: str | None) -> str:
    """The label, and the address too where it says more than the label: it may hold a code."""
    if not label:
        return url
    return label if url.partition(":")[2].lstrip("/") == label.strip() else f"{label} {url} "


def _lines(node: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for item in node:
            yield from _lines(item, depth + 1)
    if not isinstance(node, dict):
        return
    kind = _string(node, "type")
    if kind in _INLINE:
        # Codes may be split by styling, so the pieces of a section are joined without anything between.
        yield "".join(_inline(element) for element in _dicts(node, "elements"))
    elif kind == "mrkdwn":
        yield unmark(_string(node, "text"))
    elif isinstance(node.get("text"), str):  # plain_text, raw_text, markdown
        yield node["text"]
    else:
        for key in ("title", "text", "fields", "elements", "rows", "accessory", "blocks", "message"):
            yield from _lines(node.get(key), depth + 1)


def _inline(element: Mapping[str, Any]) -> str:
    match element.get("type"):
        case "user":
            return f"<@{_string(element, 'user_id')}>"
        case "link":
            return _link(_string(element, "url"), _string(element, "text"))
        case _:
            return _string(element, "text") or _string(element, "fallback")


def _attachments(message: Mapping[str, Any]) -> Iterator[str]:
    for attachment in _dicts(message, "attachments"):
        last = "text" if attachment.get("text") else "fallback"
        yield from (unmark(_string(attachment, key)) for key in ("pretext", "title", last))
        for field in _dicts(attachment, "fields"):
            yield f"{unmark(_string(field, 'title'))} {unmark(_string(field, 'value'))}"
        yield from _lines([attachment.get("blocks"), attachment.get("message_blocks")], 0)


def _files(message: Mapping[str, Any]) -> Iterator[str]:
    for file in _dicts(message, "files"):
        yield from (_string(file, key) for key in ("title", "preview", "plain_text"))


def _dicts(node: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    items = node.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _string(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""
