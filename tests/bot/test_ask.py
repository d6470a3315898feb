import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.ask import ask, decoded
from bot.cli.invocation import Invocation
from bot.cli.knowledge import knowledge
from knowledge.faults import Rule
from knowledge.lint import lint
from tests.knowledge.articles_for_tests import BROKEN, write_article

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command as somebody whose terminal speaks `lang`, in a folder without a configuration."""
    monkeypatch.chdir(tmp_path)

    def invoked(command, *arguments, lang="en_US.UTF-8", stdin=None):
        invocation = Invocation({"LANG": lang})
        return CliRunner().invoke(command, arguments, obj=invocation, input=stdin, standalone_mode=False)

    return invoked


def test_the_answer_to_a_text_is_printed(run):
    """Meaning, both spellings and the whole of what to do, and where to read on."""
    result = run(ask, "Error 0xA000971E")

    assert result.return_value == 0
    assert "0xA000971E · V-79-40960-38686" in result.stdout
    assert "-SnapshotType Recovery | Remove-VMSnapshot" in result.stdout
    assert "hvbot knowledge show recovery-checkpoint-left-behind" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_without_a_text_standard_input_is_read(run, arguments):
    """A log is piped, not typed."""
    result = run(ask, *arguments, stdin="Error 0xA000971E\n")

    assert "V-79-40960-38686" in result.stdout


def test_a_text_without_a_code_is_told_in_one_line_on_stderr(run):
    """Exit 1 for scripts; nothing on standard output that a program could take for an answer."""
    result = run(ask, "--json", "バックアップが失敗しました。")

    assert result.return_value == 1
    assert result.stdout == ""
    assert result.stderr.startswith("この文章にはエラーコードが見つかりません。")
    assert "0xA000971E" in result.stderr  # what to give instead


@pytest.mark.parametrize(
    ("text", "option", "lang", "language"),
    [
        ("Error 0xA000971E", (), "ja_JP.UTF-8", "en"),
        ("エラー 0xA000971E", (), "en_US.UTF-8", "ja"),
        ("0xA000971E", (), "ja_JP.UTF-8", "ja"),
        ("0xA000971E", (), "C", "en"),
        ("エラー 0xA000971E", ("--lang", "en"), "ja_JP.UTF-8", "en"),
    ],
)
def test_the_language_is_the_texts_then_the_terminals(run, text, option, lang, language):
    """An option wins over both."""
    result = run(ask, "--json", *option, text, lang=lang)

    assert json.loads(result.stdout)["language"] == language


def test_the_teams_articles_are_used_where_a_configuration_names_them(run):
    """`hvbot ask` says what the bot would say."""
    Path("hvbot.toml").write_text('[knowledge]\nfolder = "ours"\n', encoding="utf-8")
    Path("ours").mkdir()
    write_article(Path("ours"), "our-own", code="0xA000971E", title="Ours")

    assert json.loads(run(ask, "--json", "Error 0xA000971E").stdout)["title"] == "Ours"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932"],
)
def test_a_log_is_read_in_the_encodings_that_windows_writes(encoding):
    """Job logs and consoles of Japanese Windows, with and without a mark in front."""
    text = "ジョブの完了状態\r\nFinal error: 0xa000971e - A recovery checkpoint cannot be created\r\n"

    assert decoded(text.encode(encoding)) == text


def test_bytes_that_are_no_text_do_not_end_the_program():
    """What can be read is read."""
    assert "0xa000971e" in decoded(b"\xff\x00\x80 0xa000971e \x81")


def test_the_list_has_one_object_per_code_or_event(run):
    """The two codes of the seed and its two events, each with its article and source."""
    listed = json.loads(run(knowledge, "list", "--json").stdout)
    by_code = {entry.get("code") or (entry["event_id"], entry["event_source"]): entry for entry in listed}

    assert len(by_code) == len(listed)
    assert {"0xA000971E", "0xA0009723", (15070, "Hyper-V-VMMS"), (10150, "Hyper-V-VMMS")} <= by_code.keys()
    assert by_code["0xA000971E"]["umi"] == "V-79-40960-38686"
    assert all({"umi", "article", "title", "reviewed", "source"} <= entry.keys() for entry in listed)


def test_an_article_is_shown_whole_by_code_or_by_name(run):
    """Both ways lead to the same text, in the language asked for."""
    by_code = run(knowledge, "show", "V-79-40960-38686", "--lang", "ja")
    by_name = run(knowledge, "show", "recovery-checkpoint-left-behind", "--lang", "ja")

    assert by_code.stdout == by_name.stdout
    assert "[BACKUPEXECの設定]" in by_code.stdout


@pytest.mark.parametrize(("what", "told"), [("0xDEADBEEF", "no article about this code"), ("nonsense", "“nonsense”")])
def test_what_no_article_is_about_is_said(run, what, told):
    """Exit 1, and the next step."""
    result = run(knowledge, "show", what)

    assert result.return_value == 1
    assert told in result.output


def test_lint_is_silent_on_stdout_when_all_is_well(run):
    """The built-in articles alone have no fault."""
    result = run(knowledge, "lint")

    assert (result.return_value, result.stdout) == (0, "")


@pytest.mark.parametrize(
    ("lang", "told"), [("en_US", "The key “confidence” is missing."), ("ja_JP", "キー「confidence」")]
)
def test_lint_tells_file_line_and_fault_in_the_terminals_language(run, lang, told):
    """Every fault is one line that an editor can jump to."""
    Path("hvbot.toml").write_text('[knowledge]\nfolder = "ours"\n', encoding="utf-8")
    Path("ours").mkdir()
    path = write_article(Path("ours"), "our-own")
    path.write_text(path.read_text(encoding="utf-8").replace("confidence =", "confidense ="), encoding="utf-8")

    result = run(knowledge, "lint", lang=lang)

    assert result.return_value == 1
    assert "our-own.en.md:6: " in result.stdout
    assert told in result.stdout


@pytest.mark.parametrize("lang", ["en_US", "ja_JP"])
def test_lint_has_a_sentence_for_every_fault(run, lang):
    """Whatever is wrong with a file, it is told in words and with its facts."""
    Path("articles").mkdir()
    for number, (old, new, _, _) in enumerate(BROKEN):
        path = write_article(Path("articles"), f"broken-{number}", code=f"0xE0002{number:03}")
        path.write_text(path.read_text(encoding="utf-8").replace(old.replace("1234", f"2{number:03}"), new, 1), "utf-8")
    write_article(Path("articles"), "first", more='related = ["nowhere"]')
    twin = write_article(Path("articles"), "first", "ja")
    twin.write_text(twin.read_text(encoding="utf-8").replace("2026", "2025"), "utf-8")
    second = write_article(Path("articles"), "second")
    second.write_text(second.read_text(encoding="utf-8").replace("Error code: 0xE0001234", "nothing"), "utf-8")
    Path("articles/nameless.md").write_text("", encoding="utf-8")
    Path("articles/headless.en.md").write_text("", encoding="utf-8")
    Path("articles/binary.en.md").write_bytes(b"\xff")

    result = run(knowledge, "lint", lang=lang)

    assert result.return_value == 1
    assert set(Rule) - {Rule.COMMAND} == {fault.rule for fault in lint(Path("articles"))}
    assert len(result.stdout.splitlines()) == len(lint(Path("articles")))


def test_the_program_answers_from_a_pipe(tmp_path):
    """The whole way: a real process, bytes in, bytes out."""
    environment = {**os.environ, "LANG": "ja_JP.UTF-8", "PYTHONPATH": str(ROOT)}
    environment.pop("HVBOT_CONFIG", None)

    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "-"],
        input="エラー 0xA0009723 で失敗しました".encode(),
        capture_output=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )

    assert done.returncode == 0, done.stderr.decode()
    assert "対処方法" in done.stdout.decode()
