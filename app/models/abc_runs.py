"""ABC runs: the classes of all parts as computed once, what was changed in the review, and what held before (R14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, Log, Record, labelled


class AbcRun(Document):
    """One classification of all parts: method and its version, parameters, period, and how many came into each class.

    `until` is the moment up to which use was summed.
    """

    __tablename__ = "abc_runs"

    method: Mapped[str] = labelled(N_("Method"), length=10, default="RULEBOOK")  # RULEBOOK VALUE
    method_version: Mapped[int] = mapped_column(SmallInteger, default=1, info={"label": N_("Version of the method")})
    until: Mapped[datetime] = mapped_column(info={"label": N_("Use up to")})
    parameters: Mapped[dict[str, Any]]
    parts: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Parts")})
    changed: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Parts that change class")})
    count_a: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Class A")})
    count_b: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Class B")})
    count_c: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("Class C")})
    count_new: Mapped[int] = mapped_column(Integer, default=0, info={"label": N_("New parts")})
    submitted_by: Mapped[Id | None] = mapped_column(default=None)
    approved_by: Mapped[Id | None] = mapped_column(default=None)
    applied_at: Mapped[datetime | None] = mapped_column(default=None, info={"label": N_("Applied at")})


class AbcLine(Log):
    """What one run found for one part: use (1/1000 and fen), documents, both classes with the rule that fired.

    `share` is the cumulative share of value before this part, in basis points; `old_class` what held before.
    """

    __tablename__ = "abc_lines"
    __table_args__ = (
        Index("uq_abc_lines_part", "run_id", "part_id", unique=True),
        Index("ix_abc_lines_history", "part_id", "run_id"),
    )

    run_id: Mapped[Id]
    part_id: Mapped[Id]
    used: Mapped[int]
    value: Mapped[int]
    documents: Mapped[int] = mapped_column(Integer)
    share: Mapped[int] = mapped_column(Integer)
    criticality: Mapped[int] = mapped_column(SmallInteger)
    generic: Mapped[bool] = mapped_column(Boolean)
    frequency: Mapped[str] = mapped_column(String(6))  # HIGH MEDIUM LOW
    value_class: Mapped[str] = mapped_column(String(4))
    rule_class: Mapped[str] = mapped_column(String(4))
    rule: Mapped[str] = mapped_column(String(16))
    old_class: Mapped[str | None] = mapped_column(String(4))
    locked: Mapped[bool] = mapped_column(Boolean)


class AbcChange(Record):
    """A class set by hand in the review of a run, with its reason, and until when it is locked."""

    __tablename__ = "abc_changes"
    __table_args__ = (UniqueConstraint("run_id", "part_id", name="uq_abc_changes_run_part"),)

    run_id: Mapped[Id] = mapped_column(ForeignKey("abc_runs.id"))
    part_id: Mapped[Id] = mapped_column(ForeignKey("parts.id"), index=True)
    abc_class: Mapped[str] = mapped_column(String(4))
    reason: Mapped[str] = mapped_column(String(200))
    locked_until: Mapped[date | None] = mapped_column(default=None)
    changed_by: Mapped[Id | None] = mapped_column(default=None)
    changed_at: Mapped[datetime]
