import pytest

from knowledge import Entities, entities

REMOVE = "Get-VMSnapshot -VMName {} -ComputerName {} | Remove-VMSnapshot"


def names(
    vm: str | None = None, checkpoint: str | None = None, host: str | None = None, job: str | None = None
) -> Entities:
    return Entities(vm, checkpoint, host, job)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the virtual machine 'APP-01'. If no other", names("APP-01")),
        ("for virtual machine ‘FS 02’: The system", names("FS 02")),
        ("virtual machine SQL01 (Virtual Machine ID 5FC5C385-BD98-451F-B3F3-1E50E06EE663)", names("SQL01")),
        ("仮想マシン「会計サーバー」のバックアップが失敗しました", names("会計サーバー")),
        ("仮想マシン SQL01 でエラー。ホストは HV02 です。ジョブ「日次」", names("SQL01", host="HV02", job="日次")),
        ("VM名：SQL01\nホスト名：HV-02\nジョブ名：週次 フル", names("SQL01", host="HV-02", job="週次 フル")),
        (
            "VM: SQL01, Host: hv02.corp.example, Job: Nightly HV",
            names("SQL01", host="hv02.corp.example", job="Nightly HV"),
        ),
        ("job Daily-HV failed on host HV01 for VM SQL01", names("SQL01", host="HV01", job="Daily-HV")),
        ("Backup job \"Nightly\" failed on Hyper-V host 'HV01'", names(host="HV01", job="Nightly")),
        ("on VM `SRV-SQL02`, job *HV-Weekly*", names("SRV-SQL02", job="HV-Weekly")),
        ("'SQL01' could not initiate a checkpoint operation", names("SQL01")),
        ("'SQL01' のバックグラウンド ディスクの結合に失敗しました", names("SQL01")),
        ("Event 19100 'SQL01' background disk merge failed", names("SQL01")),
        ("Cluster resource 'Virtual Machine FS-P1' failed", names("FS-P1")),
        ("<VmName>ERP-03</VmName>", names("ERP-03")),
        ("VM &quot;A&amp;B&quot; failed", names("A&B")),
        ("VM <b>SQL01</b> failed", names("SQL01")),
        ("vm ＳＱＬ０１", names("ＳＱＬ０１")),
        (REMOVE.format("'SQL 01'", "'HV01'"), names("SQL 01", host="HV01")),
        (REMOVE.format("SQL01", "HV01"), names("SQL01", host="HV01")),
        (r"\\HV01\Hyper-V?Virtual?Machine\SQL01 was skipped", names("SQL01", host="HV01")),
        (r'Initialization failure on: "\\HV03\D:"', names(host="HV03")),
        ("agent on FILESRV9", names(host="FILESRV9")),
        ("コンピューター:    HV01", names(host="HV01")),
        ("ホスト HV01 の仮想マシン DB-02 でエラー", names("DB-02", host="HV01")),
        ('migration operation for "SQL01" failed at migration destination "HV02".', names("SQL01", host="HV02")),
        ("HV-Weeklyのジョブが失敗", names(job="HV-Weekly")),
        ("「HV-Weekly」ジョブが失敗", names(job="HV-Weekly")),
    ],
)
def test_names_are_lifted_where_the_text_gives_them(text: str, expected: Entities) -> None:
    """As written, in English and in Japanese, quoted or not."""
    assert expected == entities(text)


@pytest.mark.parametrize(
    "name",
    [
        "BE_Snapshot_APP-01 - (12/20/2019 - 5:24:34 PM)",
        "BE_Snapshot_会計 - (2020/11/01 - 8:30:48)",
        "BE_Snapshot_SQL01 - (20.12.2019 - 17:24:34)",
        "BE_Snapshot_XXXXX - (date)",
        "BE_Snapshot_SQL01",
        "SQL01 - バックアップ - (2020/11/01 - 8:30:48)",
        "before the patch",
    ],
)
@pytest.mark.parametrize(
    "text", ["delete the recovery checkpoint '{}' manually", "チェックポイント「{}」が残っています"]
)
def test_checkpoints_are_lifted_whole(text: str, name: str) -> None:
    """The date belongs to the name, in whatever way the country writes it."""
    assert entities(text.format(name)).checkpoint == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "backup of virtual machine failed",
        "the virtual machine was not found; a host is down; the job is done",
        "仮想マシンのチェックポイントが残っています。ホスト上のログを確認",
        "Hyper-V host for more details",
        "It's the VM's host's job",
        "for virtual machine ‘xxxx’: failed",
        "Virtual machine 49059fdf-b6b8-4838-950f-71295c00ea16 cannot be found",
        REMOVE.format("'VM'", "'HOST'"),
        '"EventID": 7000,\n"fix": ["check it"],\n"tags":     "x"',
        r"failed to add volume \\FILES\SHARE2\ to the snapshot set",
        '"File path\\File" could not be freed because of the following error.',
    ],
)
def test_placeholders_and_plain_words_are_no_names(text: str) -> None:
    """A wrong name in a form is worse than an empty field."""
    assert entities(text) == names()


def test_one_name_names_one_thing() -> None:
    """What is a VM's name is not taken for the job's as well."""
    assert entities("on VM *SQL01* job _Nightly_") == names("SQL01")
