"""What the doctor finds out about Slack, from the local one."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import Finding
from bot.errors import Ref
from bot.playground.slack import ApiFault, SlackPlayground
from bot.settings import load
from handlers.doctor import examine_slack

Examine = Callable[..., dict[str, Finding]]
STEPS = ["slack-sign-in", "slack-scopes", "slack-socket"]


@pytest.fixture
def examine(tmp_path: Path) -> Examine:
    """The findings by step, for a Slack and the variables that differ from its own."""
    (tmp_path / "hvbot.toml").touch()

    def examine(slack: SlackPlayground, **other: str) -> dict[str, Finding]:
        right = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.api_url}
        return {each.step: each for each in examine_slack(load(tmp_path / "hvbot.toml", right | other))}

    return examine


def levels(found: dict[str, Finding]) -> list[str]:
    """In the order of the steps."""
    assert STEPS == list(found)
    return [each.level for each in found.values()]


def detail(finding: Finding, ref: Ref) -> str:
    """The fact of the error that the finding ends in."""
    assert finding.error is not None
    assert ref is finding.error.ref
    return finding.error.facts["detail"]


def test_an_app_in_order_is_fine(slack: SlackPlayground, examine: Examine) -> None:
    """Who the bot is, what it may do, and that it gets a socket; nothing is posted and no socket opened."""
    found = examine(slack)

    assert ["ok", "ok", "ok"] == levels(found)
    assert {"team": "Kestrel Support", "user": "hvbot"} == found["slack-sign-in"].facts
    assert ([], 0) == (slack.problems, slack.hub.connections)


@pytest.mark.parametrize(("change", "level"), [("chat:write", "failed"), ("files:read", "warning")])
def test_scopes_other_than_the_manifest_s_are_named(examine: Examine, change: str, level: str) -> None:
    """Without one of them something does not work; one too many is only more than needed."""
    manifest: dict[str, Any] = json.loads(files("bot").joinpath("templates", "manifest.json").read_text("utf-8"))
    scopes = manifest["oauth_config"]["scopes"]
    scopes["bot"] = sorted({*scopes["bot"]} ^ {change})
    with SlackPlayground(manifest) as slack:
        found = examine(slack)

    assert ["ok", level, "ok"] == levels(found)
    assert change in found["slack-scopes"].facts.values()


def test_each_token_is_tried_by_itself(slack: SlackPlayground, examine: Examine) -> None:
    """A wrong one is named by its variable and Slack's word, and never shown; the other one may be right."""
    wrong_bot = examine(slack, SLACK_BOT_TOKEN="xoxb-wrong")
    wrong_app = examine(slack, SLACK_APP_TOKEN="xapp-wrong")

    assert ["failed", "skipped", "ok"] == levels(wrong_bot)
    assert ["ok", "ok", "failed"] == levels(wrong_app)
    assert "SLACK_BOT_TOKEN: invalid_auth" == detail(wrong_bot["slack-sign-in"], Ref.SLACK_TOKENS)
    assert "SLACK_APP_TOKEN: invalid_auth" == detail(wrong_app["slack-socket"], Ref.SLACK_TOKENS)


def test_missing_tokens_are_named(slack: SlackPlayground, examine: Examine) -> None:
    """Slack is not asked without one."""
    found = examine(slack, SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")

    assert ["failed", "skipped", "failed"] == levels(found)
    assert "SLACK_BOT_TOKEN" == detail(found["slack-sign-in"], Ref.SLACK_TOKEN_MISSING)
    assert "SLACK_APP_TOKEN" == detail(found["slack-socket"], Ref.SLACK_TOKEN_MISSING)
    assert [] == slack.calls("auth.test")


def test_an_app_token_without_its_scope_is_a_matter_of_tokens(slack: SlackPlayground, examine: Examine) -> None:
    """A new one has to be made; the network is well."""
    slack.faults.fail("apps.connections.open", ApiFault(error="missing_scope"))

    assert "missing_scope" in detail(examine(slack)["slack-socket"], Ref.SLACK_TOKENS)


@pytest.mark.parametrize("fault", [ApiFault(status=503), ApiFault(error="internal_error")])
def test_a_slack_in_trouble_is_not_blamed_on_the_tokens(
    slack: SlackPlayground, examine: Examine, fault: ApiFault
) -> None:
    """New tokens would not help."""
    slack.faults.fail("auth.test", fault)
    found = examine(slack)

    assert ["failed", "skipped", "ok"] == levels(found)
    assert slack.api_url in detail(found["slack-sign-in"], Ref.SLACK_UNREACHABLE)


def test_a_slack_out_of_reach_is_told(slack: SlackPlayground, examine: Examine) -> None:
    """Both calls fail in words."""
    assert ["failed", "skipped", "failed"] == levels(examine(slack, SLACK_API_URL="http://127.0.0.1:9/api/"))
