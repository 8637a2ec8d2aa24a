"""Self-checks, inspections and comebacks."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the inspection sheets; adds to orders, items, clocks and people what self-check and rework keep."""
    _columns()
    _inspections()
    _lines()


def _columns() -> None:
    op.add_column("users", sa.Column("trial_until", base.DayType(length=10), nullable=True))
    op.add_column("work_orders", sa.Column("complained", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("work_orders", sa.Column("comeback_of", base.IdType(length=16), nullable=True))
    for name in ("comebacks", "reworks"):
        op.add_column("work_orders", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("work_order_labour", sa.Column("check", sa.String(length=8), nullable=True))
    op.add_column("work_order_labour", sa.Column("check_note", sa.String(length=200), nullable=True))
    op.add_column("work_order_labour", sa.Column("checked_by", base.IdType(length=16), nullable=True))
    op.add_column("work_order_labour", sa.Column("checked_at", base.UtcType(), nullable=True))
    op.add_column("work_order_labour", sa.Column("reworks", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("work_times", sa.Column("rework", sa.Boolean(), nullable=False, server_default=sa.false()))


def _inspections() -> None:
    op.create_table(
        "inspections",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("vehicle_name", sa.String(length=160), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("drawn", sa.Integer(), nullable=True),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("wanted_id", base.IdType(length=16), nullable=True),
        sa.Column("inspector_id", base.IdType(length=16), nullable=True),
        sa.Column("inspected_at", base.UtcType(), nullable=True),
        sa.Column("items_complete", sa.String(length=3), nullable=True),
        sa.Column("quality", sa.String(length=3), nullable=True),
        sa.Column("parts_correct", sa.String(length=3), nullable=True),
        sa.Column("clean", sa.String(length=3), nullable=True),
        sa.Column("driver", sa.String(length=100), nullable=True),
        sa.Column("drive_reason", sa.String(length=200), nullable=True),
        sa.Column("out_km", sa.Integer(), nullable=True),
        sa.Column("back_km", sa.Integer(), nullable=True),
        sa.Column("out_at", base.UtcType(), nullable=True),
        sa.Column("back_at", base.UtcType(), nullable=True),
        sa.Column("drive_result", sa.String(length=500), nullable=True),
        sa.Column("certificate", sa.String(length=40), nullable=True),
        sa.Column("certified", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_inspections_order_id")),
        sa.ForeignKeyConstraint(["wanted_id"], ["users.id"], name=op.f("fk_inspections_wanted_id")),
        sa.ForeignKeyConstraint(["inspector_id"], ["users.id"], name=op.f("fk_inspections_inspector_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
        sa.UniqueConstraint("number", name=op.f("uq_inspections_number")),
        sa.UniqueConstraint("order_id", "round", name="uq_inspections_order_round"),
    )
    op.create_index(op.f("ix_inspections_order_number"), "inspections", ["order_number"], unique=False)


def _lines() -> None:
    op.create_table(
        "inspection_items",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("inspection_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_id", base.IdType(length=16), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("people", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=5), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_items_inspection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_items")),
    )
    op.create_index(op.f("ix_inspection_items_inspection_id"), "inspection_items", ["inspection_id"], unique=False)
    op.create_table(
        "inspection_values",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("inspection_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("wanted", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_values_inspection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_values")),
    )
    op.create_index(op.f("ix_inspection_values_inspection_id"), "inspection_values", ["inspection_id"], unique=False)
