"""Old parts, the ledger of hazardous waste, and scrap batches."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of old parts and scrap."""
    _scrap_batches()
    _old_parts()
    _scrap_lines()
    _hazardous_moves()


def _scrap_batches() -> None:
    op.create_table(
        "scrap_batches",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("handler", sa.String(length=100), nullable=True),
        sa.Column("licence", sa.String(length=60), nullable=True),
        sa.Column("slip", sa.String(length=60), nullable=True),
        sa.Column("proceeds", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("disposed_at", base.UtcType(), nullable=True),
        sa.Column("disposed_by", base.IdType(length=16), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrap_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_scrap_batches_number")),
    )


def _old_parts() -> None:
    op.create_table(
        "old_parts",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("issue_line_id", base.IdType(length=16), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=10), nullable=False),
        sa.Column("owner", sa.String(length=10), nullable=False),
        sa.Column("hazardous", sa.String(length=20), nullable=True),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("serial_new", sa.String(length=60), nullable=True),
        sa.Column("serial_old", sa.String(length=60), nullable=True),
        sa.Column("technician_id", base.IdType(length=16), nullable=True),
        sa.Column("handed_by", base.IdType(length=16), nullable=True),
        sa.Column("handed_at", base.UtcType(), nullable=True),
        sa.Column("checker_id", base.IdType(length=16), nullable=True),
        sa.Column("registered_at", base.UtcType(), nullable=True),
        sa.Column("completeness", sa.String(length=12), nullable=True),
        sa.Column("usability", sa.String(length=12), nullable=True),
        sa.Column("grams", sa.BigInteger(), nullable=True),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("waived_by", sa.String(length=100), nullable=True),
        sa.Column("kept_until", base.DayType(length=10), nullable=True),
        sa.Column("kept_for", sa.String(length=100), nullable=True),
        sa.Column("taken_by", sa.String(length=100), nullable=True),
        sa.Column("stocked_id", base.IdType(length=16), nullable=True),
        sa.Column("supplier_id", base.IdType(length=16), nullable=True),
        sa.Column("slip", sa.String(length=60), nullable=True),
        sa.Column("batch_id", base.IdType(length=16), nullable=True),
        sa.Column("responsible_id", base.IdType(length=16), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_old_parts_bin_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_old_parts_part_id")),
        sa.ForeignKeyConstraint(["stocked_id"], ["parts.id"], name=op.f("fk_old_parts_stocked_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["scrap_batches.id"], name=op.f("fk_old_parts_batch_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_old_parts_supplier_id")),
        sa.ForeignKeyConstraint(["technician_id"], ["users.id"], name=op.f("fk_old_parts_technician_id")),
        sa.ForeignKeyConstraint(["checker_id"], ["users.id"], name=op.f("fk_old_parts_checker_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["users.id"], name=op.f("fk_old_parts_responsible_id")),
        sa.ForeignKeyConstraint(["handed_by"], ["users.id"], name=op.f("fk_old_parts_handed_by")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_old_parts_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_parts")),
        sa.UniqueConstraint("number", name=op.f("uq_old_parts_number")),
    )
    op.create_index(op.f("ix_old_parts_batch_id"), "old_parts", ["batch_id"], unique=False)
    op.create_index(op.f("ix_old_parts_issue_line_id"), "old_parts", ["issue_line_id"], unique=False)
    op.create_index(op.f("ix_old_parts_kept_until"), "old_parts", ["kept_until"], unique=False)
    op.create_index(op.f("ix_old_parts_order_id_state"), "old_parts", ["order_id", "state"], unique=False)
    op.create_index(op.f("ix_old_parts_plate"), "old_parts", ["plate"], unique=False)
    op.create_index(op.f("ix_old_parts_technician_id"), "old_parts", ["technician_id"], unique=False)


def _scrap_lines() -> None:
    op.create_table(
        "scrap_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("batch_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("old_part_id", base.IdType(length=16), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("hw_class", sa.String(length=20), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["old_part_id"], ["old_parts.id"], name=op.f("fk_scrap_lines_old_part_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["scrap_batches.id"], name=op.f("fk_scrap_lines_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrap_lines")),
    )
    op.create_index(op.f("ix_scrap_lines_batch_id"), "scrap_lines", ["batch_id"], unique=False)
    op.create_index(op.f("ix_scrap_lines_old_part_id"), "scrap_lines", ["old_part_id"], unique=False)


def _hazardous_moves() -> None:
    op.create_table(
        "hazardous_moves",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("hw_class", sa.String(length=20), nullable=False),
        sa.Column("grams", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("handler", sa.String(length=100), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("transfer", sa.String(length=60), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_hazardous_moves")),
    )
    op.create_index(op.f("ix_hazardous_moves_document_id"), "hazardous_moves", ["document_id"], unique=False)
    op.create_index(op.f("uq_hazardous_moves_origin"), "hazardous_moves", ["station", "origin_seq"], unique=True)
