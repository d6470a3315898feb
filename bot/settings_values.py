"""The values of `hvbot.toml`: each is parsed once, here, and leaves its spelling behind."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
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


def closest(word: str, known: Iterable[str]) -> str:
    """What the person may have meant, or `none`."""
    return next(iter(get_close_matches(word.lower(), list(known), n=1)), "none")


def parsed(sentence: str, convert: Callable[[str], object] = str, form: str = "(?s).*") -> BeforeValidator:
    """Text of a form, through `convert`; any other, or one that this raises ValueError for, is the fault `sentence`."""

    def parse(value: object) -> object:
        text = _text(value)
        with suppress(ValueError):
            if re.fullmatch(form, text):
                return convert(text)
        raise fault(sentence, value=text)

    return BeforeValidator(parse)


def choice(*allowed: str, fold: Callable[[str], str] = str) -> BeforeValidator:
    """One of a few words."""

    def parse(value: object) -> str:
        text = fold(_text(value))
        if text not in allowed:
            raise fault("choice", value=text, allowed=", ".join(allowed), meant=closest(text, allowed))
        return text

    return BeforeValidator(parse)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise fault("string-type")
    return value


def _pattern(value: object) -> re.Pattern[str]:
    text = _text(value)
    try:
        return re.compile(text)
    except re.error as error:
        raise fault("pattern", value=text, position=str((error.pos or 0) + 1), detail=error.msg) from None


def _right(value: object) -> object:
    if isinstance(value, str) and "*" in value:
        raise fault("may-wildcard", allowed=", ".join(Right))
    return value


def _path(value: object, info: ValidationInfo[Ground]) -> Path:
    text = _text(value)
    if not text or "\0" in text:
        raise fault("path")
    return info.context.folder / text


def _database(value: object, info: ValidationInfo[Ground]) -> str:
    driver, _, rest = _text(value).partition("://")
    if driver == "postgresql+psycopg" and rest:
        return f"{driver}://{rest}"
    if driver.startswith("postgres"):
        raise fault("storage-driver")
    if driver != "sqlite" or not rest.startswith("/"):
        raise fault("storage-url")
    if rest in {"/", "/:memory:"}:
        raise fault("storage-memory")
    return f"sqlite:///{info.context.folder / rest[1:]}"


_EMPTY_IS_NONE = BeforeValidator(lambda value: None if value == "" else value)
_AUTO_IS_NONE = BeforeValidator(lambda value: None if value == "auto" else value)

AnyLanguage = Annotated[Language | None, _AUTO_IS_NONE, choice("auto", *Language)]
LogLevel = Annotated[str, choice(*LEVELS, fold=str.upper)]
AnyRight = Annotated[Right, choice(*Right), BeforeValidator(_right)]
Duration = Annotated[timedelta, parsed("duration", parse_duration)]
TimeLimit = Annotated[Duration, Field(gt=timedelta())]
Clock = Annotated[Annotated[time, parsed("clock", time.fromisoformat, r"\d\d:\d\d")] | None, _EMPTY_IS_NONE]
Pattern = Annotated[Annotated[re.Pattern[str], BeforeValidator(_pattern)] | None, _EMPTY_IS_NONE]
Channel = Annotated[Annotated[ChannelId, parsed("channel", form="[CGD][A-Z0-9]+")] | None, _EMPTY_IS_NONE]
ChannelOrAll = Annotated[str, parsed("channel", form=r"\*|[CGD][A-Z0-9]+")]
Grantee = Annotated[str, parsed("grantee", form="[UWS][A-Z0-9]+")]
HostPattern = Annotated[str, AfterValidator(str.lower)]
HostKey = Annotated[HostName, parsed("host-key", HostName.parse)]
Address = Annotated[str, parsed("address", form="[A-Za-z0-9._:-]+")]
Folder = Annotated[Path, BeforeValidator(_path)]
File = Annotated[Folder | None, _EMPTY_IS_NONE]
Database = Annotated[str, BeforeValidator(_database)]
