"""What a complaint's handling came to before it was reopened is kept; who said that an improvement is done, too.

Phones of complainants leave the search text: only who may see phones finds by them.
"""

import re

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0037"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds table and column, and takes the digits of phones out of what is searched."""
    _complaint_runs()
    op.add_column("complaint_improvements", sa.Column("done_by", base.IdType(length=16), nullable=True))
    _forget_phones()


def _complaint_runs() -> None:
    op.create_table(
        "complaint_runs",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("complaint_id", base.IdType(length=16), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("started_at", base.UtcType(), nullable=True),
        sa.Column("assign_due", base.UtcType(), nullable=True),
        sa.Column("assigned_at", base.UtcType(), nullable=True),
        sa.Column("handler_due", base.UtcType(), nullable=True),
        sa.Column("named_at", base.UtcType(), nullable=True),
        sa.Column("resolve_due", base.UtcType(), nullable=True),
        sa.Column("resolved_at", base.UtcType(), nullable=True),
        sa.Column("satisfaction", sa.SmallInteger(), nullable=True),
        sa.Column("reopened_at", base.UtcType(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_complaint_runs")),
    )
    op.create_index(op.f("ix_complaint_runs_complaint_id"), "complaint_runs", ["complaint_id"], unique=False)
    op.create_index("uq_complaint_runs_origin", "complaint_runs", ["station", "origin_seq"], unique=True)


def _forget_phones() -> None:
    link = op.get_bind()
    rows = link.execute(sa.text("SELECT id, contact, search_text FROM complaints WHERE contact IS NOT NULL")).all()
    for id, contact, text in rows:
        digits = re.sub(r"\D", "", contact)
        kept = "\n".join(line for line in text.split("\n") if not digits or line != digits)
        if kept != text:
            link.execute(sa.text("UPDATE complaints SET search_text = :kept WHERE id = :id"), {"kept": kept, "id": id})
