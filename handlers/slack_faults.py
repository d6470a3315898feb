"""What can go wrong when Slack is called, and how much of it may be said."""

from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

# URLError is an OSError; a page instead of JSON is a ValueError.
SLACK_FAULTS = (SlackClientError, HTTPException, OSError, ValueError)


def word(error: BaseException) -> str:
    """Slack's own word for the fault; other errors by kind, because their text may hold addresses that are secrets."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error", "no answer"))
    return type(error).__name__
