"""Purchasing (requests, orders, receipts, returns, late prices), batches, kit splits, the new status of a line."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables, those that are referred to first."""
    _purchase_orders()
    _purchase_requests()
    _batches()
    _goods_receipts()
    _kit_splits()
    _price_variances()
    _purchase_request_lines()
    _supplies()
    _kit_pieces()
    _price_documents()
    _purchase_order_lines()
    _purchase_returns()
    _goods_receipt_lines()
    _price_document_lines()
    _purchase_return_lines()
    _purchase_registers()
    op.add_column("stock_lines", sa.Column("to_status", sa.String(length=12), nullable=True))


def _purchase_orders() -> None:
    op.create_table(
        "purchase_orders",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("supplier_id", base.IdType(length=16), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("expected", base.DayType(length=10), nullable=True),
        sa.Column("terms", sa.String(length=500), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_at", base.UtcType(), nullable=True),
        sa.Column("sent_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_orders_supplier_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_purchase_orders_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_orders_number")),
    )
    op.create_index(op.f("ix_purchase_orders_supplier_id"), "purchase_orders", ["supplier_id"], unique=False)


def _purchase_requests() -> None:
    op.create_table(
        "purchase_requests",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("needed_by", base.DayType(length=10), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("submitted_at", base.UtcType(), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_purchase_requests_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_requests_number")),
    )


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("produced", base.DayType(length=10), nullable=True),
        sa.Column("expires", base.DayType(length=10), nullable=True),
        sa.Column("supplier_id", base.IdType(length=16), nullable=True),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_batches_part_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_batches_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("part_id", "batch", name="uq_batches_part_batch"),
    )
    op.create_index(op.f("ix_batches_expires"), "batches", ["expires"], unique=False)


def _goods_receipts() -> None:
    op.create_table(
        "goods_receipts",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("supplier_id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=True),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("delivery_note", sa.String(length=40), nullable=True),
        sa.Column("invoice", sa.String(length=40), nullable=True),
        sa.Column("deductible", sa.Boolean(), nullable=False),
        sa.Column("occurred_at", base.UtcType(), nullable=True),
        sa.Column("inspected_by", base.IdType(length=16), nullable=True),
        sa.Column("inspected_at", base.UtcType(), nullable=True),
        sa.Column("excess_by", base.IdType(length=16), nullable=True),
        sa.Column("posted_by", base.IdType(length=16), nullable=True),
        sa.Column("posted_at", base.UtcType(), nullable=True),
        sa.Column("reversal_of", base.IdType(length=16), nullable=True),
        sa.Column("reversed_by", base.IdType(length=16), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_orders.id"], name=op.f("fk_goods_receipts_order_id")),
        sa.ForeignKeyConstraint(["reversal_of"], ["goods_receipts.id"], name=op.f("fk_goods_receipts_reversal_of")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_goods_receipts_supplier_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_goods_receipts_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipts")),
        sa.UniqueConstraint("number", name=op.f("uq_goods_receipts_number")),
    )
    op.create_index(op.f("ix_goods_receipts_order_id"), "goods_receipts", ["order_id"], unique=False)
    op.create_index(op.f("ix_goods_receipts_posted_at"), "goods_receipts", ["posted_at"], unique=False)
    op.create_index(op.f("ix_goods_receipts_supplier_id"), "goods_receipts", ["supplier_id"], unique=False)


def _kit_splits() -> None:
    op.create_table(
        "kit_splits",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("occurred_at", base.UtcType(), nullable=True),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("posted_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_kit_splits_bin_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_kit_splits_part_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_kit_splits_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_splits")),
        sa.UniqueConstraint("number", name=op.f("uq_kit_splits_number")),
    )


def _price_variances() -> None:
    op.create_table(
        "price_variances",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", base.IdType(length=16), nullable=False),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.Column("source_line", sa.Integer(), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_price_variances_part_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_price_variances")),
    )
    op.create_index("ix_price_variances_part", "price_variances", ["part_id", "at"], unique=False)
    op.create_index("uq_price_variances_origin", "price_variances", ["station", "origin_seq"], unique=True)


def _purchase_request_lines() -> None:
    op.create_table(
        "purchase_request_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("request_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("packs", sa.String(length=60), nullable=False),
        sa.Column("needed_by", base.DayType(length=10), nullable=True),
        sa.Column("supplier_id", base.IdType(length=16), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("source_id", base.IdType(length=16), nullable=True),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_purchase_request_lines_part_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["purchase_requests.id"], name=op.f("fk_purchase_request_lines_request_id")
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_request_lines_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_request_lines")),
    )
    op.create_index(op.f("ix_purchase_request_lines_part_id"), "purchase_request_lines", ["part_id"], unique=False)
    op.create_index(
        op.f("ix_purchase_request_lines_request_id"), "purchase_request_lines", ["request_id"], unique=False
    )


def _supplies() -> None:
    op.create_table(
        "supplies",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("supplier_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("receipt_id", base.IdType(length=16), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_supplies_part_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_supplies_supplier_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_supplies")),
    )
    op.create_index("ix_supplies_part", "supplies", ["part_id", "at"], unique=False)
    op.create_index("ix_supplies_supplier", "supplies", ["supplier_id", "part_id", "at"], unique=False)
    op.create_index("uq_supplies_origin", "supplies", ["station", "origin_seq"], unique=True)


def _kit_pieces() -> None:
    op.create_table(
        "kit_pieces",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("split_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_kit_pieces_bin_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_kit_pieces_part_id")),
        sa.ForeignKeyConstraint(["split_id"], ["kit_splits.id"], name=op.f("fk_kit_pieces_split_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_pieces")),
    )
    op.create_index(op.f("ix_kit_pieces_split_id"), "kit_pieces", ["split_id"], unique=False)


def _price_documents() -> None:
    op.create_table(
        "price_documents",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("receipt_id", base.IdType(length=16), nullable=False),
        sa.Column("supplier_id", base.IdType(length=16), nullable=False),
        sa.Column("invoice", sa.String(length=40), nullable=True),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("posted_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["receipt_id"], ["goods_receipts.id"], name=op.f("fk_price_documents_receipt_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_price_documents_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_documents")),
        sa.UniqueConstraint("number", name=op.f("uq_price_documents_number")),
    )
    op.create_index(op.f("ix_price_documents_receipt_id"), "price_documents", ["receipt_id"], unique=False)


def _purchase_order_lines() -> None:
    op.create_table(
        "purchase_order_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("packs", sa.String(length=60), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("needed_by", base.DayType(length=10), nullable=True),
        sa.Column("request_line_id", base.IdType(length=16), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("dropped", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_orders.id"], name=op.f("fk_purchase_order_lines_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_purchase_order_lines_part_id")),
        sa.ForeignKeyConstraint(
            ["request_line_id"], ["purchase_request_lines.id"], name=op.f("fk_purchase_order_lines_request_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_lines")),
    )
    op.create_index(op.f("ix_purchase_order_lines_order_id"), "purchase_order_lines", ["order_id"], unique=False)
    op.create_index(op.f("ix_purchase_order_lines_part_id"), "purchase_order_lines", ["part_id"], unique=False)
    op.create_index(
        op.f("ix_purchase_order_lines_request_line_id"), "purchase_order_lines", ["request_line_id"], unique=False
    )


def _purchase_returns() -> None:
    op.create_table(
        "purchase_returns",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("receipt_id", base.IdType(length=16), nullable=False),
        sa.Column("supplier_id", base.IdType(length=16), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("posted_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["receipt_id"], ["goods_receipts.id"], name=op.f("fk_purchase_returns_receipt_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_returns_supplier_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_purchase_returns_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_returns")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_returns_number")),
    )
    op.create_index(op.f("ix_purchase_returns_receipt_id"), "purchase_returns", ["receipt_id"], unique=False)


def _goods_receipt_lines() -> None:
    op.create_table(
        "goods_receipt_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("receipt_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_line_id", base.IdType(length=16), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=True),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("produced", base.DayType(length=10), nullable=True),
        sa.Column("expires", base.DayType(length=10), nullable=True),
        sa.Column("certificate", sa.Boolean(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_goods_receipt_lines_bin_id")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["purchase_order_lines.id"], name=op.f("fk_goods_receipt_lines_order_line_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_goods_receipt_lines_part_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["goods_receipts.id"], name=op.f("fk_goods_receipt_lines_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt_lines")),
    )
    op.create_index(
        op.f("ix_goods_receipt_lines_order_line_id"), "goods_receipt_lines", ["order_line_id"], unique=False
    )
    op.create_index(op.f("ix_goods_receipt_lines_part_id"), "goods_receipt_lines", ["part_id"], unique=False)
    op.create_index(op.f("ix_goods_receipt_lines_receipt_id"), "goods_receipt_lines", ["receipt_id"], unique=False)


def _price_document_lines() -> None:
    op.create_table(
        "price_document_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("receipt_line_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("estimate", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("to_stock", sa.BigInteger(), nullable=True),
        sa.Column("variance", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["price_documents.id"], name=op.f("fk_price_document_lines_document_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_price_document_lines_part_id")),
        sa.ForeignKeyConstraint(
            ["receipt_line_id"], ["goods_receipt_lines.id"], name=op.f("fk_price_document_lines_receipt_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_document_lines")),
    )
    op.create_index(op.f("ix_price_document_lines_document_id"), "price_document_lines", ["document_id"], unique=False)
    op.create_index(
        op.f("ix_price_document_lines_receipt_line_id"), "price_document_lines", ["receipt_line_id"], unique=False
    )


def _purchase_return_lines() -> None:
    op.create_table(
        "purchase_return_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("return_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("receipt_line_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_purchase_return_lines_bin_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_purchase_return_lines_part_id")),
        sa.ForeignKeyConstraint(
            ["receipt_line_id"], ["goods_receipt_lines.id"], name=op.f("fk_purchase_return_lines_receipt_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["purchase_returns.id"], name=op.f("fk_purchase_return_lines_return_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_return_lines")),
    )
    op.create_index(
        op.f("ix_purchase_return_lines_receipt_line_id"), "purchase_return_lines", ["receipt_line_id"], unique=False
    )
    op.create_index(op.f("ix_purchase_return_lines_return_id"), "purchase_return_lines", ["return_id"], unique=False)


def _purchase_registers() -> None:
    op.create_table(
        "purchase_registers",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("first", base.DayType(length=10), nullable=False),
        sa.Column("last", base.DayType(length=10), nullable=False),
        sa.Column("supplier_id", base.IdType(length=16), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_registers_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_registers")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_registers_number")),
    )
