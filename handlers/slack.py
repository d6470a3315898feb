"""Messages posted to Slack, what can go wrong when it is called, and how much of that may be said."""

from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.values import ChannelId
from handlers.blocks import Card

# URLError is an OSError, a page instead of JSON a ValueError; the last two are answers that lack what they must hold.
SLACK_FAULTS = (SlackClientError, HTTPException, OSError, ValueError, KeyError, TypeError)

# Slack's words for a token that is no good, and for a good one in the wrong place.
_BAD_TOKEN = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
WRONG_TOKENS = frozenset(_BAD_TOKEN | {"not_allowed_token_type", "no_permission", "missing_scope"})


def word(error: BaseException) -> str:
    """Slack's own word for the fault; other errors by kind, because their text may hold addresses that are secrets."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error", "no answer"))
    return type(error).__name__


def post(client: WebClient, channel: str, shown: Card, thread: str | None = None) -> tuple[ChannelId, str]:
    """Posts for everyone there; the message's channel and ts. Raises one of SLACK_FAULTS."""
    answer = client.chat_postMessage(
        channel=channel, thread_ts=thread, text=shown.text, blocks=shown.blocks, unfurl_links=False, unfurl_media=False
    )
    return ChannelId(answer["channel"]), str(answer["ts"])


def post_directly(client: WebClient, user: str, shown: Card) -> tuple[ChannelId, str]:
    """The same as a direct message."""
    return post(client, client.conversations_open(users=user)["channel"]["id"], shown)
