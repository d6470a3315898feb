"""What expires: trigger ids that open one view within seconds, and response URLs good for a few posts."""

import secrets
from dataclasses import dataclass

from bot.playground.slack.model import Limits
from bot.playground.slack.workspace import Workspace


class TicketRefused(Exception):
    """The ticket is unknown, used up or too old; `code` is Slack's error name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Trigger:
    """A person's act that the app may answer with a view. `view` is the modal it happened in, if any."""

    user: str
    view: str | None
    born: float
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where the app may answer one act. `origin` is the ts of the message a button was pressed on, if any."""

    user: str
    channel: str
    origin: str | None
    born: float
    uses: int = 0


class Tickets:
    """All tickets handed out so far."""

    def __init__(self, workspace: Workspace, limits: Limits) -> None:
        self._workspace, self._limits = workspace, limits
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, view: str | None = None) -> str:
        """A new trigger id for something this person just did."""
        trigger_id = f"{len(self._triggers) + 1}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, view, self._workspace.clock())
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Uses a trigger id up; raises TicketRefused with the name of Slack's error."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise TicketRefused("invalid_trigger_id")
        if trigger.used:
            raise TicketRefused("exchanged_trigger_id")
        if self._workspace.clock() - trigger.born > self._limits.trigger:
            raise TicketRefused("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(self, user: str, channel: str, origin: str | None = None) -> str:
        """The secret part of a new response URL."""
        key = secrets.token_urlsafe(18)
        self._urls[key] = ResponseUrl(user, channel, origin, self._workspace.clock())
        return key

    def use(self, key: str) -> ResponseUrl:
        """One post to a response URL; raises TicketRefused when there were five, or half an hour is over."""
        url = self._urls.get(key)
        if url is None:
            raise TicketRefused("invalid_url")
        if self._workspace.clock() - url.born > self._limits.response_url:
            raise TicketRefused("expired_url")
        if url.uses >= self._limits.response_url_uses:
            raise TicketRefused("used_url")
        url.uses += 1
        return url
