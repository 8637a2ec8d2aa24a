"""The calendar, customers and vehicles."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0006"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables."""
    _calendar_years()
    _customers()
    _opening_hours()
    _customer_index()
    _vehicles()
    _cluster_changes()
    _odometer_readings()
    _owner_spells()
    _past_visits()
    _plate_spells()
    _vehicle_index()


def _calendar_years() -> None:
    op.create_table(
        "calendar_years",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_years")),
        sa.UniqueConstraint("year", name=op.f("uq_calendar_years_year")),
    )


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("salutation", sa.String(length=20), nullable=True),
        sa.Column("mobile", sa.String(length=30), nullable=True),
        sa.Column("landline", sa.String(length=30), nullable=True),
        sa.Column("contact", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=100), nullable=True),
        sa.Column("uscc", sa.String(length=20), nullable=True),
        sa.Column("invoice_title", sa.String(length=100), nullable=True),
        sa.Column("tax_no", sa.String(length=20), nullable=True),
        sa.Column("bank", sa.String(length=100), nullable=True),
        sa.Column("price_level", sa.String(length=10), nullable=False),
        sa.Column("on_account", sa.Boolean(), nullable=False),
        sa.Column("credit_limit", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(length=100), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("consent_on", base.DayType(length=10), nullable=True),
        sa.Column("erase_asked_on", base.DayType(length=10), nullable=True),
        sa.Column("merged_into", base.IdType(length=16), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["customers.id"], name=op.f("fk_customers_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("number", name=op.f("uq_customers_number")),
    )
    op.create_index(op.f("ix_customers_merged_into"), "customers", ["merged_into"], unique=False)


def _opening_hours() -> None:
    op.create_table(
        "opening_hours",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("called", sa.String(length=20), nullable=False),
        sa.Column("weekday", sa.String(length=1), nullable=True),
        sa.Column("day", base.DayType(length=10), nullable=True),
        sa.Column("opens", sa.String(length=5), nullable=True),
        sa.Column("closes", sa.String(length=5), nullable=True),
        sa.Column("break_from", sa.String(length=5), nullable=True),
        sa.Column("break_until", sa.String(length=5), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
        sa.UniqueConstraint("called", name=op.f("uq_opening_hours_called")),
    )


def _customer_index() -> None:
    op.create_table(
        "customer_index",
        sa.Column("customer_id", base.IdType(length=16), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_index_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_index")),
    )
    op.create_index(op.f("ix_customer_index_sort_name"), "customer_index", ["sort_name"], unique=False)


def _vehicles() -> None:
    op.create_table(
        "vehicles",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("called", sa.String(length=40), nullable=False),
        sa.Column("plate", sa.String(length=12), nullable=True),
        sa.Column("plate_kind", sa.String(length=12), nullable=False),
        sa.Column("plate_colour", sa.String(length=10), nullable=True),
        sa.Column("plate_reason", sa.String(length=200), nullable=True),
        sa.Column("vin", sa.String(length=20), nullable=True),
        sa.Column("vin_reason", sa.String(length=200), nullable=True),
        sa.Column("brand", sa.String(length=50), nullable=True),
        sa.Column("series", sa.String(length=100), nullable=True),
        sa.Column("model_year", sa.SmallInteger(), nullable=True),
        sa.Column("fuel_kind", sa.String(length=10), nullable=True),
        sa.Column("fuel_scale", sa.String(length=10), nullable=False),
        sa.Column("engine_no", sa.String(length=30), nullable=True),
        sa.Column("displacement", sa.String(length=20), nullable=True),
        sa.Column("gearbox", sa.String(length=20), nullable=True),
        sa.Column("colour", sa.String(length=20), nullable=True),
        sa.Column("first_registered", base.DayType(length=10), nullable=True),
        sa.Column("owner_id", base.IdType(length=16), nullable=True),
        sa.Column("sender_name", sa.String(length=100), nullable=True),
        sa.Column("sender_phone", sa.String(length=30), nullable=True),
        sa.Column("insurer", sa.String(length=100), nullable=True),
        sa.Column("insured_until", base.DayType(length=10), nullable=True),
        sa.Column("next_service_km", sa.Integer(), nullable=True),
        sa.Column("next_service_on", base.DayType(length=10), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["customers.id"], name=op.f("fk_vehicles_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicles")),
        sa.UniqueConstraint("number", name=op.f("uq_vehicles_number")),
        sa.UniqueConstraint("vin", name=op.f("uq_vehicles_vin")),
    )
    op.create_index(op.f("ix_vehicles_called"), "vehicles", ["called"], unique=False)
    op.create_index(op.f("ix_vehicles_owner_id"), "vehicles", ["owner_id"], unique=False)
    op.create_index(op.f("ix_vehicles_plate"), "vehicles", ["plate"], unique=False)


def _cluster_changes() -> None:
    op.create_table(
        "cluster_changes",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("old_km", sa.Integer(), nullable=False),
        sa.Column("new_start_km", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=True),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_cluster_changes_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_changes")),
    )
    op.create_index(op.f("ix_cluster_changes_vehicle_id"), "cluster_changes", ["vehicle_id"], unique=False)


def _odometer_readings() -> None:
    op.create_table(
        "odometer_readings",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=2), nullable=False),
        sa.Column("value_km", sa.Integer(), nullable=True),
        sa.Column("total_km", sa.Integer(), nullable=True),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", base.IdType(length=16), nullable=True),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.Column("flag", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_odometer_readings_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_odometer_readings")),
    )
    op.create_index("ix_odometer_readings_life", "odometer_readings", ["vehicle_id", "at"], unique=False)


def _owner_spells() -> None:
    op.create_table(
        "owner_spells",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=False),
        sa.Column("owner_id", base.IdType(length=16), nullable=False),
        sa.Column("since", base.DayType(length=10), nullable=False),
        sa.Column("until", base.DayType(length=10), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["customers.id"], name=op.f("fk_owner_spells_owner_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_owner_spells_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_spells")),
    )
    op.create_index(op.f("ix_owner_spells_owner_id"), "owner_spells", ["owner_id"], unique=False)
    op.create_index(op.f("ix_owner_spells_vehicle_id"), "owner_spells", ["vehicle_id"], unique=False)


def _past_visits() -> None:
    op.create_table(
        "past_visits",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=False),
        sa.Column("day", base.DayType(length=10), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("odometer_km", sa.Integer(), nullable=True),
        sa.Column("fault", sa.String(length=500), nullable=False),
        sa.Column("work", sa.String(length=2000), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_past_visits_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_visits")),
    )
    op.create_index("ix_past_visits_life", "past_visits", ["vehicle_id", "day"], unique=False)


def _plate_spells() -> None:
    op.create_table(
        "plate_spells",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=False),
        sa.Column("plate", sa.String(length=12), nullable=False),
        sa.Column("typed", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("colour", sa.String(length=10), nullable=True),
        sa.Column("since", base.DayType(length=10), nullable=False),
        sa.Column("until", base.DayType(length=10), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_plate_spells_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plate_spells")),
    )
    op.create_index(op.f("ix_plate_spells_plate"), "plate_spells", ["plate"], unique=False)
    op.create_index(op.f("ix_plate_spells_vehicle_id"), "plate_spells", ["vehicle_id"], unique=False)
    op.create_index(
        "uq_plate_spells_current",
        "plate_spells",
        ["plate"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )


def _vehicle_index() -> None:
    op.create_table(
        "vehicle_index",
        sa.Column("vehicle_id", base.IdType(length=16), nullable=False),
        sa.Column("called", sa.String(length=40), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vehicle_id"], ["vehicles.id"], name=op.f("fk_vehicle_index_vehicle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("vehicle_id", name=op.f("pk_vehicle_index")),
    )
    op.create_index(op.f("ix_vehicle_index_called"), "vehicle_index", ["called"], unique=False)
