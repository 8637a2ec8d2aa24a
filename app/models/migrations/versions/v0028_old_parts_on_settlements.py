"""Which boxes of the settlement form say what became of the old parts, as it stood when the settlement was written."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; earlier settlements tick no box."""
    op.add_column("settlements", sa.Column("old_parts", sa.String(length=20), nullable=False, server_default=""))
