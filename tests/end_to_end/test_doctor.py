"""The doctor as an operator starts it: a process of its own, between a local Slack and a simulated host."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path) as house:
        yield house


def test_a_house_in_order_is_fine_before_and_while_the_bot_runs(house: House) -> None:
    """Also without a database yet, which only the bot makes, and beside the bot, which keeps its sockets."""
    before = house.command("doctor", "--json")
    created = house.database.exists()
    house.start()
    beside = house.command("doctor", "--json")
    found = {each["step"]: each["level"] for each in json.loads(before.stdout)}

    assert (0, "", False) == (before.returncode, before.stderr, created)
    assert {"trail": "skipped", "tls": "warning"} == {step: level for step, level in found.items() if level != "ok"}
    assert (0, "") == (beside.returncode, beside.stderr)
    assert "ok" == next(each["level"] for each in json.loads(beside.stdout) if each["step"] == "trail")
    assert 2 == house.slack.hub.connections


def test_a_wrong_password_is_the_only_fault_and_stays_unseen(house: House) -> None:
    """Exit 1, one logon, and the step that mends it, in the language of the terminal."""
    house.password = "not the password"
    result = house.command("doctor", LANG="ja_JP.UTF-8")

    assert (1, 1) == (result.returncode, house.server.logons_failed)
    assert 1 == result.stdout.count("✕")
    assert "    → [hosts.hv01] の username または password を直してください。" in result.stdout
    assert house.password not in result.stdout + result.stderr
