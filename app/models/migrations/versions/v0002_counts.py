"""Cycle counts say why a bin is due, differences are offset in pairs and cleared later, files are loaded once."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0002"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds columns, all empty for what is there, and the log of loaded files."""
    op.add_column("count_bins", sa.Column("why", sa.String(length=10), nullable=True))
    op.add_column("count_lines", sa.Column("pair_id", base.IdType(length=16), nullable=True))
    op.add_column("count_lines", sa.Column("cleared_at", base.UtcType(), nullable=True))
    op.add_column("count_lines", sa.Column("cleared_by", base.IdType(length=16), nullable=True))
    op.add_column("count_lines", sa.Column("cleared_note", sa.String(length=200), nullable=True))
    op.create_table(
        "count_files",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("count_id", base.IdType(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_count_files")),
    )
    op.create_index("uq_count_files_content", "count_files", ["count_id", "sha256"], unique=True)
    op.create_index("uq_count_files_origin", "count_files", ["station", "origin_seq"], unique=True)
