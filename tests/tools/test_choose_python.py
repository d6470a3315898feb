"""Fake Pythons on the PATH: each is this test's own Python, which is told to be another version before it is probed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHOOSE = Path(__file__).parents[2] / "tools" / "choose-python"
DISGUISE = """\
import collections, importlib.util, runpy, sqlite3, sys
version, sqlite, missing, probe = sys.argv[1:]
Version = collections.namedtuple("Version", "major minor micro releaselevel serial")
sys.version_info = Version(*map(int, version.split(".")), 0, "final", 0)
sqlite3.sqlite_version, sqlite3.sqlite_version_info = sqlite, tuple(map(int, sqlite.split(".")))
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name in missing.split(",") else find_spec(name)
runpy.run_path(probe)
"""


class Machine:
    """A folder of programs that is the whole PATH, besides what a shell script itself needs."""

    def __init__(self, folder: Path) -> None:
        self.folders = [folder / "first", folder / "second"]
        for place in self.folders:
            place.mkdir()
        self.disguise = folder / "disguise.py"
        self.disguise.write_text(DISGUISE)
        for program in ("sh", "dirname", "tr", "tail", "grep", "head", "cut"):
            (self.folders[0] / program).symlink_to(Path(shutil.which(program) or program).resolve())
        self.system("Linux")

    def system(self, name: str) -> None:
        self.program("uname", f"echo {name}")

    def program(self, name: str, line: str, place: int = 0) -> Path:
        path = self.folders[place] / name
        path.write_text(f"#!{shutil.which('sh')}\n{line}\n")
        path.chmod(0o755)
        return path

    def python(self, name: str, version: str, sqlite: str = "3.46.1", missing: str = "", place: int = 0) -> Path:
        return self.program(name, f"'{sys.executable}' '{self.disguise}' {version} {sqlite} '{missing}' \"$1\"", place)

    def choose(self, **environment: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join(map(str, self.folders))
        return subprocess.run(
            [CHOOSE], env={"PATH": path, **environment}, capture_output=True, text=True, timeout=60, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("name", "version", "sqlite"),
    [
        ("python3.11", "3.11", "3.40.1"),  # Debian 12
        ("python3", "3.12", "3.45.1"),  # Ubuntu 24.04
        ("python3.13", "3.13", "3.46.1"),  # Debian 13
        ("python3.14", "3.14", "3.50.4"),  # macOS
    ],
)
def test_the_python_of_every_supported_system_is_chosen(machine: Machine, name: str, version: str, sqlite: str) -> None:
    """A Python with venv and a SQLite that suffices for its version is taken."""
    path = machine.python(name, version, sqlite)

    assert f"{path}\n" == machine.choose().stdout


def test_a_newer_python_with_an_old_sqlite_is_passed_over(machine: Machine) -> None:
    """On Debian 12 a hand-made 3.12 or 3.13 uses the system's SQLite, so the system's own 3.11 is better."""
    machine.python("python3", "3.13", "3.40.1")
    machine.python("python3.12", "3.12", "3.40.1")
    path = machine.python("python3.11", "3.11", "3.40.1", place=1)

    assert f"{path}\n" == machine.choose().stdout


def test_a_stub_that_only_complains_hides_no_real_python(machine: Machine) -> None:
    """Version managers put stubs in front that fail; the real one further down the PATH is found."""
    machine.program("python3.11", "echo 'pyenv: python3.11: command not found' >&2; exit 127")
    path = machine.python("python3.11", "3.11", place=1)

    assert f"{path}\n" == machine.choose().stdout


def test_a_path_with_spaces_is_printed_whole(machine: Machine, tmp_path: Path) -> None:
    """Folders of a Mac have spaces in their names."""
    spaced = tmp_path / "My Tools"
    spaced.mkdir()
    machine.folders.append(spaced)
    path = machine.python("python3", "3.13", place=2)

    assert f"{path}\n" == machine.choose().stdout


def test_python_asks_for_a_certain_one(machine: Machine) -> None:
    """With PYTHON set nothing else is looked at."""
    machine.python("python3.11", "3.11")
    path = machine.python("python3.13", "3.13")

    assert f"{path}\n" == machine.choose(PYTHON="python3.13").stdout
    assert f"{path}\n" == machine.choose(PYTHON=str(path)).stdout
    assert "No Python at python9 was found" in machine.choose(PYTHON="python9").stderr


OLD = ("python3", "3.9", "3.34.1", "")
OLD_SQLITE = ("python3.13", "3.13", "3.40.1", "")
WITHOUT_VENV = ("python3.12", "3.12", "3.45.1", "ensurepip")
WITHOUT_SQLITE = ("python3.12", "3.12", "3.45.1", "_sqlite3")


@pytest.mark.parametrize(
    ("pythons", "what", "packages"),
    [
        ([], "No Python was found, hvbot needs 3.11 or newer", "python3 python3-venv"),
        ([OLD], "Python 3.9 is too old, hvbot needs 3.11 or newer", "python3.11 python3.11-venv"),
        ([WITHOUT_VENV], "Python 3.12 is here, but not its venv module", "python3.12-venv"),
        (
            [OLD_SQLITE],
            "Python 3.13 uses SQLite 3.40.1, and from Python 3.12 on hvbot needs 3.42",
            "python3.11 python3.11-venv",
        ),
        ([WITHOUT_SQLITE], "Python 3.12 was built without SQLite", "python3.11 python3.11-venv"),
        ([OLD, OLD_SQLITE, WITHOUT_VENV], "Python 3.12 is here, but not its venv module", "python3.12-venv"),
    ],
)
def test_a_machine_without_a_fitting_python_gets_one_line(
    machine: Machine, pythons: list[tuple[str, str, str, str]], what: str, packages: str
) -> None:
    """The line names what is wrong with the candidate that is mended most easily, and the command that mends it."""
    machine.program("apt-get", "")
    for name, version, sqlite, missing in pythons:
        machine.python(name, version, sqlite, missing)

    result = machine.choose()

    assert (1, "") == (result.returncode, result.stdout)
    assert f"hvbot: {what}. Install: sudo apt-get install {packages}\n" == result.stderr


@pytest.mark.parametrize(
    ("system", "installer", "cure"),
    [
        ("Darwin", None, "brew install python@3.13"),
        ("Linux", "dnf", "sudo dnf install python3.11"),
        ("Linux", None, "Python 3.13 from https://www.python.org/downloads/"),
    ],
)
def test_the_cure_is_the_systems_own(machine: Machine, system: str, installer: str | None, cure: str) -> None:
    """Nobody on a Mac is sent to apt-get."""
    machine.system(system)
    if installer:
        machine.program(installer, "")

    assert machine.choose().stderr.endswith(f"Install: {cure}\n")
