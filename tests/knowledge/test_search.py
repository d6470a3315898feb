import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import catalogue
from knowledge.article import Article
from knowledge.languages import Language
from knowledge.library import Library
from tests.knowledge.articles_for_tests import article_text, write_article

LEFT_BEHIND, NOT_DELETED = "recovery-checkpoint-left-behind", "checkpoint-could-not-be-deleted"
BUILT_IN = Library(None)


def names(words, language=Language.JA, library=BUILT_IN):
    """What is found, articles by name and entries of the catalogue by their code or event."""
    found = library.search(words, language)
    return [each.name if isinstance(each, Article) else str(each.code or each.event.id) for each in found]


@pytest.mark.parametrize(
    ("words", "expected", "among"),
    [
        ("高速処理方式", {LEFT_BEHIND, NOT_DELETED}, 2),
        ("チェックポイントが削除できない", {NOT_DELETED}, 1),
        ("統合 失敗", {"disk-merge-failed"}, 1),
        ("統合失敗", {"disk-merge-failed"}, 1),
        ("空き容量", {"not-enough-disk-space", "too-little-space-for-virtual-machines"}, 2),
        ("容量が足りない", {"not-enough-disk-space"}, 2),
        ("ライブマイグレーション 上限", {"live-migration-limit-reached"}, 1),
        ("アクセスが拒否されました", {"access-denied-hyper-v-and-vss", "access-denied-during-restore"}, 3),
        ("ライターのタイムアウト", {"vss-writer-timed-out"}, 2),
        ("ウィルス対策ソフト", {"file-in-use-by-another-process"}, 5),
        ("つながらない", {"agent-cannot-be-reached"}, 3),
        ("VM", {"vm-configuration-not-loaded"}, 10),
        ("checkpoint cannot be deleted", {NOT_DELETED}, 1),
        ("How do I delete the checkpoints?", {NOT_DELETED}, 1),
        ("merging failed", {"disk-merge-failed"}, 1),
        ("not enough space on the disk", {"not-enough-disk-space"}, 1),
        ("access denied restore", {"access-denied-during-restore"}, 1),
        ("Writer's metadata too large", {"vss-writer-metadata-too-large"}, 1),
    ],
)
def test_a_question_as_people_type_it_finds_the_article(words, expected, among):
    """With or without blanks, particles, endings and the words of the article itself."""
    assert expected <= set(names(words)[:among])


@pytest.mark.parametrize(
    "words",
    [
        "0xA000971E",
        "0Xa000971e",
        "A000971E",
        "971E",
        "V-79-40960-38686",
        "v‑79‑40960‑38686",
        "38686",
        "０ｘＡ０００９７１Ｅ",
    ],
)
def test_a_code_finds_its_article_in_any_spelling_or_by_its_half(words):
    """The half that differs from code to code is what people remember."""
    assert [LEFT_BEHIND] == names(words)


@pytest.mark.parametrize("words", ["15070", "イベント 15070", "event 15070", "Hyper-V-VMMS 15070"])
def test_an_event_finds_its_article(words):
    """With its source or without."""
    assert NOT_DELETED == names(words)[0]


GROUPS = tomllib.loads(files("knowledge").joinpath("synonyms.toml").read_text(encoding="utf-8"))["groups"]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_spellings_that_mean_the_same_find_the_same(group):
    """Whichever of them the texts hold, and every group is there because some text needs it."""
    found = [names(spelling) for spelling in group]

    assert found[0]
    assert [found[0]] * len(group) == found


def test_no_spelling_stands_in_two_groups():
    """Or one of the groups would be lost."""
    assert 1 == max(Counter(chain.from_iterable(GROUPS)).values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ﾁｪｯｸﾎﾟｲﾝﾄ", "チェックポイント"),
        ("チェックポイント", "チェックポイント"),
        ("ＨＹＰＥＲ－Ｖ", "hyper-v"),
        ("サーバ", "サーバー"),
        ("フォルダ 共有", "フォルダー　共有"),
        ("サ―バ―", "サーバー"),
        ("ライブ マイグレーション", "マイグレーション ライブ"),
        ("snapshots", "snapshot"),
        ("V&amp;M", "V&M"),
    ],
)
def test_width_case_long_vowels_and_order_make_no_difference(written, meant):
    """People type what their keyboard gives them."""
    assert names(meant)
    assert names(meant) == names(written)


def test_japanese_written_apart_in_the_text_is_found_written_together(tmp_path):
    """Microsoft's terms have blanks that nobody types, and a line of a file ends anywhere."""
    path = write_article(tmp_path, "ours", "ja")
    path.write_text(article_text("ja").replace("A reason.", "二重\n帳簿 ライブ ボックス"), encoding="utf-8")
    library = Library(tmp_path)

    assert ["ours"] == names("二重帳簿", library=library)
    assert ["ours"] == names("ライブボックス", library=library)


def test_a_hit_in_either_language_is_shown_in_the_readers(tmp_path):
    """Words of both languages may be mixed; an article without a twin is shown as it is."""
    write_article(tmp_path, "alone", "en", title="Wombats everywhere")
    library = Library(tmp_path)

    for words in ("高速処理方式", "faster processing method", "高速処理方式 merge"):
        for language in Language:
            assert language == library.search(words, language)[0].language
    assert Language.EN == library.search("wombat", Language.JA)[0].language


def test_all_words_must_be_there_or_else_as_many_as_any_text_has():
    """One word too many does not end in nothing."""
    assert set(names("統合 失敗")) == set(names("統合")) & set(names("失敗"))
    assert names("統合 失敗") == names("統合 失敗 wombat")
    assert set(names("統合 失敗 wombat")) < set(names("失敗"))


@pytest.mark.parametrize("words", ["wombat", "どうして", "", "  ", "？！", '"', "*"])
def test_what_nothing_holds_finds_nothing(words):
    """Instead of anything at all."""
    assert [] == names(words)


def test_the_title_goes_before_the_meaning_and_that_before_the_rest(tmp_path):
    """However often the rest repeats the word."""
    for name, place in (("rest", "A reason."), ("meaning", "Something failed."), ("title", "A title")):
        text = article_text(code=f"0xE000{len(name):04X}").replace(place, "wombat " * (9 if name == "rest" else 1))
        (tmp_path / f"{name}.en.md").write_text(text.replace('wombat "', 'wombat"'), encoding="utf-8")

    assert ["title", "meaning", "rest"] == names("wombat", library=Library(tmp_path))


def test_articles_go_before_entries_of_the_catalogue():
    """An article says what to do."""
    found = BUILT_IN.search("storage", Language.EN)
    kinds = [isinstance(each, Article) for each in found]

    assert {True, False} == set(kinds)
    assert sorted(kinds, reverse=True) == kinds


def test_every_entry_of_the_catalogue_is_found_by_what_it_is_about():
    """By its code, or by the number and source of its event."""
    for entry in catalogue.entries():
        subject = str(entry.code) if entry.code else f"{entry.event.id} {entry.event.source}"
        assert entry in BUILT_IN.search(subject, Language.EN), subject


def test_an_entry_that_the_team_has_an_article_about_is_no_hit_any_more(tmp_path):
    """Neither for a code nor for an event; the entry could only say less."""
    code = next(entry for entry in catalogue.entries() if entry.code)
    event = next(entry for entry in catalogue.entries() if entry.event)
    about = f'[[events]]\nid = {event.event.id}\nsource = "{event.event.source.upper()}"\n'
    write_article(tmp_path, "ours", code=code.code.hex, more=about)
    found = Library(tmp_path).search(f"{code.code} {event.event.id} {event.event.source}", Language.EN)

    assert ["ours"] == [each.name for each in found if isinstance(each, Article)][:1]
    assert code not in found
    assert event not in found


def test_a_change_of_the_teams_folder_is_found_at_once(tmp_path):
    """What is new, and no longer what is gone."""
    library = Library(tmp_path)
    assert [] == names("wombat", library=library)
    path = write_article(tmp_path, "ours", title="Wombat")
    assert ["ours"] == names("wombat", library=library)
    path.unlink()
    assert [] == names("wombat", library=library)


def test_an_article_whose_codes_the_team_explains_is_no_hit_any_more(tmp_path):
    """Nothing leads to it; reading it would contradict the team's."""
    write_article(tmp_path, "ours", code="0x80042308", title="Ours")

    assert "vss-object-not-found" in names("VSS_E_OBJECT_NOT_FOUND")
    assert "vss-object-not-found" not in names("VSS_E_OBJECT_NOT_FOUND", library=Library(tmp_path))


@given(st.text(max_size=300) | st.text(alphabet="\"*^(){}:-+ANDORNEART統合 VMのー・\\%_'", max_size=80))
def test_no_text_is_a_command(words):
    """Whatever stands in a question is looked for and does nothing else."""
    assert all(names(words))


def test_a_whole_log_is_cut_at_its_beginning():
    """So that no question keeps a thread busy."""
    assert names("統合") == names("統合" + " " * 200 + "失敗" * 100_000)


def test_many_threads_may_ask_at_once(tmp_path):
    """Also the first question, which makes the index."""
    library = Library(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: names("統合 失敗", library=library), range(16)))

    assert [names("統合 失敗")] * 16 == found
