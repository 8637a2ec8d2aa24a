"""Who stands on a settlement list is kept with it: what is corrected later leaves a signed list as it is (E56).

A delivery has revisions of its own, so that its signed paper can be filed by its bar code.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0029"
branch_labels = None
depends_on = None

# what the lists say today: by column of `settlements`
SAID = {
    "customer_name": "(SELECT c.name FROM customers c WHERE c.id = settlements.customer_id)",
    "sender": "(SELECT COALESCE(o.sender_name, '') FROM work_orders o WHERE o.id = settlements.order_id)",
    "phone": "COALESCE((SELECT NULLIF(o.consent_phone, '') FROM work_orders o WHERE o.id = settlements.order_id), "
    "(SELECT COALESCE(NULLIF(c.mobile, ''), c.landline) FROM customers c WHERE c.id = settlements.customer_id))",
    "advisor": "COALESCE((SELECT u.name FROM work_orders o JOIN users u ON u.id = o.advisor_id "
    "WHERE o.id = settlements.order_id), '')",
    "certificate": "COALESCE((SELECT i.certificate FROM inspections i WHERE i.order_id = settlements.order_id "
    "AND i.certificate IS NOT NULL ORDER BY i.created_at DESC LIMIT 1), '')",
}


def upgrade() -> None:
    """Adds the columns; lists written before get what they say today, deliveries the revision they were signed for."""
    op.add_column("deliveries", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.execute(
        "UPDATE deliveries SET revision = (SELECT o.revision FROM work_orders o WHERE o.id = deliveries.order_id)"
    )
    for name, length in (("customer_name", 100), ("sender", 100), ("advisor", 100), ("certificate", 40)):
        op.add_column("settlements", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    op.add_column("settlements", sa.Column("phone", sa.String(length=30), nullable=True))
    table = sa.table("settlements", *(sa.column(name) for name in SAID))
    op.execute(sa.update(table).values({name: sa.literal_column(said) for name, said in SAID.items()}))
