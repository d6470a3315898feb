import json
import threading
from dataclasses import replace

import pytest

from bot.errors import HostError, Ref, Sent
from bot.playground.slack import ApiFault
from bot.playground.slack.model import View
from bot.values import CheckpointId, RequestId
from tests.bot.world import CONFIGURATION, FakeHyperV, FakeQueue, checkpoint
from tests.handlers.harness import CHANNEL, JUN, OLIVIA, Bot, Start
from tests.handlers.test_messages import words
from tests.handlers.test_slash import buttons

REMOVE = 'remove hv01 "SQL 01"'


@pytest.fixture
def hyperv() -> FakeHyperV:
    return FakeHyperV()


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def bot(start: Start, hyperv: FakeHyperV, queue: FakeQueue) -> Bot:
    """A bot with one host, whose VM has two left-over checkpoints."""
    return start(CONFIGURATION, hyperv=hyperv, queue=queue)


def filled(bot: Bot) -> View:
    """Olivia's form, once it shows more than that the host is being looked at."""
    return bot.slack.wait_for(lambda: (view := bot.slack.workspace.modal(OLIVIA)) and len(view.blocks) > 1 and view)


def confirmed(bot: Bot) -> RequestId:
    """A removal asked for by the command and confirmed; its id."""
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", REMOVE)
    view = filled(bot)
    bot.slack.people.submit(OLIVIA, view.id, {"vm_name": "SQL 01", "reason": "INC1"})
    bot.slack.wait_for(lambda: bot.slack.workspace.modal(OLIVIA) is None)
    return RequestId(view.body["private_metadata"])


def test_the_command_alone_lists_the_commands(bot: Bot) -> None:
    """Each drawn as code with what it does."""
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints")
    first = bot.said("takes your request back", viewer=OLIVIA).blocks[0]["elements"][0]["elements"][0]["elements"]

    assert first[0] == {"type": "text", "text": "/hv-checkpoints list HOST [VM]", "style": {"code": True}}


def test_a_list_that_comes_quickly_comes_alone(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the button for those who may remove."""
    monkeypatch.setattr("handlers.checkpoints._PATIENCE", 60.0)
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", "list hv01")
    listed = bot.said("BE_Snapshot_bbbb", viewer=OLIVIA)
    bot.finish()

    assert buttons(listed) == ["hv_remove"]
    assert len(bot.answers(viewer=OLIVIA)) == 1
    assert bot.slack.problems == []


def test_a_host_that_takes_its_time_is_said_to_be_looked_at(
    bot: Bot, hyperv: FakeHyperV, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the list, and also before what went wrong."""
    monkeypatch.setattr("handlers.checkpoints._PATIENCE", 0.0)
    go_on = threading.Event()

    def trouble(operation: str) -> None:
        assert go_on.wait(10)
        raise HostError(Ref.HOST_UNREACHABLE, sent=Sent.NO, host="hv01")

    hyperv.trouble = trouble
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", "list hv01")
    waiting = bot.reply(viewer=OLIVIA)
    go_on.set()

    assert "Looking at hv01" in words(waiting)
    assert "host-unreachable" in words(bot.reply(viewer=OLIVIA, count=2))


def test_the_button_opens_the_plan_and_the_form_takes_only_the_right_name(bot: Bot, queue: FakeQueue) -> None:
    """A wrong name is said at its field; then the request is at work and its message in the channel."""
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", "list hv01")
    bot.slack.people.press(OLIVIA, bot.said("BE_Snapshot_bbbb", viewer=OLIVIA), "hv_remove")
    view = filled(bot)
    bot.slack.people.submit(OLIVIA, view.id, {"vm_name": "sql 01", "reason": "INC1"}).wait()
    bot.slack.wait_for(lambda: view.errors)
    assert list(view.errors) == ["vm_name"]

    bot.slack.people.submit(OLIVIA, view.id, {"vm_name": "SQL 01", "reason": "INC1"})
    progress = bot.said("Approved")
    bot.finish()

    assert buttons(progress) == ["hv_cancel"]
    assert [host for _, host in queue.taken] == ["hv01"]
    assert bot.slack.problems == []


def test_the_form_shows_every_checkpoint_that_it_confirms(bot: Bot, hyperv: FakeHyperV) -> None:
    """Only what was seen may go, however much that is."""
    ids = [CheckpointId.parse(f"{number:08x}-0000-0000-0000-000000000000") for number in range(50)]
    hyperv.checkpoints = [replace(checkpoint(id_, 40), name=f"NR-{id_[:8]}") for id_ in ids]
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", REMOVE)
    shown = json.dumps(filled(bot).blocks)

    assert all(f"NR-{id_[:8]}" in shown for id_ in ids)


def test_a_plan_that_cannot_be_made_is_told_in_the_form(bot: Bot, hyperv: FakeHyperV) -> None:
    """The error takes its place."""
    hyperv.checkpoints.clear()
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", REMOVE)

    assert "nothing-to-remove" in json.dumps(filled(bot).blocks)


def test_hosts_are_named_only_to_those_who_may_and_never_beside_outsiders(bot: Bot) -> None:
    """The names of hosts are kept from them like everything else, with a row of the trail."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-checkpoints", "hosts")
    assert bot.said("not-allowed", viewer=JUN)
    bot.slack.faults.fail("conversations.info", ApiFault(error="internal_error"))
    bot.desk.people._remembered.clear()
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", "hosts")
    assert bot.said("channel-shared", viewer=OLIVIA)

    assert [(event, actor) for event, _, actor, _ in bot.trail()] == [
        ("access.refused", JUN),
        ("access.refused", OLIVIA),
    ]


def test_words_of_a_removal_after_a_mention(bot: Bot) -> None:
    """A form needs a click, so the list comes with its button; the other words do the same as in the command."""
    bot.slack.people.mention(OLIVIA, CHANNEL, REMOVE)
    assert buttons(bot.said("BE_Snapshot_bbbb", viewer=OLIVIA)) == ["hv_remove"]

    for said, expected in [("status", "no open request"), ("pause", "paused"), ("resume", "possible again")]:
        bot.slack.people.mention(OLIVIA, CHANNEL, said)
        assert bot.said(expected, viewer=OLIVIA)
    bot.slack.people.mention(OLIVIA, CHANNEL, "remove hv01")
    assert bot.said("command-incomplete", viewer=OLIVIA)


def test_only_the_requester_cancels_and_the_message_says_so(bot: Bot) -> None:
    """By the button or by the word."""
    request = confirmed(bot)
    progress = bot.said("Approved")
    bot.slack.people.press(JUN, progress, "hv_cancel")
    assert bot.said("wrong-person", viewer=JUN)
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", "status")
    assert request in words(bot.said("Approved", viewer=OLIVIA))

    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", f"cancel {request}")
    bot.slack.wait_for(lambda: "Cancelled" in words(progress))
    bot.finish()

    assert buttons(progress) == []


def test_a_message_that_was_deleted_is_posted_again(bot: Bot) -> None:
    """There is one message per request that people can see."""
    request = bot.desk.services.removals.load(confirmed(bot))
    bot.said("Approved")
    bot.slack.faults.fail("chat.update", ApiFault(error="message_not_found"))

    assert bot.desk.notices(request, None)
    assert len([each for each in bot.answers() if "Approved" in words(each)]) == 2


def test_where_the_bot_is_no_member_the_requester_reads_of_it_directly(bot: Bot) -> None:
    """A slash command works there all the same."""
    bot.slack.faults.fail("chat.postMessage", ApiFault(error="not_in_channel"))
    confirmed(bot)

    assert bot.said("Approved", f"D{OLIVIA[1:]}", OLIVIA)


def test_a_slack_that_fails_is_told_to_the_sweep(bot: Bot) -> None:
    """Which tries again what has ended."""
    request = confirmed(bot)
    bot.said("Approved")
    bot.slack.faults.fail("chat.update", ApiFault(status=503))
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-checkpoints", f"cancel {request}")
    bot.said("Cancelled", viewer=OLIVIA)
    bot.slack.wait_for(lambda: not bot.slack.faults._api.get("chat.update"))
    bot.desk.notices.sweep()

    assert "Cancelled" in words(bot.reply())
    assert bot.desk.services.removals.untold() == ()
