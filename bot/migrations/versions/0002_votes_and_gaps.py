"""Whether answers helped, and what was asked that no article answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds to what there is and changes none of it."""
    keys = [sa.Column(name, sa.Text(), primary_key=True, nullable=False) for name in ("answer", "article", "user")]
    op.create_table(
        "vote",
        *keys,
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
    )
    op.create_table(
        "gap",
        sa.Column("subject", sa.Text(), primary_key=True, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.Column("last_channel", sa.Text(), nullable=True),
    )
