"""`hvbot ask`: what the bot would answer to a text."""

import json
import sys
from dataclasses import asdict
from functools import partial

import click

from bot.answers import Answer, Topic, explain, language_spoken
from bot.cards import full, plain
from bot.cli.failing import FINE, FOUND
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command, option
from bot.wording import say
from knowledge import Language, vendor_page
from knowledge.library import Library

in_language = option("--lang", type=click.Choice(Language, case_sensitive=False))
decoded = partial(vendor_page.decoded, otherwise="cp932")  # as consoles of Japanese Windows write


@click.command(cls=Command)
@click.argument("text", metavar="[TEXT|-]", required=False)
@in_language
@option("--json", "as_json", is_flag=True)
@pass_invocation
def ask(invocation: Invocation, text: str | None, lang: Language | None, *, as_json: bool) -> int:
    """Print the answer to a text or to standard input; exit 1 when nothing is recognised."""
    settings = invocation.settings_or_default()
    if text is None or text == "-":
        if sys.stdin.isatty():
            click.echo(say(invocation.language, "answers-paste-here"), err=True)
        text = decoded(sys.stdin.buffer.read())
    language = lang or settings.slack.language or language_spoken(text) or invocation.language
    answer = explain(text, language, Library(settings.knowledge.folder), asked=True)
    if answer is None:
        click.echo(say(language, "answers-nothing"), err=True)
        return FOUND
    if as_json:
        click.echo(json.dumps(as_data(answer), ensure_ascii=False, indent=2).encode())
        return FINE
    click.echo(plain(full(answer)))
    if answer.article and answer.article.body.sections:
        click.echo("\n" + say(language, "answers-read-on", name=answer.article.name))
    return FINE


def as_data(answer: Answer) -> dict[str, object]:
    """The answer with stable keys for another program; what does not apply is None or empty."""
    article = answer.article
    body, entry = article.body if article else None, answer.lead.entry
    source = article.source if article else entry and entry.source
    return {
        "language": answer.language,
        **_topic_data(answer.lead),
        "codes": answer.codes,
        "stop": answer.stop is not None,
        "meaning": body.meaning if body else entry and entry.meanings.get(answer.language),
        "message": entry and entry.message,
        "cause": body.cause if body else (),
        "steps": body.steps if body else (),
        "commands": [asdict(command) for command in body.commands] if body else (),
        "source": source and source.model_dump(exclude={"language"}),
        "reviewed": article.reviewed.isoformat() if article else None,
        "others": [_topic_data(topic) for topic in answer.topics[1:]],
        "related": [_topic_data(topic) for topic in answer.related],
        "candidates": [] if article else [candidate.name for candidate in answer.lead.articles],
        "names": asdict(answer.names),
    }


def _topic_data(topic: Topic) -> dict[str, object]:
    return {
        "code": topic.code.hex if topic.code else None,
        "umi": topic.code.umi if topic.code else None,
        "event_id": topic.event_id,
        "article": topic.article.name if topic.article else None,
        "title": topic.article.title if topic.article else None,
        "unknown": not topic.found,
    }
