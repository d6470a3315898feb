"""`hvbot knowledge`: the articles, as they are and as they should be."""

import json
from collections.abc import Iterator
from importlib import import_module

import click

from bot.answers import explain
from bot.cards import article_lines, full, plain, spelled, title
from bot.cli.ask import in_language
from bot.cli.failing import FINE, FOUND
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command, Group, option
from bot.powershell import unparsable
from bot.wording import say
from knowledge import ErrorCode, Language, language_of
from knowledge.article import Article, Event
from knowledge.faults import Fault
from knowledge.library import Library
from knowledge.lint import commands
from knowledge.lint import lint as faults_of
from knowledge.search import Found

_MOST_HITS = 10


@click.group(cls=Group)
def knowledge() -> None:
    """The articles."""


# They bring the database, a client of the Web and a reader of pages along, which the others do not need.
knowledge.lazily |= {
    "list": lambda: import_module("bot.cli.knowledge_memory").list_codes,
    "gaps": lambda: import_module("bot.cli.knowledge_memory").gaps,
    "import": lambda: import_module("bot.cli.knowledge_import").import_page,
}


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
        "subjects": [subject_data(subject) for subject in hit.subjects],
    }


def subject_data(subject: ErrorCode | Event) -> dict[str, object]:
    """A code or an event for another program."""
    if isinstance(subject, Event):
        return {"event_id": subject.id, "event_source": subject.source, "umi": None}
    return {"code": subject.hex, "umi": subject.umi}
