"""Codes and events of which the literal message is known, and at best what it means, but no sourced fix."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from knowledge import ErrorCode, Language
from knowledge.article import Code, Event, Source


class Entry(BaseModel):
    """One entry of `catalogue.toml`: a code or an event. `meanings` is empty where a source has the message only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code | None = None
    event: Event | None = None
    message: Annotated[str, Field(min_length=1)]  # `%1` and words in angle brackets are what a log fills in
    meanings: Mapping[Language, str] = {}
    source: Source

    @property
    def subjects(self) -> tuple[ErrorCode | Event, ...]:
        """The code or the event."""
        return tuple(subject for subject in (self.code, self.event) if subject)

    def says(self, language: Language) -> str:
        """What it means, or else the message itself."""
        return self.meanings.get(language, self.message)


def find(code: ErrorCode) -> Entry | None:
    """The entry of exactly this code."""
    return _by_code().get(code)


def find_events(event_id: int) -> tuple[Entry, ...]:
    """The entries of all sources that write an event with this number."""
    return tuple(entry for entry in entries() if entry.event and entry.event.id == event_id)


@cache
def entries() -> tuple[Entry, ...]:
    """All of them in the order of the file, which is read at the first call."""
    data = tomllib.loads(files("knowledge").joinpath("catalogue.toml").read_text(encoding="utf-8"))
    listed = [{**entry, "source": data["sources"][entry["source"]]} for entry in data["entries"]]
    return TypeAdapter(tuple[Entry, ...]).validate_python(listed)


@cache
def _by_code() -> Mapping[ErrorCode, Entry]:
    return {entry.code: entry for entry in entries() if entry.code}
