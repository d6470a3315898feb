"""Draws what the use cases of `/hv-checkpoints list` return."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.checkpoints import Listing, VmListing
from bot.inventory import STATE_NAMES, Checkpoint, SnapshotType
from bot.preflight import Reading, hours, size
from bot.wording import say
from handlers.blocks import Block, Card, actions, bullets, button, context, paragraph, text, titled
from knowledge.languages import Language

_MOST_VMS = 18  # two blocks each, within the 45 that a message gets
_MOST_LINES = 20
_STANDARD = {SnapshotType.STANDARD: "checkpoints-standard", SnapshotType.RECOVERY: "checkpoints-recovery"}
_LOUD = frozenset({Reading.LEFT_OVER, Reading.YOUNG})


def listing_card(listing: Listing, vm: str | None, language: Language) -> Card:
    """The list for one person; `vm` is the name that was asked for, if one was."""
    key = "checkpoints-title-vm" if vm else "checkpoints-title"
    blocks = [block for shown in listing.vms[:_MOST_VMS] for block in _vm(shown, listing.read_at, language)]
    if not blocks:
        blocks = [paragraph(say(language, "checkpoints-none", host=listing.host))]
    notes = [f"{say(language, 'checkpoints-read')}: {listing.read_at:%Y-%m-%d %H:%M} UTC"]
    if len(listing.vms) > _MOST_VMS:
        notes.append(say(language, "checkpoints-cut", count=len(listing.vms) - _MOST_VMS, host=listing.host))
    if listing.without:
        notes.append(say(language, "checkpoints-without", count=listing.without))
    return titled(say(language, key, host=listing.host, vm=vm or ""), *blocks, context(*notes))


def checkpoint_pieces(
    checkpoint: Checkpoint, now: datetime, language: Language, judged: str = "", *, loud: bool = True
) -> list[Block]:
    """Name, kind, age and size of a checkpoint in one line, then how it is `judged`; the name is drawn as it is."""
    kind = say(language, _STANDARD.get(checkpoint.type, "checkpoints-other"), type=checkpoint.type.name.lower())
    key = "checkpoints-line" if checkpoint.size is not None else "checkpoints-line-no-size"
    line = say(language, key, age=hours(checkpoint.age(now)), size=size(checkpoint.size or 0))
    pieces = [text(checkpoint.name, code=True), text(f" · {kind} · {line}")]
    return [*pieces, text(" · "), text(judged, bold=loud)] if judged else pieces


def listed(lines: Iterable[Sequence[Block]], language: Language, more: str) -> Block:
    """A list that ends after twenty lines in the sentence `more`, with the `count` of those left out."""
    kept = list(lines)
    left = len(kept) - _MOST_LINES
    return bullets([*kept[:_MOST_LINES], *([[text(say(language, more, count=left))]] if left > 0 else [])])


def _vm(shown: VmListing, now: datetime, language: Language) -> list[Block]:
    state = say(language, "checkpoints-vm-state", state=STATE_NAMES.get(shown.vm.state, str(shown.vm.state)))
    head = paragraph(text(shown.vm.name, bold=True), f" · {state}")
    lines = [
        checkpoint_pieces(checkpoint, now, language, say(language, f"reading-{reading}"), loud=reading in _LOUD)
        for checkpoint, reading in shown.checkpoints
    ]
    body = listed(lines or [[text(say(language, "checkpoints-vm-none"))]], language, "checkpoints-cut-lines")
    block = {"type": "rich_text", "elements": head["elements"] + body["elements"]}
    if shown.entry is None:
        return [block]
    remove = button(say(language, "checkpoints-remove-button"), "hv_remove", shown.entry, style="danger")
    return [block, actions(remove)]
