"""Run by Alembic on the connection that `bot.store` hands in, inside its transaction and under its write lock."""

from alembic import context
from sqlmodel import SQLModel

from bot.migrations import only_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_name=only_ours,
)
context.run_migrations()
