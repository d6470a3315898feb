"""The command line. The composition root adds the commands that need more than bot and knowledge."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module

import click

from bot import __version__, logs
from bot.cli.failing import answered
from bot.cli.invocation import Invocation
from bot.cli.words import Group, Option

_PLACES = {"init": "setup", "manifest": "setup", "host-setup": "setup"}  # the others have a module of their own


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hvbot", message="%(prog)s %(version)s", cls=Option, help=None)
def main_group() -> None:
    """Everything `hvbot` can do."""


def _command(name: str) -> click.Command:
    found: click.Command = getattr(import_module(f"bot.cli.{_PLACES.get(name, name)}"), name.replace("-", "_"))
    return found


for _name in (*_PLACES, "ask", "may", "audit", "knowledge"):
    main_group.lazily[_name] = partial(_command, _name)


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Runs one command and returns its exit code."""
    invocation = Invocation(environment)
    level = environment.get("HVBOT_LOG_LEVEL", "").upper()
    logs.set_up(environment.get("HVBOT_LOG", ""), level if level in logs.LEVELS else "WARNING")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # names with bytes that are no text must not end the program
            stream.reconfigure(errors="backslashreplace")

    def run() -> object:
        with main_group.make_context("hvbot", list(arguments), obj=invocation) as context:
            return main_group.invoke(context)

    return answered(run, invocation.language)
