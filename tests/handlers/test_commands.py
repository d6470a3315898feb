import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput, Ref
from handlers.commands import parse

PAIRS = [('"', '"'), ("'", "'"), ("“", "”"), ("„", "“"), ("‘", "’")]
PLAIN = st.text(st.characters(exclude_characters="\"'“”„‘’=&<>-—–", exclude_categories=["Cs"]), min_size=1)
WORDS = PLAIN.filter(lambda text: not any(character.isspace() for character in text))


@pytest.mark.parametrize(
    ("text", "words", "flags"),
    [
        ("", (), set()),
        (" \u00a0 ", (), set()),
        ("list hv01", ("list", "hv01"), set()),
        ("list\u00a0hv01\u3000--all", ("list", "hv01"), {"all"}),
        ("list hv01 —all ––share", ("list", "hv01"), {"all", "share"}),
        ('remove hv01 "SQL  Server 01"', ("remove", "hv01", "SQL  Server 01"), set()),
        ("remove hv01 “SQL Server 01”", ("remove", "hv01", "SQL Server 01"), set()),
        ('remove hv01 “it\'s "the" one”', ("remove", "hv01", 'it\'s "the" one'), set()),
        ("remove hv01 O'Brien", ("remove", "hv01", "O'Brien"), set()),
        ('remove hv01 "--all"', ("remove", "hv01", "--all"), set()),
        ('remove hv01 ""', ("remove", "hv01", ""), set()),
        ("list <http://hv01.corp|hv01.corp>", ("list", "hv01.corp"), set()),
        ("list <http://evil.example|hv01.corp>", ("list", "<http://evil.example|hv01.corp>"), set()),
        ('remove hv01 "R&amp;D &lt;1&gt;"', ("remove", "hv01", "R&D <1>"), set()),
        ('host=hv01 who="Olivia B" since=7d', ("host=hv01", "who=Olivia B", "since=7d"), set()),
        ("list hv\x0001 🙂", ("list", "hv\x0001", "🙂"), set()),
    ],
)
def test_a_line_is_taken_apart_into_words_and_flags(text: str, words: tuple[str, ...], flags: set[str]):
    """Names come out exactly as typed, whatever the keyboard or Slack made of spaces, quotes, dashes and dots."""
    line = parse(text)

    assert (words, frozenset(flags)) == (line.words, line.flags)


@pytest.mark.parametrize(
    "text", ['remove hv01 "SQL', 'remove hv01 “SQL Server"', "remove ‘a'", 'remove hv01 "SQL"01', 'who="a']
)
def test_a_quote_that_is_not_closed_by_its_own_kind_is_refused(text: str):
    """Guessing where a name ends could name another VM."""
    with pytest.raises(BadInput) as caught:
        parse(text)

    assert caught.value.ref == Ref.COMMAND_QUOTES


@given(st.lists(WORDS))
def test_bare_words_come_back_as_they_were(words: list[str]):
    """Nothing is normalised, lower-cased or dropped."""
    assert tuple(words) == parse(" ".join(words)).words


@given(PLAIN, st.sampled_from(PAIRS))
def test_inside_quotes_every_character_is_kept(name: str, pair: tuple[str, str]):
    """A name with spaces, tabs, NUL or emoji inside quotes is one word, unchanged."""
    assert ("remove", name) == parse(f"remove {pair[0]}{name}{pair[1]}").words


@given(st.text(max_size=300) | st.text("\"'“”„‘’ =-—&<>a", max_size=40))
def test_any_text_parses_or_is_refused_in_words(text: str):
    """No text brings the parser down, and quotes are all that it refuses."""
    try:
        line = parse(text)
    except BadInput as error:
        found: object = error.ref
    else:
        found = bool(line.words or line.flags)

    assert found in {Ref.COMMAND_QUOTES, bool(text.strip())}


def test_the_verb_ignores_case_and_surplus_is_named():
    """A flag or word that a command does not know is refused by name instead of being ignored."""
    line = parse("LIST hv01 vm surplus --al")

    assert line.verb == "list"
    with pytest.raises(BadInput, match="--al"):
        line.allow("all", words=3)
    with pytest.raises(BadInput, match="surplus"):
        parse("list hv01 vm surplus").allow(words=2)
    line.allow("al", words=3)
