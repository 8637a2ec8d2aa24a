"""A station that was restored from a backup knows it: it sends nothing before a person said that it goes on."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0039"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the moment of the restore."""
    restored: sa.Column[object] = sa.Column("restored_at", base.UtcType(), nullable=True)
    op.add_column("exchange_site", restored)
