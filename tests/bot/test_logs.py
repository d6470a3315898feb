import json
import logging
import threading

import pytest

from bot import logs

SECRETS = [
    "xoxb-123-abc",
    "xapp-1-A0-9",
    "xoxe.xoxp-1-x",
    "postgresql://hvbot:pa55word@db/x",
    "https://hooks.slack.com/commands/T0/1/zzz",
    "wss://wss.example/link/?ticket=abc-1&app_id=2",
    "Authorization: Basic c3ZjOnBhc3M=",
]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_masked_by_its_shape(capsys: pytest.CaptureFixture[str], form: str, secret: str) -> None:
    """Tokens and addresses that work like tokens are recognised in messages, arguments and tracebacks."""
    logs.set_up(form, "INFO")
    logging.getLogger("any").error("with %s", secret, exc_info=ValueError(secret))

    written = capsys.readouterr().err
    assert secret not in written
    assert "•••" in written
    assert "ValueError" in written


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_password_that_was_read_is_masked_however_it_is_quoted(capsys: pytest.CaptureFixture[str], form: str) -> None:
    """A repr, a JSON string or a URL spells a password differently; none of them gets through."""
    password = 'p"a\\s s/ö'
    logs.hide(password)
    logs.set_up(form, "INFO")
    logging.getLogger("any").info("%s %r %s p%%22a%%5Cs%%20s%%2F%%C3%%B6", password, password, json.dumps(password))

    written = capsys.readouterr().err
    assert "s/ö" not in written
    assert "5Cs" not in written
    assert 4 == written.count("•••")


def test_a_json_line_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs that collect logs get time, level, logger, message and traceback, one object to a line."""
    logs.set_up("json", "INFO")
    logging.getLogger("bot.x").info("two\nlines 日本語")
    logging.getLogger("bot.x").debug("not asked for")

    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert {"level": "INFO", "logger": "bot.x", "message": "two\nlines 日本語"} == {
        key: entry[key] for key in ("level", "logger", "message")
    }
    assert entry["at"].endswith("Z")


def test_no_text_can_pass_itself_off_as_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """A name with a line break inside cannot forge an entry."""
    logs.set_up("text", "INFO")
    logging.getLogger("bot.x").info("name %s", "a\n2026-01-01T00:00:00.000Z INFO bot.audit: all is well")

    lines = capsys.readouterr().err.splitlines()
    assert ["    "] == [line[:4] for line in lines[1:]]


def test_a_thread_that_dies_is_logged_masked(capsys: pytest.CaptureFixture[str]) -> None:
    """Python's own report of a dead thread would show the token."""
    logs.set_up("text", "INFO")

    def die() -> None:
        raise ValueError("xoxb-123")

    thread = threading.Thread(target=die, name="worker")
    thread.start()
    thread.join()

    written = capsys.readouterr().err
    assert "thread worker failed" in written
    assert "xoxb-123" not in written


def test_the_workflow_engine_logs_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    """DBOS brings a logger that does not propagate; it must not be a way around the mask."""
    logs.set_up("text", "INFO")
    logger = logging.getLogger("dbos")
    before, logger.propagate = logger.propagate, False
    logger.warning("url sqlite://u:pw@x")
    logger.propagate = before

    assert "WARNING dbos: url sqlite://•••@x" in capsys.readouterr().err
