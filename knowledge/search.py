"""Finds articles and entries of the catalogue by words, in Japanese as well as in English.

All texts together are smaller than a photograph: looking through every one takes a millisecond, and finds words of
one or two characters (統合, VM) as any other, which an index of trigrams cannot.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import log
from operator import mul
from typing import TypeAlias

from knowledge import ErrorCode, Language
from knowledge.article import Article, Event
from knowledge.catalogue import Entry
from knowledge.normalize import fold

Found: TypeAlias = Article | Entry

_WEIGHTS = (8, 3, 1)  # of title and codes, of the meaning, of the rest
_LONGEST_QUESTION = 120  # characters; more is a log, and that is explained instead
_LONGEST_WORD = 12  # characters of Japanese

_KANJI, _KATAKANA, _HIRAGANA = "㐀-䶿一-鿿々", "ァ-ヺー", "ぁ-ゖ"
_JAPANESE = f"[{_KANJI}{_KATAKANA}{_HIRAGANA}]"
_GAP = re.compile(rf"(?<={_JAPANESE})\s+(?={_JAPANESE})")  # Microsoft writes ライブ マイグレーション
_DASH = re.compile(r"(?<=[ァ-ヺ])-")  # typed for the sign of a long vowel
_LONG_VOWEL = re.compile(r"(?<=[ァ-ヺ]{2})ー+(?![ァ-ヺ])")  # at its end a word is written with or without
_TOKEN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_ENDING = "(?:ures?|ing|ed|es|e|s)"
_ENDED = re.compile(rf"(?<=[a-z]{{4}}){_ENDING}$")
# What is one word: a Latin one with its dashes; kanji, also around the kana of a verb (空き容量, 書き込み); the rest of
# Japanese changes its script where a word ends.
_WORD = (
    rf"[a-z0-9]+(?:[-_.][a-z0-9]+)*|[{_KANJI}]+(?:[いえきぎけげちびみめりれ][{_KANJI}]+)*"
    rf"|[{_KATAKANA}]+|[{_HIRAGANA}]+|[^\W_]"
)
_LEADING_KANA = re.compile(rf"^[{_HIRAGANA}ー]+")


class Index:
    """What can be found at one moment. It never changes, so any number of threads may ask it."""

    def __init__(self, pairs: Iterable[Mapping[Language, Found]]) -> None:
        """Each with the one to show to readers of a language; both are looked through."""
        self._documents = [(pair, _fields(pair)) for pair in pairs]
        self._everything = "\n".join(field for _, fields in self._documents for field in fields)

    def search(self, words: str, language: Language) -> tuple[Found, ...]:
        """What holds all the words, or else most of them; the best first, articles before entries."""
        terms = dict.fromkeys(self._terms(words[:_LONGEST_QUESTION]))
        columns = [[_weight(term, fields) for _, fields in self._documents] for term in terms]
        rarities = [log(1 + len(column) / (1 + sum(map(bool, column)))) for column in columns]
        hits = [
            (sum(map(bool, row)), sum(map(mul, row, rarities)), pair[language])
            for (pair, _), row in zip(self._documents, zip(*columns, strict=True), strict=False)  # none without terms
        ]
        most = max((held for held, _, _ in hits), default=0)
        best = [hit for hit in hits if hit[0] == most > 0]
        best.sort(key=lambda hit: (isinstance(hit[2], Entry), -hit[1]))
        return tuple(found for _, _, found in best)

    def _terms(self, words: str) -> Iterator[tuple[str, ...]]:
        """For each word its spellings as they stand in the fields; kana between words are particles and endings."""
        pattern, groups, ignored = _synonyms()
        found = pattern.findall(_plain(words))
        telling = [word for word in found if word not in ignored and not _LEADING_KANA.fullmatch(word)]
        for word in telling or found:
            if group := groups.get(_needle(word)):
                yield group
            elif word.isascii() or not telling:
                yield (_needle(word),)
            else:
                yield from ((piece,) for piece in self._pieces(word))

    def _pieces(self, run: str) -> Iterator[str]:
        """Japanese words written together, cut where the texts know the words: 統合失敗 is 統合 and 失敗."""
        while run:
            lengths = range(min(len(run), _LONGEST_WORD), 0, -1)
            end = next((length for length in lengths if run[:length] in self._everything), len(run))
            yield _LONG_VOWEL.sub("", run[:end])
            run = _LEADING_KANA.sub("", run[end:])


def _weight(spellings: tuple[str, ...], fields: tuple[str, ...]) -> float:
    """What a word counts in a text, whichever way it is spelled: where it stands matters more than how often."""
    counts = (sum(map(field.count, spellings)) for field in fields)
    return sum(weight * count / (1 + count) for weight, count in zip(_WEIGHTS, counts, strict=True))


@cache
def _synonyms() -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]], frozenset[str]]:
    """Finds what a question asks for, the longest spelling first; the group of each spelling; what is ignored."""
    data = tomllib.loads(files("knowledge").joinpath("synonyms.toml").read_text(encoding="utf-8"))
    groups = [tuple(map(_plain, group)) for group in data["groups"]]
    longest_first = sorted((spelling for group in groups for spelling in group), key=len, reverse=True)
    needles = [tuple(dict.fromkeys(map(_needle, group))) for group in groups]
    spellings = {needle: group for group in needles for needle in group}
    return re.compile("|".join([*map(_pattern, longest_first), _WORD])), spellings, frozenset(data["ignored"])


def _pattern(spelling: str) -> str:
    if not spelling.isascii():
        return f"{re.escape(spelling)}ー?"
    words = r"[\W_]+".join(_TOKEN.findall(_ENDED.sub("", spelling)))
    return f"(?<![a-z0-9]){words}{_ENDING}?(?![a-z0-9])"


def _fields(pair: Mapping[Language, Found]) -> tuple[str, ...]:
    """What is looked through, as many fields as there are weights."""
    texts = dict.fromkeys(map(_texts, pair.values()))  # one text may serve both languages
    return tuple("\n".join(map(_flat, parts)) for parts in zip(*texts, strict=True))


def _texts(found: Found) -> tuple[str, str, str]:
    subjects = "\n".join(map(_spelled, found.subjects))
    if isinstance(found, Entry):
        return f"{found.message}\n{subjects}", "\n".join(found.meanings.values()), ""
    rest = (found.name, *found.products, *(source.article for source in found.sources), *found.examples, found.markdown)
    return f"{found.title}\n{subjects}", found.body.meaning, "\n".join(rest)


def _spelled(subject: ErrorCode | Event) -> str:
    """In every way that people type it, down to the half of a code that tells it from others."""
    if isinstance(subject, Event):
        return f"event イベント {subject.id} {subject.source} {subject.log or ''}"
    return f"{subject.hex} {subject.value:08x} {subject.low:04x} {subject.umi or ''}"


def _plain(text: str) -> str:
    """One spelling of width, case, dashes and long vowels."""
    text = unicodedata.normalize("NFKC", fold(text).text).lower()
    return _LONG_VOWEL.sub("", _DASH.sub("ー", text))


def _flat(text: str) -> str:
    """The words of a text, a blank before each Latin one, by whose beginning it is found; none inside Japanese."""
    return " " + " ".join(_TOKEN.findall(_plain(_GAP.sub("", text))))


def _needle(word: str) -> str:
    """How a word of a question stands in a field, without its English ending."""
    flat = " ".join(_TOKEN.findall(word))
    return f" {_ENDED.sub('', flat)}" if flat.isascii() else flat
