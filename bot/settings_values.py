"""The values of `hvbot.toml`: each is parsed once, here, and leaves its spelling behind."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.logs import LEVELS
from bot.policy import Right
from bot.values import ChannelId, HostName, parse_duration
from knowledge.languages import Language


class Scheme(StrEnum):
    """How WS-Management travels; over http the messages themselves are encrypted."""

    HTTPS = "https"
    HTTP = "http"


class Transport(StrEnum):
    """How hvbot signs in to a host."""

    NTLM = "ntlm"
    KERBEROS = "kerberos"
    CERTIFICATE = "certificate"
    BASIC = "basic"


class ReasonRule(StrEnum):
    """Whether a removal needs a reason."""

    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Ground:
    """What validation must know besides the file: the folder where relative paths begin, and the environment."""

    folder: Path
    environment: Mapping[str, str]


def fault(sentence: str, **facts: str) -> PydanticCustomError:
    """A fault of one value; its sentence is `settings-<sentence>`."""
    return PydanticCustomError(cast("Literal['fault']", sentence), "fault", dict(facts))


def closest(word: str, known: Iterable[str]) -> str | None:
    """What the person may have meant."""
    return next(iter(get_close_matches(word.lower(), list(known), n=1)), None)


def parsed(convert: Callable[[str], object], sentence: str, *, empty: bool = False) -> BeforeValidator:
    """Text through `convert`, whose ValueError becomes the fault `sentence`. With `empty`, "" stands for None."""

    def parse(value: object) -> object:
        text = _text(value)
        try:
            return None if empty and not text else convert(text)
        except ValueError:
            raise fault(sentence, value=text) from None

    return BeforeValidator(parse)


def choice(*allowed: str, convert: Callable[[str], object] = str, fold: Callable[[str], str] = str) -> BeforeValidator:
    """One of a few words."""

    def parse(value: object) -> object:
        text = fold(_text(value))
        if text not in allowed:
            raise fault("choice", value=text, allowed=", ".join(allowed), meant=closest(text, allowed) or "none")
        return convert(text)

    return BeforeValidator(parse)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise fault("type-text")
    return value


def _matching(pattern: str, convert: Callable[[str], object] = str) -> Callable[[str], object]:
    def check(text: str) -> object:
        if re.fullmatch(pattern, text) is None:
            raise ValueError(text)
        return convert(text)

    return check


def _pattern(value: object) -> re.Pattern[str] | None:
    text = _text(value)
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise fault("pattern", value=text, position=str((error.pos or 0) + 1), detail=error.msg) from None


def _right(value: object) -> object:
    if isinstance(value, str) and "*" in value:
        raise fault("may-wildcard", allowed=", ".join(Right))
    return value


def path(value: object, info: ValidationInfo) -> Path | None:
    """A relative one begins at the configuration's folder; None for an empty text."""
    text = _text(value)
    if "\0" in text:
        raise fault("path")
    return cast("Ground", info.context).folder / text if text else None


def _database(value: object, info: ValidationInfo) -> str:
    driver, _, rest = _text(value).partition("://")
    if driver == "postgresql+psycopg" and rest:
        return f"{driver}://{rest}"
    if driver.startswith("postgres"):
        raise fault("storage-driver")
    if driver != "sqlite" or not rest.startswith("/"):
        raise fault("storage-url")
    if rest in {"/", "/:memory:"}:
        raise fault("storage-memory")
    return f"sqlite:///{cast('Ground', info.context).folder / rest[1:]}"


def _language(text: str) -> Language | None:
    return None if text == "auto" else Language(text)


AnyLanguage = Annotated[Language | None, choice("auto", *Language, convert=_language)]  # None = auto
AnyScheme = Annotated[Scheme, choice(*Scheme, convert=Scheme)]
AnyTransport = Annotated[Transport, choice(*Transport, convert=Transport)]
AnyReason = Annotated[ReasonRule, choice(*ReasonRule, convert=ReasonRule)]
LogFormat = Annotated[Literal["text", "json"], choice("text", "json")]
LogLevel = Annotated[str, choice(*LEVELS, fold=str.upper)]
AnyRight = Annotated[Right, choice(*Right, convert=Right), BeforeValidator(_right)]
Duration = Annotated[timedelta, parsed(parse_duration, "duration")]
Clock = Annotated[time | None, parsed(_matching(r"\d\d:\d\d", time.fromisoformat), "clock", empty=True)]
Pattern = Annotated[re.Pattern[str] | None, BeforeValidator(_pattern)]
Channel = Annotated[ChannelId | None, parsed(_matching("[CGD][A-Z0-9]+", ChannelId), "channel", empty=True)]
ChannelOrAll = Annotated[str, parsed(_matching(r"\*|[CGD][A-Z0-9]+"), "channel")]
Grantee = Annotated[str, parsed(_matching("[UWS][A-Z0-9]+"), "grantee")]
HostPattern = Annotated[str, parsed(str.lower, "host-key")]
HostKey = Annotated[HostName, parsed(HostName.parse, "host-key")]
Address = Annotated[str, parsed(_matching("[A-Za-z0-9._:-]+"), "address")]
File = Annotated[Path | None, BeforeValidator(path)]
Database = Annotated[str, BeforeValidator(_database)]
