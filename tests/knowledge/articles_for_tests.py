"""Small articles that tests write into folders of their own."""

from pathlib import Path

from knowledge.faults import Rule

_HEADINGS = {
    "en": ("What it means", "Likely cause", "What to do", "Commands", "When to call the vendor"),
    "ja": ("意味", "考えられる原因", "対処方法", "コマンド", "ベンダーに問い合わせる場合"),
}
_FRONT = """\
+++
title = "{title}"
codes = ["{code}"]
products = ["Backup Exec"]
reviewed = 2026-11-25
confidence = "vendor_article"
examples = ["Error code: {code}"]
{more}
[[sources]]
publisher = "Veritas"
article = "100000001"
url = "https://www.veritas.com/support/en_US/article.100000001"
published = 2020-07-10
+++
"""
_BODY = """
## {0}

Something failed.

## {1}

A reason.

## {2}

1. Do this first.
2. Then do that.

## {3}

Shows the writers.

```cmd
vssadmin list writers
```

## {4}

When nothing helps.
"""

# What is replaced by what, the rule that it breaks, and a text in the line that is told.
BROKEN = [
    ('title = "A title"\n', "", Rule.MISSING_KEY, "+++"),
    ("reviewed = 2026-11-25\n", "", Rule.MISSING_KEY, "+++"),
    ("[[sources]]", "[[source]]", Rule.MISSING_KEY, "+++"),
    ("[[sources]]", "[[source]]", Rule.UNKNOWN_KEY, "[[source]]"),
    ('title = "A title"', 'titel = "A title"\ntitle = "A title"', Rule.UNKNOWN_KEY, "titel"),
    ("confidence =", "draft = true\nconfidence =", Rule.DRAFT, "draft"),
    ("confidence =", 'name = "other"\nconfidence =', Rule.UNKNOWN_KEY, "name ="),
    ('codes = ["0xE0001234"]', 'codes = ["0xe0001234"]', Rule.BAD_VALUE, "0xe0001234"),
    ('codes = ["0xE0001234"]', "codes = []", Rule.NO_SUBJECT, "title"),
    ("reviewed = 2026-11-25", 'reviewed = "yesterday"', Rule.BAD_VALUE, "yesterday"),
    ('"vendor_article"', '"hearsay"', Rule.BAD_VALUE, "hearsay"),
    ("published = 2020-07-10", 'published = "July"', Rule.BAD_VALUE, "July"),
    ('publisher = "Veritas"\n', "", Rule.MISSING_KEY, "[[sources]]"),
    ("reviewed = 2026-11-25", "reviewed = ", Rule.TOML, "reviewed"),
    ("reviewed = 2026", 'umis = ["V-79-57344-1"]\nreviewed = 2026', Rule.UMI_MISMATCH, "umis"),
    ("## Likely cause", "## Likely causes", Rule.HEADING_ORDER, "## What to do"),
    ("## Likely cause", "## Commands", Rule.HEADING_TWICE, "vssadmin"),
    ("## Likely cause", "# Likely cause", Rule.MARKUP, "# Likely"),
    ("## Likely cause", "Astray.\n\n## Likely cause\n\n## Empty", Rule.SECTION_EMPTY, "## Likely"),
    ("\n## What it", "\nEarly.\n\n## What it", Rule.OUTSIDE_SECTION, "Early"),
    ("Something failed.", "Something failed.\n\nAnd more.", Rule.ONE_PARAGRAPH, "## What it"),
    ("Something failed.", "x" * 301, Rule.TOO_LONG, "xxx"),
    ("1. Do this first.\n2. Then do that.", "Just do it.", Rule.STEPS_ONLY, "## What to do"),
    ("1. Do this first.", "1. Do this first.\n   - deeper", Rule.MARKUP, "Do this"),
    ("```cmd", "```bash", Rule.SHELL_UNKNOWN, "```bash"),
    ("A reason.", "A reason.\n\n```cmd\ndir\n```", Rule.COMMANDS_ONLY, "```cmd"),
    ("A reason.", "> A reason.", Rule.MARKUP, "> A"),
    ("A reason.", "A reason.\n\nOne **two  \nthree** four.", Rule.MARKUP, "One"),
    ("A reason.", "| a |\n| - |\n| b |", Rule.MARKUP, "| a |"),
]


def article_text(language: str = "en", code: str = "0xE0001234", title: str = "A title", more: str = "") -> str:
    """A whole and faultless article file."""
    return _FRONT.format(title=title, code=code, more=more) + _BODY.format(*_HEADINGS[language])


def write_article(
    folder: Path, name: str, language: str = "en", code: str = "0xE0001234", title: str = "A title", more: str = ""
) -> Path:
    """Writes such a file."""
    path = folder / f"{name}.{language}.md"
    path.write_text(article_text(language, code, title, more), encoding="utf-8")
    return path
