"""Keeps one message per request up to date in the channel it was asked in."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.lifecycle import FINAL
from bot.removals import Removals
from bot.requests import Request
from bot.values import ChannelId, RequestId
from handlers.blocks import Card
from handlers.removal_cards import progress_card
from handlers.slack import SLACK_FAULTS, post, post_directly, word

_log = logging.getLogger("hvbot.slack")
_BETWEEN_PERCENTS = 3.0  # seconds per message; chat.update is limited for the whole app, not per message
_GONE = frozenset({"message_not_found", "edit_window_closed", "cant_update_message", "channel_not_found"})
_NOT_THERE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})


class Notices:
    """The `Teller` of the removal work. Safe from several threads; a message is posted once and edited afterwards."""

    def __init__(self, client: WebClient, removals: Removals, clock: Callable[[], datetime]) -> None:
        self._client, self._removals, self._clock = client, removals, clock
        self._locks: dict[RequestId, threading.Lock] = {}
        self._edited: dict[RequestId, float] = {}

    def __call__(self, request: Request, percent: int | None) -> bool:
        """Posts or edits. False if Slack did not take it; the sweep tries a final state again."""
        with self._locks.setdefault(request.id, threading.Lock()):
            now = time.monotonic()
            if percent is not None and now - self._edited.get(request.id, float("-inf")) < _BETWEEN_PERCENTS:
                return True
            # Read again: another thread may just have posted the message, or moved the state.
            latest = self._removals.load(request.id)
            shown = progress_card(latest, percent, self._clock())
            self._edited[request.id] = now
            try:
                self._tell(latest, shown)
            except SLACK_FAULTS as error:
                _log.warning("progress of %s: %s", request.id, word(error))
                return False
        if latest.state in FINAL:
            self._locks.pop(request.id, None)
            self._edited.pop(request.id, None)
        return True

    def sweep(self) -> None:
        """Shows final states that could not be shown when they came about."""
        for request in self._removals.untold():
            if self(request, None):
                self._removals.note_told(request)

    def _tell(self, request: Request, shown: Card) -> None:
        channel, ts = request.message_channel, request.message_ts
        try:
            if channel and ts:
                self._client.chat_update(channel=channel, ts=ts, text=shown.text, blocks=shown.blocks)
                return
        except SlackApiError as error:
            if word(error) not in _GONE:
                raise
        self._removals.note_message(request.id, *self._post(request, shown))

    def _post(self, request: Request, shown: Card) -> tuple[ChannelId, str]:
        try:
            return post(self._client, request.channel, shown, request.thread)
        except SlackApiError as error:
            if word(error) not in _NOT_THERE:
                raise
        # A slash command works where the bot is no member; then the requester hears of it in a direct message.
        return post_directly(self._client, request.requester, shown)
