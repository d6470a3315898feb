"""Commands whose help is written in the language of the terminal.

A command carries no text: the sentence is `help-<path>` (`help-audit-list`), an option's its attribute
(`help-audit-list.limit`) or, for options that mean the same everywhere, `help-option.<name>`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from bot.cli.invocation import Invocation
from bot.wording import say
from knowledge.languages import Language

_EVERYWHERE = ("help", "json", "version")


def language_of(context: click.Context) -> Language:
    """The language of whoever called the command."""
    invocation = context.find_object(Invocation)
    return invocation.language if invocation else Language.EN


def help_key(path: str) -> str:
    """The sentence of the command with this path; the program's own name is left out."""
    return "-".join(["help", *path.split()[1:]])


class Option(click.Option):
    """An option whose help is a sentence."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The name and the sentence, with whatever click adds (a default, a range)."""
        record = super().get_help_record(ctx)
        return record and (record[0], f"{say(language_of(ctx), self.key(ctx))} {record[1]}".strip())

    def key(self, context: click.Context) -> str:
        """The key of the sentence."""
        name = max(self.opts, key=len).lstrip("-")
        return f"help-option.{name}" if name in _EVERYWHERE else f"{help_key(context.command_path)}.{name}"


class _Formatter(click.HelpFormatter):
    def __init__(self, language: Language, width: int | None) -> None:
        super().__init__(width=width)
        self.language = language

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or say(self.language, "help-heading.usage") + " ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(say(self.language, f"help-heading.{heading.lower()}"))


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        return _Formatter(language_of(self), self.terminal_width)


class Command(click.Command):
    """A command whose help is a sentence."""

    context_class = _Context
    allow_extra_args = True  # only to say in our own words that they are too many

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuses what is left over."""
        rest = super().parse_args(ctx, args)
        if rest and not isinstance(self, click.Group):
            raise click.UsageError(say(language_of(ctx), "cli-surplus", words=" ".join(rest)), ctx)
        return rest

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The sentence instead of a docstring."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(language_of(ctx), help_key(ctx.command_path)))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Click's own, in our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say(language_of(ctx), "help-option.help")
        return option


class Group(Command, click.Group):
    """A command of commands. Those in `lazily` are made only when they are called, with whatever they import."""

    lazily: dict[str, Callable[[], click.Command]]

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.lazily = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Those that are made already come last."""
        return list(dict.fromkeys([*self.lazily, *super().list_commands(ctx)]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Made now if it was not before."""
        if cmd_name in self.lazily and cmd_name not in self.commands:
            self.add_command(self.lazily[cmd_name](), cmd_name)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with the first line of its sentence."""
        names = self.list_commands(ctx)
        sentences = ((name, say(language_of(ctx), help_key(f"{ctx.command_path} {name}"))) for name in names)
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence.partition("\n")[0]) for name, sentence in sentences])


option = partial(click.option, cls=Option)  # without a help text
