"""Draws an answer as a card, and an article as the form behind Details."""

import re
from collections.abc import Iterable
from itertools import groupby

from bot.answers import Answer
from bot.cards import Line, Part, Tally, article_lines, full
from bot.cards import card as card_lines
from bot.wording import say
from handlers.blocks import Block, Card, actions, button, card, paragraph, preformatted, spans, text
from handlers.check_vm import BUTTON
from handlers.replies import View, view
from knowledge.article import Article
from knowledge.languages import Language

_URL = re.compile(r"(https?://[^\s)）]+)")
_MOST_KEYS = 20
_BOLD = frozenset({Part.STOP, Part.MEANING, Part.HEADING})


def answer_card(answer: Answer, tally: Tally | None = None, *, hosts: bool = False) -> Card:
    """The card with its buttons; a VM can be checked if there are any `hosts`."""
    lines = card_lines(answer, tally)
    language, other = answer.language, Language.EN if answer.language is Language.JA else Language.JA
    # Codes and events as a text that is recognised again; nothing of what was pasted.
    subjects = "\n".join(topic.as_text for topic in answer.topics[:_MOST_KEYS])
    buttons = [button(say(language, "replies-language-button"), "hv_language", f"{other}:{subjects}")]
    if answer.article:
        name = answer.article.name
        check = [button(say(language, "check-vm-button"), BUTTON, name)] if hosts else []
        buttons = [
            button(say(language, "replies-details-button"), "hv_details", f"{language}:{name}"),
            *check,
            *buttons,
            button(say(language, "feedback-helped-button"), "kb_helped", name),
            button(say(language, "feedback-not-helped-button"), "kb_not_helped", name),
        ]
    first = next((line.text for line in lines if line.part is Part.MEANING), "")
    return card(f"{answer.lead.key}: {first}", [*_drawn(lines), actions(*buttons)])


def article_view(article: Article, language: Language) -> View:
    """Everything that the article says."""
    return view(say(language, "replies-details-title"), _drawn(article_lines(language, article)), language)


def answer_view(answer: Answer) -> View:
    """Everything that is known where there is no article."""
    return view(say(answer.language, "replies-details-title"), _drawn(full(answer)), answer.language)


def again(value: str) -> tuple[Language, str]:
    """The language and the text from which a card is made anew. Raises ValueError for values that are not ours."""
    language, _, subjects = value.partition(":")
    return Language(language), subjects


def _drawn(lines: Iterable[Line]) -> list[Block]:
    """Lines of one kind below each other make one block; every command is a block of its own, to be copied."""
    blocks: list[Block] = []
    for part, group in groupby(lines, key=lambda line: line.part):
        if part is Part.COMMAND:
            blocks += [preformatted(line.text) for line in group]
        else:
            pieces = [piece for line in group for piece in (*_pieces(line), text("\n"))]
            blocks.append(paragraph(*pieces[:-1]))
    return blocks


def _pieces(line: Line) -> list[Block]:
    if line.part in _BOLD:
        return spans(line.text, bold=True)
    if line.part is Part.CODES:
        return [text(line.text, code=True)]
    parts = enumerate(_URL.split(line.text))
    return [piece for odd, part in parts for piece in ([{"type": "link", "url": part}] if odd % 2 else spans(part))]
