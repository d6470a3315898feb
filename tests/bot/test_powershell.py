"""`hvbot knowledge lint` and the PowerShell that parses the commands of articles."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import cli
from bot import powershell as door
from bot.powershell import unparsable
from knowledge.faults import Fault, Rule
from tests.knowledge.articles_for_tests import article_text

Lint = Callable[..., tuple[int, str, str]]
LANGUAGES = ["en_US.UTF-8", "ja_JP.UTF-8"]


@pytest.fixture
def lint(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Exit code, standard output and standard error of lint over the built-in articles and a team's folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()

    def lint(program: Path | None, language: str = "en_US.UTF-8") -> tuple[int, str, str]:
        environment = {"LANG": language, **({"PWSH": str(program)} if program else {})}
        return cli.main(["knowledge", "lint"], environment), *capsys.readouterr()

    return lint


def write_commands(folder: Path, *commands: str) -> Path:
    """A pair with these commands; the English file."""
    fences = "".join(f"Shows it.\n\n```powershell\n{command}\n```\n\n" for command in commands)
    for language in ("en", "ja"):
        text = article_text(language).replace("Shows the writers.\n\n```cmd\nvssadmin list writers\n```\n", fences)
        (folder / f"ours.{language}.md").write_text(text, encoding="utf-8")
    return folder / "ours.en.md"


def stand_in(folder: Path, script: str) -> Path:
    """A program that is no PowerShell."""
    program = folder / "pwsh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def test_every_command_of_the_built_in_articles_parses(powershell: Path, lint: Lint) -> None:
    """What people copy from a card is at least a command."""
    assert (0, "", "No fault found in the articles.\n") == lint(powershell)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_that_does_not_parse_is_told_at_its_own_line(
    powershell: Path, lint: Lint, tmp_path: Path, language: str
) -> None:
    """In each file that has it, with what PowerShell says; capitals as placeholders and what cmd takes are fine."""
    good = "Get-VM -Name VM |\n    Get-VMSnapshot -SnapshotType Recovery"
    path = write_commands(tmp_path / "articles", good, "Get-VM\n\nGet-VMSnapshot -VMName <VM>", "Get-VM '日本\nVM")
    lines = path.read_text(encoding="utf-8").splitlines()
    wrong = [number for number, line in enumerate(lines, 1) if "<VM>" in line or "日本" in line]

    code, out, err = lint(powershell, language)

    assert (1, "") == (code, err)
    assert [f"{name}:{line}" for name in ("ours.en.md", "ours.ja.md") for line in wrong] == [
        line.split("/")[-1].split(": ")[0] for line in out.splitlines()
    ]
    assert "The '<' operator is reserved for future use." in out


def test_a_command_is_parsed_and_never_run(powershell: Path, lint: Lint, tmp_path: Path) -> None:
    """An article may tell how to delete something."""
    (tmp_path / "own.psm1").write_text("Set-Content ran yes")
    own = "using module ./own.psm1"
    write_commands(
        tmp_path / "articles", "Set-Content ran yes", "$(Set-Content ran yes)", own, "Import-Module ./own.psm1"
    )
    lint(powershell)

    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [(LANGUAGES[0], "were not checked, because there is no PowerShell"), (LANGUAGES[1], "検査していません")],
)
def test_without_powershell_lint_says_what_it_skipped(lint: Lint, language: str, said: str) -> None:
    """That is no fault of the articles, so the exit code is that of the rest."""
    code, out, err = lint(None, language)

    assert (0, "") == (code, out)
    assert said in err
    assert "https://aka.ms/powershell" in err


@pytest.mark.parametrize(
    "script",
    [
        "exit 3",
        "exit 0",
        "echo '[]'",
        "while read line; do echo hello; done",
        "while read line; do echo '[]'; done; exit 3",
        "kill -9 $$",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_powershell_that_fails_is_no_clean_result(lint: Lint, tmp_path: Path, script: str, language: str) -> None:
    """Could not tell is not none: it is told in words after every fault that was found without it."""
    (tmp_path / "articles" / "some.en.md").write_text("", encoding="utf-8")
    program = stand_in(tmp_path, script)

    code, out, err = lint(program, language)

    assert 2 == code
    assert 2 == out.count("some.en.md:1: ")
    assert f"{program} -Version" in err
    assert "powershell-failed" in err


@pytest.mark.parametrize("program", ["/nix/pwsh", "/"])
def test_a_powershell_that_cannot_be_started_is_told(lint: Lint, program: str) -> None:
    """A wrong PWSH is not the same as none."""
    code, _, err = lint(Path(program))

    assert 2 == code
    assert f"“{program}” cannot be run" in err


def test_a_powershell_that_hangs_is_told(lint: Lint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lint ends all the same."""
    monkeypatch.setattr(door, "_PATIENCE", 0.1)
    code, _, err = lint(stand_in(tmp_path, "exec sleep 1000"))

    assert 2 == code
    assert "did not answer" in err


def test_every_fault_goes_to_the_command_it_was_found_in(powershell: Path) -> None:
    """Also beside commands that are empty or in Japanese."""
    told = unparsable(str(powershell), [(Path("a"), 7, ""), (Path("b"), 1, "'日本'\n'語"), (Path("c"), 1, "Get-VM")])

    assert [Fault(Path("b"), 2, Rule.COMMAND)] == list(told)
    assert () == unparsable(str(powershell), [])
