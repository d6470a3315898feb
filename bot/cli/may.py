"""`hvbot may`: what a person may do, and which grant or rule decides."""

import re
from dataclasses import replace

import click

from bot.cli.failing import FINE, FOUND
from bot.cli.invocation import Invocation, known_host, pass_invocation
from bot.cli.words import Command
from bot.people import Person, Standing
from bot.policy import Allowed, Right, decide
from bot.settings import Settings
from bot.values import GroupId, HostName, InvalidValue, TeamId, UserId, VmName
from bot.wording import say


@click.command(cls=Command)
@click.argument("who", metavar="WHO")
@click.argument("action", metavar="ACTION", type=click.Choice([right.value for right in Right]))
@click.argument("host", metavar="HOST")
@click.argument("vm", metavar="[VM]", required=False)
@pass_invocation
def may(invocation: Invocation, who: str, action: str, host: str, vm: str | None) -> int:
    """Say yes (exit 0) or no (exit 1)."""
    settings, language = invocation.settings(), invocation.language
    name = known_host(settings, host, language)
    if re.fullmatch("[UWS][A-Z0-9]+", who) is None:
        raise click.UsageError(say(language, "cli-may-who", who=who))
    try:
        machine = VmName.parse(vm) if vm is not None else None
    except InvalidValue:
        raise click.UsageError(say(language, "cli-may-vm")) from None
    # A full member of the workspace. Who belongs to a group only Slack knows, so a group is asked about by its id.
    groups = frozenset({GroupId(who)}) if who.startswith("S") else frozenset()
    person = Person(UserId(who), TeamId(""), who, Standing.MEMBER, groups, language)
    code, key, facts = _verdict(settings, person, Right(action), name, machine)
    click.echo(say(language, f"cli-may-{key}", **facts))
    return code


def _verdict(
    settings: Settings, person: Person, right: Right, host: HostName, vm: VmName | None
) -> tuple[int, str, dict[str, str]]:
    decision = decide(settings.grants, person, right, host, vm)
    if isinstance(decision, Allowed):
        grant = settings.grants[decision.grant - 1]
        facts = {"grant": str(decision.grant), "hosts": ", ".join(grant.hosts), "vms": ", ".join(grant.vms)}
        if right in {Right.REMOVE, Right.REMOVE_STANDARD} and not settings.removal.enabled:
            return FOUND, "disabled", facts
        return FINE, "yes", facts
    groups = frozenset(GroupId(group) for grant in settings.grants for group in grant.to if group.startswith("S"))
    decision = decide(settings.grants, replace(person, groups=groups), right, host, vm)
    if isinstance(decision, Allowed):
        named = ", ".join(sorted(groups & settings.grants[decision.grant - 1].to))
        return FOUND, "group", {"grant": str(decision.grant), "groups": named}
    return FOUND, "no", {"right": right.value}
