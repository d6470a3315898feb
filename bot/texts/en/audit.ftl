# The trail on the command line.

help-audit = Read, check and export the trail
help-audit-list = Print the entries, oldest first; the reading becomes an entry itself

    All filters that are given must hold. Without any, everything is printed.
    .host = Only this host.
    .vm = Only the VM with exactly this name.
    .who = Only this Slack user id, or this name as it was recorded.
    .since = From then on: 7d (ago), 2026-11-22 (UTC) or 2026-11-22T07:05:00Z.
    .until = Up to then, a whole day included.
    .event = Only this event, for example removal.finished.
    .outcome = ok, refused, failed or unknown.
    .request = Only this request, for example R-7KQ2M9XD.
    .limit = Only the newest N of them.
help-audit-verify = Check that no entry was changed, taken out or cut off; exit 1 names the first bad one
    .head = A head noted earlier; if it is gone, the end was cut off.
help-audit-export = Write the whole trail for auditors; the export becomes an entry itself

    jsonl holds every text as it was hashed. csv opens in Excel, with Japanese text intact; a text that Excel would run as a formula gets an apostrophe in front.
    .format = csv or jsonl.
    .out = Write to this file instead of standard output; it appears once it is complete.

audit-sound =
    The trail is sound: { $rows } entries.
    Head: { $head }
audit-changed = Bad entry: { $id }. It was changed after it was written, or the entry before it was. The { $rows } entries before it are sound. Keep a copy of the database and compare it with an earlier export.
audit-missing = Bad entry: { $id }. It was taken out; later entries are there. The { $rows } entries before it are sound. Keep a copy of the database and compare it with an earlier export.
audit-cut = Bad entry: { $id }. The head you gave is nowhere in the trail: what followed the { $rows } entries was cut off, or the trail was written anew. Keep a copy of the database and compare it with an earlier export.
audit-unreadable = Bad entry: { $id }. The database cannot be read from there on. The { $rows } entries before it are sound. Keep a copy of the database and restore the latest backup.
audit-head = A head is 64 characters from 0-9 and a-f, as “hvbot audit verify” prints it.
audit-out = { $path } cannot be written ({ error-cause }). Check the folder and its rights, or give another path.
