"""`/hv-error gaps`: what no article answers, and the form in which those who know something draft one."""

import re
from collections.abc import Iterable

from pydantic import ValidationError
from slack_bolt import App

from bot import feedback
from bot.answers import Topic
from bot.cards import topic_name
from bot.errors import BadInput, Ref
from bot.models import Gap
from bot.policy import Right
from bot.wording import say
from handlers import blocks as kit
from handlers.commands import parse
from handlers.desk import Asked, Desk
from handlers.replies import View, view
from knowledge.article import Confidence, Event, Source
from knowledge.article_body import Part
from knowledge.drafts import Draft
from knowledge.languages import Language

_CALLBACK = "kb_draft"
_MOST_ROWS = 10
# Every field but `source`, which is asked only where it is open, with the most that lint lets pass.
_FIELDS = {"headline": 150, "meaning": 300, "cause": 2000, "steps": 2000, "publisher": 150, "article": 150, "url": 500}
_PROSE = {"meaning": Part.MEANING, "cause": Part.CAUSE, "steps": Part.STEPS}
# Shown at a field, for in place of the form they would cost what was typed.
_KEPT = dict.fromkeys((Ref.DRAFT_EXISTS, Ref.DRAFT_UNWRITABLE, Ref.TRAIL_UNWRITABLE), "headline")


def listen(app: App, desk: Desk) -> None:
    """Puts the listeners of this file into the app."""
    app.action(re.compile(rf"^{_CALLBACK}:\d+$"))(desk.answer(_on_button, lambda _, language: _waiting(language)))
    app.view(_CALLBACK)(desk.decision(_on_typed, _KEPT))


def answer(asked: Asked) -> None:
    """The most frequent ones, to the asker alone, for those who hold the right `knowledge`."""
    parse(asked.call.text).allow(words=0)
    services, language = asked.desk.services, asked.language
    services.gate.permit(asked.person, asked.place, Right.KNOWLEDGE)
    found = feedback.gaps(services.gate.opened(), services.library.shelf(language))
    asked.privately(_card(found, language) if found else kit.note(say(language, "feedback-gaps-none")))


def _card(found: list[Gap], language: Language) -> kit.Card:
    rows = [block for number, gap in enumerate(found[:_MOST_ROWS]) for block in _row(number, gap, language)]
    left = len(found) - _MOST_ROWS
    more = [kit.context(say(language, "feedback-gaps-more", count=left))] if left > 0 else []
    return kit.titled(say(language, "feedback-gaps-title"), *rows, *more)


def _row(number: int, gap: Gap, language: Language) -> Iterable[kit.Block]:
    last = gap.last_channel or "D"
    where = kit.text(say(language, "feedback-gap-direct")) if last.startswith("D") else kit.channel(last)
    asked = say(language, "feedback-gap", count=gap.count, at=gap.last_at[:16].replace("T", " "))
    name = kit.text(topic_name(language, Topic.of_gap(gap.subject)), code=True)
    draft = kit.button(say(language, "feedback-draft-button"), f"{_CALLBACK}:{number}", gap.subject)
    return kit.paragraph(name, f" · {asked} · ", where), kit.actions(draft)


def _waiting(language: Language) -> View:
    """Opened before the rights are judged, for what opens a form lives three seconds."""
    return view(say(language, "feedback-form-title"), [kit.paragraph(say(language, "feedback-form-wait"))], language)


def _on_button(asked: Asked) -> None:
    asked.desk.services.gate.permit(asked.person, asked.place, Right.KNOWLEDGE)
    language, topic = asked.language, Topic.of_gap(asked.call.value)
    wanted = _FIELDS if topic.code or topic.sources else {"source": 150, **_FIELDS}
    known = {"meaning": topic.entry.meanings.get(language, "")} if topic.entry else {}  # by the catalogue
    blocks = [kit.paragraph(kit.text(topic_name(language, topic), code=True))]
    for name, most in wanted.items():
        label, hint = say(language, f"feedback-form-{name}"), say(language, f"feedback-form-{name}.hint")
        optional, multiline, initial = name == "url", name in _PROSE, known.get(name, "")
        blocks.append(kit.field(name, label, hint, optional=optional, most=most, multiline=multiline, initial=initial))
    blocks.append(kit.context(say(language, "feedback-form-note")))
    title, submit = say(language, "feedback-form-title"), say(language, "feedback-form-submit")
    asked.show(view(title, blocks, language, submit, callback_id=_CALLBACK, private_metadata=asked.call.value))


def _on_typed(asked: Asked) -> None:
    services, language = asked.desk.services, asked.language
    typed = {name: asked.call.typed(name).strip() for name in ("source", *_FIELDS)}
    if missing := next((name for name in ("headline", *_PROSE) if not typed[name]), None):
        raise BadInput(Ref.DRAFT_FIELD, field=missing)
    gap = ":".join(filter(None, (asked.call.value, typed["source"])))
    try:
        draft = _draft(gap, typed, language)
    except ValidationError as error:  # of an event or a source, whose facts are named as the fields are
        raise BadInput(Ref.DRAFT_FIELD, field=str(error.errors()[0]["loc"][0])) from error
    first, second = (path.name for path in feedback.write_draft(services.gate, asked.person, asked.place, draft))
    words = say(language, "feedback-drafted", first=first, second=second)
    asked.desk.later(asked.privately, kit.card(words, [kit.paragraph(*kit.spans(words))]))


def _draft(gap: str, typed: dict[str, str], language: Language) -> Draft:
    """The prose in the person's language; its twin is left to somebody who writes the other one."""
    topic = Topic.of_gap(gap)
    return Draft(
        name=re.sub("[^a-z0-9]+", "-", gap.lower()).strip("-"),
        codes=(topic.code,) if topic.code else (),
        events=() if topic.code else (Event(id=topic.event_id or 0, source="".join(topic.sources)),),
        titles={language: typed["headline"]},
        sources=(Source(publisher=typed["publisher"], article=typed["article"], url=typed["url"] or None),),
        examples=(f"{topic.as_text} {topic.entry.message}",) if topic.entry else (),
        confidence=Confidence.FORUM,
        texts={language: {part: typed[name] for name, part in _PROSE.items()}},
    )
