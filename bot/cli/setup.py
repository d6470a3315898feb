"""`hvbot init`, `manifest` and `host-setup`: what has to be set up outside of hvbot."""

import re
from importlib.resources import files
from pathlib import Path
from string import Template

import click

from bot.cli.invocation import Invocation, known_host, pass_invocation
from bot.cli.words import Command
from bot.wording import say


@click.command(cls=Command)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@pass_invocation
def init(invocation: Invocation, path: Path | None) -> None:
    """Write the commented configuration; never touches a file that exists."""
    language = invocation.language
    path = path or invocation.config
    if path.is_dir():
        path /= "hvbot.toml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_template(f"hvbot.{language}.toml"))
    except FileExistsError:
        raise click.UsageError(say(language, "cli-init-exists", path=str(path))) from None
    except OSError as error:
        raise click.UsageError(say(language, "cli-init-failed", path=str(path), detail=error.strerror or "")) from None
    click.echo(str(path))
    click.echo(say(language, "cli-init-next", path=str(path)), err=True)


@click.command(cls=Command)
def manifest() -> None:
    """Print the Slack app manifest."""
    click.echo(_template("manifest.json"), nl=False)


@click.command("host-setup", cls=Command)
@click.argument("host", metavar="HOST")
@pass_invocation
def host_setup(invocation: Invocation, host: str) -> None:
    """Print the PowerShell that an administrator runs once on the host, and how to undo it."""
    settings, language = invocation.settings(), invocation.language
    name = known_host(settings, host, language)
    reached = settings.hosts[name]
    # PowerShell ends a quoted text at any of its four single quotes; doubled, each of them is a character.
    account = re.sub("(['\u2018-\u201b])", r"\1\1", reached.username)
    text = Template(_template(f"host-setup.{language}.ps1"))
    click.echo(text.substitute(host=name, address=reached.address, username=account, port=reached.port), nl=False)


def _template(name: str) -> str:
    return files("bot").joinpath("templates", name).read_text(encoding="utf-8")
