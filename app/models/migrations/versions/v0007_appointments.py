"""Bays and appointments."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0007"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    _bays()
    _appointments()


def _bays() -> None:
    op.create_table(
        "bays",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bays")),
        sa.UniqueConstraint("code", name=op.f("uq_bays_code")),
    )


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("customer_id", base.IdType(length=16), nullable=True),
        sa.Column("customer_name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=True),
        sa.Column("booked_vehicle_id", base.IdType(length=16), nullable=True),
        sa.Column("car", sa.String(length=40), nullable=True),
        sa.Column("fault", sa.String(length=500), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("start", base.UtcType(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("advisor_id", base.IdType(length=16), nullable=True),
        sa.Column("bay_id", base.IdType(length=16), nullable=True),
        sa.Column("parts_wanted", sa.String(length=500), nullable=True),
        sa.Column("pick_up", sa.String(length=200), nullable=True),
        sa.Column("arrived_at", base.UtcType(), nullable=True),
        sa.Column("led_kind", sa.String(length=40), nullable=True),
        sa.Column("led_id", base.IdType(length=16), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["advisor_id"], ["users.id"], name=op.f("fk_appointments_advisor_id")),
        sa.ForeignKeyConstraint(["bay_id"], ["bays.id"], name=op.f("fk_appointments_bay_id")),
        sa.ForeignKeyConstraint(["booked_vehicle_id"], ["vehicles.id"], name=op.f("fk_appointments_booked_vehicle_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_appointments_customer_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_appointments_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("number", name=op.f("uq_appointments_number")),
    )
    op.create_index(op.f("ix_appointments_advisor_id"), "appointments", ["advisor_id"], unique=False)
    op.create_index(op.f("ix_appointments_customer_id"), "appointments", ["customer_id"], unique=False)
    op.create_index("ix_appointments_start", "appointments", ["start"], unique=False)
    op.create_index(op.f("ix_appointments_vehicle_id"), "appointments", ["vehicle_id"], unique=False)
