"""The product's words as types: text enters through `parse` and leaves as a type that proves it was checked."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import ClassVar, NewType, Self

from pydantic_core import CoreSchema, core_schema

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class InvalidValue(ValueError):
    """The text is not a value of the type it was parsed as; the caller knows what to tell the person."""


class Formed(str):
    """Text of a known form. pydantic, too, makes one of a string by `parse`."""

    form: ClassVar[str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidValue for text of another form."""
        if re.fullmatch(cls.form, text) is None:
            raise InvalidValue(text)
        return cls(text)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())


class HostName(Formed):
    """The key of a host in the configuration, lower-case; host names do not distinguish case."""

    form = r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?"

    @classmethod
    def parse(cls, text: str) -> Self:
        return super().parse(text.strip().lower())


class VmName(Formed):
    """A VM's name as Hyper-V shows it, without control characters, never normalised: what looks alike is different."""

    form = r"[^\x00-\x1f\x7f-\x9f]{1,100}"


class Guid(Formed):
    """A GUID in lower-case text form without braces, as PowerShell's `[string]$guid` prints it."""

    form = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    @classmethod
    def parse(cls, text: str) -> Self:
        return super().parse(text.strip().strip("{}").lower())


class VmId(Guid):
    """The GUID of a VM; the only thing that tells two VMs of one name apart."""


class CheckpointId(Guid):
    """The GUID of a checkpoint; removal goes by this, never by name."""


class RequestId(Formed):
    """`R-` and eight Crockford base-32 characters: short enough to type, random enough not to be guessed (40 bits)."""

    form = f"R-[{_CROCKFORD}]{{8}}"

    @classmethod
    def parse(cls, text: str) -> Self:
        return super().parse(text.strip().upper())

    @classmethod
    def new(cls) -> Self:
        return cls("R-" + "".join(secrets.choice(_CROCKFORD) for _ in range(8)))


class EntryId(str):
    """The opaque id of one stored row of a listing, 128 random bits; what a Remove button carries."""

    @classmethod
    def new(cls) -> Self:
        return cls(secrets.token_urlsafe(16))


# Ids that Slack made: there is nothing to check.
UserId = NewType("UserId", str)  # U… or W…
TeamId = NewType("TeamId", str)  # a workspace, T…
ChannelId = NewType("ChannelId", str)  # a conversation of any kind: C…, G… or D…
GroupId = NewType("GroupId", str)  # a user group, S…


def utc_now() -> datetime:
    """The one clock of the program; rules take the time as an argument instead of calling this."""
    return datetime.now(UTC)


def utc_text(moment: datetime) -> str:
    """UTC with milliseconds and a Z, the form that the trail stores and hashes."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_duration(text: str) -> timedelta:
    """`15m`, `12h`, `7d`, `60s`; raises InvalidValue."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", text.strip())
    if match is None:
        raise InvalidValue(text)
    unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[match[2]]
    return timedelta(**{unit: int(match[1])})
