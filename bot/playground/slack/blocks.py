"""Is this Block Kit? The rules are data (`block_kit.toml`); the SDK's own validators are the second net.

A fault is text in the form of Slack's `response_metadata.messages`: what is wrong, and a JSON pointer to where.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.playground.slack.model import Json, elements_of

MESSAGE_BLOCKS = 50
MESSAGE_CHARACTERS = 12_000  # undocumented at Slack; it bites between 11,000 and 13,000
VIEW_BYTES = 250_000

_RULES: dict[str, dict[str, Json]] = tomllib.loads(
    files(__package__).joinpath("block_kit.toml").read_text(encoding="utf-8")
)
_NOT_FIELDS = {"required", "either", "where", "type"}
_URL = re.compile(r"(?:https?://|mailto:|tel:)\S+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Faults = Iterator[str]


def message_faults(blocks: Any) -> list[str]:
    """What Slack would refuse in the blocks of a message as `invalid_blocks`."""
    if not isinstance(blocks, list):
        return [_fault("must be an array", "/blocks")]
    faults = list(_list(blocks, f"1 {MESSAGE_BLOCKS} block message", "/blocks")) if blocks else []
    return faults or [*_across_blocks(blocks, "/blocks"), *_table_faults(blocks), *_sdk_faults(blocks)]


def too_long(blocks: list[Json]) -> bool:
    """Whether the texts of a message add up to more than Slack accepts (`msg_blocks_too_long`)."""
    return sum(len(text) for text in _texts(blocks)) > MESSAGE_CHARACTERS


def view_faults(view: Any, kind: str) -> list[str]:
    """What Slack would refuse in a view as `invalid_arguments`; `kind` is the surface, modal or home."""
    if not isinstance(view, dict):
        return [_fault("must be an object", "/view")]
    if view.get("type") != kind:
        return [_fault(f"must be of type: {kind}", "/view/type")]
    faults = list(_fields(view, _RULES["view"][kind], "/view"))
    if faults:
        return faults
    faults = list(_across_blocks(view["blocks"], "/view/blocks"))
    if kind == "modal" and "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        faults.append(_fault("missing required field: submit, because there are input blocks", "/view"))
    try:
        View(**view).to_dict()
    except SlackObjectFormationError as error:
        faults.append(_fault(str(error), "/view"))
    return faults


def view_too_large(view: Json) -> bool:
    """Whether the view exceeds 250 KB (`view_too_large`)."""
    return len(json.dumps(view).encode()) > VIEW_BYTES


def _fields(value: Any, rule: Json, at: str) -> Faults:
    if not isinstance(value, dict):
        yield _fault("must be an object", at)
        return
    present = {key: held for key, held in value.items() if held is not None}
    allowed = {key: field for key, field in rule.items() if key not in _NOT_FIELDS}
    for key in rule.get("required", ()):
        if key not in present:
            yield _fault(f"missing required field: {key}", at)
    if "either" in rule and not any(key in present for key in rule["either"]):
        yield _fault(f"must define one of: {', '.join(rule['either'])}", at)
    for key, held in present.items():
        if key in allowed:
            yield from _field(held, allowed[key], f"{at}/{key}")
        elif key != "type":
            yield _fault(f"invalid additional property: {key}", at)


def _field(value: Any, field: str, at: str) -> Faults:
    kind, _, arguments = field.partition(" ")
    yield from _CHECKS[kind](value, arguments, at)


def _block(value: Any, surface: str, at: str) -> Faults:
    name = value.get("type") if isinstance(value, dict) else None
    rule = _RULES["block"].get(str(name))
    if rule is None:
        yield _fault(f"unsupported type: {name}", at)
    elif surface not in rule.get("where", [surface]):
        yield _fault(f"block type {name} is not allowed in a {surface}", at)
    else:
        yield from _fields(value, {**rule, "block_id": "string 255"}, at)


def _element(value: Any, names: str, at: str) -> Faults:
    name = value.get("type") if isinstance(value, dict) else None
    rules = {_RULES["element"][each].get("type", each): _RULES["element"][each] for each in names.split()}
    if name in rules:
        yield from _fields(value, rules[name], at)
    else:
        yield _fault(f"unsupported type: {name}", at)


def _list(value: Any, arguments: str, at: str) -> Faults:
    least, most, field = arguments.split(" ", 2)
    if not isinstance(value, list):
        yield _fault("must be an array", at)
        return
    if len(value) < int(least):
        yield _fault(f"must have at least {least} items", at)
    if len(value) > int(most):
        yield _fault(f"no more than {most} items allowed [items: {len(value)}]", at)
    for position, held in enumerate(value):
        yield from _field(held, field, f"{at}/{position}")


def _string(value: Any, most: str, at: str) -> Faults:
    if not isinstance(value, str):
        yield _fault("must be a string", at)
    elif len(value) > int(most):
        yield _fault(f"must be less than {int(most) + 1} characters", at)
    elif not value and not at.endswith(("/private_metadata", "/external_id", "/callback_id", "/initial_value")):
        yield _fault("must be more than 0 characters", at)


def _url(value: Any, most: str, at: str) -> Faults:
    yield from _string(value, most, at)
    if isinstance(value, str) and _URL.fullmatch(value) is None:
        yield _fault("must be a valid URL", at)


def _text(value: Any, most: str, at: str, types: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Faults:
    name = value.get("type") if isinstance(value, dict) else None
    if name not in types:
        yield _fault(f"must be of type: {' or '.join(types)}", at)
        return
    yield from _fields(value, {**_RULES["element"][name], "text": f"string {most}"}, at)


def _plain(value: Any, most: str, at: str) -> Faults:
    yield from _text(value, most, at, ("plain_text",))


def _one_of(value: Any, names: str, at: str) -> Faults:
    if value not in names.split(","):
        yield _fault(f"must be one of: {names}", at)


def _of_type(kind: type) -> Callable[[Any, str, str], Faults]:
    def check(value: Any, _arguments: str, at: str) -> Faults:
        if type(value) is not kind:
            yield _fault(f"must be of type {kind.__name__}", at)

    return check


def _date(value: Any, _arguments: str, at: str) -> Faults:
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        yield _fault("must be a date as YYYY-MM-DD", at)


def _object(value: Any, name: str, at: str) -> Faults:
    yield from _fields(value, _RULES["object"][name], at)


_CHECKS: dict[str, Callable[[Any, str, str], Faults]] = {
    "block": _block,
    "element": _element,
    "list": _list,
    "string": _string,
    "url": _url,
    "text": _text,
    "plain": _plain,
    "one_of": _one_of,
    "bool": _of_type(bool),
    "integer": _of_type(int),
    "date": _date,
    "object": _object,
}


def _across_blocks(blocks: list[Json], at: str) -> Faults:
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    for repeated in (block_id for block_id, times in ids.items() if times > 1):
        yield _fault(f"`block_id` {repeated} already exists", at)
    for position, block in enumerate(blocks):
        for action_id, times in Counter(each["action_id"] for each in elements_of(block)).items():
            if times > 1:
                yield _fault(f"`action_id` {action_id} already exists in the block", f"{at}/{position}")
        yield from _choice_faults(block, f"{at}/{position}")


def _choice_faults(block: Json, at: str) -> Faults:
    for element in elements_of(block):
        groups = element.get("option_groups") or [{"options": element.get("options") or []}]
        options = [option for group in groups for option in group["options"]]
        chosen = [element.get("initial_option"), *(element.get("initial_options") or ())]
        for option in (each for each in chosen if each is not None and each not in options):
            yield _fault(f"initial option {option['value']} is not one of the options", at)
        if len({option["value"] for option in options}) < len(options):
            yield _fault("option values must be unique", at)


def _table_faults(blocks: list[Json]) -> Faults:
    tables = [block for block in blocks if block["type"] == "table"]
    if len(tables) > 1:
        yield _fault("only one table allowed", "/blocks")
    if sum(len(text) for text in _texts(tables)) > 10_000:
        yield _fault("tables must be less than 10001 characters together", "/blocks")


def _sdk_faults(blocks: list[Json]) -> Faults:
    for position, block in enumerate(blocks):
        try:
            parsed = Block.parse(block)
            if parsed is not None:
                parsed.to_dict()
        except SlackObjectFormationError as error:
            yield _fault(str(error), f"/blocks/{position}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for held in value.values():
            yield from _texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from _texts(held)


def _fault(what: str, at: str) -> str:
    return f"[ERROR] {what} [json-pointer:{at}]"
