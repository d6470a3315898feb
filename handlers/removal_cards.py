"""Draws the removal form and the progress message of a request."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.errors import HvbotError, Ref
from bot.lifecycle import State
from bot.preflight import Check, Level
from bot.removals import Shown
from bot.requests import Request
from bot.telling import tell
from bot.wording import say
from handlers.blocks import Block, Card, Piece, actions, bullets, button, card, context, paragraph, plain, text, user
from handlers.checkpoint_cards import checkpoint_pieces
from knowledge.languages import Language

CALLBACK = "hv_confirm_removal"
_MOST_LINES = 20
_MARKS = {Level.OK: "✓", Level.WARNING: "⚠", Level.STOP: "✕"}
_CANCELLABLE = frozenset({State.REQUESTED, State.APPROVED})


def checking_view(language: Language) -> dict[str, Any]:
    """Opened at once, because what opens a form lives three seconds."""
    return _view([paragraph(say(language, "removals-form-checking"))], language)


def plan_view(shown: Shown, language: Language, now: datetime, *, reason_optional: bool) -> dict[str, Any]:
    """The plan with its checks. A stopped plan has nothing to submit."""
    request, plan = shown.request, shown.plan
    blocks = [
        paragraph(text(say(language, "removals-form-intro", host=request.host, vm=request.vm), bold=True)),
        *_checks(plan.checks, language),
        paragraph(say(language, "removals-form-plan", count=len(plan.checkpoints))),
        bullets(_capped((checkpoint_pieces(item, now, language) for item in plan.checkpoints), language)),
    ]
    if plan.stopped:
        return _view([*blocks, paragraph(text(say(language, "removals-form-stopped"), bold=True))], language)
    expires = f"{say(language, 'removals-form-expires')}: {request.expires:%Y-%m-%d %H:%M} UTC"
    blocks += [
        paragraph(say(language, "removals-form-merge")),
        _input("vm_name", say(language, "removals-form-name"), _hint(language, request), optional=False, most=100),
        _input(
            "reason",
            say(language, "removals-form-reason"),
            say(language, "removals-form-reason-hint"),
            optional=reason_optional,
            most=500,
        ),
        context(expires, say(language, "removals-request", request=request.id)),
    ]
    return {
        **_view(blocks, language),
        "submit": plain(say(language, "removals-form-submit"), 24),
        "private_metadata": str(request.id),
    }


def error_view(error: HvbotError, language: Language) -> dict[str, Any]:
    """Why there is no plan, and the next step."""
    told = tell(error, language)
    return _view(
        [
            paragraph(text(say(language, "removals-form-failed"), bold=True)),
            paragraph(told.what),
            paragraph(text(f"{told.turn}: ", bold=True), told.step),
            context(told.reference),
        ],
        language,
    )


def progress_card(request: Request, percent: int | None, now: datetime) -> Card:
    """The one message of a request, in the request's own language."""
    language = request.language
    title = say(language, "removals-title")
    where = say(language, "removals-form-intro", host=request.host, vm=request.vm)
    state = _state(request, percent)
    who: list[Piece] = [text(f"{say(language, 'removals-by')} "), user(request.requester)]
    blocks = [
        paragraph(text(title, bold=True), " · ", text(where)),
        paragraph(text(state, bold=request.state is not State.APPROVED)),
        bullets(_capped((_item(request, position, now) for position in range(len(request.planned))), language)),
        *_why(request),
        paragraph(*who, *_reason(request)),
    ]
    if request.approver == request.requester:
        blocks.append(context(say(language, "removals-own-confirmation")))
    blocks.append(context(say(language, "removals-request", request=request.id)))
    if request.state in _CANCELLABLE:
        blocks.append(actions(button(say(language, "removals-cancel-button"), "hv_cancel", request.id)))
    return card(f"{title}: {where}. {state}", blocks)


def status_card(found: Iterable[Request], language: Language) -> Card:
    """Requests in one line each."""
    lines = [
        [
            text(request.id, code=True),
            text(f" · {say(language, 'removals-form-intro', host=request.host, vm=request.vm)} · "),
            text(say(language, f"removals-state-{request.state}"), bold=True),
        ]
        for request in found
    ]
    if not lines:
        return note(say(language, "removals-status-none"))
    return card(say(language, "removals-title"), [bullets(_capped(lines, language))])


def note(words: str) -> Card:
    """One sentence."""
    return card(words, [paragraph(words)])


def _state(request: Request, percent: int | None) -> str:
    if request.state in {State.RUNNING, State.MERGING} and percent is not None:
        return say(request.language, f"removals-state-{request.state}-percent", percent=percent)
    return say(request.language, f"removals-state-{request.state}")


def _item(request: Request, position: int, now: datetime) -> list[Piece]:
    item = request.planned[position]
    done = say(request.language, f"removals-item-{item.state}")
    return [*checkpoint_pieces(item.checkpoint, now, request.language), text(" · "), text(done, bold=True)]


def _why(request: Request) -> list[Block]:
    """The reference that the work ended with, as a sentence and a next step."""
    if not request.outcome or request.state not in {State.FAILED, State.STALE, State.REFUSED}:
        return []
    facts = {"host": str(request.host), "vm": str(request.vm), "request": str(request.id)}
    told = tell(HvbotError(Ref(request.outcome), **facts), request.language)
    return [paragraph(told.what), paragraph(text(f"{told.turn}: ", bold=True), told.step), context(told.reference)]


def _reason(request: Request) -> list[Piece]:
    return [text(f" · {say(request.language, 'removals-reason')}: {request.reason}")] if request.reason else []


def _checks(checks: Iterable[Check], language: Language) -> list[Block]:
    lines = []
    for check in checks:
        words = say(language, f"preflight-{check.rule}-{check.level}", **dict(check.facts))
        level = say(language, f"removals-check-{check.level}")
        lines.append([text(f"{_MARKS[check.level]} {level}: ", bold=check.level is not Level.OK), text(words)])
    return [paragraph(text(say(language, "removals-form-checks"), bold=True)), bullets(lines)]


def _capped(lines: Iterable[list[Piece]], language: Language) -> list[list[Piece]]:
    kept = list(lines)
    if len(kept) <= _MOST_LINES:
        return kept
    more = len(kept) - _MOST_LINES
    return [*kept[:_MOST_LINES], [text(say(language, "removals-more", count=more))]]


def _hint(language: Language, request: Request) -> str:
    return say(language, "removals-form-name-hint", vm=request.vm)


def _input(block: str, label: str, hint: str, *, optional: bool, most: int) -> Block:
    element = {"type": "plain_text_input", "action_id": block, "max_length": most}
    return {
        "type": "input",
        "block_id": block,
        "label": plain(label),
        "hint": plain(hint),
        "optional": optional,
        "element": element,
    }


def _view(blocks: Iterable[Block], language: Language) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(say(language, "removals-form-title"), 24),
        "close": plain(say(language, "removals-form-close"), 24),
        "blocks": list(blocks),
    }
