import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import cli
from tests.knowledge.articles_for_tests import write_article

Search = Callable[..., tuple[int, str, str]]


@pytest.fixture
def search(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Search:
    """Searches in an empty folder; exit code, output and messages."""
    monkeypatch.chdir(tmp_path)

    def search(*words: str, **environment: str) -> tuple[int, str, str]:
        code = cli.main(["knowledge", "search", *words], environment)
        return (code, *capsys.readouterr())

    return search


def test_a_hit_is_shown_with_title_codes_and_name(search: Search) -> None:
    """What `hvbot knowledge show` takes stands in parentheses."""
    code, out, err = search("971E")

    assert (0, "") == (code, err)
    assert [
        "Hyper-V backup fails because a recovery checkpoint is in the way or cannot be created",
        "    0xA000971E · V-79-40960-38686, 0xA0009723 · V-79-40960-38691 (recovery-checkpoint-left-behind)",
    ] == out.splitlines()


def test_ten_hits_are_shown_and_the_others_counted(search: Search) -> None:
    """What a program reads is the hits alone."""
    _, out, err = search("checkpoint")
    hits = json.loads(search("checkpoint", "--json")[1])

    assert 20 == len(out.splitlines())
    assert 10 == len(hits)
    assert "more" in err


def test_json_has_the_same_facts(search: Search) -> None:
    """A code with both spellings, an event with its source; an entry of the catalogue has no article."""
    (article,) = json.loads(search("38686", "--json", "--lang", "ja")[1])
    events = json.loads(search("15070", "--json")[1])[0]
    entry = json.loads(search("VSS_E_INSUFFICIENT_STORAGE", "--json")[1])[-1]

    assert "recovery-checkpoint-left-behind" == article["article"]
    assert "回復チェックポイント" in article["title"]
    assert {"code": "0xA000971E", "umi": "V-79-40960-38686"} == article["subjects"][0]
    assert {"event_id": 15070, "event_source": "Hyper-V-VMMS", "umi": None} == events["subjects"][0]
    assert entry["article"] is None
    assert "0x8004231F" == entry["subjects"][0]["code"]


@pytest.mark.parametrize(
    ("arguments", "locale", "japanese"),
    [
        (["統合", "失敗"], "en_US.UTF-8", True),
        (["merge", "failed"], "ja_JP.UTF-8", True),
        (["merge", "failed"], "en_US.UTF-8", False),
        (["統合", "失敗", "--lang", "en"], "ja_JP.UTF-8", False),
    ],
)
def test_titles_are_in_the_language_of_the_reader(
    search: Search, arguments: list[str], locale: str, *, japanese: bool
) -> None:
    """Who writes Japanese reads it; English words tell nothing."""
    _, out, _ = search(*arguments, LANG=locale)

    assert ("統合が失敗した" if japanese else "The background merge of disks failed") in out.splitlines()[0]


@pytest.mark.parametrize(("locale", "said"), [("en_US.UTF-8", "Nothing was found"), ("ja_JP.UTF-8", "見つかりません")])
def test_nothing_found_is_told_and_ends_with_1(search: Search, locale: str, said: str) -> None:
    """On standard error; a program that reads JSON gets an empty list."""
    code, out, err = search("wombat", LANG=locale)
    listed = search("wombat", "--json", LANG=locale)

    assert (1, "") == (code, out)
    assert said in err
    assert (1, []) == (listed[0], json.loads(listed[1]))


def test_no_words_are_bad_usage(search: Search) -> None:
    """As everywhere."""
    assert 2 == search()[0]


def test_the_articles_of_the_team_are_found(search: Search) -> None:
    """Those of the folder that the configuration names."""
    Path("ours").mkdir()
    write_article(Path("ours"), "our-own", title="Wombat")
    Path("hvbot.toml").write_text('[knowledge]\nfolder = "ours"\n', encoding="utf-8")

    assert "(our-own)" in search("wombat")[1]
