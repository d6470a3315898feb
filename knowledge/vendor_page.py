"""An article page of the vendor as facts. What it says in sentences is the vendor's own and is left there.

The pages of one site differ, and text that a person copied has no mark-up at all. So everything is found by the words
before it, which are in `vendor_page.toml`.
"""

import codecs
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files

from knowledge import ErrorCode, Language, language_of, recognize
from knowledge.article_body import Shell

CLOUD_HOST = "supportbackupexec.cloud.com"
_WORDS = tomllib.loads(files("knowledge").joinpath("vendor_page.toml").read_text(encoding="utf-8"))
_LABELS = {word: label for label, words in _WORDS["labels"].items() for word in words}
_HEADINGS = {word: heading for heading, words in _WORDS["headings"].items() for word in words}
_LABEL_NAMES = "|".join(map(re.escape, _LABELS))
_LABEL = re.compile(rf"({_LABEL_NAMES})\s*[:：]\s*(.*)")
_LABEL_AHEAD = re.compile(rf"((?:{_LABEL_NAMES})\s*[:：])")
_COMMANDS = {Shell(name): re.compile(pattern) for name, pattern in _WORDS["commands"].items()}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _WORDS["patterns"].items()}
_CODE_PAGES = {"shift_jis": "cp932", "x-sjis": "cp932"}  # as Windows and browsers understand these names
_BREAKS = dict.fromkeys(["br", "dd", "div", "dt", "li", "tr"], "\n") | {"td": " ", "th": " "}
_BREAKS |= dict.fromkeys(["article", "h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "section", "table"], "\n\n")
_UNREAD = {"button", "noscript", "script", "select", "style", "svg", "template", "title"}
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page tells. Its number is the article's key, under whatever address and in whatever language."""

    number: str
    title: str
    language: Language
    twin: str | None  # the number of its translation
    published: date | None
    products: tuple[str, ...]
    versions: tuple[str, ...]
    codes: tuple[ErrorCode, ...]
    commands: tuple[tuple[Shell, str], ...]
    messages: tuple[str, ...]  # literal, each with a code
    url: str | None


def decoded(data: bytes, charset: str = "", otherwise: str = "utf-8") -> str:
    """A page or a log as text, whatever it says of itself: what is valid UTF-8 is hardly ever anything else."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if data[1:200:2].count(0) > data[:200:2].count(0) + 20:
        return data.decode("utf-16-le", "replace")
    own = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096])
    for name in ("utf-8-sig", charset, own[1].decode() if own else ""):
        with suppress(LookupError, UnicodeError):
            return data.decode(_CODE_PAGES.get(name.lower(), name))
    return data.decode(otherwise, "replace")


def read(text: str, url: str = "") -> Page | None:
    """The article in HTML or in copied text; None if there is none (a login form, a list of results)."""
    markup = _Markup()
    if text.lstrip("\ufeff \r\n").startswith("<"):
        with suppress(AssertionError):  # at some declarations the parser gives up; what stands before them counts
            markup.feed(text)
            markup.close()
        text = "".join(markup.parts)
    found = _sections([_clean(line) for line in _LABEL_AHEAD.sub(r"\n\1", text).splitlines()])
    numbers = _PATTERNS["number"].findall(" ".join(found["number"]))
    number = next((number for number in numbers if re.fullmatch(r"\d{9}", number)), "".join(numbers[:1]))
    title = _title(found["before"], found["head"], markup.titles)
    products = [name.strip() for value in found["products"] for name in re.split("[,;、]", value)]
    products = [name for name in products if re.search(r"[^\W\d]{3}", name) and name.lower() not in _HEADINGS]
    body = [title, *products, *(line for part in ("error", "head", "text", "applies") for line in found[part])]
    told = "\n".join(body)
    codes = tuple(dict.fromkeys(finding.code for finding in recognize(told) if finding.code))
    if not number or not (codes or found["text"] or found["error"]):
        return None
    translations = re.findall(r"\d{9}", " ".join(markup.translations))
    versions = [*_PATTERNS["version"].findall(told), *(line for line in found["applies"] if 0 < len(line) < 80)]
    return Page(
        number=number,
        title=title,
        language=language_of(told) or Language.EN,
        twin=next((other for other in translations if other != number), None),
        published=next(filter(None, map(_date, found["published"])), None),
        products=tuple(dict.fromkeys(products)),
        versions=tuple(dict.fromkeys(versions)),
        codes=codes,
        commands=tuple(dict.fromkeys(filter(None, map(_command, body)))),
        messages=tuple(dict.fromkeys(_messages(found))),
        url=_address(number, url or markup.canonical),
    )


class _Markup(HTMLParser):
    """What a reader of the page sees, and the few things that only its mark-up tells."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.titles: set[str] = set()
        self.translations: list[str] = []
        self.canonical = ""
        self._inside = dict.fromkeys((*_UNREAD, "pre"), 0)
        self._begun: dict[str, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        address = given.get("href", "")
        if tag == "link" and "hreflang" in given:
            self.translations.append(address)
        elif tag == "link" and given.get("rel") == "canonical":
            self.canonical = address
        elif tag in self._inside:
            self._inside[tag] += 1
        self.parts.append(_BREAKS.get(tag, ""))
        if tag in {"a", "h1"}:
            self._begun[tag] = len(self.parts), address

    def handle_endtag(self, tag: str) -> None:
        begin, address = self._begun.pop(tag, (len(self.parts), ""))
        text = "".join(self.parts[begin:])
        if tag == "h1":
            self.titles.add(_clean(text))
        elif "-79-" in address:  # a UMI that only the address of a link names
            self.parts += (f" {umi.as_written}" for umi in recognize(address) if umi.as_written not in text)
        elif self._inside.get(tag):
            self._inside[tag] -= 1
        self.parts.append(_BREAKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not any(self._inside[tag] for tag in _UNREAD):
            self.parts.append(data if self._inside["pre"] else re.sub(r"\s+", " ", data))


def _clean(line: str) -> str:
    return " ".join(_UNSEEN.sub("", line).split()).strip("| ")


def _sections(lines: Sequence[str]) -> dict[str, list[str]]:
    """The values of each kind of label and the lines of each kind of section, with an empty one between sections."""
    found: dict[str, list[str]] = defaultdict(list)
    section = "before"  # the article's number; there a heading may be a word of the site's menu
    for at, line in enumerate(lines):
        if label := _LABEL.fullmatch(line):
            kind = _LABELS[label[1]]
            found[kind].append(label[2] or next(filter(None, lines[at + 1 : at + 4]), ""))
            section = "head" if (kind, section) == ("number", "before") else section
        elif section != "before" and (heading := _HEADINGS.get(line.rstrip(" :：?？").lower())):
            section = heading
            found[section].append("")
        else:
            found[section].append(line)
    return found


def _title(before: list[str], head: list[str], titles: set[str]) -> str:
    above, below = ([line for line in part if line and line not in _WORDS["icons"]["words"]] for part in (before, head))
    return next((line for line in [*above, *below][::-1] if line in titles), "".join((above or below)[-1:]))


def _date(text: str) -> date | None:
    if match := _PATTERNS["date"].search(text):
        numbers = [int(number) for number in match.groups() if number]
        with suppress(ValueError):
            return date(*numbers) if match[1] else date(numbers[2], *numbers[:2])
    return None


def _command(line: str) -> tuple[Shell, str] | None:
    text = _PATTERNS["prompt"].sub("", line, count=1)
    plain = _PATTERNS["quoted"].sub("", text)
    if _PATTERNS["prose"].search(plain) or language_of(plain) is Language.JA:
        return None
    return next(((shell, text) for shell, begins in _COMMANDS.items() if begins.match(text)), None)


def _messages(found: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for part in ("error", "head", "text"):
        for paragraph in re.split(r"\n{2,}", "\n".join(found[part])):
            text = paragraph.strip()[:2000]
            if (part == "error" or _PATTERNS["message"].match(text)) and recognize(text):
                yield text


def _address(number: str, url: str) -> str | None:
    """One form for each of the vendor's sites; the language that an address names says nothing."""
    if match := re.match(rf"https://{re.escape(CLOUD_HOST)}/external/article/\d+/[\w%.-]+", url):
        return match[0]
    return f"https://www.veritas.com/support/en_US/article.{number}" if len(number) > len("326302") else None
