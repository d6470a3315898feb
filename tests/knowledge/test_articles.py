"""The built-in articles as a whole. A new article or example needs no change here."""

import re

import pytest

from knowledge import recognize
from knowledge.article_body import HEADINGS, Part
from knowledge.faults import Rule
from knowledge.languages import Language
from knowledge.library import Library, built_in_folder
from knowledge.lint import lint
from tests.knowledge.articles_for_tests import write_article

ARTICLES = list(dict.fromkeys(article for language in Language for _, article in Library(None).shelf(language).codes()))
IDS = [f"{article.name}.{article.language}" for article in ARTICLES]
# Texts that look like the seed's codes and are none: a memory map, a GUID, an article number, a hash, a colour.
LOOK_ALIKES = (
    "0x00000000A0009000-0x00000000A00097FF reserved by ACPI",
    "{a000971e-1b2c-4d5e-8f90-0123456789ab}",
    "https://www.veritas.com/support/ja_JP/article.100055012",
    "commit a000971ec0ffee00a0009723deadbeef01234567",
    "background: #a00097",
    "V-16-40960-38686",
    "000000000 HEX",
)


def rules(faults):
    return {fault.rule for fault in faults}


def test_the_built_in_articles_have_no_fault():
    """Pairs agree, every example is recognised, nothing is claimed twice, every reference leads somewhere."""
    assert lint(None) == ()


def test_every_file_is_an_article_that_something_leads_to():
    """A file that no code leads to would be dead weight in the package."""
    on_disk = {path.name for path in built_in_folder().iterdir()}

    assert on_disk == {f"{article.name}.{article.language}.md" for article in ARTICLES}


@pytest.mark.parametrize("article", ARTICLES, ids=IDS)
def test_a_code_is_found_by_its_article_examples(article):
    """What people paste leads here: every code and event is recognised in at least one example of the file."""
    findings = [finding for example in article.examples for finding in recognize(example)]

    assert set(article.codes) <= {finding.code for finding in findings}
    assert {event.id for event in article.events} <= {finding.event_id for finding in findings}


@pytest.mark.parametrize("article", ARTICLES, ids=IDS)
def test_an_article_is_written_in_its_own_language(article):
    """An untranslated sentence in a Japanese article, or a Japanese one in an English, is a slip."""
    texts = [article.title, article.body.meaning, *article.body.cause, *article.body.steps, *article.body.vendor]
    texts += [command.note for command in article.body.commands]
    texts += [line for section in article.body.sections for line in (section.title, *section.lines)]
    japanese = [bool(re.search("[\u3041-\u30ff\u4e00-\u9fff]", text)) for text in texts if text]

    assert {article.language is Language.JA} == set(japanese)


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_look_alike_leads_to_no_article(text):
    """A chat full of hashes and addresses stays quiet."""
    known = {code for article in ARTICLES for code in article.codes}

    assert not known & {finding.code for finding in recognize(text)}


def test_every_part_has_a_heading_in_both_languages():
    """A file of either language can be complete."""
    assert set(HEADINGS) == set(Language)
    assert all([bool(heading) for heading in HEADINGS[language]] == [part is not Part.FREE for part in Part]
               for language in Language)  # fmt: skip


def test_the_seed_article_holds_what_support_needs():
    """Both codes with both spellings, both commands with their difference, and the words of each console."""
    english, japanese = (Library(None).shelf(language).find("recovery-checkpoint-left-behind")
                         for language in Language)  # fmt: skip

    assert english is not None
    assert japanese is not None
    assert ["V-79-40960-38686", "V-79-40960-38691"] == [code.umi for code in english.codes]
    removals = [command for command in english.body.commands if "Remove-VMSnapshot" in command.text]
    assert ["-SnapshotType Recovery" in command.text for command in removals] == [True, False]
    assert all(command.note for command in removals)
    assert ("100031826", "100055012") == (english.source.article, japanese.source.article)
    for article, words in ((english, "Configuration and Settings"), (japanese, "[BACKUPEXECの設定]")):
        assert any(words in line for section in article.body.sections for line in section.lines)


def test_lint_tells_what_single_files_cannot_show(tmp_path):
    """Twins that differ or are missing, a code claimed twice, a dead reference, an example without its code."""
    write_article(tmp_path, "first", more='related = ["nowhere"]')
    write_article(tmp_path, "first", "ja")
    write_article(tmp_path, "second").write_text(
        (tmp_path / "second.en.md").read_text(encoding="utf-8").replace("Error code: 0xE0001234", "Nothing here"),
        encoding="utf-8",
    )

    faults = lint(tmp_path)

    assert rules(faults) == {
        Rule.TWIN_DIFFERS,
        Rule.NO_TWIN,
        Rule.CLAIMED_TWICE,
        Rule.DEAD_REFERENCE,
        Rule.EXAMPLE_USELESS,
        Rule.EXAMPLE_MISSING,
    }
