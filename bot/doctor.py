"""Looks for what would keep hvbot from working, in the order in which one thing needs the other. Changes nothing."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.errors import HostError, HvbotError, OperatorError, Ref, Sent
from bot.hyperv import ECHO, HyperV
from bot.inventory import Probe
from bot.remote import Limits, knock
from bot.settings import HostSettings, Scheme, Settings, Transport
from bot.store import open_store
from bot.trail import Trail
from bot.values import HostName, utc_now
from knowledge.library import Library
from knowledge.lint import lint


class Step(StrEnum):
    """What is checked; programs know these words."""

    CONFIGURATION = "configuration"
    SLACK_SIGN_IN = "slack-sign-in"
    SLACK_SCOPES = "slack-scopes"
    SLACK_SOCKET = "slack-socket"
    DATABASE = "database"
    TRAIL = "trail"
    ARTICLES = "articles"
    NAME = "name"
    PORT = "port"
    TLS = "tls"
    LOGIN = "login"
    MODULE = "module"
    RIGHTS = "rights"
    ROUND_TRIP = "round-trip"


_WAY_TO_A_HOST = tuple(Step)[tuple(Step).index(Step.NAME) :]
# The step that has failed with an error, and how many steps of the way it proves to be fine all the same.
_ENDS = {
    Ref.HOST_UNRESOLVED: (Step.NAME, 0),
    Ref.HOST_UNREACHABLE: (Step.PORT, 1),
    Ref.HOST_TLS: (Step.TLS, 2),
    Ref.HOST_SECRET: (Step.LOGIN, 2),
    Ref.HOST_BUSY: (Step.LOGIN, 2),
    Ref.HOST_LOGIN: (Step.LOGIN, 3),
    Ref.HOST_SHELL_DENIED: (Step.RIGHTS, 4),
    Ref.HOST_NO_HYPERV: (Step.MODULE, 4),
    Ref.HOST_VMMS_DOWN: (Step.MODULE, 4),
    Ref.HOST_HYPERV_DENIED: (Step.RIGHTS, 5),
}


class Level(StrEnum):
    """How a check ended. A warning says what something costs; it is no fault."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


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
    counted = {"hosts": str(len(settings.hosts)), "grants": str(len(settings.grants))}
    yield Finding(Step.CONFIGURATION, Level.OK if settings.hosts else Level.WARNING, facts=counted)
    if only is None:
        yield from slack(settings)
        yield from _database(settings.storage.url)
        unreadable, faults = Library(settings.knowledge.folder).problems, lint(settings.knowledge.folder)
        level = Level.FAILED if unreadable else Level.WARNING if faults else Level.OK
        yield Finding(Step.ARTICLES, level, facts={"count": str(len(faults))})
    for host, known in settings.hosts.items():
        if only in {None, host}:
            yield from _host(host, known, hyperv)


def _database(url: str) -> tuple[Finding, Finding]:
    try:
        with closing(open_store(url, create=False, upgrade=False)) as store:
            with store.writing():  # an entry of the trail needs no more than this lock
                pass
            verdict = Trail(store, utc_now).verify()
    except HvbotError as error:
        untested = Finding(Step.TRAIL, Level.SKIPPED)
        missing = error.facts.get("missing")
        if missing and os.access(Path(missing).parent, os.W_OK | os.X_OK):
            return Finding(Step.DATABASE, Level.OK, facts={"there": "no"}), untested
        level = Level.WARNING if error.ref is Ref.DATABASE_OLDER else Level.FAILED
        return Finding(Step.DATABASE, level, error=error), untested
    facts = {"rows": str(verdict.rows), "head": verdict.head, "bad": str(verdict.bad)}
    trail = Finding(Step.TRAIL, Level.FAILED if verdict.fault else Level.OK, facts=facts)
    return Finding(Step.DATABASE, Level.OK, facts={"there": "yes"}), trail


def _host(host: HostName, known: HostSettings, hyperv: HyperV) -> Iterator[Finding]:
    named = ("address", "port", "scheme", "transport", "username")
    facts = {"host": str(host)} | {name: str(getattr(known, name)) for name in named}
    failed, proven, fault = None, len(_WAY_TO_A_HOST), None
    try:
        knock(host, known.address, known.port, Limits().preflight)
        probe = hyperv.probe(host)
        facts |= {name: str(value) for name, value in asdict(probe).items()}
        _judge(host, probe)
    except (HostError, OperatorError) as error:
        fault, (failed, proven) = error, _ENDS.get(error.ref, (Step.ROUND_TRIP, 2))
        if isinstance(error, HostError) and error.sent is Sent.MAYBE:
            proven = max(proven, 4)
        elif isinstance(error, HostError) and error.log.startswith("WinRMError"):
            proven = 2  # pywinrm's own, perhaps before the first message: without a Kerberos library, for example
    costly = {Step.TLS: known.scheme is Scheme.HTTP or not known.verify, Step.LOGIN: known.transport is Transport.BASIC}
    for number, step in enumerate(_WAY_TO_A_HOST):
        if number < proven:
            yield Finding(step, Level.WARNING if costly.get(step) else Level.OK, host, facts)
        else:
            level = Level.FAILED if step is failed else Level.SKIPPED
            yield Finding(step, level, host, facts, fault if step is failed else None)


def _judge(host: HostName, probe: Probe) -> None:
    ref = None
    if probe.echo != ECHO:
        ref = Ref.HOST_REPLY
    elif not probe.module or probe.vmms == "Missing":
        ref = Ref.HOST_NO_HYPERV
    elif not probe.can_list:
        ref = Ref.HOST_HYPERV_DENIED if probe.vmms in {"Running", "Unknown"} else Ref.HOST_VMMS_DOWN
    if ref is not None:
        raise HostError(ref, sent=Sent.MAYBE, host=host)
