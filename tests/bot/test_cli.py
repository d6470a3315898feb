import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from bot import __main__ as program
from bot import __version__, cli
from bot.cli import failing
from bot.cli.words import Option, help_key
from bot.errors import BadInput, HostError, OperatorError, Ref, Refused, Sent
from bot.settings import Settings, load
from bot.wording import say
from knowledge.languages import Language

LANGUAGES = {"en": "en_US.UTF-8", "ja": "ja_JP.UTF-8"}


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Hvbot = Callable[..., Result]


@pytest.fixture
def hvbot(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hvbot:
    """The command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def hvbot(*arguments: str, **environment: str) -> Result:
        code = cli.main(arguments, environment)
        return Result(code, *capsys.readouterr())

    return hvbot


def commands(group: click.Group = program.cli.main_group, path: str = "hvbot") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = [(path, group)]
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = f"{path} {name}"
        found += commands(command, inner) if isinstance(command, click.Group) else [(inner, command)]
    return found


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("path", "command"), commands())
def test_every_command_and_option_is_explained(path: str, command: click.Command, language: Language) -> None:
    """No command can be added without its sentence in both languages."""
    context = click.Context(command, info_name=path)

    assert say(language, help_key(path))
    for parameter in command.params:
        if not isinstance(parameter, click.Argument):
            assert isinstance(parameter, Option), f"{path} {parameter.opts}: use bot.cli.words.option"
            assert say(language, parameter.key(context))


@pytest.mark.parametrize(("path", "command"), commands())
def test_help_works_everywhere_and_needs_nothing(hvbot: Hvbot, path: str, command: click.Command) -> None:
    """No configuration, no database, no network."""
    result = hvbot(*path.split()[1:], "--help", HVBOT_CONFIG="/nix/hvbot.toml")

    assert 0 == result.code
    assert f"Usage: {path} " in result.out
    assert "" == result.err


def test_help_speaks_the_language_of_the_terminal(hvbot: Hvbot) -> None:
    """Headings included."""
    result = hvbot("may", "--help", LANG="ja_JP.UTF-8")

    assert "使い方: hvbot may" in result.out
    assert "オプション:" in result.out
    assert "このヘルプを表示します。" in result.out


def test_the_version_is_the_packages(hvbot: Hvbot) -> None:
    """One number in one place."""
    assert Result(0, f"hvbot {__version__}\n", "") == hvbot("--version")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("manifst",), "There is no command “manifst”. Did you mean manifest?"),
        (("may", "--hots"), "There is no option “--hots”."),
        (("may", "U1"), "ACTION is missing."),
        (
            ("may", "U1", "delete", "hv01"),
            "action is one of: list, remove, remove-standard, approve, audit",
        ),
        (("init", "a", "b"), "Got unexpected extra argument"),
    ],
)
def test_a_wrong_command_line_is_one_sentence_and_the_way_to_help(
    hvbot: Hvbot, arguments: tuple[str, ...], said: str
) -> None:
    """Bad usage ends with 2, on standard error."""
    result = hvbot(*arguments)

    assert (2, "") == (result.code, result.out)
    assert said in result.err
    assert "--help” shows how it is used." in result.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("manifst",), "「manifst」というコマンドはありません。manifest ではありませんか。"),
        (("may", "--hots"), "「--hots」というオプションはありません。"),
        (("may", "U1"), "ACTION が指定されていません。"),
        (("init", "a", "b"), "余分な引数があります：b"),
        (("ask", "--lang", "fr", "x"), "--lang は次のいずれかです：en, ja"),
        (("ask", "--lang"), "オプション --lang に必要な値がないか、不要な値が付いています（"),
        (("ask", "--json=1"), "オプション --json に必要な値がないか、不要な値が付いています（"),
        (("demo", "--port", "70000"), "--port は 0 から 65535 までの整数で指定してください。"),
        (("demo", "--port", "x"), "--port は 0 から 65535 までの整数で指定してください。"),
        (("audit", "export", "--format", "csv", "--out", "/"), "--out の値が正しくありません（"),
        (("init", "nowhere/hvbot.toml"), "nowhere/hvbot.toml に書き込めません（ファイルまたはフォルダーがありません："),
        (("may", "U1", "list", "hv01"), "hvbot.toml: 読み取れません（ファイルまたはフォルダーがありません："),
    ],
)
def test_whoever_reads_only_japanese_learns_what_was_wrong(hvbot: Hvbot, arguments: tuple[str, ...], said: str) -> None:
    """English words of others stand behind it, in brackets."""
    result = hvbot(*arguments, LANG="ja_JP.UTF-8")

    assert (2, "") == (result.code, result.out)
    assert said in result.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadInput(Ref.HOST_UNKNOWN, host="hv09"), 2),
        (OperatorError(Ref.SLACK_TOKENS, detail="invalid_auth"), 2),
        (Refused(Ref.REMOVAL_DISABLED), 1),
        (HostError(Ref.HOST_LOST, sent=Sent.MAYBE, host="hv01"), 1),
    ],
)
def test_every_error_of_ours_says_what_whose_turn_what_next_and_the_reference(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int
) -> None:
    """Usage and configuration end with 2, anything found wrong with 1."""

    def fail() -> None:
        raise error

    assert code == failing.answered(fail, Language.EN)
    what, step, reference = capsys.readouterr().err.splitlines()
    assert what.startswith("hvbot: ")
    assert ": " in step
    assert f"Reference: {error.ref}" == reference  # type: ignore[attr-defined]


def test_a_bug_is_logged_under_a_number_that_the_person_is_told(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """No traceback instead of a sentence; the log has it."""
    assert 1 == failing.answered(lambda: {}["x"], Language.EN)

    (record,) = caplog.records
    (number,) = record.args or ()
    assert str(number) in capsys.readouterr().err
    assert record.exc_info


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1), ("text", 0)])
def test_a_command_ends_with_the_number_it_returns(returned: object, code: int) -> None:
    """1 stands for something found wrong, nothing for fine."""
    assert code == failing.answered(lambda: returned, Language.EN)


def test_a_secret_in_an_error_is_masked(hvbot: Hvbot, tmp_path: Path) -> None:
    """A token pasted under the wrong key comes back in no message."""
    (tmp_path / "hvbot.toml").write_text('[audit]\nhead_channel = "xoxb-1-secret"')
    result = hvbot("may", "U1", "list", "hv01")

    assert 2 == result.code
    assert "“•••” is not a channel's id" in result.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_init_writes_a_file_that_is_valid_and_allows_nothing(hvbot: Hvbot, tmp_path: Path, language: str) -> None:
    """Out of the box there are no hosts, no grants, no removals; the values are the defaults."""
    result = hvbot("init", LANG=LANGUAGES[language])
    settings = load(tmp_path / "hvbot.toml", {})

    assert (0, "hvbot.toml\n") == (result.code, result.out)
    assert "hvbot doctor" in result.err
    assert ({}, (), False) == (settings.hosts, settings.grants, settings.removal.enabled)
    assert Settings.default().model_dump(exclude={"storage", "knowledge"}) == settings.model_dump(
        exclude={"storage", "knowledge"}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_the_written_file_are_valid_too(hvbot: Hvbot, tmp_path: Path, language: str) -> None:
    """Who takes the number sign away from the examples has a configuration that works."""
    hvbot("init", LANG=LANGUAGES[language])
    lines = (tmp_path / "hvbot.toml").read_text().splitlines()
    start = lines.index("# [hosts.hv01]")
    examples = [line.removeprefix("# ") for line in lines[start:] if " = " in line or line.startswith("# [")]
    (tmp_path / "full.toml").write_text("\n".join([*lines[:start], *examples]))
    settings = load(tmp_path / "full.toml", {})

    assert ["hv01"] == list(settings.hosts)
    assert 1 == len(settings.grants)


def test_both_templates_say_the_same() -> None:
    """Every key, every value, every commented line of one is in the other."""
    folder = Path(cli.__file__).parents[1] / "templates"
    texts = [(folder / f"hvbot.{language}.toml").read_text(encoding="utf-8") for language in Language]
    keys = [[line.split("=")[0] for line in text.splitlines() if " = " in line and "{" not in line] for text in texts]

    assert tomllib.loads(texts[0]) == tomllib.loads(texts[1])
    assert keys[0] == keys[1]


def test_init_leaves_an_existing_file_as_it_is(hvbot: Hvbot, tmp_path: Path) -> None:
    """It ends with 2 and says so."""
    (tmp_path / "mine.toml").write_text("precious")
    result = hvbot("init", "mine.toml")

    assert (2, "") == (result.code, result.out)
    assert "mine.toml exists already and was not touched." in result.err
    assert "precious" == (tmp_path / "mine.toml").read_text()


def test_init_says_why_it_cannot_write(hvbot: Hvbot) -> None:
    """A folder that does not exist is not made."""
    result = hvbot("init", "nowhere/hvbot.toml")

    assert 2 == result.code
    assert "nowhere/hvbot.toml cannot be written (No such file or directory)" in result.err


def test_init_takes_a_folder_and_the_configured_path(hvbot: Hvbot, tmp_path: Path) -> None:
    """A folder gets a hvbot.toml; without an argument HVBOT_CONFIG says where."""
    (tmp_path / "etc").mkdir()

    assert "etc/hvbot.toml\n" == hvbot("init", "etc").out
    assert "other.toml\n" == hvbot("init", HVBOT_CONFIG="other.toml").out


def manifest(hvbot: Hvbot) -> dict[str, Any]:
    return dict(json.loads(hvbot("manifest", HVBOT_CONFIG="/nix").out))


def test_the_manifest_asks_for_each_event_the_scope_it_needs(hvbot: Hvbot) -> None:
    """Slack accepts an event without its scope and then never sends it."""
    needs = {"app_mention": "app_mentions:read", "message.channels": "channels:history"}
    needs |= {"message.groups": "groups:history", "message.im": "im:history", "message.mpim": "mpim:history"}
    content = manifest(hvbot)
    events = content["settings"]["event_subscriptions"]["bot_events"]

    assert set(needs) == set(events)
    assert set(needs.values()) <= set(content["oauth_config"]["scopes"]["bot"])
    assert content["settings"]["socket_mode_enabled"]


def test_the_manifest_keeps_slacks_limits_and_the_escaping_of_names(hvbot: Hvbot) -> None:
    """@names arrive as ids in /hv-audit alone; error texts must arrive as they were typed."""
    features = manifest(hvbot)["features"]
    escaped = {command["command"]: command["should_escape"] for command in features["slash_commands"]}

    assert {"/hv-checkpoints": False, "/hv-error": False, "/hv-audit": True} == escaped
    assert all(len(shortcut["name"]) <= 24 for shortcut in features["shortcuts"])
    assert ["hv_explain"] == [shortcut["callback_id"] for shortcut in features["shortcuts"]]


GRANTS = """
[removal]
enabled = {enabled}
approvals = 0
[hosts.hv01]
address = "hv01"
transport = "kerberos"
aliases = ["hyperv-a"]
[[grants]]
to = ["U1"]
may = ["list", "remove"]
hosts = ["hv*"]
vms = ["web*"]
[[grants]]
to = ["S1"]
may = ["audit", "approve"]
hosts = ["*"]
"""


@pytest.mark.parametrize(
    ("question", "enabled", "code", "said"),
    [
        ("U1 list hv01", "false", 0, "yes: grant 1 "),
        ("U1 list HYPERV-A web01", "false", 0, "yes: grant 1 "),
        ("U1 remove hv01 web01", "true", 0, "yes: grant 1 "),
        (
            "U1 remove hv01 web01",
            "false",
            1,
            "no: grant 1 of [[grants]] gives the right, but removals are",
        ),
        ("U1 remove hv01 db01", "true", 1, "no: no entry of [[grants]] gives “remove” here"),
        ("U1 remove-standard hv01", "true", 1, "no: no entry"),
        ("U2 audit hv01", "true", 1, "no: no grant names this id. A member of S1 would have the right by grant 2"),
        ("S1 approve hv01", "true", 0, "yes: grant 2 "),
    ],
)
def test_may_says_yes_or_no_and_which_rule_decided(
    hvbot: Hvbot, tmp_path: Path, question: str, enabled: str, code: int, said: str
) -> None:
    """The same decision as in Slack, explained."""
    (tmp_path / "hvbot.toml").write_text(GRANTS.format(enabled=enabled))
    result = hvbot("may", *question.split())

    assert (code, "") == (result.code, result.err)
    assert result.out.startswith(said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("U1 list hv09", "“hv09” is no host of the configuration. Configured are: hv01"),
        ("@yuki list hv01", "“@yuki” is not an id"),
        ("U1 list hv01 a\tb", "cannot be the name of a VM"),
    ],
)
def test_may_refuses_a_question_it_cannot_judge(hvbot: Hvbot, tmp_path: Path, question: str, said: str) -> None:
    """A wrong answer to whoever writes grants is worse than none."""
    (tmp_path / "hvbot.toml").write_text(GRANTS.format(enabled="true"))
    result = hvbot("may", *question.split(" "))

    assert (2, "") == (result.code, result.out)
    assert said in result.err


def test_a_reader_that_has_enough_ends_the_command_quietly() -> None:
    """`hvbot … | head -1` is no error and prints none."""
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [sys.executable, "-m", "bot", "manifest"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(cli.__file__).parents[2],
    )
    os.close(writing)

    assert (0, "") == (result.returncode, result.stderr)


@pytest.mark.parametrize("words", ["show 0xA000971E", "search snapshot", "lint", "import nothing.html", "--help"])
def test_what_needs_no_database_does_not_wait_for_it(tmp_path: Path, words: str) -> None:
    """It takes longer to import than everything else that these commands do."""
    code = "import sys; from bot import cli; cli.main(sys.argv[1:], {}); sys.exit('sqlalchemy' in sys.modules)"
    environment = {"PYTHONPATH": str(Path(program.__file__).parents[1])}
    command = [sys.executable, "-c", code, "knowledge", *words.split()]
    done = subprocess.run(command, cwd=tmp_path, env=environment, timeout=60, check=False)

    assert 0 == done.returncode


@pytest.mark.parametrize("language", Language)
def test_host_setup_prints_a_script_in_which_names_are_data(
    hvbot: Hvbot, tmp_path: Path, powershell: Path, language: Language
) -> None:
    """A real PowerShell parses it, and an account full of quotes stays one text."""
    (tmp_path / "hvbot.toml").write_text(
        '[hosts.hv01]\naddress = "hv01.corp.example"\nusername = "LAB\\\\o’brien\'; exit 9; \'x"\n'
        'password = { env = "P" }\n',
        encoding="utf-8",
    )
    result = hvbot("host-setup", "HV01", P="secret", LANG=f"{language}_XX.UTF-8")
    assert result.code == 0, result.err
    script = tmp_path / "setup.ps1"
    script.write_text(result.out, encoding="utf-8-sig")
    check = (
        "$e = $null; $t = [Management.Automation.Language.Parser]::ParseFile($args[0], [ref]$null, [ref]$e);"
        "$e.Count; $t.FindAll({ $args[0].Value -like 'LAB*' }, $true)[0].Value"
    )
    run = tmp_path / "check.ps1"
    run.write_text(check.replace("$args[0], [ref]$null", f"'{script}', [ref]$null"), encoding="utf-8")
    done = subprocess.run([powershell, "-NoProfile", "-File", run], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["0", "LAB\\o’brien'; exit 9; 'x"]
    assert "secret" not in result.out
