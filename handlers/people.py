"""Who acts and where, looked up at Slack for each payload. What Slack does not answer counts as no."""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import BoltContext
from slack_sdk import WebClient

from bot.errors import Ref, Refused
from bot.people import Person, Place, Standing
from bot.values import ChannelId, GroupId, TeamId, UserId
from handlers.slack import SLACK_FAULTS, word
from knowledge.languages import Language

_log = logging.getLogger("hvbot.slack")
_FRESH = 60.0  # seconds; usergroups.list allows some 20 calls a minute


@dataclass(frozen=True, slots=True)
class Home:
    """Our own side, as `auth.test` says: the workspace, its organisation if it has one, and our bot user."""

    team: TeamId
    enterprise: str | None
    bot_user: UserId


def home_of(context: BoltContext) -> Home:
    """From the `auth.test` that Bolt remembers."""
    us = context.authorize_result
    if us is None or not us.team_id or not us.bot_user_id:
        raise Refused(Ref.IDENTITY_UNSURE)
    return Home(TeamId(us.team_id), us.enterprise_id, UserId(us.bot_user_id))


class People:
    """Looks up persons and places. `client` should give up within two seconds: a click waits for it.

    `groups` are the user groups that grants name. Memberships and channels are remembered for a minute, of persons
    only the language in which they saw Slack when last looked up (`languages`).
    """

    def __init__(
        self, client: WebClient, groups: Collection[GroupId], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.languages: dict[str, Language] = {}
        self._client = client
        self._groups = frozenset(groups)
        self._monotonic = monotonic
        self._remembered: dict[str, tuple[float, Any]] = {}

    def person(self, user: str, claimed_team: str | None, home: Home) -> Person:
        """The user as Slack knows them now; `claimed_team` is what the payload says of their home.

        Raises Refused(IDENTITY_UNSURE) if Slack does not answer or knows no such user.
        """
        try:
            info = dict(self._client.users_info(user=user, include_locale=True)["user"])
        except SLACK_FAULTS as error:
            _log.warning("users.info of %s: %s", user, word(error))
            raise Refused(Ref.IDENTITY_UNSURE) from error
        team = info.get("team_id") or claimed_team
        if info.get("id") != user or not team:
            raise Refused(Ref.IDENTITY_UNSURE)
        judged = standing(info, claimed_team, home)
        language = self.languages[user] = Language.of_locale(info.get("locale"))
        name = (info.get("profile") or {}).get("display_name") or info.get("real_name") or info.get("name") or user
        groups = self._groups_of(user, home) if judged is Standing.MEMBER else frozenset()
        return Person(UserId(user), TeamId(team), name, judged, groups, language)

    def place(self, channel: str, thread: str | None) -> Place:
        """A channel that Slack does not tell about counts as shared with other organisations."""
        private = not channel or channel.startswith("D")
        return Place(ChannelId(channel), thread, not private and self._lately(channel, lambda: self._shared(channel)))

    def _groups_of(self, user: str, home: Home) -> frozenset[GroupId]:
        members = self._lately("groups", lambda: self._members(home)) if self._groups else {}
        return frozenset(group for group, users in members.items() if user in users)

    def _members(self, home: Home) -> Mapping[GroupId, Collection[str]]:
        # Without an answer nobody is in any group; grants to user ids go on working.
        team = home.team if home.enterprise else None  # an organisation's token has to say which workspace
        try:
            groups = self._client.usergroups_list(include_users=True, team_id=team)["usergroups"]
            return {group["id"]: group.get("users") or () for group in groups if group["id"] in self._groups}
        except SLACK_FAULTS as error:
            _log.warning("usergroups.list, so that grants to groups do not count now: %s", word(error))
            return {}

    def _shared(self, channel: str) -> bool:
        try:
            info = self._client.conversations_info(channel=channel)["channel"]
        except SLACK_FAULTS as error:
            _log.warning("conversations.info of %s: %s", channel, word(error))
            # Slack itself always has the method; what answers so knows no other organisations.
            return word(error) != "unknown_method"
        return any(info.get(flag) for flag in ("is_ext_shared", "is_pending_ext_shared", "pending_shared"))

    def _lately(self, key: str, look: Callable[[], Any]) -> Any:
        now = self._monotonic()
        at, value = self._remembered.get(key, (float("-inf"), None))
        if now - at >= _FRESH:
            value = look()
            self._remembered[key] = (now, value)
        return value


def standing(info: Mapping[str, Any], claimed_team: str | None, home: Home) -> Standing:
    """What the user is to us: by `users.info` and by the payload, the stricter of the two."""
    if info.get("deleted"):
        return Standing.DEACTIVATED
    if any(info.get(flag) for flag in ("is_bot", "is_workflow_bot", "is_connector_bot")) or info["id"] == "USLACKBOT":
        return Standing.BOT
    colleague = bool(home.enterprise) and (info.get("enterprise_user") or {}).get("enterprise_id") == home.enterprise
    teams = {info.get("team_id"), claimed_team} - {None, "", home.team, home.enterprise}
    if info.get("is_stranger") or (teams and not colleague):
        return Standing.OUTSIDER
    if info.get("is_restricted") or info.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER
