"""Check-ins at reception and the damage marked on them."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0010"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of check-ins."""
    _receptions()
    _reception_marks()


def _receptions() -> None:
    op.create_table(
        "receptions",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("plate", sa.String(length=12), nullable=True),
        sa.Column("vin", sa.String(length=20), nullable=True),
        sa.Column("vin_reason", sa.String(length=200), nullable=True),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=True),
        sa.Column("plate_moved", sa.Boolean(), nullable=False),
        sa.Column("car", sa.String(length=160), nullable=False),
        sa.Column("customer_id", base.IdType(length=16), nullable=True),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("appointment_id", base.IdType(length=16), nullable=True),
        sa.Column("odometer", sa.Integer(), nullable=True),
        sa.Column("odometer_unit", sa.String(length=2), nullable=False),
        sa.Column("odometer_answer", sa.String(length=12), nullable=False),
        sa.Column("odometer_reason", sa.String(length=200), nullable=True),
        sa.Column("odometer_id", base.IdType(length=16), nullable=True),
        sa.Column("fuel", sa.SmallInteger(), nullable=True),
        sa.Column("fuel_scale", sa.String(length=10), nullable=False),
        sa.Column("range_km", sa.Integer(), nullable=True),
        sa.Column("arrived_at", base.UtcType(), nullable=False),
        sa.Column("arrival", sa.String(length=8), nullable=False),
        sa.Column("sender_name", sa.String(length=100), nullable=True),
        sa.Column("sender_phone", sa.String(length=30), nullable=True),
        sa.Column("sender_owns", sa.Boolean(), nullable=False),
        sa.Column("consent_by", sa.String(length=8), nullable=False),
        sa.Column("pays", sa.String(length=8), nullable=False),
        sa.Column("walked", sa.Boolean(), nullable=False),
        sa.Column("lamps", sa.String(length=200), nullable=False),
        sa.Column("belongings", sa.String(length=200), nullable=False),
        sa.Column("valuables", sa.String(length=200), nullable=True),
        sa.Column("valuables_told", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=True),
        sa.Column("old_parts", sa.String(length=8), nullable=True),
        sa.Column("wash", sa.Boolean(), nullable=False),
        sa.Column("road_test", sa.Boolean(), nullable=False),
        sa.Column("consent_phone", sa.String(length=30), nullable=True),
        sa.Column("promised_at", base.UtcType(), nullable=True),
        sa.Column("estimate", sa.BigInteger(), nullable=True),
        sa.Column("advisor", sa.String(length=100), nullable=False),
        sa.Column("checked_at", base.UtcType(), nullable=True),
        sa.Column("order_id", base.IdType(length=16), nullable=True),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("left_reason", sa.String(length=200), nullable=True),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_receptions_vehicle_id")),
        sa.ForeignKeyConstraint(["odometer_id"], ["odometer_readings.id"], name=op.f("fk_receptions_odometer_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_receptions_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receptions")),
        sa.UniqueConstraint("number", name=op.f("uq_receptions_number")),
    )
    op.create_index(op.f("ix_receptions_customer_id"), "receptions", ["customer_id"], unique=False)
    op.create_index(op.f("ix_receptions_plate"), "receptions", ["plate"], unique=False)
    op.create_index(op.f("ix_receptions_vehicle_id"), "receptions", ["vehicle_id"], unique=False)


def _reception_marks() -> None:
    op.create_table(
        "reception_marks",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("reception_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("x", sa.SmallInteger(), nullable=False),
        sa.Column("y", sa.SmallInteger(), nullable=False),
        sa.Column("damage", sa.String(length=8), nullable=False),
        sa.Column("size_cm", sa.SmallInteger(), nullable=True),
        sa.Column("photo", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["reception_id"], ["receptions.id"], name=op.f("fk_reception_marks_reception_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reception_marks")),
    )
    op.create_index(op.f("ix_reception_marks_reception_id"), "reception_marks", ["reception_id"], unique=False)
