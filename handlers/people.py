"""Who acts and where, looked up at Slack for each payload. What Slack does not answer counts as no."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import Ref, Refused
from bot.people import Person, Place, Standing
from bot.values import ChannelId, GroupId, TeamId, UserId
from handlers.slack_faults import SLACK_FAULTS, word
from knowledge.languages import Language

_log = logging.getLogger("hvbot.slack")
_FRESH = 60.0  # seconds; usergroups.list allows some 20 calls a minute


@dataclass(frozen=True, slots=True)
class Home:
    """Our own side, as `auth.test` says: the workspace, its organisation if it has one, and our bot user."""

    team: TeamId
    enterprise: str | None
    bot_user: UserId


class People:
    """Looks up persons and places. `client` should give up within two seconds: a click waits for it.

    `groups` are the user groups that grants name. Memberships and channels are remembered for a minute, of persons
    only the language.
    """

    def __init__(
        self, client: WebClient, groups: Collection[GroupId], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._groups = frozenset(groups)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._remembered: dict[str, tuple[float, Any]] = {}
        self._languages: dict[str, Language] = {}

    def person(self, user: str, claimed_team: str | None, home: Home) -> Person:
        """The user as Slack knows them now; `claimed_team` is what the payload says of their home.

        Raises Refused(IDENTITY_UNSURE) if Slack does not answer or knows no such user.
        """
        try:
            info = dict(self._client.users_info(user=user, include_locale=True)["user"])
            team = str(info.get("team_id") or claimed_team or "")
            known = info["id"] == user and bool(team)
        except (*SLACK_FAULTS, KeyError, TypeError) as error:
            _log.warning("users.info of %s: %s", user, word(error))
            raise Refused(Ref.IDENTITY_UNSURE) from error
        if not known:
            raise Refused(Ref.IDENTITY_UNSURE)
        judged = standing(info, claimed_team, home)
        language = Language.of_locale(info.get("locale"))
        with self._lock:
            self._languages[user] = language
        return Person(
            user=UserId(user),
            team=TeamId(team),
            name=_name(info),
            standing=judged,
            groups=self._groups_of(user, home) if judged is Standing.MEMBER else frozenset(),
            language=language,
        )

    def language_of(self, user: str) -> Language | None:
        """The language in which the user saw Slack when last looked up."""
        with self._lock:
            return self._languages.get(user)

    def place(self, channel: str, thread: str | None) -> Place:
        """A channel that Slack does not tell about counts as shared with other organisations."""
        private = not channel or channel.startswith("D")
        return Place(ChannelId(channel), thread, not private and self._remember(channel, lambda: self._shared(channel)))

    def _groups_of(self, user: str, home: Home) -> frozenset[GroupId]:
        if not self._groups:
            return frozenset()
        members: Mapping[GroupId, frozenset[str]] = self._remember("groups", lambda: self._members(home))
        return frozenset(group for group, users in members.items() if user in users)

    def _members(self, home: Home) -> Mapping[GroupId, frozenset[str]]:
        # Without an answer nobody is in any group; grants to user ids go on working.
        try:
            team = home.team if home.enterprise else None  # an organisation's token has to say which workspace
            groups = self._client.usergroups_list(include_users=True, team_id=team)["usergroups"]
            wanted = (group for group in groups if group["id"] in self._groups)
            return {GroupId(group["id"]): frozenset(group.get("users") or ()) for group in wanted}
        except (*SLACK_FAULTS, KeyError, TypeError) as error:
            _log.warning("usergroups.list, so that grants to groups do not count now: %s", word(error))
            return {}

    def _shared(self, channel: str) -> bool:
        try:
            info = self._client.conversations_info(channel=channel).get("channel") or {}
        except SlackApiError as error:
            _log.warning("conversations.info of %s: %s", channel, word(error))
            # Slack itself always has the method; what answers so knows no other organisations.
            return word(error) != "unknown_method"
        except SLACK_FAULTS as error:
            _log.warning("conversations.info of %s: %s", channel, word(error))
            return True
        return any(info.get(flag) for flag in ("is_ext_shared", "is_pending_ext_shared", "pending_shared"))

    def _remember(self, key: str, look: Callable[[], Any]) -> Any:
        now = self._monotonic()
        with self._lock:
            at, value = self._remembered.get(key, (now - 2 * _FRESH, None))
        if now - at < _FRESH:
            return value
        value = look()
        with self._lock:
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


def _name(info: Mapping[str, Any]) -> str:
    profile = info.get("profile") or {}
    return str(profile.get("display_name") or info.get("real_name") or info.get("name") or info["id"])
