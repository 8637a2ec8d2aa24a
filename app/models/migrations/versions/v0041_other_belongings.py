"""A check-in lists what else lies in the car, in words of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; what was signed before says nothing of it."""
    op.add_column("receptions", sa.Column("belongings_other", sa.String(length=100), nullable=True))
