"""Draws the removal form and the progress message of a request."""

from collections.abc import Iterable
from datetime import datetime

from bot.errors import HvbotError, Ref
from bot.lifecycle import State
from bot.preflight import Check, Level
from bot.removals import Shown
from bot.requests import Planned, Request
from bot.wording import say
from handlers.blocks import Block, Card, actions, bullets, button, card, context, field, note, paragraph, text, user
from handlers.checkpoint_cards import checkpoint_pieces, listed
from handlers.replies import View, error_card, view
from knowledge.languages import Language

CALLBACK = "hv_confirm_removal"
_MARKS = {Level.OK: "✓", Level.WARNING: "⚠", Level.STOP: "✕"}


def checking_view(language: Language) -> View:
    """Opened at once, because what opens a form lives three seconds."""
    return _view([paragraph(say(language, "removals-form-checking"))], language)


def plan_view(shown: Shown, language: Language, now: datetime, *, reason_optional: bool) -> View:
    """The plan with its checks. A stopped plan has nothing to submit."""
    request, plan = shown.request, shown.plan
    pieces = (checkpoint_pieces(checkpoint, now, language) for checkpoint in plan.checkpoints)
    blocks = [
        paragraph(text(_where(request, language), bold=True)),
        paragraph(text(say(language, "removals-form-checks"), bold=True)),
        bullets([_check(check, language) for check in plan.checks]),
        paragraph(say(language, "removals-form-plan", count=len(plan.checkpoints))),
        bullets(pieces),  # all of them: only what was seen may go
    ]
    if plan.stopped:
        return _view([*blocks, paragraph(text(say(language, "removals-form-stopped"), bold=True))], language)
    reason, hint = say(language, "removals-form-reason"), say(language, "removals-form-reason-hint")
    expires = f"{say(language, 'removals-form-expires')}: {request.expires:%Y-%m-%d %H:%M} UTC"
    blocks += [
        paragraph(say(language, "removals-form-merge")),
        field("vm_name", say(language, "removals-form-name"), request.vm, optional=False, most=100),
        field("reason", reason, hint, optional=reason_optional, most=500),
        context(expires, say(language, "removals-request", request=request.id)),
    ]
    return _view(blocks, language, say(language, "removals-form-submit"), private_metadata=request.id)


def progress_card(request: Request, percent: int | None, now: datetime) -> Card:
    """The one message of a request, in the request's own language."""
    language = request.language
    title, where, state = say(language, "removals-title"), _where(request, language), _state(request, language, percent)
    reason = f" · {say(language, 'removals-reason')}: {request.reason}" if request.reason else ""
    blocks = [
        paragraph(text(title, bold=True), f" · {where}"),
        paragraph(text(state, bold=request.state is not State.APPROVED)),
        listed((_item(item, now, language) for item in request.planned), language, "removals-more"),
        *_why(request),
        paragraph(f"{say(language, 'removals-by')} ", user(request.requester), *([reason] if reason else [])),
    ]
    if request.approver == request.requester:
        blocks.append(context(say(language, "removals-own-confirmation")))
    blocks.append(context(say(language, "removals-request", request=request.id)))
    if request.state in {State.REQUESTED, State.APPROVED}:
        blocks.append(actions(button(say(language, "removals-cancel-button"), "hv_cancel", request.id)))
    return card(f"{title}: {where}. {state}", blocks)


def status_card(found: Iterable[Request], language: Language) -> Card:
    """Requests in one line each."""
    lines = [_line(request, language) for request in found]
    if not lines:
        return note(say(language, "removals-status-none"))
    return card(say(language, "removals-title"), [listed(lines, language, "removals-more")])


def _line(request: Request, language: Language) -> list[Block]:
    where, state = text(f" · {_where(request, language)} · "), text(_state(request, language), bold=True)
    return [text(request.id, code=True), where, state]


def _where(request: Request, language: Language) -> str:
    return say(language, "removals-form-intro", host=request.host, vm=request.vm)


def _state(request: Request, language: Language, percent: int | None = None) -> str:
    merging = percent is not None and request.state in {State.RUNNING, State.MERGING}
    key = f"removals-state-{request.state}{'-percent' if merging else ''}"
    return say(language, key, percent=percent or 0)


def _item(item: Planned, now: datetime, language: Language) -> list[Block]:
    return checkpoint_pieces(item.checkpoint, now, language, say(language, f"removals-item-{item.state}"))


def _why(request: Request) -> Iterable[Block]:
    """The reference that the work ended with, as a sentence and a next step."""
    if not request.outcome or request.state not in {State.FAILED, State.STALE, State.REFUSED}:
        return ()
    error = HvbotError(Ref(request.outcome), host=request.host, vm=request.vm, request=request.id)
    return error_card(error, request.language).blocks


def _check(check: Check, language: Language) -> list[Block]:
    level = f"{_MARKS[check.level]} {say(language, f'removals-check-{check.level}')}: "
    words = say(language, f"preflight-{check.rule}-{check.level}", **dict(check.facts))
    return [text(level, bold=check.level is not Level.OK), text(words)]


def _view(blocks: Iterable[Block], language: Language, submit: str = "", **more: str) -> View:
    return view(say(language, "removals-form-title"), blocks, language, submit, callback_id=CALLBACK, **more)
