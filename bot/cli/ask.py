"""`hvbot ask`: what the bot would answer to a text."""

import codecs
import json
import sys

import click

from bot.answers import explain, language_spoken
from bot.cli.failing import FINE, FOUND
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command, option
from bot.plain import as_data, plain
from bot.wording import say
from knowledge.languages import Language
from knowledge.library import Library

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@click.command(cls=Command)
@click.argument("text", metavar="[TEXT|-]", required=False)
@option("--lang", type=click.Choice([language.value for language in Language]))
@option("--json", "as_json", is_flag=True)
@pass_invocation
def ask(invocation: Invocation, text: str | None, lang: str | None, *, as_json: bool) -> int:
    """Print the answer to a text or to standard input; exit 1 when nothing is recognised."""
    settings = invocation.settings_or_default()
    pasted = _standard_input(invocation.language) if text in {None, "-"} else text or ""
    language = Language(lang) if lang else settings.slack.language or language_spoken(pasted) or invocation.language
    answer = explain(pasted, language, Library(settings.knowledge.folder), asked=True)
    if answer is None:
        click.echo(say(language, "answers-nothing"), err=True)
        return FOUND
    if as_json:
        click.echo(json.dumps(as_data(answer), ensure_ascii=False, indent=2).encode())
        return FINE
    click.echo(plain(answer))
    if answer.article and answer.article.body.sections:
        click.echo("\n" + say(language, "answers-read-on", name=answer.article.name))
    return FINE


def _standard_input(language: Language) -> str:
    if sys.stdin.isatty():
        click.echo(say(language, "answers-paste-here"), err=True)
    return decoded(sys.stdin.buffer.read())


def decoded(data: bytes) -> str:
    """Job logs come as UTF-16 from Windows, consoles of Japanese Windows write code page 932, the rest is UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[1:200:2].count(0) > data[:200:2].count(0) + 20:
        return data.decode("utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp932", "replace")
