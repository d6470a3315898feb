"""What is wrong with a configuration: what pydantic found, and what the values say against each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from bot import settings_models as models
from bot.settings_values import closest
from bot.wording import say
from knowledge.languages import Language

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the report. `where` is a key (entries count from 1), a line number, or empty."""

    where: str
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()

    def line(self, file: str, language: Language) -> str:
        """`file: key: what, suggestion`."""
        place = f"{file}: {self.where}" if self.where else file
        return f"{place}: {say(language, f'settings-{self.sentence}', **dict(self.facts))}"


def from_validation(error: ValidationError) -> Iterator[Fault]:
    """Every fault that pydantic found, in our own words; values are repeated only where a validator chose to."""
    for detail in error.errors(include_url=False, include_input=False):
        place = detail["loc"]
        kind = detail["type"]
        context = {name: str(value) for name, value in detail.get("ctx", {}).items()}
        match kind:
            case "extra_forbidden":
                yield _unknown_key(place)
            case "missing":
                yield Fault(written(place), "missing")
            case "greater_than_equal" | "less_than_equal" | "too_short":
                limit = context.get("ge") or context.get("le") or context["min_length"]
                yield Fault(written(place), kind.replace("_", "-"), (("limit", limit),))
            case _ if kind in _TYPES:
                yield Fault(written(place), f"type-{_TYPES[kind]}")
            case _:
                yield Fault(written(place), kind, tuple(context.items()))


def contradictions(table: Table) -> Iterator[Fault]:
    """What the raw tables say against each other; values of a wrong type match nothing here, pydantic reports them."""
    hosts, grants = _tables(table.get("hosts")), table.get("grants")
    yield from _approvals(_table(table.get("removal")), grants)
    sweep = _table(table.get("sweep"))
    if sweep.get("at") and not sweep.get("channel"):
        yield Fault("sweep.channel", "sweep-channel")
    for name, host in hosts.items():
        for key, sentence in _host(host):
            yield Fault(f"hosts.{name}.{key}", sentence, (("variable", _variable(name)),))
    yield from _same_names(hosts)
    for number, grant in enumerate(grants if isinstance(grants, list) else (), start=1):
        yield from _grant(f"grants[{number}].hosts", _table(grant), hosts)


def _approvals(removal: Table, grants: object) -> Iterator[Fault]:
    if removal.get("enabled") is not True or removal.get("approval_channel"):
        return
    if removal.get("approvals", 1) != 0:
        yield Fault("removal.approval_channel", "approval-channel")
    elif any("remove-standard" in _list(_table(grant).get("may")) for grant in _list(grants)):
        yield Fault("removal.approval_channel", "approval-channel-standard")


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
            yield Fault(f"hosts.{name}", "host-twice", (("other", other),))
    for name, host in hosts.items():
        for alias in _list(host.get("aliases")):
            if isinstance(alias, str) and (other := owner.setdefault(alias.casefold(), name)) != name:
                yield Fault(f"hosts.{name}.aliases", "alias-twice", (("alias", alias), ("other", other)))


def _grant(where: str, grant: Table, hosts: Iterable[str]) -> Iterator[Fault]:
    names = [name.lower() for name in hosts]
    patterns = [pattern for pattern in _list(grant.get("hosts")) if isinstance(pattern, str)]
    if not patterns and any(
        right in ("list", "remove", "remove-standard", "approve") for right in _list(grant.get("may"))
    ):
        yield Fault(where, "grant-hosts")
    for number, pattern in enumerate(patterns, start=1):
        if pattern != "*" and not any(fnmatchcase(name, pattern.lower()) for name in names):
            facts = (("value", pattern), ("meant", closest(pattern, names) or "none"))
            yield Fault(f"{where}[{number}]", "grant-host-unknown", facts)


def written(place: tuple[int | str, ...]) -> str:
    """A place in the tables as a person writes it."""
    text = ""
    for part in place:
        if part in {models.ENVIRONMENT, models.HOST_KEY}:
            continue
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _unknown_key(place: tuple[int | str, ...]) -> Fault:
    known = [field.alias or name for name, field in _model_at(place[:-1]).model_fields.items()]
    known = [name for name in known if not name.startswith("[")]
    meant = closest(str(place[-1]), known)
    if meant:
        return Fault(written(place), "unknown-key", (("meant", meant),))
    return Fault(written(place), "unknown-key-far", (("known", ", ".join(known)),))


def _model_at(place: tuple[int | str, ...]) -> type[BaseModel]:
    match place:
        case ("hosts", _, "password"):
            return models.SecretSource
        case ("hosts", _):
            return models.HostSettings
        case ("grants", _):
            return models.Grant
        case (str() as section,):
            return cast("type[BaseModel]", models.Settings.model_fields[section].annotation)
        case _:
            return models.Settings


_TYPES = {
    "string_type": "text",
    "int_type": "number",
    "bool_type": "switch",
    "tuple_type": "list",
    "frozen_set_type": "list",
    "model_type": "table",
    "mapping_type": "table",
    "dict_type": "table",
}


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> Mapping[str, Table]:
    return {name: _table(entry) for name, entry in _table(value).items()}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _variable(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name.upper()) + "_PASSWORD"
