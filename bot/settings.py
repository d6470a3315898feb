"""The configuration: `hvbot.toml`, the `.env` beside it and the environment, checked as a whole."""

import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings_faults import Fault, contradictions, from_validation
from bot.settings_models import ENVIRONMENT, HOST_KEY, FromEnvironment, Grant, HostSettings, Settings
from bot.settings_values import Ground, ReasonRule, Scheme, Transport
from knowledge.languages import Language

__all__ = ["Grant", "HostSettings", "ReasonRule", "Scheme", "Settings", "Transport", "load"]

_ENVIRONMENT = "environment"  # stands in the report where other lines name a file
_DATABASE_URL = "HVBOT_DATABASE_URL"


def load(path: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings of the file at `path`; without one, what the environment alone says.

    Raises SettingsError with every fault there is, in the language of the terminal. Real variables win over `.env`,
    HVBOT_DATABASE_URL over the file.
    """
    faults: list[tuple[str, Fault]] = []
    table: dict[str, Any] = {}
    folder = Path()
    if path is not None:
        folder = path.parent
        table, environment = _read(path, faults), _with_dotenv(folder / ".env", environment, faults)
    faults += [(_ENVIRONMENT, fault) for fault in _oauth(environment)]
    faults += [(str(path), fault) for fault in contradictions(table)]
    try:
        settings = Settings.model_validate(_entered(table, environment), context=Ground(folder, environment))
    except ValidationError as error:
        faults += [_placed(str(path), fault, environment) for fault in from_validation(error)]
        settings = None
    if settings is None or faults:
        language = terminal_language(environment)
        raise SettingsError(dict.fromkeys(fault.line(file, language) for file, fault in faults))
    return settings


def terminal_language(environment: Mapping[str, str]) -> Language:
    """The language of whoever sits at the terminal, by POSIX's order of variables."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return Language.of_locale(next((environment[name] for name in names if environment.get(name)), None))


def _read(path: Path, faults: list[tuple[str, Fault]]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows editors put a mark in front
    except UnicodeDecodeError:
        faults.append((str(path), Fault("", "encoding")))
    except OSError as error:
        faults.append((str(path), Fault("", "file", (("detail", error.strerror or type(error).__name__),))))
    except tomllib.TOMLDecodeError as error:
        match = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error), re.DOTALL)
        detail, line, column = match.groups() if match else (str(error), None, None)
        sentence = "toml" if line else "toml-end"
        facts = (("detail", detail), ("column", column or ""))
        faults.append((str(path), Fault(line or "", sentence, facts)))
    return {}


def _with_dotenv(path: Path, environment: Mapping[str, str], faults: list[tuple[str, Fault]]) -> Mapping[str, str]:
    # The parser alone: dotenv's loader would look into the process environment and expand $ inside passwords.
    try:
        bindings = list(parse_stream(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except FileNotFoundError:
        return environment
    except (OSError, UnicodeDecodeError) as error:
        faults.append((str(path), Fault("", "file", (("detail", type(error).__name__),))))
        return environment
    faults += [(str(path), Fault(str(entry.original.line), "dotenv")) for entry in bindings if entry.error]
    return {**{entry.key: entry.value for entry in bindings if entry.key and entry.value is not None}, **environment}


def _oauth(environment: Mapping[str, str]) -> Iterator[Fault]:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        if environment.get(name):
            yield Fault(name, "oauth")
    for name, prefix, right in (("BOT", "xapp-", "xoxb-"), ("APP", "xoxb-", "xapp-")):
        if environment.get(f"SLACK_{name}_TOKEN", "").startswith(prefix):
            yield Fault(f"SLACK_{name}_TOKEN", "token", (("found", prefix), ("wanted", right)))


def _entered(table: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The file's tables, joined by what comes from elsewhere: the environment, and each host's key."""
    entered = {"storage": {}, "knowledge": {}, **table, ENVIRONMENT: dict(environment)}
    if (url := environment.get(_DATABASE_URL)) and isinstance(entered["storage"], dict):
        entered["storage"] = {**entered["storage"], "url": url}
    if isinstance(hosts := entered.get("hosts"), dict):
        entered["hosts"] = {
            name: {**host, HOST_KEY: name} if isinstance(host, dict) else host for name, host in hosts.items()
        }
    return entered


def _placed(file: str, fault: Fault, environment: Mapping[str, str]) -> tuple[str, Fault]:
    if fault.where in FromEnvironment.names():
        return _ENVIRONMENT, fault
    if fault.where == "storage.url" and environment.get(_DATABASE_URL):
        return _ENVIRONMENT, replace(fault, where=_DATABASE_URL)
    return file, fault
