"""Explains error codes: pasted into a channel, after a mention, by `/hv-error`, by the message shortcut."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from slack_bolt import App, BoltContext

from bot.answers import Answer, explain, language_spoken
from bot.errors import BadInput, Ref
from bot.wording import say
from handlers.answer_cards import again, answer_card, article_view
from handlers.answered import Answered
from handlers.blocks import Card, card, paragraph
from handlers.calls import Body, Call, of_message
from handlers.desk import Asked, Desk, Work, home_of
from handlers.people import Home
from handlers.reading import Reading, read, unmark
from handlers.replies import View, error_card
from knowledge.languages import Language

_SPOKEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
_SHARE = re.compile(r"\s(?:--|—|––)share$")


class Answers:
    """The listeners for everything that may hold a code. `words` are the commands that also work after a mention."""

    def __init__(self, desk: Desk, words: Mapping[str, Work]) -> None:
        self._desk = desk
        self._words = words
        self._answered = Answered(desk.services)

    def listen(self, app: App) -> None:
        """Puts all listeners of this file into the app."""
        app.command("/hv-error")(self._desk.command(self._on_command, anyone=True))
        app.shortcut("hv_explain")(self._desk.shortcut(self._on_shortcut))
        app.action("hv_details")(self._desk.action(_nothing_more, self._details, anyone=True))
        app.action("hv_language")(self._desk.action(self._on_language, anyone=True))
        app.event("message")(self._on_message)
        app.event("app_mention")(self._on_message)

    def _on_message(self, body: dict[str, Any], context: BoltContext) -> None:
        self._desk.later(self._hear, body, home_of(context))

    def _hear(self, body: Body, home: Home) -> None:
        event = body["event"]
        edited = event.get("subtype") == "message_changed"
        message = event.get("message") or {} if edited else event
        if not _by_a_person(message):
            return
        reading = read(message, home.bot_user)
        if edited:
            if not _really_edited(event, message, reading, home):
                return
            reading = reading.unaddressed()  # it may have been carried out already, so only its codes count
        elif event.get("channel_type") == "im":
            reading = reading.addressed()
        call = of_message(body, message, reading.command or "")
        try:
            self._answer(call, reading, home)
        except Exception as error:  # noqa: BLE001  every listener ends in an answer
            failure = self._desk.failure(call, error)
            if reading.command is not None or reading.mentioned:
                self._desk.reply(call, self._desk.language(None)).refuse(failure)

    def _answer(self, call: Call, reading: Reading, home: Home) -> None:
        work = self._words.get(call.text.split(maxsplit=1)[0].lower()) if call.text.strip() else None
        if work is not None:
            if self._claim(call):
                work(self._desk.ask(call, home))
            return
        asked_for = reading.mentioned or reading.command is not None
        if not asked_for and not self._listens_in(call.channel):
            return
        told = frozenset[str]() if asked_for else self._answered.keys(call.channel, call.root or "")
        written = self._written_in(reading.text)
        answer = self._explained(reading.text, written or Language.EN, asked=asked_for, told=told)
        if (answer is None and not reading.mentioned) or not self._claim(call):
            return
        asked = self._desk.ask(call, home, anyone=True)
        language = written or asked.language
        if answer is None:
            asked.reply.publicly(_no_code(language, empty=not call.text))
            return
        if answer.language is not language:
            answer = self._explained(reading.text, language, asked=asked_for, told=told) or answer
        if self._answered.record(asked.person, asked.place, answer, call.root, once=not asked_for):
            asked.reply.publicly(answer_card(answer))

    def _on_command(self, asked: Asked) -> None:
        typed = _SHARE.sub("", f" {unmark(asked.call.text)}").strip()
        shared = typed != unmark(asked.call.text).strip()
        self._explain_to(asked, typed, shared=shared)

    def _on_shortcut(self, asked: Asked) -> None:
        message = asked.call.body.get("message") or {}
        self._explain_to(asked, read(message, "").text, shared=False)

    def _explain_to(self, asked: Asked, typed: str, *, shared: bool) -> None:
        language = self._written_in(typed) or asked.language
        answer = self._explained(typed, language, asked=True)
        if answer is None:
            asked.reply.privately(_no_code(language, empty=not typed))
            return
        self._answered.record(asked.person, asked.place, answer, None, once=False)
        if not (shared and asked.reply.publicly(answer_card(answer))):
            asked.reply.privately(answer_card(answer))

    def _on_language(self, asked: Asked) -> None:
        language, subjects = again(asked.call.value)
        answer = self._explained(subjects, language, asked=True)
        if answer is not None:
            asked.reply.privately(answer_card(answer), replace=True)

    def _details(self, call: Call, _language: Language) -> View | None:
        language, name = again(call.value)
        article = self._desk.services.library.shelf(language).find(name)
        return article_view(article, language) if article else None

    def _explained(self, typed: str, language: Language, *, asked: bool, told: Collection[str] = ()) -> Answer | None:
        return explain(typed, language, self._desk.services.library, asked=asked, answered=told)

    def _written_in(self, typed: str) -> Language | None:
        return self._desk.services.settings.slack.language or language_spoken(typed)

    def _listens_in(self, channel: str) -> bool:
        chosen = self._desk.services.settings.slack.answer_in
        return "*" in chosen or channel in chosen

    def _claim(self, call: Call) -> bool:
        """A mention comes twice, as a message and as a mention, with two event ids but one ts."""
        event = call.body["event"]
        message = event.get("message") or event
        edited = (message.get("edited") or {}).get("ts", "") if message is not event else ""
        return self._desk.deliveries.claim(f"message:{call.channel}:{message['ts']}:{edited}")


def _by_a_person(message: Body) -> bool:
    """Bolt leaves out our own messages, not those of other bots, who might answer us for ever."""
    return bool(message.get("user") and message.get("subtype") in _SPOKEN and not message.get("bot_id"))


def _really_edited(event: Body, message: Body, reading: Reading, home: Home) -> bool:
    """Slack also sends a change when it unfurls a link."""
    before = read(event.get("previous_message") or {}, home.bot_user)
    return bool(message.get("edited")) and before.text != reading.text


def _no_code(language: Language, *, empty: bool) -> Card:
    if not empty:
        return error_card(BadInput(Ref.NO_CODE), language)
    words = say(language, "replies-help")
    return card(words, [paragraph(words)])


def _nothing_more(_asked: Asked) -> None:
    """The form that was opened is the whole answer."""
