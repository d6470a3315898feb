"""What `hvbot doctor` asks Slack; nothing is posted."""

import json
from collections.abc import Iterator
from importlib.resources import files

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.doctor import Finding, Level
from bot.errors import OperatorError, Ref
from bot.settings import Settings
from handlers.slack import SLACK_FAULTS, WRONG_TOKENS, word

_TIMEOUT = 10  # seconds


def examine_slack(settings: Settings) -> Iterator[Finding]:
    """Both tokens, each by itself, and whether the app was granted what the manifest asks for."""
    given = settings.environment
    try:
        answer = _asked("auth.test", given.bot_token, "SLACK_BOT_TOKEN", given.slack_api_url)
        facts = {name: str(answer.get(name)) for name in ("team", "user")}
        yield Finding("slack-sign-in", "ok", facts=facts)
        yield _scopes(set(answer.headers.get("x-oauth-scopes", "").split(",")))
    except OperatorError as error:
        yield Finding("slack-sign-in", "failed", error=error)
        yield Finding("slack-scopes", "skipped")
    try:
        _asked("apps.connections.open", given.app_token, "SLACK_APP_TOKEN", given.slack_api_url)
        yield Finding("slack-socket", "ok")
    except OperatorError as error:
        yield Finding("slack-socket", "failed", error=error)


def _scopes(granted: set[str]) -> Finding:
    manifest = json.loads(files("bot").joinpath("templates", "manifest.json").read_text(encoding="utf-8"))
    wanted = set(manifest["oauth_config"]["scopes"]["bot"])
    missing, extra = ", ".join(sorted(wanted - granted)), ", ".join(sorted(granted - wanted))
    level: Level = "failed" if missing else "warning" if extra else "ok"
    return Finding("slack-scopes", level, facts={"missing": missing, "extra": extra})


def _asked(method: str, token: SecretStr | None, variable: str, url: str) -> SlackResponse:
    if token is None:
        raise OperatorError(Ref.SLACK_TOKEN_MISSING, detail=variable)
    try:
        return WebClient(token.get_secret_value(), base_url=url, timeout=_TIMEOUT).api_call(method)
    except SLACK_FAULTS as error:
        if word(error) in WRONG_TOKENS:
            raise OperatorError(Ref.SLACK_TOKENS, detail=f"{variable}: {word(error)}") from None
        raise OperatorError(Ref.SLACK_UNREACHABLE, detail=f"{url} ({word(error)})") from None
