"""The configuration: `hvbot.toml`, the `.env` beside it and the environment, checked as a whole."""

import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings_faults import DATABASE_URL, Fault, contradictions, from_validation
from bot.settings_models import ENVIRONMENT, HOST_KEY, Grant, HostSettings, Settings
from bot.settings_values import Ground, ReasonRule, Scheme, Transport
from knowledge.languages import Language

__all__ = ["Grant", "HostSettings", "ReasonRule", "Scheme", "Settings", "Transport", "load"]


def load(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings of the file at `path`; without one, what the environment alone says.

    Raises SettingsError with every fault there is, in the language of the terminal. Real variables win over `.env`,
    HVBOT_DATABASE_URL over the file.
    """
    faults: list[Fault] = []
    table: dict[str, Any] = {}
    folder = path.parent if path else Path()
    if path is not None:
        table, environment = _read(path, faults), {**_dotenv(folder / ".env", faults), **environment}
    faults += [*_variables(environment), *contradictions(table)]
    try:
        settings = Settings.model_validate(_entered(table, environment), context=Ground(folder, environment))
        if not faults:
            return settings
    except ValidationError as error:
        faults += from_validation(error, environment)
    language = terminal_language(environment)
    raise SettingsError(dict.fromkeys(fault.line(str(path), language) for fault in faults))


def terminal_language(environment: Mapping[str, str]) -> Language:
    """The language of whoever sits at the terminal, by POSIX's order of variables."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return Language.of_locale(next((environment[name] for name in names if environment.get(name)), None))


def _text(path: Path, faults: list[Fault], *, optional: bool = False) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # Windows editors put a mark in front
    except UnicodeDecodeError:
        faults.append(Fault("", "encoding", source=str(path)))
    except OSError as error:
        if not (optional and isinstance(error, FileNotFoundError)):
            faults.append(Fault("", "file", {"detail": error.strerror or ""}, str(path)))
    return ""


def _read(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path, faults))
    except tomllib.TOMLDecodeError as error:
        match = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error), re.DOTALL)
        detail, line, column = match.groups() if match else (str(error), None, None)
        sentence = "toml" if line else "toml-end"
        faults.append(Fault(line or "", sentence, {"detail": detail, "column": column or ""}))
    return {}


def _dotenv(path: Path, faults: list[Fault]) -> dict[str, str]:
    # The parser alone: dotenv's loader would look into the process environment and expand $ inside passwords.
    bindings = list(parse_stream(io.StringIO(_text(path, faults, optional=True))))
    faults += [Fault(str(entry.original.line), "dotenv", source=str(path)) for entry in bindings if entry.error]
    return {entry.key: entry.value for entry in bindings if entry.key and entry.value is not None}


def _variables(environment: Mapping[str, str]) -> Iterator[Fault]:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        if environment.get(name):
            yield Fault(name, "oauth", source="environment")
    for name, prefix, right in (("BOT", "xapp-", "xoxb-"), ("APP", "xoxb-", "xapp-")):
        if environment.get(f"SLACK_{name}_TOKEN", "").startswith(prefix):
            yield Fault(f"SLACK_{name}_TOKEN", "token", {"found": prefix, "wanted": right}, "environment")


def _entered(table: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The file's tables, joined by the database that the environment names, and each host by its key and port."""
    entered = {**table, ENVIRONMENT: {}}
    if (url := environment.get(DATABASE_URL)) and isinstance(storage := table.get("storage", {}), dict):
        entered["storage"] = {**storage, "url": url}
    if isinstance(hosts := table.get("hosts"), dict):
        entered["hosts"] = {name: _host(name, host) for name, host in hosts.items()}
    return entered


def _host(name: str, host: object) -> object:
    if not isinstance(host, dict):
        return host
    return {"port": 5985 if host.get("scheme") == Scheme.HTTP else 5986, **host, HOST_KEY: name}
