"""`hvbot audit`: the trail on the command line. All of it works beside a running bot."""

import json
import os
import pwd
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO, get_args

import click

from bot.audit import Entry, Event, Outcome
from bot.cli.failing import FINE, FOUND
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command, Group, Option, option
from bot.models import AuditRow
from bot.store import Store, open_store
from bot.trail import Filters, Format, Trail, as_json
from bot.values import utc_now
from bot.wording import say

_METAVARS = {"since": "WHEN", "until": "WHEN", "limit": "N"}
_SHOWN = ("actor", "actor_name", "channel", "host", "vm", "checkpoint_id", "request_id", "reason")
_LABELS = {"actor": "who", "actor_name": "name", "checkpoint_id": "checkpoint", "request_id": "request"}
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@click.command(
    "list",
    cls=Command,
    params=[Option([f"--{name}"], metavar=_METAVARS.get(name, name.upper())) for name in Filters.model_fields],
)
@option("--json", "as_data", is_flag=True)
@pass_invocation
def list_entries(invocation: Invocation, /, *, as_data: bool, **words: str | None) -> None:
    """Print entries, oldest first."""
    filters = Filters.parse({name: text for name, text in words.items() if text is not None}, utc_now())
    with _opened(invocation) as store:
        rows = Trail(store, utc_now).read(by_the_caller(Event.AUDIT_READ), filters)
        for piece in _array(rows) if as_data else (f"{line(row)}\n".encode() for row in rows):
            click.echo(piece, nl=False)  # bytes: UTF-8 whatever the terminal's encoding


@click.command(cls=Command)
@option("--head", metavar="HASH")
@pass_invocation
def verify(invocation: Invocation, head: str | None) -> int:
    """Check every entry (exit 0), or name the first bad one (exit 1)."""
    language = invocation.language
    if head is not None and re.fullmatch("[0-9a-f]{64}", head) is None:
        raise click.UsageError(say(language, "audit-head"))
    with _opened(invocation) as store:
        verdict = Trail(store, utc_now).verify(head)
    key, bad = f"audit-{verdict.fault or 'sound'}", str(verdict.bad)
    click.echo(say(language, key, rows=str(verdict.rows), head=verdict.head, id=bad))
    return FOUND if verdict.fault else FINE


@click.command(cls=Command)
@option("--format", "form", type=click.Choice(get_args(Format)), required=True)
@option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@pass_invocation
def export(invocation: Invocation, form: Format, out: Path | None) -> None:
    """Write the whole trail as a file."""
    try:
        with _opened(invocation) as store, _destination(out) as file:
            file.writelines(Trail(store, utc_now).export(by_the_caller(Event.AUDIT_EXPORTED), form))
    except OSError as fault:
        if out is None:
            raise
        detail = fault.strerror or ""
        raise click.UsageError(say(invocation.language, "audit-out", path=str(out), detail=detail)) from fault


@click.group(cls=Group, commands=[list_entries, verify, export])
def audit() -> None:
    """Read and check the trail."""


def line(row: AuditRow) -> str:
    """One entry on one line; what it names is written as the filters are."""
    named = [f"{_LABELS.get(name, name)}={_quoted(value)}" for name in _SHOWN if (value := getattr(row, name))]
    detail = [] if row.detail == "{}" else [visible(row.detail)]
    at, outcome, event = map(visible, (row.at, row.outcome, row.event))
    return " ".join([f"{row.id:>6}  {at}  {outcome:<7}  {event:<18} ", *named, *detail])


def _opened(invocation: Invocation) -> closing[Store]:
    return closing(open_store(invocation.settings().storage.url, create=False))


def by_the_caller(event: Event) -> Entry:
    """Something done on the command line, which knows no Slack user."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:  # in a container the number may have no name
        name = str(number)
    return Entry(event=event, outcome=Outcome.OK, actor="system", actor_name=name)


def _array(rows: Iterable[AuditRow]) -> Iterator[bytes]:
    yield b"[\n"
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"") + as_json(dict(row))
    yield b"\n]\n"


@contextmanager
def _destination(out: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that comes whole or not at all: an older one stays until the new one is complete."""
    if out is None:
        yield sys.stdout.buffer
        return
    aside = TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.")
    with aside as folder, NamedTemporaryFile(dir=folder, delete=False) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
        Path(file.name).replace(out)


def _quoted(value: object) -> str:
    text = str(value)
    return visible(text if re.fullmatch(r"[^\s\"=]+", text) else json.dumps(text, ensure_ascii=False))


def visible(value: object) -> str:
    """Control characters could move the cursor or turn the reading direction, and so show another entry."""
    return "".join("\ufffd" if unicodedata.category(sign) in _HIDDEN else sign for sign in str(value))
