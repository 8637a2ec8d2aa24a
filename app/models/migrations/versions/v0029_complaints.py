"""Complaints with their measures, improvements, waiting times, evidence, thread and proposals."""

import sqlalchemy as sa
from alembic import op

from app.models import base

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of complaints."""
    _complaints()
    _complaint_entries()
    _complaint_proposals()
    _complaint_evidence()
    _complaint_improvements()
    _complaint_measures()
    _complaint_waits()


def _complaint_entries() -> None:
    op.create_table(
        "complaint_entries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("complaint_id", base.IdType(length=16), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.Column("method", sa.String(length=100), nullable=False),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_complaint_entries")),
    )
    op.create_index(op.f("ix_complaint_entries_complaint_id"), "complaint_entries", ["complaint_id"], unique=False)
    op.create_index("uq_complaint_entries_origin", "complaint_entries", ["station", "origin_seq"], unique=True)


def _complaint_proposals() -> None:
    op.create_table(
        "complaint_proposals",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("origin_seq", sa.BigInteger(), nullable=True),
        sa.Column("complaint_id", base.IdType(length=16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", base.UtcType(), nullable=False),
        sa.Column("user_id", base.IdType(length=16), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("compensation", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_complaint_proposals")),
    )
    op.create_index(op.f("ix_complaint_proposals_complaint_id"), "complaint_proposals", ["complaint_id"], unique=False)
    op.create_index("uq_complaint_proposals_origin", "complaint_proposals", ["station", "origin_seq"], unique=True)


def _complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("received_at", base.UtcType(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("complainant", sa.String(length=100), nullable=True),
        sa.Column("contact", sa.String(length=100), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=True),
        sa.Column("customer_id", base.IdType(length=16), nullable=True),
        sa.Column("vehicle_id", base.IdType(length=16), nullable=True),
        sa.Column("plate", sa.String(length=40), nullable=False),
        sa.Column("vehicle_name", sa.String(length=160), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", base.IdType(length=16), nullable=True),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.Column("same_case_id", base.IdType(length=16), nullable=True),
        sa.Column("about_id", base.IdType(length=16), nullable=True),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("demand", sa.String(length=500), nullable=True),
        sa.Column("promised", sa.Boolean(), nullable=False),
        sa.Column("promise", sa.String(length=200), nullable=True),
        sa.Column("promised_at", base.UtcType(), nullable=True),
        sa.Column("category", sa.String(length=12), nullable=True),
        sa.Column("component", sa.String(length=200), nullable=True),
        sa.Column("part_id", base.IdType(length=16), nullable=True),
        sa.Column("severity", sa.String(length=12), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=True),
        sa.Column("dept", sa.String(length=8), nullable=True),
        sa.Column("co_dept", sa.String(length=8), nullable=True),
        sa.Column("requirement", sa.String(length=500), nullable=True),
        sa.Column("due_on", base.DayType(length=10), nullable=True),
        sa.Column("bounces", sa.Integer(), nullable=False),
        sa.Column("decided_by", base.IdType(length=16), nullable=True),
        sa.Column("handler_id", base.IdType(length=16), nullable=True),
        sa.Column("cause_code", sa.String(length=12), nullable=True),
        sa.Column("cause_why", sa.String(length=2000), nullable=True),
        sa.Column("responsibility", sa.String(length=12), nullable=True),
        sa.Column("resp_dept", sa.String(length=8), nullable=True),
        sa.Column("resp_person_id", base.IdType(length=16), nullable=True),
        sa.Column("loss_amount", sa.BigInteger(), nullable=True),
        sa.Column("unsafe", sa.Boolean(), nullable=False),
        sa.Column("impact", sa.String(length=500), nullable=True),
        sa.Column("compensation", sa.BigInteger(), nullable=False),
        sa.Column("approved_amount", sa.BigInteger(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("agreed_method", sa.String(length=12), nullable=True),
        sa.Column("agreed_at", base.UtcType(), nullable=True),
        sa.Column("satisfaction", sa.SmallInteger(), nullable=True),
        sa.Column("report_process", sa.String(length=4000), nullable=True),
        sa.Column("report_solution", sa.String(length=2000), nullable=True),
        sa.Column("report_result", sa.String(length=2000), nullable=True),
        sa.Column("no_improvement", sa.String(length=500), nullable=True),
        sa.Column("closed_at", base.UtcType(), nullable=True),
        sa.Column("closed_by", base.IdType(length=16), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("escalated_to", sa.String(length=12), nullable=True),
        sa.Column("ended_reason", sa.String(length=500), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("started_at", base.UtcType(), nullable=True),
        sa.Column("acknowledge_due", base.UtcType(), nullable=True),
        sa.Column("assign_due", base.UtcType(), nullable=True),
        sa.Column("handler_due", base.UtcType(), nullable=True),
        sa.Column("proposal_due", base.UtcType(), nullable=True),
        sa.Column("resolve_due", base.UtcType(), nullable=True),
        sa.Column("acknowledged_at", base.UtcType(), nullable=True),
        sa.Column("assigned_at", base.UtcType(), nullable=True),
        sa.Column("named_at", base.UtcType(), nullable=True),
        sa.Column("proposed_at", base.UtcType(), nullable=True),
        sa.Column("resolved_at", base.UtcType(), nullable=True),
        sa.Column("next_due", base.UtcType(), nullable=True),
        sa.Column("waiting_since", base.UtcType(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("created_at", base.UtcType(), nullable=False),
        sa.Column("created_by", base.IdType(length=16), nullable=True),
        sa.Column("changed_at", base.UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["about_id"], ["users.id"], name=op.f("fk_complaints_about_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_complaints_closed_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_complaints_customer_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_complaints_decided_by")),
        sa.ForeignKeyConstraint(["handler_id"], ["users.id"], name=op.f("fk_complaints_handler_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_complaints_part_id")),
        sa.ForeignKeyConstraint(["resp_person_id"], ["users.id"], name=op.f("fk_complaints_resp_person_id")),
        sa.ForeignKeyConstraint(["same_case_id"], ["complaints.id"], name=op.f("fk_complaints_same_case_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("fk_complaints_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
    )
    op.create_index(op.f("ix_complaints_customer_id"), "complaints", ["customer_id"], unique=False)
    op.create_index(op.f("ix_complaints_handler_id"), "complaints", ["handler_id"], unique=False)
    op.create_index(op.f("ix_complaints_next_due"), "complaints", ["next_due"], unique=False)
    op.create_index(op.f("ix_complaints_plate"), "complaints", ["plate"], unique=False)
    op.create_index(op.f("ix_complaints_received_at"), "complaints", ["received_at"], unique=False)
    op.create_index(op.f("ix_complaints_reference"), "complaints", ["reference"], unique=False)
    op.create_index(op.f("ix_complaints_same_case_id"), "complaints", ["same_case_id"], unique=False)
    op.create_index("ix_complaints_source", "complaints", ["source_kind", "source_id"], unique=False)
    op.create_index(op.f("ix_complaints_vehicle_id"), "complaints", ["vehicle_id"], unique=False)


def _complaint_evidence() -> None:
    op.create_table(
        "complaint_evidence",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("complaint_id", base.IdType(length=16), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("document_id", base.IdType(length=16), nullable=True),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("attachment_id", base.IdType(length=16), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("added_at", base.UtcType(), nullable=False),
        sa.Column("added_by", base.IdType(length=16), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_complaint_evidence_added_by")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_evidence_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_evidence")),
    )
    op.create_index(op.f("ix_complaint_evidence_complaint_id"), "complaint_evidence", ["complaint_id"], unique=False)
    op.create_index(op.f("ix_complaint_evidence_document_id"), "complaint_evidence", ["document_id"], unique=False)


def _complaint_improvements() -> None:
    op.create_table(
        "complaint_improvements",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("complaint_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=500), nullable=False),
        sa.Column("owner_id", base.IdType(length=16), nullable=True),
        sa.Column("due", base.DayType(length=10), nullable=True),
        sa.Column("done_at", base.UtcType(), nullable=True),
        sa.Column("verified_at", base.UtcType(), nullable=True),
        sa.Column("verified_by", base.IdType(length=16), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_improvements_complaint_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_complaint_improvements_owner_id")),
        sa.ForeignKeyConstraint(["verified_by"], ["users.id"], name=op.f("fk_complaint_improvements_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_improvements")),
    )
    op.create_index(
        op.f("ix_complaint_improvements_complaint_id"), "complaint_improvements", ["complaint_id"], unique=False
    )
    op.create_index(op.f("ix_complaint_improvements_owner_id"), "complaint_improvements", ["owner_id"], unique=False)


def _complaint_measures() -> None:
    op.create_table(
        "complaint_measures",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("complaint_id", base.IdType(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=500), nullable=False),
        sa.Column("owner_id", base.IdType(length=16), nullable=True),
        sa.Column("due", base.DayType(length=10), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("done_at", base.UtcType(), nullable=True),
        sa.Column("done_by", base.IdType(length=16), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_measures_complaint_id")),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name=op.f("fk_complaint_measures_done_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_complaint_measures_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_measures")),
    )
    op.create_index(op.f("ix_complaint_measures_complaint_id"), "complaint_measures", ["complaint_id"], unique=False)
    op.create_index(op.f("ix_complaint_measures_owner_id"), "complaint_measures", ["owner_id"], unique=False)


def _complaint_waits() -> None:
    op.create_table(
        "complaint_waits",
        sa.Column("id", base.IdType(length=16), nullable=False),
        sa.Column("complaint_id", base.IdType(length=16), nullable=False),
        sa.Column("begun_at", base.UtcType(), nullable=False),
        sa.Column("begun_by", base.IdType(length=16), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("ended_at", base.UtcType(), nullable=True),
        sa.Column("ended_by", base.IdType(length=16), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["begun_by"], ["users.id"], name=op.f("fk_complaint_waits_begun_by")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_waits_complaint_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_complaint_waits_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_waits")),
    )
    op.create_index(op.f("ix_complaint_waits_complaint_id"), "complaint_waits", ["complaint_id"], unique=False)
