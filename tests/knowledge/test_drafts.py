import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import Confidence, Event, Source, parse_article
from knowledge.article_body import Command, Part, Shell
from knowledge.codes import ErrorCode
from knowledge.drafts import Draft, write
from knowledge.languages import Language

SOURCE = Source(publisher="Veritas", article="100000001", published=date(2020, 7, 10), language=Language.EN)
FULL = {Part.MEANING: "It failed.", Part.CAUSE: "One.\n\nTwo.", Part.STEPS: "First.\nThen.", Part.VENDOR: "Call."}
DRAFT = Draft(
    name="some-name",
    codes=(ErrorCode.from_hex("0xE0001234"),),
    events=(Event(id=15070, source="Hyper-V-VMMS", log="Microsoft-Windows-Hyper-V-VMMS-Admin"),),
    titles={Language.EN: "A title", Language.JA: "題名"},
    products=("Backup Exec",),
    sources=(SOURCE, Source(publisher="Veritas", article="old", published=2009)),
    examples=("Error code: 0xE0001234\nand more",),
    confidence=Confidence.VENDOR_ARTICLE,
    texts={Language.EN: FULL, Language.JA: FULL},
    commands=((Shell.CMD, "vssadmin list writers"), (Shell.POWERSHELL, "Get-VM\n  | Out-Host")),
)
MARKS = [
    "# ", "## What it means", "## ", "- ", "* ", "+ ", "1. ", "1) ", "===", "---", "```", "~~~", "> ", "| a | b |", "|",
    "| - | - |", "[a]: /u", "[a](b)", "![a](b)", "<https://a>", "<b>", "**a**", "_a_", "`a`", "&amp;", "    a", "\\",
    "+++", "title = 1", '"""', "\n", "\r", "\t", "\x0b", "\x00", "\x85", "\u2028", "\u3000", "\ud800", " ", "あ", "x",
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(MARKS) | st.just("\n")).map("".join)
TYPED = st.text() | HOSTILE


def parsed(draft, language=Language.EN):
    """The article that the file becomes once it is no draft any more and somebody has reviewed it."""
    path, text = next(item for item in draft.files(Path()).items() if f".{language}." in item[0].name)
    assert "draft = true" in text
    return parse_article(path, text.replace("draft = true", "reviewed = 2026-11-25", 1))


def signs(text):
    """The text apart from its blanks, of which a paragraph keeps not every one; what no file can hold is replaced."""
    return "".join(re.sub("[\x00\ud800-\udfff]", "\ufffd", text).split())


def test_a_whole_draft_is_a_faultless_article_once_its_mark_is_gone():
    """Everything that was given comes out of the file again, in both languages."""
    for language, title in DRAFT.titles.items():
        article = parsed(DRAFT, language).article

        assert article is not None
        assert (title, DRAFT.codes, DRAFT.events) == (article.title, article.codes, article.events)
        assert (DRAFT.sources, DRAFT.examples) == (article.sources, article.examples)
        assert ("It failed.", ("One.", "Two."), ("First.", "Then."), ("Call.",)) == (
            article.body.meaning,
            article.body.cause,
            article.body.steps,
            article.body.vendor,
        )
        assert tuple(Command(shell, text, "") for shell, text in DRAFT.commands) == article.body.commands


def test_a_missing_part_is_an_empty_section():
    """Whoever goes on with the draft finds the heading under which something is to be written."""
    draft = replace(DRAFT, texts={Language.EN: {Part.MEANING: "It failed."}}, commands=())

    headings = ["Likely cause", "What to do", "When to call the vendor"]
    assert [("section-empty", heading) for heading in headings] == [
        (fault.rule, fault.facts["heading"]) for fault in parsed(draft).faults if fault.rule == "section-empty"
    ]


def comes_out(text):
    draft = replace(
        DRAFT,
        texts={Language.EN: dict.fromkeys(FULL, f"a\n\n{text}\n{text}")},
        examples=(f"a{text}",),
        products=(f"a{signs(text)}"[:150],),
    )
    result = parsed(draft)
    article = result.article
    if article is None:  # too long is the only thing that a text can be
        assert {"too-long"} == {fault.rule for fault in result.faults}
        return

    assert () == article.body.sections
    typed = signs(text)
    assert f"a{typed}{typed}" == signs(article.body.meaning)
    assert f"a{typed}{typed}" == signs("".join(article.body.cause)) == signs("".join(article.body.vendor))
    assert f"a{typed}{typed}" == signs("".join(article.body.steps))
    assert len(f"a\n{text}\n{text}".replace("\0", "x").splitlines()) >= len(article.body.steps)
    assert (re.sub("[\ud800-\udfff]", "\ufffd", f"a{text}"),) == article.examples


@given(text=TYPED)
def test_whatever_is_typed_comes_out_as_text(text):
    """No text opens another section, a list, code or a table, or ends the facts."""
    comes_out(text)


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_of_markdown_comes_out_as_text(mark):
    """Alone on its line, at its beginning, inside it and over two lines."""
    comes_out(f"{mark}\nx\n{mark}x\nx {mark} x\n{mark}")


@given(text=TYPED)
def test_a_title_is_one_line_of_at_most_150_characters(text):
    """What is longer is cut, and a line break becomes a blank."""
    article = parsed(replace(DRAFT, titles={Language.EN: f"a{text * 9}"})).article

    assert article is not None
    assert signs(f"a{text * 9}").startswith(signs(article.title))
    assert 150 >= len(article.title)
    assert len(article.title) > 140 or signs(f"a{text * 9}") == signs(article.title)


@given(text=TYPED)
def test_a_command_stays_one_command(text):
    """Not even a line of backticks ends the fence before its time."""
    article = parsed(replace(DRAFT, commands=((Shell.POWERSHELL, f"Get-VM\n{text}\n```\nGet-Item"),))).article

    assert article is not None
    assert () == article.body.sections
    assert [signs(f"Get-VM{text}```Get-Item")] == [signs(command.text) for command in article.body.commands]


@pytest.mark.parametrize("name", ["", "../up", "Name", "a b", "a--b", "名前", "a\n"])
def test_a_name_that_would_be_no_articles_name_is_refused(name):
    """Above all none that leads out of the folder."""
    with pytest.raises(ValueError, match=rf"^{re.escape(name)}\Z"):
        replace(DRAFT, name=name)


def test_the_pair_is_written_into_a_folder_that_may_be_new(tmp_path):
    """Nothing else is left there, and others may read the files as any file of the folder."""
    folder = tmp_path / "team" / "articles"

    written = write(DRAFT, folder)

    assert [folder / "some-name.en.md", folder / "some-name.ja.md"] == sorted(written) == sorted(folder.iterdir())
    (tmp_path / "any").touch()
    assert {(tmp_path / "any").stat().st_mode} == {path.stat().st_mode for path in written}


@pytest.mark.parametrize("language", Language)
def test_a_file_that_exists_is_never_touched(tmp_path, language):
    """Neither is its twin written then: both files or none."""
    there = tmp_path / f"some-name.{language}.md"
    there.write_text("mine", encoding="utf-8")

    with pytest.raises(FileExistsError):
        write(DRAFT, tmp_path)

    assert [there] == list(tmp_path.iterdir())
    assert "mine" == there.read_text(encoding="utf-8")
