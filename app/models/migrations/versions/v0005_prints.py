"""What became of prints."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the log of print outcomes."""
    op.create_table(
        "print_outcomes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("printer", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_print_outcomes")),
    )
    op.create_index(op.f("ix_print_outcomes_document_id"), "print_outcomes", ["document_id"], unique=False)
    op.create_index("uq_print_outcomes_origin", "print_outcomes", ["station", "origin_seq"], unique=True)
