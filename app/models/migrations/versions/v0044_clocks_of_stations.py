"""A technician's clock may still run at another station: what is unique is one running clock per item and person."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the index anew; who works here has one clock here, as before (see services/work_orders/times.py)."""
    op.drop_index("uq_work_times_running", "work_times")
    op.create_index(
        "uq_work_times_running", "work_times", ["user_id", "line_id"], unique=True,
        sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
