"""The one place that gives an answer to a person, and that makes an answer of an error."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.errors import HvbotError
from bot.wording import say, tell
from handlers.blocks import Block, Card, card, context, paragraph, plain, text
from handlers.calls import Call
from handlers.slack import SLACK_FAULTS, post, post_directly, word
from knowledge.languages import Language

View: TypeAlias = dict[str, Any]

_log = logging.getLogger("hvbot.slack")
_SECONDS = 10


@dataclass(frozen=True)
class Reply:
    """The ways back to the person who called, none of which raises what Slack does; at last it is logged."""

    client: WebClient
    call: Call
    language: Language
    view_id: str = ""  # of the form that was opened at once and is filled when the host has answered

    def privately(self, shown: Card, *, replace: bool = False) -> None:
        """Seen by the asker alone: through the response URL, else in the conversation, else as a direct message.

        `replace` puts it in the place of the message whose button was pressed.
        """
        for way in (self._respond, self._in_conversation, self._directly):
            try:
                if way(shown, replace):
                    return
            except SLACK_FAULTS as error:
                _log.warning("no answer to %s %s: %s", self.call.user, way.__name__, word(error))
        _log.error("no way to answer %s", self.call.user)

    def give(self, shown: Card, *, shared: bool) -> None:
        """For everyone there if it is to be `shared` and Slack takes it, else for the asker alone."""
        if not (shared and self.publicly(shown)):
            self.privately(shown)

    def publicly(self, shown: Card) -> bool:
        """A message for everyone there, in the thread if there is one; whether Slack took it."""
        if not self.call.channel:
            return False
        try:
            post(self.client, self.call.channel, shown, self.call.root or self.call.thread)
        except SLACK_FAULTS as error:
            _log.error("no message in %s: %s", self.call.channel, word(error))
            return False
        return True

    def refuse(self, error: HvbotError) -> None:
        """Says what happened, whose turn it is and what they do; in the form if there is one, to the asker alone."""
        if self.view_id:
            self.show(error_view(error, self.language))
        else:
            self.privately(error_card(error, self.language))

    def show(self, view: View) -> None:
        """Puts the view in the form's place; the person may have closed it."""
        try:
            self.client.views_update(view_id=self.view_id, view=view)
        except SLACK_FAULTS as error:
            _log.info("no form to fill: %s", word(error))

    def _respond(self, shown: Card, replace: bool) -> bool:
        if not self.call.response_url:
            return False
        body = {"text": shown.text, "blocks": shown.blocks, "replace_original": replace}
        if not replace:
            body["response_type"] = "ephemeral"
            if self.call.thread:  # or it would stand in the channel, where nobody looks who reads the thread
                body["thread_ts"] = self.call.thread
        answer = WebhookClient(self.call.response_url, timeout=_SECONDS).send_dict(body)
        # It does not raise for a URL that is used up or too old.
        return answer.status_code == 200

    def _in_conversation(self, shown: Card, _replace: bool) -> bool:
        call = self.call
        if not call.channel or call.channel.startswith("D"):
            return self.publicly(shown)
        self.client.chat_postEphemeral(
            channel=call.channel, user=call.user, thread_ts=call.thread, text=shown.text, blocks=shown.blocks
        )
        return True

    def _directly(self, shown: Card, _replace: bool) -> bool:
        post_directly(self.client, self.call.user, shown)
        return True


def error_card(error: HvbotError, language: Language) -> Card:
    """An error in the person's language: what happened, the next step, the reference."""
    told = tell(error, language)
    step = paragraph(text(f"{told.turn}{say(language, 'replies-colon')}", bold=True), f" {told.step}")
    return card(f"{told.what} {told.step}", [paragraph(told.what), step, context(told.reference)])


def error_view(error: HvbotError, language: Language) -> View:
    """The same as a form that can only be closed."""
    return view(say(language, "replies-form-title"), error_card(error, language).blocks, language)


def view(title: str, blocks: Iterable[Block], language: Language, submit: str = "", **more: str) -> View:
    """A form; `more` are further fields of the view, such as `callback_id` and `private_metadata`."""
    close = plain(say(language, "replies-form-close"), 24)
    buttons = {"close": close, "submit": plain(submit, 24)} if submit else {"close": close}
    return {"type": "modal", "title": plain(title, 24), "blocks": list(blocks), **buttons, **more}
