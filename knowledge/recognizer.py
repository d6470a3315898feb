"""Finds error codes and event numbers in whatever people paste, in time proportional to its length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.codes import ErrorCode, Kind
from knowledge.context import Passage, Paste
from knowledge.events import events
from knowledge.normalize import fold
from knowledge.spellings import Hit, hits

# A long text is read in stretches that fit a processor's cache. The margin on both sides holds every neighbourhood
# that a decision looks at, so no cut can be seen in the result.
_STRETCH = 1 << 18
_MARGIN = 1 << 11
_LINK_TEXT = 400
_DIGIT = re.compile(r"\d")
_TEXT_FOLLOWS = re.compile(r"\|[^>\n]*|[^<>]*>(?:(?!</[aA])[^\n])*")


@dataclass(frozen=True, slots=True)
class Finding:
    """One code or event where it stands: `text[start:end] == as_written`; `code` is None for an event."""

    code: ErrorCode | None
    as_written: str
    start: int
    end: int
    kind: Kind
    event_id: int | None


def recognize(text: str) -> list[Finding]:
    """Every code and event in order of appearance, repeats included; a link and its text count once."""
    findings: list[Finding] = []
    if _DIGIT.search(text) is None:
        return findings
    paste = Paste(text)
    for begin in range(0, len(text), _STRETCH):
        margin = max(0, begin - _MARGIN)
        stretch = text[margin : begin + _STRETCH + _MARGIN]
        for hit, start, end in _in_stretch(stretch, paste):
            if begin <= margin + start < begin + _STRETCH:
                written = stretch[start:end]
                findings.append(Finding(hit.code, written, margin + start, margin + end, hit.kind, hit.event_id))
    return findings


def _in_stretch(stretch: str, paste: Paste) -> Iterator[tuple[Hit, int, int]]:
    passage = Passage(fold(stretch), paste)
    found = _without_overlaps([*hits(passage), *events(passage)])
    for index, hit in enumerate(found):
        if not _is_in_link_text(passage, found, index):
            yield hit, *passage.folded.span(hit.start, hit.end)


def _without_overlaps(candidates: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(candidates, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _is_in_link_text(passage: Passage, found: list[Hit], index: int) -> bool:
    """Whether a UMI inside an address stands again in the text that a reader sees for that address."""
    hit, text = found[index], passage.folded.text
    if (url := passage.urls.around(hit.start)) is None:
        return False
    if index + 1 < len(found) and found[index + 1].code == hit.code:
        between = text[url[1] : min(found[index + 1].start, url[1] + _LINK_TEXT)]
        if _TEXT_FOLLOWS.fullmatch(between):
            return True
    if index > 0 and found[index - 1].code == hit.code and text[max(0, url[0] - 2) : url[0]] == "](":
        return "[" not in text[max(found[index - 1].end, url[0] - _LINK_TEXT) : url[0] - 2]
    return False
