"""`hvbot doctor`: what would keep hvbot from working, and for each fault the step that mends it."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress

import click

from bot.cli.audit import visible
from bot.cli.failing import FINE, FOUND, MISUSED
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command, option
from bot.doctor import Finding, Level, Step, examine
from bot.errors import SettingsError
from bot.hyperv import HyperV
from bot.logs import masked
from bot.settings import Settings
from bot.wording import say, tell
from knowledge.languages import Language

_MARKS = {Level.OK: "✓", Level.WARNING: "⚠", Level.FAILED: "✕", Level.SKIPPED: "–"}


def doctor(slack: Callable[[Settings], Iterable[Finding]], hyperv: Callable[[Settings], HyperV]) -> click.Command:
    """The command; only the composition root can tell how Slack and the hosts are asked."""

    @click.command("doctor", cls=Command)
    @option("--json", "as_json", is_flag=True)
    @option("--host", metavar="HOST")
    @pass_invocation
    def command(invocation: Invocation, host: str | None, *, as_json: bool) -> int:
        language, code, told = invocation.language, FINE, []
        for finding in findings(invocation, host):
            if finding.level is Level.FAILED:
                code = MISUSED if finding.step is Step.CONFIGURATION else FOUND
            told.append(_told(finding, language))
            if not as_json:  # at once, because a host may take its time
                click.echo(_lines(finding, told[-1], language))
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False, indent=2).encode())
        return code

    def findings(invocation: Invocation, host: str | None) -> Iterable[Finding]:
        try:
            settings = invocation.settings()
        except SettingsError as error:
            return [Finding(Step.CONFIGURATION, Level.FAILED, error=error)]
        only = settings.host(host or "")
        if host is not None and only is None:
            known = ", ".join(settings.hosts) or "–"
            raise click.UsageError(say(invocation.language, "cli-may-host", host=host, known=known))
        return examine(settings, slack, hyperv(settings), only)

    return command


def _told(finding: Finding, language: Language) -> dict[str, str | None]:
    """One object of `--json`; its keys stay as they are."""
    key, error = f"doctor-{finding.step}-{finding.level}", finding.error
    facts = {name: visible(fact) for name, fact in finding.facts.items()}
    what, step = say(language, "doctor-skipped"), None
    if error is not None:
        told = tell(error, language)
        what, step = told.what, told.step
        with suppress(KeyError):  # most general steps are right here too
            step = say(language, f"doctor-mend.{error.ref}", **facts)
    elif finding.level is not Level.SKIPPED:
        what = say(language, key, **facts)
        step = None if finding.level is Level.OK else say(language, f"{key}.next", **facts)
    return {
        "step": finding.step.value,
        "host": finding.host,
        "level": finding.level.value,
        "what": masked(what),
        "next": step and masked(step),
        "detail": masked(getattr(error, "log", "")) or None,
        "reference": error.ref.value if error else None,
    }


def _lines(finding: Finding, told: dict[str, str | None], language: Language) -> str:
    label = say(language, f"doctor-label.{finding.step}")
    lines = [f"{_MARKS[finding.level]} {finding.host or ''} {label}: {told['what']}".replace("  ", " ")]
    lines += [f"    {say(language, f'doctor-{key}', text=told[key] or '')}" for key in ("detail", "next") if told[key]]
    return "\n".join(lines)
