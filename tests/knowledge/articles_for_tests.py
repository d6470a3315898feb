"""Small articles that tests write into folders of their own."""

from pathlib import Path

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
