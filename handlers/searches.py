"""`/hv-error search WORDS` and the same after a mention: articles by words, for those who have no code."""

from bot.cards import spelled, title
from bot.wording import say
from handlers.blocks import Block, Card, actions, bullets, button, clean, context, note, text, titled
from handlers.desk import Asked
from handlers.reading import unmark, unshared
from knowledge.article import Article
from knowledge.languages import Language, language_of
from knowledge.search import Found

_MOST_HITS = 10
_MOST_CODES = 2  # of a hit


def answer(asked: Asked) -> None:
    """The best hits, to the asker alone unless the line ends in `--share`; open to everybody as explanations are."""
    line, shared = unshared(unmark(asked.call.text))
    words = "".join(line.split(maxsplit=1)[1:])
    services = asked.desk.services
    japanese = services.settings.slack.language is None and language_of(words) is Language.JA
    language = Language.JA if japanese else asked.language
    if not words:
        asked.privately(note(say(language, "search-usage")))
        return
    found = services.library.search(words, language)
    shown = _card(words, found, language) if found else note(say(language, "search-none", words=words))
    asked.give(shown, shared=shared)


def _card(words: str, found: tuple[Found, ...], language: Language) -> Card:
    shown = found[:_MOST_HITS]
    notes = [say(language, "search-open")]
    if len(found) > len(shown):
        notes.append(say(language, "search-more", count=len(found) - len(shown)))
    return titled(
        say(language, "search-title", words=words),
        bullets([_pieces(hit, language) for hit in shown], "ordered"),
        actions(*(_button(number, hit, language) for number, hit in enumerate(shown, 1))),
        context(*notes),
    )


def _pieces(hit: Found, language: Language) -> list[Block]:
    codes = [spelled(language, subject) for subject in hit.subjects]
    more = " · …" if len(codes) > _MOST_CODES else ""
    return [text(title(language, hit), bold=True), text(f" · {' · '.join(codes[:_MOST_CODES])}{more}")]


def _button(number: int, hit: Found, language: Language) -> Block:
    """Opens the article, or what the catalogue knows: that is recognised again."""
    value = hit.name if isinstance(hit, Article) else spelled(Language.EN, hit.subjects[0])
    label = clean(title(language, hit), 75)
    return button(str(number), f"hv_details:{number}", f"{language}:{value}", accessibility_label=label)
