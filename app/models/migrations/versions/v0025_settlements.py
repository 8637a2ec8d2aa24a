"""Settlements with their lines, deliveries, what cash was given; the simple bill goes."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0025"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of settlements and deliveries; cars that left by the simple bill are closed orders."""
    _settlements()
    _deliveries()
    _settlement_lines()
    op.add_column("payments", sa.Column("given", sa.BigInteger(), nullable=True))
    op.add_column("payments", sa.Column("change", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("payments", sa.Column("rounded", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("payments", sa.Column("reason", sa.String(length=200), nullable=True))
    op.drop_column("work_orders", "bill")
    op.execute("UPDATE work_orders SET state = 'closed' WHERE state = 'released'")


def _settlements() -> None:
    op.create_table(
        "settlements",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("customer_id", base.IdType(length=16), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("vehicle_name", sa.String(length=160), nullable=False),
        sa.Column("came_from", sa.String(length=20), nullable=False),
        sa.Column("diagnosis", sa.BigInteger(), nullable=False),
        sa.Column("testing", sa.BigInteger(), nullable=False),
        sa.Column("processing", sa.BigInteger(), nullable=False),
        sa.Column("other", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("discount_reason", sa.String(length=200), nullable=True),
        sa.Column("rounding", sa.BigInteger(), nullable=False),
        sa.Column("warranty_km", sa.Integer(), nullable=False),
        sa.Column("warranty_days", sa.Integer(), nullable=False),
        sa.Column("precautions", sa.String(length=500), nullable=True),
        sa.Column("labour_amount", sa.BigInteger(), nullable=False),
        sa.Column("parts_amount", sa.BigInteger(), nullable=False),
        sa.Column("fees_amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("insurer_amount", sa.BigInteger(), nullable=False),
        sa.Column("own_cost", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", base.UtcType(), nullable=True),
        sa.Column("account_due", base.DayType(length=10), nullable=True),
        sa.Column("account_at", base.UtcType(), nullable=True),
        sa.Column("account_amount", sa.BigInteger(), nullable=False),
        sa.Column("invoice_type", sa.String(length=12), nullable=True),
        sa.Column("invoice_number", sa.String(length=20), nullable=True),
        sa.Column("invoice_title", sa.String(length=100), nullable=True),
        sa.Column("invoice_tax_no", sa.String(length=20), nullable=True),
        sa.Column("invoice_amount", sa.BigInteger(), nullable=True),
        sa.Column("invoice_on", base.DayType(length=10), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_settlements_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_settlements_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("number", name=op.f("uq_settlements_number")),
    )
    op.create_index(op.f("ix_settlements_customer_id"), "settlements", ["customer_id"], unique=False)
    op.create_index(op.f("ix_settlements_order_id"), "settlements", ["order_id"], unique=False)
    op.create_index(op.f("ix_settlements_plate"), "settlements", ["plate"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("settlement_id", base.IdType(length=16), nullable=False),
        sa.Column("odometer", sa.Integer(), nullable=True),
        sa.Column("odometer_reason", sa.String(length=200), nullable=True),
        sa.Column("road_test", sa.String(length=200), nullable=True),
        sa.Column("fuel", sa.SmallInteger(), nullable=True),
        sa.Column("fuel_reason", sa.String(length=200), nullable=True),
        sa.Column("explained", sa.Boolean(), nullable=False),
        sa.Column("looked", sa.Boolean(), nullable=False),
        sa.Column("found", sa.String(length=500), nullable=True),
        sa.Column("receiver", sa.String(length=100), nullable=False),
        sa.Column("next_service_km", sa.Integer(), nullable=True),
        sa.Column("next_service_on", base.DayType(length=10), nullable=True),
        sa.Column("warranty_from", base.DayType(length=10), nullable=True),
        sa.Column("delivered_at", base.UtcType(), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_deliveries_order_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_deliveries_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("order_id", name=op.f("uq_deliveries_order_id")),
    )


def _settlement_lines() -> None:
    op.create_table(
        "settlement_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("settlement_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=12), nullable=False),
        sa.Column("labour_line_id", base.IdType(length=16), nullable=True),
        sa.Column("part_line_id", base.IdType(length=16), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=True),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("free", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reduced", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=10), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("old_part", sa.Boolean(), nullable=False),
        sa.Column("warranty_km", sa.Integer(), nullable=False),
        sa.Column("warranty_days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["labour_line_id"], ["work_order_labour.id"], name=op.f("fk_settlement_lines_labour_line_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_settlement_lines_part_id")),
        sa.ForeignKeyConstraint(
            ["part_line_id"], ["work_order_parts.id"], name=op.f("fk_settlement_lines_part_line_id")
        ),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_settlement_lines_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_lines")),
    )
    op.create_index(op.f("ix_settlement_lines_settlement_id"), "settlement_lines", ["settlement_id"], unique=False)
