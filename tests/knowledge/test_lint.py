"""Every rule broken by hand in a faultless pair, and what lint tells about it."""

import pytest

from knowledge.article import parse_article
from knowledge.article_body import Shell
from knowledge.faults import Rule
from knowledge.lint import commands, lint
from tests.knowledge.articles_for_tests import BROKEN, article_text, write_article

MORE = """
umis = ["V-79-57344-4660"]
related = ["recovery-checkpoint-left-behind"]

[[events]]
id = 4711
source = "First"

[[events]]
id = 4712
source = "Second"

[[sources]]
publisher = "Microsoft"
article = "KB1"
"""
EXAMPLES = """examples = [
    "Error code: 0xE0001234",
    "Event ID: 4711",
    "Event ID: 4712",
]"""
OURS, THEIRS = "pair.en.md", "pair.ja.md"
# The file that is changed, what by what in it, the rule that it breaks, and the file and a text in the line told.
FOLDER = [
    (OURS, "umis = [", 'umis = ["V-79-57344-1", ', Rule.UMI_MISMATCH, OURS, "umis"),
    (OURS, "## When to call the vendor", "## When to call", Rule.HEADING_MISSING, OURS, "When nothing helps."),
    (OURS, "+++\n", "", Rule.FRONT_MATTER, OURS, "title"),
    ("README2.md", "", "", Rule.FILE_NAME, "README2.md", "+++"),
    ("half.en.md", "", "", Rule.NO_TWIN, "half.en.md", "+++"),
    ("half.ja.md", "publisher", "publisheer", Rule.NO_TWIN, "half.ja.md", "+++"),
    (OURS, "2026-11-25", "2026-11-24", Rule.OLDER_TWIN, OURS, "reviewed"),
    (THEIRS, "2026-11-25", "2026-11-24", Rule.OLDER_TWIN, THEIRS, "reviewed"),
    (THEIRS, 'codes = ["', 'codes = ["0xE0001233", "', Rule.TWIN_DIFFERS, THEIRS, "codes"),
    (THEIRS, "vendor_article", "forum", Rule.TWIN_DIFFERS, THEIRS, "confidence"),
    (THEIRS, "umis", "stop = true\numis", Rule.TWIN_DIFFERS, THEIRS, "stop"),
    (THEIRS, "related =", "# related =", Rule.TWIN_DIFFERS, THEIRS, "title"),
    (THEIRS, "2. Then do that.\n", "", Rule.TWIN_DIFFERS, THEIRS, "## 対処方法"),
    (THEIRS, "list writers", "list providers", Rule.TWIN_DIFFERS, THEIRS, "## コマンド"),
    (THEIRS, "## ベンダー", "## 背景\n\n背景。\n\n## ベンダー", Rule.TWIN_DIFFERS, THEIRS, "## ベンダー"),
    ("some.en.md", "", "", Rule.CLAIMED_TWICE, "some.en.md", "codes"),
    ("some.en.md", "4712", "4713", Rule.CLAIMED_TWICE, "some.en.md", "id = 4711"),
    (OURS, "left-behind", "left-over", Rule.DEAD_REFERENCE, OURS, "related"),
    (OURS, "Event ID: 4711", r"The \"event\" is missing", Rule.EXAMPLE_USELESS, OURS, "is missing"),
    (OURS, "Event ID: 4711", "Event ID: 4713", Rule.EXAMPLE_MISSING, OURS, "examples"),
]


@pytest.fixture
def folder(tmp_path):
    """A team's folder with one pair."""
    for name, language in ((OURS, "en"), (THEIRS, "ja")):
        text = article_text(language, more=MORE).replace('examples = ["Error code: 0xE0001234"]', EXAMPLES)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def told(folder):
    return {(fault.file.name, fault.line, fault.rule) for fault in lint(folder)}


def line_of(path, text):
    return next(number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


def test_a_pair_without_a_fault_is_told_nothing_of(folder):
    """Also where it overrides a built-in article, and beside a text that explains the folder."""
    (folder / "README.md").write_text("Ours.", encoding="utf-8")
    for path in folder.glob("pair.*"):
        text = path.read_text(encoding="utf-8").replace("0xE0001234", "0xA000971E")
        path.write_text(text.replace("V-79-57344-4660", "V-79-40960-38686"), encoding="utf-8")

    assert set() == told(folder)


@pytest.mark.parametrize(("changed", "old", "new", "rule", "file", "at"), FOLDER)
def test_each_rule_that_is_broken_by_hand_is_told_with_file_and_line(folder, changed, old, new, rule, file, at):
    """Whatever else the change breaks."""
    path = folder / changed
    text = (path if path.exists() else folder / OURS).read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")

    assert (file, line_of(folder / file, at), rule) in told(folder)


@pytest.mark.parametrize(("old", "new", "rule", "at"), BROKEN)
def test_what_one_file_alone_breaks_is_told_too(tmp_path, old, new, rule, at):
    """Reading the folder loses nothing of what reading the file finds."""
    write_article(tmp_path, "pair", "ja")
    path = write_article(tmp_path, "pair")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    faults = parse_article(path, path.read_text(encoding="utf-8")).faults

    assert rule in {fault.rule for fault in faults}
    assert set(faults) <= set(lint(tmp_path))


@pytest.mark.parametrize(("old", "new", "key"), [('"Second"', '"Third"', "[[events]]"), ('"V', '"W', "[[sources]]")])
def test_tables_that_differ_are_told_at_the_one_that_does(folder, old, new, key):
    """An article has many sources, and only one of them was changed."""
    path = folder / THEIRS
    before, _, after = path.read_text(encoding="utf-8").rpartition(old)
    path.write_text(f"{before}{new}{after}", encoding="utf-8")
    line = before[: before.rindex(key)].count("\n") + 1

    assert {(THEIRS, line, Rule.TWIN_DIFFERS)} == {fault for fault in told(folder) if fault[2] is Rule.TWIN_DIFFERS}


def test_bytes_that_are_no_text_are_told(folder):
    """A file that an editor saved otherwise."""
    (folder / OURS).write_bytes((folder / OURS).read_text(encoding="utf-8").encode("utf-16"))

    assert (OURS, 1, Rule.UNREADABLE) in told(folder)


def test_every_rule_is_broken_here():
    """A rule that is new needs a row; what PowerShell judges is broken in the tests of bot/powershell.py."""
    assert set(Rule) - {Rule.UNREADABLE, Rule.COMMAND} == {row[-3] for row in FOLDER} | {row[-2] for row in BROKEN}


def test_every_fault_of_every_file_is_told_at_once(folder):
    """A body that is broken does not hide what is wrong with the facts, nor the other way round."""
    for name in (OURS, THEIRS):
        text = (folder / name).read_text(encoding="utf-8").replace("Event ID: 4711", "nothing")
        (folder / name).write_text(text.replace("A reason.", "").replace("left-behind", "nowhere"), encoding="utf-8")

    assert {
        (name, rule)
        for name in (OURS, THEIRS)
        for rule in (Rule.SECTION_EMPTY, Rule.EXAMPLE_USELESS, Rule.EXAMPLE_MISSING, Rule.DEAD_REFERENCE)
    } == {(name, rule) for name, _, rule in told(folder)}


def test_what_could_not_be_read_does_not_differ(folder):
    """The one fault is told, and not as a difference from the twin once more."""
    path = folder / OURS
    text = path.read_text(encoding="utf-8").replace("1. Do this first.\n2. Then do that.", "Just do it.")
    path.write_text(text, encoding="utf-8")

    assert {(OURS, line_of(path, "## What to do"), Rule.STEPS_ONLY)} == told(folder)


def test_a_draft_is_judged_like_an_article_but_claims_nothing_that_one_has(folder):
    """What is wrong with it is told before it is shown to anybody; the article beside it is left alone."""
    for path in folder.glob("pair.*"):
        text = path.read_text(encoding="utf-8").replace("left-behind", "nowhere")
        path.with_name(f"a-{path.name}").write_text(text.replace("umis", "draft = true\numis"), encoding="utf-8")
    rules = {(name, rule) for name, _, rule in told(folder)}

    for draft in (f"a-{OURS}", f"a-{THEIRS}"):
        assert {(draft, rule) for rule in (Rule.DRAFT, Rule.DEAD_REFERENCE, Rule.CLAIMED_TWICE)} <= rules
    assert {OURS, THEIRS}.isdisjoint(name for name, _ in rules)


def test_the_commands_to_parse_are_the_fences_named_powershell(folder):
    """Wherever they stand, whatever else is wrong with the file; each with the line on which its text begins."""
    path = folder / OURS
    fence = f"```{Shell.POWERSHELL}\nGet-VM\n```"
    text = path.read_text(encoding="utf-8").replace("A reason.", f"A reason.\n\n{fence}").replace("title", "titel")
    path.write_text(text.replace("```cmd", f"{fence}\n\n```cmd"), encoding="utf-8")
    first = line_of(path, "Get-VM")

    found = [(line, text) for file, line, text in commands(folder) if file == path]

    assert [(first, "Get-VM\n"), (line_of(path, "vssadmin") - 4, "Get-VM\n")] == found
