"""Draws an answer as a card, and an article as the form behind Details."""

import re
from collections.abc import Iterable
from itertools import groupby

from bot.answers import Answer, Topic
from bot.cards import Line, Part, article_lines
from bot.cards import card as card_lines
from bot.wording import say
from handlers.blocks import Block, Card, Piece, actions, button, card, link, paragraph, preformatted, spans, text
from handlers.replies import View, view
from knowledge.article import Article
from knowledge.languages import Language

_URL = re.compile(r"(https?://[^\s)）]+)")
_MOST_KEYS = 20
_BOLD = frozenset({Part.STOP, Part.HEADING})


def answer_card(answer: Answer, *buttons: Piece) -> Card:
    """The card with its buttons; `buttons` are further ones, put before the language."""
    lines = card_lines(answer)
    language, other = answer.language, Language.EN if answer.language is Language.JA else Language.JA
    shown = []
    if answer.article:
        value = f"{language}:{answer.article.name}"
        shown.append(button(say(language, "replies-details-button"), "hv_details", value))
    again = button(say(language, "replies-language-button"), "hv_language", f"{other}:{_again(answer)}")
    first = next((line.text for line in lines if line.part is Part.MEANING), "")
    return card(f"{answer.lead.key}: {first}", [*_drawn(lines), actions(*shown, *buttons, again)])


def article_view(article: Article, language: Language) -> View:
    """Everything that the article says."""
    return view(say(language, "replies-details-title"), _drawn(article_lines(language, article)), language)


def again(value: str) -> tuple[Language, str]:
    """The language and the text from which a card is made anew. Raises ValueError for values that are not ours."""
    language, _, subjects = value.partition(":")
    return Language(language), subjects


def _again(answer: Answer) -> str:
    """Codes and events as a text that is recognised again; nothing of what was pasted."""
    return "\n".join(_subject(topic) for topic in answer.topics[:_MOST_KEYS])


def _subject(topic: Topic) -> str:
    if topic.code:
        return topic.code.hex
    events = [event for article in topic.articles for event in article.events if event.id == topic.event_id]
    source = f" Source: {events[0].source}" if topic.article and events else ""
    return f"Event ID: {topic.event_id}{source}"


def _drawn(lines: Iterable[Line]) -> list[Block]:
    """Lines of one kind below each other make one block; every command is a block of its own, to be copied."""
    blocks: list[Block] = []
    for part, group in groupby(lines, key=lambda line: line.part):
        if part is Part.COMMAND:
            blocks += [preformatted(line.text) for line in group]
        else:
            pieces = [[*_pieces(line), text("\n")] for line in group]
            blocks.append(paragraph(*[piece for line in pieces for piece in line][:-1]))
    return blocks


def _pieces(line: Line) -> list[Piece]:
    if line.part in _BOLD:
        return [text(line.text, bold=True)]
    if line.part is Part.CODES:
        return [text(line.text, code=True)]
    parts = _URL.split(line.text)
    return [piece for odd, part in enumerate(parts) for piece in ([link(part, part)] if odd % 2 else spans(part))]
