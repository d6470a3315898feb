"""What a person typed, as Slack sends it on: escaped and auto-linked `text`, and the same as a rich_text block."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.playground.slack.model import Conversation, Group, Json, Person

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|(?<![\w@./])(?P<url>https?://[^\s<>\"'`|]+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@./\\-])(?P<domain>(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|jp|local|example)(?:/[^\s<>\"'`|]*)?)(?![\w@-]|\.\w)"
    r"|<?(?<![\w@])@(?P<at>[\w.-]*\w)>?"
    r"|(?<![\w#])#(?P<channel>[\w-]*\w)"
    r"|(?<![\w:]):(?P<emoji>[a-z0-9_+-]+):(?![\w:])"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
)
_TRAILING = ".,;:!?)]}»”’。、」』】"
_BROADCASTS = {"here", "channel", "everyone"}
_SPECIAL = {
    "user": ("<@", "user_id", ">"),
    "usergroup": ("<!subteam^", "usergroup_id", ">"),
    "channel": ("<#", "channel_id", ">"),
    "broadcast": ("<!", "range", ">"),
    "emoji": (":", "name", ":"),
}
_MARKS = {"bold": "*", "italic": "_", "strike": "~", "code": "`"}


def escape(text: str) -> str:
    """Slack escapes exactly these three characters, and so must everybody who writes mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what can be mentioned: handle → id."""

    people: Mapping[str, str]
    groups: Mapping[str, str]
    channels: Mapping[str, str]

    @classmethod
    def of(cls, people: Iterable[Person], groups: Iterable[Group], conversations: Iterable[Conversation]) -> "Names":
        """Ids stand for themselves, so that a pasted `<@U…>` is a mention, too."""
        return cls(
            {key: each.id for each in people for key in (each.name.lower(), each.id.lower())},
            {key: each.id for each in groups for key in (each.handle.lower(), each.id.lower())},
            {each.name.lower(): each.id for each in conversations if each.kind != "im"},
        )


def compose(typed: str, names: Names) -> tuple[str, list[Json]]:
    """`text` and `blocks` of the message event for what was typed into the composer."""
    parts: list[Json] = []
    rest = 0
    for fence in _FENCE.finditer(typed):
        parts += _section(typed[rest : fence.start()].strip("\n"), names)
        parts.append({"type": "rich_text_preformatted", "border": 0, "elements": [_text(fence[1])]})
        rest = fence.end()
    parts += _section(typed[rest:].strip("\n"), names)
    text = "\n".join(_as_text(part) for part in parts)
    return text, [{"type": "rich_text", "elements": parts}] if parts else []


def escape_command(typed: str, names: Names) -> str:
    """A slash command's text when the manifest says `should_escape`: names and links become ids and marked-up links."""
    return "".join(_escaped(element, names) for element in _elements(typed, names))


def mentioned(blocks: Iterable[Json]) -> Iterator[str]:
    """User ids that are really mentioned; text that only looks like a mention does not count."""
    for block in blocks:
        for part in block.get("elements", ()) if block.get("type") == "rich_text" else ():
            yield from (each["user_id"] for each in part["elements"] if each.get("type") == "user")


def _section(text: str, names: Names) -> list[Json]:
    return [{"type": "rich_text_section", "elements": list(_elements(text, names))}] if text else []


def _elements(text: str, names: Names) -> Iterator[Json]:
    plain = ""
    rest = 0
    for match in _INLINE.finditer(text):
        element, used = _element(match, names)
        if element is None:
            continue
        plain += text[rest : match.start()]
        if plain:
            yield _text(plain)
        plain, rest = "", match.start() + used
        yield element
    if rest < len(text):
        yield _text(text[rest:])


def _element(match: re.Match[str], names: Names) -> tuple[Json | None, int]:
    kind, found = str(match.lastgroup), str(match[str(match.lastgroup)])
    whole = len(match[0])
    if kind in {"url", "domain"}:
        kept = found.rstrip(_TRAILING)
        link = {"url": kept} if kind == "url" else {"url": f"http://{kept}", "text": kept}
        return {"type": "link", **link}, len(kept)
    if kind == "mail":
        return {"type": "link", "url": f"mailto:{found}", "text": found}, whole
    if kind == "at":
        return _mention(found.lower(), names), whole
    if kind == "channel":
        channel = names.channels.get(found.lower())
        return (None if channel is None else {"type": "channel", "channel_id": channel}), whole
    if kind == "emoji":
        return {"type": "emoji", "name": found}, whole
    return {**_text(found), "style": {kind: True}}, whole


def _mention(handle: str, names: Names) -> Json | None:
    if handle in _BROADCASTS:
        return {"type": "broadcast", "range": handle}
    if handle in names.groups:
        return {"type": "usergroup", "usergroup_id": names.groups[handle]}
    return {"type": "user", "user_id": names.people[handle]} if handle in names.people else None


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


def _as_text(part: Json) -> str:
    if part["type"] == "rich_text_preformatted":
        return f"```{escape(part['elements'][0]['text'])}```"
    return "".join(_marked_up(element) for element in part["elements"])


def _marked_up(element: Json) -> str:
    if element["type"] == "text":
        mark = "".join(_MARKS[style] for style in element.get("style", {}))
        return f"{mark}{escape(element['text'])}{mark}"
    if element["type"] == "link":
        label = f"|{escape(element['text'])}" if "text" in element else ""
        return f"<{escape(element['url'])}{label}>"
    start, key, end = _SPECIAL[element["type"]]
    return f"{start}{element[key]}{end}"


def _escaped(element: Json, names: Names) -> str:
    if element["type"] == "user":
        return f"<@{element['user_id']}|{_handle(names.people, element['user_id'])}>"
    if element["type"] == "channel":
        return f"<#{element['channel_id']}|{_handle(names.channels, element['channel_id'])}>"
    if element["type"] == "usergroup":
        return f"<!subteam^{element['usergroup_id']}|@{_handle(names.groups, element['usergroup_id'])}>"
    return _marked_up(element)


def _handle(table: Mapping[str, str], wanted: str) -> str:
    return next(handle for handle, found in table.items() if found == wanted)
