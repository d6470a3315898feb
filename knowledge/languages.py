"""The two languages every sentence exists in, and which of them a text is written in."""

from enum import StrEnum


class Language(StrEnum):
    """A language that a person can be answered in; the value is its ISO 639-1 code."""

    EN = "en"
    JA = "ja"

    @classmethod
    def of_locale(cls, locale: str | None) -> "Language":
        """Slack locales look like `ja-JP`; a language that we do not write is answered in English."""
        return cls.JA if (locale or "").lower().startswith("ja") else cls.EN


def language_of(text: str) -> Language | None:
    """Japanese as soon as one kana or kanji appears (error texts inside stay English); None without letters."""
    if any(_is_japanese(character) for character in text):
        return Language.JA
    return Language.EN if any(character.isalpha() for character in text) else None


def _is_japanese(character: str) -> bool:
    # Hiragana, katakana, CJK ideographs, half-width katakana. Full-width Latin alone is no proof of Japanese.
    return "\u3041" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\uff66" <= character <= "\uff9d"
