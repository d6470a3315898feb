"""Explains error codes: pasted, after a mention, by `/hv-error`, by the shortcut; the buttons below an answer."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import App, BoltContext

from bot import feedback
from bot.answers import Answer, explain, language_spoken
from bot.errors import BadInput, Ref, Refused, TrailError
from bot.wording import say
from handlers import gaps, searches
from handlers.answer_cards import again, answer_card, answer_view, article_view
from handlers.blocks import Card, note
from handlers.calls import Body, Call, of_message
from handlers.desk import Asked, Desk, Work
from handlers.people import Home, home_of
from handlers.reading import Reading, read, unmark, unshared
from handlers.replies import View, error_card
from knowledge.languages import Language

_SPOKEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
_MENTION = re.compile(r"<@\w+>")
_VERBS: Mapping[str, Work] = {"search": searches.answer, "gaps": gaps.answer}


def listen(app: App, desk: Desk, words: Mapping[str, Work]) -> None:
    """Everything that may hold a code; `words` are the commands that also work after a mention."""

    def on_message(body: dict[str, Any], context: BoltContext) -> None:
        desk.later(_hear, desk, words, body, home_of(context))

    app.event("message")(on_message)
    app.event("app_mention")(on_message)
    app.command("/hv-error")(desk.answer(_on_command, anyone=True))
    app.shortcut("hv_explain")(desk.answer(_on_shortcut, anyone=True))
    app.action("hv_language")(desk.answer(_on_language, anyone=True))
    app.action("kb_helped")(desk.answer(partial(_on_vote, helped=True)))
    app.action("kb_not_helped")(desk.answer(partial(_on_vote, helped=False)))
    # The form that is opened is the whole answer.
    details = desk.answer(lambda _: None, lambda call, _: _details(desk, call), anyone=True)
    app.action(re.compile("^hv_details(:|$)"))(details)


def _hear(desk: Desk, words: Mapping[str, Work], body: Body, home: Home) -> None:
    event = body["event"]
    edited = event.get("subtype") == "message_changed"
    message = event.get("message") or {} if edited else event
    # Bolt leaves out our own messages, not those of other bots, who might answer us for ever.
    if not message.get("user") or message.get("subtype") not in _SPOKEN or message.get("bot_id"):
        return
    reading = read(message, home.bot_user)
    if edited:
        before = read(event.get("previous_message") or {}, home.bot_user)
        if not message.get("edited") or before.text == reading.text:  # Slack only unfurled a link
            return
        reading = replace(reading, mentioned=False, command=None)  # carried out already, so only codes count
    elif event.get("channel_type") == "im" and reading.command is None:
        reading = replace(reading, command=reading.said)  # whoever writes to us directly need not name us
    call = of_message(body, message, reading.command or "")
    # A mention comes twice, as a message and as a mention, with two event ids but one ts.
    key = f"message:{call.channel}:{message['ts']}:{(message.get('edited') or {}).get('ts', '')}"
    try:
        _answer(desk, words, call, reading, home, key)
    except Exception as error:  # noqa: BLE001  every listener ends in an answer
        failure = desk.failure(call, error)
        if reading.command is not None or reading.mentioned:
            desk.reply(call).refuse(failure)


def _answer(desk: Desk, words: Mapping[str, Work], call: Call, reading: Reading, home: Home, key: str) -> None:
    verb = _verb(call.text)
    work = verb or (words.get(_first_word(call.text)) if call.text.strip() else None)
    if work is not None:
        if desk.memory.claim(key):
            work(desk.ask(call, home, anyone=verb is not None))
        return
    told: frozenset[str] | None = None
    pasted = not reading.mentioned and reading.command is None
    if pasted and not {"*", call.channel}.intersection(desk.services.settings.slack.answer_in):
        return
    # Before Slack or the database is asked for anything, for most messages hold no code.
    answer = explain(reading.text, Language.EN, desk.services.library, asked=not pasted)
    if answer is None and not reading.mentioned:
        return
    if answer is not None and pasted:
        told = desk.memory.told(call.channel, call.root or "", answer.keys)
        if told.issuperset(answer.keys):
            return
    if desk.memory.claim(key):
        _explain(desk.ask(call, home, anyone=True), reading.text, shared=True, told=told)


def _verb(text: str) -> Work | None:
    """What a line is for that begins with one of our verbs; a whole log may begin with the same word."""
    return None if "\n" in text.strip() else _VERBS.get(_first_word(text))


def _first_word(text: str) -> str:
    """In lower case, for phones begin a line with a capital letter."""
    return "".join(text.split(maxsplit=1)[:1]).lower()


def _on_command(asked: Asked) -> None:
    if verb := _verb(asked.call.text):
        verb(asked)
        return
    text, shared = unshared(unmark(asked.call.text))
    _explain(asked, text, shared=shared)


def _on_shortcut(asked: Asked) -> None:
    _explain(asked, read(asked.call.message or {}, "").text)


def _explain(asked: Asked, text: str, *, shared: bool = False, told: frozenset[str] | None = None) -> None:
    """`told` is what the thread knows already of something pasted, None where somebody asked."""
    services, memory = asked.desk.services, asked.desk.memory
    language = services.settings.slack.language or language_spoken(text) or asked.language
    answer = explain(text, language, services.library, asked=told is None, answered=told or ())
    if answer is not None:
        if memory.record(asked.person, asked.place, answer, asked.call.root, once=told is not None):
            memory.keep(asked.place.channel, asked.call.root or asked.call.thread or asked.person.user, answer.names)
            asked.give(_card(asked, answer), shared=shared)
    elif told is None:
        said = _MENTION.sub("", text).strip()
        shown = error_card(BadInput(Ref.NO_CODE), language) if said else note(say(language, "replies-help"))
        asked.give(shown, shared=shared)


def _on_language(asked: Asked) -> None:
    language, subjects = again(asked.call.value)
    answer = explain(subjects, language, asked.desk.services.library, asked=True)
    if answer is not None:
        asked.privately(_card(asked, answer), replace=True)


def _on_vote(asked: Asked, *, helped: bool) -> None:
    call, services = asked.call, asked.desk.services
    article = services.library.shelf(asked.language).find(call.value)
    if article is None:  # the team took it away meanwhile
        raise Refused(Ref.CLICK_TOO_OLD)
    # A thread or, where there is none, the message itself; in another language it stays the same answer.
    answer = f"{call.channel}:{call.thread or call.ts}"
    feedback.vote(services.gate, asked.person, asked.place, answer, article.name, helped=helped)
    asked.privately(note(say(asked.language, "feedback-helped" if helped else "feedback-not-helped")))


def _card(asked: Asked, answer: Answer) -> Card:
    tally = None
    if answer.article:
        with suppress(TrailError):  # what others thought of it must not cost the answer
            tally = feedback.tallies(asked.desk.services.gate.opened()).get(answer.article.name)
    return answer_card(answer, tally, hosts=bool(asked.desk.services.settings.hosts))


def _details(desk: Desk, call: Call) -> View | None:
    language, name = again(call.value)
    library = desk.services.library
    if article := library.shelf(language).find(name):
        return article_view(article, language)
    answer = explain(name, language, library, asked=True)
    return answer_view(answer) if answer else None
