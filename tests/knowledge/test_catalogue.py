import re

import pytest

from knowledge import catalogue, recognize
from knowledge.codes import sources_of_event
from knowledge.languages import Language
from knowledge.library import Library

JAPANESE = re.compile(r"[ぁ-ヺ一-鿿]")
ENTRIES = catalogue.entries()


def subject(entry):
    return entry.code.hex if entry.code else f"{entry.event.id} {entry.event.source}"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("none")).shelf(Language.EN)


def test_every_entry_is_about_one_code_or_one_event_and_no_other_is(shelf):
    """What is found under a code is never a matter of chance."""
    subjects = [subject(entry) for entry in ENTRIES]

    assert [] == [entry.message for entry in ENTRIES if bool(entry.code) == bool(entry.event)]
    assert len(set(subjects)) == len(subjects) == 400


def test_nothing_in_the_catalogue_has_an_article(shelf):
    """The catalogue is for what has no sourced fix; once an article knows one, the entry would only hide behind it."""
    events = {(event.id, event.source) for known, _ in shelf.codes() if (event := known) and hasattr(event, "source")}

    assert [] == [entry.code.hex for entry in ENTRIES if entry.code and shelf.find(entry.code)]
    assert [] == [subject(entry) for entry in ENTRIES if entry.event and (entry.event.id, entry.event.source) in events]


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.meanings], ids=subject)
def test_a_meaning_is_one_sentence_in_both_languages(entry):
    """Who reads only one of them gets no less."""
    english, japanese = entry.meanings[Language.EN], entry.meanings[Language.JA]

    assert english.endswith(".")
    assert not JAPANESE.search(english)
    assert japanese.endswith("。")
    assert 1 == japanese.count("。")
    assert JAPANESE.search(japanese)


@pytest.mark.parametrize("entry", ENTRIES, ids=subject)
def test_the_recogniser_finds_what_the_catalogue_knows(entry):
    """A number that we know needs no more than the talk of an error or an event."""
    if entry.code:
        assert [entry.code] == [finding.code for finding in recognize(f"Error {entry.code.hex.lower()} occurred")]
        assert entry.code.known
        assert entry == catalogue.find(entry.code)
    else:
        assert entry.event.source in sources_of_event(entry.event.id)
        assert entry in catalogue.find_events(entry.event.id)
