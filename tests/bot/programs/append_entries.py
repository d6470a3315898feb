"""Opens the database argv[1] once a line comes in, appends argv[2] entries, a transaction each, from two threads."""

import sys
from threading import Thread

from bot.audit import Entry, Event, Outcome, append
from bot.store import open_store
from bot.values import utc_now

ENTRY = Entry(event=Event.ERROR_EXPLAINED, outcome=Outcome.OK, actor="system")

print("ready", flush=True)  # noqa: T201  (the test waits for this line)
sys.stdin.readline()
store = open_store(sys.argv[1])


def work() -> None:
    for _ in range(int(sys.argv[2]) // 2):
        with store.writing() as session:
            append(session, ENTRY, utc_now())


threads = [Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
store.close()
