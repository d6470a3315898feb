"""Draws what the use cases of `/hv-checkpoints list` return."""

from collections.abc import Sequence
from datetime import datetime

from bot.checkpoints import Listing, VmListing
from bot.inventory import STATE_NAMES, Checkpoint, SnapshotType
from bot.preflight import Reading, hours, size
from bot.values import HostName
from bot.wording import say
from handlers.blocks import Block, Card, Piece, actions, bullets, button, card, context, paragraph, text
from knowledge.languages import Language

_MOST_VMS = 18  # two blocks each, within the 45 that a message gets
_MOST_LINES = 12
_STANDARD = {SnapshotType.STANDARD: "checkpoints-standard", SnapshotType.RECOVERY: "checkpoints-recovery"}
_LOUD = frozenset({Reading.LEFT_OVER, Reading.YOUNG})


def checking(host: str, language: Language) -> Card:
    """What is seen while the host is being read."""
    words = say(language, "checkpoints-checking", host=host)
    return card(words, [paragraph(words)])


def listing_card(listing: Listing, vm: str | None, language: Language) -> Card:
    """The list for one person; `vm` is the name that was asked for, if one was."""
    key = "checkpoints-title-vm" if vm else "checkpoints-title"
    title = say(language, key, host=listing.host, vm=vm or "")
    blocks: list[Block] = [paragraph(text(title, bold=True))]
    for shown in listing.vms[:_MOST_VMS]:
        blocks += _vm(shown, listing.read_at, language)
    if not listing.vms:
        blocks.append(paragraph(say(language, "checkpoints-none", host=listing.host)))
    notes = [f"{say(language, 'checkpoints-read')}: {listing.read_at:%Y-%m-%d %H:%M} UTC"]
    if len(listing.vms) > _MOST_VMS:
        cut = len(listing.vms) - _MOST_VMS
        notes.append(say(language, "checkpoints-cut", count=cut, host=listing.host))
    if listing.without:
        notes.append(say(language, "checkpoints-without", count=listing.without))
    return card(title, [*blocks, context(*notes)])


def hosts_card(hosts: Sequence[HostName], language: Language) -> Card:
    """The hosts that one person may look at."""
    if not hosts:
        words = say(language, "checkpoints-hosts-none")
        return card(words, [paragraph(words)])
    title = say(language, "checkpoints-hosts-title")
    return card(title, [paragraph(text(title, bold=True)), bullets([[text(host, code=True)] for host in hosts])])


def help_card(language: Language) -> Card:
    """Every command with what it does."""
    lines = say(language, "checkpoints-help").splitlines()
    return card(lines[0], [bullets([_command(line) for line in lines])])


def checkpoint_pieces(checkpoint: Checkpoint, now: datetime, language: Language) -> list[Piece]:
    """Name, kind, age and size of a checkpoint in one line; the name is drawn as it is."""
    kind = say(language, _STANDARD.get(checkpoint.type, "checkpoints-other"), type=checkpoint.type.name.lower())
    key = "checkpoints-line" if checkpoint.size is not None else "checkpoints-line-no-size"
    line = say(language, key, age=hours(checkpoint.age(now)), size=size(checkpoint.size or 0))
    return [text(checkpoint.name, code=True), text(f" · {kind} · {line}")]


def _vm(shown: VmListing, now: datetime, language: Language) -> list[Block]:
    state = STATE_NAMES.get(shown.vm.state, str(shown.vm.state))
    head = paragraph(text(shown.vm.name, bold=True), f" · {say(language, 'checkpoints-vm-state', state=state)}")
    lines = [
        [
            *checkpoint_pieces(checkpoint, now, language),
            text(" · "),
            text(say(language, f"reading-{reading}"), **({"bold": True} if reading in _LOUD else {})),
        ]
        for checkpoint, reading in shown.checkpoints[:_MOST_LINES]
    ]
    if len(shown.checkpoints) > _MOST_LINES:
        left = len(shown.checkpoints) - _MOST_LINES
        lines.append([text(say(language, "checkpoints-cut-lines", count=left))])
    if not lines:
        lines = [[text(say(language, "checkpoints-vm-none"))]]
    body: Block = {"type": "rich_text", "elements": [*head["elements"], *bullets(lines)["elements"]]}
    if shown.entry is None:
        return [body]
    label = say(language, "checkpoints-remove-button")
    return [body, actions(button(label, "hv_remove", shown.entry, style="danger"))]


def _command(line: str) -> list[Piece]:
    command, colon, words = line.partition(": ")
    return [text(command, code=True), text(f"{colon}{words}")] if command.startswith("/") else [text(line)]
