"""Keeps one message per request up to date in the channel it was asked in."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.lifecycle import FINAL
from bot.removals import Removals
from bot.requests import Request
from bot.values import ChannelId, RequestId
from handlers.blocks import Card
from handlers.removal_cards import progress_card

_log = logging.getLogger("hvbot.slack")
_BETWEEN_PERCENTS = 3.0  # seconds per message; chat.update is limited for the whole app, not per message
_GONE = frozenset({"message_not_found", "edit_window_closed", "cant_update_message", "channel_not_found"})
_NOT_THERE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})


class Notices:
    """The `Teller` of the removal work. Safe from several threads; a message is posted once and edited afterwards."""

    def __init__(
        self,
        client: WebClient,
        removals: Removals,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._removals, self._clock, self._monotonic = client, removals, clock, monotonic
        self._lock = threading.Lock()
        self._locks: dict[RequestId, threading.Lock] = {}
        self._edited: dict[RequestId, float] = {}

    def __call__(self, request: Request, percent: int | None) -> bool:
        """Posts or edits. False if Slack did not take it; the sweep tries a final state again."""
        with self._lock:
            lock = self._locks.setdefault(request.id, threading.Lock())
        with lock:
            if percent is not None and self._too_soon(request.id):
                return True
            # Read again: another thread may just have posted the message, or moved the state.
            latest = self._removals.load(request.id)
            shown = progress_card(latest, percent, self._clock())
            told = self._edit(latest, shown) if latest.message else self._post(latest, shown)
            self._edited[request.id] = self._monotonic()
        if told and latest.state in FINAL:
            self._forget(request.id)
        return told

    def sweep(self) -> None:
        """Shows final states that could not be shown when they came about."""
        for request in self._removals.untold():
            if self(request, None):
                self._removals.note_told(request)

    def _too_soon(self, request: RequestId) -> bool:
        return self._monotonic() - self._edited.get(request, float("-inf")) < _BETWEEN_PERCENTS

    def _forget(self, request: RequestId) -> None:
        with self._lock:
            self._locks.pop(request, None)
            self._edited.pop(request, None)

    def _edit(self, request: Request, shown: Card) -> bool:
        assert request.message is not None  # noqa: S101  the caller looked
        channel, ts = request.message
        try:
            self._client.chat_update(channel=channel, ts=ts, text=shown.text, blocks=shown.blocks)
        except SlackApiError as error:
            if str(error.response.get("error")) in _GONE:
                return self._post(request, shown)
            _log.warning("progress of %s: %s", request.id, error.response.get("error"))
            return False
        except (SlackClientError, OSError) as error:
            _log.warning("progress of %s: %s", request.id, type(error).__name__)
            return False
        return True

    def _post(self, request: Request, shown: Card) -> bool:
        try:
            answer = self._say(request.channel, request.thread, shown)
        except SlackApiError as error:
            if str(error.response.get("error")) not in _NOT_THERE:
                _log.warning("progress of %s: %s", request.id, error.response.get("error"))
                return False
            return self._post_directly(request, shown)
        except (SlackClientError, OSError) as error:
            _log.warning("progress of %s: %s", request.id, type(error).__name__)
            return False
        self._removals.note_message(request.id, *answer)
        return True

    def _post_directly(self, request: Request, shown: Card) -> bool:
        """A slash command works where the bot is no member; then the requester hears of it in a direct message."""
        try:
            channel = self._client.conversations_open(users=request.requester)["channel"]["id"]
            answer = self._say(ChannelId(channel), None, shown)
        except (SlackClientError, OSError) as error:
            _log.warning("progress of %s to its requester: %s", request.id, type(error).__name__)
            return False
        self._removals.note_message(request.id, *answer)
        return True

    def _say(self, channel: ChannelId, thread: str | None, shown: Card) -> tuple[ChannelId, str]:
        answer = self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            text=shown.text,
            blocks=shown.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
        return ChannelId(answer["channel"]), str(answer["ts"])
