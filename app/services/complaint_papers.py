"""What the two papers of a complaint say, as frozen data: assignment and handling report. Knows no database, no PDF.

Codes are given as their labels (msgids); money is fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.core.i18n import Text
from app.core.paper import UNSIGNED, Imprint, Signature


@dataclass(frozen=True)
class Deadline:
    """One clock: what is to be done, by when, when it was done. `late`: it was not in time, or is overdue now."""

    what: str
    due: datetime | None
    done_at: datetime | None
    late: bool = False
    provisional: bool = False


@dataclass(frozen=True)
class Facts:
    """Who complains about what (R76), as both papers begin with it."""

    number: str
    revision: int
    received_at: datetime
    channel: str
    complainant: str
    contact: str
    relation: str
    plate: str
    vehicle: str
    about: str
    about_person: str
    category: str
    subcategory: str
    component: str
    severity: str
    description: str
    demand: str


@dataclass(frozen=True)
class AssignmentSheet:
    """投诉分配表 (R79): the department's and customer service's copy."""

    facts: Facts
    promise: str
    promised_at: datetime | None
    problem: str
    dept: str
    co_dept: str
    requirement: str
    due_on: date | None
    deadlines: tuple[Deadline, ...]
    handler: str
    bounces: int
    decided_by: str
    copy: str = field(metadata=UNSIGNED, default="")
    imprint: Imprint | None = field(metadata=UNSIGNED, default=None)
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())


@dataclass(frozen=True)
class Moment:
    """One line of the process: when, what (a step or kind of entry), who, and what was said."""

    at: datetime
    what: str | Text
    who: str
    words: str = ""


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence."""

    type: str
    number: str
    note: str
    at: datetime
    who: str


@dataclass(frozen=True)
class Measure:
    """One measure of the solution."""

    measure: str
    owner: str
    due: date | None
    cost: int | None
    done_at: datetime | None
    note: str = ""


@dataclass(frozen=True)
class Improvement:
    """One improvement action."""

    action: str
    owner: str
    due: date | None
    done_at: datetime | None
    verified_at: datetime | None
    verified_by: str = ""


@dataclass(frozen=True)
class Waited:
    """A time in which the customer was waited for."""

    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True)
class HandlingReport:
    """投诉处理报告 (R88–R90)."""

    facts: Facts
    state: str
    dept: str
    co_dept: str
    handler: str
    problem: str
    process: tuple[Moment, ...]
    waits: tuple[Waited, ...]
    deadlines: tuple[Deadline, ...]
    evidence: tuple[Exhibit, ...]
    cause_code: str
    cause_why: str
    responsibility: str
    at_fault: str
    loss: int | None
    unsafe: bool
    impact: str
    measures: tuple[Measure, ...]
    rounds: int
    compensation: int
    agreed: str
    agreed_at: datetime | None
    report_process: str
    report_solution: str
    report_result: str
    satisfaction: int | None
    escalated_to: str
    improvements: tuple[Improvement, ...]
    no_improvement: str
    repeats: int
    copy: str = field(metadata=UNSIGNED, default="")
    imprint: Imprint | None = field(metadata=UNSIGNED, default=None)
    signatures: tuple[Signature, ...] = field(metadata=UNSIGNED, default=())
