"""The button below an answer that leads from the error to the VM: a form with the names of the paste, then the list."""

from dataclasses import replace
from functools import partial

from slack_bolt import App

from bot.wording import say
from handlers import checkpoints
from handlers.blocks import field
from handlers.calls import Call
from handlers.commands import Line
from handlers.desk import Asked, Desk
from handlers.replies import View, view
from knowledge.languages import Language

BUTTON = "hv_check_vm"  # also the form's own id
_MOST = 100  # characters of a name


def listen(app: App, desk: Desk) -> None:
    """Puts the listeners of this file into the app. The form tells nothing, so rights are judged when it is sent."""
    app.action(BUTTON)(desk.answer(lambda _: None, partial(_form, desk), anyone=True))
    app.view(BUTTON)(desk.answer(_on_sent))


def _form(desk: Desk, call: Call, language: Language) -> View:
    pasted = desk.memory.names(call.channel, call.thread, call.user)
    fields = []
    for name, initial in (("host", pasted.host), ("vm", pasted.vm)):
        label, hint = say(language, f"check-vm-{name}"), say(language, f"check-vm-{name}.hint")
        fields.append(field(name, label, hint, optional=name == "vm", most=_MOST, initial=initial or ""))
    title, submit = say(language, "check-vm-title"), say(language, "check-vm-submit")
    place = f"{call.channel}:{call.thread or ''}"
    return view(title, fields, language, submit, callback_id=BUTTON, private_metadata=place)


def _on_sent(asked: Asked) -> None:
    """As if the list had been asked for where the button is; a form is in no conversation of its own."""
    channel, _, thread = asked.call.value.partition(":")
    call = asked.call.model_copy(update={"channel": channel, "thread": thread or None})
    words = ("list", *filter(None, (asked.call.typed("host").strip(), asked.call.typed("vm"))))
    place = asked.desk.people.place(channel, call.thread)
    checkpoints.VERBS["list"](replace(asked, call=call, place=place), Line(words, frozenset()))
