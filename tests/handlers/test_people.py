from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import Ref, Refused
from bot.people import Standing
from bot.values import GroupId, TeamId, UserId
from handlers.people import Home, People, standing
from knowledge.languages import Language

HOME = Home(TeamId("T1"), None, UserId("U0BOT"))
GRID = Home(TeamId("T1"), "E1", UserId("U0BOT"))
OPERATORS = GroupId("S1")


class FakeSlack(WebClient):
    """Answers look-ups from tables; what is missing there is an error of Slack's."""

    def __init__(self, **answers: Any) -> None:
        super().__init__()
        self.answers = answers
        self.asked: list[str] = []

    def api_call(self, api_method: str, **_: Any) -> Any:
        self.asked.append(api_method)
        answer = self.answers.get(api_method.replace(".", "_"), {"ok": False, "error": "unknown_method"})
        if isinstance(answer, Exception):
            raise answer
        if not answer["ok"]:
            raise SlackApiError("no", answer)
        return answer


def info(**more: Any) -> dict[str, Any]:
    """A user of our workspace, with differences."""
    return {"id": "U1", "team_id": "T1", "name": "olivia", "locale": "ja-JP", **more}


def slack(**more: Any) -> FakeSlack:
    """A Slack that knows one user, a group and a channel."""
    known = {
        "users_info": {"ok": True, "user": info()},
        "usergroups_list": {"ok": True, "usergroups": [{"id": "S1", "users": ["U1"]}, {"id": "S2", "users": ["U1"]}]},
        "conversations_info": {"ok": True, "channel": {"id": "C1", "is_ext_shared": False}},
    }
    return FakeSlack(**{**known, **more})


@pytest.mark.parametrize(
    ("user", "claimed", "home", "expected"),
    [
        (info(), "T1", HOME, Standing.MEMBER),
        (info(), None, HOME, Standing.MEMBER),
        (info(deleted=True, is_restricted=True), "T1", HOME, Standing.DEACTIVATED),
        (info(is_bot=True), "T1", HOME, Standing.BOT),
        (info(is_workflow_bot=True), "T1", HOME, Standing.BOT),
        (info(id="USLACKBOT"), "T1", HOME, Standing.BOT),
        (info(is_restricted=True), "T1", HOME, Standing.GUEST),
        (info(is_ultra_restricted=True), "T1", HOME, Standing.GUEST),
        (info(is_stranger=True), "T1", HOME, Standing.OUTSIDER),
        (info(team_id="T2"), None, HOME, Standing.OUTSIDER),
        (info(), "T2", HOME, Standing.OUTSIDER),
        (info(), "E2", HOME, Standing.OUTSIDER),
        (info(team_id="T2", enterprise_user={"enterprise_id": "E1"}), "T2", GRID, Standing.MEMBER),
        (info(team_id="T2", enterprise_user={"enterprise_id": "E2"}), "T2", GRID, Standing.OUTSIDER),
        (info(team_id="T2", enterprise_user={}), "E1", GRID, Standing.OUTSIDER),
        (info(team_id="T2", enterprise_user={"enterprise_id": None}), "T2", HOME, Standing.OUTSIDER),
    ],
)
def test_only_full_members_of_our_own_side_are_members(
    user: dict[str, Any], claimed: str | None, home: Home, expected: Standing
) -> None:
    """By what Slack knows and by what the payload says, the stricter of the two."""
    assert standing(user, claimed, home) is expected


def test_a_person_is_who_slack_says_now() -> None:
    """With the groups that grants name, and the language of their Slack."""
    person = People(slack(), [OPERATORS]).person("U1", "T1", HOME)

    assert (person.user, person.team, person.name) == ("U1", "T1", "olivia")
    assert person.groups == {OPERATORS}
    assert person.language is Language.JA


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": False, "error": "user_not_found"},
        {"ok": True},
        {"ok": True, "user": None},
        {"ok": True, "user": {"id": "U2", "team_id": "T1"}},
        {"ok": True, "user": {"id": "U1"}},
        TimeoutError(),
        ValueError(),
    ],
)
def test_who_slack_does_not_tell_about_is_refused(answer: object) -> None:
    """Nobody acts on a guess."""
    with pytest.raises(Refused) as refused:
        People(slack(users_info=answer), []).person("U1", None, HOME)

    assert refused.value.ref is Ref.IDENTITY_UNSURE


def test_groups_are_asked_for_once_a_minute_and_only_if_a_grant_names_one() -> None:
    """usergroups.list allows twenty calls a minute."""
    clock = [0.0]
    client = slack()
    people = People(client, [OPERATORS], lambda: clock[0])
    for moment in (0, 59, 61):
        clock[0] = moment
        assert people.person("U1", "T1", HOME).groups == {OPERATORS}
    People(client, []).person("U1", "T1", HOME)

    assert client.asked.count("usergroups.list") == 2


def test_without_an_answer_nobody_is_in_a_group() -> None:
    """Grants to user ids go on working."""
    people = People(slack(usergroups_list={"ok": False, "error": "plan_upgrade_required"}), [OPERATORS])

    person = people.person("U1", "T1", HOME)

    assert person.standing is Standing.MEMBER
    assert person.groups == frozenset()


@pytest.mark.parametrize(
    ("answer", "shared"),
    [
        ({"ok": True, "channel": {}}, False),
        ({"ok": True, "channel": {"is_ext_shared": True}}, True),
        ({"ok": True, "channel": {"is_pending_ext_shared": True}}, True),
        ({"ok": True, "channel": {"pending_shared": ["T2"]}}, True),
        ({"ok": False, "error": "channel_not_found"}, True),
        (ConnectionResetError(), True),
        ({"ok": False, "error": "unknown_method"}, False),
    ],
)
def test_a_channel_that_slack_does_not_tell_about_counts_as_shared(answer: object, shared: bool) -> None:
    """Hosts are named only where no other organisation reads along."""
    place = People(slack(conversations_info=answer), []).place("C1", "1.1")

    assert place.shared is shared
    assert place.thread == "1.1"


def test_a_direct_message_is_never_shared_and_not_asked_for() -> None:
    """Its other side is the person whose standing is known."""
    client = slack()

    assert not People(client, []).place("D1", None).shared
    assert client.asked == []
