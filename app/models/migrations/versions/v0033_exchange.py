"""Exchange with other stations: key, peers, cursors, versions of records, packages, merge list."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0033"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables; a shop that exchanges nothing keeps them empty."""
    _site_and_peers()
    _progress()
    _merges()


def _site_and_peers() -> None:
    op.create_table(
        "exchange_site",
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("age_secret", sa.String(length=100), nullable=False),
        sa.Column("age_public", sa.String(length=100), nullable=False),
        sa.Column("stamped", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("station", name=op.f("pk_exchange_site")),
    )
    op.create_table(
        "exchange_peers",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("age_public", sa.String(length=100), nullable=False),
        sa.Column("relay", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_peers")),
        sa.UniqueConstraint("code", name=op.f("uq_exchange_peers_code")),
    )


def _progress() -> None:
    op.create_table(
        "exchange_cursors",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("told_n", sa.Integer(), nullable=False),
        sa.Column("owes", sa.Boolean(), nullable=False),
        sa.Column("sent_at", base.UtcType(), nullable=True),
        sa.Column("received_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_exchange_cursors")),
    )
    op.create_table(
        "exchange_origins",
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("logs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("station", name=op.f("pk_exchange_origins")),
    )
    op.create_table(
        "exchange_versions",
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("record_id", base.IdType(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("table_name", "record_id", name=op.f("pk_exchange_versions")),
    )
    op.create_table(
        "exchange_packages",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_exchange_packages")),
    )


def _merges() -> None:
    op.create_table(
        "exchange_merges",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("record_id", base.IdType(length=16), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=True),
        sa.Column("kept_by", sa.String(length=8), nullable=False),
        sa.Column("kept_at", base.UtcType(), nullable=False),
        sa.Column("other", sa.JSON(), nullable=True),
        sa.Column("other_by", sa.String(length=8), nullable=False),
        sa.Column("other_at", base.UtcType(), nullable=False),
        sa.Column("decided", sa.String(length=10), nullable=False),
        sa.Column("decided_at", base.UtcType(), nullable=True),
        sa.Column("decided_by", base.IdType(length=16), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_merges")),
    )
    op.create_index("ix_exchange_merges_record", "exchange_merges", ["table_name", "record_id"], unique=False)
