"""The only folder that knows Slack: unpack, one call, render."""

import re

from slack_bolt import Ack, App

from bot.errors import BadInput, Ref
from bot.services import Services
from handlers.answers import Answers
from handlers.audit import Auditing
from handlers.checkpoints import Checkpoints
from handlers.desk import Asked, Desk
from handlers.middleware import Arrival
from handlers.notices import Notices
from handlers.removals import Removing

_ANYTHING = re.compile(".*", re.DOTALL)


def register(app: App, services: Services, notices: Notices) -> Desk:
    """Everything that the app listens to. The first listener that matches wins, so the catch-alls come last."""
    desk = Desk(app, services)
    removing, auditing = Removing(desk, notices), Auditing(desk)
    checkpoints = Checkpoints(desk, removing)
    answers = Answers(desk, {**checkpoints.verbs, **auditing.verbs})
    app.use(Arrival())
    for listeners in (checkpoints, removing, auditing, answers):
        listeners.listen(app)
    for catch_all in (app.event, app.action, app.shortcut, app.view):
        catch_all(_ANYTHING)(_acknowledged)
    app.command(_ANYTHING)(desk.command(_unknown))
    app.view_closed(_ANYTHING)(_acknowledged)
    return desk


def _acknowledged(ack: Ack) -> None:
    """What nobody listens to is acknowledged all the same, or Slack sends it again."""
    ack()


def _unknown(asked: Asked) -> None:
    """A command that the manifest names and this version does not know."""
    raise BadInput(Ref.COMMAND_UNKNOWN, detail=str(asked.call.body["command"]))
