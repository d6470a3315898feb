"""What people tell by using the bot: which articles helped, which codes have none, and what they know of those."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, desc, func, select

from bot.answers import Topic
from bot.audit import Entry, Event, Outcome
from bot.cards import Tally
from bot.errors import OperatorError, Ref, Refused
from bot.gate import Gate, said_by
from bot.models import Gap, Vote
from bot.people import Person, Place, Standing
from bot.policy import Right
from bot.store import Store
from bot.values import ChannelId, utc_text
from knowledge.drafts import Draft, write
from knowledge.library import Shelf


def vote(gate: Gate, person: Person, place: Place, answer: str, article: str, *, helped: bool) -> None:
    """One vote per member and answer, the last one; the same again changes nothing. Raises Refused, TrailError."""
    with gate.refusals(person, place, detail={"article": article}):
        if person.standing is not Standing.MEMBER:
            raise Refused(Ref.NOT_A_MEMBER)
    with gate.opened().writing() as session:
        cast = session.get(Vote, (answer, article, person.user))
        if cast is None or cast.helped is not helped:
            at = utc_text(gate.clock())
            session.merge(Vote(answer=answer, article=article, user=person.user, helped=helped, at=at))


def tallies(store: Store) -> dict[str, Tally]:
    """The votes by article. Raises TrailError."""
    helped = func.count().filter(col(Vote.helped))
    with store.reading() as session:
        rows = session.exec(select(Vote.article, helped, func.count()).group_by(col(Vote.article)))
        return {article: Tally(yes, votes) for article, yes, votes in rows}


def count_gap(session: Session, subject: str, channel: ChannelId, now: datetime) -> None:
    """Counts once more, in a transaction that holds the write lock: how often, when and where last."""
    gap = session.get(Gap, subject) or Gap(subject=subject, count=0, last_at="", last_channel=None)
    gap.count, gap.last_at, gap.last_channel = gap.count + 1, utc_text(now), channel or None
    session.add(gap)


def gaps(store: Store, shelf: Shelf) -> list[Gap]:
    """What was asked and no article answers by now, the most frequent first. Raises TrailError."""
    with store.reading() as session:
        asked = session.exec(select(Gap).order_by(desc(Gap.count), desc(Gap.last_at), Gap.subject))
        return [gap for gap in asked if not _answered(Topic.of_gap(gap.subject), shelf)]


def _answered(topic: Topic, shelf: Shelf) -> bool:
    if topic.code:
        return shelf.find(topic.code) is not None
    told = [event.source.lower() for event, _ in shelf.find_events(topic.event_id or 0)]
    return topic.sources[0].lower() in told if topic.sources else bool(told)  # then at least a candidate


def write_draft(gate: Gate, person: Person, place: Place, draft: Draft) -> tuple[Path, ...]:
    """`save_draft` for a person who may. Raises Refused, TrailError, OperatorError."""
    gate.permit(person, place, Right.KNOWLEDGE)
    events = [f"{event.id}:{event.source}" for event in draft.events]
    named = {"codes": [code.hex for code in draft.codes], **({"events": events} if events else {})}
    detail: dict[str, object] = {"article": draft.name, **named}
    entry = said_by(person, place, Event.KNOWLEDGE_CHANGED, Outcome.OK, detail=detail)
    return save_draft(draft, gate.settings.knowledge.folder, entry, gate.trail.record)


def save_draft(draft: Draft, folder: Path, entry: Entry, record: Callable[[Entry], object]) -> tuple[Path, ...]:
    """Both files, recorded first. Raises OperatorError(DRAFT_EXISTS, DRAFT_UNWRITABLE), and whatever `record` does."""
    record(entry)
    try:
        return write(draft, folder)
    except OSError as error:
        there = isinstance(error, FileExistsError) and folder.is_dir()  # or a file stands where the folder should be
        ref = Ref.DRAFT_EXISTS if there else Ref.DRAFT_UNWRITABLE
        record(replace(entry, outcome=Outcome.FAILED, detail={**entry.detail, "ref": ref.value}))
        raise OperatorError(ref, article=draft.name, detail=error.strerror or "") from error
