"""Whatever goes wrong ends in one clear sentence with a next step and a reference, in the user's language."""

import pytest

from bot.errors import Ref
from bot.playground.hosts.soap import Operation
from bot.playground.hosts.troubles import Mishap, Trouble
from tests.end_to_end.house import BACKUP, HARUKA, JUNIOR, OLIVIA, House, shown


@pytest.fixture
def house(tmp_path):
    with House(tmp_path) as built:
        built.start()
        yield built


def answer_to(house: House, user: str, command: str, text: str) -> str:
    """What the person alone sees after a slash command, once it is more than the notice that the host is looked at."""
    seen = {message.ts for message in house.slack.workspace.said_in(BACKUP, user)}
    house.slack.people.slash(user, BACKUP, command, text)

    def answered() -> str | None:
        fresh = [message for message in house.slack.workspace.said_in(BACKUP, user) if message.ts not in seen]
        texts = [shown(message.blocks) for message in fresh if message.from_app]
        return next((text for text in texts if "…" not in text[-3:]), None)

    return house.slack.wait_for(answered, timeout=60)


def refers_to(ref: Ref, text: str) -> bool:
    return text.endswith((f"Reference: {ref.value}", f"エラー名：{ref.value}"))


@pytest.mark.parametrize("user", [OLIVIA, HARUKA])
def test_names_that_do_not_fit(house, user):
    """Unknown host and VM, wrong case, open quotes, unknown words: one sentence each, and never an action."""
    for text, ref in {
        "list nowhere": Ref.HOST_UNKNOWN,
        "list hv01 NOSUCH": Ref.VM_UNKNOWN,
        "list hv01 sql-prod-01": Ref.VM_SIMILAR,
        'list hv01 "SQL': Ref.COMMAND_QUOTES,
        'list hv01 “SQL-PROD-01"': Ref.COMMAND_QUOTES,
        "frobnicate": Ref.COMMAND_UNKNOWN,
        "list": Ref.COMMAND_INCOMPLETE,
        "cancel": Ref.COMMAND_INCOMPLETE,
        "list hv01 SQL Server 01": Ref.COMMAND_SURPLUS,
        f"list {'x' * 7_000}": Ref.HOST_UNKNOWN,
        "cancel R-00000000": Ref.REQUEST_UNKNOWN,
    }.items():
        assert refers_to(ref, answer_to(house, user, "/hv-checkpoints", text)), text
    for text in ("frobnicate", "why", f"host={'x' * 7_000}"):
        assert refers_to(Ref.AUDIT_FILTER, answer_to(house, user, "/hv-audit", text)), text
    assert "/hv-checkpoints list" in answer_to(house, user, "/hv-checkpoints", "")
    assert "remove" not in house.host.done


def test_pastes_that_are_no_question(house):
    """Forty thousand characters, control characters and emoji neither hurt nor get an answer; the next paste does."""
    people = house.slack.people
    for text in ("x" * 40_000, "\x00\x01 🎉 nothing here", "0x" + "F" * 5_000, "V-79-" * 4_000):
        people.say(JUNIOR, BACKUP, text)
    paste = people.say(JUNIOR, BACKUP, "“0XA000971E” \x00 🎉 Backup Exec " + "log line\n" * 3_000)
    answer = house.slack.wait_for_message(BACKUP, lambda message: message.from_app)

    assert answer.thread_ts == paste.ts
    assert "0xA000971E" in shown(answer.blocks)


def test_a_host_that_is_down(house):
    """Said within seconds, for a list and in the form of a removal; nothing is planned."""
    house.server.close()
    assert refers_to(Ref.HOST_UNREACHABLE, answer_to(house, OLIVIA, "/hv-checkpoints", "list hv01"))
    house.slack.people.slash(OLIVIA, BACKUP, "/hv-checkpoints", "remove hv01 SQL-PROD-01")
    house.slack.wait_for(
        lambda: (view := house.slack.workspace.modal(OLIVIA)) and refers_to(Ref.HOST_UNREACHABLE, shown(view.blocks)),
        60,
    )

    assert "removal.planned" not in house.events() or ("removal.planned", "failed") in house.trail()


def test_half_an_answer_and_a_script_error(house):
    """Neither is ever shown as an empty list."""
    house.server.troubles.plan(Operation.RECEIVE, Trouble(Mishap.HALF))
    assert refers_to(Ref.HOST_LOST, answer_to(house, OLIVIA, "/hv-checkpoints", "list hv01"))
    house.host.broken = True
    assert refers_to(Ref.HOST_SCRIPT, answer_to(house, OLIVIA, "/hv-checkpoints", "list hv01"))


@pytest.mark.parametrize(
    ("scenario", "ref"), [("not-hyperv", Ref.HOST_NO_HYPERV), ("access-denied", Ref.HOST_HYPERV_DENIED)]
)
def test_a_host_without_hyperv_or_without_rights(tmp_path, scenario, ref):
    """The sentence says which of the two it is, because different people can help."""
    with House(tmp_path, scenario=scenario) as house:
        house.start()
        assert refers_to(ref, answer_to(house, OLIVIA, "/hv-checkpoints", "list hv01"))


def test_a_wrong_password_is_tried_once(tmp_path):
    """One failed logon, no more: each one counts towards a lock-out."""
    with House(tmp_path) as house:
        house.password = "wrong"
        house.start()
        assert refers_to(Ref.HOST_LOGIN, answer_to(house, OLIVIA, "/hv-checkpoints", "list hv01"))
        assert house.server.logons_failed == 1
        assert "wrong" not in house.log.read_text(encoding="utf-8").replace("went wrong", "")


@pytest.mark.parametrize("in_the_way", ["hvbot.db", "hvbot.db.lock"])
def test_a_trail_that_cannot_be_written(tmp_path, in_the_way):
    """The bot starts, explains codes, refuses the rest in words, and does not restart in a loop."""
    with House(tmp_path) as house:
        (tmp_path / in_the_way).mkdir()
        house.start()
        paste = house.slack.people.say(JUNIOR, BACKUP, "0xA000971E - Backup Exec detected another recovery checkpoint")
        answer = house.slack.wait_for_message(BACKUP, lambda message: message.from_app)
        assert answer.thread_ts == paste.ts
        refusal = answer_to(house, OLIVIA, "/hv-checkpoints", "list hv01")
        assert refers_to(Ref.TRAIL_UNWRITABLE, refusal)
        assert "restart hvbot" in refusal
        assert house.stop() == 0


@pytest.mark.parametrize(
    ("change", "variable", "says"),
    [
        (("[removal]", "[removal"), {}, "hvbot.toml"),
        (("enabled = true", "enabeld = true"), {}, "enabled"),
        (("", ""), {"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN"),
        (("", ""), {"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
    ],
)
def test_a_configuration_that_cannot_work(tmp_path, change, variable, says):
    """Exit 2, and the line says what to mend."""
    with House(tmp_path) as house:
        text = house.configuration.read_text(encoding="utf-8")
        house.configuration.write_text(text.replace(*change) if change[0] else text, encoding="utf-8")
        done = house.command("run", **variable)

    assert done.returncode == 2
    assert says in done.stderr
