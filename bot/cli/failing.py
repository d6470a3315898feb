"""The one place where a failed command becomes lines on standard error and an exit code."""

import logging
import os
import secrets
import sys
from collections.abc import Callable

import click

from bot.errors import BadInput, HvbotError, OperatorError, Ref
from bot.logs import masked
from bot.wording import say, tell
from knowledge.languages import Language

FINE, FOUND, MISUSED, INTERRUPTED = 0, 1, 2, 130  # 2 is bad usage or configuration, 130 is what shells say for Ctrl+C


def answered(run: Callable[[], object], language: Language) -> int:
    """Runs a command and returns its exit code: what it returned if that is a number, else whether it failed."""
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has enough. Python would flush once more at exit and complain; so it gets a place to flush into.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FINE
    except click.exceptions.Exit as end:
        code = end.exit_code
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except click.ClickException as error:
        _misused(error, language)
        code = MISUSED
    except HvbotError as error:
        _tell(error, language)
        code = MISUSED if isinstance(error, BadInput | OperatorError) else FOUND
    except Exception:
        number = secrets.token_hex(4)
        logging.getLogger(__name__).exception("failed with number %s", number)
        _tell(HvbotError(Ref.INTERNAL, detail=number), language)
        code = FOUND
    return code if isinstance(code, int) else FINE


def _tell(error: HvbotError, language: Language) -> None:
    told = tell(error, language)
    lines = say(language, "cli-failed", what=told.what, turn=told.turn, step=told.step, reference=told.reference)
    click.echo(masked(lines), err=True)


def _misused(error: click.ClickException, language: Language) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.ctx.get_help(), err=True)
        return
    context: click.Context | None = getattr(error, "ctx", None)
    command = context.command_path if context else "hvbot"
    click.echo(say(language, "cli-misused", what=_reason(error, language), command=command), err=True)


def _reason(error: click.ClickException, language: Language) -> str:
    match error:
        case click.NoSuchOption(option_name=name) | click.exceptions.NoSuchCommand(command_name=name):
            key = "option" if isinstance(error, click.NoSuchOption) else "command"
            facts = {"name": name, "meant": ", ".join(error.possibilities or ()) or "none"}
            return say(language, f"cli-no-such-{key}", **facts)
        case click.BadOptionUsage():
            return say(language, "cli-option-use", name=error.option_name, detail=error.message)
        case click.MissingParameter(param=click.Parameter() as parameter):
            return say(language, "cli-missing", name=parameter.make_metavar(error.ctx) if error.ctx else "")
        case click.BadParameter(param=click.Parameter() as parameter):
            return _misfit(parameter, error.message, language)
        case _:
            return error.format_message()


def _misfit(parameter: click.Parameter, message: str, language: Language) -> str:
    name = parameter.opts[0]
    match parameter.type:
        case click.Choice(choices=choices):
            return say(language, "cli-choice", name=name, allowed=", ".join(map(str, choices)))
        case click.IntRange(min=least, max=most):
            return say(language, "cli-range", name=name, least=str(least), most=str(most))
        case _:
            return say(language, "cli-bad-value", name=name, detail=message)
