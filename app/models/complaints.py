"""Complaints (投诉): what a customer holds against the shop, what was found, agreed and done, and every word about it.

Money is fen. Moments when something is due are the ends of clocks in working time; they are kept, for lists and Today.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Log, Record, labelled


class Complaint(Document):
    """One complaint. `source_*` is the document it is about, `same_case_id` the complaint that leads its case (E79).

    `started_at` is when its clocks began (the earliest report of the case, or the reopening); `next_due` the nearest
    end of those that run; `waiting_since`: the customer is waited for. `provisional`: a year has no calendar yet.
    `decided_by` is the manager who settled which department it belongs to (E80). `imported`: from before this program.
    `typed` is what the intake keeps of a half-taken one that fits no column yet.
    """

    __tablename__ = "complaints"
    __table_args__ = (Index("ix_complaints_source", "source_kind", "source_id"),)

    received_at: Mapped[datetime] = mapped_column(index=True, info={"label": N_("Received at")})
    channel: Mapped[str] = labelled(N_("Channel"), length=12, default="HOTLINE")
    complainant: Mapped[str | None] = labelled(N_("Complainant"), length=100, default=None)
    contact: Mapped[str | None] = labelled(N_("Phone or address"), length=100, default=None)
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Wants to stay anonymous")})
    relation: Mapped[str | None] = labelled(N_("Who he is"), length=12, default=None)
    customer_id: Mapped[Id | None] = mapped_column(
        ForeignKey("customers.id"), default=None, index=True, info={"label": N_("Customer")}
    )
    vehicle_id: Mapped[Id | None] = mapped_column(
        ForeignKey("vehicles.id"), default=None, index=True, info={"label": N_("Vehicle")}
    )
    plate: Mapped[str] = labelled(N_("Plate"), length=40, default="", index=True)
    vehicle_name: Mapped[str] = labelled(N_("Car"), length=160, default="")
    source_kind: Mapped[str] = mapped_column(String(40), default="")
    source_id: Mapped[Id | None] = mapped_column(default=None)
    source_number: Mapped[str] = labelled(N_("It is about"), length=40, default="")
    same_case_id: Mapped[Id | None] = mapped_column(ForeignKey("complaints.id"), default=None, index=True)
    about_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Person complained about")}
    )
    description: Mapped[str] = labelled(N_("Complaint in his words"), length=4000, default="")
    demand: Mapped[str | None] = labelled(N_("What he demands"), length=500, default=None)
    promised: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Timely handling promised")})
    promise: Mapped[str | None] = labelled(N_("What was promised"), length=200, default=None)
    promised_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Promised until")})
    category: Mapped[str | None] = labelled(N_("Kind of complaint"), length=12, default=None)
    subcategory: Mapped[str | None] = labelled(N_("Sub-category"), length=60, default=None)
    component: Mapped[str | None] = labelled(N_("Part or system"), length=200, default=None)
    part_id: Mapped[Id | None] = mapped_column(ForeignKey("parts.id"), default=None, info={"label": N_("Part")})
    severity: Mapped[str] = labelled(N_("Severity"), length=12, default="GENERAL")

    problem: Mapped[str | None] = labelled(N_("Problem to solve"), length=500, default=None)
    dept: Mapped[str | None] = labelled(N_("Responsible department"), length=8, default=None)
    co_dept: Mapped[str | None] = labelled(N_("Department to help"), length=8, default=None)
    requirement: Mapped[str | None] = labelled(N_("Handling requirement"), length=500, default=None)
    due_on: Mapped[date | None] = mapped_column(default=None, info={"label": N_("To be solved by")})
    bounces: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Times sent back")})
    decided_by: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Department decided by")}
    )
    handler_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, index=True, info={"label": N_("Complaint handler")}
    )

    cause_code: Mapped[str | None] = labelled(N_("Root cause lies in"), length=12, default=None)
    cause_why: Mapped[str | None] = labelled(N_("Root cause, asked why five times"), length=2000, default=None)
    responsibility: Mapped[str | None] = labelled(N_("Responsibility finding"), length=12, default=None)
    resp_dept: Mapped[str | None] = labelled(N_("Department at fault"), length=8, default=None)
    resp_person_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Person at fault")}
    )
    loss_amount: Mapped[int | None] = mapped_column(default=None, info={"label": N_("His loss"), "kind": "money"})
    unsafe: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("Safety was at risk")})
    impact: Mapped[str | None] = labelled(N_("Impact on the customer"), length=500, default=None)
    compensation: Mapped[int] = mapped_column(default=0, info={"label": N_("Compensation"), "kind": "money"})
    approved_amount: Mapped[int | None] = mapped_column(
        default=None, info={"label": N_("Compensation approved"), "kind": "money"}
    )
    round: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Proposal")})
    agreed_method: Mapped[str | None] = labelled(N_("How he agreed"), length=12, default=None)
    agreed_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Agreed at")})
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger, default=None, info={"label": N_("Satisfaction")})

    report_process: Mapped[str | None] = labelled(N_("How it was handled"), length=4000, default=None)
    report_solution: Mapped[str | None] = labelled(N_("Solution"), length=2000, default=None)
    report_result: Mapped[str | None] = labelled(N_("Result"), length=2000, default=None)
    no_improvement: Mapped[str | None] = labelled(N_("Why nothing is to be improved"), length=500, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Case closed at")})
    closed_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), default=None, info={"label": N_("Closed by")})
    repeats: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Times reopened")})
    escalated_to: Mapped[str | None] = labelled(N_("Taken to"), length=12, default=None)
    ended_reason: Mapped[str | None] = labelled(N_("Reason of the end"), length=500, default=None)
    imported: Mapped[bool] = mapped_column(Boolean, default=False, info={"label": N_("From earlier records")})
    reference: Mapped[str | None] = labelled(N_("Number elsewhere"), length=40, default=None, index=True)

    started_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledge_due: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("To be accepted by")})
    assign_due: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("To be assigned by")})
    handler_due: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Handler to be named by")})
    proposal_due: Mapped[datetime | None] = mapped_column(
        default=None, info={"label": N_("Solution to be proposed by")}
    )
    resolve_due: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("To be solved at the latest")})
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Accepted at")})
    assigned_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Assigned at")})
    named_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Handler named at")})
    proposed_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Proposed at")})
    resolved_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Solved at")})
    next_due: Mapped[datetime | None] = mapped_column(default=None, index=True, info={"label": N_("Next deadline")})
    waiting_since: Mapped[datetime | None] = mapped_column(
        default=None, info={"label": N_("Waiting for the customer since")}
    )
    provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    typed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    search_text: Mapped[str] = mapped_column(Text, default="", info={"journal": False})

    measures: Mapped[list[ComplaintMeasure]] = relationship(
        cascade="all, delete-orphan", order_by="ComplaintMeasure.position"
    )
    improvements: Mapped[list[ComplaintImprovement]] = relationship(
        cascade="all, delete-orphan", order_by="ComplaintImprovement.position"
    )
    waits: Mapped[list[ComplaintWait]] = relationship(cascade="all, delete-orphan", order_by="ComplaintWait.begun_at")


class ComplaintMeasure(Record):
    """One measure of the solution: what, by whom, until when, at what cost, and when it was done (R83, R86)."""

    __tablename__ = "complaint_measures"

    complaint_id: Mapped[Id] = mapped_column(ForeignKey("complaints.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    measure: Mapped[str] = labelled(N_("Measure"), length=500, default="")
    owner_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, index=True, info={"label": N_("Responsible")}
    )
    due: Mapped[date | None] = mapped_column(default=None, info={"label": N_("To be finished by")})
    cost: Mapped[int | None] = mapped_column(default=None, info={"label": N_("Cost"), "kind": "money"})
    done_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Done at")})
    done_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), default=None, info={"label": N_("Done by")})
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)


class ComplaintImprovement(Record):
    """What is changed so that it does not happen again (R90); it may be open when the case is closed."""

    __tablename__ = "complaint_improvements"

    complaint_id: Mapped[Id] = mapped_column(ForeignKey("complaints.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = labelled(N_("Improvement action"), length=500, default="")
    owner_id: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, index=True, info={"label": N_("Responsible")}
    )
    due: Mapped[date | None] = mapped_column(default=None, info={"label": N_("To be finished by")})
    done_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Done at")})
    done_by: Mapped[Id | None] = mapped_column(default=None, info={"label": N_("Done by")})
    verified_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Verified at")})
    verified_by: Mapped[Id | None] = mapped_column(
        ForeignKey("users.id"), default=None, info={"label": N_("Verified by")}
    )
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)


class ComplaintWait(Record):
    """A time in which the customer was waited for: the clocks stand still from `begun_at` to `ended_at`."""

    __tablename__ = "complaint_waits"

    complaint_id: Mapped[Id] = mapped_column(ForeignKey("complaints.id"), index=True)
    begun_at: Mapped[datetime]
    begun_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), default=None)
    reason: Mapped[str] = labelled(N_("Reason"), length=200, default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), default=None)
    note: Mapped[str | None] = labelled(N_("Note"), length=200, default=None)


class ComplaintEvidence(Record):
    """One piece of evidence: a document of ours (`kind`, `document_id`, `number`) or an attached file (R81)."""

    __tablename__ = "complaint_evidence"

    complaint_id: Mapped[Id] = mapped_column(ForeignKey("complaints.id"), index=True)
    type: Mapped[str] = labelled(N_("Kind of evidence"), length=12, default="OTHER")
    kind: Mapped[str] = mapped_column(String(40), default="")
    document_id: Mapped[Id | None] = mapped_column(default=None, index=True)
    number: Mapped[str] = mapped_column(String(200), default="")
    attachment_id: Mapped[Id | None] = mapped_column(default=None)
    note: Mapped[str | None] = labelled(N_("What it shows"), length=500, default=None)
    added_at: Mapped[datetime]
    added_by: Mapped[Id | None] = mapped_column(ForeignKey("users.id"), default=None)


class ComplaintEntry(Log):
    """One line of a complaint's thread. `type`: SAID (the customer's word), TOLD (he was told), FINDING, PROGRESS.

    `person` is who spoke, `round` the proposal it was about, `verdict` AGREES or OBJECTS if he decided on one.
    """

    __tablename__ = "complaint_entries"

    complaint_id: Mapped[Id] = mapped_column(index=True)
    type: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    user_id: Mapped[Id | None]
    channel: Mapped[str] = mapped_column(String(12), default="")
    person: Mapped[str] = mapped_column(String(100), default="")
    method: Mapped[str] = mapped_column(String(100), default="")
    words: Mapped[str] = mapped_column(String(4000))
    round: Mapped[int] = mapped_column(Integer, default=0)
    verdict: Mapped[str] = mapped_column(String(10), default="")


class ComplaintProposal(Log):
    """A proposal as the customer was shown it: its number, the measures as they were, the compensation (R84)."""

    __tablename__ = "complaint_proposals"

    complaint_id: Mapped[Id] = mapped_column(index=True)
    round: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    user_id: Mapped[Id | None]
    measures: Mapped[list[Any]]
    compensation: Mapped[int]


class ComplaintRun(Log):
    """How a complaint was handled until it was reopened: its deadlines, when they were met, how satisfied he was.

    The complaint itself holds the run that goes on; figures count both.
    """

    __tablename__ = "complaint_runs"

    complaint_id: Mapped[Id] = mapped_column(index=True)
    run: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime | None]
    assign_due: Mapped[datetime | None] = mapped_column(info={"label": N_("To be assigned by")})
    assigned_at: Mapped[datetime | None] = mapped_column(info={"label": N_("Assigned at")})
    handler_due: Mapped[datetime | None] = mapped_column(info={"label": N_("Handler to be named by")})
    named_at: Mapped[datetime | None] = mapped_column(info={"label": N_("Handler named at")})
    resolve_due: Mapped[datetime | None] = mapped_column(info={"label": N_("To be solved at the latest")})
    resolved_at: Mapped[datetime | None] = mapped_column(info={"label": N_("Solved at")})
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger, info={"label": N_("Satisfaction")})
    reopened_at: Mapped[datetime]
