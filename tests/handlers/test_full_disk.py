from tests.bot.test_full_disk import full_disk
from tests.handlers.harness import CHANNEL, JUN, OLIVIA, Bot
from tests.handlers.test_messages import PASTE, words


def test_once_the_disk_is_full_codes_are_explained_and_the_rest_is_refused_in_words(bot: Bot) -> None:
    """The person reads the reason and the reference; with room again the same command answers."""
    assert bot.store is not None
    with full_disk(bot.store):
        bot.slack.people.say(JUN, CHANNEL, PASTE)
        assert "0xA000971E" in words(bot.reply())
        bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-audit", "")
        assert "disk is full" in words(bot.said("trail-unwritable", viewer=OLIVIA))

    bot.slack.people.slash(OLIVIA, CHANNEL, "/hv-audit", "outcome=ok")
    assert bot.said("bot.started", viewer=OLIVIA)
