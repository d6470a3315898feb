from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article_body import Shell
from knowledge.languages import Language
from knowledge.vendor_page import decoded, read
from tests.knowledge.vendor_pages import CLOUD, JAPANESE, LOGIN, OLD, OLDEST, VERITAS

CLOUD_URL = "https://supportbackupexec.cloud.com/external/article/100033333/copies-of-a-green-server.html"


def hexes(page):
    return [code.hex for code in page.codes]


def test_a_page_of_the_older_site_is_read_as_facts():
    """What its menu, its scripts, its footer and its references say belongs to other articles."""
    page = read(VERITAS)

    assert page is not None
    assert "100011111" == page.number
    assert "Backups of a blue server stop with 0xE0001234 at noon" == page.title
    assert (Language.EN, date(2020, 7, 10), "100022222") == (page.language, page.published, page.twin)
    assert ("Backup Exec", "Blue Server Agent") == page.products
    assert ("Backup Exec 15 FP3", "Backup Exec 22.1", "Windows Server 2019") == page.versions
    assert ["0xE0001234", "0xE0001235"] == hexes(page)
    assert (
        "Final error: 0xe0001234 - The blue server '%s' sleeps.\nUMI: V-79-57344-4660",
        "Job 7 says 0xe0001234.",
    ) == page.messages
    assert (
        (Shell.POWERSHELL, "Get-Service -Name 'blue' | Restart-Service"),
        (Shell.CMD, 'net stop "Blue Server"'),
    ) == page.commands
    assert "https://www.veritas.com/support/en_US/article.100011111" == page.url


def test_a_page_of_the_newer_site_is_read_the_same_though_its_sections_are_turned_round():
    """There the resolution comes first, icons are words and the date is American."""
    page = read(CLOUD, CLOUD_URL + "?from=search")

    assert page is not None
    assert ("100033333", "Copies of a green server fail") == (page.number, page.title)
    assert (date(2024, 3, 12), ("Backup Exec",), ("Backup Exec 21.2",)) == (
        page.published,
        page.products,
        page.versions,
    )
    assert ["0xE0002345"] == hexes(page)
    assert ("Error Code: e0002345 HEX - The green server withered.",) == page.messages
    assert ((Shell.CMD, "vssadmin list writers"),) == page.commands
    assert CLOUD_URL == page.url


def test_copied_japanese_text_is_read_whatever_its_address_says():
    """The language is that of the text; the locale of an address is only that of the site's menu."""
    page = read(JAPANESE, "https://veritas.com/support/en_US/article.100022222.html")

    assert page is not None
    assert ("100022222", Language.JA, date(2023, 3, 13)) == (page.number, page.language, page.published)
    assert "緑のサーバーのジョブがエラー 0xE0002345 で失敗する" == page.title
    assert ["0xE0002345"] == hexes(page)
    assert ("Error Code: 0xE0002345 - The green server withered.\nUMI Code: V-79-57344-9029",) == page.messages
    assert ((Shell.POWERSHELL, "Get-VM -Name 'VM' | Start-VM"),) == page.commands
    assert "https://www.veritas.com/support/en_US/article.100022222" == page.url


def test_an_older_number_gives_way_to_the_nine_digits():
    """They are the key under which the vendor keeps the article today."""
    page = read(OLD)

    assert page is not None
    assert ("000026470", "Jobs of a red server are late") == (page.number, page.title)
    assert (date(2010, 2, 3), ("Backup Exec",), ["0xA0008488"]) == (page.published, page.products, hexes(page))


def test_a_page_from_before_keeps_the_number_it_has():
    """No address of today leads to it, so none is told."""
    page = read(OLDEST)

    assert page is not None
    assert ("326302", 'Why a yellow server says "V-79-57344-34110"') == (page.number, page.title)
    assert (["0xE000853E"], None, ("Backup Exec 10.0",)) == (hexes(page), page.url, page.versions)


def test_a_crawl_without_headings_is_still_an_article():
    """Then a message is known by how it begins."""
    headings = {"問題", "エラー", "原因", "解決策"}
    page = read("\n".join(line for line in JAPANESE.splitlines() if line not in headings))

    assert page is not None
    assert ["0xE0002345"] == hexes(page)
    assert ("Error Code: 0xE0002345 - The green server withered.\nUMI Code: V-79-57344-9029",) == page.messages
    assert ((Shell.POWERSHELL, "Get-VM -Name 'VM' | Start-VM"),) == page.commands


def test_labels_may_share_a_line_or_have_their_value_on_the_next_one():
    """As the columns of the page fall when somebody copies them."""
    page = read(
        "Title\n\nbook\n\nArticle ID: 100011111 | Product(s): Backup Exec | Updated On:\n2020-07-10\nProblem\nx"
    )

    assert page is not None
    assert ("Title", "100011111", ("Backup Exec",)) == (page.title, page.number, page.products)
    assert date(2020, 7, 10) == page.published


def test_a_label_without_a_value_takes_no_heading_for_one():
    """Nor do sections run into each other where no empty line is between them."""
    page = read("Title\nArticle: 100011111\nProducts:\nError\none 0xE0001234\nCause\nx\nError Code\ntwo 0xE0001235\n")

    assert page is not None
    assert () == page.products
    assert ("one 0xE0001234", "two 0xE0001235") == page.messages


def test_the_product_tells_what_a_bare_number_is():
    """Elsewhere it could be an address."""
    page = read("Title\nArticle: 100011111\nProduct(s): Backup Exec\nProblem\nThe server 0xE0004321 register")

    assert page is not None
    assert ["0xE0004321"] == hexes(page)


def test_an_article_about_an_error_without_a_code_is_one():
    """The person adds what it is about; lint asks for it."""
    page = read("Title\nArticle: 100011111\nError\nThe disk is full.")

    assert page is not None
    assert ((), ()) == (page.codes, page.messages)


@pytest.mark.parametrize("ratings", ["Ratings: 7 3", ""])
def test_ratings_change_nothing(ratings):
    """They differ at every visit."""
    assert read(JAPANESE) == read(JAPANESE.replace("Ratings: 0 0", ratings))


@pytest.mark.parametrize(
    "text", ["", " ", "<html></html>", LOGIN, "Article: 100011111", "Problem\n\n0xE0001234", "<![x[", "<" * 9]
)
def test_what_is_no_article_is_none(text):
    """A login form with status 200, an empty shell for scripts, a number alone, a problem without a number."""
    assert read(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "Get-VM shows the state of the machine",
        "Start-Service or the console",
        "Net income rose.",
        "Ping the server",
        "vssadmin list writers and look for errors",
        "net stop をサービスごとに実行します",
        "Re-run the job",
        "C:\\Program Files\\Blue",
    ],
)
def test_a_sentence_that_begins_like_a_command_is_none(line):
    """It would be offered as something to copy and run."""
    page = read(f"Title\nArticle: 100011111\nSolution\n{line}\nx 0xE0001234")

    assert page is not None
    assert () == page.commands


@pytest.mark.parametrize(
    ("line", "shell", "command"),
    [
        ("1. vssadmin list writers", Shell.CMD, "vssadmin list writers"),
        ("C:\\> sc  query\u00a0bits", Shell.CMD, "sc query bits"),
        ('"C:\\Program Files\\Blue\\blue.exe" -x', Shell.CMD, '"C:\\Program Files\\Blue\\blue.exe" -x'),
        ("$vm = Get-VM", Shell.POWERSHELL, "$vm = Get-VM"),
        ("• Enable-PSRemoting -Force", Shell.POWERSHELL, "Enable-PSRemoting -Force"),
        ("Get-VM 'the one that is mine'", Shell.POWERSHELL, "Get-VM 'the one that is mine'"),
    ],
)
def test_a_line_that_is_a_command_is_one(line, shell, command):
    """Without the number, the bullet or the prompt before it."""
    page = read(f"Title\nArticle: 100011111\nSolution\n{line}")

    assert page is not None
    assert ((shell, command),) == page.commands


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-07-10 05:22 AM", date(2020, 7, 10)),
        ("2023年3月13日", date(2023, 3, 13)),
        ("2023/3/13", date(2023, 3, 13)),
        ("7/13/2021", date(2021, 7, 13)),
        ("13-13-2021", None),
        ("soon", None),
    ],
)
def test_a_date_is_read_as_the_sites_write_it(written, day):
    """A date that cannot be one is left out."""
    page = read(f"Title\nArticle: 100011111\nLast Updated: {written}\nProblem\nx")

    assert page is not None
    assert day == page.published


@pytest.mark.parametrize("host", ["supportbackupexec.cloud.com.evil.example", "evil.example"])
def test_an_address_that_only_looks_like_the_vendors_is_not_kept(host):
    """A saved page names its own address, and could name any."""
    text = CLOUD.replace(
        "<head>", f'<head><link rel="canonical" href="https://{host}/external/article/100033333/x.html">'
    )
    page = read(text)

    assert page is not None
    assert "https://www.veritas.com/support/en_US/article.100033333" == page.url


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (JAPANESE.encode(), "shift_jis"),
        (JAPANESE.encode(), "no-such-charset"),
        (JAPANESE.encode("utf-8-sig"), ""),
        (JAPANESE.encode("utf-16"), "utf-8"),
        (JAPANESE.encode("cp932", "ignore"), "Shift_JIS"),
        (b'<meta charset="x-sjis">' + JAPANESE.encode("cp932", "ignore"), "utf-8"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=euc-jp">'
            + JAPANESE.encode("euc-jp", "ignore"),
            "",
        ),
    ],
)
def test_a_wrong_charset_survives(data, charset):
    """Servers, pages and files say what they like."""
    assert "緑のサーバーのジョブがエラー 0xE0002345 で失敗する" in decoded(data, charset)


@given(st.binary())
def test_no_bytes_are_too_strange_to_be_text(data):
    """At worst what cannot be read is marked as such."""
    assert isinstance(decoded(data, "utf-7"), str)


MARKUP = [
    "<",
    ">",
    "</",
    "<!",
    "<![",
    "<!--",
    "<?",
    "h1",
    "a href='V-79-57344-4660'",
    "pre",
    "script",
    "title",
    "&#",
    "]]>",
]
WORDS = ["Article: 100011111", "Problem", "Error", "0xE0001234", "\n", "|", " ", "Updated On:", "Product(s):", "x" * 90]


@given(st.lists(st.sampled_from(MARKUP + WORDS) | st.text(max_size=3)).map("".join))
def test_no_page_is_too_broken_to_be_read(text):
    """It is an article or none, in mark-up and in plain text."""
    for page in (read(text), read("<" + text), read("<p>" + text)):
        assert page is None or "100011111" in text
