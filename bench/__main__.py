"""`make bench`: how long the things take that a person waits for. Figures to compare by, no pass and no fail."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import recognize as recogniser
from bot import audit
from bot.answers import explain
from bot.audit import Entry, Event, Outcome
from bot.settings import Settings
from bot.store import Store, open_store
from bot.trail import Filters, Trail
from bot.values import utc_now
from knowledge import recognize
from knowledge.languages import Language
from knowledge.library import Library

PASTE = "Final error: 0xe000971e - A failure occurred. V-79-57344-38686 Snapshot technology error on VM 'sql01'.\n"
LONG = PASTE * (40_000 // len(PASTE))  # the longest message Slack delivers
NO_CODE = ("0x" + "f" * 7 + " V-79-") * 2_900  # what almost looks like codes costs most
ROWS = 2_000
SLACK = 3.0  # seconds until Slack gives a payload up


def median(action: Callable[[], object], repeats: int) -> float:
    """Seconds of the middle one of so many runs."""
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def report(what: str, seconds: float) -> None:
    """One line of the table."""
    print(f"{what:<58} {seconds * 1000:>10.2f} ms")


def program() -> None:
    """What the command line costs before it does anything."""
    command = [sys.executable, "-m", "bot", "--version"]
    report("start of hvbot", median(lambda: subprocess.run(command, check=True, capture_output=True), 5))
    report("configuration checked", median(Settings.default, 20))
    report("articles read and checked", median(lambda: Library(Path("no-articles")), 5))


def answers() -> None:
    """From a message to its answer, without Slack."""
    library = Library(Path("no-articles"))
    report("codes found in a pasted line", median(lambda: recognize(PASTE), 200))
    report(f"codes found in {len(LONG):,} characters full of them", median(lambda: recognize(LONG), 5))
    report(f"codes found in {len(NO_CODE):,} characters of near misses", median(lambda: recognize(NO_CODE), 5))
    report("answer to a pasted line", median(lambda: explain(PASTE, Language.EN, library, asked=True), 100))


def trail(folder: Path) -> None:
    """The database under an entry, and the whole chain checked again."""
    store = open_store(f"sqlite:///{folder}/bench.db")
    report("entry of the trail written and safe on disk", median(lambda: append(store), ROWS))
    reader, reading = Trail(store, utc_now), Entry(event=Event.AUDIT_READ, outcome=Outcome.OK, actor="system")
    report(f"chain of {ROWS:,} entries checked", median(reader.verify, 3))
    report("last 20 entries listed", median(lambda: list(reader.read(reading, Filters(limit=20))), 20))
    store.close()


def append(store: Store) -> None:
    """One entry in a transaction of its own."""
    entry = Entry(event=Event.ERROR_EXPLAINED, outcome=Outcome.OK, actor="system", detail={"codes": ["0xE000971E"]})
    with store.writing() as session:
        audit.append(session, entry, utc_now())


def main() -> None:
    """Everything, in a folder that is gone afterwards."""
    print(f"Python {sys.version.split()[0]} · Slack waits {SLACK:.0f} s for an acknowledgement · medians")
    program()
    answers()
    with tempfile.TemporaryDirectory() as folder:
        trail(Path(folder))
    recogniser.main()


if __name__ == "__main__":
    main()
