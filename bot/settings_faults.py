"""What is wrong with a configuration: what pydantic found, and what the values say against each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from pydantic import ValidationError

from bot import settings_models as models
from bot.settings_values import closest
from bot.wording import say
from knowledge.languages import Language

Table = Mapping[str, Any]
DATABASE_URL = "HVBOT_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the report. `where` is a key (entries count from 1), a line number, a variable, or empty."""

    where: str
    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)
    source: str = ""  # another file than `hvbot.toml`, or the environment

    def line(self, file: str, language: Language) -> str:
        """`file: key: what, suggestion`."""
        place = ": ".join(filter(None, (self.source or file, self.where)))
        return f"{place}: {say(language, f'settings-{self.sentence}', **self.facts)}"


def from_validation(error: ValidationError, environment: Mapping[str, str]) -> Iterator[Fault]:
    """Every fault that pydantic found, in our own words; values are repeated only where a validator chose to."""
    for detail in error.errors(include_url=False, include_input=False):
        place, sentence = detail["loc"], detail["type"].replace("_", "-")
        facts = {name: str(value) for name, value in detail.get("ctx", {}).items()}
        where, source = written(place), "environment" if place[0] == models.ENVIRONMENT else ""
        if sentence == "extra-forbidden":
            known = _keys_at(place[:-1])
            sentence, facts = "unknown-key", {"meant": closest(str(place[-1]), known), "known": ", ".join(known)}
        elif where == "storage.url" and environment.get(DATABASE_URL):
            where, source = DATABASE_URL, "environment"
        yield Fault(where, sentence, facts, source)


def contradictions(table: Table) -> Iterator[Fault]:
    """What the raw tables say against each other; values of a wrong type match nothing here, pydantic reports them."""
    hosts = {name: _table(host) for name, host in _table(table.get("hosts")).items()}
    grants = [_table(grant) for grant in _list(table.get("grants"))]
    removal, sweep = _table(table.get("removal")), _table(table.get("sweep"))
    if removal.get("enabled") is True and not removal.get("approval_channel"):
        if removal.get("approvals", 1) != 0:
            yield Fault("removal.approval_channel", "approval-channel")
        elif any("remove-standard" in _list(grant.get("may")) for grant in grants):
            yield Fault("removal.approval_channel", "approval-channel-standard")
    if sweep.get("at") and not sweep.get("channel"):
        yield Fault("sweep.channel", "sweep-channel")
    for name, host in hosts.items():
        variable = "".join(letter if letter.isalnum() else "_" for letter in name.upper()) + "_PASSWORD"
        for key, sentence in _host(host):
            yield Fault(f"hosts.{name}.{key}", sentence, {"variable": variable})
    yield from _same_names(hosts)
    for number, grant in enumerate(grants, start=1):
        yield from _grant(f"grants[{number}].hosts", grant, hosts)


def _host(host: Table) -> Iterator[tuple[str, str]]:
    transport, plain = host.get("transport", "ntlm"), host.get("scheme") == "http"
    if plain and transport in ("basic", "certificate"):
        yield "transport", f"{transport}-http"
    if plain and host.get("ca_file"):
        yield "ca_file", "ca-http"
    if host.get("verify") is False and host.get("ca_file"):
        yield "verify", "verify-ca"
    if transport == "certificate":
        yield from ((key, "certificate-file") for key in ("cert_file", "key_file") if not host.get(key))
    elif host.get("cert_file") or host.get("key_file"):
        yield "cert_file" if host.get("cert_file") else "key_file", "certificate-unused"
    if transport in ("ntlm", "basic"):
        if not host.get("username"):
            yield "username", "username"
        if "password" not in host:
            yield "password", "password"
    if isinstance(source := host.get("password"), dict) and bool(source.get("env")) == bool(source.get("file")):
        yield "password", "password-source"


def _same_names(hosts: Mapping[str, Table]) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for name in hosts:
        if (other := owner.setdefault(name.casefold(), name)) != name:
            yield Fault(f"hosts.{name}", "host-twice", {"other": other})
    for name, host in hosts.items():
        for alias in _list(host.get("aliases")):
            if isinstance(alias, str) and (other := owner.setdefault(alias.casefold(), name)) != name:
                yield Fault(f"hosts.{name}.aliases", "alias-twice", {"alias": alias, "other": other})


def _grant(where: str, grant: Table, hosts: Iterable[str]) -> Iterator[Fault]:
    names = [name.lower() for name in hosts]
    patterns = [pattern for pattern in _list(grant.get("hosts")) if isinstance(pattern, str)]
    if not patterns and any(
        right in ("list", "remove", "remove-standard", "approve") for right in _list(grant.get("may"))
    ):
        yield Fault(where, "grant-hosts")
    for number, pattern in enumerate(patterns, start=1):
        if pattern != "*" and not any(fnmatchcase(name, pattern.lower()) for name in names):
            yield Fault(
                f"{where}[{number}]", "grant-host-unknown", {"value": pattern, "meant": closest(pattern, names)}
            )


def written(place: tuple[int | str, ...]) -> str:
    """A place in the tables as a person writes it."""
    parts = (part for part in place if part not in {models.ENVIRONMENT, models.HOST_KEY})
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _keys_at(place: tuple[int | str, ...]) -> list[str]:
    """The keys that there are in the table at a place."""
    model: Any = models.Settings
    match place:
        case ("hosts", _, "password"):
            model = models.SecretSource
        case ("hosts", _):
            model = models.HostSettings
        case ("grants", _):
            model = models.Grant
        case (str() as section,):
            model = model.model_fields[section].annotation
    return [name for name, found in model.model_fields.items() if not found.alias]


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
