import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.feedback import count_gap
from bot.playground.slack import View
from bot.values import ChannelId
from knowledge import catalogue
from knowledge.languages import Language
from knowledge.library import Library
from knowledge.lint import lint
from tests.handlers.harness import CHANNEL, CONFIGURATION, HARUKA, JUN, OLIVIA, Bot, Start, now
from tests.handlers.test_messages import words
from tests.handlers.test_slash import buttons

KNOWING = CONFIGURATION.replace('["list", "audit"]', '["list", "audit", "knowledge"]').replace(
    'to = ["S0HVOPS"]\nmay = ["list"]', 'to = ["S0HVOPS"]\nmay = ["knowledge"]'
)
CODE, EVENT, OPEN_EVENT = "0xE000FFF1", "event:9999:Foo Bar", "event:9998"
TYPED = {
    "headline": "The tape library is asleep",
    "meaning": "Nothing is written.",
    "cause": "The library sleeps.\n\nSomebody pulled the plug.",
    "steps": "Wake it up.\nRun the job again.",
    "publisher": "Veritas",
    "article": "100012345",
    "url": "",
}


@pytest.fixture
def bot(start: Start) -> Bot:
    """A bot in which Olivia and the operators may write articles."""
    return start(KNOWING)


def count(bot: Bot, subject: str = CODE, channel: str = CHANNEL, times: int = 1) -> None:
    assert bot.store is not None
    with bot.store.writing() as session:
        for _ in range(times):
            count_gap(session, subject, ChannelId(channel), now())


def opened(bot: Bot, user: str = OLIVIA, subject: str = CODE) -> View:
    """The form about this gap, once there is something to fill in."""
    count(bot, subject)
    bot.slack.people.slash(user, CHANNEL, "/hv-error", "gaps")
    bot.slack.people.press(user, bot.reply(viewer=user), "kb_draft:0")
    return bot.slack.wait_for(lambda: (form := bot.slack.workspace.modal(user)) and form.body.get("submit") and form)


def changes(bot: Bot) -> list[tuple[str, object]]:
    """Outcome and detail of what the trail says about articles."""
    return [(outcome, detail) for event, outcome, _, detail in bot.trail() if event == "knowledge.changed"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The team's own articles."""
    return tmp_path / "articles"


def test_gaps_are_listed_with_how_often_and_where_last(bot: Bot) -> None:
    """The most frequent first, each with its button; the channel is drawn by Slack."""
    bot.slack.people.slash(JUN, CHANNEL, "/hv-error", CODE)
    bot.reply(viewer=JUN)
    count(bot, EVENT, "D0JUNIOR", times=2)
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-error", "gaps")
    listed = bot.reply(viewer=OLIVIA)
    rows = [block["elements"][0]["elements"] for block in listed.blocks[1:] if block["type"] == "rich_text"]
    bot.finish()

    assert ["kb_draft:0", "kb_draft:1"] == buttons(listed)
    assert ["Event 9999 · Foo Bar", f"{CODE} · V-79-57344-65521"] == [row[0]["text"] for row in rows]
    assert " · asked 2 times, last 2026-11-25 03:00 UTC · " == rows[0][1]["text"]
    assert "in a direct message" == rows[0][2]["text"]
    assert [{"type": "channel", "channel_id": CHANNEL}] == rows[1][2:]
    assert bot.slack.problems == []


def test_ten_gaps_are_shown_and_the_others_counted(bot: Bot) -> None:
    """The rest is for the command line."""
    for number in range(12):
        count(bot, f"0xE000FF{number:02X}")
    bot.slack.people.mention(OLIVIA, CHANNEL, "gaps")
    listed = bot.said("… and 2 more", viewer=OLIVIA)

    assert 10 == len(buttons(listed))


def test_no_gap_is_said_to_be_none(bot: Bot) -> None:
    """In the language of the person."""
    bot.slack.people.slash(HARUKA, CHANNEL, "/hv-error", "gaps")

    assert bot.said("記事のないコードはまだありません", viewer=HARUKA)


@pytest.mark.parametrize("way", ["slash", "mention"])
def test_gaps_are_for_those_who_may_write_articles(bot: Bot, way: str) -> None:
    """Everybody else is refused, with a row."""
    if way == "slash":
        bot.slack.people.slash(JUN, CHANNEL, "/hv-error", "gaps")
    else:
        bot.slack.people.mention(JUN, CHANNEL, "gaps")
    bot.said("not-allowed", viewer=JUN)
    bot.finish()

    refused = {"ref": "not-allowed", "right": "knowledge"}
    assert [("access.refused", "refused", JUN, refused)] == bot.trail()


def test_words_after_gaps_are_refused(bot: Bot) -> None:
    """Instead of listing something else than was asked for."""
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-error", "gaps hv01")

    assert bot.said("command-surplus", viewer=OLIVIA)


def test_a_draft_is_written_as_a_pair_and_told_of(bot: Bot, folder: Path) -> None:
    """The entry comes before the files; nobody is shown the draft, and lint tells what it lacks."""
    form = opened(bot)
    sent = bot.slack.people.submit(OLIVIA, form.id, TYPED)
    told = words(bot.said("draft = true", f"D{OLIVIA[1:]}", OLIVIA))
    bot.finish()

    assert (sent.status, form.closed) == ("acked", True)
    assert ["0xe000fff1.en.md", "0xe000fff1.ja.md"] == sorted(path.name for path in folder.iterdir())
    assert "0xe000fff1.en.md" in told
    assert "0xe000fff1.ja.md" in told
    assert "hvbot knowledge lint" in told
    english = (folder / "0xe000fff1.en.md").read_text("utf-8")
    assert 'title = "The tape library is asleep"' in english
    assert "1. Wake it up.\n2. Run the job again." in english
    assert "Somebody pulled the plug." in english
    assert "Nothing is written." not in (folder / "0xe000fff1.ja.md").read_text("utf-8")
    assert None is Library(folder).shelf(Language.EN).find("0xe000fff1")
    assert {"draft"} <= {fault.rule for fault in lint(folder)}
    assert [("ok", {"article": "0xe000fff1", "codes": [CODE]})] == changes(bot)
    assert bot.slack.problems == []


def test_the_prose_goes_into_the_language_of_whoever_types_it(bot: Bot, folder: Path) -> None:
    """The form speaks it too."""
    form = opened(bot, HARUKA)
    assert "考えられる原因" in words(form)  # type: ignore[arg-type]  # a view has blocks as a message has
    bot.slack.people.submit(HARUKA, form.id, {**TYPED, "meaning": "何も書き込まれません。"})
    bot.said("draft = true", f"D{HARUKA[1:]}", HARUKA)

    assert "何も書き込まれません。" in (folder / "0xe000fff1.ja.md").read_text("utf-8")
    assert "何も書き込まれません。" not in (folder / "0xe000fff1.en.md").read_text("utf-8")


@pytest.mark.parametrize(("subject", "typed"), [(EVENT, {}), (OPEN_EVENT, {"source": " Foo Bar "})])
def test_an_event_is_drafted_with_its_source(bot: Bot, folder: Path, subject: str, typed: dict[str, str]) -> None:
    """Where the source is open, whoever drafts it knows it."""
    form = opened(bot, subject=subject)
    assert bool(typed) == any(block["block_id"] == "source" for block in form.blocks)
    bot.slack.people.submit(OLIVIA, form.id, {**TYPED, **typed})
    bot.said("draft = true", f"D{OLIVIA[1:]}", OLIVIA)
    number = subject.split(":")[1]

    assert (folder / f"event-{number}-foo-bar.en.md").exists()
    assert [("ok", {"article": f"event-{number}-foo-bar", "codes": [], "events": [f"{number}:Foo Bar"]})] == changes(
        bot
    )


@pytest.mark.parametrize("user", [OLIVIA, HARUKA])
@pytest.mark.parametrize("kind", ["code", "event"])
def test_what_the_catalogue_knows_is_there_already(bot: Bot, folder: Path, kind: str, user: str) -> None:
    """Its sentence in the person's language, to be changed at will; its literal message is kept as an example."""
    entry = next(entry for entry in catalogue.entries() if getattr(entry, kind) and entry.meanings)
    subject = entry.code.hex if entry.code else f"event:{entry.event.id}:{entry.event.source}" if entry.event else ""
    form = opened(bot, user, subject)
    initial = {block["block_id"]: block["element"].get("initial_value") for block in form.blocks if "element" in block}
    bot.slack.people.submit(user, form.id, TYPED)
    bot.said("draft = true", f"D{user[1:]}", user)
    (english,) = folder.glob("*.en.md")
    front = tomllib.loads(english.read_text("utf-8").split("+++")[1])

    assert {"meaning": entry.meanings[Language.JA if user == HARUKA else Language.EN]} == {
        name: text for name, text in initial.items() if text
    }
    assert entry.message in front["examples"][0]
    assert not {"example-useless", "example-missing"} & {fault.rule for fault in lint(folder)}


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("headline", "   ", "missing"),
        ("meaning", " ", "missing"),
        ("cause", "\n", "missing"),
        ("steps", " \n ", "missing"),
        ("publisher", " ", "missing"),
        ("article", "100\n200", "missing"),
        ("url", "javascript:alert(1)", "begins with http"),
        ("url", "https://a b", "begins with http"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(bot: Bot, folder: Path, field: str, text: str, said: str) -> None:
    """And nothing is written, neither into the folder nor into the trail; the form stays open."""
    form = opened(bot)
    bot.slack.people.submit(OLIVIA, form.id, {**TYPED, field: text})
    bot.slack.wait_for(lambda: form.errors)
    bot.finish()

    assert [field] == list(form.errors)
    assert said in form.errors[field]
    assert not folder.exists()
    assert [] == changes(bot)


def test_the_right_is_judged_again_when_the_button_is_pressed(bot: Bot) -> None:
    """Who lost it since the list was shown sees the refusal in place of the form."""
    count(bot)
    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-error", "gaps")
    listed = bot.reply(viewer=OLIVIA)
    bot.slack.workspace.add_person(replace(bot.slack.workspace.people[OLIVIA], guest="restricted"))
    bot.slack.people.press(OLIVIA, listed, "kb_draft:0")
    form = bot.slack.wait_for(lambda: bot.slack.workspace.modal(OLIVIA))
    bot.finish()

    assert "not-a-member" in json.dumps(form.blocks)
    assert [("access.refused", "refused", OLIVIA)] == [row[:3] for row in bot.trail()]


def test_the_right_is_judged_again_when_the_form_is_sent(bot: Bot, folder: Path) -> None:
    """A form that somebody else gets hold of is worth nothing."""
    form = opened(bot)
    payload = bot.slack.people.submit(OLIVIA, form.id, TYPED).wait().payload
    for path in folder.iterdir():
        path.unlink()
    answer = bot.dispatch({**payload, "user": {**payload["user"], "id": JUN}, "trigger_id": "another"})
    bot.finish()

    assert "not-allowed" in answer.body
    assert ("access.refused", "refused", JUN) in [row[:3] for row in bot.trail()]
    assert [] == list(folder.iterdir())


def test_a_form_that_is_delivered_twice_is_one_draft(bot: Bot, folder: Path) -> None:
    """And one entry."""
    form = opened(bot)
    payload = bot.slack.people.submit(OLIVIA, form.id, TYPED).wait().payload
    answer = bot.dispatch(payload)
    bot.finish()

    assert (200, "") == (answer.status, answer.body)
    assert 1 == len(changes(bot))


def test_a_draft_that_is_there_already_stays_and_keeps_what_was_typed(bot: Bot, folder: Path) -> None:
    """The form says so and stays open; the trail has that it failed."""
    folder.mkdir()
    (folder / "0xe000fff1.ja.md").write_text("mine", encoding="utf-8")
    form = opened(bot)
    bot.slack.people.submit(OLIVIA, form.id, TYPED)
    bot.slack.wait_for(lambda: form.errors)
    bot.finish()

    assert "already a file 0xe000fff1.en.md or 0xe000fff1.ja.md" in form.errors["headline"]
    assert ["mine"] == [path.read_text("utf-8") for path in folder.iterdir()]
    assert [("ok", None), ("failed", "draft-exists")] == [
        (outcome, detail.get("ref")) for _, outcome, _, detail in bot.trail()
    ]


def test_a_folder_that_cannot_be_written_is_told_in_words(bot: Bot, folder: Path) -> None:
    """A file is where the folder should be."""
    folder.write_text("no folder", encoding="utf-8")
    form = opened(bot)
    bot.slack.people.submit(OLIVIA, form.id, TYPED)
    bot.slack.wait_for(lambda: form.errors)
    bot.finish()

    assert "already a file" not in form.errors["headline"]
    assert "cannot be written" in form.errors["headline"]
    assert ["ok", "failed"] == [outcome for outcome, _ in changes(bot)]


def test_without_a_trail_nothing_is_written(bot: Bot, folder: Path) -> None:
    """No entry, no action; what was typed is kept."""
    form = opened(bot)
    assert bot.store is not None
    with bot.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_event")
    bot.slack.people.submit(OLIVIA, form.id, TYPED)
    bot.slack.wait_for(lambda: form.errors)
    bot.finish()

    assert "without an entry nothing is done" in form.errors["headline"]
    assert not folder.exists()
