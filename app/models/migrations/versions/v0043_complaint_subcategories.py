"""A complaint says more precisely what it is about than its kind does."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; complaints of before have none. A file that is evidence stays with its complaint from now on."""
    op.add_column("complaints", sa.Column("subcategory", sa.String(length=60), nullable=True))
    op.execute(
        "UPDATE attachments SET role = 'proof' WHERE role = 'evidence'"
        " AND id IN (SELECT attachment_id FROM complaint_evidence WHERE attachment_id IS NOT NULL)"
    )
