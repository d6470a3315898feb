"""`hvbot audit`: the trail on the command line. All of it works beside a running bot."""

import json
import os
import pwd
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.cli.failing import FINE, FOUND
from bot.cli.invocation import Invocation, pass_invocation
from bot.cli.words import Command, Group, option
from bot.store import open_store
from bot.trail import Filters, Format, Reader, Row, Trail, as_json
from bot.values import utc_now
from bot.wording import say

_FILTERS = ("host", "vm", "who", "since", "until", "event", "outcome", "request", "limit")
_SHOWN = {
    "who": "actor",
    "name": "actor_name",
    "channel": "channel",
    "host": "host",
    "vm": "vm",
    "checkpoint": "checkpoint_id",
    "request": "request_id",
    "reason": "reason",
}


@click.command("list", cls=Command)
@option("--host", metavar="HOST")
@option("--vm", metavar="VM")
@option("--who", metavar="WHO")
@option("--since", metavar="WHEN")
@option("--until", metavar="WHEN")
@option("--event", metavar="EVENT")
@option("--outcome", metavar="OUTCOME")
@option("--request", metavar="REQUEST")
@option("--limit", metavar="N")
@option("--json", "as_data", is_flag=True)
@pass_invocation
def list_entries(invocation: Invocation, /, *, as_data: bool, **words: str | None) -> None:
    """Print entries, oldest first."""
    filters = Filters.parse({name: text for name, text in words.items() if text is not None}, utc_now())
    with _trail(invocation) as trail:
        rows = trail.read(_whoever_calls(), filters)
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
    with _trail(invocation) as trail:
        verdict = trail.verify(head)
    rows = str(verdict.rows)
    if verdict.fault is None:
        click.echo(say(language, "audit-sound", rows=rows, head=verdict.head))
        return FINE
    click.echo(say(language, f"audit-{verdict.fault}", id=str(verdict.bad), rows=rows))
    return FOUND


@click.command(cls=Command)
@option("--format", "form", type=click.Choice([form.value for form in Format]), required=True)
@option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@pass_invocation
def export(invocation: Invocation, form: str, out: Path | None) -> None:
    """Write the whole trail as a file."""
    with _trail(invocation) as trail:
        if out is None:
            for piece in trail.export(_whoever_calls(), Format(form)):
                click.echo(piece, nl=False)
            return
        try:
            _write(trail, Format(form), out)
        except OSError as fault:
            detail = fault.strerror or ""
            raise click.UsageError(say(invocation.language, "audit-out", path=str(out), detail=detail)) from fault


@click.group(cls=Group, commands=[list_entries, verify, export])
def audit() -> None:
    """Read and check the trail."""


def line(row: Row) -> str:
    """One entry on one line; what it names is written as the filters are."""
    named = [f"{name}={_quoted(getattr(row, column))}" for name, column in _SHOWN.items() if getattr(row, column)]
    detail = [] if row.detail == "{}" else [visible(row.detail)]
    at, outcome, event = map(visible, (row.at, row.outcome, row.event))
    return " ".join([f"{row.id:>6}  {at}  {outcome:<7}  {event:<18} ", *named, *detail])


@contextmanager
def _trail(invocation: Invocation) -> Iterator[Trail]:
    store = open_store(invocation.settings().storage.url, create=False)
    try:
        yield Trail(store, utc_now)
    finally:
        store.close()


def _whoever_calls() -> Reader:
    try:
        return Reader("system", pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:  # in a container the number may have no name
        return Reader("system", str(os.getuid()))


def _array(rows: Iterable[Row]) -> Iterator[bytes]:
    before = b"["
    for row in rows:
        yield before + b"\n" + as_json(row)
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def _write(trail: Trail, form: Format, out: Path) -> None:
    """Whole or not at all: a file that somebody exported before stays until the new one is complete."""
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
        try:
            file.writelines(trail.export(_whoever_calls(), form))
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(out)
        except BaseException:
            Path(file.name).unlink()
            raise


def _quoted(value: object) -> str:
    text = str(value)
    return visible(text if re.fullmatch(r"[^\s\"=]+", text) else json.dumps(text, ensure_ascii=False))


def visible(value: object) -> str:
    """Control characters could move the cursor or turn the reading direction, and so show another entry."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return "".join("\ufffd" if unicodedata.category(sign) in hidden else sign for sign in str(value))
