"""The first schema."""

from alembic import op

import app.models.registry  # noqa: F401
from app.models.base import Base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates all tables."""
    Base.metadata.create_all(op.get_bind())
