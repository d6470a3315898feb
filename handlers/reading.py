"""What a message says: text from blocks, `text`, attachments and file previews, freed of Slack's mark-up."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

_MARK = re.compile(r"<((?:[@#!]|[a-z]+:)[^<>|]*)(?:\|([^<>]*))?>")
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
        return f"{self.said}\n{self.quoted}"[:_MOST] if self.quoted else self.said[:_MOST]

    def addressed(self) -> "Reading":
        """As if it began with a mention: whoever writes to us directly need not name us."""
        return self if self.command is not None else replace(self, command=self.said)

    def unaddressed(self) -> "Reading":
        """As if it did not mention us."""
        return replace(self, mentioned=False, command=None)


def read(message: Mapping[str, Any], bot_user: str) -> Reading:
    """Reads any payload, however incomplete. Blocks win over `text`: only they tell a mention from its imitation."""
    blocks = "\n".join(_lines(message.get("blocks"), 0)).strip()
    said = blocks or unmark(_string(message.get("text"))).strip()
    quoted = "\n".join([*_attachments(message.get("attachments")), *_files(message.get("files"))])
    mention = f"<@{bot_user}>"
    command = said.removeprefix(mention).strip() if said.startswith(mention) else None
    return Reading(said, quoted, mention in said, command)


def unmark(text: str) -> str:
    """Mark-up text as a person reads it: labels instead of links, entities undone; ids of people stay as `<@U…>`."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), _MARK.sub(_mark, text))


def _mark(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.startswith("@"):
        return f"<{target}>"
    if target.startswith(("#", "!")):
        return label or ""
    return _link(target, label)


def _link(url: str, label: str | None) -> str:
    """The label, and the address too where it says more than the label: it may hold a code."""
    if not label:
        return url
    return label if url.partition(":")[2].lstrip("/") == label.strip() else f"{label} {url} "


def _lines(node: object, depth: int) -> Iterator[str]:
    if isinstance(node, list) and depth <= _DEEPEST:
        for item in node:
            yield from _lines(item, depth + 1)
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    kind = _string(node.get("type"))
    if kind in _INLINE:
        yield "".join(_inline(element) for element in _list(node.get("elements")))
    elif kind == "mrkdwn":
        yield unmark(_string(node.get("text")))
    elif isinstance(node.get("text"), str):  # plain_text, raw_text, markdown
        yield node["text"]
    else:
        for key in ("title", "text", "fields", "elements", "rows", "accessory", "blocks", "message"):
            yield from _lines(node.get(key), depth + 1)


def _inline(element: object) -> str:
    # Codes may be split by styling, so the pieces of a section are joined without anything between.
    if not isinstance(element, dict):
        return ""
    if element.get("type") == "user":
        return f"<@{_string(element.get('user_id'))}>"
    if element.get("type") == "link":
        return _link(_string(element.get("url")), _string(element.get("text")))
    return _string(element.get("text")) or _string(element.get("fallback"))


def _attachments(attachments: object) -> Iterator[str]:
    for attachment in _dicts(attachments):
        for key in ("pretext", "title", "text"):
            yield unmark(_string(attachment.get(key)))
        if not attachment.get("text"):
            yield unmark(_string(attachment.get("fallback")))
        for field in _dicts(attachment.get("fields")):
            yield f"{unmark(_string(field.get('title')))} {unmark(_string(field.get('value')))}"
        yield from _lines([attachment.get("blocks"), attachment.get("message_blocks")], 0)


def _files(files: object) -> Iterator[str]:
    for file in _dicts(files):
        yield from (_string(file.get(key)) for key in ("title", "preview", "plain_text"))


def _dicts(items: object) -> Iterable[dict[str, Any]]:
    return (item for item in _list(items) if isinstance(item, dict))


def _list(items: object) -> list[Any]:
    return items if isinstance(items, list) else []


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
