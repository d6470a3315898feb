from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading import read, unmark

US = "U0HVBOT"
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
KEYS = st.sampled_from(
    ["type", "text", "elements", "blocks", "fields", "attachments", "files", "rows", "user_id", "url"]
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


def rich(*sections: dict[str, Any]) -> dict[str, Any]:
    """A message as the composer makes it."""
    return {"text": "not this", "blocks": [{"type": "rich_text", "elements": list(sections)}]}


def section(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    """A paragraph of it."""
    return {"type": kind, "elements": list(elements)}


def test_a_code_that_styling_splits_is_read_in_one_piece() -> None:
    """Half of it may be bold."""
    message = rich(
        section({"type": "text", "text": "0xE000"}, {"type": "text", "text": "FE30", "style": {"bold": True}})
    )

    assert read(message, US).said == "0xE000FE30"


def test_blocks_are_read_line_by_line_and_kept_as_they_are() -> None:
    """Lists, quotes and code keep their own lines; nothing in them is mark-up."""
    listed = {"type": "rich_text_list", "elements": [section({"type": "text", "text": "one"})]}
    code = section({"type": "text", "text": "V-79-1-2 <err> &amp; *x*"}, kind="rich_text_preformatted")

    assert read(rich(listed, code), US).said == "one\nV-79-1-2 <err> &amp; *x*"


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("a &amp;lt; b &lt;c&gt;", "a &lt; b <c>"),
        ("<http://hv01.corp|hv01.corp> is down", "hv01.corp is down"),
        ("see <https://x.example/?id=V-79-1-2|the article>!", "see the article https://x.example/?id=V-79-1-2 !"),
        ("<https://x.example>", "https://x.example"),
        ("<tel:0xE000FE30|0xE000FE30>", "0xE000FE30"),
        ("<@U1|olivia> <#C1|general> <!here> <!subteam^S1|@ops>", "<@U1> general  @ops"),
        ("1 < 2 > 0", "1 < 2 > 0"),
    ],
)
def test_mark_up_is_read_as_a_person_reads_it(marked: str, plain: str) -> None:
    """Labels instead of links, and the address too where it says more."""
    assert unmark(marked) == plain


def test_only_blocks_tell_a_mention_from_its_imitation() -> None:
    """Somebody can type the characters of a mention."""
    imitation = rich(section({"type": "text", "text": f"look at &lt;@{US}&gt;"}))
    mention = rich(section({"type": "user", "user_id": US}, {"type": "text", "text": " list hv01"}))

    assert not read(imitation, US).mentioned
    assert read(mention, US).command == "list hv01"
    assert read({"text": f"<@{US}> list hv01"}, US).command == "list hv01"
    assert read({"text": f"hello <@{US}>"}, US).command is None


def test_attachments_and_files_are_read_after_the_message() -> None:
    """Monitoring puts the error into attachments; people drop a log or quote a colleague."""
    quoted = {"message": {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "0xE000FE30 &lt;"}}]}}
    message = {
        "text": "see",
        "attachments": [
            {
                "title": "Job",
                "text": "&lt;0xA000971E&gt;",
                "fallback": "not this",
                "fields": [{"title": "k", "value": "v"}],
            },
            {"fallback": "short", "message_blocks": [quoted]},
        ],
        "files": [{"title": "job.log", "preview": "V-79-57344-65072"}, {"mode": "tombstone"}],
    }

    reading = read(message, US)

    assert reading.said == "see"
    assert [line for line in reading.quoted.splitlines() if line] == [
        "Job",
        "<0xA000971E>",
        "k v",
        "short",
        "0xE000FE30 <",
        "job.log",
        "V-79-57344-65072",
    ]


@given(st.dictionaries(KEYS, TREES, max_size=6))
def test_no_payload_brings_the_reader_down(message: dict[str, Any]) -> None:
    """Slack adds fields and kinds of blocks without asking."""
    assert isinstance(read(message, US).text, str)


def test_what_is_read_has_an_end() -> None:
    """A message has 40,000 characters, what it quotes can have any number."""
    assert len(read({"text": "x", "attachments": [{"text": "y" * 900_000}]}, US).text) == 200_000
