"""Every sentence a person reads, by key and language, from the Fluent files under `bot/texts`."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType

from bot.errors import HvbotError
from knowledge.languages import Language

# A fact that the code which raised an error left out must not cost the person the sentence.
_FACTS = dict.fromkeys(
    ("host", "vm", "candidates", "node", "request", "state", "detail", "faults", "program", "article", "field"), "?"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, whose turn it is, what they do next; the reference is the same in every language."""

    what: str
    turn: str
    step: str
    reference: str


class _Fact(str, FluentType):
    """Text that goes into a sentence as it is; of other text Fluent refuses more than 2,500 characters."""

    def format(self, _locale: object) -> str:  # type: ignore[override]  # FluentType has it, str another one
        return self


def say(language: Language, key: str, **facts: str | int) -> str:
    """The sentence `key` (`message` or `message.attribute`) with its facts filled in.

    Ids, codes and event numbers are passed as text: Fluent groups the digits of numbers. Raises KeyError for a sentence
    that does not exist and ValueError for a fact that is missing: both are mistakes of ours that the tests find.
    """
    name, _, attribute = key.partition(".")
    message = _bundle(language).get_message(name)
    pattern = message.attributes[attribute] if attribute else message.value
    if pattern is None:
        raise KeyError(key)
    if isinstance(detail := facts.get("detail"), str):  # by which `error-cause` knows what others say in English
        facts["cause"] = re.sub("[^a-z]+", "-", detail.rpartition(": ")[2].lower())
    given = {fact: _Fact(value) if isinstance(value, str) else value for fact, value in facts.items()}
    sentence, faults = _bundle(language).format_pattern(pattern, given)
    if faults:
        raise ValueError(f"{language}/{key}: {faults}")
    return str(sentence)


def tell(error: HvbotError, language: Language) -> Told:
    """The error as sentences of texts/*/errors.ftl, the same on every surface."""
    facts, key = _FACTS | error.facts, f"error-{error.ref}"
    return Told(
        what=say(language, key, **facts),
        turn=say(language, f"turn-{error.ref.turn}"),
        step=say(language, f"{key}.next", **facts),
        reference=say(language, "error-reference", reference=error.ref.value),
    )


@cache
def _bundle(language: Language) -> FluentBundle:
    # use_isolating would put invisible marks around names, which people then copy together with the name.
    bundle = FluentBundle([language.value], use_isolating=False)
    for path in sorted(files("bot").joinpath("texts", language.value).iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle
