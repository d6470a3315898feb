"""`hvbot init` and `hvbot manifest`: what an operator needs before there is a configuration."""

from importlib.resources import files
from pathlib import Path

import click

from bot.cli.invocation import Invocation, pass_invocation
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


def _template(name: str) -> str:
    return files("bot").joinpath("templates", name).read_text(encoding="utf-8")
