"""`hvbot demo` as a first visitor meets it: by mouse alone, from the paste to the trail."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.end_to_end.house import ROOT

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SLOW = 90_000  # milliseconds; a guard against hanging


@pytest.fixture
def demo(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LD_LIBRARY_PATH"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser"],
        cwd=tmp_path,
        env={
            **environment,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(tmp_path),
            # What a real bot is set up with on the same machine; the folder stays empty all the same.
            "HVBOT_DATABASE_URL": f"sqlite:///{tmp_path}/real.db",
            "SLACK_CLIENT_ID": "1.2",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    yield found[0]
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    process.stdout.close()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def page(chromium: Path, demo: str):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        opened = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
        opened.set_default_timeout(SLOW)
        opened.goto(demo)
        yield opened
        browser.close()


def try_out(page: Page, what: str) -> None:
    page.get_by_role("region", name="Things to try").get_by_role("button", name=what, exact=True).click()
    page.get_by_role("button", name="Send").first.click()


def test_from_the_paste_to_the_trail_by_mouse(page):
    """The hints' texts go out by a click; the card, the list, the form, the progress and the trail come back."""
    expect.set_options(timeout=SLOW)
    try_out(page, "English")
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_text("0xA000971E · V-79-40960-38686")).to_be_visible()
    try_out(page, "日本語")
    expect(thread.get_by_text("考えられる原因")).to_be_visible()

    try_out(page, "/hv-checkpoints list hv01")
    expect(page.get_by_text("left over").first).to_be_visible()
    expect(page.get_by_text("probably by design").first).to_be_visible()
    page.get_by_role("button", name="Remove …").first.click()
    form = page.get_by_role("dialog", name="Remove checkpoints")
    expect(form.get_by_text("BE_Snapshot_SQL-PROD-01")).to_have_count(2)
    form.get_by_label("Type the name of the VM").fill("SQL-PROD-01")
    form.get_by_label("Reason").fill("INC4711")
    form.get_by_role("button", name="Remove", exact=True).click()
    expect(form).to_be_hidden()
    expect(page.get_by_text("Finished: the checkpoints are gone and the disks are merged.")).to_be_visible()

    try_out(page, "/hv-audit verify")
    expect(page.get_by_text("The trail is sound").first).to_be_visible()


def test_a_vote_and_a_draft_by_mouse(page):
    """The card's button is thanked for beside it; a code without an article becomes a draft in a form."""
    expect.set_options(timeout=SLOW)
    try_out(page, "日本語")
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_role("button", name="役に立った").click()
    expect(thread.get_by_text("changes your vote")).to_be_visible()

    try_out(page, "/hv-error 0xE000FFF1")
    expect(page.get_by_text("We have no article about this code yet.")).to_be_visible()
    try_out(page, "/hv-error gaps")
    page.get_by_role("button", name="Draft an article").click()
    form = page.get_by_role("dialog", name="Draft an article")
    form.get_by_label("Title").fill("The library sleeps")
    form.get_by_label("What it means").fill("Nothing is written.")
    form.get_by_label("Likely cause").fill("Somebody pulled the plug.")
    form.get_by_label("What to do").fill("Wake it up.\nRun the job again.")
    form.get_by_label("Who says so").fill("Our team")
    form.get_by_label("Where it stands").fill("INC4711")
    form.get_by_label("Address").fill("nowhere")
    form.get_by_role("button", name="Save the draft").click()
    expect(form.get_by_text("This is not an address")).to_be_visible()
    form.get_by_label("Address").fill("")
    form.get_by_role("button", name="Save the draft").click()
    expect(form).to_be_hidden()
    page.get_by_role("navigation").get_by_text("hvbot").click()
    expect(page.get_by_text("0xe000fff1.ja.md")).to_be_visible()
