"""Says whether the Python that runs this can run hvbot: one word for the shell, then what explains it."""

import sys
from importlib.util import find_spec


def verdict():
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if sys.version_info < (3, 11):
        return f"old {version}"
    if find_spec("_sqlite3") is None:
        return f"no-sqlite {version}"
    from sqlite3 import sqlite_version, sqlite_version_info

    # From 3.12 on the workflow engine asks SQLite for unixepoch('subsec'), which came with 3.42; on 3.11 it does not.
    if sqlite_version_info < ((3, 42) if sys.version_info >= (3, 12) else (3, 37)):
        return f"old-sqlite {version} {sqlite_version}"
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        return f"no-venv {version}"
    return f"fine {version}"


print(verdict())
