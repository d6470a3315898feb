from pathlib import Path

import pytest

from knowledge.article import parse_article
from knowledge.article_body import Command, Shell
from knowledge.faults import Rule
from knowledge.languages import Language
from tests.knowledge.articles_for_tests import BROKEN, article_text

PATH = Path("some-name.en.md")


def found(text, path=PATH):
    return [(fault.rule, fault.line) for fault in parse_article(path, text).faults]


def line_of(text, part):
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_faultless_file_becomes_an_article_with_all_its_parts():
    """Name and language come from the file name, everything else from the file."""
    article = parse_article(PATH, article_text(more="stop = true")).article

    assert article is not None
    assert ("some-name", Language.EN) == (article.name, article.language)
    assert ["0xE0001234"] == [code.hex for code in article.codes]
    assert "Something failed." == article.body.meaning
    assert ("A reason.",) == article.body.cause
    assert ("Do this first.", "Then do that.") == article.body.steps
    assert (Command(Shell.CMD, "vssadmin list writers", "Shows the writers."),) == article.body.commands
    assert ("When nothing helps.",) == article.body.vendor
    assert "2020-07-10" == article.source.published
    assert article.stop


def test_free_sections_stand_between_the_commands_and_the_vendor():
    """A section with a heading of its own is kept with its paragraphs and lists, line by line."""
    more = "## Background\n\nSome *words*.\n\n- one\n- two\n\n## When to call"

    article = parse_article(PATH, article_text().replace("## When to call", more)).article

    assert article is not None
    assert [("Background", ("Some words.", "• one", "• two"))] == [
        (part.title, part.lines) for part in article.body.sections
    ]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("See `vssadmin list writers`.", "See `vssadmin list writers`."),
        ("See [the page](https://example.com/a).", "See the page (https://example.com/a)."),
        ("See <https://example.com/a>.", "See https://example.com/a."),
        ("The VM '<VM>' & more.", "The VM '<VM>' & more."),
        ("One\ntwo.", "One two."),
        ("一行目は、\n二行目。", "一行目は、二行目。"),
    ],
)
def test_text_is_plain_except_for_code_spans(markdown, plain):
    """Emphasis and links lose their marks, placeholders stay, and broken Japanese lines join without a blank."""
    article = parse_article(PATH, article_text().replace("A reason.", markdown)).article

    assert article is not None
    assert (plain,) == article.body.cause


@pytest.mark.parametrize(("old", "new", "rule", "at"), BROKEN)
def test_each_fault_is_told_with_its_rule_and_line(old, new, rule, at):
    """A person who mends the file needs the place, not only the complaint."""
    text = article_text().replace(old, new, 1)
    place = {Rule.HEADING_TWICE: line_of(text, "vssadmin") - 5}.get(rule, line_of(text, at))
    if rule in {Rule.MISSING_KEY, Rule.NO_SUBJECT} and at != "[[sources]]":
        place = 2  # nothing is there to point at, so the first line of the facts

    assert (rule, place) in found(text)


def test_every_fault_is_told_at_once():
    """Mending a file takes one round, not one round for each fault."""
    text = article_text().replace("2026-11-25", "true").replace("vendor_article", "hearsay").replace("```cmd", "```")

    assert [Rule.BAD_VALUE, Rule.BAD_VALUE, Rule.SHELL_UNKNOWN] == [rule for rule, _ in found(text)]


def test_a_draft_is_no_article_and_everything_it_lacks_is_told():
    """Whoever finishes it sees the whole list; a finished one is a draft until somebody takes the line away."""
    finished = parse_article(PATH, article_text(more="draft = true"))
    started = article_text(more="draft = true").replace("reviewed = 2026-11-25\n", "").replace("A reason.", "")

    assert (None, True, [Rule.DRAFT]) == (finished.article, finished.draft, [fault.rule for fault in finished.faults])
    assert [
        (Rule.MISSING_KEY, 2),
        (Rule.DRAFT, line_of(started, "draft")),
        (Rule.SECTION_EMPTY, line_of(started, "## Likely")),
    ] == found(started)
    assert parse_article(PATH, article_text(more="draft = false")).article is not None


@pytest.mark.parametrize("name", ["name.md", "name.fr.md", "Name.en.md", "some name.en.md"])
def test_a_file_is_named_after_its_article_and_language(name):
    """Any other name is a fault, not a file that is silently ignored."""
    assert [(Rule.FILE_NAME, 1)] == found(article_text(), Path(name))


def test_a_file_without_front_matter_is_one_fault():
    """The rest cannot be judged then."""
    assert [(Rule.FRONT_MATTER, 1)] == found("# A title\n")


def test_a_mark_in_front_of_the_file_is_no_fault():
    """Windows editors put a byte order mark there."""
    assert found("\ufeff" + article_text().replace("\n", "\r\n")) == []
