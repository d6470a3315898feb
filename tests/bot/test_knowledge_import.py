"""`hvbot knowledge import`, from what is typed to the files, the trail and the exit code."""

import json
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import respx
from sqlmodel import select

from bot import cli, vendor_site
from bot.models import AuditEvent
from bot.store import open_store
from knowledge.article import parse_article
from knowledge.codes import ErrorCode
from knowledge.languages import Language
from knowledge.library import Library
from tests.knowledge.vendor_pages import CLOUD, JAPANESE, LOGIN, OLD, OLDEST, VERITAS

EN, JA = (Path("articles") / f"article-100011111.{language}.md" for language in Language)
URL = "https://veritas.com/support/ja_JP/article.100011111.html"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Imports in an empty folder, on a terminal that speaks `lang`; gives exit code, lines and complaints."""
    monkeypatch.chdir(tmp_path)

    def imported(what, lang="en_US.UTF-8"):
        code = cli.main(["knowledge", "import", what], {"LANG": lang})
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return imported


@pytest.fixture
def page(monkeypatch):
    """What the site answers, whatever address is asked for."""
    monkeypatch.setattr(vendor_site.asyncio.BaseEventLoop, "getaddrinfo", public)
    with respx.mock(assert_all_called=False) as router:
        yield lambda **answer: router.route().mock(httpx.Response(**answer))


async def public(_loop, _host, port, **_):
    return [(2, 1, 6, "", ("93.184.216.34", port))]


def saved(text, name="page.html", encoding="utf-8"):
    Path(name).write_bytes(text.encode(encoding))
    return name


def test_a_page_becomes_a_pair_whose_facts_are_filled_and_whose_prose_is_missing(run, page):
    """The paths are printed, and everything that is left to do with its place."""
    page(status_code=200, html=VERITAS)

    code, lines, err = run(URL)

    assert (0, "") == (code, err)
    assert [str(EN), str(JA)] == lines[:2]
    assert any(line.startswith(f"{JA}:2:") and "title" in line for line in lines)
    for path, heading in ((EN, "Likely cause"), (JA, "考えられる原因")):
        assert any(line.startswith(f"{path}:") and heading in line for line in lines)
        missing = "reviewed = 2026-11-25" if path == EN else 'reviewed = 2026-11-25\ntitle = "x"'
        text = path.read_text(encoding="utf-8").replace("draft = true", missing)
        article = parse_article(path, text).facts
        assert article is not None
        assert ["0xE0001234", "0xE0001235"] == [each.hex for each in article.codes]
        assert "Backup Exec 15 FP3|Backup Exec 22.1|Windows Server 2019|Blue Server Agent" == "|".join(article.products)
        assert [("Veritas", "100011111", "2020-07-10", "en"), ("Veritas", "100022222", None, "ja")] == [
            (source.publisher, source.article, source.published, source.language) for source in article.sources
        ]
        assert "https://www.veritas.com/support/en_US/article.100011111" == article.sources[0].url
        assert ["V-79-57344-4661"] == [*article.examples[2:]]  # the code that no message shows
        assert ["Get-Service -Name 'blue' | Restart-Service", 'net stop "Blue Server"'] == [
            command.text for command in article.body.commands
        ]
        assert "Noon is a bad time" not in text


@pytest.mark.parametrize("text", [VERITAS, CLOUD, JAPANESE, OLD, OLD.replace("Article ID", "Id"), OLDEST])
def test_nothing_that_is_filled_in_is_a_fault(run, text):
    """What is left is only what a program cannot know: prose, the other title, the day of the review."""
    code, lines, _ = run(saved(text))

    assert 0 == code
    rest = [line for line in lines[3:] if not any(word in line for word in ("draft", "reviewed", "empty", "title"))]
    assert [] == rest


def test_the_address_is_the_one_where_the_page_was_found(run, page):
    """The two sites have no form of it in common."""
    url = "https://supportbackupexec.cloud.com/external/article/100033333/copies-of-a-green-server.html"
    page(status_code=200, html=CLOUD)

    run(url + "?x=1")

    assert f'url = "{url}"' in Path("articles/article-100033333.en.md").read_text(encoding="utf-8")


def test_faults_of_other_articles_are_not_told(run):
    """They are no work that this import has left."""
    EN.parent.mkdir()
    (EN.parent / "other.en.md").write_text("broken", encoding="utf-8")

    _, lines, _ = run(saved(VERITAS))

    assert len(lines) > 3
    assert not any("other" in line for line in lines)


def test_a_draft_is_shown_to_nobody(run):
    """Until somebody has written it and taken the line away."""
    run(saved(VERITAS))

    assert Library(Path("articles")).shelf(Language.EN).find(ErrorCode.from_hex("0xE0001234")) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_saved_page_is_imported_like_one_from_the_site(run, encoding):
    """As HTML or as text that somebody copied, in whatever encoding an editor chose."""
    code, lines, _ = run(saved(JAPANESE, "page.txt", encoding), lang="ja_JP.UTF-8")

    assert 0 == code
    assert "article-100022222" in lines[0]
    assert "緑のサーバーのジョブが" in Path(lines[1]).read_text(encoding="utf-8")
    assert "残りの作業" in lines[2]


@pytest.mark.parametrize("twin", [EN, JA])
def test_an_article_that_is_there_is_not_touched(run, twin):
    """Neither is its twin written then."""
    twin.parent.mkdir()
    twin.write_text("mine", encoding="utf-8")

    code, lines, err = run(saved(VERITAS))

    assert (2, []) == (code, lines)
    assert "article-100011111" in err
    assert [twin] == list(twin.parent.iterdir())
    assert "mine" == twin.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "reference"),
    [(LOGIN, "page-no-article"), ("", "page-empty"), (" \r\n", "page-empty"), ("<html></html>", "page-no-article")],
)
@pytest.mark.parametrize("lang", ["en_US.UTF-8", "ja_JP.UTF-8"])
def test_a_page_without_an_article_is_told_with_the_way_out(run, page, text, reference, lang):
    """Exit 1, no file, and how to get at the article nevertheless: by hand, through the browser."""
    page(status_code=200, html=text)

    code, lines, err = run(URL, lang)

    assert (1, []) == (code, lines)
    assert reference in err
    assert "hvbot knowledge import FILE" in err
    assert not Path("articles").exists()


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [(404, {}, "404"), (429, {"retry-after": "120"}, "Retry-After: 120 s"), (503, {}, "503"), (403, {}, "403")],
)
def test_what_the_site_refuses_is_told(run, page, status, headers, told):
    """Exit 1, as for everything that is nobody's mistake here."""
    page(status_code=status, headers=headers)

    code, lines, err = run(URL)

    assert (1, []) == (code, lines)
    assert told in err


@pytest.mark.parametrize(
    "what", ["http://veritas.com/a", "https://example.com/a", "nowhere.html", "articles", "veritas.com/a"]
)
def test_what_cannot_be_an_article_is_bad_usage(run, what):
    """Exit 2: the person can give something else."""
    Path("articles").mkdir()

    code, lines, err = run(what)

    assert (2, []) == (code, lines)
    assert "https://" in err


def test_a_file_that_is_too_large_is_not_read(run):
    """It is no page, whatever it is."""
    code, _, err = run(saved("x" * (vendor_site.LIMIT + 1)))

    assert 1 == code
    assert "site-too-large" in err


def test_the_change_is_in_the_trail_before_the_files_are_there(run, tmp_path):
    """Who did it on this machine, which article and from where; a failure is added."""
    open_store(f"sqlite:///{tmp_path}/hvbot.db").close()

    run(saved(VERITAS))
    run(saved(VERITAS))

    with closing(open_store(f"sqlite:///{tmp_path}/hvbot.db")) as store, store.reading() as session:
        rows = session.exec(select(AuditEvent)).all()
    url = "https://www.veritas.com/support/en_US/article.100011111"
    assert [("knowledge.changed", outcome, "system") for outcome in ("ok", "ok", "failed")] == [
        (row.event, row.outcome, row.actor) for row in rows
    ]
    assert {"article": "article-100011111", "url": url} == json.loads(rows[0].detail)
    assert rows[0].actor_name


def test_without_an_entry_nothing_is_written(run, tmp_path):
    """A trail that cannot be written refuses the act; a bot that never ran has none to write."""
    (tmp_path / "hvbot.db").write_text("not a database", encoding="utf-8")

    code, _, err = run(saved(VERITAS))

    assert 2 == code
    assert "database-unavailable" in err
    assert not EN.exists()
