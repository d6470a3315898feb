import pytest

from bot.errors import BadInput, Ref, SettingsError
from bot.wording import tell
from knowledge.languages import Language


@pytest.mark.parametrize("language", Language)
def test_every_fault_is_told_however_many_there_are(language: Language) -> None:
    """Fluent refuses long facts to guard against hostile sentences; ours are files, and only the facts are strange."""
    faults = [f"hvbot.toml: removal.key_{number}: unknown key" for number in range(300)]

    told = tell(SettingsError(faults), language)

    assert faults == [line for line in told.what.splitlines() if line in faults]


def test_a_long_fact_costs_nobody_the_sentence() -> None:
    """Whatever is typed, its sentence comes back with the next step."""
    assert "x" * 50_000 in tell(BadInput(Ref.COMMAND_UNKNOWN, detail="x" * 50_000), Language.EN).what
