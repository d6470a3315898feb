"""The only folder that knows Slack: unpack, one call, render."""

import re

from slack_bolt import Ack, App

from bot.errors import BadInput, Ref
from bot.services import Services
from handlers import answers, audit, check_vm, checkpoints, gaps
from handlers.desk import Asked, Desk
from handlers.notices import Notices

_ANYTHING = re.compile(".*", re.DOTALL)


def register(app: App, services: Services, notices: Notices) -> Desk:
    """Everything that the app listens to. The first listener that matches wins, so the catch-alls come last."""
    desk = Desk(app, services, notices)
    checkpoints.listen(app, desk)
    audit.listen(app, desk)
    check_vm.listen(app, desk)
    gaps.listen(app, desk)
    words = {**dict.fromkeys(checkpoints.VERBS, checkpoints.answer), "audit": audit.answer_mention}
    answers.listen(app, desk, words)
    for catch_all in (app.event, app.action, app.shortcut, app.view, app.view_closed):
        catch_all(_ANYTHING)(_acknowledged)
    app.command(_ANYTHING)(desk.answer(_unknown))
    return desk


def _acknowledged(ack: Ack) -> None:
    """What nobody listens to is acknowledged all the same, or Slack sends it again."""
    ack()


def _unknown(asked: Asked) -> None:
    """A command that the manifest names and this version does not know."""
    raise BadInput(Ref.COMMAND_UNKNOWN, detail=asked.call.command)
