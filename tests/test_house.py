"""The rules of the house: what may import what, how large things get, and that both languages say the same."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, visitor
from fluent.syntax import ast as fluent

from bot.errors import Ref, Turn
from knowledge.languages import Language

ROOT = Path(__file__).parents[1]
ROOMS = ("knowledge", "bot", "handlers")  # from the ground up
COMPOSITION_ROOT = "bot.__main__"  # builds everything, and is the one exception to the order of rooms
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
ENVIRONMENT_OF_OTHERS = {
    "bot.playground.hosts.ntlm",  # pyspnego's server side takes its accounts from a variable only
    "bot.playground.hosts.powershell",  # hands it on to a PowerShell that it starts
}
TEXTS = ROOT / "bot" / "texts"


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path): path for path in SOURCES}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative imports hide which room is meant"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in NAMES else str(node.module)


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_imports_go_down_only(path: Path) -> None:
    """A room knows itself and the rooms below it; only the composition root knows all."""
    if name_of(path) == COMPOSITION_ROOT:
        return
    height = ROOMS.index(path.relative_to(ROOT).parts[0])
    above = [module for module in imported(path) if module.split(".")[0] in ROOMS[height + 1 :]]

    assert [] == above
    assert COMPOSITION_ROOT not in imported(path)


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_the_product_does_not_know_its_playground(path: Path) -> None:
    """Only the demo, started by the composition root, may know that the far ends are simulated."""
    if "playground" in path.parts or name_of(path) == COMPOSITION_ROOT:
        return

    assert [] == [module for module in imported(path) if module.startswith("bot.playground")]


def test_no_imports_run_in_a_circle() -> None:
    """Whoever reads a file can read what it needs first."""
    graph = {name: {module for module in imported(path) if module in NAMES} for name, path in NAMES.items()}
    while graph:
        ready = {name for name, needs in graph.items() if needs.isdisjoint(graph)}
        assert ready, f"these import each other: {sorted(graph)}"
        graph = {name: needs for name, needs in graph.items() if name not in ready}


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("dbos", ("bot.engine",)),
        ("winrm", ("bot.remote",)),
        ("slack_bolt", ("handlers", COMPOSITION_ROOT)),
        ("alembic", ("bot.store", "bot.migrations")),
        ("httpx", ("bot.vendor_site",)),
    ],
)
def test_a_library_is_known_in_one_place(library: str, rooms: tuple[str, ...]) -> None:
    """What we may want to replace some day stays behind one door."""
    knowing = {name for name, path in NAMES.items() if library in {module.split(".")[0] for module in imported(path)}}

    assert {name for name in knowing if not name.startswith(rooms)} == set()


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_only_the_composition_root_reads_the_environment(path: Path) -> None:
    """Everything else is given what it needs, so that a test can give something else."""
    reading = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and ast.unparse(node.value) == "os"
    ]

    assert [] == reading or name_of(path) in {COMPOSITION_ROOT, *ENVIRONMENT_OF_OTHERS}


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_files_and_functions_stay_small(path: Path) -> None:
    """A file under 400 lines, a function under 60."""
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno >= 60
    ]

    assert [] == long
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_product_stays_small() -> None:
    """All the code together, the playground apart, can be read in a week. What explains it does not count."""
    counted = [path for path in SOURCES if "playground" not in path.parts]

    assert sum(map(lines_of_code, counted)) <= 8000


def lines_of_code(path: Path) -> int:
    """Without empty lines, comments and docstrings."""
    lines = path.read_text(encoding="utf-8").splitlines()
    documented = sum(len(str(text.value).splitlines()) for text in docstrings(path))
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in lines) - documented


def docstrings(path: Path) -> Iterator[ast.Constant]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def test_nothing_points_outside_the_repository(our_files: list[str]) -> None:
    """Whoever clones this has everything; the one exception helps the build machine to a PowerShell."""
    outside = ["..{}shared".format("/"), str(ROOT.parent) + "/", "TO" + "DO", "FIX" + "ME"]
    for name in our_files:
        if name != ".ci/run":
            text = (ROOT / name).read_bytes().decode("utf-8", errors="ignore")
            assert [] == [word for word in outside if len(word) > 2 and word in text], name


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=ids)
def test_every_test_says_what_must_hold(path: Path) -> None:
    """The first thing in a test is a sentence."""
    silent = [
        node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not (ast.get_docstring(node) or "").endswith(".")
    ]

    assert [] == silent


def messages(language: str) -> dict[str, fluent.Message]:
    """Every message of a language by key; a key in two files would hide one of them."""
    found: dict[str, fluent.Message] = {}
    for path in sorted((TEXTS / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{path}: {entry.content}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{path}: {entry.id.name} is there twice"
                found[entry.id.name] = entry
    return found


class Variables(visitor.Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802  # named by Fluent
        self.names.add(node.id.name)


def variables(node: fluent.BaseNode) -> set[str]:
    collector = Variables()
    collector.visit(node)
    return collector.names


@cache
def sentences(language: str) -> dict[str, set[str]]:
    """Every sentence (`key` or `key.attribute`) with the facts it uses."""
    every = messages(language).items()
    whole = {key: variables(message.value) for key, message in every if message.value}
    parts = chain.from_iterable(
        ((f"{key}.{part.id.name}", variables(part)) for part in message.attributes) for key, message in every
    )
    return whole | dict(parts)


def test_both_languages_have_the_same_sentences() -> None:
    """The same files, keys and facts; a sentence that one language lacks would end in an error for its readers."""
    files = [{path.name for path in (TEXTS / language).iterdir()} for language in Language]

    assert files[0] == files[1]
    assert sentences(Language.EN) == sentences(Language.JA)


@pytest.mark.parametrize("language", Language)
def test_every_error_is_a_sentence_and_a_next_step(language: Language) -> None:
    """Whoever meets an error reads what happened, whose turn it is and what to do."""
    known = sentences(language)

    assert [] == [ref for ref in Ref if not {f"error-{ref}", f"error-{ref}.next"} <= set(known)]
    assert [] == [turn for turn in Turn if f"turn-{turn}" not in known]
    assert [] == [
        key
        for key in known
        if (match := re.fullmatch(r"error-([a-z-]+)\.next", key)) and match[1] not in Ref._value2member_map_
    ]


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_every_sentence_that_is_said_exists_and_gets_its_facts(path: Path) -> None:
    """A key or a fact that is misspelt would show only when somebody needs the sentence."""
    known = sentences(Language.EN)
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"):
            continue
        key = node.args[1] if len(node.args) > 1 else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            assert key.value in known, f"line {node.lineno}"
            given = {keyword.arg for keyword in node.keywords}
            assert None in given or known[key.value] <= given, f"line {node.lineno}: {key.value}"


@pytest.mark.parametrize("path", [path for path in SOURCES if "playground" not in path.parts], ids=ids)
def test_no_sentence_is_written_in_python(path: Path) -> None:
    """What a person reads is in texts/, in both languages; the playground imitates others and quotes them."""
    explained = set(map(id, docstrings(path)))
    found = [
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained
        if re.search(r"(。|です|ます)$|^[A-Z][a-z]+( [\w’']+){3,}.*[.!?]$", node.value)
    ]

    assert [] == found
