"""Finds event numbers, only where the text marks the number as an event."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from knowledge.codes import Kind, sources_of_event
from knowledge.context import Passage, Talk, vocabulary, words
from knowledge.event_sources import names
from knowledge.normalize import is_word
from knowledge.spellings import Hit

_Number = tuple[int, int, bool]  # from where to where, and whether it is marked as the id of an event
_AROUND = 200
# A number, and nothing that would make it a date, a time, a version, an amount or a part of a word.
_DATE = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?![0-9/])"
_NUMBER = rf"(?<![0-9.])(?:(?<=\d/)|(?!{_DATE}))(\d{{1,5}})(?![0-9a-z_%]|[.:]\d|[ ]?{words('event', 'counted')})"
_LETTER = r"0-9a-zぁ-ヺ一-鿿"
# What may stand between a mark and its number: punctuation, the end of a table's cell, one small word.
_TAG = r"</?(?:t[dhr]|b|strong|em|span|code|p|li|dt|dd)\b[^<>\n]{0,60}>"
_TAGS = rf"(?:[^{_LETTER}<]{{0,4}}{_TAG}){{1,4}}[^{_LETTER}]{{0,4}}"
_SMALL_WORD = rf"[^{_LETTER}]{{0,8}}{words('event', 'copula')}[^{_LETTER}]{{0,8}}"
_BETWEEN = rf"(?:[^{_LETTER}]{{0,24}}|{_TAGS}|{_SMALL_WORD})"
_JOINED = words("event", "joined")
_LEVEL = words("event", "levels")


def _sign(sign: str) -> re.Pattern[str]:
    """An event's sign: group 1 is a number that is called its id, group 3 the next one, group 2 what is between."""
    ending, log, id_ = f"{words('event', 'endings')}?+", words("event", "log"), words("event", "id")
    return re.compile(
        rf"{sign}(?={ending}{log}?+(?:[ ]?の|[ ]mit der)?(?:[ _.-]{{0,2}}|[ ]?\((?=i)){id_}(?![a-z]){_BETWEEN}{_NUMBER}"
        rf"|(?<![0-9a-z]{sign})(?<![0-9a-z]_{sign}){ending}(?:"
        rf"{log}?+(?![_a-zぁ-ヺ一-鿿](?<![のにがはで]))([^0-9.。]{{0,40}}+)(?<![a-z]){_NUMBER}(?!-\d)"
        rf"|(?!{log}|[_a-zァ-ヺ])))",  # what a number stands in front of must end there
        re.ASCII,
    )


_BETWEEN_ONLY = re.compile(_BETWEEN)
_ID_BEFORE = re.compile(rf"{words('event', 'id_before')}[ ]{{0,2}}(?:{words('event', 'of_before')}[ ]?)?$", re.ASCII)
_CLOSE = re.compile(r"[ ]?[のに]?(?!\[)[\s#:\"'`*(\[「『]{0,4}", re.ASCII)
_COUNTING = re.compile(words("event", "counting"), re.ASCII)
_LINE = 120
_DIGITS = re.compile(r"[1-9][0-9]{2,4}(?![0-9a-z_%]|[.:-][0-9])", re.ASCII)
_FIRST = r"(?<![0-9a-z.,:/-])"
_LIST_BEFORE = re.compile(
    rf"{_FIRST}\d{{3,5}}(?:[ ]?{_JOINED}[ ]?\d{{3,5}}){{0,4}}"
    rf"(?:[\s\"'`*)\]」』]{{0,3}}番?の?[ ]?(?:警告|エラー)?|[ ]{words('event', 'windows')}[a-z-]{{0,8}})[ ]?$",
    re.ASCII,
)
_STORY_BEFORE = re.compile(
    rf"{_FIRST}(?:\d{{5}}(?![ ]?{words('event', 'counted')})[^0-9\n.。]{{1,40}}+){{2,5}}$", re.ASCII
)
_COUNTED = re.compile(words("event", "counted_before") + "$", re.ASCII)
_COUNTED_EVENTS = re.compile(r"events (?:were|was|found|in|per|logged|processed|total)")
_NEXT = re.compile(
    rf"[\s\"'`*)\]”’」』]{{0,3}}({_JOINED})\s{{0,3}}(?:events?|イベント)?[ _-]?(?:ids?)?[ :]{{0,2}}"
    rf"[\"'`*(\[“‘「『]{{0,3}}{_NUMBER}",
    re.ASCII,
)
_COUNTS_NOTHING = re.compile(rf"[ ]?(?:[^ {_LETTER}]|$|{_JOINED}|(?:are|were|is|was)\b|[がはをの])", re.ASCII)
# Five digits that are known need no more than the talk of events before them: "19070 started, 19080 done".
_NEXT_KNOWN = re.compile(rf"[^0-9\n.]{{1,40}}+(?<![a-z:/-]){_NUMBER}", re.ASCII)
_PLAIN_ID = re.compile(rf"ids?(?![a-z]){_BETWEEN}{_NUMBER}", re.ASCII)
_BEFORE_ID = vocabulary("event")["may_precede_id"]
_MAY_PRECEDE_ID = {word[-1]: tuple(other for other in _BEFORE_ID if other[-1] == word[-1]) for word in _BEFORE_ID}
_WORD = re.compile(r"[0-9a-zぁ-ヺー一-鿿_-]")
_FIELDS, _TALK, _WINDOWS = (Talk.of("event", name) for name in ("fields", "talk", "windows"))


def _provider(name: str) -> re.Pattern[str]:
    """A source's name; behind it group 2 is a word, group 3 what is between, group 4 a number."""
    return re.compile(
        rf"({name}(?:[-/](?:admin|operational|storage))?)"
        r"(?:[ ,]{1,3}(event|error|warning|id|log)|[ ]?(?:イベント|エラー|警告|(?:ログ)?[にの]))?"
        rf"(?:([\s\"'“”‘’`|,;:/\\>(\[-]{{0,6}})(?<![a-z]){_NUMBER})?",
        re.ASCII,
    )


_BEFORE_PROVIDER = re.compile(
    rf"(?:(event )|{_FIRST})(\d{{2,5}})([\"'`]?[ ]?[(,/|]?[ ]?)(?:(?:from|in|of|by) )?(?:the )?"
    r"(?:microsoft|(?:microsoft-windows-)?(?:hyper-v-)?|ms)$",
    re.ASCII,
)
_CLOSED = re.compile(r"[\"'”’,|\t:]|$", re.MULTILINE)
_LEVEL_NEXT = re.compile(rf",[ ]?(?:{_LEVEL}|none|なし)")
_TABLE_ROW = re.compile(rf":\d\d(?: ?[ap]m)?[ \t]{{1,8}}(\d{{1,5}})[ \t]{{1,8}}{_LEVEL}", re.ASCII)
_VIEWER_ROW = re.compile(r"\t(\d{1,5})\t", re.ASCII)
_VIEWER_ROW_HEAD = re.compile(rf"(?:^|\n){_LEVEL}\t[^\t\n]{{6,40}}\t[^\t\n]{{1,80}}$")


def events(passage: Passage) -> Iterator[Hit]:
    """Event numbers in no particular order."""
    lower, searches = passage.lower, _SEARCHES
    if beyond_ascii := frozenset("".join(passage.folded.beyond_ascii).lower()):
        searches += tuple(search for letters, search in _RARE_SEARCHES if letters <= beyond_ascii)
    found: set[tuple[int, int]] = set()
    followed: set[tuple[int, bool]] = set()  # a list is followed once, though each of its numbers may be a mark's
    for needle, pattern, read in searches:
        for match in pattern.finditer(lower) if needle in lower else ():
            for start, end, is_marked in read(passage, match):
                span: tuple[int, int] | None = (start, end)
                while span is not None and (span[1], is_marked) not in followed:
                    found.add(span)
                    followed.add((span[1], is_marked))
                    span = _next(lower, span[1], is_marked=is_marked)
    for start, end in found:
        if int(lower[start:end]) <= 0xFFFF and passage.urls.around(start) is None:
            yield Hit(start, end, Kind.EVENT_ID, None, int(lower[start:end]))


def _next(lower: str, end: int, *, is_marked: bool) -> tuple[int, int] | None:
    """The number that a list joins to the one before; unknown ones only where the list began with a mark."""
    if match := _NEXT.match(lower, end):
        number, may_be_unknown = int(match[2]), is_marked and match[1] != "|"
        least = 1 if match[1] != "|" and _COUNTS_NOTHING.match(lower, match.end()) else 10
    elif match := _NEXT_KNOWN.match(lower, end):
        number, may_be_unknown, least = int(match[1]), False, 10000
    else:
        return None
    if number >= least and sources_of_event(number):
        return match.span(match.lastindex or 0)
    least = 10 if match[1] == "/" else 100
    return match.span(2) if may_be_unknown and number >= least and not _is_year(number) else None


def _is_year(number: int) -> bool:
    return 1900 <= number <= 2100


def _marked(passage: Passage, sign: re.Match[str]) -> Iterator[_Number]:
    """`event ID: 19100`, `ID de evento: 19100`, `event 19100`, `events of a merge: 19070`, `the 19100 event`."""
    before = passage.lower[max(0, sign.start() - 24) : sign.start()]
    if sign[1]:
        if not before.endswith("/"):  # not the end of an XML element
            yield *sign.span(1), True
    elif sign[3] and _ID_BEFORE.search(before) and _BETWEEN_ONLY.fullmatch(sign[2]):
        yield *sign.span(3), True
    elif sign[3] and _is_spoken_event(passage, sign):
        yield *sign.span(3), False
    else:
        yield from _before_sign(passage, sign.start())


def _is_spoken_event(passage: Passage, sign: re.Match[str]) -> bool:
    """`event 19100` without the word ID: the number or the talk around it must be of Windows."""
    number, (start, end), known = int(sign[3]), sign.span(3), bool(sources_of_event(int(sign[3])))
    if not _CLOSE.fullmatch(sign[2]):  # further on, five digits that are known need no more
        return known and number >= 10000 and not _COUNTING.search(sign[2])
    if known and number >= 1000:
        return True
    is_plural = passage.lower[sign.start(2) - 1] == "s"
    is_plausible = number >= 10000 or (number >= 1000 and not _is_year(number) and not is_plural)
    if is_plausible and passage.speaks_of(_WINDOWS, start - _AROUND, end + _AROUND):
        return True
    return _is_of(passage.lower[max(0, start - _AROUND) : end + _AROUND], number)


def _before_sign(passage: Passage, position: int) -> Iterator[_Number]:
    """Numbers in front: `the 15070 and 10150 events`; two of five digits: `19070 started, 19080 done events`."""
    lower, window = passage.lower, max(0, position - _LINE)
    window = max(window, lower.rfind("\n", window, position) + 1)
    if not _DIGITS.search(lower, window, position) or _COUNTED_EVENTS.match(lower, position):
        return
    before = lower[window:position]
    for pattern, least in ((_LIST_BEFORE, 1), (_STORY_BEFORE, 2)):
        if listed := pattern.search(before):
            numbers = [n for n in _DIGITS.finditer(before, listed.start()) if _is_meant(passage, int(n[0]), position)]
            if len(numbers) > 1 or (len(numbers) == least and not _COUNTED.search(before[: listed.start()])):
                yield from ((window + n.start(), window + n.end(), False) for n in numbers)
                return


def _is_meant(passage: Passage, number: int, sign: int) -> bool:
    """Whether a number in front of a sign is an event: one that is known, a small one only beside its source."""
    if sources_of_event(number):
        return number >= 1000 or _is_of(passage.lower[max(0, sign - _LINE) : sign], number)
    # A plural or a round number counts events; any other is one where the talk is of Windows.
    is_counted = number % 100 == 0 or passage.lower.startswith("events", sign)
    is_plausible = number >= 1000 and not is_counted and not _is_year(number)
    return is_plausible and passage.speaks_of(_WINDOWS, sign - _AROUND, sign + _AROUND)


def _is_of(text: str, number: int) -> bool:
    """Whether a source that writes events of this number is named."""
    return any(_name(source).search(text) for source in sources_of_event(number))


@cache
def _name(source: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9_]){names(source)}", re.ASCII)


def _plain_id(passage: Passage, match: re.Match[str]) -> Iterator[_Number]:
    """The word ID alone: a number that no source is known for counts only in a field of its own."""
    before = passage.lower[max(0, match.start() - 48) : match.start()].rstrip(" \t")
    known = bool(sources_of_event(int(match[1])))
    if before == "" or (known and not _WORD.match(before[-1])) or before.endswith(_MAY_PRECEDE_ID.get(before[-1], ())):
        start, end = match.start() - _AROUND, match.end() + _AROUND
        if passage.speaks_of(_FIELDS, start, end) or (known and passage.speaks_of(_TALK, start, end)):
            yield *match.span(1), False


def _beside_provider(passage: Passage, match: re.Match[str]) -> Iterator[_Number]:
    """`VMMS 15070`, `15070 (VMMS)`, or as a title `event 15070, VMMS`, which may have any number."""
    if match[4] and _names_its_event(passage.lower, match):
        yield *match.span(4), False
        return
    window = max(0, match.start() - 40)
    if (before := _BEFORE_PROVIDER.search(passage.lower[window : match.start()])) and before[3]:
        number = int(before[2])
        if before[1] or ((number >= 1000 or "(" in before[3]) and _is_of(match[1], number)):
            yield window + before.start(2), window + before.end(2), False


def _names_its_event(lower: str, match: re.Match[str]) -> bool:
    """`VMMS 15070`; a field of its own may hold any number, and so may the word event behind a full name."""
    name, between, number = match[1], match[3], int(match[4])
    if is_word(lower[match.start() - 1 : match.start()]) and not name.startswith(("-windows-", "sql")):
        return False
    if name.startswith(("-windows-", "hyper-v-")):
        cell_end = _CLOSED if re.search(r"[\"“”|\t/]", between) else _LEVEL_NEXT
        if match[2] == "event" or (between.strip() and cell_end.match(lower, match.end())):
            return True
    is_field = re.search(r"[\"'“”|,;\t/]", between) is not None
    return (is_field or number >= (1000 if name == "vss" else 10)) and _is_of(name, number)


def _in_row(passage: Passage, match: re.Match[str]) -> Iterator[_Number]:
    """Tables as PowerShell prints them and the Event Viewer copies them."""
    if match[0][0] == ":" or _VIEWER_ROW_HEAD.search(passage.lower[max(0, match.start() - 140) : match.start()]):
        yield *match.span(1), False


# A few letters to look for, which is quicker than a pattern; then the pattern, and how to read what it finds.
_Search = tuple[str, re.Pattern[str], Callable[[Passage, re.Match[str]], Iterator[_Number]]]
_SIGNS = vocabulary("event")["signs"]
_RARE_SEARCHES: tuple[tuple[frozenset[str], _Search], ...] = tuple(
    (frozenset(re.findall(r"[^\x00-\x7f]", sign)), (sign, _sign(sign), _marked))
    for sign in _SIGNS
    if not sign.isascii()
)
_SEARCHES: tuple[_Search, ...] = (
    *((sign, _sign(sign), _marked) for sign in _SIGNS if sign.isascii()),
    *((re.split("[^a-z-]", name)[0], _provider(name), _beside_provider) for name in vocabulary("event")["providers"]),
    ("id", _PLAIN_ID, _plain_id),
    ("leveldisplayname", _TABLE_ROW, _in_row),
    ("\t", _VIEWER_ROW, _in_row),
)
