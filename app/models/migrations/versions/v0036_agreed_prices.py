"""At what price the customer agreed to a substitute; which items come back under the shop's warranty.

Labour items know when their work is due again. The slips that hold parts are found by their state.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns; substitutes agreed to before are billed at the price of the part that was ordered."""
    op.add_column("requisition_lines", sa.Column("agreed_price", sa.BigInteger(), nullable=True))
    comeback: sa.Column[bool] = sa.Column("comeback", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("work_order_labour", comeback)
    op.add_column("labour_items", sa.Column("interval_km", sa.Integer(), nullable=True))
    op.add_column("labour_items", sa.Column("interval_months", sa.SmallInteger(), nullable=True))
    op.create_index("ix_requisitions_state", "requisitions", ["state"])
