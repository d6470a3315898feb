import ast
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions, version
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "knowledge")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EVERY_REQUIREMENT = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, our_files: list[str]) -> Path:
    """What somebody else installs, built without a network and without leaving anything in the checkout."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in our_files:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index"]
    subprocess.run([*command, "--wheel-dir", target, source], check=True, timeout=110)
    (built,) = target.glob("hvbot-*.whl")
    return built


def test_every_file_of_the_rooms_is_in_the_wheel(wheel: Path, our_files: list[str]) -> None:
    """Without its sentences, articles, scripts or pages the program starts and fails at the first use."""
    ours = {name for name in our_files if name.startswith(tuple(f"{room}/" for room in ROOMS))}

    assert ours - set(zipfile.ZipFile(wheel).namelist()) == set()
    assert {".ftl", ".md", ".ps1", ".sql", ".toml", ".json"} <= {PurePosixPath(name).suffix for name in ours}


def test_the_wheel_has_the_command_and_nothing_but_our_rooms(wheel: Path) -> None:
    """`hvbot` starts the composition root; no tests, no tools get installed."""
    archive = zipfile.ZipFile(wheel)
    roots = {PurePosixPath(name).parts[0] for name in archive.namelist()}
    (metadata,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))

    assert {*ROOMS, PurePosixPath(metadata).parts[0]} == roots
    assert "hvbot = bot.__main__:main" in archive.read(metadata).decode()


@pytest.mark.parametrize("line", EVERY_REQUIREMENT)
def test_what_is_tested_is_what_pyproject_allows(line: str) -> None:
    """A range that does not hold the version of this run would be a promise nobody checked."""
    requirement = Requirement(line)

    assert requirement.specifier.contains(version(requirement.name))
    assert any(part.operator in {">=", "=="} for part in requirement.specifier), "says from which version on"


def test_every_dependency_has_a_reason() -> None:
    """Whoever wants to take one out reads on its line what it is for."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    listed = lines[start + 1 : lines.index("]", start)]

    assert [] == [line for line in listed if " # " not in line]


def test_what_is_imported_is_declared() -> None:
    """A library that only comes along with another one may be gone with its next release."""
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    imported: set[str] = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    theirs = imported - set(sys.stdlib_module_names) - set(ROOMS)
    sources = {name: set(map(canonicalize_name, origins)) for name, origins in packages_distributions().items()}

    assert [] == [name for name in theirs if declared.isdisjoint(sources.get(name, ()))]
