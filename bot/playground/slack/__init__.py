"""A local Slack: Web API, Socket Mode and a web page, for `hvbot demo` and as the tests' fixture."""

from bot.playground.slack.faults import ApiFault
from bot.playground.slack.model import Limits, Message, Person, View
from bot.playground.slack.playground import SlackPlayground

__all__ = ["ApiFault", "Limits", "Message", "Person", "SlackPlayground", "View"]
