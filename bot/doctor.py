"""Looks for what would keep hvbot from working, in the order in which one thing needs the other. Changes nothing."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias, get_args

from bot.errors import HostError, HvbotError, Ref, Sent
from bot.hyperv import ECHO, HyperV
from bot.inventory import Probe
from bot.remote import Limits, knock
from bot.settings import HostSettings, Scheme, Settings, Transport
from bot.store import open_store
from bot.trail import Trail
from bot.values import HostName, utc_now
from knowledge.library import Library
from knowledge.lint import lint

Level: TypeAlias = Literal["ok", "warning", "failed", "skipped"]  # a warning says what something costs; it is no fault
HostStep: TypeAlias = Literal["name", "port", "tls", "login", "module", "rights", "round-trip"]
SlackStep: TypeAlias = Literal["slack-sign-in", "slack-scopes", "slack-socket"]
Step: TypeAlias = Literal["configuration", SlackStep, "database", "trail", "articles", HostStep]

_WAY_TO_A_HOST: tuple[HostStep, ...] = get_args(HostStep)
# The step that has failed with an error, and how many steps of the way it proves to be fine all the same.
_ENDS: dict[Ref, tuple[HostStep, int]] = {
    Ref.HOST_UNRESOLVED: ("name", 0),
    Ref.HOST_UNREACHABLE: ("port", 1),
    Ref.HOST_TLS: ("tls", 2),
    Ref.HOST_SECRET: ("login", 2),
    Ref.HOST_BUSY: ("login", 2),
    Ref.HOST_LOGIN: ("login", 3),
    Ref.HOST_SHELL_DENIED: ("rights", 4),
    Ref.HOST_NO_HYPERV: ("module", 4),
    Ref.HOST_VMMS_DOWN: ("module", 4),
    Ref.HOST_HYPERV_DENIED: ("rights", 5),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. `facts` fill the sentence `doctor-<step>-<level>`; an `error` brings sentences of its own."""

    step: Step
    level: Level
    host: HostName | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    error: HvbotError | None = None


def examine(
    settings: Settings, slack: Callable[[Settings], Iterable[Finding]], hyperv: HyperV, only: HostName | None
) -> Iterator[Finding]:
    """Every finding as it comes; with `only` those about this host. A wrong password costs one logon per host."""
    facts = {"hosts": str(len(settings.hosts)), "grants": str(len(settings.grants))}
    yield Finding("configuration", "ok" if settings.hosts else "warning", facts=facts)
    if only is None:
        yield from slack(settings)
        yield from _database(settings.storage.url)
        unreadable, faults = Library(settings.knowledge.folder).problems, lint(settings.knowledge.folder)
        level: Level = "failed" if unreadable else "warning" if faults else "ok"
        yield Finding("articles", level, facts={"count": str(len(faults))})
    for host in [only] if only else settings.hosts:
        yield from _host(host, settings.hosts[host], hyperv)


def _database(url: str) -> tuple[Finding, Finding]:
    try:
        with closing(open_store(url, create=False, upgrade=False)) as store:
            with store.writing():  # an entry of the trail needs no more than this lock
                pass
            verdict = Trail(store, utc_now).verify()
    except HvbotError as error:
        database = Finding("database", "warning" if error.ref is Ref.DATABASE_OLDER else "failed", error=error)
        if os.access(error.facts.get("folder", ""), os.W_OK | os.X_OK):
            database = Finding("database", "ok", facts={"there": "no"})
        return database, Finding("trail", "skipped")
    facts = {"rows": str(verdict.rows), "head": verdict.head, "bad": str(verdict.bad)}
    trail = Finding("trail", "failed" if verdict.fault else "ok", facts=facts)
    return Finding("database", "ok", facts={"there": "yes"}), trail


def _host(host: HostName, known: HostSettings, hyperv: HyperV) -> Iterator[Finding]:
    named = ("address", "port", "scheme", "transport", "username")
    facts = {"host": str(host)} | {name: str(getattr(known, name)) for name in named}
    failed, proven, fault = None, len(_WAY_TO_A_HOST), None
    try:
        knock(host, known.address, known.port, Limits().preflight)
        probe = hyperv.probe(host)
        facts |= {name: str(value) for name, value in asdict(probe).items()}
        if ref := _what_lacks(probe):
            raise HostError(ref, sent=Sent.MAYBE, host=host)
    except HvbotError as error:
        fault, (failed, proven) = error, _ENDS.get(error.ref, ("round-trip", 2))
        if getattr(error, "sent", Sent.NO) is Sent.MAYBE:
            proven = max(proven, 4)
        elif error.ref is Ref.HOST_LOGIN and "by the server" not in getattr(error, "log", ""):
            proven = 2  # pywinrm gave up by itself, perhaps before the first message: no certificate file, no Kerberos
    costly = {"tls": known.scheme is Scheme.HTTP or not known.verify, "login": known.transport is Transport.BASIC}
    for number, step in enumerate(_WAY_TO_A_HOST):
        if number < proven:
            yield Finding(step, "warning" if costly.get(step) else "ok", host, facts)
        elif step == failed:
            yield Finding(step, "failed", host, facts, fault)
        else:
            yield Finding(step, "skipped", host)


def _what_lacks(probe: Probe) -> Ref | None:
    if probe.echo != ECHO:
        return Ref.HOST_REPLY
    if not probe.module or probe.vmms == "Missing":
        return Ref.HOST_NO_HYPERV
    if probe.can_list:
        return None
    return Ref.HOST_HYPERV_DENIED if probe.vmms in {"Running", "Unknown"} else Ref.HOST_VMMS_DOWN
