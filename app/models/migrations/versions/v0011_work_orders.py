"""Work orders with their revisions, the workshop's notes, payments, the contact log."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0011"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    _contact_log()
    _work_orders()
    _diagnoses()
    _needed_parts()
    _payments()
    _technical_advice()
    _work_order_labour()
    _work_order_parts()
    _work_order_revisions()
    _labour_shares()
    _work_times()
    op.add_column("users", sa.Column("hv_until", base.DayType(length=10), nullable=True))


def _contact_log() -> None:
    op.create_table(
        "contact_log",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_contact_log")),
    )
    op.create_index("ix_contact_log_document", "contact_log", ["kind", "document_id"], unique=False)
    op.create_index("uq_contact_log_origin", "contact_log", ["station", "origin_seq"], unique=True)


def _work_orders() -> None:
    op.create_table(
        "work_orders",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reception_id", base.IdType(length=16), nullable=True),
        sa.Column("customer_id", base.IdType(length=16), nullable=False),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("vin", sa.String(length=20), nullable=False),
        sa.Column("vehicle_name", sa.String(length=160), nullable=False),
        sa.Column("sender_name", sa.String(length=100), nullable=True),
        sa.Column("sender_phone", sa.String(length=30), nullable=True),
        sa.Column("consent_phone", sa.String(length=30), nullable=True),
        sa.Column("odometer", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=12), nullable=False),
        sa.Column("complaint", sa.String(length=1000), nullable=False),
        sa.Column("old_parts", sa.String(length=8), nullable=True),
        sa.Column("promised_at", base.UtcType(), nullable=True),
        sa.Column("advisor_id", base.IdType(length=16), nullable=True),
        sa.Column("bay", sa.String(length=40), nullable=True),
        sa.Column("strict", sa.Boolean(), nullable=False),
        sa.Column("road_test", sa.Boolean(), nullable=False),
        sa.Column("other_amount", sa.BigInteger(), nullable=False),
        sa.Column("labour_amount", sa.BigInteger(), nullable=False),
        sa.Column("parts_amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_amount", sa.BigInteger(), nullable=False),
        sa.Column("total_amount", sa.BigInteger(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("agreed_amount", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("bill", sa.JSON(), nullable=True),
        sa.Column("bill_total", sa.BigInteger(), nullable=True),
        sa.Column("billed_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["advisor_id"], ["users.id"], name=op.f("fk_work_orders_advisor_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_work_orders_customer_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_work_orders_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_work_orders_number")),
    )
    op.create_index(op.f("ix_work_orders_customer_id"), "work_orders", ["customer_id"], unique=False)
    op.create_index(op.f("ix_work_orders_plate"), "work_orders", ["plate"], unique=False)
    op.create_index(op.f("ix_work_orders_reception_id"), "work_orders", ["reception_id"], unique=False)
    op.create_index(op.f("ix_work_orders_vehicle_id"), "work_orders", ["vehicle_id"], unique=False)


def _diagnoses() -> None:
    op.create_table(
        "diagnoses",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("symptom", sa.String(length=500), nullable=False),
        sa.Column("cause", sa.String(length=500), nullable=False),
        sa.Column("remedy", sa.String(length=500), nullable=False),
        sa.Column("needs_nothing", sa.Boolean(), nullable=False),
        sa.Column("found_by", base.IdType(length=16), nullable=True),
        sa.Column("found_at", base.UtcType(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_diagnoses_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnoses")),
    )
    op.create_index(op.f("ix_diagnoses_order_id"), "diagnoses", ["order_id"], unique=False)


def _needed_parts() -> None:
    op.create_table(
        "needed_parts",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("noted_by", base.IdType(length=16), nullable=True),
        sa.Column("noted_at", base.UtcType(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_needed_parts_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_needed_parts_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needed_parts")),
    )
    op.create_index(op.f("ix_needed_parts_order_id"), "needed_parts", ["order_id"], unique=False)


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("customer_id", base.IdType(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=True),
        sa.Column("taken_at", base.UtcType(), nullable=False),
        sa.Column("reversed_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_payments_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_payments_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("number", name=op.f("uq_payments_number")),
    )
    op.create_index(op.f("ix_payments_customer_id"), "payments", ["customer_id"], unique=False)
    op.create_index(op.f("ix_payments_order_id"), "payments", ["order_id"], unique=False)


def _technical_advice() -> None:
    op.create_table(
        "technical_advice",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("asked_by", base.IdType(length=16), nullable=True),
        sa.Column("asked_at", base.UtcType(), nullable=False),
        sa.Column("advice", sa.String(length=1000), nullable=False),
        sa.Column("advised_by", base.IdType(length=16), nullable=True),
        sa.Column("advised_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_technical_advice_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technical_advice")),
    )
    op.create_index(op.f("ix_technical_advice_order_id"), "technical_advice", ["order_id"], unique=False)


def _work_order_labour() -> None:
    op.create_table(
        "work_order_labour",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("labour_id", base.IdType(length=16), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("payer", sa.String(length=10), nullable=False),
        sa.Column("important", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("replaces", base.IdType(length=16), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["labour_id"], ["labour_items.id"], name=op.f("fk_work_order_labour_labour_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_work_order_labour_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order_labour")),
    )
    op.create_index(op.f("ix_work_order_labour_order_id"), "work_order_labour", ["order_id"], unique=False)


def _work_order_parts() -> None:
    op.create_table(
        "work_order_parts",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("payer", sa.String(length=10), nullable=False),
        sa.Column("old_part", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("replaces", base.IdType(length=16), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_work_order_parts_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_work_order_parts_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order_parts")),
    )
    op.create_index(op.f("ix_work_order_parts_order_id"), "work_order_parts", ["order_id"], unique=False)


def _work_order_revisions() -> None:
    op.create_table(
        "work_order_revisions",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("sheet_hash", sa.String(length=64), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("promised_at", base.UtcType(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("issued_at", base.UtcType(), nullable=False),
        sa.Column("issued_by", base.IdType(length=16), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("answered_by", sa.String(length=100), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_at", base.UtcType(), nullable=True),
        sa.Column("heard_by", base.IdType(length=16), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_work_order_revisions_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order_revisions")),
        sa.UniqueConstraint("order_id", "number", name="uq_work_order_revisions_number"),
    )


def _labour_shares() -> None:
    op.create_table(
        "labour_shares",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("line_id", base.IdType(length=16), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["work_order_labour.id"], name=op.f("fk_labour_shares_line_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_labour_shares_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_shares")),
        sa.UniqueConstraint("line_id", "user_id", name="uq_labour_shares_line_user"),
    )
    op.create_index(op.f("ix_labour_shares_user_id"), "labour_shares", ["user_id"], unique=False)


def _work_times() -> None:
    op.create_table(
        "work_times",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("line_id", base.IdType(length=16), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=False),
        sa.Column("started_at", base.UtcType(), nullable=False),
        sa.Column("ended_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(
            ["line_id"], ["work_order_labour.id"], name=op.f("fk_work_times_line_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_work_times_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_times")),
    )
    op.create_index(op.f("ix_work_times_line_id"), "work_times", ["line_id"], unique=False)
    op.create_index(
        "uq_work_times_running",
        "work_times",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    # ### end Alembic commands ###
