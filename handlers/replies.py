"""The one place that gives an answer to a person, and that makes an answer of an error."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.errors import HvbotError
from bot.people import Place
from bot.telling import tell
from bot.values import UserId
from bot.wording import say
from handlers.blocks import Block, Card, card, context, paragraph, plain, text
from handlers.slack_faults import SLACK_FAULTS, word
from knowledge.languages import Language

View: TypeAlias = dict[str, Any]

_log = logging.getLogger("hvbot.slack")
_SECONDS = 10


@dataclass(frozen=True)
class Reply:
    """The ways back to one person. `place` is None where they are in no conversation (forms, App Home)."""

    client: WebClient
    user: UserId
    place: Place | None
    language: Language
    response_url: str | None = field(default=None, repr=False)  # whoever has it may answer in our name
    root: str | None = None  # the thread for everyone's answers, where it is not the place's own

    def privately(self, shown: Card, *, replace: bool = False) -> None:
        """Seen by the asker alone: through the response URL, else in the conversation, else as a direct message.

        `replace` puts it in the place of the message whose button was pressed. Never raises; at last it logs.
        """
        if self._respond(shown, replace=replace) or self._ephemeral(shown):
            return
        try:
            channel = self.client.conversations_open(users=self.user)["channel"]["id"]
            self.client.chat_postMessage(channel=channel, text=shown.text, blocks=shown.blocks)
        except SLACK_FAULTS as error:
            _log.error("no way to answer %s: %s", self.user, word(error))

    def publicly(self, shown: Card) -> str | None:
        """A message for everyone there, in the thread if there is one. Its ts, or None if Slack did not take it."""
        if self.place is None:
            return None
        try:
            answer = self.client.chat_postMessage(
                channel=self.place.channel,
                thread_ts=self.root or self.place.thread,
                text=shown.text,
                blocks=shown.blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
        except SLACK_FAULTS as error:
            _log.error("no message in %s: %s", self.place.channel, word(error))
            return None
        return str(answer["ts"])

    def refuse(self, error: HvbotError) -> None:
        """Says what happened, whose turn it is and what they do, with the reference; to the asker alone."""
        self.privately(error_card(error, self.language))

    def _respond(self, shown: Card, *, replace: bool) -> bool:
        if self.response_url is None:
            return False
        body = {"text": shown.text, "blocks": shown.blocks, "replace_original": replace}
        kind = {} if replace else {"response_type": "ephemeral"}
        try:
            answer = WebhookClient(self.response_url, timeout=_SECONDS).send_dict({**body, **kind})
        except SLACK_FAULTS as error:
            _log.warning("response URL of %s: %s", self.user, word(error))
            return False
        # It does not raise for a URL that is used up or too old.
        return answer.status_code == 200

    def _ephemeral(self, shown: Card) -> bool:
        if self.place is None:
            return False
        if self.place.channel.startswith("D"):
            return self.publicly(shown) is not None
        try:
            self.client.chat_postEphemeral(
                channel=self.place.channel,
                user=self.user,
                thread_ts=self.place.thread,
                text=shown.text,
                blocks=shown.blocks,
            )
        except SLACK_FAULTS as error:
            _log.info("no ephemeral message in %s: %s", self.place.channel, word(error))
            return False
        return True


@dataclass(frozen=True)
class Form:
    """A form that was opened at once and is filled when the host has answered."""

    client: WebClient
    view_id: str
    language: Language

    def show(self, view: View) -> None:
        """Puts the view in its place. Never raises: the person may have closed the form."""
        try:
            self.client.views_update(view_id=self.view_id, view=view)
        except SLACK_FAULTS as error:
            _log.info("no form to fill: %s", word(error))

    def refuse(self, error: HvbotError) -> None:
        """The error takes the form's place."""
        self.show(error_view(error, self.language))


def error_card(error: HvbotError, language: Language) -> Card:
    """An error in the person's language: what happened, the next step, the reference."""
    told = tell(error, language)
    step = paragraph(text(f"{told.turn}{say(language, 'replies-colon')}", bold=True), f" {told.step}")
    return card(f"{told.what} {told.step}", [paragraph(told.what), step, context(told.reference)])


def error_view(error: HvbotError, language: Language) -> View:
    """The same as a form that can only be closed."""
    return view(say(language, "replies-form-title"), error_card(error, language).blocks, language)


def view(title: str, blocks: Iterable[Block], language: Language, **more: Any) -> View:
    """A form; `more` are further fields of the view, such as `callback_id`, `private_metadata` and `submit`."""
    close = plain(say(language, "replies-form-close"), 24)
    return {"type": "modal", "title": plain(title, 24), "close": close, "blocks": list(blocks), **more}
