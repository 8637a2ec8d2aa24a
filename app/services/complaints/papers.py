"""Puts a complaint on paper: the assignment sheet and the handling report, two copies each. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.paper import Mark, Signature
from app.models.complaints import Complaint
from app.models.parts import Part
from app.services import shop
from app.services.complaint_papers import (
    AssignmentSheet,
    Deadline,
    Exhibit,
    Facts,
    HandlingReport,
    Improvement,
    Measure,
    Moment,
    Waited,
)
from app.services.complaints import hands, queries, rules, thread, timing
from app.services.complaints.workflow import WORKFLOW
from app.services.customers import masked
from app.services.duties import name_of

DEPARTMENT, FILE, SUPERIOR = "DEPARTMENT", "FILE", "SUPERIOR"


def assignment(ctx: Any, id: Id) -> tuple[AssignmentSheet, ...]:
    """投诉分配表: one copy for the department, with the phone masked, and one for customer service."""
    case: Complaint = ctx.session.get_one(Complaint, id)
    sheet = AssignmentSheet(
        _facts(ctx, case), case.promise or "", case.promised_at, case.problem or "", _label(rules.DEPTS, case.dept),
        _label(rules.DEPTS, case.co_dept), case.requirement or "", case.due_on, _deadlines(ctx, case),
        _name(ctx, case.handler_id), case.bounces, _name(ctx, case.decided_by),
        imprint=shop.imprint(ctx, _mark(case)),
        signatures=(_hand(ctx, case, N_("Customer service"), "assign", "decide"),
                    _hand(ctx, case, N_("Head of the department, received"), "name")),
    )  # fmt: skip
    hidden = replace(sheet.facts, contact=masked(sheet.facts.contact))
    return replace(sheet, facts=hidden, copy=DEPARTMENT), replace(sheet, copy=FILE)


def report(ctx: Any, id: Id) -> tuple[HandlingReport, ...]:
    """投诉处理报告: a draft until it is reported."""
    case: Complaint = ctx.session.get_one(Complaint, id)
    mark: Mark = "draft" if case.state in rules.UNREPORTED else ""
    sheet = HandlingReport(
        facts=_facts(ctx, case), state=WORKFLOW.state(case.state).label, dept=_label(rules.DEPTS, case.dept),
        co_dept=_label(rules.DEPTS, case.co_dept), handler=_name(ctx, case.handler_id), problem=case.problem or "",
        process=_process(ctx, case), waits=tuple(Waited(w.begun_at, w.ended_at, w.reason) for w in case.waits),
        deadlines=_deadlines(ctx, case),
        evidence=tuple(
            Exhibit(rules.EVIDENCE[e.type], e.number, e.note, e.at, e.who) for e in queries.evidence_of(ctx, id)
        ),
        cause_code=_label(rules.CAUSES, case.cause_code), cause_why=case.cause_why or "",
        responsibility=_label(rules.RESPONSIBLE, case.responsibility), at_fault=_at_fault(ctx, case),
        loss=case.loss_amount, unsafe=case.unsafe, impact=case.impact or "", measures=_measures(ctx, case),
        rounds=case.round, compensation=case.compensation, agreed=_label(rules.METHODS, case.agreed_method),
        agreed_at=case.agreed_at, report_process=case.report_process or "", report_solution=case.report_solution or "",
        report_result=case.report_result or "", satisfaction=case.satisfaction,
        escalated_to=_label(rules.BODIES, case.escalated_to), improvements=_improvements(ctx, case),
        no_improvement=case.no_improvement or "", repeats=case.repeats, imprint=shop.imprint(ctx, mark),
        signatures=(_hand(ctx, case, N_("Complaint handler"), "report"), Signature(N_("Head of the department")),
                    _hand(ctx, case, N_("Superior, reviewed"), "close")),
    )  # fmt: skip
    return replace(sheet, copy=FILE), replace(sheet, copy=SUPERIOR)


def _mark(case: Complaint) -> Mark:
    return "void" if case.state in (rules.WITHDRAWN, rules.INVALID) else ""


def _facts(ctx: Any, case: Complaint) -> Facts:
    part = ctx.session.get(Part, case.part_id) if case.part_id else None
    component = [part.number if part else "", case.component or ""]
    return Facts(
        case.number, case.revision, case.received_at, _label(rules.CHANNELS, case.channel), case.complainant or "",
        queries.contact_of(ctx, case), _label(rules.RELATIONS, case.relation), case.plate, case.vehicle_name,
        case.source_number, _name(ctx, case.about_id), _label(rules.CATEGORIES, case.category),
        case.subcategory or "", " ".join(filter(None, component)), _label(rules.SEVERITIES, case.severity),
        case.description, case.demand or "",
    )  # fmt: skip


def _label(codes: Mapping[str, str], code: str | None) -> str:
    return codes.get(code, code) if code else ""


def _name(ctx: Any, user: Id | None) -> str:
    return name_of(ctx, user) if user else ""


def _deadlines(ctx: Any, case: Complaint) -> tuple[Deadline, ...]:
    return tuple(
        Deadline(one.label, one.due, one.done_at, one.late or one.light == "RED", one.provisional)
        for one in timing.Watch(ctx).clocks(case)
        if one.due is not None
    )


def _hand(ctx: Any, case: Complaint, role: str, *steps: str) -> Signature:
    """Who did or signed the last of these steps; an empty box if nobody did since it was reopened."""
    proof = next((p for p in reversed(hands.proofs_of(ctx, case)) if p.step in (*steps, "reopen")), None)
    if proof is None or proof.step == "reopen":
        return Signature(role)
    how = N_("With PIN") if proof.signer_name else ""
    return Signature(role, proof.signer_name or proof.user_name, proof.at, proof.revision, how)


def _process(ctx: Any, case: Complaint) -> tuple[Moment, ...]:
    """Steps and thread in the order of time: what happened, who wrote it, what was said."""
    labels = {step.name: step.label for step in WORKFLOW.steps}
    found = [Moment(case.received_at, N_("Complaint received"), _name(ctx, case.created_by))]
    found += [
        Moment(p.at, labels.get(p.step, p.step), p.signer_name or p.user_name) for p in hands.proofs_of(ctx, case)
    ]  # fmt: skip
    for entry in thread.entries_of(ctx, case.id):
        what = Text(N_("{what} ({how})"), what=Text(rules.ENTRIES[entry.type]), how=_how(entry))
        found.append(Moment(entry.at, what if _how(entry) else rules.ENTRIES[entry.type], entry.who, entry.words))
    return tuple(sorted(found, key=lambda moment: moment.at))


def _how(entry: thread.Entry) -> Text | str:
    """By which channel or method a word came."""
    label = rules.CHANNELS.get(entry.channel) or rules.METHODS.get(entry.method)
    return Text(label) if label else entry.method


def _at_fault(ctx: Any, case: Complaint) -> str | Any:
    """Department and person at fault, where it is the shop's own."""
    person = _name(ctx, case.resp_person_id)
    dept = _label(rules.DEPTS, case.resp_dept)
    return Text(N_("{dept}, {name}"), dept=Text(dept), name=person) if dept and person else dept or person


def _measures(ctx: Any, case: Complaint) -> tuple[Measure, ...]:
    return tuple(
        Measure(m.measure, _name(ctx, m.owner_id), m.due, m.cost, m.done_at, m.note or "") for m in case.measures
    )


def _improvements(ctx: Any, case: Complaint) -> tuple[Improvement, ...]:
    return tuple(
        Improvement(i.action, _name(ctx, i.owner_id), i.due, i.done_at, i.verified_at, _name(ctx, i.verified_by))
        for i in case.improvements
    )
