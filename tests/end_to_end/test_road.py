"""Paste, list, remove, trail: through Socket Mode, NTLM-sealed WinRM and, where there is one, a real PowerShell."""

import hashlib
import json
import sqlite3
from contextlib import closing

import pytest

from tests.end_to_end.house import BACKUP, HARUKA, JUNIOR, OLIVIA, House, shown

ENGLISH = """Error Code: 0xA000971E - A recovery checkpoint cannot be created because Backup Exec detected another
recovery checkpoint on the virtual machine 'SQL-PROD-01'. If no other backup job is running, delete the recovery
checkpoint 'BE_Snapshot_XXXXX - (12/20/2019 - 5:24:34 PM)' manually and retry the backup.
UMI Code: V-79-40960-38686"""
JAPANESE = """昨夜のジョブが失敗しました。どうすればよいですか？
Error Code: 0xA0009723 - Backup Exec cannot create a recovery checkpoint for the virtual machine.
UMI Code: V-79-40960-38691"""


@pytest.fixture(params=["python", "powershell"])
def house(request, tmp_path):
    program = request.getfixturevalue("powershell") if request.param == "powershell" else None
    with House(tmp_path, powershell=program) as built:
        built.start()
        yield built


@pytest.fixture
def japanese_house(powershell, tmp_path):
    with House(tmp_path, scenario="japanese", powershell=powershell) as built:
        built.host.noise = "警告: モジュールを読み込んでいます。\r\n".encode("cp932")
        built.start()
        yield built


def test_the_whole_road(house):
    """A paste is answered, a list is shown, the left-over goes, and the trail can be checked by anybody."""
    slack, people = house.slack, house.slack.people
    paste = people.say(JUNIOR, BACKUP, ENGLISH)
    answer = slack.wait_for_message(BACKUP, lambda message: message.from_app and message.thread_ts == paste.ts)
    assert "0xA000971E" in shown(answer.blocks)
    assert "V-79-40960-38686" in shown(answer.blocks)

    japanese = people.say(JUNIOR, BACKUP, JAPANESE)
    answer = slack.wait_for_message(BACKUP, lambda message: message.from_app and message.thread_ts == japanese.ts)
    assert "チェックポイント" in shown(answer.blocks)

    people.slash(OLIVIA, BACKUP, "/hv-checkpoints", "list HV01")
    listing = slack.wait_for_message(
        BACKUP,
        lambda message: message.seen_by == OLIVIA and "left over" in shown(message.blocks),
        viewer=OLIVIA,
        timeout=30,
    )
    assert "FILE-02" in shown(listing.blocks)
    assert "by design" in shown(listing.blocks)

    people.press(OLIVIA, listing, "hv_remove")
    view = slack.wait_for(lambda: house._filled(OLIVIA), timeout=60)
    assert shown(view.blocks).count("BE_Snapshot_SQL-PROD-01") == 2
    people.submit(OLIVIA, view.id, {"vm_name": "SQL-PROD-01", "reason": "INC4711"})
    house.progress("Finished")

    left = {vm.name: len(vm.checkpoints) for vm in house.host_state().vms}
    assert left == {"SQL-PROD-01": 0, "FILE-02": 1, "Accounts (old)": 1, "WEB-03": 0}
    assert house.events() == [
        "error.explained",
        "error.explained",
        "checkpoints.listed",
        "removal.planned",
        "removal.requested",
        "removal.approved",
        "removal.started",
        "checkpoint.removed",
        "checkpoint.removed",
        "removal.merging",
        "removal.finished",
    ]
    assert house.host.done.count("remove") == 2
    verify_with_ten_lines(house.database)
    assert house.command("audit", "verify").returncode == 0
    assert house.stop() == 0
    assert house.slack.problems == []
    assert house.server.shells.open == 0


def test_the_road_on_a_japanese_host(japanese_house):
    """Japanese names, Japanese messages, and code page 932 around each answer, for a person who reads Japanese."""
    house, slack = japanese_house, japanese_house.slack
    slack.people.slash(HARUKA, BACKUP, "/hv-checkpoints", "list hv01")
    listing = slack.wait_for_message(
        BACKUP, lambda message: "残ったまま" in shown(message.blocks), viewer=HARUKA, timeout=30
    )
    assert "会計サーバー" in shown(listing.blocks)

    house.confirm("会計サーバー", HARUKA)
    house.progress("完了しました")

    assert [vm.name for vm in house.host_state().vms if not vm.checkpoints] == ["会計サーバー"]
    verify_with_ten_lines(house.database)


def verify_with_ten_lines(database):
    """What an auditor would write; it knows the contract and nothing of hvbot."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        before, count = "0" * 64, 0
        names = [column[1] for column in connection.execute("PRAGMA table_info(audit_event)")]
        for row in connection.execute("SELECT * FROM audit_event ORDER BY id"):
            facts = {key: row[key] for key in names if key not in ("prev_hash", "hash")}
            text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            count += 1
            assert (row["id"], row["prev_hash"]) == (count, before)
            before = hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
            assert row["hash"] == before
    assert count > 0
