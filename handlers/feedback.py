"""The buttons that say whether an answer helped."""

from functools import partial

from slack_bolt import App

from bot import feedback
from bot.errors import Ref, Refused
from bot.wording import say
from handlers.blocks import note
from handlers.desk import Asked, Desk


def listen(app: App, desk: Desk) -> None:
    """Puts the listeners of this file into the app."""
    app.action("kb_helped")(desk.answer(partial(_vote, helped=True)))
    app.action("kb_not_helped")(desk.answer(partial(_vote, helped=False)))


def _vote(asked: Asked, *, helped: bool) -> None:
    call, services = asked.call, asked.desk.services
    article = services.library.shelf(asked.language).find(call.value)
    if article is None:  # the team took it away meanwhile
        raise Refused(Ref.CLICK_TOO_OLD)
    # A thread or, where there is none, the message itself; in another language it stays the same answer.
    answer = f"{call.channel}:{call.thread or call.ts}"
    feedback.vote(services.gate, asked.person, asked.place, answer, article.name, helped=helped)
    asked.privately(note(say(asked.language, "feedback-helped" if helped else "feedback-not-helped")))
