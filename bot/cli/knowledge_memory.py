"""What of `hvbot knowledge` needs the database, which takes half a second to import: votes, gaps, the trail."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from bot import feedback
from bot.answers import Topic
from bot.audit import Event as Fact
from bot.cards import Tally, spelled, topic_name
from bot.cli.ask import in_language
from bot.cli.audit import by_the_caller
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.knowledge import sentence, subject_data
from bot.cli.words import Command, option
from bot.errors import HvbotError, OperatorError, Ref
from bot.models import Gap
from bot.settings import Settings
from bot.store import Store, open_store
from bot.trail import Trail
from bot.values import utc_now
from bot.wording import say, tell
from knowledge import ErrorCode, Language
from knowledge.article import Article, Event
from knowledge.drafts import Draft
from knowledge.library import Library

_Read = TypeVar("_Read")


@click.command(cls=Command)
@in_language
@option("--json", "as_json", is_flag=True)
@pass_invocation
def list_codes(invocation: Invocation, lang: Language | None, *, as_json: bool) -> None:
    """Print every code and event with its article and the votes on it."""
    language, settings = lang or invocation.language, invocation.settings_or_default()
    library = Library(settings.knowledge.folder)
    known = library.shelf(language).codes()
    for problem in library.problems:
        click.echo(sentence(problem, language), err=True)
    try:
        votes = _remembered(settings, feedback.tallies)
    except HvbotError as error:  # which costs the votes, not the list
        click.echo(tell(error, language).what, err=True)
        votes = None
    if as_json:
        click.echo(json.dumps([_code_data(*entry, votes) for entry in known], ensure_ascii=False, indent=2).encode())
    for subject, article in () if as_json else known:
        tally = (votes or {}).get(article.name)
        helped = say(language, "answers-helped", helped=tally.helped, votes=tally.votes) if tally else ""
        click.echo(f"{spelled(language, subject)}: {article.title} ({article.name}){helped}")


@click.command(cls=Command)
@option("--json", "as_json", is_flag=True)
@pass_invocation
def gaps(invocation: Invocation, *, as_json: bool) -> None:
    """Print what was asked about and no article answers, the most frequent first."""
    language, settings = invocation.language, invocation.settings_or_default()
    shelf = Library(settings.knowledge.folder).shelf(language)
    found = _remembered(settings, lambda store: feedback.gaps(store, shelf)) or []
    if as_json:
        click.echo(json.dumps([_gap_data(gap) for gap in found], ensure_ascii=False, indent=2).encode())
    for gap in () if as_json else found:
        asked = say(language, "feedback-gap", count=gap.count, at=gap.last_at[:16].replace("T", " "))
        where = f" · {gap.last_channel}" if gap.last_channel else ""
        click.echo(f"{topic_name(language, Topic.of_gap(gap.subject))}: {asked}{where}")
    if not found:
        click.echo(say(language, "feedback-gaps-none"), err=True)


def save(settings: Settings, draft: Draft, url: str | None) -> tuple[Path, ...]:
    """Writes an imported draft; the trail has it first, if a bot has run here and there is one."""
    entry = replace(by_the_caller(Fact.KNOWLEDGE_CHANGED), detail={"article": draft.name, "url": url})
    write = partial(feedback.save_draft, draft, settings.knowledge.folder, entry)
    written = _remembered(settings, lambda store: write(Trail(store, utc_now).record), upgrade=True)
    return written or write(lambda _: None)


def _remembered(settings: Settings, use: Callable[[Store], _Read], *, upgrade: bool = False) -> _Read | None:
    """What the bot's database holds; None if no bot has opened one yet, or none of this version and no `upgrade`."""
    try:
        with closing(open_store(settings.storage.url, create=False, upgrade=upgrade)) as store:
            return use(store)
    except OperatorError as error:
        if error.ref not in {Ref.DATABASE_MISSING, Ref.DATABASE_OLDER}:
            raise
        return None


def _code_data(subject: ErrorCode | Event, article: Article, votes: dict[str, Tally] | None) -> dict[str, object]:
    facts = article.model_dump(mode="json", include={"title", "language", "reviewed"})
    facts |= {"article": article.name, "source": article.source.model_dump(exclude={"language"})}
    counted = {} if votes is None else asdict(votes.get(article.name, Tally(0, 0)))
    return subject_data(subject) | facts | counted


def _gap_data(gap: Gap) -> dict[str, object]:
    topic = Topic.of_gap(gap.subject)
    event = {"event_id": topic.event_id, "event_source": next(iter(topic.sources), None), "umi": None}
    return (subject_data(topic.code) if topic.code else event) | gap.model_dump(exclude={"subject"})
