"""All tables, and the triggers that make the trail append-only."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Statements of the triggers are separated by lines that hold `--;;` alone: bodies contain semicolons."""
    _removals()
    _trail_and_small_tables()
    dialect = op.get_bind().dialect.name
    script = Path(__file__).with_name(f"0001_triggers.{dialect}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n--;;\n"):
        op.get_bind().exec_driver_sql(statement)


def _texts(*names: str, key: bool = False, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), primary_key=key, nullable=null) for name in names]


def _removals() -> None:
    op.create_table(
        "removal_request",
        *_texts("id", key=True),
        *_texts("state", "host", "vm_id", "vm_name"),
        sa.Column("standard", sa.Boolean(), nullable=False),
        *_texts("requester", "requester_name", "team", "channel"),
        *_texts("thread", null=True),
        *_texts("language"),
        *_texts("message_channel", "message_ts", null=True),
        *_texts("created_at", "expires_at"),
        *_texts("reason", "approver", "outcome", null=True),
        *_texts("detail", "told"),
    )
    is_open = sa.text("state IN ('requested', 'approved', 'running', 'merging', 'unknown')")
    op.create_index(
        "removal_request_one_open_per_vm",
        "removal_request",
        ["host", "vm_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("removal_request_state", "removal_request", ["state"])
    op.create_table(
        "planned_checkpoint",
        sa.Column("request_id", sa.Text(), sa.ForeignKey("removal_request.id"), primary_key=True, nullable=False),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        *_texts("checkpoint_id", "name"),
        sa.Column("type", sa.Integer(), nullable=False),
        *_texts("created"),
        sa.Column("size", sa.BigInteger(), nullable=True),
        *_texts("state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'removed', 'gone', 'kept', 'unknown')", name="planned_checkpoint_state_known"
        ),
    )


def _trail_and_small_tables() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        *_texts("at", "event", "outcome", "actor"),
        *_texts("actor_name", "team", "channel", "host", "vm", "checkpoint_id", "request_id", "reason", null=True),
        *_texts("detail", "prev_hash", "hash"),
        sa.CheckConstraint("id >= 1", name="audit_event_id_from_one"),
        sa.CheckConstraint("outcome IN ('ok', 'refused', 'failed', 'unknown')", name="audit_event_outcome_known"),
    )
    op.create_index("audit_event_at", "audit_event", ["at"])
    op.create_index("audit_event_request", "audit_event", ["request_id"])
    listed = _texts("host", "vm_id", "vm_name", "listed_at", "for_user")
    op.create_table("listing_entry", *_texts("id", key=True), *listed)
    op.create_index("listing_entry_listed_at", "listing_entry", ["listed_at"])
    op.create_table("seen_delivery", *_texts("key", key=True), *_texts("at"))
    op.create_table("answered_code", *_texts("channel", "thread", "code", key=True), *_texts("at"))
    op.create_table("switch", *_texts("name", key=True), *_texts("value", "by", "at"))
