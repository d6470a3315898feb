"""Who is asking, and where: the two facts that every rule takes besides the clock."""

from dataclasses import dataclass
from enum import StrEnum

from bot.values import ChannelId, GroupId, TeamId, UserId
from knowledge.languages import Language


class Standing(StrEnum):
    """What Slack says a user is to our workspace; only a MEMBER can have rights."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"  # somebody of another organisation in a shared channel
    BOT = "bot"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user as looked up for this one payload. `team` is the user's home, never the workspace of the channel.

    `name` is for display and the trail only: users choose it themselves, so no rule may look at it.
    """

    user: UserId
    team: TeamId
    name: str
    standing: Standing
    groups: frozenset[GroupId]
    language: Language


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was asked. `thread` is the ts of the thread's parent, None at the top level of the conversation.

    `shared` is true for conversations with other organisations, where nothing may name hosts.
    """

    channel: ChannelId
    thread: str | None
    shared: bool
