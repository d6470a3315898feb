"""Who may do what. Deny by default: without a grant that matches, only explanations of codes are possible."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Protocol

from bot.people import Person, Standing
from bot.values import HostName, VmName


class Right(StrEnum):
    """What a grant can give; `remove-standard` is never given by a wildcard."""

    LIST = "list"
    REMOVE = "remove"
    REMOVE_STANDARD = "remove-standard"
    APPROVE = "approve"
    AUDIT = "audit"
    KNOWLEDGE = "knowledge"


class Rule(StrEnum):
    """Which rule said no."""

    STANDING = "standing"
    NO_GRANT = "no-grant"


class Grant(Protocol):
    """One `[[grants]]` entry: Slack user or group ids, rights, and patterns of hosts and VMs (`*` and `?`)."""

    @property
    def to(self) -> Collection[str]: ...
    @property
    def may(self) -> Collection[Right]: ...
    @property
    def hosts(self) -> Collection[str]: ...
    @property
    def vms(self) -> Collection[str]: ...


@dataclass(frozen=True, slots=True)
class Allowed:
    """A rule said yes; `grant` is its number in the configuration, from 1."""

    grant: int


@dataclass(frozen=True, slots=True)
class Denied:
    """The rule that said no."""

    rule: Rule


def decide(
    grants: Sequence[Grant], person: Person, right: Right, host: HostName | None, vm: VmName | None = None
) -> Allowed | Denied:
    """Without a host any grant of the right counts, without a VM any VM of the host. The first match decides."""
    if person.standing is not Standing.MEMBER:
        return Denied(Rule.STANDING)
    fits = (Allowed(number) for number, grant in enumerate(grants, 1) if _covers(grant, person, right, host, vm))
    return next(fits, Denied(Rule.NO_GRANT))


def _covers(grant: Grant, person: Person, right: Right, host: HostName | None, vm: VmName | None) -> bool:
    return (
        right in grant.may
        and (person.user in grant.to or not person.groups.isdisjoint(grant.to))
        and (host is None or any(_fits(host, pattern.lower()) for pattern in grant.hosts))
        and (vm is None or any(_fits(vm, pattern) for pattern in grant.vms))
    )


def _fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern.replace("[", "[[]"))  # a bracket is a character like others
