"""Fills the count's papers: the blind sheets of its bins, and the gain-and-loss report (R8–R11). Knows no PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.i18n import N_, Text, pick
from app.core.paper import Signature, fingerprint
from app.models.counts import StockCount
from app.models.parts import Category
from app.models.stations import Warehouse
from app.services import stock
from app.services.counts import rules
from app.services.counts.acts import UNKNOWN_LABEL
from app.services.counts.books import bins_in_scope, snapshot_rows
from app.services.counts.findings import Finding, Findings, found_in, last_count, may_see
from app.services.counts.paper_entry import sheet_code
from app.services.counts.places import PLACES, due, fetch, lines_of
from app.services.counts.queries import codes_of, parts_of, people_of
from app.services.counts.sheets import (
    CauseShare,
    CountDifference,
    CountItem,
    CountReport,
    CountSheet,
    CountSheetLine,
    LastCount,
    UnknownCode,
)
from app.services.counts.tallies import Event, events, unknowns
from app.services.shop import audit_head, imprint


def count_sheets(ctx: Any, count: Id) -> tuple[CountSheet, ...]:
    """One blind sheet per bin with the parts that its round asks for; no quantity of any kind."""
    ctx.actor.require(rules.SHEET)
    document = fetch(ctx, count)
    by_bin: dict[Id, list[Any]] = defaultdict(list)
    rounds = {p.bin_id: p.round for p in ctx.conn.execute(select(PLACES).where(PLACES.c.count_id == count))}
    if rounds:
        for line in lines_of(ctx, document):
            # what was found in the first round stands on no list of the first round
            if due(line, rounds[line.bin_id]) and (line.listed or rounds[line.bin_id] > 1):
                by_bin[line.bin_id].append((line.part_id, line.status, line.batch))
    else:
        rounds = dict.fromkeys(bins_in_scope(ctx, document), 1)
        for row in snapshot_rows(ctx, document, list(rounds)):
            by_bin[row["bin_id"]].append((row["part_id"], row["status"], row["batch"]))
    codes, parts = codes_of(ctx, rounds), parts_of(ctx, {x[0] for found in by_bin.values() for x in found})
    team = _team(ctx, document)
    warehouse = ctx.session.get(Warehouse, document.warehouse_id)
    paper = imprint(ctx)
    return tuple(
        CountSheet(
            document.number, rules.label(rules.TYPES, document.type), document.period or "",
            warehouse.name if warehouse else "", codes[bin_], rules.label(rules.MODES, document.mode),
            tuple(_sheet_line(codes[bin_], parts[part], *more) for part, *more in by_bin[bin_]), paper,
            code=sheet_code(document.number, codes[bin_], rounds[bin_]), leader=team["LEADER"],
            observer=team["OBSERVER"],
        )
        for bin_ in sorted(rounds, key=lambda b: codes[b])
        if by_bin[bin_] or rounds[bin_] == 1
    )  # fmt: skip


def _sheet_line(code: str, part: Any, status: str, batch: str) -> CountSheetLine:
    said = "" if status == "AVAILABLE" else stock.STATUS_LABELS[status]  # a customer's goods are counted apart (E19)
    return CountSheetLine(code, part.number, pick(part.name_zh, part.name_en), part.spec_model, part.unit, said, batch)


def _team(ctx: Any, count: StockCount) -> dict[str, str]:
    names = people_of(ctx, [m.user_id for m in count.team])
    said = {role.code: [names.get(m.user_id, "") for m in count.team if m.role == role.code] for role in rules.MEMBERS}
    return {role: ", ".join(found) for role, found in said.items()}


def count_report(ctx: Any, count: Id) -> CountReport:
    """The report of a count in analysis or later; `document_hash` is of what is signed and the same before and after
    posting. Refused for those who neither analyse nor approve."""
    document = fetch(ctx, count)
    may_see(ctx, document)
    found = found_in(ctx, document)
    log = events(ctx, count)
    report = _signed_part(ctx, document, found, log)
    costs = {(x.bin, x.number): x.cost_posted for x in found.lines}
    return replace(
        report, document_hash=fingerprint(report), posted_at=document.posted_at,
        differences=tuple(replace(d, cost_posted=costs[(d.bin, d.code)]) for d in report.differences),
        signatures=_signatures(ctx, document), audit=audit_head(ctx),
        imprint=imprint(ctx, "" if document.state in ("posted", "closed") else "draft"),
    )  # fmt: skip


def _signed_part(ctx: Any, count: StockCount, found: Findings, log: list[Event]) -> CountReport:
    differing = [x for x in found.lines if x.difference]
    before = last_count(ctx, count)
    team = _team(ctx, count)
    counters = people_of(ctx, [e.user_id for e in log])
    warehouse = ctx.session.get(Warehouse, count.warehouse_id)
    return CountReport(
        count.number, rules.label(rules.TYPES, count.type), count.period or "", _scope(ctx, count),
        rules.label(rules.MODES, count.mode), N_("Blind count, differences counted again by another person"),
        warehouse.name if warehouse else "", team["LEADER"], found.figures, imprint(ctx), count.revision,
        tuple(sorted(counters.values())), team["OBSERVER"], count.snapshot_at,
        log[0].at if log else None, log[-1].at if log else None,
        differences=tuple(_difference(x) for x in differing),
        missing=tuple(_item(x, x.book) for x in found.lines if x.book > 0 and x.accepted == 0),
        unlisted=tuple(_item(x, x.accepted) for x in found.lines if not x.listed and x.accepted > 0),
        unknown=_unknown(ctx, log), causes=_causes(differing), suggestions=_suggestions(differing),
        last=LastCount(before[0].number, before[0].period or "", before[1]) if before else None,
    )  # fmt: skip


def _scope(ctx: Any, count: StockCount) -> str | Text:
    if count.scope == "BINS":
        codes = codes_of(ctx, [b.bin_id for b in count.bins])
        return ", ".join(sorted(codes.values()))
    if count.scope == "CATEGORY":
        category = ctx.session.get(Category, count.category_id)
        name = pick(category.name_zh, category.name_en) or category.code if category else ""
        return Text(N_("Category {name}"), name=name)
    if count.scope == "CLASS":
        return Text(N_("ABC class {name}"), name=count.abc_class)
    return rules.label(rules.SCOPES, "ALL")


def _difference(x: Finding) -> CountDifference:
    return CountDifference(
        x.number, pick(x.name_zh, x.name_en), x.bin, x.unit, x.snapshot, x.book, x.tallies, x.accepted, x.difference,
        x.value, x.cost, None, x.spec, x.decimals, rules.label(rules.CAUSES, x.cause),
        _treated(x), x.responsible, x.due, x.note, x.moves,
    )  # fmt: skip


def _treated(x: Finding) -> str | Text:
    """The treatment, with the other line of a pair."""
    words = rules.label(rules.TREATMENTS, x.treatment)
    return Text(N_("{treatment} ↔ {part}"), treatment=Text(words), part=x.pair) if x.paired else words


def _item(x: Finding, quantity: int) -> CountItem:
    return CountItem(x.number, pick(x.name_zh, x.name_en), x.bin, x.unit, quantity, x.decimals, abs(x.value), x.note)


def _unknown(ctx: Any, log: list[Event]) -> tuple[UnknownCode, ...]:
    found = unknowns(log)
    codes, people = codes_of(ctx, [u.bin_id for u in found]), people_of(ctx, [u.by for u in found])
    parts = parts_of(ctx, [u.part_id for u in found])
    return tuple(
        UnknownCode(
            u.code, codes[u.bin_id], u.qty, people.get(u.by, ""), u.at,
            parts[u.part_id].number if u.part_id else u.note or UNKNOWN_LABEL[u.outcome],
        )
        for u in found
    )  # fmt: skip


def _causes(differing: Iterable[Finding]) -> tuple[CauseShare, ...]:
    by_cause: dict[str, list[Finding]] = defaultdict(list)
    for x in differing:
        by_cause[x.cause].append(x)
    shares = [
        CauseShare(
            rules.label(rules.CAUSES, cause) or N_("Not explained yet"), len(some),
            sum(max(x.value, 0) for x in some), sum(max(-x.value, 0) for x in some),
        )
        for cause, some in by_cause.items()
    ]  # fmt: skip
    return tuple(sorted(shares, key=lambda s: -(s.gain + s.loss)))


def _suggestions(differing: Iterable[Finding]) -> tuple[Text, ...]:
    """What is proposed, one sentence per treatment (R11)."""
    by_treatment: dict[str, list[str]] = defaultdict(list)
    for x in differing:
        if x.treatment:
            by_treatment[x.treatment].append(x.number)
    return tuple(
        Text(N_("{treatment}: {parts}"), treatment=Text(rules.label(rules.TREATMENTS, code)), parts=", ".join(numbers))
        for code, numbers in by_treatment.items()
    )


def _signatures(ctx: Any, count: StockCount) -> tuple[Signature, ...]:
    names = people_of(ctx, [count.submitted_by, count.approved_by, count.annual_approved_by])
    team = _team(ctx, count)
    counted = ", ".join(filter(None, (team["COUNTER"], team["LEADER"])))
    head = names.get(count.submitted_by, "")
    boxes = [Signature(N_("Counted by"), counted), Signature(N_("Head of warehouse"), head)]
    if count.type == "ANNUAL":
        boxes.append(Signature(N_("Observer"), team["OBSERVER"]))
    if count.approved_by:
        name = names.get(count.approved_by, "")
        boxes.append(Signature(N_("Head of finance"), name, count.approved_at, count.revision, N_("PIN")))
    else:
        boxes.append(Signature(N_("Head of finance")))
    if count.type == "ANNUAL":
        boxes.append(Signature(N_("Manager"), names.get(count.annual_approved_by, "")))
    return tuple(boxes)
