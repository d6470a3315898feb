"""`hvbot knowledge`: the articles, as they are and as they should be."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from importlib import import_module
from typing import TypeVar

import click

from bot import feedback
from bot.answers import Topic, explain
from bot.cards import Tally, article_lines, full, plain, spelled, title, topic_name
from bot.cli.ask import in_language
from bot.cli.failing import FINE, FOUND
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command, Group, option
from bot.errors import HvbotError, OperatorError, Ref
from bot.models import Gap
from bot.powershell import unparsable
from bot.store import Store, open_store
from bot.wording import say, tell
from knowledge import ErrorCode
from knowledge.article import Article, Event
from knowledge.faults import Fault
from knowledge.languages import Language, language_of
from knowledge.library import Library
from knowledge.lint import commands
from knowledge.lint import lint as faults_of
from knowledge.search import Found

_MOST_HITS = 10
_Read = TypeVar("_Read")


@click.group(cls=Group)
def knowledge() -> None:
    """The articles."""


# It brings a client of the Web and a reader of pages along, which no other command needs.
knowledge.lazily["import"] = lambda: import_module("bot.cli.knowledge_import").import_page


@knowledge.command("list", cls=Command)
@in_language
@option("--json", "as_json", is_flag=True)
@pass_invocation
def list_codes(invocation: Invocation, lang: Language | None, *, as_json: bool) -> int:
    """Print every code and event with its article and the votes on it."""
    language = lang or invocation.language
    library = Library(invocation.settings_or_default().knowledge.folder)
    known = library.shelf(language).codes()
    for problem in library.problems:
        click.echo(sentence(problem, language), err=True)
    try:
        votes = _remembered(invocation, feedback.tallies)
    except HvbotError as error:  # which costs the votes, not the list
        click.echo(tell(error, language).what, err=True)
        votes = None
    if as_json:
        click.echo(json.dumps([_as_data(*entry, votes) for entry in known], ensure_ascii=False, indent=2).encode())
        return FINE
    for subject, article in known:
        tally = (votes or {}).get(article.name)
        helped = say(language, "answers-helped", helped=tally.helped, votes=tally.votes) if tally else ""
        click.echo(f"{spelled(language, subject)}: {article.title} ({article.name}){helped}")
    return FINE


@knowledge.command(cls=Command)
@option("--json", "as_json", is_flag=True)
@pass_invocation
def gaps(invocation: Invocation, *, as_json: bool) -> None:
    """Print what was asked about and no article answers, the most frequent first."""
    language = invocation.language
    shelf = Library(invocation.settings_or_default().knowledge.folder).shelf(language)
    found = _remembered(invocation, lambda store: feedback.gaps(store, shelf)) or []
    if as_json:
        click.echo(json.dumps([_gap_data(gap) for gap in found], ensure_ascii=False, indent=2).encode())
    for gap in () if as_json else found:
        asked = say(language, "feedback-gap", count=gap.count, at=gap.last_at[:16].replace("T", " "))
        where = f" · {gap.last_channel}" if gap.last_channel else ""
        click.echo(f"{topic_name(language, Topic.of_gap(gap.subject))}: {asked}{where}")
    if not found:
        click.echo(say(language, "feedback-gaps-none"), err=True)


def _remembered(invocation: Invocation, read: Callable[[Store], _Read]) -> _Read | None:
    """What the bot's database holds; None if no bot of this version has opened one yet."""
    url = invocation.settings_or_default().storage.url
    try:
        with closing(open_store(url, create=False, upgrade=False)) as store:
            return read(store)
    except OperatorError as error:
        if error.ref not in {Ref.DATABASE_MISSING, Ref.DATABASE_OLDER}:
            raise
        return None


@knowledge.command(cls=Command)
@click.argument("what", metavar="CODE|NAME")
@in_language
@pass_invocation
def show(invocation: Invocation, what: str, lang: Language | None) -> int:
    """Print the whole article; exit 1 if there is none."""
    language = lang or invocation.language
    library = Library(invocation.settings_or_default().knowledge.folder)
    answer = explain(what, language, library, asked=True)
    article = library.shelf(language).find(what) or (answer and answer.article)
    if article:
        click.echo(article.title)
        click.echo(plain(article_lines(language, article)))
        return FINE
    if answer:
        click.echo(plain(full(answer)))
    else:
        click.echo(say(language, "knowledge-no-article", what=what), err=True)
    return FOUND


@knowledge.command(cls=Command)
@click.argument("words", nargs=-1, required=True)
@in_language
@option("--json", "as_json", is_flag=True)
@pass_invocation
def search(invocation: Invocation, words: tuple[str, ...], lang: Language | None, *, as_json: bool) -> int:
    """Print what holds the words, the best first; exit 1 if nothing does."""
    asked = " ".join(words)
    language = lang or (Language.JA if language_of(asked) is Language.JA else invocation.language)
    found = Library(invocation.settings_or_default().knowledge.folder).search(asked, language)
    shown = found[:_MOST_HITS]
    if as_json:
        click.echo(json.dumps([_hit_data(language, hit) for hit in shown], ensure_ascii=False, indent=2).encode())
    for hit in () if as_json else shown:
        subjects = ", ".join(spelled(language, subject) for subject in hit.subjects)
        name = f" ({hit.name})" if isinstance(hit, Article) else ""
        click.echo(f"{title(language, hit)}\n    {subjects}{name}")
    if not found:
        click.echo(say(language, "search-none", words=asked), err=True)
    elif len(found) > len(shown):
        click.echo(say(language, "search-more", count=len(found) - len(shown)), err=True)
    return FINE if found else FOUND


@knowledge.command(cls=Command)
@pass_invocation
def lint(invocation: Invocation) -> int:
    """Print every fault of every article with file and line; exit 1 if there is one."""
    code = FINE
    for fault in _faults(invocation):
        click.echo(sentence(fault, invocation.language))
        code = FOUND
    if code == FINE:
        click.echo(say(invocation.language, "knowledge-clean"), err=True)
    return code


def _faults(invocation: Invocation) -> Iterator[Fault]:
    folder = invocation.settings_or_default().knowledge.folder
    yield from faults_of(folder)
    if invocation.powershell:
        yield from unparsable(invocation.powershell, commands(folder))
    else:
        click.echo(say(invocation.language, "knowledge-no-powershell"), err=True)


def sentence(fault: Fault, language: Language) -> str:
    """The fault with its place, which an editor can jump to."""
    return f"{fault.file}:{fault.line}: {say(language, f'lint-{fault.rule}', **fault.facts)}"


def _hit_data(language: Language, hit: Found) -> dict[str, object]:
    return {
        "article": hit.name if isinstance(hit, Article) else None,
        "title": title(language, hit),
        "subjects": [_subject_data(subject) for subject in hit.subjects],
    }


def _gap_data(gap: Gap) -> dict[str, object]:
    topic = Topic.of_gap(gap.subject)
    event = {"event_id": topic.event_id, "event_source": next(iter(topic.sources), None), "umi": None}
    counted = {"count": gap.count, "last_at": gap.last_at, "last_channel": gap.last_channel}
    return (_subject_data(topic.code) if topic.code else event) | counted


def _as_data(subject: ErrorCode | Event, article: Article, votes: dict[str, Tally] | None) -> dict[str, object]:
    return {
        **_subject_data(subject),
        "article": article.name,
        "title": article.title,
        "language": article.language,
        "reviewed": article.reviewed.isoformat(),
        "source": article.source.model_dump(exclude={"language"}),
        **({} if votes is None else asdict(votes.get(article.name, Tally(0, 0)))),
    }


def _subject_data(subject: ErrorCode | Event) -> dict[str, object]:
    if isinstance(subject, Event):
        return {"event_id": subject.id, "event_source": subject.source, "umi": None}
    return {"code": subject.hex, "umi": subject.umi}
