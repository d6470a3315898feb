"""`/hv-checkpoints` and the same words after a mention."""

from collections.abc import Mapping

from slack_bolt import App

from bot.errors import BadInput, Ref
from bot.policy import Right
from handlers.calls import Call
from handlers.checkpoint_cards import checking, help_card, hosts_card, listing_card
from handlers.commands import parse
from handlers.desk import Asked, Desk, Work
from handlers.removals import Removing
from handlers.replies import View
from knowledge.languages import Language


class Checkpoints:
    """What the command may say is the table `verbs`."""

    def __init__(self, desk: Desk, removing: Removing) -> None:
        self._desk = desk
        self._removing = removing

    @property
    def verbs(self) -> Mapping[str, Work]:
        """The first words of the command; the same do it after a mention."""
        own = {"": self._help, "help": self._help, "list": self._list, "hosts": self._hosts}
        return {**own, **self._removing.verbs}

    def listen(self, app: App) -> None:
        """Puts the listeners of this file into the app."""
        words = self._desk.command(self._on_words, self._opening, commits={"cancel", "pause", "resume"})
        app.command("/hv-checkpoints")(words)

    def _on_words(self, asked: Asked) -> None:
        line = parse(asked.call.text)
        if line.verb not in self.verbs:
            raise BadInput(Ref.COMMAND_UNKNOWN, detail=line.words[0][:80])
        self.verbs[line.verb](asked)

    def _opening(self, call: Call, language: Language) -> View | None:
        line = parse(call.text)
        return self._removing.checking(line, language) if line.verb == "remove" else None

    def _list(self, asked: Asked) -> None:
        line = parse(asked.call.text)
        line.allow("all", "share", words=2)
        if not line.rest:
            raise BadInput(Ref.COMMAND_UNKNOWN, detail="list")
        host, vm = line.rest[0], line.rest[1] if len(line.rest) > 1 else None
        asked.reply.privately(checking(host, asked.language))
        everything = "all" in line.flags
        listing = self._desk.services.checkpoints.list(asked.person, asked.place, host, vm, everything=everything)
        shown = listing_card(listing, vm, asked.language)
        if not ("share" in line.flags and asked.reply.publicly(shown)):
            asked.reply.privately(shown)

    def _hosts(self, asked: Asked) -> None:
        services = self._desk.services
        known = sorted(services.settings.hosts)
        seen = [host for host in known if services.gate.allows(asked.person, Right.LIST, host)]
        asked.reply.privately(hosts_card(seen, asked.language))

    def _help(self, asked: Asked) -> None:
        asked.reply.privately(help_card(asked.language))
