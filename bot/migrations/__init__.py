"""The schema's history. `env.py` is run by Alembic; `bot.store` runs Alembic."""

from sqlmodel import SQLModel

import bot.models  # noqa: F401  (fills SQLModel.metadata)


def only_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Keeps comparisons away from the tables that DBOS keeps in the same database."""
    return kind != "table" or name in SQLModel.metadata.tables
