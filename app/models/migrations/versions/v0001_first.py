"""The first schema: every table as it was when the first version was released. Never edited after a release."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates all tables, those that are referred to first."""
    _attachments()
    _audit_entries()
    _balances()
    _blobs()
    _categories()
    _counters()
    _notice_reads()
    _notices()
    _outbox_entries()
    _periods()
    _print_records()
    _roles()
    _scan_events()
    _shop_settings()
    _stations()
    _step_proofs()
    _stock_values()
    _suppliers()
    _units()
    _users()
    _warehouses()
    _attempts()
    _bins()
    _parts()
    _sign_ins()
    _stock_counts()
    _stock_documents()
    _count_bins()
    _count_lines()
    _count_members()
    _count_places()
    _part_bins()
    _part_codes()
    _part_index()
    _stock_lines()
    _stock_moves()
    _supersessions()
    _supplier_parts()


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mime", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_document", "attachments", ["kind", "document_id"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)


def _audit_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("usecase", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("station", "n", name="uq_audit_entries_station_n"),
    )
    op.create_index(op.f("ix_audit_entries_at"), "audit_entries", ["at"], unique=False)


def _balances() -> None:
    op.create_table(
        "balances",
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("part_id", "warehouse_id", "bin_id", "status", "batch", name=op.f("pk_balances")),
    )
    op.create_index(op.f("ix_balances_bin_id"), "balances", ["bin_id"], unique=False)


def _blobs() -> None:
    op.create_table(
        "blobs",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_blobs")),
        sa.UniqueConstraint("sha256", name=op.f("uq_blobs_sha256")),
    )
    op.create_index("uq_blobs_origin", "blobs", ["station", "origin_seq"], unique=True)


def _categories() -> None:
    op.create_table(
        "categories",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=True),
        sa.Column("name_en", sa.String(length=100), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_categories_code")),
    )


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("day", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "station", name=op.f("pk_counters")),
    )


def _notice_reads() -> None:
    op.create_table(
        "notice_reads",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("notice_seq", sa.Integer(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_notice_reads")),
    )
    op.create_index(op.f("ix_notice_reads_notice_seq"), "notice_reads", ["notice_seq"], unique=False)
    op.create_index(op.f("ix_notice_reads_user_id"), "notice_reads", ["user_id"], unique=False)
    op.create_index("uq_notice_reads_origin", "notice_reads", ["station", "origin_seq"], unique=True)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=True),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("document_id", base.IdType(length=16), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_role"), "notices", ["role"], unique=False)
    op.create_index(op.f("ix_notices_user_id"), "notices", ["user_id"], unique=False)


def _outbox_entries() -> None:
    op.create_table(
        "outbox_entries",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("record_id", base.IdType(length=16), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox_entries")),
    )
    op.create_index(op.f("ix_outbox_entries_record_id"), "outbox_entries", ["record_id"], unique=False)


def _periods() -> None:
    op.create_table(
        "periods",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("closed_by", base.IdType(length=16), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
    )
    op.create_index(op.f("ix_periods_month"), "periods", ["month"], unique=False)


def _print_records() -> None:
    op.create_table(
        "print_records",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("sheet_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_print_records")),
    )
    op.create_index(op.f("ix_print_records_document_id"), "print_records", ["document_id"], unique=False)
    op.create_index("uq_print_records_origin", "print_records", ["station", "origin_seq"], unique=True)


def _roles() -> None:
    op.create_table(
        "roles",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=40), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("code", name=op.f("uq_roles_code")),
    )


def _scan_events() -> None:
    op.create_table(
        "scan_events",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("count_id", base.IdType(length=16), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.Column("ref", sa.BigInteger(), nullable=True),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_scan_events")),
    )
    op.create_index("ix_scan_events_line", "scan_events", ["count_id", "bin_id", "part_id", "round"], unique=False)
    op.create_index("ix_scan_events_ref", "scan_events", ["ref"], unique=False)
    op.create_index("uq_scan_events_origin", "scan_events", ["station", "origin_seq"], unique=True)


def _shop_settings() -> None:
    op.create_table(
        "shop_settings",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_settings")),
        sa.UniqueConstraint("key", name=op.f("uq_shop_settings_key")),
    )


def _stations() -> None:
    op.create_table(
        "stations",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("code", name=op.f("uq_stations_code")),
    )


def _step_proofs() -> None:
    op.create_table(
        "step_proofs",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("rules", sa.String(length=200), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("user_name", sa.String(length=100), nullable=False),
        sa.Column("signer_id", base.IdType(length=16), nullable=True),
        sa.Column("signer_name", sa.String(length=100), nullable=True),
        sa.Column("stands_in", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("sheet_hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_step_proofs")),
    )
    op.create_index(op.f("ix_step_proofs_document_id"), "step_proofs", ["document_id"], unique=False)
    op.create_index("uq_step_proofs_origin", "step_proofs", ["station", "origin_seq"], unique=True)


def _stock_values() -> None:
    op.create_table(
        "stock_values",
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("owner", sa.String(length=8), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("last_cost", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("part_id", "owner", name=op.f("pk_stock_values")),
    )


def _suppliers() -> None:
    op.create_table(
        "suppliers",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("uscc", sa.String(length=20), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("number", name=op.f("uq_suppliers_number")),
    )


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_zh", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=20), nullable=False),
        sa.Column("decimals", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("code", name=op.f("uq_units_code")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_pinyin", sa.String(length=100), nullable=False),
        sa.Column("badge", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("zoom", sa.Integer(), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("badge", name=op.f("uq_users_badge")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )


def _warehouses() -> None:
    op.create_table(
        "warehouses",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("allow_negative", sa.Boolean(), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouses")),
        sa.UniqueConstraint("code", name=op.f("uq_warehouses_code")),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("user_id", base.IdType(length=16), nullable=False),
        sa.Column("secret", sa.String(length=10), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locked_until", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_attempts_user_id")),
        sa.PrimaryKeyConstraint("user_id", "secret", name=op.f("pk_attempts")),
    )


def _bins() -> None:
    op.create_table(
        "bins",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("frozen_by", base.IdType(length=16), nullable=True),
        sa.Column("keeper_id", base.IdType(length=16), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_bins_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bins")),
        sa.UniqueConstraint("warehouse_id", "code", name="uq_bins_warehouse_code"),
    )
    op.create_index(op.f("ix_bins_code"), "bins", ["code"], unique=False)


def _parts() -> None:
    op.create_table(
        "parts",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=100), nullable=True),
        sa.Column("name_en", sa.String(length=100), nullable=True),
        sa.Column("spec_model", sa.String(length=200), nullable=False),
        sa.Column("quality_grade", sa.String(length=20), nullable=False),
        sa.Column("category_id", base.IdType(length=16), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("qty_decimals", sa.SmallInteger(), nullable=False),
        sa.Column("purchase_unit", sa.String(length=20), nullable=True),
        sa.Column("factor_up", sa.Integer(), nullable=False),
        sa.Column("factor_down", sa.Integer(), nullable=False),
        sa.Column("brand", sa.String(length=100), nullable=True),
        sa.Column("maker", sa.String(length=100), nullable=True),
        sa.Column("origin", sa.String(length=100), nullable=True),
        sa.Column("fitment", sa.String(length=500), nullable=True),
        sa.Column("price_retail", sa.BigInteger(), nullable=True),
        sa.Column("price_wholesale", sa.BigInteger(), nullable=True),
        sa.Column("price_insurance", sa.BigInteger(), nullable=True),
        sa.Column("price_floor", sa.BigInteger(), nullable=True),
        sa.Column("price_taxed", sa.Boolean(), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("last_price", sa.BigInteger(), nullable=True),
        sa.Column("abc_class", sa.String(length=4), nullable=True),
        sa.Column("abc_locked_until", base.DayType(length=10), nullable=True),
        sa.Column("criticality", sa.SmallInteger(), nullable=False),
        sa.Column("generic", sa.Boolean(), nullable=False),
        sa.Column("warning_level", sa.BigInteger(), nullable=True),
        sa.Column("reorder_point", sa.BigInteger(), nullable=True),
        sa.Column("max_level", sa.BigInteger(), nullable=True),
        sa.Column("batch_tracked", sa.Boolean(), nullable=False),
        sa.Column("serial_tracked", sa.Boolean(), nullable=False),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("hazardous", sa.String(length=20), nullable=True),
        sa.Column("safety_critical", sa.Boolean(), nullable=False),
        sa.Column("core_return", sa.Boolean(), nullable=False),
        sa.Column("core_deposit", sa.BigInteger(), nullable=True),
        sa.Column("consumable", sa.Boolean(), nullable=False),
        sa.Column("warranty_months", sa.Integer(), nullable=True),
        sa.Column("warranty_km", sa.Integer(), nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("photo", sa.String(length=64), nullable=True),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("merged_into", base.IdType(length=16), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_parts_category_id")),
        sa.ForeignKeyConstraint(["merged_into"], ["parts.id"], name=op.f("fk_parts_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
        sa.UniqueConstraint("number", name=op.f("uq_parts_number")),
    )


def _sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("user_id", base.IdType(length=16), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("secret", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_sign_ins")),
    )
    op.create_index("ix_sign_ins_user", "sign_ins", ["user_id", "at"], unique=False)
    op.create_index("uq_sign_ins_origin", "sign_ins", ["station", "origin_seq"], unique=True)


def _stock_counts() -> None:
    op.create_table(
        "stock_counts",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=True),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("category_id", base.IdType(length=16), nullable=True),
        sa.Column("abc_class", sa.String(length=4), nullable=True),
        sa.Column("snapshot_at", base.UtcType(), nullable=True),
        sa.Column("snapshot_seq", sa.BigInteger(), nullable=True),
        sa.Column("counted_until", base.UtcType(), nullable=True),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_at", base.UtcType(), nullable=True),
        sa.Column("annual_approved_by", base.IdType(length=16), nullable=True),
        sa.Column("posted_at", base.UtcType(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_stock_counts_category_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_stock_counts_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_counts")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_counts_number")),
    )


def _stock_documents() -> None:
    op.create_table(
        "stock_documents",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("supplier_id", base.IdType(length=16), nullable=True),
        sa.Column("occurred_at", base.UtcType(), nullable=True),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("posted_at", base.UtcType(), nullable=True),
        sa.Column("reversal_of", base.IdType(length=16), nullable=True),
        sa.Column("reversed_by", base.IdType(length=16), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["reversal_of"], ["stock_documents.id"], name=op.f("fk_stock_documents_reversal_of")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_stock_documents_supplier_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_stock_documents_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_documents")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_documents_number")),
    )


def _count_bins() -> None:
    op.create_table(
        "count_bins",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("count_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=False),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_count_bins_bin_id")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_counts.id"], name=op.f("fk_count_bins_count_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_bins")),
        sa.UniqueConstraint("count_id", "bin_id", name="uq_count_bins_count_bin"),
    )
    op.create_index(op.f("ix_count_bins_count_id"), "count_bins", ["count_id"], unique=False)


def _count_lines() -> None:
    op.create_table(
        "count_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("count_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("snapshot", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("counted1", sa.BigInteger(), nullable=True),
        sa.Column("by1", base.IdType(length=16), nullable=True),
        sa.Column("at1", base.UtcType(), nullable=True),
        sa.Column("counted2", sa.BigInteger(), nullable=True),
        sa.Column("by2", base.IdType(length=16), nullable=True),
        sa.Column("at2", base.UtcType(), nullable=True),
        sa.Column("counted3", sa.BigInteger(), nullable=True),
        sa.Column("by3", base.IdType(length=16), nullable=True),
        sa.Column("at3", base.UtcType(), nullable=True),
        sa.Column("accepted", sa.BigInteger(), nullable=True),
        sa.Column("counted_at", base.UtcType(), nullable=True),
        sa.Column("confirmed_seq", sa.BigInteger(), nullable=False),
        sa.Column("book", sa.BigInteger(), nullable=True),
        sa.Column("difference", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("treatment", sa.String(length=20), nullable=True),
        sa.Column("responsible_id", base.IdType(length=16), nullable=True),
        sa.Column("due", base.DayType(length=10), nullable=True),
        sa.Column("cost_entered", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_count_lines_bin_id")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_counts.id"], name=op.f("fk_count_lines_count_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_count_lines_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_lines")),
        sa.UniqueConstraint("count_id", "bin_id", "part_id", "status", "batch", name="uq_count_lines_place"),
    )
    op.create_index("ix_count_lines_part", "count_lines", ["count_id", "part_id"], unique=False)


def _count_members() -> None:
    op.create_table(
        "count_members",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("count_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["count_id"], ["stock_counts.id"], name=op.f("fk_count_members_count_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_count_members_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_members")),
        sa.UniqueConstraint("count_id", "user_id", name="uq_count_members_count_user"),
    )
    op.create_index(op.f("ix_count_members_count_id"), "count_members", ["count_id"], unique=False)


def _count_places() -> None:
    op.create_table(
        "count_places",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("count_id", base.IdType(length=16), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("counter_id", base.IdType(length=16), nullable=True),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_count_places_bin_id")),
        sa.ForeignKeyConstraint(["count_id"], ["stock_counts.id"], name=op.f("fk_count_places_count_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_places")),
        sa.UniqueConstraint("count_id", "bin_id", name="uq_count_places_count_bin"),
    )
    op.create_index(op.f("ix_count_places_bin_id"), "count_places", ["bin_id"], unique=False)


def _part_bins() -> None:
    op.create_table(
        "part_bins",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_part_bins_bin_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_bins_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_bins")),
        sa.UniqueConstraint("part_id", "bin_id", name="uq_part_bins_part_bin"),
    )
    op.create_index(op.f("ix_part_bins_bin_id"), "part_bins", ["bin_id"], unique=False)
    op.create_index(op.f("ix_part_bins_part_id"), "part_bins", ["part_id"], unique=False)


def _part_codes() -> None:
    op.create_table(
        "part_codes",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("symbology", sa.String(length=20), nullable=True),
        sa.Column("pack_qty", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_codes_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_codes")),
    )
    op.create_index(op.f("ix_part_codes_key"), "part_codes", ["key"], unique=False)
    op.create_index(op.f("ix_part_codes_part_id"), "part_codes", ["part_id"], unique=False)


def _part_index() -> None:
    op.create_table(
        "part_index",
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("number_key", sa.String(length=40), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_index_part_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_part_index")),
    )
    op.create_index("ix_part_index_key", "part_index", ["number_key"], unique=False)
    op.create_index(op.f("ix_part_index_number"), "part_index", ["number"], unique=False)
    op.create_index(op.f("ix_part_index_sort_name"), "part_index", ["sort_name"], unique=False)


def _stock_lines() -> None:
    op.create_table(
        "stock_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("to_bin_id", base.IdType(length=16), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_stock_lines_bin_id")),
        sa.ForeignKeyConstraint(["document_id"], ["stock_documents.id"], name=op.f("fk_stock_lines_document_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_stock_lines_part_id")),
        sa.ForeignKeyConstraint(["to_bin_id"], ["bins.id"], name=op.f("fk_stock_lines_to_bin_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_lines")),
    )
    op.create_index(op.f("ix_stock_lines_document_id"), "stock_lines", ["document_id"], unique=False)


def _stock_moves() -> None:
    op.create_table(
        "stock_moves",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("leg", sa.SmallInteger(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", base.IdType(length=16), nullable=False),
        sa.Column("source_line", sa.Integer(), nullable=False),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.Column("is_reversal", sa.Boolean(), nullable=False),
        sa.Column("reversal_of", sa.BigInteger(), nullable=True),
        sa.Column("occurred_at", base.UtcType(), nullable=False),
        sa.Column("posted_at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("flag", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_stock_moves_bin_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_stock_moves_part_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_stock_moves_warehouse_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_stock_moves")),
    )
    op.create_index("ix_stock_moves_bin", "stock_moves", ["bin_id", "part_id", "occurred_at"], unique=False)
    op.create_index("ix_stock_moves_part", "stock_moves", ["part_id", "occurred_at"], unique=False)
    op.create_index(
        "ix_stock_moves_reversal_of",
        "stock_moves",
        ["reversal_of"],
        unique=False,
        sqlite_where=sa.text("reversal_of IS NOT NULL"),
        postgresql_where=sa.text("reversal_of IS NOT NULL"),
    )
    op.create_index("uq_stock_moves_origin", "stock_moves", ["station", "origin_seq"], unique=True)
    op.create_index(
        "uq_stock_moves_source", "stock_moves", ["source_id", "source_line", "kind", "leg", "is_reversal"], unique=True
    )


def _supersessions() -> None:
    op.create_table(
        "supersessions",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("old_id", base.IdType(length=16), nullable=False),
        sa.Column("new_id", base.IdType(length=16), nullable=False),
        sa.Column("use_up_old", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["new_id"], ["parts.id"], name=op.f("fk_supersessions_new_id")),
        sa.ForeignKeyConstraint(["old_id"], ["parts.id"], name=op.f("fk_supersessions_old_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supersessions")),
        sa.UniqueConstraint("old_id", name="uq_supersessions_old"),
    )
    op.create_index(op.f("ix_supersessions_new_id"), "supersessions", ["new_id"], unique=False)


def _supplier_parts() -> None:
    op.create_table(
        "supplier_parts",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("supplier_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("moq", sa.BigInteger(), nullable=True),
        sa.Column("pack", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_supplier_parts_part_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_parts_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_parts")),
        sa.UniqueConstraint("supplier_id", "part_id", name="uq_supplier_parts_supplier_part"),
    )
    op.create_index(op.f("ix_supplier_parts_part_id"), "supplier_parts", ["part_id"], unique=False)
    op.create_index(op.f("ix_supplier_parts_supplier_id"), "supplier_parts", ["supplier_id"], unique=False)
    # ### end Alembic commands ###
