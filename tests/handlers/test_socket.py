import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.errors import OperatorError, Ref
from bot.playground.slack import ApiFault, SlackPlayground
from handlers.desk import Asked, Desk
from handlers.notices import Notices
from handlers.socket import Tokens, build_app, run
from tests.handlers.harness import CHANNEL, JUN, Bot, now, services
from tests.handlers.test_messages import PASTE


@pytest.fixture
def desk_of(tmp_path: Path) -> Callable[[Tokens], Desk]:
    """A desk without listeners."""

    def build(tokens: Tokens) -> Desk:
        app, known = build_app(tokens), services(tmp_path, None)
        return Desk(app, known, Notices(app.client, known.removals, now))

    return build


@pytest.mark.parametrize("trouble", ["refresh", "drop"])
def test_a_socket_that_ends_is_replaced_and_nothing_is_lost(bot: Bot, trouble: str) -> None:
    """Slack recycles sockets every few hours, and networks cut them."""
    bot.slack.people.say(JUN, CHANNEL, "before")
    getattr(bot.slack.hub, trouble)()
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    bot.reply()
    bot.slack.wait_for_app(2)
    sent = bot.slack.people.slash(JUN, CHANNEL, "/hv-error", PASTE).wait()
    bot.finish()

    assert sent.status == "acked"
    assert len(bot.answers()) == 1


def test_a_decision_in_hand_is_acknowledged_before_the_sockets_close(bot: Bot) -> None:
    """Slack does not send it twice."""
    began, go_on = threading.Event(), threading.Event()

    def decide(_asked: Asked) -> None:
        began.set()
        assert go_on.wait(10)

    bot.first(lambda app: app.command("/hv-error")(bot.desk.answer(decide, commits={"pause"})))
    sent = bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "pause")
    assert began.wait(10)
    bot.stop.set()
    assert bot.desk.stopping.wait(10)
    with pytest.raises(TimeoutError):
        bot.slack.wait_for(lambda: bot.slack.hub.connections < 2, timeout=0.5)
    go_on.set()
    bot.thread.join(10)

    assert sent.wait().status == "acked"
    assert not bot.thread.is_alive()


def test_work_in_hand_is_finished_before_the_program_ends(bot: Bot) -> None:
    """What was acknowledged ends in an answer."""
    began, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def work(_asked: Asked) -> None:
        began.set()
        assert go_on.wait(10)
        done.set()

    bot.first(lambda app: app.command("/hv-error")(bot.desk.answer(work)))
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "x")
    assert began.wait(10)
    bot.stop.set()
    bot.slack.wait_for(lambda: bot.slack.hub.connections == 0)
    assert bot.thread.is_alive()
    go_on.set()
    bot.thread.join(10)

    assert done.is_set()
    assert not bot.thread.is_alive()


@pytest.mark.parametrize("wrong", ["bot", "app"])
def test_wrong_tokens_end_the_start_in_words(
    slack: SlackPlayground, desk_of: Callable[[Tokens], Desk], wrong: str
) -> None:
    """Trying again would not help."""
    good = {"bot": slack.bot_token, "app": slack.app_token}
    tokens = Tokens(**{**good, wrong: "xoxb-wrong"}, api_url=slack.api_url)

    with pytest.raises(OperatorError) as error:
        run(desk_of(tokens), tokens, threading.Event())

    assert error.value.ref is Ref.SLACK_TOKENS
    assert "wrong" not in str(error.value)


def test_a_slack_out_of_reach_is_tried_again(slack: SlackPlayground, desk_of: Callable[[Tokens], Desk]) -> None:
    """The network may be late at start."""
    slack.faults.fail("auth.test", ApiFault(status=503))
    tokens = Tokens(slack.bot_token, slack.app_token, slack.api_url)
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(desk_of(tokens), tokens, stop))
    thread.start()
    slack.wait_for_app(2)
    stop.set()
    thread.join(10)

    assert not thread.is_alive()


def test_a_stop_is_heard_while_slack_is_out_of_reach(desk_of: Callable[[Tokens], Desk]) -> None:
    """Nobody waits for a network that does not come."""
    tokens = Tokens("xoxb-1", "xapp-1", "http://127.0.0.1:9/api/")
    stop = threading.Event()
    stop.set()
    thread = threading.Thread(target=run, args=(desk_of(tokens), tokens, stop), daemon=True)
    thread.start()
    thread.join(10)

    assert not thread.is_alive()


def test_more_sockets_than_ours_are_a_warning(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that died unseen take clicks with them."""
    warned = threading.Event()

    def hear(message: str, *_: object) -> None:
        if "sockets of this app" in message:
            warned.set()

    monkeypatch.setattr(logging.getLogger("hvbot.slack"), "warning", hear)
    for _ in range(3):
        start()

    assert warned.wait(30)


def test_tokens_do_not_show() -> None:
    """Not in a log, not in a traceback."""
    assert "secret" not in repr(Tokens("xoxb-secret", "xapp-secret", "https://slack.com/api/"))
