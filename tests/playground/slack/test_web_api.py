"""What the Web API refuses, by Slack's own error names."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.playground.slack import SlackPlayground
from bot.playground.slack.model import Conversation
from tests.playground.slack.echo import FORM, MANIFEST, plain

BACKUP = "C0BACKUP"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


def refusal(call: Any, *arguments: Any, **named: Any) -> str:
    """The error that the call ends with."""
    with pytest.raises(SlackApiError) as caught:
        call(*arguments, **named)
    return str(caught.value.response["error"])


class Clock:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def trigger(slack: SlackPlayground, user: str = "U0JUNIOR") -> str:
    """A trigger id as the app would get it with a command that nobody answers."""
    return str(slack.people.slash(user, BACKUP, "/echo", "x").payload["trigger_id"])


def test_tokens_are_told_apart(slack: SlackPlayground) -> None:
    """No token, a wrong one, and the app token where the bot token belongs are three different errors."""
    assert "not_authed" == refusal(WebClient(base_url=slack.api_url).auth_test)
    assert "invalid_auth" == refusal(WebClient("xoxb-wrong", base_url=slack.api_url).auth_test)
    assert "not_allowed_token_type" == refusal(WebClient(slack.app_token, base_url=slack.api_url).auth_test)
    assert "not_allowed_token_type" == refusal(
        WebClient(base_url=slack.api_url).apps_connections_open, app_token=slack.bot_token
    )


def test_auth_test_tells_the_scopes(client: WebClient) -> None:
    """The granted scopes arrive in a header, as doctor reads them."""
    answer = client.auth_test()

    assert "U0HVBOT" == answer["user_id"]
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == set(answer.headers["x-oauth-scopes"].split(","))


def test_an_unknown_method_is_loud(slack: SlackPlayground, client: WebClient) -> None:
    """A method that this Slack does not have is refused and remembered."""
    assert "unknown_method" == refusal(client.api_call, "chat.whisper")
    assert "chat.whisper" in slack.problems[0]


def test_a_method_without_its_scope_is_refused() -> None:
    """Only what the manifest asks for is allowed, and the error says what is missing."""
    small = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["channels:read"]}}}
    with SlackPlayground(small) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel=BACKUP, text="x")

    assert ("missing_scope", "chat:write") == (caught.value.response["error"], caught.value.response["needed"])


def test_messages_go_only_where_the_bot_is(slack: SlackPlayground, client: WebClient) -> None:
    """A foreign channel, a private one, an archived one and a name that does not exist."""
    slack.workspace.add_conversation(Conversation("C0OPEN", "open", "channel", ("U0JUNIOR",)))
    slack.workspace.add_conversation(Conversation("C0SECRET", "secret", "group", ("U0JUNIOR",)))
    slack.workspace.change_conversation("C0HVOPS", archived=True)

    errors = [
        refusal(client.chat_postMessage, channel=channel, text="x")
        for channel in ("C0OPEN", "C0SECRET", "C0HVOPS", "C0NOWHERE")
    ]

    assert ["not_in_channel", "channel_not_found", "is_archived", "channel_not_found"] == errors


def test_a_person_stands_for_their_direct_message(slack: SlackPlayground, client: WebClient) -> None:
    """chat.postMessage to a user id goes to the direct message, conversations.open names it."""
    posted = client.chat_postMessage(channel="U0OSCAR", text="psst")

    assert posted["channel"] == client.conversations_open(users="U0OSCAR")["channel"]["id"]


def test_a_thread_hangs_on_its_parent(slack: SlackPlayground, client: WebClient) -> None:
    """A reply to nothing and a reply to a reply are refused."""
    parent = slack.people.say("U0JUNIOR", BACKUP, "question")
    reply = client.chat_postMessage(channel=BACKUP, thread_ts=parent.ts, text="answer")

    assert "cannot_reply_to_message" == refusal(
        client.chat_postMessage, channel=BACKUP, thread_ts=reply["ts"], text="more"
    )
    assert "thread_not_found" == refusal(client.chat_postMessage, channel=BACKUP, thread_ts="1.000001", text="more")
    assert [parent.ts, reply["ts"]] == [
        each["ts"] for each in client.conversations_replies(channel=BACKUP, ts=parent.ts)["messages"]
    ]


def test_only_own_messages_can_be_changed(slack: SlackPlayground, client: WebClient) -> None:
    """Updating and deleting somebody else's message, or an ephemeral one, is refused."""
    said = slack.people.say("U0JUNIOR", BACKUP, "mine")
    alone = client.chat_postEphemeral(channel=BACKUP, user="U0JUNIOR", text="psst")["message_ts"]

    assert "cant_update_message" == refusal(client.chat_update, channel=BACKUP, ts=said.ts, text="x")
    assert "cant_delete_message" == refusal(client.chat_delete, channel=BACKUP, ts=said.ts)
    assert "message_not_found" == refusal(client.chat_update, channel=BACKUP, ts=alone, text="x")
    assert "user_not_in_channel" == refusal(client.chat_postEphemeral, channel="C0HVOPS", user="U0GUEST", text="x")


def test_an_update_keeps_metadata_and_limits_text(slack: SlackPlayground, client: WebClient) -> None:
    """Metadata stays when it is left out; 4,000 characters are the limit of an update."""
    data = {"event_type": "request", "event_payload": {"id": "R-1"}}
    posted = client.chat_postMessage(channel=BACKUP, text="x", blocks=[SECTION], metadata=data)

    updated = client.chat_update(channel=BACKUP, ts=posted["ts"], text="y")

    assert data == updated["message"]["metadata"]
    assert "blocks" not in updated["message"]
    assert "msg_too_long" == refusal(client.chat_update, channel=BACKUP, ts=posted["ts"], text="z" * 4001)
    assert "no_text" == refusal(client.api_call, "chat.postMessage", json={"channel": BACKUP})


def test_bad_blocks_are_refused_with_a_pointer(slack: SlackPlayground, client: WebClient) -> None:
    """invalid_blocks says what is wrong and where; the sum of all texts has a limit of its own."""
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=BACKUP, text="x", blocks=[{"type": "header", "text": plain("")}])

    response = caught.value.response
    assert "invalid_blocks" == response["error"]
    assert ["[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"] == (
        response["response_metadata"]["messages"]
    )
    many = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_500}}] * 5
    assert "msg_blocks_too_long" == refusal(client.chat_postMessage, channel=BACKUP, text="x", blocks=many)


def test_a_trigger_opens_one_view_within_three_seconds() -> None:
    """Used, late and invented trigger ids are three different errors."""
    clock = Clock()
    with SlackPlayground(MANIFEST, clock=clock) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        first, second = trigger(slack), trigger(slack)
        client.views_open(trigger_id=first, view=FORM)

        assert "exchanged_trigger_id" == refusal(client.views_open, trigger_id=first, view=FORM)
        assert "invalid_trigger_id" == refusal(client.views_open, trigger_id="1.2.x", view=FORM)
        clock.now += 3.5
        assert "expired_trigger_id" == refusal(client.views_open, trigger_id=second, view=FORM)


def test_views_stack_three_deep_and_guard_their_hash(slack: SlackPlayground, client: WebClient) -> None:
    """A fourth view, a stale hash, a taken external_id and a view that is gone are refused."""
    named = {**FORM, "external_id": "one"}
    opened = client.views_open(trigger_id=trigger(slack), view=named)["view"]
    client.views_push(trigger_id=trigger(slack), view=FORM)
    client.views_push(trigger_id=trigger(slack), view=FORM)

    assert "push_limit_reached" == refusal(client.views_push, trigger_id=trigger(slack), view=FORM)
    client.views_update(view_id=opened["id"], hash=opened["hash"], view=named)
    assert "hash_conflict" == refusal(client.views_update, view_id=opened["id"], hash=opened["hash"], view=named)
    assert "duplicate_external_id" == refusal(client.views_open, trigger_id=trigger(slack, "U0OSCAR"), view=named)
    slack.people.close_view("U0JUNIOR", slack.workspace.modals["U0JUNIOR"][-1], whole_stack=True)
    assert "not_found" == refusal(client.views_update, view_id=opened["id"], view=named)


def test_a_view_is_checked_like_a_message(slack: SlackPlayground, client: WebClient) -> None:
    """Inputs need a submit button, a title has 24 characters, a home has none."""
    without_submit = {key: value for key, value in FORM.items() if key != "submit"}
    long_title = {**FORM, "title": plain("x" * 25)}
    titled_home = {"type": "home", "title": plain("x"), "blocks": [SECTION]}

    assert "invalid_arguments" == refusal(client.views_open, trigger_id=trigger(slack), view=without_submit)
    assert "invalid_arguments" == refusal(client.views_open, trigger_id=trigger(slack), view=long_title)
    assert "invalid_arguments" == refusal(client.views_publish, user_id="U0JUNIOR", view=titled_home)
    assert 3 == len(slack.problems)


def test_a_response_url_is_good_for_five_posts_and_half_an_hour() -> None:
    """The sixth post and a late one are 404, as `respond` sees them."""
    clock = Clock()
    with SlackPlayground(MANIFEST, clock=clock) as slack:
        first = WebhookClient(str(slack.people.slash("U0JUNIOR", BACKUP, "/echo").payload["response_url"]))
        second = WebhookClient(str(slack.people.slash("U0JUNIOR", BACKUP, "/echo").payload["response_url"]))

        statuses = [first.send(text=str(number)).status_code for number in range(6)]
        clock.now += 1801

        assert [200, 200, 200, 200, 200, 404] == statuses
        assert "expired_url" == second.send(text="late").body


def test_people_groups_and_channels_can_be_looked_up(client: WebClient) -> None:
    """Locale, guest flag, group members, members in pages, and errors for what is not there."""
    haruka = client.users_info(user="U0HARUKA", include_locale=True)["user"]
    guest = client.users_info(user="U0GUEST")["user"]

    assert ("ja-JP", False) == (haruka["locale"], haruka["is_restricted"])
    assert guest["is_restricted"]
    assert "locale" not in guest
    assert ["U0OLIVIA", "U0OSCAR", "U0HARUKA"] == client.usergroups_users_list(usergroup="S0HVOPS")["users"]
    page = client.conversations_members(channel=BACKUP, limit=4)
    rest = client.conversations_members(channel=BACKUP, cursor=page["response_metadata"]["next_cursor"])
    assert 6 == len({*page["members"], *rest["members"]})
    assert client.conversations_info(channel="C0HVOPS")["channel"]["is_private"]
    assert "user_not_found" == refusal(client.users_info, user="U0NOBODY")
    assert "no_such_subteam" == refusal(client.usergroups_users_list, usergroup="S0")


def test_a_file_travels_in_three_steps(slack: SlackPlayground, client: WebClient) -> None:
    """files_upload_v2 works, the file can be fetched with the token, and without it comes the login page."""
    client.files_upload_v2(channel=BACKUP, filename="trail.csv", content="a;b", initial_comment="The trail")

    message = slack.wait_for_message(BACKUP)
    url = message.files[0]["url_private_download"]
    assert ("The trail", "trail.csv") == (message.text, message.files[0]["name"])
    assert b"a;b" == httpx.get(url, headers={"Authorization": f"Bearer {slack.bot_token}"}).content
    assert "text/html" in httpx.get(url).headers["content-type"]


def test_reactions_and_permalinks(slack: SlackPlayground, client: WebClient) -> None:
    """A second equal reaction is refused; a permalink leads to the page."""
    said = slack.people.say("U0JUNIOR", BACKUP, "hello")
    client.reactions_add(channel=BACKUP, timestamp=said.ts, name="eyes")

    assert "already_reacted" == refusal(client.reactions_add, channel=BACKUP, timestamp=said.ts, name="eyes")
    link = client.chat_getPermalink(channel=BACKUP, message_ts=said.ts)["permalink"]
    assert f"{slack.url}/#{BACKUP}/{said.ts}" == httpx.get(link).headers["location"].join([slack.url, ""])
