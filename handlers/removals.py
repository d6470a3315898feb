"""The removal's buttons and forms: unpack, one call, draw."""

from collections.abc import Mapping

from slack_bolt import App

from bot.errors import BadInput, Ref
from bot.people import Place
from bot.removals import Shown
from bot.requests import Request
from bot.settings import ReasonRule
from bot.values import EntryId, InvalidValue, RequestId
from bot.wording import say
from handlers.calls import Call
from handlers.checkpoint_cards import listing_card
from handlers.commands import Line, parse
from handlers.desk import Asked, Desk, Work
from handlers.notices import Notices
from handlers.removal_cards import CALLBACK, checking_view, note, plan_view, status_card
from handlers.replies import View
from knowledge.languages import Language

_FIELDS = {Ref.NAME_MISMATCH: "vm_name", Ref.REASON_MISSING: "reason", Ref.REASON_PATTERN: "reason"}


class Removing:
    """The listeners of a removal."""

    def __init__(self, desk: Desk, notices: Notices) -> None:
        self._desk = desk
        self._removals = desk.services.removals
        self._notices = notices

    @property
    def verbs(self) -> Mapping[str, Work]:
        """The words of `/hv-checkpoints` that belong to removals."""
        return {
            "remove": self._on_remove,
            "status": self._on_status,
            "cancel": self._on_cancel_words,
            "pause": lambda asked: self._on_pause(asked, paused=True),
            "resume": lambda asked: self._on_pause(asked, paused=False),
        }

    def listen(self, app: App) -> None:
        """Puts the listeners of this file into the app."""
        app.action("hv_remove")(self._desk.action(self._on_button, self._opening))
        app.view(CALLBACK)(self._desk.submission(self._on_confirmed, _FIELDS))
        app.action("hv_cancel")(self._desk.decision(self._on_cancel_button))

    def checking(self, line: Line, language: Language) -> View | None:
        """The form that opens at once for `remove HOST VM`."""
        return checking_view(language) if len(line.rest) == 2 else None

    def _opening(self, _call: Call, language: Language) -> View:
        return checking_view(language)

    def _on_button(self, asked: Asked) -> None:
        host, vm_id, vm = self._desk.services.checkpoints.entry(EntryId(asked.call.value))
        self._show(asked, self._removals.plan(asked.person, asked.place, host, vm_id, vm))

    def _on_remove(self, asked: Asked) -> None:
        line = parse(asked.call.text)
        line.allow(words=2)
        if len(line.rest) != 2:
            raise BadInput(Ref.COMMAND_UNKNOWN, detail="remove")
        host, vm = line.rest
        if asked.form is None:  # after a mention there is no form to open, so the list offers its button
            listing = self._desk.services.checkpoints.list(asked.person, asked.place, host, vm, everything=False)
            asked.reply.privately(listing_card(listing, vm, asked.language))
            return
        self._show(asked, self._removals.plan_named(asked.person, asked.place, host, vm))

    def _show(self, asked: Asked, shown: Shown) -> None:
        optional = self._desk.services.settings.removal.reason is ReasonRule.OPTIONAL
        if asked.form is not None:
            now = self._desk.services.clock()
            asked.form.show(plan_view(shown, asked.language, now, reason_optional=optional))

    def _on_confirmed(self, asked: Asked) -> View | None:
        request = self._removals.load(_request(asked.call.value))
        typed = asked.call.typed("vm_name", "vm_name")
        reason = asked.call.typed("reason", "reason")
        confirmed = self._removals.confirm(asked.person, self._place(request), request.id, typed, reason)
        self._desk.later(self._notices, confirmed, None)
        return None

    def _on_status(self, asked: Asked) -> None:
        line = parse(asked.call.text)
        line.allow(words=1)
        request = _request(line.rest[0]) if line.rest else None
        asked.reply.privately(status_card(self._removals.status(asked.person, asked.place, request), asked.language))

    def _on_cancel_words(self, asked: Asked) -> None:
        line = parse(asked.call.text)
        line.allow(words=1)
        self._cancel(asked, _request(line.rest[0] if line.rest else ""))

    def _on_cancel_button(self, asked: Asked) -> None:
        self._cancel(asked, _request(asked.call.value))

    def _cancel(self, asked: Asked, request: RequestId) -> None:
        cancelled = self._removals.cancel(asked.person, asked.place, request)
        self._desk.later(self._notices, cancelled, None)
        self._desk.later(asked.reply.privately, note(say(asked.language, "removals-state-cancelled")))

    def _on_pause(self, asked: Asked, *, paused: bool) -> None:
        self._removals.set_pause(asked.person, asked.place, paused=paused)
        asked.reply.privately(note(say(asked.language, "removals-paused" if paused else "removals-resumed")))

    def _place(self, request: Request) -> Place:
        """A form lives in no conversation; the one it was asked from is the request's."""
        return self._desk.people.place(request.channel, request.thread)


def _request(text: str) -> RequestId:
    try:
        return RequestId.parse(text)
    except InvalidValue as error:
        raise BadInput(Ref.REQUEST_UNKNOWN, request=text[:80]) from error
