"""The configuration: `hvbot.toml`, the `.env` beside it and the environment, checked as a whole."""

import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings_models import ENVIRONMENT, HOST_KEY, Grant, HostSettings, SecretSource, Settings
from bot.settings_values import Ground, ReasonRule, Scheme, Transport, closest
from bot.wording import say
from knowledge.languages import Language

__all__ = ["Grant", "HostSettings", "ReasonRule", "Scheme", "Settings", "Transport", "load"]

_Table = Mapping[str, Any]
_DATABASE_URL = "HVBOT_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class _Fault:
    """One line of the report. `where` is a key (entries count from 1), a line number, a variable, or empty."""

    where: str
    sentence: str
    facts: Mapping[str, str] = field(default_factory=dict)
    source: str = ""  # another file than `hvbot.toml`, or the environment

    def line(self, file: str, language: Language) -> str:
        """`file: key: what, suggestion`."""
        place = ": ".join(filter(None, (self.source or file, self.where)))
        return f"{place}: {say(language, f'settings-{self.sentence}', **self.facts)}"


def load(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings of the file at `path`; without one, what the environment alone says.

    Raises SettingsError with every fault there is, in the language of the terminal. Real variables win over `.env`,
    HVBOT_DATABASE_URL over the file.
    """
    faults: list[_Fault] = []
    table: dict[str, Any] = {}
    folder = path.parent if path else Path()
    if path is not None:
        table, environment = _read(path, faults), {**_dotenv(folder / ".env", faults), **environment}
    faults += [*_variables(environment), *_contradictions(table)]
    try:
        settings = Settings.model_validate(_entered(table, environment), context=Ground(folder, environment))
        if not faults:
            return settings
    except ValidationError as error:
        faults += _from_validation(error, environment)
    language = terminal_language(environment)
    raise SettingsError(dict.fromkeys(fault.line(str(path), language) for fault in faults))


def terminal_language(environment: Mapping[str, str]) -> Language:
    """The language of whoever sits at the terminal, by POSIX's order of variables."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return Language.of_locale(next((environment[name] for name in names if environment.get(name)), None))


def _text(path: Path, faults: list[_Fault], *, optional: bool = False) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # Windows editors put a mark in front
    except UnicodeDecodeError:
        faults.append(_Fault("", "encoding", source=str(path)))
    except OSError as error:
        if not (optional and isinstance(error, FileNotFoundError)):
            faults.append(_Fault("", "file", {"detail": error.strerror or ""}, str(path)))
    return ""


def _read(path: Path, faults: list[_Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path, faults))
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+), column (\d+)\)$", str(error))
        line, column = match.groups() if match else ("", "none")
        faults.append(_Fault(line, "toml", {"detail": str(error).partition(" (at ")[0], "column": column}))
    return {}


def _dotenv(path: Path, faults: list[_Fault]) -> dict[str, str]:
    # The parser alone: dotenv's loader would look into the process environment and expand $ inside passwords.
    bindings = list(parse_stream(io.StringIO(_text(path, faults, optional=True))))
    faults += [_Fault(str(entry.original.line), "dotenv", source=str(path)) for entry in bindings if entry.error]
    return {entry.key: entry.value for entry in bindings if entry.key and entry.value is not None}


def _variables(environment: Mapping[str, str]) -> Iterator[_Fault]:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        if environment.get(name):
            yield _Fault(name, "oauth", source="environment")
    for name, prefix, right in (("BOT", "xapp-", "xoxb-"), ("APP", "xoxb-", "xapp-")):
        if environment.get(f"SLACK_{name}_TOKEN", "").startswith(prefix):
            yield _Fault(f"SLACK_{name}_TOKEN", "token", {"found": prefix, "wanted": right}, "environment")


def _entered(table: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The file's tables, joined by the database that the environment names, and each host by its key and port."""
    entered: dict[str, Any] = {**table, ENVIRONMENT: {}}
    if (url := environment.get(_DATABASE_URL)) and isinstance(storage := table.get("storage", {}), dict):
        entered["storage"] = {**storage, "url": url}
    if isinstance(hosts := table.get("hosts"), dict):
        entered["hosts"] = dict(hosts)
        for name, host in hosts.items():
            if isinstance(host, dict):
                port = 5985 if host.get("scheme") == Scheme.HTTP else 5986
                entered["hosts"][name] = {"port": port, **host, HOST_KEY: name}
    return entered


def _from_validation(error: ValidationError, environment: Mapping[str, str]) -> Iterator[_Fault]:
    """Every fault that pydantic found, in our own words; values are repeated only where a validator chose to."""
    for detail in error.errors(include_url=False, include_input=False):
        place, sentence = detail["loc"], detail["type"].replace("_", "-")
        facts = {name: str(value) for name, value in detail.get("ctx", {}).items()}
        where, source = _written(place), "environment" if place[0] == ENVIRONMENT else ""
        if sentence == "extra-forbidden":
            known = _keys_at(place[:-1])
            sentence, facts = "unknown-key", {"meant": closest(str(place[-1]), known), "known": ", ".join(known)}
        elif where == "storage.url" and environment.get(_DATABASE_URL):
            where, source = _DATABASE_URL, "environment"
        yield _Fault(where, sentence, facts, source)


def _contradictions(table: _Table) -> Iterator[_Fault]:
    """What the raw tables say against each other; values of a wrong type match nothing here, pydantic reports them."""
    hosts = {name: _table(host) for name, host in _table(table.get("hosts")).items()}
    grants = [_table(grant) for grant in _list(table.get("grants"))]
    removal, sweep = _table(table.get("removal")), _table(table.get("sweep"))
    if removal.get("enabled") is True and not removal.get("approval_channel"):
        if removal.get("approvals", 1) != 0:
            yield _Fault("removal.approval_channel", "approval-channel")
        elif any("remove-standard" in _list(grant.get("may")) for grant in grants):
            yield _Fault("removal.approval_channel", "approval-channel-standard")
    if sweep.get("at") and not sweep.get("channel"):
        yield _Fault("sweep.channel", "sweep-channel")
    for name, host in hosts.items():
        variable = "".join(letter if letter.isalnum() else "_" for letter in name.upper()) + "_PASSWORD"
        for key, sentence in _host(host):
            yield _Fault(f"hosts.{name}.{key}", sentence, {"variable": variable})
    yield from _same_names(hosts)
    for number, grant in enumerate(grants, start=1):
        yield from _grant(f"grants[{number}].hosts", grant, hosts)


def _host(host: _Table) -> Iterator[tuple[str, str]]:
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


def _same_names(hosts: Mapping[str, _Table]) -> Iterator[_Fault]:
    owner: dict[str, str] = {}
    for name in hosts:
        if (other := owner.setdefault(name.casefold(), name)) != name:
            yield _Fault(f"hosts.{name}", "host-twice", {"other": other})
    for name, host in hosts.items():
        for alias in _list(host.get("aliases")):
            if isinstance(alias, str) and (other := owner.setdefault(alias.casefold(), name)) != name:
                yield _Fault(f"hosts.{name}.aliases", "alias-twice", {"alias": alias, "other": other})


def _grant(where: str, grant: _Table, hosts: Iterable[str]) -> Iterator[_Fault]:
    names = [name.lower() for name in hosts]
    patterns = [pattern for pattern in _list(grant.get("hosts")) if isinstance(pattern, str)]
    rights = [right for right in _list(grant.get("may")) if right in ("list", "remove", "remove-standard", "approve")]
    if rights and not patterns:
        yield _Fault(where, "grant-hosts")
    for number, pattern in enumerate(patterns, start=1):
        if pattern != "*" and not any(fnmatchcase(name, pattern.lower()) for name in names):
            facts = {"value": pattern, "meant": closest(pattern, names)}
            yield _Fault(f"{where}[{number}]", "grant-host-unknown", facts)


def _written(place: tuple[int | str, ...]) -> str:
    """A place in the tables as a person writes it."""
    parts = (part for part in place if part not in {ENVIRONMENT, HOST_KEY})
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _keys_at(place: tuple[int | str, ...]) -> list[str]:
    """The keys that there are in the table at a place."""
    model: Any = Settings
    match place:
        case ("hosts", _, "password"):
            model = SecretSource
        case ("hosts", _):
            model = HostSettings
        case ("grants", _):
            model = Grant
        case (str() as section,):
            model = model.model_fields[section].annotation
    return [name for name, found in model.model_fields.items() if not found.alias]


def _table(value: object) -> _Table:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
