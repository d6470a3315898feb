"""`/hv-audit`: rows of the trail, and whether it is sound, for those who hold the right `audit`."""

from dataclasses import replace

from slack_bolt import App

from bot.audit import Event, Outcome
from bot.errors import BadInput, Ref
from bot.gate import Gate, said_by
from bot.models import AuditRow
from bot.people import Person
from bot.policy import Right
from bot.trail import Filters, Verdict
from bot.values import HostName, VmName
from bot.wording import say
from handlers.blocks import Block, Card, bullets, card, note, paragraph, text, titled, user
from handlers.commands import Line, parse
from handlers.desk import Asked, Desk
from knowledge.languages import Language

_ROWS = 20  # a message holds that many with room for long names


def listen(app: App, desk: Desk) -> None:
    """Puts the listener of this file into the app."""
    app.command("/hv-audit")(desk.answer(lambda asked: _answer(asked, parse(asked.call.text))))


def answer_mention(asked: Asked) -> None:
    """The same after a mention and the word `audit`."""
    line = parse(asked.call.text)
    _answer(asked, replace(line, words=line.rest))


def _answer(asked: Asked, line: Line) -> None:
    """`[key=value …]`, `why REQUEST` or `verify`, to the asker alone."""
    line.allow(words=len(line.words))
    services, person = asked.desk.services, asked.person
    filters = Filters() if line.verb == "verify" else Filters.parse(_filters(line), services.clock())
    services.gate.permit(person, asked.place, Right.AUDIT, filters.host)
    trail = services.gate.trail
    if line.verb == "verify":
        asked.privately(_verdict_card(trail.verify(), asked.language))
        return
    reading = said_by(person, asked.place, Event.AUDIT_READ, Outcome.OK)
    rows = [row for row in trail.read(reading, filters) if _open(row, services.gate, person)]
    asked.privately(_rows_card(rows, asked.language))


def _open(row: AuditRow, gate: Gate, person: Person) -> bool:
    vm = VmName(row.vm) if row.vm else None
    return row.host is None or gate.allows(person, Right.AUDIT, HostName(row.host), vm)


def _filters(line: Line) -> dict[str, str]:
    """The filters by name. Raises BadInput(AUDIT_FILTER) for a word that is none."""
    if line.verb == "why" and len(line.rest) == 1:
        return {"request": line.rest[0]}
    filters: dict[str, str] = {"limit": str(_ROWS)}
    for word in line.words:
        name, equals, value = word.partition("=")
        if not equals:
            raise BadInput(Ref.AUDIT_FILTER, detail=word[:80])
        # `<@U0123|olivia>` is what Slack makes of `@olivia`.
        who = value.strip("<>").removeprefix("@").partition("|")[0]
        filters[name.lower()] = who if name.lower() == "who" else value
    return filters


def _rows_card(rows: list[AuditRow], language: Language) -> Card:
    shown = rows[-_ROWS:]
    if not shown:
        return note(say(language, "replies-audit-none"))
    return titled(say(language, "replies-audit-title", count=str(len(shown))), bullets([_pieces(row) for row in shown]))


def _pieces(row: AuditRow) -> list[Block]:
    who = user(row.actor) if row.actor.startswith(("U", "W")) else text(row.actor)
    about = "".join(f" · {value}" for value in (row.host, row.vm, row.request_id, row.reason) if value)
    facts = [text(about)] if about else []
    return [text(f"{row.id} · {row.at} · "), text(f"{row.event} · {row.outcome}", code=True), text(" · "), who, *facts]


def _verdict_card(verdict: Verdict, language: Language) -> Card:
    key = f"audit-{verdict.fault or 'sound'}"
    words = say(language, key, rows=str(verdict.rows), head=verdict.head, id=str(verdict.bad))
    return card(words, [paragraph(text(words, bold=verdict.fault is not None))])
