"""`/hv-checkpoints`, the same words after a mention, and the buttons and the form of a removal."""

import threading
from collections.abc import Callable, Mapping

from slack_bolt import App

from bot.errors import BadInput, Ref
from bot.policy import Right
from bot.removals import Shown
from bot.settings import ReasonRule
from bot.values import EntryId, InvalidValue, RequestId
from bot.wording import say
from handlers.blocks import bullets, card, note, spans, text, titled
from handlers.calls import Call
from handlers.checkpoint_cards import listing_card
from handlers.commands import Line, parse
from handlers.desk import Asked, Desk
from handlers.removal_cards import CALLBACK, checking_view, plan_view, status_card
from handlers.replies import View
from knowledge.languages import Language

_PATIENCE = 1.0  # seconds after which a person is told that the host is being looked at
_FIELDS = {Ref.NAME_MISMATCH: "vm_name", Ref.REASON_MISSING: "reason", Ref.REASON_PATTERN: "reason"}


def listen(app: App, desk: Desk) -> None:
    """Puts the listeners of this file into the app."""
    app.command("/hv-checkpoints")(desk.answer(answer, _opening, commits={"cancel", "pause", "resume"}))
    app.action("hv_remove")(desk.answer(_on_remove, lambda _, language: checking_view(language)))
    app.view(CALLBACK)(desk.decision(_on_confirmed, _FIELDS))
    app.action("hv_cancel")(desk.decision(lambda asked: _cancel(asked, asked.call.value)))


def answer(asked: Asked) -> None:
    """Does what the first word says."""
    line = parse(asked.call.text)
    if line.verb not in VERBS:
        raise BadInput(Ref.COMMAND_UNKNOWN, detail=line.verb[:80])
    VERBS[line.verb](asked, line)


def _opening(call: Call, language: Language) -> View | None:
    line = parse(call.text)
    return checking_view(language) if line.verb == "remove" and len(line.rest) == 2 else None


def _help(asked: Asked, _line: Line) -> None:
    lines = say(asked.language, "checkpoints-help").splitlines()
    asked.privately(card(lines[0], [bullets([spans(line) for line in lines])]))


def _hosts(asked: Asked, _line: Line) -> None:
    services = asked.desk.services
    services.gate.permit(asked.person, asked.place, Right.LIST)
    seen = [host for host in sorted(services.settings.hosts) if services.gate.allows(asked.person, Right.LIST, host)]
    hosts = bullets([[text(host, code=True)] for host in seen])
    asked.privately(titled(say(asked.language, "checkpoints-hosts-title"), hosts))


def _list(asked: Asked, line: Line) -> None:
    line.allow("all", "share", words=2, least=1)
    host, vm = line.rest[0], line.rest[1] if len(line.rest) > 1 else None
    waiting = note(say(asked.language, "checkpoints-checking", host=host))
    timer = threading.Timer(_PATIENCE, asked.privately, [waiting])
    timer.start()
    try:
        use_case = asked.desk.services.checkpoints
        listing = use_case.list(asked.person, asked.place, host, vm, everything="all" in line.flags)
    finally:
        timer.cancel()
        timer.join()  # or it might be seen below the list
    asked.give(listing_card(listing, vm, asked.language), shared="share" in line.flags)


def _remove(asked: Asked, line: Line) -> None:
    line.allow(words=2, least=2)
    host, vm = line.rest
    services = asked.desk.services
    if asked.view_id:
        _show(asked, services.removals.plan_named(asked.person, asked.place, host, vm))
    else:  # after a mention there is no form to open, so the list offers its button
        listing = services.checkpoints.list(asked.person, asked.place, host, vm, everything=False)
        asked.privately(listing_card(listing, vm, asked.language))


def _on_remove(asked: Asked) -> None:
    services = asked.desk.services
    host, vm_id, vm = services.checkpoints.entry(EntryId(asked.call.value))
    _show(asked, services.removals.plan(asked.person, asked.place, host, vm_id, vm))


def _show(asked: Asked, shown: Shown) -> None:
    services = asked.desk.services
    optional = services.settings.removal.reason is ReasonRule.OPTIONAL
    asked.show(plan_view(shown, asked.language, services.clock(), reason_optional=optional))


def _on_confirmed(asked: Asked) -> None:
    use_case, typed = asked.desk.services.removals, asked.call.typed
    request = use_case.load(_request(asked.call.value))
    # A form is in no conversation; the one it was asked from is the request's.
    place = asked.desk.people.place(request.channel, request.thread)
    confirmed = use_case.confirm(asked.person, place, request.id, typed("vm_name"), typed("reason"))
    asked.desk.later(asked.desk.notices, confirmed, None)


def _status(asked: Asked, line: Line) -> None:
    line.allow(words=1)
    request = _request(line.rest[0]) if line.rest else None
    found = asked.desk.services.removals.status(asked.person, asked.place, request)
    asked.privately(status_card(found, asked.language))


def _cancel_words(asked: Asked, line: Line) -> None:
    line.allow(words=1, least=1)
    _cancel(asked, line.rest[0])


def _cancel(asked: Asked, request: str) -> None:
    cancelled = asked.desk.services.removals.cancel(asked.person, asked.place, _request(request))
    asked.desk.later(asked.desk.notices, cancelled, None)
    _say_later(asked, "removals-state-cancelled")


def _pause(asked: Asked, line: Line) -> None:
    line.allow(words=0)
    paused = line.verb == "pause"
    asked.desk.services.removals.set_pause(asked.person, asked.place, paused=paused)
    _say_later(asked, "removals-paused" if paused else "removals-resumed")


def _say_later(asked: Asked, key: str) -> None:
    """The acknowledgement of a decision does not wait for this."""
    asked.desk.later(asked.privately, note(say(asked.language, key)))


def _request(text: str) -> RequestId:
    try:
        return RequestId.parse(text)
    except InvalidValue as error:
        raise BadInput(Ref.REQUEST_UNKNOWN, request=text[:80]) from error


VERBS: Mapping[str, Callable[[Asked, Line], None]] = {
    "": _help,
    "help": _help,
    "hosts": _hosts,
    "list": _list,
    "remove": _remove,
    "status": _status,
    "cancel": _cancel_words,
    "pause": _pause,
    "resume": _pause,
}
