"""Signed papers that came back."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0020"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the table of papers that came back."""
    op.create_table(
        "returned_papers",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=True),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("of_revision", sa.Integer(), nullable=True),
        sa.Column("said", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_papers")),
        sa.UniqueConstraint("number", name=op.f("uq_returned_papers_number")),
    )
    op.create_index(op.f("ix_returned_papers_document_id"), "returned_papers", ["document_id"], unique=False)
    op.create_index(op.f("ix_returned_papers_sha256"), "returned_papers", ["sha256"], unique=False)
