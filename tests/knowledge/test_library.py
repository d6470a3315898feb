import os
from itertools import count

import pytest

from knowledge.codes import ErrorCode
from knowledge.faults import Rule
from knowledge.languages import Language
from knowledge.library import Library
from tests.knowledge.articles_for_tests import write_article

SEED = "0xA000971E"
_clock = count(2_000_000_000)


def title(library, code=SEED, language=Language.EN):
    article = library.shelf(language).find(ErrorCode.from_hex(code))
    return article and article.title


def rewrite(path, text):
    path.write_text(text, encoding="utf-8")
    os.utime(path, (moment := next(_clock), moment))  # as if a moment had passed


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def test_the_built_in_articles_are_there_without_a_team_folder():
    """Both codes of the seed lead to the one article, each language to its own file."""
    library = Library(None)

    english, japanese = (library.shelf(language).find(ErrorCode.from_hex(SEED)) for language in Language)

    assert english is not None
    assert japanese is not None
    assert english.name == japanese.name == "recovery-checkpoint-left-behind"
    assert (Language.EN, Language.JA) == (english.language, japanese.language)
    assert library.shelf(Language.EN).find(ErrorCode.from_hex("0xA0009723")) == english


def test_a_sibling_with_the_same_low_word_is_not_the_same_code():
    """0xE000971E must not be answered with what is known about 0xA000971E."""
    assert Library(None).shelf(Language.EN).find(ErrorCode.from_hex("0xE000971E")) is None


def test_the_teams_article_wins_by_code(folder):
    """The name does not matter: whoever claims the code in the team's folder answers for it, and only for it."""
    write_article(folder, "our-own", code=SEED, title="Ours")

    library = Library(folder)

    assert title(library) == "Ours"
    assert "Ours" not in (title(library, "0xA0009723") or "")


def test_a_missing_twin_is_replaced_by_the_other_language(folder):
    """A Japanese reader is told in English rather than nothing; with a twin each gets their own."""
    write_article(folder, "half", "en", title="English")
    library = Library(folder)

    assert title(library, "0xE0001234", Language.JA) == "English"

    write_article(folder, "half", "ja", title="日本語")

    assert title(library, "0xE0001234", Language.JA) == "日本語"


def test_a_changed_new_or_deleted_file_counts_at_the_next_look_up(folder):
    """Nobody restarts the bot to correct an article."""
    path = write_article(folder, "ours", code=SEED, title="First")
    library = Library(folder)
    built_in = title(Library(None))

    assert title(library) == "First"

    rewrite(path, path.read_text(encoding="utf-8").replace("First", "Other"))

    assert title(library) == "Other"

    path.unlink()

    assert title(library) == built_in


def test_a_broken_file_keeps_its_last_good_version_and_says_so(folder):
    """A typing mistake must not take the answer away; mending the file takes the problem away."""
    path = write_article(folder, "ours", code=SEED, title="Good")
    library = Library(folder)
    good = path.read_text(encoding="utf-8")

    assert library.problems == ()

    rewrite(path, good.replace("Good", "Bad").replace("confidence", "confidense"))

    assert title(library) == "Good"
    assert {Rule.UNKNOWN_KEY, Rule.MISSING_KEY} == {problem.rule for problem in library.problems}
    assert {path} == {problem.file for problem in library.problems}

    rewrite(path, good.replace("Good", "Better"))

    assert title(library) == "Better"
    assert library.problems == ()


def test_a_draft_is_neither_shown_nor_a_problem(folder):
    """It hides nothing and warns of nothing, whatever it lacks; without the line it is an article."""
    path = write_article(folder, "ours", code=SEED, title="Ours", more="draft = true")
    write_article(folder, "half", more="draft = true\nreviewd = 1")
    library = Library(folder)

    assert title(library) == title(Library(None))
    assert title(library, "0xE0001234") is None
    assert library.problems == ()

    rewrite(path, path.read_text(encoding="utf-8").replace("draft = true\n", ""))

    assert title(library) == "Ours"


def test_an_article_is_withdrawn_by_making_it_a_draft(folder):
    """Its last good version is not kept, not even when the draft is broken afterwards."""
    path = write_article(folder, "ours", code=SEED, title="Ours")
    library = Library(folder)
    good = path.read_text(encoding="utf-8")

    assert title(library) == "Ours"

    for draft in (good.replace("codes =", "draft = true\ncodes ="), good.replace("codes =", "codes")):
        rewrite(path, draft)

        assert title(library) == title(Library(None))


def test_a_file_that_was_never_good_leaves_the_built_in_article_in_place(folder):
    """There is no last good version then."""
    (folder / "ours.en.md").write_bytes(b"\xff\xfe\x00 not UTF-8")
    library = Library(folder)

    assert title(library) == title(Library(None))
    assert [Rule.UNREADABLE] == [problem.rule for problem in library.problems]


def test_a_team_folder_that_does_not_exist_yet_may_appear_later(folder):
    """A team without articles of its own has nothing to mend."""
    library = Library(folder / "articles")

    assert library.problems == ()

    (folder / "articles").mkdir()
    write_article(folder / "articles", "ours", code=SEED, title="Ours")

    assert title(library) == "Ours"


def test_a_folder_that_cannot_be_read_is_a_problem_and_keeps_what_was_known(folder):
    """Could not tell is not none."""
    team = folder / "articles"
    team.mkdir()
    write_article(team, "ours", code=SEED, title="Ours")
    library = Library(team)

    assert title(library) == "Ours"

    team.rename(folder / "elsewhere")
    team.write_text("a file where the folder was", encoding="utf-8")

    assert title(library) == "Ours"
    assert [Rule.UNREADABLE] == [problem.rule for problem in library.problems]
