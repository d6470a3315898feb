"""Run by Alembic on the connection that `bot.store` hands in, inside its transaction and under its write lock."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
