"""Notices that ask; names kept on purchase papers; returns and late prices that are reversed."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0012"
down_revision = "0006"
branch_labels = None
depends_on = None

LINES = ("purchase_request_lines", "purchase_order_lines", "goods_receipt_lines", "purchase_return_lines")
OTHERS = ("price_document_lines", "kit_splits", "kit_pieces")
HEADS = ("purchase_orders", "goods_receipts", "purchase_returns", "price_documents")


def upgrade() -> None:
    """Adds the columns; what was written before has nothing in them."""
    op.add_column("notices", sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in (*LINES, *OTHERS, *HEADS):
        op.add_column(table, sa.Column("snapshot", sa.JSON(), nullable=True))
    for table in ("purchase_returns", "price_documents"):
        op.add_column(table, sa.Column("reversal_of", base.IdType(length=16), nullable=True))
        op.add_column(table, sa.Column("reversed_by", base.IdType(length=16), nullable=True))
    op.add_column("price_document_lines", sa.Column("was_rate", sa.Integer(), nullable=True))
