"""`hvbot may`: what a person may do, and which grant or rule decides."""

import re
from dataclasses import replace

import click

from bot.cli.failing import FINE, FOUND
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command
from bot.people import Person, Standing
from bot.policy import Allowed, Right, decide
from bot.settings import Settings
from bot.values import GroupId, HostName, InvalidValue, TeamId, UserId, VmName
from bot.wording import say
from knowledge.languages import Language


@click.command(cls=Command)
@click.argument("who", metavar="WHO")
@click.argument("action", metavar="ACTION", type=click.Choice([right.value for right in Right]))
@click.argument("host", metavar="HOST")
@click.argument("vm", metavar="[VM]", required=False)
@pass_invocation
def may(invocation: Invocation, who: str, action: str, host: str, vm: str | None) -> int:
    """Say yes (exit 0) or no (exit 1)."""
    settings, language, right = invocation.settings(), invocation.language, Right(action)
    name = settings.host(host)
    if name is None:
        known = ", ".join(settings.hosts) or "–"
        raise click.UsageError(say(language, "cli-may-host", host=host, known=known))
    if re.fullmatch("[UWS][A-Z0-9]+", who) is None:
        raise click.UsageError(say(language, "cli-may-who", who=who))
    code, sentence = _verdict(settings, language, _member(who, language), right, name, _vm(vm, language))
    click.echo(sentence)
    return code


def _verdict(
    settings: Settings, language: Language, person: Person, right: Right, host: HostName, vm: VmName | None
) -> tuple[int, str]:
    decision = decide(settings.grants, person, right, host, vm)
    if isinstance(decision, Allowed):
        grant = settings.grants[decision.grant - 1]
        if right in {Right.REMOVE, Right.REMOVE_STANDARD} and not settings.removal.enabled:
            return FOUND, say(language, "cli-may-disabled", grant=str(decision.grant))
        vms = ", ".join(grant.vms)
        return FINE, say(language, "cli-may-yes", grant=str(decision.grant), hosts=", ".join(grant.hosts), vms=vms)
    groups = frozenset(GroupId(group) for grant in settings.grants for group in grant.to if group.startswith("S"))
    decision = decide(settings.grants, replace(person, groups=groups), right, host, vm)
    if isinstance(decision, Allowed):
        named = ", ".join(sorted(groups & settings.grants[decision.grant - 1].to))
        return FOUND, say(language, "cli-may-group", grant=str(decision.grant), groups=named)
    return FOUND, say(language, "cli-may-no", right=right.value)


def _member(who: str, language: Language) -> Person:
    """A full member of the workspace. Who belongs to a group only Slack knows, so a group is asked about by its id."""
    groups = frozenset({GroupId(who)}) if who.startswith("S") else frozenset()
    return Person(UserId(who), TeamId(""), who, Standing.MEMBER, groups, language)


def _vm(text: str | None, language: Language) -> VmName | None:
    try:
        return VmName.parse(text) if text is not None else None
    except InvalidValue:
        raise click.UsageError(say(language, "cli-may-vm")) from None
