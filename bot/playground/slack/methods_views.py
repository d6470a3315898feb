"""`views.*` of the Web API."""

from collections.abc import Callable
from functools import wraps

from bot.playground.slack.backend import ApiError, Backend, Method
from bot.playground.slack.model import Json
from bot.playground.slack.payloads import wire_view
from bot.playground.slack.tickets import TicketRefused, Trigger
from bot.playground.slack.views import ViewRefused

Call = Callable[[Backend, Json], Json]


def _refusing(call: Call) -> Call:
    @wraps(call)
    def guarded(backend: Backend, arguments: Json) -> Json:
        try:
            return call(backend, arguments)
        except ViewRefused as refusal:
            more = {"response_metadata": {"messages": refusal.faults}} if refusal.faults else {}
            raise ApiError(refusal.code, **more) from refusal

    return guarded


@_refusing
def open_view(backend: Backend, arguments: Json) -> Json:
    """views.open."""
    trigger = _exchange(backend, arguments)
    return {"view": wire_view(backend.views.open(trigger.user, arguments["view"]), backend.workspace)}


@_refusing
def push_view(backend: Backend, arguments: Json) -> Json:
    """views.push; the trigger must come from the modal that is open."""
    trigger = _exchange(backend, arguments)
    return {"view": wire_view(backend.views.push(trigger.user, arguments["view"]), backend.workspace)}


@_refusing
def update_view(backend: Backend, arguments: Json) -> Json:
    """views.update."""
    view = backend.views.find(arguments.get("view_id") or "", arguments.get("external_id") or "")
    updated = backend.views.update(view, arguments["view"], arguments.get("hash") or "")
    return {"view": wire_view(updated, backend.workspace)}


@_refusing
def publish_view(backend: Backend, arguments: Json) -> Json:
    """views.publish."""
    user = arguments["user_id"]
    if user not in backend.workspace.people:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["invalid `user_id`"]})
    home = backend.views.publish(user, arguments["view"], arguments.get("hash") or "")
    return {"view": wire_view(home, backend.workspace)}


def _exchange(backend: Backend, arguments: Json) -> Trigger:
    try:
        return backend.tickets.exchange(arguments["trigger_id"])
    except TicketRefused as refusal:
        raise ApiError(refusal.code) from refusal


METHODS = {
    "views.open": Method(open_view, (), ("trigger_id", "view")),
    "views.push": Method(push_view, (), ("trigger_id", "view")),
    "views.update": Method(update_view, (), ("view",)),
    "views.publish": Method(publish_view, (), ("user_id", "view")),
}
