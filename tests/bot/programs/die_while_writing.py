"""Commits one entry to the database argv[1], writes a second without committing it, and waits to be killed."""

import sys

from bot.audit import Entry, Event, Outcome, append
from bot.store import open_store
from bot.values import utc_now

ENTRY = Entry(event=Event.REMOVAL_STARTED, outcome=Outcome.OK, actor="system")

store = open_store(sys.argv[1])
with store.writing() as session:
    append(session, ENTRY, utc_now())
with store.writing() as session:
    append(session, ENTRY, utc_now())
    print("inside", flush=True)  # noqa: T201  (the test waits for this line)
    sys.stdin.readline()
