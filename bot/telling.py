"""An error as sentences, the same on every surface: Slack, the command line, a log a person reads."""

from dataclasses import dataclass

from bot.errors import HvbotError, Ref
from bot.wording import say
from knowledge.languages import Language

# A fact that the raising code left out must not cost the person the sentence.
_FACTS = dict.fromkeys(("host", "vm", "candidates", "node", "request", "state", "detail", "faults"), "?")


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, whose turn it is, what they do next; `ref` is the same in every language."""

    ref: Ref
    what: str
    turn: str
    step: str
    reference: str


def tell(error: HvbotError, language: Language) -> Told:
    """The sentences of texts/*/errors.ftl for this error."""
    facts = _FACTS | error.facts
    key = f"error-{error.ref}"
    return Told(
        ref=error.ref,
        what=say(language, key, **facts),
        turn=say(language, f"turn-{error.turn}"),
        step=say(language, f"{key}.next", **facts),
        reference=say(language, "error-reference", reference=error.ref.value),
    )
