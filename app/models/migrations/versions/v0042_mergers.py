"""Mergers are counted, so that two stations that merge two records into each other end with one of them.

A merged part may be the source of stock moves at every station: the key of a move knows its station.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the counts (one for each that was merged) and makes the index of the ledger anew."""
    for table in ("customers", "parts"):
        op.add_column(table, sa.Column("merges", sa.SmallInteger(), nullable=False, server_default="0"))
        op.execute(f"UPDATE {table} SET merges = 1 WHERE merged_into IS NOT NULL")  # noqa: S608
    op.drop_index("uq_stock_moves_source", "stock_moves")
    op.create_index(
        "uq_stock_moves_source", "stock_moves",
        ["source_id", "source_line", "kind", "leg", "is_reversal", "station"], unique=True,
    )  # fmt: skip
