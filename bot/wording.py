"""Every sentence a person reads, by key and language, from the Fluent files under `bot/texts`."""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from knowledge.languages import Language


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
    sentence, faults = _bundle(language).format_pattern(pattern, facts)
    if faults:
        raise ValueError(f"{language}/{key}: {faults}")
    return str(sentence)


@cache
def _bundle(language: Language) -> FluentBundle:
    # use_isolating would put invisible marks around names, which people then copy together with the name.
    bundle = FluentBundle([language.value], use_isolating=False)
    for path in sorted(files("bot").joinpath("texts", language.value).iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle
