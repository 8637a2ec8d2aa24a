"""Requisitions, hand-overs of parts, scans at the counter, return slips."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of requisitions and returns."""
    _requisitions()
    _requisition_lines()
    _part_issues()
    _part_issue_lines()
    _issue_scans()
    _return_slips()
    _return_slip_lines()


def _requisitions() -> None:
    op.create_table(
        "requisitions",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=True),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("technician_id", base.IdType(length=16), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("submitted_at", base.UtcType(), nullable=True),
        sa.Column("approved_by", base.IdType(length=16), nullable=True),
        sa.Column("approved_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_requisitions_order_id")),
        sa.ForeignKeyConstraint(["technician_id"], ["users.id"], name=op.f("fk_requisitions_technician_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_requisitions_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisitions")),
        sa.UniqueConstraint("number", name=op.f("uq_requisitions_number")),
    )
    op.create_index(op.f("ix_requisitions_order_id"), "requisitions", ["order_id"], unique=False)
    op.create_index(op.f("ix_requisitions_plate"), "requisitions", ["plate"], unique=False)
    op.create_index(op.f("ix_requisitions_technician_id"), "requisitions", ["technician_id"], unique=False)


def _requisition_lines() -> None:
    op.create_table(
        "requisition_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("requisition_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("labour_line_id", base.IdType(length=16), nullable=True),
        sa.Column("part_line_id", base.IdType(length=16), nullable=True),
        sa.Column("needed_id", base.IdType(length=16), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("spec", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("approved", sa.BigInteger(), nullable=True),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("cancelled", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("substitute_id", base.IdType(length=16), nullable=True),
        sa.Column("substitute_reason", sa.String(length=200), nullable=True),
        sa.Column("substitute_by", base.IdType(length=16), nullable=True),
        sa.Column("substitute_at", base.UtcType(), nullable=True),
        sa.Column("consent_way", sa.String(length=10), nullable=False),
        sa.Column("consent_person", sa.String(length=100), nullable=False),
        sa.Column("consent_words", sa.String(length=500), nullable=False),
        sa.Column("consent_at", base.UtcType(), nullable=True),
        sa.Column("consent_heard_by", base.IdType(length=16), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_requisition_lines_bin_id")),
        sa.ForeignKeyConstraint(
            ["labour_line_id"], ["work_order_labour.id"], name=op.f("fk_requisition_lines_labour_line_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_requisition_lines_part_id")),
        sa.ForeignKeyConstraint(
            ["part_line_id"], ["work_order_parts.id"], name=op.f("fk_requisition_lines_part_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["requisition_id"], ["requisitions.id"], name=op.f("fk_requisition_lines_requisition_id")
        ),
        sa.ForeignKeyConstraint(["substitute_id"], ["parts.id"], name=op.f("fk_requisition_lines_substitute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisition_lines")),
    )
    op.create_index(op.f("ix_requisition_lines_labour_line_id"), "requisition_lines", ["labour_line_id"], unique=False)
    op.create_index(op.f("ix_requisition_lines_needed_id"), "requisition_lines", ["needed_id"], unique=False)
    op.create_index(op.f("ix_requisition_lines_part_id"), "requisition_lines", ["part_id"], unique=False)
    op.create_index(op.f("ix_requisition_lines_part_line_id"), "requisition_lines", ["part_line_id"], unique=False)
    op.create_index(op.f("ix_requisition_lines_requisition_id"), "requisition_lines", ["requisition_id"], unique=False)


def _part_issues() -> None:
    op.create_table(
        "part_issues",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("requisition_id", base.IdType(length=16), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("issued_by", base.IdType(length=16), nullable=True),
        sa.Column("receiver_id", base.IdType(length=16), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("occurred_at", base.UtcType(), nullable=False),
        sa.Column("posted_at", base.UtcType(), nullable=False),
        sa.Column("scans_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["receiver_id"], ["users.id"], name=op.f("fk_part_issues_receiver_id")),
        sa.ForeignKeyConstraint(["requisition_id"], ["requisitions.id"], name=op.f("fk_part_issues_requisition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_issues")),
        sa.UniqueConstraint("requisition_id", "nth", name="uq_part_issues_nth"),
    )
    op.create_index(op.f("ix_part_issues_receiver_id"), "part_issues", ["receiver_id"], unique=False)


def _part_issue_lines() -> None:
    op.create_table(
        "part_issue_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("issue_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_id", base.IdType(length=16), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=True),
        sa.Column("labour_line_id", base.IdType(length=16), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("bin_id", base.IdType(length=16), nullable=False),
        sa.Column("other_bin", sa.Boolean(), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("returned_value", sa.BigInteger(), nullable=False),
        sa.Column("fitted", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_part_issue_lines_bin_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["part_issues.id"], name=op.f("fk_part_issue_lines_issue_id")),
        sa.ForeignKeyConstraint(
            ["labour_line_id"], ["work_order_labour.id"], name=op.f("fk_part_issue_lines_labour_line_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["requisition_lines.id"], name=op.f("fk_part_issue_lines_line_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_part_issue_lines_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_part_issue_lines_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_issue_lines")),
    )
    op.create_index(op.f("ix_part_issue_lines_issue_id"), "part_issue_lines", ["issue_id"], unique=False)
    op.create_index(op.f("ix_part_issue_lines_labour_line_id"), "part_issue_lines", ["labour_line_id"], unique=False)
    op.create_index(op.f("ix_part_issue_lines_line_id"), "part_issue_lines", ["line_id"], unique=False)
    op.create_index(op.f("ix_part_issue_lines_order_id"), "part_issue_lines", ["order_id"], unique=False)
    op.create_index(op.f("ix_part_issue_lines_part_id"), "part_issue_lines", ["part_id"], unique=False)


def _issue_scans() -> None:
    op.create_table(
        "issue_scans",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("requisition_id", base.IdType(length=16), nullable=False),
        sa.Column("line_id", base.IdType(length=16), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=True),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("ref", sa.BigInteger(), nullable=True),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_issue_scans")),
    )
    op.create_index("ix_issue_scans_slip", "issue_scans", ["requisition_id", "seq"], unique=False)
    op.create_index("uq_issue_scans_origin", "issue_scans", ["station", "origin_seq"], unique=True)


def _return_slips() -> None:
    op.create_table(
        "return_slips",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("order_id", base.IdType(length=16), nullable=True),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("warehouse_id", base.IdType(length=16), nullable=False),
        sa.Column("technician_id", base.IdType(length=16), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("submitted_by", base.IdType(length=16), nullable=True),
        sa.Column("submitted_at", base.UtcType(), nullable=True),
        sa.Column("checked_by", base.IdType(length=16), nullable=True),
        sa.Column("checked_at", base.UtcType(), nullable=True),
        sa.Column("posted_by", base.IdType(length=16), nullable=True),
        sa.Column("posted_at", base.UtcType(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["work_orders.id"], name=op.f("fk_return_slips_order_id")),
        sa.ForeignKeyConstraint(["technician_id"], ["users.id"], name=op.f("fk_return_slips_technician_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name=op.f("fk_return_slips_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_slips")),
        sa.UniqueConstraint("number", name=op.f("uq_return_slips_number")),
    )
    op.create_index(op.f("ix_return_slips_order_id"), "return_slips", ["order_id"], unique=False)
    op.create_index(op.f("ix_return_slips_plate"), "return_slips", ["plate"], unique=False)
    op.create_index(op.f("ix_return_slips_technician_id"), "return_slips", ["technician_id"], unique=False)


def _return_slip_lines() -> None:
    op.create_table(
        "return_slip_lines",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("slip_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("issue_line_id", base.IdType(length=16), nullable=False),
        sa.Column("part_id", base.IdType(length=16), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("spec", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("responsible_id", base.IdType(length=16), nullable=True),
        sa.Column("bin_id", base.IdType(length=16), nullable=True),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bin_id"], ["bins.id"], name=op.f("fk_return_slip_lines_bin_id")),
        sa.ForeignKeyConstraint(
            ["issue_line_id"], ["part_issue_lines.id"], name=op.f("fk_return_slip_lines_issue_line_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_return_slip_lines_part_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["users.id"], name=op.f("fk_return_slip_lines_responsible_id")),
        sa.ForeignKeyConstraint(["slip_id"], ["return_slips.id"], name=op.f("fk_return_slip_lines_slip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_slip_lines")),
    )
    op.create_index(op.f("ix_return_slip_lines_issue_line_id"), "return_slip_lines", ["issue_line_id"], unique=False)
    op.create_index(op.f("ix_return_slip_lines_part_id"), "return_slip_lines", ["part_id"], unique=False)
    op.create_index(op.f("ix_return_slip_lines_slip_id"), "return_slip_lines", ["slip_id"], unique=False)
