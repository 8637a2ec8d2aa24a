"""The papers of a complaint: assignment sheet and handling report, A4, two copies. Knows no session and no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from app.core import clock, i18n
from app.core.i18n import N_, tr
from app.core.paper import Imprint
from app.printing import blocks
from app.printing.blocks import Fact, Heading, Prose, Signatures
from app.printing.pen import MM
from app.printing.sheet import Block, Form, render, said
from app.printing.tables import Cell, Column, Row, Table
from app.services.complaint_papers import AssignmentSheet, Deadline, Facts, HandlingReport

COPIES = {
    "DEPARTMENT": N_("Copy for the department"), "FILE": N_("Copy for customer service"),
    "SUPERIOR": N_("Copy for the superior"),
}  # fmt: skip


def assignment(sheets: Sequence[AssignmentSheet]) -> bytes:
    """投诉分配表, one sheet for each copy."""
    return render(*(_form(one, N_("Complaint assignment sheet"), _assigned) for one in sheets))


def report(sheets: Sequence[HandlingReport]) -> bytes:
    """投诉处理报告, one sheet for each copy."""
    return render(*(_form(one, N_("Complaint handling report"), _reported) for one in sheets))


def _form(sheet: Any, title: str, content: Callable[[Any], Iterator[Block]]) -> Form:
    with i18n.language(sheet.imprint.language):
        return Form(
            title=title, number=sheet.facts.number, imprint=sheet.imprint, subtitle=tr(COPIES[sheet.copy]),
            blocks=list(content(sheet)),
        )  # fmt: skip


def _zone(imprint: Imprint | None) -> str:
    return imprint.zone if imprint else "Asia/Shanghai"


def _when(at: datetime | None, zone: str) -> str:
    return i18n.moment(at, zone=zone) if at else ""


def _day(day: date | None) -> str:
    return i18n.day(day) if day else ""


def _of(at: datetime | None, zone: str) -> str:
    return i18n.day(clock.local(at, zone).date()) if at else ""


# --- what both begin with ---------------------------------------------------------------------------------------------
def _facts(facts: Facts, zone: str) -> Iterator[Block]:
    yield blocks.Facts(
        [
            Fact(tr(N_("Received at")), _when(facts.received_at, zone)), Fact(tr(N_("Channel")), said(facts.channel)),
            Fact(tr(N_("Complainant")), facts.complainant, strong=True),
            Fact(tr(N_("Phone or address")), facts.contact), Fact(tr(N_("Plate")), facts.plate, strong=True),
            Fact(tr(N_("Car")), facts.vehicle), Fact(tr(N_("Who he is")), said(facts.relation)),
            Fact(tr(N_("It is about")), facts.about), Fact(tr(N_("Kind of complaint")), said(facts.category)),
            Fact(tr(N_("Sub-category")), facts.subcategory),
            Fact(tr(N_("Severity")), said(facts.severity), strong=True),
            Fact(tr(N_("Part or system")), facts.component),
            Fact(tr(N_("Person complained about")), facts.about_person),
        ]
    )  # fmt: skip
    yield from _words(N_("Complaint in his words"), facts.description)
    yield from _words(N_("What he demands"), facts.demand)


def _words(label: str, words: str) -> Iterator[Block]:
    """A heading and what was written under it; nothing if nothing was."""
    if words:
        yield Heading(tr(label))
        yield Prose(words)


def _deadlines(deadlines: Sequence[Deadline], zone: str) -> Table:
    rows = [
        Row((tr(one.what), Cell(_when(one.due, zone), tr(N_("may still move")) if one.provisional else ""),
             _when(one.done_at, zone), tr(N_("late")) if one.late else ""))
        for one in deadlines
    ]  # fmt: skip
    head = [
        Column(tr(N_("What is to be done")), stretch=1, strong=True), Column(tr(N_("At the latest")), 38),
        Column(tr(N_("Done at")), 38), Column("", 16),
    ]  # fmt: skip
    return Table(head, rows)


# --- assignment -------------------------------------------------------------------------------------------------------
def _assigned(sheet: AssignmentSheet) -> Iterator[Block]:
    zone = _zone(sheet.imprint)
    yield from _facts(sheet.facts, zone)
    promise = "  ".join(filter(None, (sheet.promise, _when(sheet.promised_at, zone))))
    yield from _words(N_("What was promised"), promise)
    yield Heading(tr(N_("Assignment")))
    yield blocks.Facts(
        [
            Fact(tr(N_("Responsible department")), said(sheet.dept), strong=True),
            Fact(tr(N_("Department to help")), said(sheet.co_dept)),
            Fact(tr(N_("To be solved by")), _day(sheet.due_on), strong=True),
            Fact(tr(N_("Complaint handler")), sheet.handler), Fact(tr(N_("Problem to solve")), sheet.problem, span=4),
            Fact(tr(N_("Handling requirement")), sheet.requirement, span=4),
            *([Fact(tr(N_("Times sent back")), str(sheet.bounces))] if sheet.bounces else ()),
            *([Fact(tr(N_("Department decided by")), sheet.decided_by)] if sheet.decided_by else ()),
        ]
    )  # fmt: skip
    yield Heading(tr(N_("Deadlines")))
    yield _deadlines(sheet.deadlines, zone)
    yield Signatures(sheet.signatures, zone)


# --- report -----------------------------------------------------------------------------------------------------------
def _reported(sheet: HandlingReport) -> Iterator[Block]:
    zone = _zone(sheet.imprint)
    yield from _facts(sheet.facts, zone)
    yield blocks.Facts(
        [
            Fact(tr(N_("Responsible department")), said(sheet.dept), strong=True),
            Fact(tr(N_("Department to help")), said(sheet.co_dept)), Fact(tr(N_("Complaint handler")), sheet.handler),
            Fact(tr(N_("State")), said(sheet.state)),
            *([Fact(tr(N_("Times reopened")), str(sheet.repeats))] if sheet.repeats else ()),
            *([Fact(tr(N_("Taken to")), said(sheet.escalated_to))] if sheet.escalated_to else ()),
        ],
        gap=4 * MM,
    )  # fmt: skip
    yield Heading(tr(N_("How it was handled")))
    if sheet.report_process:
        yield Prose(sheet.report_process)
    yield _process(sheet, zone)
    yield Heading(tr(N_("Deadlines")))
    yield _deadlines(sheet.deadlines, zone)
    for one in sheet.waits:
        until = _when(one.until, zone) or "…"
        told = tr(N_("Waited for the customer from {since} to {until}: {reason}"), since=_when(one.since, zone),
                  until=until, reason=one.reason)  # fmt: skip
        yield Prose(told, size=8, quiet=True)
    yield from _investigation(sheet, zone)
    yield from _solution(sheet, zone)
    yield from _improvements(sheet, zone)
    yield Signatures(sheet.signatures, zone)


def _process(sheet: HandlingReport, zone: str) -> Table:
    head = [
        Column(tr(N_("Time")), 32), Column(tr(N_("What happened")), 38, strong=True), Column(tr(N_("Who")), 22),
        Column(tr(N_("What was said or found")), stretch=1),
    ]  # fmt: skip
    rows = [Row((_when(one.at, zone), said(one.what), one.who, one.words)) for one in sheet.process]
    return Table(head, rows)


def _investigation(sheet: HandlingReport, zone: str) -> Iterator[Block]:
    yield Heading(tr(N_("Evidence found")))
    head = [
        Column(tr(N_("No.")), 9, align="right"), Column(tr(N_("Kind of evidence")), 26),
        Column(tr(N_("Record or file")), stretch=1, strong=True), Column(tr(N_("What it shows")), stretch=2),
        Column(tr(N_("Added")), 32),
    ]  # fmt: skip
    yield Table(head, [
        Row((str(at), said(one.type), one.number, one.note, Cell(_when(one.at, zone), one.who)))
        for at, one in enumerate(sheet.evidence, 1)
    ])  # fmt: skip
    yield Heading(tr(N_("Cause, responsibility, impact")))
    yield blocks.Facts(
        [
            Fact(tr(N_("Root cause lies in")), said(sheet.cause_code)),
            Fact(tr(N_("Responsibility finding")), said(sheet.responsibility), strong=True),
            Fact(tr(N_("At fault")), said(sheet.at_fault)),
            Fact(tr(N_("His loss")), i18n.money(sheet.loss) if sheet.loss is not None else ""),
            Fact(tr(N_("Root cause, asked why five times")), sheet.cause_why, span=4),
            Fact(tr(N_("Impact on the customer")), sheet.impact, span=3),
            Fact(tr(N_("Safety was at risk")), tr(N_("Yes") if sheet.unsafe else N_("No")), strong=sheet.unsafe),
        ]
    )  # fmt: skip


def _solution(sheet: HandlingReport, zone: str) -> Iterator[Block]:
    yield Heading(tr(N_("Solution")))
    if sheet.report_solution:
        yield Prose(sheet.report_solution)
    head = [
        Column(tr(N_("No.")), 9, align="right"), Column(tr(N_("Measure")), stretch=3, strong=True),
        Column(tr(N_("Responsible"))), Column(tr(N_("To be finished by"))), Column(tr(N_("Cost")), align="right"),
        Column(tr(N_("Done at"))),
    ]  # fmt: skip
    rows = [
        Row((str(at), Cell(one.measure, one.note), one.owner, _day(one.due),
             i18n.money(one.cost) if one.cost is not None else "", _when(one.done_at, zone)))
        for at, one in enumerate(sheet.measures, 1)
    ]  # fmt: skip
    yield Table(head, rows)
    yield blocks.Facts(
        [
            Fact(tr(N_("Proposals made")), str(sheet.rounds)),
            Fact(tr(N_("Compensation")), i18n.money(sheet.compensation)),
            Fact(tr(N_("How he agreed")), said(sheet.agreed)), Fact(tr(N_("Agreed at")), _when(sheet.agreed_at, zone)),
        ]
    )  # fmt: skip
    yield Heading(tr(N_("Result and satisfaction")))
    score = tr(N_("{score} of 5"), score=sheet.satisfaction) if sheet.satisfaction else tr(N_("Not asked"))
    yield blocks.Facts(
        [Fact(tr(N_("Result")), sheet.report_result, span=3), Fact(tr(N_("Satisfaction")), score, strong=True)]
    )


def _improvements(sheet: HandlingReport, zone: str) -> Iterator[Block]:
    yield Heading(tr(N_("Improvement actions")))
    if not sheet.improvements:
        yield Prose(tr(N_("None: {reason}"), reason=sheet.no_improvement) if sheet.no_improvement else "—")
        return
    head = [
        Column(tr(N_("No.")), 9, align="right"), Column(tr(N_("Improvement action")), stretch=3, strong=True),
        Column(tr(N_("Responsible"))), Column(tr(N_("To be finished by"))), Column(tr(N_("Done at"))),
        Column(tr(N_("Verified by"))),
    ]  # fmt: skip
    yield Table(head, [
        Row((str(at), one.action, one.owner, _day(one.due), _of(one.done_at, zone),
             Cell(one.verified_by, _of(one.verified_at, zone))))
        for at, one in enumerate(sheet.improvements, 1)
    ])  # fmt: skip
