"""Frozen data in, paper out. SHEETS names every sheet; what draws it is loaded when the first one is printed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

Printer = Callable[[Any], bytes]


def _late(module: str, function: str) -> Printer:
    """The function, imported at its first call: reportlab and the fonts cost a quarter of a second."""

    def draw(data: Any) -> bytes:
        made: bytes = getattr(import_module(f"app.printing.{module}"), function)(data)
        return made

    draw.__name__ = function
    return draw


SHEETS: dict[str, Printer] = {
    "appointments.day": _late("appointments", "day"),
    "counts.sheet": _late("counts", "count_sheet"),
    "counts.report": _late("counts", "report"),
    "stock.slip": _late("stock_slips", "slip"),
    "parts.label": _late("labels", "labels"),
    "purchase_requests.sheet": _late("purchasing", "paper"),
    "purchase_orders.sheet": _late("purchasing", "paper"),
    "goods_receipts.slip": _late("purchasing", "paper"),
    "goods_receipts.a4": _late("purchasing", "paper"),
    "goods_receipts.labels": _late("labels", "labels"),
    "purchase_returns.slip": _late("purchasing", "paper"),
    "price_documents.slip": _late("purchasing", "paper"),
    "kit_splits.slip": _late("stock_slips", "slip"),
    "purchase_registers.sheet": _late("purchasing", "register"),
    "receptions.sheet": _late("receptions", "sheet"),
    "receptions.gate": _late("receptions", "gate"),
    "work_orders.order": _late("work_orders", "order"),
    "work_orders.revisions": _late("work_orders", "order"),
    "work_orders.job_card": _late("workshop", "job_card"),
    "work_orders.road_test": _late("workshop", "road_test"),
    "work_orders.delivery": _late("settlements", "delivery"),
    "settlements.list": _late("settlements", "settlement"),
    "work_orders.gate": _late("workshop", "gate"),
    "old_parts.slip": _late("old_parts", "slip"),
    "old_parts.take": _late("old_parts", "slip"),
    "old_parts.waiver": _late("old_parts", "slip"),
    "old_parts.custody": _late("old_parts", "slip"),
    "old_parts.tag": _late("labels", "labels"),
    "scrap_batches.slip": _late("old_parts", "scrap"),
    "complaints.assignment": _late("complaints", "assignment"),
    "complaints.report": _late("complaints", "report"),
    "cost_runs.report": _late("cost_runs", "report"),
    "payments.receipt": _late("workshop", "receipt"),
    "inspections.sheet": _late("inspections", "sheet"),
    "inspections.road_test": _late("workshop", "road_test"),
    "inspections.certificate": _late("inspections", "certificate"),
    "requisitions.slip": _late("requisitions", "requisition"),
    "requisitions.multi": _late("requisitions", "requisition"),
    "requisitions.consent": _late("requisitions", "consent"),
    "return_slips.slip": _late("requisitions", "back"),
    "return_slips.multi": _late("requisitions", "back"),
    "bins.label": _late("labels", "labels"),
    "stock.label": _late("labels", "labels"),
}
"""Name → function. It takes the sheet's frozen dataclass (or several of them, where a document has one
sheet per bin or part) and answers the bytes of a PDF."""

WORKBOOKS: dict[str, Printer] = {
    "counts.report": _late("counts", "workbook"),
    "purchase_registers.sheet": _late("purchasing", "register_workbook"),
    "cost_runs.report": _late("cost_runs", "workbook"),
}
"""The sheets that are also written as a workbook (.xlsx), from the same frozen data."""

CSVS: dict[str, Printer] = {"purchase_registers.sheet": _late("purchasing", "register_csv")}
"""The sheets that are also written as plain lines (.csv)."""


def tables_of(sheet: str) -> dict[str, Printer]:
    """Ending of a file → what writes the sheet so; none for most of them."""
    return {end: some[sheet] for end, some in ((".xlsx", WORKBOOKS), (".csv", CSVS)) if sheet in some}
