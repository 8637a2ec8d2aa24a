"""One import from file to database: read, map, check first; then write the good rows or none. Knows both halves.

Always: rows = accepted + refused. Checking needs no writer, so that a scan never waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.core.access import Actor, Permission
from app.core.desk import Desk
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.services.imports import (
    checking,
    complaint_rows,
    front_desk_rows,
    front_desk_targets,
    labour_rows,
    mapping,
    part_rows,
    reading,
    stock_rows,
    supersessions,
    supplier_rows,
)
from app.services.imports.checking import AcceptedRow, Checked, Known, RefusedRow
from app.services.imports.labour_rows import LabourRow
from app.services.imports.part_rows import PartRow, Supply
from app.services.imports.sheet import Cancelled, Progress, Remark
from app.services.imports.stock_rows import StockRow
from app.services.imports.supplier_rows import SupplierRow
from app.services.imports.targets import STORE_KINDS, ListKind
from app.services.stock_documents import EDIT

_COLUMNS = (
    "name_zh", "name_en", "spec_model", "unit", "quality_grade", "brand", "maker", "origin", "fitment", "price_retail",
    "price_wholesale", "price_insurance", "price_floor", "tax_rate", "warning_level", "reorder_point", "max_level",
    "shelf_life_days", "weight_g",
)  # fmt: skip
_ALIASES = {"opening_stock": "stock"}
LIST_KINDS = (
    *STORE_KINDS, front_desk_targets.CUSTOMERS, front_desk_targets.VEHICLES, front_desk_targets.VISITS,
    complaint_rows.COMPLAINTS,
)  # fmt: skip
FRONT_DESK = {
    "customers": front_desk_rows.import_customers, "vehicles": front_desk_rows.import_vehicles,
    "visits": front_desk_rows.import_visits, "complaints": complaint_rows.import_complaints,
}  # fmt: skip
KINDS = ("parts", "opening_stock", "suppliers", "labour", *FRONT_DESK)


@dataclass(frozen=True)
class Report:
    """What came of it. `rows` = `accepted` + refused; remarks are rows to look at that were taken all the same."""

    rows: int
    accepted: int
    refused: tuple[RefusedRow, ...]
    remarks: tuple[Remark, ...]
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    supersessions: int = 0
    document: str = ""


@dataclass(frozen=True)
class Plan:
    """A checked list, ready to be written: rows for one of the use-cases, and the report so far."""

    kind: str
    report: Report
    parts: tuple[PartRow, ...] = ()
    stock: tuple[StockRow, ...] = ()
    suppliers: tuple[SupplierRow, ...] = ()
    labour: tuple[LabourRow, ...] = ()
    front_desk: tuple[dict[str, Any], ...] = ()
    proposals: supersessions.Proposals | None = None


def list_kind(name: str) -> ListKind:
    """The kind of list called `name`."""
    wanted = _ALIASES.get(name, name)
    return next(kind for kind in LIST_KINDS if kind.name == wanted)


def needs(kind: str) -> tuple[Permission, ...]:
    """What one must be allowed to import this kind of list: asked before the file is read, not after it was checked."""
    if kind in FRONT_DESK:
        return (part_rows.IMPORT, front_desk_rows.IMPORT)
    if kind in ("stock", "opening_stock"):
        return (part_rows.IMPORT, EDIT)
    return (part_rows.IMPORT,)


def prepare(
    desk: Desk, actor: Actor, kind: str, file: Path, *, columns: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None, accept_supersessions: bool = False, progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Plan:  # fmt: skip
    """Reads and checks a file; writes nothing. `columns`: field → column by name or letter, over what is guessed.

    Raises Refused if the file can't be read, or if a field that is required has neither column nor default.
    """
    wanted = list_kind(kind).open_to(actor.may)
    for permission in needs(wanted.name):
        actor.require(permission)
    sheet = reading.read(file, progress=progress, cancelled=cancelled)
    used = mapping.chosen(sheet, wanted, columns or {}, defaults or {})
    if lacking := used.missing(wanted):
        raise Refused(
            "The file does not say: {names}. Name the column, or a default for all rows.",
            names=", ".join(t.name for t in lacking), where=lacking[0].name,
        )  # fmt: skip
    if wanted.name == "stock":
        return _stock_plan(checking.check(sheet, wanted, used, _known_stock(desk, actor), progress=progress))
    if wanted.name == "suppliers":
        return _suppliers_plan(checking.check(sheet, wanted, used, Known(), progress=progress, cancelled=cancelled))
    if wanted.name == "labour":
        return _labour_plan(checking.check(sheet, wanted, used, Known(), progress=progress, cancelled=cancelled))
    if wanted.name in FRONT_DESK:
        known = _known_cars(desk, actor, wanted.name)
        done = checking.check(sheet, wanted, used, known, progress=progress, cancelled=cancelled)
        return Plan(wanted.name, _report(done), front_desk=tuple(row.values for row in done.accepted))
    checked = checking.check(sheet, wanted, used, _known_parts(desk, actor), progress=progress, cancelled=cancelled)
    return _parts_plan(desk, actor, checked, accept_supersessions)


def _known_parts(desk: Desk, actor: Actor) -> Known:
    decimals = desk.ask(part_rows.unit_decimals, actor)
    return Known(decimals=lambda values: decimals.get(values.get("unit") or "", 0))


def _known_stock(desk: Desk, actor: Actor) -> Known:
    known = desk.ask(stock_rows.known_parts, actor)

    def verify(values: Mapping[str, object]) -> None:
        if values["part_code"] not in known:
            raise Refused(
                N_("There is no part “{number}”. Import the parts first."),
                where="part_code",
                number=values["part_code"],
            )
        if not values["quantity"]:
            raise Refused(N_("The quantity is 0: there is nothing to book."), where="quantity")

    return Known(
        decimals=lambda values: known[c][1] if (c := str(values.get("part_code"))) in known else 0, verify=verify
    )


def _known_cars(desk: Desk, actor: Actor, kind: str) -> Known:
    if kind == "customers":
        return Known(verify=front_desk_rows.check_customer)
    if kind == "complaints":
        return Known()
    known = desk.ask(front_desk_rows.known_cars, actor)
    check = front_desk_rows.check_vehicle if kind == "vehicles" else front_desk_rows.check_visit
    return Known(verify=check(known))


def _report(checked: Checked) -> Report:
    return Report(checked.rows, len(checked.accepted), tuple(checked.refused), tuple(checked.warnings))


def _stock_plan(checked: Checked) -> Plan:
    rows = tuple(
        StockRow(
            r.number, r.values["part_code"], r.values["bin"], r.values["quantity"], r.values["unit_cost"],
            r.values.get("status") or "AVAILABLE", r.values.get("batch") or "",
        )
        for r in checked.accepted
    )  # fmt: skip
    return Plan("opening_stock", _report(checked), stock=rows)


def _suppliers_plan(checked: Checked) -> Plan:
    rows = tuple(
        SupplierRow(r.number, r.values["code"], {n: v for n, v in r.values.items() if n != "code" and v is not None})
        for r in checked.accepted
    )
    return Plan("suppliers", _report(checked), suppliers=rows)


def _labour_plan(checked: Checked) -> Plan:
    rows = tuple(
        LabourRow(
            r.number, r.values["labour_code"],
            {n: v for n, v in r.values.items() if n != "labour_code" and v is not None},
        )
        for r in checked.accepted
    )  # fmt: skip
    return Plan("labour", _report(checked), labour=rows)


def _parts_plan(desk: Desk, actor: Actor, checked: Checked, accept: bool) -> Plan:
    named = [
        (r.number, r.values["part_code"], r.values.get("name_zh") or r.values.get("name_en") or "")
        for r in checked.accepted
    ]
    known = desk.ask(stock_rows.known_parts, actor)
    # those that are known already count as proposals again: the file says so, and importing twice changes nothing
    found = supersessions.propose(named, known)
    report = _report(checked)
    report = replace(report, remarks=(*report.remarks, *_odd(found)))
    replaced = {row.old: row.new for row in found.proposals} if accept else {}
    return Plan("parts", report, parts=tuple(_part_row(r, replaced) for r in checked.accepted), proposals=found)


def _odd(found: supersessions.Proposals) -> list[Remark]:
    """The rows that say USE but name no part to use: listed, not guessed."""
    said = (
        (found.self_loops, N_("The name says to use the part itself: “{name}”.")),
        (found.missing, N_("The name says to use “{name}”, which is not in the list.")),
        (found.with_more_words, N_("The name says to use “{name}”: more than a part number.")),
        (found.circular, N_("The name says to use “{name}”, which leads back to this part.")),
    )
    remarks = [Remark(row.row, "", Text(text, name=row.new), row.new) for rows, text in said for row in rows]
    return sorted(remarks, key=lambda remark: remark.row)


def _part_row(row: AcceptedRow, replaced: Mapping[str, str]) -> PartRow:
    values = row.values
    codes = [("OEM", c) for c in values.get("oem_no") or ()] + [("BARCODE", c) for c in values.get("barcode") or ()]
    bin = values.get("bin")
    supply = None
    if values.get("supplier"):
        supply = Supply(values["supplier"], values.get("supplier_part"), values.get("lead_days"), values.get("moq"))
    return PartRow(
        row.number, values["part_code"], {n: values[n] for n in _COLUMNS if values.get(n) is not None}, tuple(codes),
        (bin,) if bin else (), values.get("category") or "", replaced.get(values["part_code"], ""), supply,
        bool(row.defaulted),
    )  # fmt: skip


def carry_out(desk: Desk, actor: Actor, plan: Plan, warehouse: str = "") -> Report:
    """Writes the accepted rows of a plan in one transaction and returns the whole report."""
    if plan.kind == "opening_stock":
        booked = desk.run(stock_rows.import_opening_stock, actor, plan.stock, warehouse)
        took = {"created" if booked.fresh else "unchanged": len(plan.stock)}
        return replace(plan.report, document=booked.number, **took)  # type: ignore[arg-type]
    if plan.kind == "suppliers":
        done = desk.run(supplier_rows.import_suppliers, actor, plan.suppliers)
    elif plan.kind in FRONT_DESK:
        done = desk.run(FRONT_DESK[plan.kind], actor, plan.front_desk)
    elif plan.kind == "labour":
        done = desk.run(labour_rows.import_labour, actor, plan.labour)
    else:
        done = desk.run(part_rows.import_parts, actor, plan.parts, warehouse)
    return replace(
        plan.report,
        created=done.created,
        changed=done.changed,
        unchanged=done.unchanged,
        supersessions=done.supersessions,
    )
