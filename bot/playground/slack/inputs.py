"""What a person filled in: `state.values` as Slack sends it, and the rules that its client checks before sending."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.slack.model import Json, elements_of

# By (block_id, action_id), or by one of them where that is enough. A value is text, the value of an option, a list of
# such values, a user id or a date.
Typed = Mapping[Any, Any]


def values_of(blocks: list[Json], typed: Typed) -> Json:
    """`state.values` of a view or message: what was typed, and the initial value where nothing was."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in _STATES:
                keys = ((block["block_id"], element["action_id"]), block["block_id"], element["action_id"])
                given = next((typed[key] for key in keys if key in typed), _initial(element))
                state = _STATES[element["type"]](element, given)
                values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], **state}
    return values


def action_of(element: Json, given: Any) -> Json:
    """The entry of `actions` for using an element; `given` as in `Typed`, ignored for buttons."""
    shown: Json = {
        key: element[key] for key in ("type", "action_id", "block_id", "text", "value", "style") if key in element
    }
    if element["type"] == "overflow":
        return {**shown, "selected_option": _option(element, given)}
    if element["type"] in _STATES:
        return {**shown, **_STATES[element["type"]](element, given)}
    if element["type"] == "feedback_buttons":
        positive = given in {None, element["positive_button"]["value"]}
        chosen = element["positive_button" if positive else "negative_button"]
        return {**shown, "value": chosen["value"], "text": chosen["text"]}
    return shown


def complaints(blocks: list[Json], values: Json) -> dict[str, str]:
    """Why the client does not submit yet: block_id → code of a sentence of the page."""
    found: dict[str, str] = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            code = _complaint(element, values[block["block_id"]][element["action_id"]], bool(block.get("optional")))
            if code:
                found[block["block_id"]] = code
    return found


def _complaint(element: Json, state: Json, optional: bool) -> str:
    held = next(value for key, value in state.items() if key != "type")
    if held in (None, "", []):
        return "" if optional else "required"
    if element["type"] == "plain_text_input":
        if len(held) < element.get("min_length", 0):
            return "too_short"
        return "too_long" if len(held) > element.get("max_length", 3000) else ""
    return _number_complaint(element, held) if element["type"] == "number_input" else ""


def _number_complaint(element: Json, held: str) -> str:
    try:
        number = float(held) if element["is_decimal_allowed"] else int(held)
    except ValueError:
        return "not_a_number"
    low, high = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    return "" if low <= number <= high else "out_of_range"


def _initial(element: Json) -> Any:
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    option = element.get("initial_option")
    if option is not None:
        return option["value"]
    return next((element[key] for key in ("initial_value", "initial_user", "initial_date") if key in element), None)


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    return [option for group in groups for option in group["options"]]


def _option(element: Json, value: Any) -> Json | None:
    return next((option for option in _options(element) if option["value"] == value), None)


def _one(element: Json, value: Any) -> Json:
    return {"selected_option": _option(element, value)}


def _many(element: Json, values: Any) -> Json:
    return {"selected_options": [option for option in _options(element) if option["value"] in (values or ())]}


def _typed(_element: Json, value: Any) -> Json:
    return {"value": value or None}


_STATES: dict[str, Callable[[Json, Any], Json]] = {
    "plain_text_input": _typed,
    "number_input": _typed,
    "static_select": _one,
    "radio_buttons": _one,
    "checkboxes": _many,
    "users_select": lambda _element, value: {"selected_user": value or None},
    "datepicker": lambda _element, value: {"selected_date": value or None},
}
