"""Follow-up calls and cost runs."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates both, with the lines and the corrections of cost runs."""
    _follow_ups()
    _cost_runs()
    _cost_lines()
    _cost_fixes()


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", base.IdType(length=16), nullable=False),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.Column("customer_id", base.IdType(length=16), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("vehicle_name", sa.String(length=160), nullable=False),
        sa.Column("advisor_id", base.IdType(length=16), nullable=True),
        sa.Column("delivered_at", base.UtcType(), nullable=False),
        sa.Column("due", base.DayType(length=10), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("overall", sa.SmallInteger(), nullable=True),
        sa.Column("quality", sa.SmallInteger(), nullable=True),
        sa.Column("attitude", sa.SmallInteger(), nullable=True),
        sa.Column("timeliness", sa.SmallInteger(), nullable=True),
        sa.Column("price", sa.SmallInteger(), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=True),
        sa.Column("problem", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("called_by", base.IdType(length=16), nullable=True),
        sa.Column("called_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["advisor_id"], ["users.id"], name=op.f("fk_follow_ups_advisor_id")),
        sa.ForeignKeyConstraint(["called_by"], ["users.id"], name=op.f("fk_follow_ups_called_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_follow_ups_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("number", name=op.f("uq_follow_ups_number")),
    )
    op.create_index(op.f("ix_follow_ups_advisor_id"), "follow_ups", ["advisor_id"], unique=False)
    op.create_index(op.f("ix_follow_ups_customer_id"), "follow_ups", ["customer_id"], unique=False)
    op.create_index(op.f("ix_follow_ups_plate"), "follow_ups", ["plate"], unique=False)
    op.create_index(op.f("ix_follow_ups_source_id"), "follow_ups", ["source_id"], unique=False)


def _cost_runs() -> None:
    op.create_table(
        "cost_runs",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("calculated_at", base.UtcType(), nullable=True),
        sa.Column("closed_at", base.UtcType(), nullable=True),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("parts_revenue", sa.BigInteger(), nullable=False),
        sa.Column("parts_cost", sa.BigInteger(), nullable=False),
        sa.Column("labour_revenue", sa.BigInteger(), nullable=False),
        sa.Column("fees_revenue", sa.BigInteger(), nullable=False),
        sa.Column("warranty_cost", sa.BigInteger(), nullable=False),
        sa.Column("rework_cost", sa.BigInteger(), nullable=False),
        sa.Column("internal_cost", sa.BigInteger(), nullable=False),
        sa.Column("in_work_before", sa.BigInteger(), nullable=False),
        sa.Column("in_work_after", sa.BigInteger(), nullable=False),
        sa.Column("unallocated", sa.BigInteger(), nullable=False),
        sa.Column("unallocated_count", sa.Integer(), nullable=False),
        sa.Column("no_cost_count", sa.Integer(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("value_in", sa.BigInteger(), nullable=False),
        sa.Column("value_out", sa.BigInteger(), nullable=False),
        sa.Column("closing", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_runs")),
        sa.UniqueConstraint("number", name=op.f("uq_cost_runs_number")),
    )


def _cost_lines() -> None:
    op.create_table(
        "cost_lines",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("run_id", base.IdType(length=16), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("labour_line_id", base.IdType(length=16), nullable=True),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("work", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=12), nullable=False),
        sa.Column("brand", sa.String(length=50), nullable=False),
        sa.Column("advisor_id", base.IdType(length=16), nullable=True),
        sa.Column("nature", sa.String(length=8), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("parts_revenue", sa.BigInteger(), nullable=False),
        sa.Column("parts_cost", sa.BigInteger(), nullable=False),
        sa.Column("labour_revenue", sa.BigInteger(), nullable=False),
        sa.Column("fees_revenue", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_cost_lines")),
    )
    op.create_index("ix_cost_lines_run", "cost_lines", ["run_id", "nth"], unique=False)
    op.create_index("uq_cost_lines_origin", "cost_lines", ["station", "origin_seq"], unique=True)


def _cost_fixes() -> None:
    op.create_table(
        "cost_fixes",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("run_id", base.IdType(length=16), nullable=False),
        sa.Column("issue_line_id", base.IdType(length=16), nullable=False),
        sa.Column("labour_line_id", base.IdType(length=16), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("fixed_by", base.IdType(length=16), nullable=True),
        sa.Column("fixed_at", base.UtcType(), nullable=False),
        sa.ForeignKeyConstraint(["issue_line_id"], ["part_issue_lines.id"], name=op.f("fk_cost_fixes_issue_line_id")),
        sa.ForeignKeyConstraint(
            ["labour_line_id"], ["work_order_labour.id"], name=op.f("fk_cost_fixes_labour_line_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["cost_runs.id"], name=op.f("fk_cost_fixes_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_fixes")),
        sa.UniqueConstraint("issue_line_id", name="uq_cost_fixes_issue_line"),
    )
