"""`/hv-audit`: rows of the trail, and whether it is sound, for those who hold the right `audit`."""

from collections.abc import Mapping
from dataclasses import replace

from slack_bolt import App

from bot.errors import BadInput, Ref
from bot.policy import Right
from bot.trail import Filters, Reader, Row, Trail, Verdict
from bot.values import HostName
from bot.wording import say
from handlers.blocks import Card, Piece, bullets, card, paragraph, text, user
from handlers.commands import Line, parse
from handlers.desk import Asked, Desk, Work
from knowledge.languages import Language

_ROWS = 20  # a message holds that many with room for long names
_IDS = ("U", "W")


class Auditing:
    """The listener of `/hv-audit`: `[key=value …]`, `why REQUEST` or `verify`, to the asker alone."""

    def __init__(self, desk: Desk) -> None:
        self._services = desk.services
        self._desk = desk

    @property
    def verbs(self) -> Mapping[str, Work]:
        """The word that does the same after a mention."""
        return {"audit": self._mentioned}

    def listen(self, app: App) -> None:
        """Puts the listener into the app."""
        app.command("/hv-audit")(self._desk.command(self._answer))

    def _mentioned(self, asked: Asked) -> None:
        words = asked.call.text.split(maxsplit=1)[1:]
        self._answer(replace(asked, call=replace(asked.call, text="".join(words))))

    def _answer(self, asked: Asked) -> None:
        line = parse(asked.call.text)
        line.allow(words=len(line.words))
        gate = self._services.gate
        filters = Filters() if line.verb == "verify" else Filters.parse(_words(line), self._services.clock())
        gate.permit(asked.person, asked.place, Right.AUDIT, filters.host)
        trail = Trail(gate.opened(), self._services.clock)
        if line.verb == "verify":
            asked.reply.privately(_verdict_card(trail.verify(), asked.language))
            return
        person, place = asked.person, asked.place
        rows = [
            row
            for row in trail.read(Reader(person.user, person.name, person.team, place.channel), filters)
            if row.host is None or gate.allows(person, Right.AUDIT, HostName(row.host))
        ]
        asked.reply.privately(_rows_card(rows[-_ROWS:], asked.language))


def _words(line: Line) -> dict[str, str]:
    """The filters by name. Raises BadInput(COMMAND_UNKNOWN) for a word that is none."""
    if line.verb == "why":
        if len(line.rest) != 1:
            raise BadInput(Ref.COMMAND_UNKNOWN, detail=" ".join(line.words)[:80])
        return {"request": line.rest[0]}
    filters: dict[str, str] = {"limit": str(_ROWS)}
    for word in line.words:
        name, equals, value = word.partition("=")
        if not equals:
            raise BadInput(Ref.COMMAND_UNKNOWN, detail=word[:80])
        filters[name.lower()] = _id(value) if name.lower() == "who" else value
    return filters


def _id(value: str) -> str:
    """`<@U0123|olivia>` is what Slack makes of `@olivia`."""
    return value.strip("<>").removeprefix("@").partition("|")[0]


def _rows_card(rows: list[Row], language: Language) -> Card:
    title = say(language, "replies-audit-title" if rows else "replies-audit-none", count=str(len(rows)))
    lines = [_line(row) for row in rows]
    return card(title, [paragraph(text(title, bold=True)), *([bullets(lines)] if lines else [])])


def _line(row: Row) -> list[Piece]:
    who = user(row.actor) if row.actor.startswith(_IDS) else text(row.actor)
    about = [value for value in (row.host, row.vm, row.request_id, row.reason) if value]
    facts = [text(f" · {value}") for value in about]
    return [text(f"{row.id} · {row.at} · "), text(f"{row.event} · {row.outcome}", code=True), text(" · "), who, *facts]


def _verdict_card(verdict: Verdict, language: Language) -> Card:
    key = f"audit-{verdict.fault or 'sound'}"
    words = say(language, key, rows=str(verdict.rows), head=verdict.head, id=str(verdict.bad))
    return card(words, [paragraph(text(words, bold=verdict.fault is not None))])
