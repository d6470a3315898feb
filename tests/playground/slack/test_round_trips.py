"""The real slack_bolt App over the real aiohttp Socket Mode client, against the playground."""

from bot.playground.slack import Person, SlackPlayground
from tests.playground.slack.echo import Echo

BACKUP, OPS = "C0BACKUP", "C0HVOPS"


def test_a_message_is_answered_in_its_thread(slack: SlackPlayground, echo: Echo) -> None:
    """What a person says reaches the app as Slack sends it, and the answer stands in the thread."""
    said = slack.people.say("U0JUNIOR", BACKUP, "0xA000971E <here> & now")

    answer = slack.wait_for_message(BACKUP)

    assert said.ts == answer.thread_ts == said.thread_ts
    event = echo.events[0]["event"]
    assert "0xA000971E &lt;here&gt; &amp; now" == event["text"]
    assert "0xA000971E <here> & now" == event["blocks"][0]["elements"][0]["elements"][0]["text"]
    assert "channel" == event["channel_type"]


def test_a_mention_makes_two_events_of_one_message(slack: SlackPlayground, echo: Echo) -> None:
    """An @mention arrives as `message` and as `app_mention`, with event ids of their own and one ts."""
    said = slack.people.mention("U0OLIVIA", OPS, "hello")

    slack.wait_for(lambda: len([each for each in echo.events if each["event"]["ts"] == said.ts]) == 2)

    kinds = {each["event"]["type"]: each["event_id"] for each in echo.events if each["event"]["ts"] == said.ts}
    assert {"message", "app_mention"} == set(kinds)
    assert len(set(kinds.values())) == 2


def test_a_direct_message_reaches_the_bot(slack: SlackPlayground, echo: Echo) -> None:
    """The direct message with the bot is a conversation like the others, of type im."""
    direct = slack.workspace.direct("U0HARUKA").id
    slack.people.say("U0HARUKA", direct, "こんにちは")

    answer = slack.wait_for_message(direct)

    assert "You said: *こんにちは*" in answer.blocks[0]["text"]["text"]
    assert "im" == echo.events[0]["event"]["channel_type"]


def test_a_slash_command_is_answered_to_the_asker_alone(slack: SlackPlayground, echo: Echo) -> None:
    """The ack's text and the response_url's text are seen by the asker and by nobody else; no event tells of them."""
    delivery = slack.people.slash("U0JUNIOR", BACKUP, "/echo", "one two")

    assert delivery.wait().error == ""
    for text in ("Wait: one two", "Done: one two"):  # two ways to Slack, so either may arrive first
        slack.wait_for_message(BACKUP, lambda each, text=text: each.text == text, viewer="U0JUNIOR")
    assert [] == [each for each in slack.workspace.said_in(BACKUP, "U0OLIVIA") if each.from_app]
    assert [] == [each for each in slack.hub.deliveries if each.kind == "events_api"]


def test_a_command_that_escapes_receives_ids(slack: SlackPlayground, echo: Echo) -> None:
    """With should_escape, an @name in a command's text arrives as an id, and an in_channel answer is for everybody."""
    slack.people.slash("U0OLIVIA", BACKUP, "/who", "is @oscar").wait()

    answer = slack.wait_for_message(BACKUP)

    assert "is <@U0OSCAR|oscar>" == answer.text
    assert answer.seen_by is None


def test_a_command_nobody_acknowledges_times_out(echo: Echo, slack: SlackPlayground) -> None:
    """Slack tells the person after three seconds, and does not send the command again."""
    delivery = slack.people.slash("U0JUNIOR", BACKUP, "/echo", "silence").wait()

    assert "operation_timeout" == delivery.error
    assert 1 == delivery.attempts
    assert ["no acknowledgement of slash_commands /echo"] == slack.problems
    slack.problems.clear()


def test_a_button_opens_a_form_and_the_form_is_sent(slack: SlackPlayground, echo: Echo) -> None:
    """Button, trigger id, modal, an error under an input, a second try, and the modal is gone."""
    slack.people.say("U0JUNIOR", BACKUP, "hello")
    answer = slack.wait_for_message(BACKUP)
    slack.people.press("U0JUNIOR", answer, "open_form").wait()
    form = slack.wait_for(lambda: slack.workspace.modal("U0JUNIOR"))

    slack.people.submit("U0JUNIOR", form.id, {"name": "wrong"}).wait()

    assert {"name": "Not this name"} == form.errors
    assert form is slack.workspace.modal("U0JUNIOR")
    slack.people.submit("U0JUNIOR", form.id, {"name": "right", "size": "l"}).wait()
    assert slack.workspace.modal("U0JUNIOR") is None
    thanks = slack.wait_for_message(slack.workspace.direct("U0JUNIOR").id)
    assert "Thank you, right" == thanks.text
    values = [each for each in echo.events if each["type"] == "view_submission"][-1]["view"]["state"]["values"]
    assert "l" == values["size"]["size"]["selected_option"]["value"]


def test_a_button_edits_its_message(slack: SlackPlayground, echo: Echo) -> None:
    """chat.update replaces text and blocks of the app's own message, for everybody."""
    slack.people.say("U0JUNIOR", BACKUP, "hello")
    answer = slack.wait_for_message(BACKUP)

    slack.people.press("U0OSCAR", answer, "forget", "entry-1").wait()

    slack.wait_for(lambda: answer.text == "Forgotten")
    assert [] == answer.blocks
    assert answer.edited is None


def test_closing_a_form_tells_the_app_that_asked_for_it(slack: SlackPlayground, echo: Echo) -> None:
    """A view with notify_on_close sends view_closed."""
    slack.people.say("U0JUNIOR", BACKUP, "hello")
    slack.people.press("U0JUNIOR", slack.wait_for_message(BACKUP), "open_form").wait()
    form = slack.wait_for(lambda: slack.workspace.modal("U0JUNIOR"))

    slack.people.close_view("U0JUNIOR", form.id)

    slack.wait_for(lambda: any(each.get("type") == "view_closed" for each in echo.events))
    assert slack.workspace.modal("U0JUNIOR") is None


def test_a_message_shortcut_hands_over_the_message(slack: SlackPlayground, echo: Echo) -> None:
    """The shortcut works on any message that the person sees and answers through its response_url."""
    said = slack.people.say("U0OLIVIA", OPS, "what is 0xA000971E")

    slack.people.shortcut("U0OSCAR", "explain", said).wait()

    answer = slack.wait_for_message(OPS, lambda each: each.text.startswith("Explained"), viewer="U0OSCAR")
    assert "Explained: what is 0xA000971E" == answer.text


def test_opening_the_home_publishes_a_view(slack: SlackPlayground, echo: Echo) -> None:
    """app_home_opened leads to views.publish, and the next opening carries the view."""
    slack.people.open_home("U0OLIVIA")

    home = slack.wait_for(lambda: slack.workspace.homes.get("U0OLIVIA"))

    assert "Hello <@U0OLIVIA>" == home.blocks[0]["text"]["text"]
    slack.people.open_home("U0OLIVIA", "messages")
    slack.wait_for(lambda: len(echo.events) == 2)
    assert home.id == echo.events[1]["event"]["view"]["id"]


def test_reactions_and_edits_and_files_are_events(slack: SlackPlayground, echo: Echo) -> None:
    """Each has the shape of Slack's own event."""
    said = slack.people.say("U0JUNIOR", BACKUP, "one")
    slack.people.react("U0OLIVIA", said, "eyes")
    slack.people.edit("U0JUNIOR", said, "two")
    slack.people.share_file("U0JUNIOR", BACKUP, "job.log", b"0xA000971E")
    slack.people.delete("U0JUNIOR", said)

    def seen(key: str) -> dict[str, object] | None:
        found = [each["event"] for each in echo.events if key in {each["event"]["type"], each["event"].get("subtype")}]
        return found[0] if found else None

    assert "eyes" == slack.wait_for(lambda: seen("reaction_added"))["reaction"]
    changed = slack.wait_for(lambda: seen("message_changed"))
    assert ("two", "one") == (changed["message"]["text"], changed["previous_message"]["text"])
    assert "job.log" == slack.wait_for(lambda: seen("file_share"))["files"][0]["name"]
    assert said.ts == slack.wait_for(lambda: seen("message_deleted"))["deleted_ts"]


def test_an_outsider_is_recognisable(slack: SlackPlayground, echo: Echo) -> None:
    """Payloads of somebody from another organisation carry the other team where Slack puts it."""
    slack.workspace.add_person(Person("U0OUT", "otto", "Otto", "T0OTHER", stranger=True))
    members = (*slack.workspace.conversations[BACKUP].members, "U0OUT")
    slack.workspace.change_conversation(BACKUP, members=members, shared=True)
    slack.people.say("U0OUT", BACKUP, "hello")
    answer = slack.wait_for_message(BACKUP)
    slack.people.press("U0OUT", answer, "forget", "entry-1").wait()

    said = next(each for each in echo.events if each.get("event", {}).get("user") == "U0OUT")
    pressed = next(each for each in echo.events if each["type"] == "block_actions")
    assert ("T0OTHER", "T0OTHER", True) == (said["team_id"], said["event"]["user_team"], said["is_ext_shared_channel"])
    assert ("T0OTHER", "T0KESTREL") == (pressed["user"]["team_id"], pressed["team"]["id"])
