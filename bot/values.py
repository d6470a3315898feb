"""The product's words as types: text enters through `parse` and leaves as a type that proves it was checked."""

import re
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Self

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?")
_REQUEST = re.compile(r"R-[0-9A-HJKMNP-TV-Z]{8}")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class InvalidValue(ValueError):
    """The text is not a value of the type it was parsed as; the caller knows what to tell the person."""


class HostName(str):
    """The key of a host in the configuration, lower-case; host names do not distinguish case."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidValue for anything that cannot be a configured key."""
        return cls(_checked(_HOST, text.strip().lower(), text))


class VmName(str):
    """A VM's name as Hyper-V shows it: 1 to 100 characters without control characters, never normalised."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidValue; a name that only looks alike is a different name."""
        if not 1 <= len(text) <= 100 or any(unicodedata.category(character) == "Cc" for character in text):
            raise InvalidValue(text)
        return cls(text)


class Guid(str):
    """A GUID in lower-case text form without braces, as PowerShell's `[string]$guid` prints it."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidValue unless the text is a GUID; braces and upper case are accepted."""
        return cls(_checked(_GUID, text.strip().strip("{}").lower(), text))


class VmId(Guid):
    """The GUID of a VM; the only thing that tells two VMs of one name apart."""


class CheckpointId(Guid):
    """The GUID of a checkpoint; removal goes by this, never by name."""


class RequestId(str):
    """`R-` and eight Crockford base-32 characters: short enough to type, random enough not to be guessed (40 bits)."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidValue; lower case is accepted."""
        return cls(_checked(_REQUEST, text.strip().upper(), text))

    @classmethod
    def new(cls) -> Self:
        """A fresh id from the system's random source."""
        return cls("R-" + "".join(secrets.choice(_CROCKFORD) for _ in range(8)))


class EntryId(str):
    """The opaque id of one stored row of a listing; what a Remove button carries."""

    @classmethod
    def new(cls) -> Self:
        """A fresh id of 128 random bits."""
        return cls(secrets.token_urlsafe(16))


class UserId(str):
    """A Slack user id (`U…` or `W…`)."""


class TeamId(str):
    """A Slack workspace id (`T…`)."""


class ChannelId(str):
    """A Slack conversation id (`C…`, `G…`, `D…`)."""


class GroupId(str):
    """A Slack user-group id (`S…`)."""


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


def _checked(pattern: re.Pattern[str], candidate: str, original: str) -> str:
    if pattern.fullmatch(candidate) is None:
        raise InvalidValue(original)
    return candidate
