import pytest

from bot.answers import Topic, explain, language_spoken
from bot.cards import CARD_LINES, Part, Tally, article_lines, card, full, plain
from bot.cli.ask import as_data
from knowledge.languages import Language
from knowledge.library import Library
from tests.knowledge.articles_for_tests import write_article

SEED_TEXT = (
    "Error Code: 0xA000971E - A recovery checkpoint cannot be created because Backup Exec detected another recovery "
    "checkpoint on the virtual machine 'FILESRV-01'.\nUMI Code: V-79-40960-38686"
)
STOP = "0x80048102"
KNOWN = "0x80070005"


@pytest.fixture
def library(tmp_path):
    """The built-in articles, one more about a Windows error and one with a stop sign."""
    write_article(tmp_path, "access-denied", code=KNOWN, title="Access denied")
    write_article(tmp_path, "fork-commit", code=STOP, title="Fork commit failed", more="stop = true")
    for source in ("Hyper-V-VMMS", "Hyper-V-Worker"):
        event = f'\n[[events]]\nid = 18590\nsource = "{source}"\n'
        code = "0xE0001111" if source == "Hyper-V-VMMS" else "0xE0001112"
        write_article(tmp_path, f"from-{source.lower()}", code=code, title=f"By {source}", more=event)
    return Library(tmp_path)


@pytest.fixture
def told(library):
    """Explains a text as a paste, or as asked for."""

    def explained(text, language=Language.EN, *, asked=False, answered=()):
        return explain(text, language, library, asked=asked, answered=answered)

    return explained


def parts(lines):
    return list(dict.fromkeys(line.part for line in lines))


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("text", ["", "The backup failed again last night.", "バックアップが失敗しました。", "\x00😀"])
def test_a_text_without_a_code_is_met_with_silence(told, text, asked):
    """No code, no answer, whoever asks."""
    assert told(text, asked=asked) is None


def test_a_paste_with_a_known_code_is_answered_once_per_code(told):
    """The UMI is another spelling of the same code, so it is no second topic."""
    answer = told(SEED_TEXT)

    assert answer is not None
    assert answer.article is not None
    assert answer.article.name == "recovery-checkpoint-left-behind"
    assert (answer.codes, answer.keys, answer.gaps) == (("0xA000971E",), ("0xA000971E",), ())


def test_an_unknown_windows_error_in_a_paste_is_left_alone(told):
    """A chat full of Windows errors must not make the bot talk; asked about it, it says what it can."""
    text = "The update failed with error 0x80070652."

    assert told(text) is None

    answer = told(text, asked=True)

    assert answer is not None
    assert answer.unknown
    assert any(line.text == "net helpmsg 1618" for line in card(answer))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Backup Exec error 0xE0009799", "0xE0009799"),
        ("V-79-57344-38809", "0xE0009799"),
        ("Final error: 0x80070652 - something", "0x80070652"),
    ],
)
def test_an_unknown_code_of_backup_exec_is_decoded_and_counted_as_a_gap(told, text, code):
    """Labelled as Backup Exec's, by its range, as a UMI or as the job's final error, it is said to be unknown."""
    answer = told(text)

    assert answer is not None
    assert answer.unknown
    assert answer.gaps == (code,)
    assert "no article about this code" in card(answer)[0].text
    assert card(answer)[1].text.startswith(code)


def test_the_final_error_comes_first(told):
    """The job log's last word is the best key, however many codes stand before it."""
    log = f"Error 0xA000971E\nWarning {KNOWN}\nJob Completion Status\nFinal error: 0xE0001112 - it failed"

    answer = told(log)

    assert answer is not None
    assert answer.codes == ("0xE0001112", "0xA000971E", KNOWN)


def test_an_unknown_final_error_comes_before_a_known_code(told):
    """What ended the job is the question; that another code is known is said in its line."""
    answer = told("Error 0xA000971E\nFinal error: 0x80070652 - something")

    assert answer is not None
    assert answer.codes == ("0x80070652", "0xA000971E")


def test_the_final_error_comes_first_in_japanese_too(told):
    """最終エラー is what the Japanese log says."""
    answer = told(f"エラー 0xA000971E\n最終エラー: {KNOWN} - 拒否されました", Language.JA)

    assert answer is not None
    assert answer.codes == (KNOWN, "0xA000971E")


def test_without_a_final_error_the_first_known_code_comes_first(told):
    """An unknown code before it is worth a line, not the whole card."""
    answer = told("Backup Exec errors: 0xE0009799, 0xA000971E, 0xE0009799")

    assert answer is not None
    assert answer.codes == ("0xA000971E", "0xE0009799")
    assert [line.text for line in card(answer) if line.part is Part.OTHER] == [
        "Also: 0xE0009799 · V-79-57344-38809: no article yet"
    ]


def test_a_sibling_is_related_and_never_the_same(told):
    """0xE000971E is unknown; that its sibling is known is said, in so many words."""
    answer = told("Backup Exec error 0xE000971E")

    assert answer is not None
    assert answer.unknown
    assert [topic.key for topic in answer.related] == ["0xA000971E"]
    assert answer.codes == ("0xE000971E",)
    assert "Related, not the same: 0xA000971E" in plain(full(answer))


def test_what_a_thread_has_been_told_is_not_told_again(told):
    """Only what is new is answered; nothing new is silence."""
    assert told(SEED_TEXT, answered={"0xA000971E"}) is None

    answer = told(f"{SEED_TEXT}\nError {KNOWN}", answered={"0xA000971E"})

    assert answer is not None
    assert answer.keys == (KNOWN,)


@pytest.mark.parametrize("text", [f"Error {STOP}", f"Error 0xA000971E and error {STOP}"])
def test_a_stop_sign_leads_the_card_wherever_its_code_stands(told, text):
    """Removal advice for one code must not be read before the warning about another."""
    answer = told(text)

    assert answer is not None
    for lines in (card(answer), full(answer)):
        assert lines[0].part is Part.STOP
        assert STOP in lines[0].text


def test_an_event_of_several_sources_names_its_candidates(told):
    """Without the source it cannot be known which article applies, so none is shown as the answer."""
    answer = told("Event ID: 18590")

    assert answer is not None
    assert answer.article is None
    assert not answer.unknown
    assert [line.text for line in card(answer) if line.part is Part.OTHER] == [
        "Source Hyper-V-VMMS: By Hyper-V-VMMS",
        "Source Hyper-V-Worker: By Hyper-V-Worker",
    ]


def test_an_event_with_its_source_gets_the_one_article(told):
    """The text that names the source decides."""
    answer = told("Log Name: Microsoft-Windows-Hyper-V-Worker-Admin\nEvent ID: 18590")

    assert answer is not None
    assert answer.article is not None
    assert answer.article.title == "By Hyper-V-Worker"
    assert answer.codes == ()


@pytest.mark.parametrize(
    "typed", ["0xA000971E", "a000971e", "V-79-40960-38686", "-1610574050", "2684393246", "`0xa000971e`", "15070"]
)
def test_a_code_typed_alone_needs_no_context_when_asked_for(told, typed):
    """Who types only a code after the command means a code."""
    answer = told(typed, asked=True)

    assert answer is not None
    assert answer.article is not None


@pytest.mark.parametrize("language", list(Language))
def test_a_card_has_at_most_ten_lines_in_the_contracts_order(told, language):
    """Meaning, spellings, cause, steps, commands, source; what does not fit is behind Details."""
    lines = card(told(SEED_TEXT, language))

    assert [Part.MEANING, Part.CODES, Part.CAUSE, Part.STEP, Part.COMMAND, Part.SOURCE] == parts(lines)
    assert len("\n".join(line.text for line in lines).splitlines()) <= CARD_LINES
    assert "0xA000971E · V-79-40960-38686" in [line.text for line in lines]


def test_a_card_stays_within_ten_lines_whatever_is_pasted(told):
    """Forty codes with a stop sign among them make a full card and a count, not forty lines."""
    codes = " ".join(f"0xE000{number:04X}," for number in range(0x7000, 0x7028))
    answer = told(f"Backup Exec errors: 0xA000971E, {codes} error {STOP}", asked=True)

    assert answer is not None
    assert len(answer.topics) == 42
    assert len("\n".join(line.text for line in card(answer)).splitlines()) <= CARD_LINES
    assert "40 more" in card(answer)[-1].text


def test_an_article_in_the_other_language_says_so(told):
    """The Japanese reader learns why the text is English."""
    answer = told(f"エラー {KNOWN}", Language.JA)

    assert answer is not None
    assert "英語版しかありません" in card(answer)[0].text


def test_details_hold_the_whole_article(library):
    """What the card leaves out is there: every step, both removals with their notes, sections and the vendor."""
    article = library.shelf(Language.JA).find("recovery-checkpoint-left-behind")

    texts = [line.text for line in article_lines(Language.JA, article)]

    body = article.body
    assert set(body.steps) <= {text.partition(". ")[2] for text in texts}
    assert {command.text for command in body.commands} | {command.note for command in body.commands} <= set(texts)
    assert {section.title for section in body.sections} <= set(texts)
    assert set(body.vendor) <= set(texts)


def test_data_keeps_its_keys_for_known_and_unknown_codes_alike(told):
    """A program that reads it need not guess which keys exist."""
    known, unknown = as_data(told(SEED_TEXT)), as_data(told("Backup Exec error 0xE0009799"))

    assert known.keys() == unknown.keys()
    assert {"language", "codes", "article", "title", "meaning", "cause", "steps", "commands", "source", "reviewed",
            "unknown", "others", "names"} <= known.keys()  # fmt: skip
    assert (known["code"], known["umi"], known["unknown"]) == ("0xA000971E", "V-79-40960-38686", False)
    assert (unknown["code"], unknown["article"], unknown["unknown"]) == ("0xE0009799", None, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("0xA000971E", None),
        ("V-79-40960-38686", None),
        ("a000971e", None),
        ("job failed with 0xA000971E", Language.EN),
        ("0xA000971E で失敗しました", Language.JA),
    ],
)
def test_a_bare_code_is_of_no_language(text, language):
    """Its letters are no English, so the reader's own language decides."""
    assert language_spoken(text) is language


CATALOGUED = "0x80042310"


def test_a_code_of_the_catalogue_says_its_message_and_that_no_fix_is_known(told):
    """The meaning leads, the literal message follows, nothing is made up, and the missing article is counted."""
    answer = told(CATALOGUED, asked=True)

    assert answer is not None
    assert (False, (CATALOGUED,)) == (answer.unknown, answer.gaps)
    assert [Part.MEANING, Part.CODES, Part.TEXT, Part.SOURCE] == parts(card(answer))
    assert "VSS_E_CORRUPT_XML_DOCUMENT" in plain(card(answer))
    assert "no source that names a fix" in plain(card(answer))


def test_a_meaning_of_the_catalogue_is_in_the_readers_language(told):
    """A reader of Japanese gets the sentence in Japanese and the literal message as it stands in the log."""
    answer = told(CATALOGUED, Language.JA, asked=True)

    assert answer is not None
    assert answer.lead.entry is not None
    assert answer.lead.entry.meanings[Language.JA] == card(answer)[0].text
    assert "VSS_E_CORRUPT_XML_DOCUMENT" in plain(card(answer))


def test_a_code_without_a_meaning_shows_its_message_once(told):
    """The message then stands where the meaning would, not in two lines."""
    answer = told("0x8004232F", asked=True)

    assert answer is not None
    assert 1 == plain(card(answer)).count("VSS_E_NOT_SUPPORTED")


def test_a_pasted_code_that_only_the_catalogue_knows_is_left_alone(told):
    """Without a fix there is nothing worth a reply to a paste; beside a code with an article it is worth a line."""
    assert told(f"VSS error {CATALOGUED}") is None

    answer = told(f"VSS error {CATALOGUED}, then error 0xA000971E")

    assert answer is not None
    assert ("0xA000971E", CATALOGUED) == answer.codes
    assert 1 == sum(CATALOGUED in line.text for line in card(answer))


def test_an_event_id_names_its_candidates_of_articles_and_catalogue_by_source(told):
    """The number alone leaves every source open; a text that names the source or log gets only that one."""
    answer = told("Event ID: 6", asked=True)

    assert answer is not None
    assert {"Hyper-V-IcSvc", "Hyper-V-StorVSP", "VHDMP", "VSS", "volsnap"} == set(answer.lead.sources)
    assert ("event:6",) == answer.gaps

    answer = told("Source: VSS\nEvent ID: 6", asked=True)

    assert answer is not None
    assert ("VSS",) == answer.lead.sources
    assert ("event:6:VSS",) == answer.gaps
    assert "COM classes" in card(answer)[0].text


LOG = """\
Log Name:      Application
Source:        VSS
Event ID:      6
Log Name:      System
Source:        volsnap
Event ID:      25
"""


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (LOG, {6: ("VSS",), 25: ("volsnap",)}),
        ("event 6 (VSS) and event 25 (volsnap)", {6: ("VSS",), 25: ("volsnap",)}),
        ("Both are in the volsnap log: event ID 6, event ID 25", {6: ("volsnap",), 25: ("volsnap",)}),
        ("Event ID: 6, Source: outlook", {6: ()}),
    ],
)
def test_each_event_of_a_log_has_its_own_source(told, text, sources):
    """The source that stands beside the number counts, not the one of the next event."""
    answer = told(text, asked=True)

    assert answer is not None
    assert sources == {topic.event_id: topic.sources for topic in answer.topics}


def test_a_card_with_many_candidates_still_has_ten_lines(told):
    """What does not fit is counted in the last line."""
    names = " ".join(f"Event ID: {number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15))
    answer = told(names, asked=True)

    assert answer is not None
    assert len(card(answer)) <= CARD_LINES


@pytest.mark.parametrize("gap", ["0xA0001234", "event:6", "event:6:VSS", "event:6:A: B"])
def test_what_a_gap_names_is_found_again(gap):
    """The name is what is stored and what a button carries."""
    assert gap == Topic.of_gap(gap).gap


@pytest.mark.parametrize("text", ["", "event:", "event:six", "0xA0", "event"])
def test_what_names_no_gap_is_refused(text):
    """A button's value comes from outside."""
    with pytest.raises(ValueError, match=r".*"):
        Topic.of_gap(text)


@pytest.mark.parametrize(("votes", "said"), [(4, False), (5, True)])
def test_the_card_tells_of_votes_once_there_are_five(told, votes, said):
    """On the line of the source, so that the card grows by no line."""
    answer = told(SEED_TEXT)
    lines = card(answer, Tally(3, votes))

    assert len(card(answer)) == len(lines)
    assert said == lines[-1].text.endswith(f" · helped 3 of {votes} times here")
    assert said == ("helped" in lines[-1].text)
    assert lines[-1].part is Part.SOURCE


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        ("vendor_article", "from a vendor's article"),
        ("vendor_reference", "from the vendor's reference"),
        ("forum", "not confirmed by the vendor"),
        ("message_only", "only the message is known"),
    ],
)
def test_an_answer_says_how_well_its_facts_are_supported(tmp_path, confidence, words):
    """Whoever acts on an answer must know whether the vendor says so or somebody in a forum."""
    path = write_article(tmp_path, "unsure", code="0xE0001113")
    path.write_text(path.read_text(encoding="utf-8").replace("vendor_article", confidence), encoding="utf-8")

    answer = explain("0xE0001113", Language.EN, Library(tmp_path), asked=True)

    assert answer is not None
    assert [words in line.text for line in card(answer) if line.part is Part.SOURCE] == [True]
