"""Stock alerts and ABC runs."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    _stock_alerts()
    _abc_runs()
    _abc_lines()
    _abc_changes()


def _stock_alerts() -> None:
    op.create_table(
        "stock_alerts",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("on_order", sa.BigInteger(), nullable=False),
        sa.Column("safety", sa.BigInteger(), nullable=False),
        sa.Column("suggested", sa.BigInteger(), nullable=False),
        sa.Column("daily_use", sa.BigInteger(), nullable=False),
        sa.Column("days_of_supply", sa.BigInteger(), nullable=True),
        sa.Column("supplier_id", base.IdType(length=16), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("notified_by", base.IdType(length=16), nullable=True),
        sa.Column("notified_at", base.UtcType(), nullable=True),
        sa.Column("request_id", base.IdType(length=16), nullable=True),
        sa.Column("request_number", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("until", base.DayType(), nullable=True),
        sa.Column("resolved_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_stock_alerts_part_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_stock_alerts_supplier_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_stock_alerts_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_alerts")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_alerts_number")),
    )
    op.create_index(op.f("ix_stock_alerts_request_id"), "stock_alerts", ["request_id"], unique=False)
    op.create_index(
        "uq_stock_alerts_standing",
        "stock_alerts",
        ["part_id", "warehouse_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'resolved'"),
        postgresql_where=sa.text("state <> 'resolved'"),
    )


def _abc_runs() -> None:
    op.create_table(
        "abc_runs",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("method_version", sa.SmallInteger(), nullable=False),
        sa.Column("until", base.UtcType(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("count_a", sa.Integer(), nullable=False),
        sa.Column("count_b", sa.Integer(), nullable=False),
        sa.Column("count_c", sa.Integer(), nullable=False),
        sa.Column("count_new", sa.Integer(), nullable=False),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("applied_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abc_runs")),
        sa.UniqueConstraint("number", name=op.f("uq_abc_runs_number")),
    )


def _abc_lines() -> None:
    op.create_table(
        "abc_lines",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("run_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("criticality", sa.SmallInteger(), nullable=False),
        sa.Column("generic", sa.Boolean(), nullable=False),
        sa.Column("frequency", sa.String(length=6), nullable=False),
        sa.Column("value_class", sa.String(length=4), nullable=False),
        sa.Column("rule_class", sa.String(length=4), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("old_class", sa.String(length=4), nullable=True),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_abc_lines")),
    )
    op.create_index("ix_abc_lines_history", "abc_lines", ["part_id", "run_id"], unique=False)
    op.create_index("uq_abc_lines_origin", "abc_lines", ["station", "origin_seq"], unique=True)
    op.create_index("uq_abc_lines_part", "abc_lines", ["run_id", "part_id"], unique=True)


def _abc_changes() -> None:
    op.create_table(
        "abc_changes",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("run_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("abc_class", sa.String(length=4), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("locked_until", base.DayType(), nullable=True),
        sa.Column("changed_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_abc_changes_part_id")),
        sa.ForeignKeyConstraint(["run_id"], ["abc_runs.id"], name=op.f("fk_abc_changes_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abc_changes")),
        sa.UniqueConstraint("run_id", "part_id", name="uq_abc_changes_run_part"),
    )
    op.create_index(op.f("ix_abc_changes_part_id"), "abc_changes", ["part_id"], unique=False)
