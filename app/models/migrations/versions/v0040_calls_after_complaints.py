"""A call after a closed complaint may reach somebody who is no customer: a follow-up call need not name one."""

from alembic import op

revision = "0040"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lets the customer be empty."""
    with op.batch_alter_table("follow_ups") as table:
        table.alter_column("customer_id", nullable=True)
