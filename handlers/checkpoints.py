"""`/hv-checkpoints` and the same words after a mention."""

import threading
from collections.abc import Callable, Mapping

from slack_bolt import App

from bot.errors import BadInput, Ref
from bot.policy import Right
from bot.wording import say
from handlers import removals
from handlers.blocks import bullets, card, note, spans, text, titled
from handlers.calls import Call
from handlers.checkpoint_cards import listing_card
from handlers.commands import Line, parse
from handlers.desk import Asked, Desk
from handlers.removal_cards import checking_view
from handlers.replies import View
from knowledge.languages import Language

_PATIENCE = 1.0  # seconds after which a person is told that the host is being looked at


def listen(app: App, desk: Desk) -> None:
    """Puts the listener of this file into the app."""
    app.command("/hv-checkpoints")(desk.answer(answer, _opening, commits={"cancel", "pause", "resume"}))


def answer(asked: Asked) -> None:
    """Does what the first word says."""
    line = parse(asked.call.text)
    if line.verb not in VERBS:
        raise BadInput(Ref.COMMAND_UNKNOWN, detail=line.verb[:80])
    VERBS[line.verb](asked, line)


def _opening(call: Call, language: Language) -> View | None:
    line = parse(call.text)
    return checking_view(language) if line.verb == "remove" and len(line.rest) == 2 else None


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


def _hosts(asked: Asked, _line: Line) -> None:
    services = asked.desk.services
    services.gate.permit(asked.person, asked.place, Right.LIST)
    seen = [host for host in sorted(services.settings.hosts) if services.gate.allows(asked.person, Right.LIST, host)]
    hosts = bullets([[text(host, code=True)] for host in seen])
    asked.privately(titled(say(asked.language, "checkpoints-hosts-title"), hosts))


def _help(asked: Asked, _line: Line) -> None:
    lines = say(asked.language, "checkpoints-help").splitlines()
    asked.privately(card(lines[0], [bullets([spans(line) for line in lines])]))


VERBS: Mapping[str, Callable[[Asked, Line], None]] = {
    "": _help,
    "help": _help,
    "list": _list,
    "hosts": _hosts,
    **removals.VERBS,
}
