"""`hvbot doctor`: what would keep hvbot from working, and for each fault the step that mends it."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress

import click

from bot.cli.audit import visible
from bot.cli.failing import FINE, FOUND, MISUSED
from bot.cli.invocation import Invocation, known_host, pass_invocation
from bot.cli.words import Command, option
from bot.doctor import Finding, examine
from bot.errors import SettingsError
from bot.hyperv import HyperV
from bot.logs import masked
from bot.settings import Settings
from bot.wording import say, tell
from knowledge.languages import Language

_MARKS = {"ok": "✓", "warning": "⚠", "failed": "✕", "skipped": "–"}


def doctor(slack: Callable[[Settings], Iterable[Finding]], hyperv: Callable[[Settings], HyperV]) -> click.Command:
    """The command; only the composition root can tell how Slack and the hosts are asked."""

    @click.command("doctor", cls=Command)
    @option("--json", "as_json", is_flag=True)
    @option("--host", metavar="HOST")
    @pass_invocation
    def command(invocation: Invocation, host: str | None, *, as_json: bool) -> int:
        language, code, told = invocation.language, FINE, []
        try:
            settings = invocation.settings()
            only = known_host(settings, host, language) if host is not None else None
            findings: Iterable[Finding] = examine(settings, slack, hyperv(settings), only)
        except SettingsError as error:
            findings = [Finding("configuration", "failed", error=error)]
        for finding in findings:
            if finding.level == "failed":
                code = MISUSED if finding.step == "configuration" else FOUND
            told.append(worded(finding, language))
            if not as_json:  # at once, because a host may take its time
                _print(finding, told[-1], language)
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False, indent=2).encode())
        return code

    return command


def worded(finding: Finding, language: Language) -> dict[str, str | None]:
    """One object of `--json`; its keys stay as they are."""
    error, key = finding.error, f"doctor-{finding.step}-{finding.level}"
    facts = {name: visible(fact) for name, fact in finding.facts.items()}
    what, step = say(language, "doctor-skipped"), None
    if error is not None:
        general = tell(error, language)
        what, step = general.what, general.step
        with suppress(KeyError):  # only a few of them have a step of their own here
            step = say(language, f"doctor-mend.{error.ref}", **facts)
    elif finding.level != "skipped":
        what = say(language, key, **facts)
        step = None if finding.level == "ok" else say(language, f"{key}.next", **facts)
    told: dict[str, str | None] = {"step": finding.step, "host": finding.host, "level": finding.level}
    told["reference"] = error.ref.value if error else None
    said = {"what": what, "next": step, "detail": visible(getattr(error, "log", "")) or None}
    return told | {name: text and masked(text) for name, text in said.items()}


def _print(finding: Finding, told: dict[str, str | None], language: Language) -> None:
    label = say(language, f"doctor-label.{finding.step}")
    click.echo(f"{_MARKS[finding.level]} {f'{finding.host} ' if finding.host else ''}{label}: {told['what']}")
    for name in ("detail", "next"):
        if text := told[name]:
            click.echo(f"    {say(language, f'doctor-{name}', text=text)}")
