"""How a difference that a count kept open was cleared up, and the document that proves it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns; nothing was cleared up before."""
    op.add_column("count_lines", sa.Column("cleared_how", sa.String(length=12), nullable=True))
    op.add_column("count_lines", sa.Column("cleared_proof", sa.String(length=40), nullable=True))
