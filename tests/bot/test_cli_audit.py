import csv
import io
import json
import os
import pwd
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.audit import Entry, Event, Outcome, append
from bot.cli import main
from bot.cli.audit import line
from bot.models import AuditRow
from bot.store import Store, single_process
from bot.values import HostName, UserId, utc_now

Hvbot = Callable[..., tuple[int, str, str]]


@pytest.fixture
def environment(tmp_path: Path, sqlite_url: str) -> dict[str, str]:
    """A configuration beside the database."""
    (tmp_path / "hvbot.toml").write_text("", encoding="utf-8")
    return {"HVBOT_CONFIG": str(tmp_path / "hvbot.toml"), "HVBOT_DATABASE_URL": sqlite_url, "LANG": "en_US.UTF-8"}


@pytest.fixture
def hvbot(environment: dict[str, str], capfd: pytest.CaptureFixture[str]) -> Hvbot:
    """Runs `hvbot audit …` and gives exit code, results and messages."""

    def run(*arguments: str, **changes: str) -> tuple[int, str, str]:
        code = main(["audit", *arguments], {**environment, **changes})
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def refusal(store: Store) -> Entry:
    entry = Entry(
        event=Event.ACCESS_REFUSED,
        outcome=Outcome.REFUSED,
        actor=UserId("U1"),
        actor_name="佐藤 葵",
        host=HostName("hv01"),
        vm="会計 01",
        detail={"right": "remove"},
    )
    with store.writing() as session:
        append(session, entry, utc_now())
    return entry


def test_the_list_is_one_line_per_entry(hvbot: Hvbot, refusal: Entry):
    """Names are written as the filters are, so that they can be copied into the next command."""
    code, out, err = hvbot("list", "--host", "hv01")

    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith(
        'refused  access.refused      who=U1 name="佐藤 葵" host=hv01 vm="会計 01" {"right":"remove"}'
    )


def test_the_list_for_programs_is_one_array(hvbot: Hvbot, refusal: Entry):
    """Every column as it was hashed; nothing found is an empty array."""
    code, out, _ = hvbot("list", "--json")
    _, nothing, _ = hvbot("list", "--json", "--vm", "x")

    [row] = json.loads(out)
    assert (code, row["vm"], row["detail"], json.loads(nothing)) == (0, "会計 01", '{"right":"remove"}', [])


def test_who_reads_on_this_machine_is_recorded(hvbot: Hvbot, refusal: Entry):
    """The reader is `system` under the name of the account, whatever the environment claims."""
    hvbot("list", "--limit", "1", USER="somebody-else", LOGNAME="somebody-else")

    _, out, _ = hvbot("list", "--json", "--event", "audit.read")
    [row] = json.loads(out)
    assert (row["actor"], row["actor_name"]) == ("system", pwd.getpwuid(os.getuid()).pw_name)
    assert row["detail"] == '{"limit":"1"}'


def test_a_sound_trail_ends_with_0_and_its_head(hvbot: Hvbot, store: Store, refusal: Entry):
    """The printed head is accepted by the next call."""
    code, out, _ = hvbot("verify")

    head = out.split()[-1]
    assert (code, len(head)) == (0, 64)
    assert hvbot("verify", "--head", head)[0] == 0


@pytest.mark.parametrize(("language", "named"), [("en_US.UTF-8", ": 1."), ("ja_JP.UTF-8", "：1。")])
def test_a_bad_trail_ends_with_1_and_the_first_bad_id(
    hvbot: Hvbot, store: Store, refusal: Entry, language: str, named: str
):
    """Changed by somebody with the file: the number is named in either language."""
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql("UPDATE audit_event SET vm = 'x'")

    code, out, err = hvbot("verify", LANG=language)

    assert (code, err) == (1, "")
    assert named in out


def test_a_head_that_is_gone_ends_with_1(hvbot: Hvbot, refusal: Entry):
    """The first missing id is the one after the last."""
    code, out, _ = hvbot("verify", "--head", "a" * 64)

    assert (code, "Bad entry: 2." in out) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--since", "yesterday"],
        ["list", "--limit", "-1"],
        ["verify", "--head", "abc"],
        ["export"],
        ["export", "--format", "xml"],
        ["export", "--format", "csv", "--out", "/nowhere/at/all.csv"],
    ],
)
def test_bad_usage_ends_with_2(hvbot: Hvbot, refusal: Entry, arguments: list[str]):
    """The message goes to standard error; nothing is printed as a result."""
    code, out, err = hvbot(*arguments)

    assert (code, out) == (2, "")
    assert err


def test_a_database_that_is_not_there_is_not_an_empty_trail(hvbot: Hvbot, sqlite_url: str):
    """A mistyped path ends with 2 and makes no file."""
    code, out, err = hvbot("verify")

    assert (code, out) == (2, "")
    assert "database-missing" in err
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_an_export_appears_whole_and_for_its_owner_alone(hvbot: Hvbot, refusal: Entry, tmp_path: Path):
    """The file replaces an older one; nobody else on the machine may read it; nothing else stays behind."""
    out = tmp_path / "out" / "trail.csv"
    out.parent.mkdir()
    out.write_text("older")

    code, printed, _ = hvbot("export", "--format", "csv", "--out", str(out))

    assert (code, printed, list(out.parent.iterdir())) == (0, "", [out])
    assert out.stat().st_mode & 0o777 == 0o600
    _, first, last = csv.reader(io.StringIO(out.read_text("utf-8-sig"), newline=""))
    assert (first[2], last[2]) == ("access.refused", "audit.exported")


def test_an_export_that_cannot_be_recorded_leaves_the_older_file(
    hvbot: Hvbot, store: Store, refusal: Entry, tmp_path: Path
):
    """No record, no export: the message says so, and no half file stays."""
    out = tmp_path / "out" / "trail.csv"
    out.parent.mkdir()
    out.write_text("older")
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'x'); END"
        )

    code, _, err = hvbot("export", "--format", "csv", "--out", str(out))

    assert (code, list(out.parent.iterdir()), out.read_text()) == (1, [out], "older")
    assert "trail-unwritable" in err


@pytest.fixture
def piped(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `hvbot audit …` as a process of its own whose output goes into a pipe."""
    program = "import os, sys; from bot.cli import main; sys.exit(main(sys.argv[1:], os.environ))"
    changes = {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "ascii"}
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", program, "audit", *arguments]
        pipe, merged = subprocess.PIPE, {**os.environ, **environment, **changes}
        started.append(subprocess.Popen(command, env=merged, stdout=pipe, stderr=pipe))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def test_what_is_piped_is_utf8_whatever_the_terminal(piped: Callable[..., subprocess.Popen[bytes]], refusal: Entry):
    """Even where Python takes the output for ASCII."""
    out, err = piped("export", "--format", "jsonl").communicate()

    assert (json.loads(out.splitlines()[0])["vm"], err) == ("会計 01", b"")


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["export", "--format", "csv"]])
def test_a_reader_that_has_enough_is_no_fault(
    piped: Callable[..., subprocess.Popen[bytes]], store: Store, refusal: Entry, arguments: list[str]
):
    """`hvbot audit … | head -1` ends quietly."""
    with store.writing() as session:
        for _ in range(1000):  # more than a pipe holds
            append(session, refusal, utc_now())
    process = piped(*arguments)

    process.stdout.readline()
    process.stdout.close()

    assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_all_works_beside_a_running_bot(hvbot: Hvbot, store: Store, refusal: Entry):
    """The bot holds its lock on the file; reading and checking go on."""
    with single_process(store):
        codes = [hvbot(*words.split())[0] for words in ("list", "verify", "export --format jsonl")]

    assert codes == [0, 0, 0]


def test_nothing_in_an_entry_can_move_the_cursor_or_turn_the_text():
    """Control characters of a name, a reason or tampered bytes are shown as U+FFFD or escapes."""
    evil = "\x1b[2J\r\n\u202e\x9b"
    row = AuditRow(**{**dict.fromkeys(AuditRow.model_fields, evil), "id": 7, "team": None})

    shown = line(row)

    assert shown.replace("\ufffd", "").isprintable()
