"""The page in a real browser, driven by mouse and keyboard; and what protects it from other pages."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_sdk import WebClient

from bot.playground.slack import SlackPlayground
from tests.playground.slack.echo import FORM, Echo, plain

BACKUP = "C0BACKUP"
TEXTS = files("bot.playground.slack").joinpath("page", "texts")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, slack: SlackPlayground) -> Iterator[Page]:
    """The page as it is at a first visit, in English; no script of it may fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    opened = context.new_page()
    failures: list[str] = []
    opened.on("pageerror", lambda error: failures.append(str(error)))
    opened.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    opened.goto(slack.url)
    yield opened
    context.close()
    assert failures == []


def test_paste_answer_form_by_mouse(page: Page, slack: SlackPlayground, echo: Echo) -> None:
    """The hint's text goes out, the answer opens beside it, its button opens a form, the form reaches the bot."""
    page.get_by_role("button", name="English", exact=True).click()
    page.get_by_role("button", name="Send").first.click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_text("You said:")).to_be_visible()

    thread.get_by_role("button", name="Open a form").click()
    form = page.get_by_role("dialog", name="A form")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("Please complete this required field")).to_be_visible()
    form.get_by_label("Name").fill("wrong")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_text("Not this name")).to_be_visible()
    expect(form.get_by_label("Name")).to_have_value("wrong")
    form.get_by_label("Name").fill("right")
    form.get_by_role("button", name="Send").click()

    expect(form).to_be_hidden()
    page.get_by_role("navigation").get_by_role("button", name="echo", exact=False).first.click()
    expect(page.get_by_text("Thank you, right")).to_be_visible()


def test_the_japanese_hint_on_a_japanese_page(page: Page, slack: SlackPlayground, echo: Echo) -> None:
    """One click changes every sentence of the page; the Japanese sample goes out as it is."""
    page.get_by_role("button", name="日本語").first.click()
    expect(page.get_by_role("heading", name="試してみましょう")).to_be_visible()

    page.get_by_role("region", name="試してみましょう").get_by_role("button", name="日本語").click()
    page.get_by_role("button", name="送信").first.click()

    answer = slack.wait_for_message(BACKUP)
    assert "昨夜のジョブが失敗しました" in answer.text
    expect(page.get_by_role("complementary", name="スレッド").get_by_text("1 件の返信")).to_be_visible()


def test_a_command_by_keyboard_is_seen_by_its_asker_alone(page: Page, slack: SlackPlayground, echo: Echo) -> None:
    """Typing / offers commands, Enter takes one, Enter sends it; after switching to somebody else nothing shows."""
    box = page.get_by_role("textbox", name="Message #backup-help as Jun Mori")
    box.press_sequentially("/ec")
    expect(page.get_by_role("option", name="/echo")).to_be_visible()
    box.press("Enter")
    box.press_sequentially("hello")
    box.press("Enter")

    expect(page.get_by_text("Done: hello")).to_be_visible()
    expect(page.get_by_text("Only visible to you").first).to_be_visible()
    page.get_by_role("button", name="Olivia Brandt").click()
    expect(page.get_by_role("textbox", name="Message #backup-help as Olivia Brandt")).to_be_visible()
    expect(page.get_by_text("Done: hello")).to_be_hidden()


def test_a_form_that_the_bot_fills_keeps_what_was_typed(page: Page, slack: SlackPlayground, client: WebClient) -> None:
    """views.update redraws the open form; input under the same ids stays, and so does the focus."""
    trigger = slack.people.slash("U0JUNIOR", BACKUP, "/echo").payload["trigger_id"]
    view = client.views_open(trigger_id=trigger, view=FORM)["view"]
    name = page.get_by_role("dialog").get_by_label("Name")
    name.fill("half a na")
    filled = [{"type": "section", "text": plain("Checked: all is well")}, *FORM["blocks"]]

    client.views_update(view_id=view["id"], view={**FORM, "blocks": filled})

    expect(page.get_by_text("Checked: all is well")).to_be_visible()
    expect(name).to_have_value("half a na")
    expect(name).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert slack.workspace.modal("U0JUNIOR") is None


def test_nothing_becomes_markup(page: Page, slack: SlackPlayground, client: WebClient) -> None:
    """Text from people and from the bot is shown as it is; a link leads nowhere but to the web."""
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    slack.people.say("U0OLIVIA", BACKUP, evil)
    link = "see <javascript:document.title=3|this link>"
    client.chat_postMessage(
        channel=BACKUP, text=link, blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": link}}]
    )

    expect(page.get_by_text(evil)).to_be_visible()
    expect(page.get_by_text("see this link")).to_be_visible()
    assert 0 == page.locator("#list img, #list script, #list a[href^=javascript]").count()


def test_a_message_shortcut_and_a_home(page: Page, slack: SlackPlayground, echo: Echo) -> None:
    """The menu of a message offers the app's shortcuts; the Home tab shows what the app publishes."""
    slack.people.say("U0OSCAR", BACKUP, "what is 0xA000971E")
    message = page.get_by_role("article").filter(has_text="what is 0xA000971E").first
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Explain this").click()
    expect(page.get_by_text("Explained: what is 0xA000971E")).to_be_visible()

    page.get_by_role("button", name="echo Home").click()

    expect(page.get_by_text("Hello @Jun Mori")).to_be_visible()


def test_a_confirmation_can_be_declined(page: Page, slack: SlackPlayground, client: WebClient) -> None:
    """A button with a confirm dialog sends nothing until the person says yes."""
    confirm = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Do it"), "deny": plain("Keep")}
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "confirm": confirm}
    client.chat_postMessage(channel=BACKUP, text="x", blocks=[{"type": "actions", "elements": [button]}])

    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_role("dialog", name="Sure?").get_by_role("button", name="Keep").click()
    assert [] == [each for each in slack.hub.deliveries if each.kind == "interactive"]
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_role("dialog", name="Sure?").get_by_role("button", name="Do it").click()

    slack.wait_for(lambda: any(each.kind == "interactive" for each in slack.hub.deliveries))
    expect(page.get_by_text("echo is not connected, so nothing happened")).to_be_visible()


@pytest.mark.parametrize("language", ["en-US", "ja-JP"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_narrow_screen(
    browser: Browser, slack: SlackPlayground, client: WebClient, language: str, scheme: str
) -> None:
    """At 400 pixels nothing sticks out, in either language; the sidebar comes when called."""
    client.chat_postMessage(channel=BACKUP, text="x" * 300, blocks=FORM["blocks"][1:])
    slack.people.say("U0OSCAR", BACKUP, "```" + "y" * 300 + "```")
    context = browser.new_context(viewport={"width": 400, "height": 760}, locale=language, color_scheme=scheme)
    page = context.new_page()
    page.goto(slack.url)
    expect(page.get_by_role("article").filter(has_text="yyyy")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.evaluate("document.getElementById('list').scrollWidth") <= 400
    expect(page.get_by_role("button", name="Olivia Brandt")).to_be_hidden()
    page.get_by_role("button", name=_text(language[:2], "side.label")).click()
    page.get_by_role("button", name="Olivia Brandt").click()
    expect(page.get_by_role("textbox", name="Olivia Brandt")).to_be_visible()
    context.close()


def test_new_messages_are_followed_until_somebody_scrolls_away(page: Page, slack: SlackPlayground) -> None:
    """Whoever reads the newest sees the next one; whoever scrolled up is told, and led there by a click."""
    for number in range(30):
        slack.people.say("U0OSCAR", BACKUP, f"line {number}")
    expect(page.get_by_text("line 29", exact=True)).to_be_in_viewport()
    newer = page.get_by_role("button", name="New messages below")
    expect(newer).to_be_hidden()

    page.locator("#list").evaluate("list => list.scrollTop = 0")
    slack.people.say("U0OSCAR", BACKUP, "the last line")

    newer.click()
    expect(page.get_by_text("the last line", exact=True)).to_be_in_viewport()
    expect(newer).to_be_hidden()


def test_a_permalink_opens_its_thread(page: Page, slack: SlackPlayground, client: WebClient) -> None:
    """The address from chat.getPermalink shows the message where it stands."""
    parent = slack.people.say("U0JUNIOR", BACKUP, "question")
    reply = client.chat_postMessage(channel=BACKUP, thread_ts=parent.ts, text="the answer")

    page.goto(client.chat_getPermalink(channel=BACKUP, message_ts=reply["ts"])["permalink"])

    expect(page.get_by_role("complementary", name="Thread").get_by_text("the answer")).to_be_visible()


def test_the_texts_are_pairs() -> None:
    """Both languages have the same keys with the same facts, and every key that the scripts name exists."""
    english, japanese = (json.loads(TEXTS.joinpath(f"{name}.json").read_text("utf-8")) for name in ("en", "ja"))
    scripts = "".join(
        script.read_text("utf-8") for script in files("bot.playground.slack").joinpath("page", "js").iterdir()
    )

    assert list(english) == list(japanese)
    facts = [{key: set(re.findall(r"\{\w+\}", text)) for key, text in texts.items()} for texts in (english, japanese)]
    assert facts[0] == facts[1]
    assert set(re.findall(r"""\bt\("([\w.]+)\"""", scripts)) <= set(english)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}])
def test_other_pages_are_kept_out(slack: SlackPlayground, headers: dict[str, str]) -> None:
    """A page from elsewhere, or this port under a foreign name, gets nothing."""
    body = {"user": "U0OLIVIA", "channel": BACKUP, "text": "forged"}

    assert 403 == httpx.post(f"{slack.url}/page/do/say", json=body, headers=headers).status_code
    assert [] == [each for each in slack.workspace.said_in(BACKUP) if each.text == "forged"]


def test_nobody_can_act_as_somebody_who_is_not_there(slack: SlackPlayground) -> None:
    """An unknown person, the bot itself and an unknown action are bad requests."""
    for user, action in (("U0NOBODY", "say"), ("U0HVBOT", "say"), ("U0OLIVIA", "fly")):
        body = {"user": user, "channel": BACKUP, "text": "x"}

        assert 400 == httpx.post(f"{slack.url}/page/do/{action}", json=body).status_code


def _text(language: str, key: str) -> str:
    return str(json.loads(TEXTS.joinpath(f"{language}.json").read_text("utf-8"))[key])
