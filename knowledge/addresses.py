"""The stretches of a text that are addresses of web pages: inside them only a UMI is a code."""

import re
from bisect import bisect_right

from knowledge.normalize import is_word

_REST = re.compile(r"[^\s<>\"'|`\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]*")
_ATTRIBUTE = re.compile(r"\b(?:href|src)[ ]?=[ ]?[\"']?([^\"'<>\s]*)")
_LONGEST_SCHEME = 10


class Urls:
    """Where the addresses in a lower-case text begin and end."""

    def __init__(self, lower: str) -> None:
        self._spans = _merged(_spans(lower))
        self._starts = [start for start, _ in self._spans]

    def around(self, position: int) -> tuple[int, int] | None:
        """The address that a position is inside of."""
        index = bisect_right(self._starts, position) - 1
        return self._spans[index] if index >= 0 and position < self._spans[index][1] else None


def _spans(lower: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for sign, longest_scheme in (("://", _LONGEST_SCHEME), ("www.", 0)):
        position = lower.find(sign)
        while position >= 0:
            start = position
            while start > max(0, position - longest_scheme) and is_word(lower[start - 1]):
                start -= 1
            rest = _REST.match(lower, position)
            end = rest.end() if rest else position
            spans.append((start, end))
            position = lower.find(sign, max(end, position + 1))
    if "<" in lower:
        spans += [match.span(1) for match in _ATTRIBUTE.finditer(lower)]
    return spans


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
