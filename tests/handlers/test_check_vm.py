"""From an error to the VM that it names."""

from typing import Any

import pytest

from bot.playground.slack.model import Message, View
from tests.bot.world import CONFIGURATION, FakeHyperV, FakeQueue
from tests.handlers.harness import CHANNEL, JUN, OLIVIA, Bot, Start
from tests.handlers.test_messages import words

PASTE = (
    "Error Code: 0xA000971E - A recovery checkpoint cannot be created because Backup Exec detected another recovery "
    "checkpoint on the virtual machine 'SQL 01'. Hyper-V host: hv01"
)


@pytest.fixture
def bot(start: Start) -> Bot:
    """A bot with one host, whose VM has two left-over checkpoints."""
    return start(CONFIGURATION, hyperv=FakeHyperV(), queue=FakeQueue())


def form(bot: Bot, user: str, card: Message) -> View:
    bot.slack.people.press(user, card, "hv_check_vm")
    return bot.slack.wait_for(lambda: bot.slack.workspace.modal(user))


def filled_in(view: View) -> dict[str, str | None]:
    blocks: list[dict[str, Any]] = view.body["blocks"]
    return {block["block_id"]: block["element"].get("initial_value") for block in blocks}


def test_the_form_knows_the_names_of_the_paste_and_leads_to_the_list(bot: Bot) -> None:
    """The list comes to the person alone, in the thread of the paste, with the button that removes."""
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    view = form(bot, OLIVIA, bot.reply())
    assert {"host": "hv01", "vm": "SQL 01"} == filled_in(view)

    bot.slack.people.submit(OLIVIA, view.id, {"host": "hv01", "vm": "SQL 01"})
    listed = bot.said("BE_Snapshot_bbbb", viewer=OLIVIA)
    bot.finish()

    assert OLIVIA == listed.seen_by
    assert bot.answers()[0].thread_ts == listed.thread_ts
    assert [] == bot.slack.problems


def test_the_names_outlive_the_other_language(bot: Bot) -> None:
    """The card in the other language is made of codes alone, the form of what was pasted all the same."""
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-error", PASTE)
    card = bot.said("0xA000971E", viewer=OLIVIA)
    bot.slack.people.press(OLIVIA, card, "hv_language")
    bot.slack.wait_for(lambda: "出典" in words(card))

    assert {"host": "hv01", "vm": "SQL 01"} == filled_in(form(bot, OLIVIA, card))


def test_whoever_may_not_list_opens_the_form_and_is_refused(bot: Bot) -> None:
    """The form tells nothing but what was pasted; rights are judged when it is sent, and the refusal comes directly."""
    bot.slack.people.say(JUN, CHANNEL, PASTE)
    view = form(bot, JUN, bot.reply())
    bot.slack.people.submit(JUN, view.id, {"host": "hv01", "vm": "SQL 01"})

    assert bot.said("host-unknown", channel="D0JUNIOR", viewer=JUN)
    bot.finish()
    assert ("access.refused", "refused", JUN) in [row[:3] for row in bot.trail()]


def test_without_the_name_of_a_vm_the_whole_host_is_listed(bot: Bot) -> None:
    """An error often names the job only."""
    bot.slack.people.say(OLIVIA, CHANNEL, "Final error: 0xa000971e")
    view = form(bot, OLIVIA, bot.reply())
    assert {"host": None, "vm": None} == filled_in(view)

    bot.slack.people.submit(OLIVIA, view.id, {"host": "hv01"})

    assert bot.said("BE_Snapshot_bbbb", viewer=OLIVIA)
