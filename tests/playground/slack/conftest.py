from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.playground.slack import SlackPlayground
from tests.playground.slack.echo import MANIFEST, Echo


@pytest.fixture
def slack() -> Iterator[SlackPlayground]:
    """A local Slack without an app behind it."""
    with SlackPlayground(MANIFEST) as playground:
        yield playground


@pytest.fixture
def echo(slack: SlackPlayground) -> Iterator[Echo]:
    """The small bot, connected; the app must not have done anything that Slack refuses."""
    with Echo(slack) as bot:
        yield bot
    assert slack.problems == []


@pytest.fixture
def client(slack: SlackPlayground) -> WebClient:
    """The Web API as the installed app calls it."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url)
