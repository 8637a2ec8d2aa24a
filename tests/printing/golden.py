"""The words of every sheet in both languages, kept as files to read and compare.

python -m tests.printing.golden     writes them anew, after a look at what changed
python -m tests.printing.golden --pictures   also draws the first page of each into docs/papers
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2

from app.printing import SHEETS
from app.services.part_labels import BinLabel
from tests.printing import (
    complaint_samples,
    cost_samples,
    inspection_samples,
    old_samples,
    parts_samples,
    reading,
    samples,
    settlement_samples,
    workshop_samples,
)

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "printing"
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "papers"
LANGUAGES = ("zh_CN", "en")

CASES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "appointments-day": ("appointments.day", lambda language: samples.appointments_of_the_day(language=language)),
    "count-report": ("counts.report", lambda language: samples.report(7, language=language)),
    "count-report-all-match": ("counts.report", lambda language: samples.report(0, language=language)),
    "count-sheet": ("counts.sheet", lambda language: samples.blind_sheet(language=language)),
    "slip-in": ("stock.slip", lambda language: samples.slip("IN", language=language)),
    "slip-out": ("stock.slip", lambda language: samples.slip("OUT", language=language, paper="a5")),
    "slip-transfer": ("stock.slip", lambda language: samples.slip("TRANSFER", language=language, costs=False)),
    "slip-revaluation": ("stock.slip", lambda language: samples.slip("REVALUATION", language=language, paper="a4")),
    "slip-opening": ("stock.slip", lambda language: samples.slip("OPENING", language=language)),
    "purchase-request": ("purchase_requests.sheet", lambda language: samples.bought("REQUEST", language=language)),
    "purchase-order": ("purchase_orders.sheet", lambda language: samples.bought("ORDER", language=language)),
    "goods-receipt": ("goods_receipts.slip", lambda language: samples.bought(language=language)),
    "goods-receipt-a4": (
        "goods_receipts.a4",
        lambda language: samples.bought(language=language, paper="a4", costs=False),
    ),
    "goods-receipt-labels": (
        "goods_receipts.labels",
        lambda language: samples.labels(language, samples.batch_label(), samples.label()),
    ),
    "purchase-return": ("purchase_returns.slip", lambda language: samples.bought("RETURN", language=language)),
    "late-price": ("price_documents.slip", lambda language: samples.bought("PRICE", language=language)),
    "kit-split": ("kit_splits.slip", lambda language: samples.split(language=language)),
    "purchase-register": ("purchase_registers.sheet", lambda language: samples.purchase_register(language=language)),
    "check-sheet": ("receptions.sheet", lambda language: samples.check_sheet(language=language)),
    "leave-slip": ("receptions.gate", samples.leave_slip),
    "work-order": ("work_orders.order", workshop_samples.order),
    "work-order-reissued": ("work_orders.order", workshop_samples.reissue),
    "work-order-revisions": (
        "work_orders.revisions",
        lambda language: (workshop_samples.order(language), workshop_samples.reissue(language)),
    ),
    "job-card": ("work_orders.job_card", workshop_samples.job_card),
    "road-test": ("work_orders.road_test", workshop_samples.road_test),
    "inspection-sheet": ("inspections.sheet", inspection_samples.check_sheet),
    "inspection-failed": ("inspections.sheet", lambda language: inspection_samples.check_sheet(language, failed=True)),
    "inspection-empty": ("inspections.sheet", inspection_samples.empty_sheet),
    "road-test-driven": ("inspections.road_test", inspection_samples.driven),
    "completion-certificate": ("inspections.certificate", inspection_samples.certificate),
    "settlement-list": ("settlements.list", settlement_samples.settlement),
    "delivery-sheet": ("work_orders.delivery", settlement_samples.delivery),
    "release-slip": ("work_orders.gate", workshop_samples.gate),
    "old-part-slip": ("old_parts.slip", old_samples.slip),
    "old-part-receipt": ("old_parts.take", lambda language: old_samples.slip(language, "TAKE")),
    "old-part-waiver": ("old_parts.waiver", lambda language: old_samples.slip(language, "WAIVE")),
    "old-part-custody": ("old_parts.custody", lambda language: old_samples.slip(language, "KEEP")),
    "old-part-tag": ("old_parts.tag", old_samples.tag),
    "scrap-batch": ("scrap_batches.slip", old_samples.scrap),
    "complaint-assignment": ("complaints.assignment", complaint_samples.assignment),
    "complaint-report": ("complaints.report", complaint_samples.report),
    "complaint-report-long": ("complaints.report", complaint_samples.long_report),
    "complaint-report-outside": ("complaints.report", complaint_samples.outside),
    "cost-report": ("cost_runs.report", cost_samples.report),
    "payment-receipt": ("payments.receipt", workshop_samples.receipt),
    "requisition": ("requisitions.slip", parts_samples.copies),
    "requisition-multi": ("requisitions.multi", parts_samples.requisition),
    "substitute-consent": ("requisitions.consent", parts_samples.consent),
    "return-slip": ("return_slips.slip", parts_samples.back_copies),
    "return-slip-multi": ("return_slips.multi", parts_samples.back),
    "part-label": ("parts.label", lambda language: samples.labels(language, samples.label())),
    "batch-label": ("stock.label", lambda language: samples.labels(language, samples.batch_label())),
    "bin-label": ("bins.label", lambda language: samples.labels(language, BinLabel("A-03-2-05", "主仓库"))),
}


def path(case: str, language: str) -> Path:
    """Where the words of a case are kept."""
    return FOLDER / f"{case}.{language}.txt"


def words(case: str, language: str) -> str:
    """What the sheet says now: page after page, line after line."""
    name, sample = CASES[case]
    return reading.text(SHEETS[name](sample(language))).replace("\f", "\n--- next page ---\n") + "\n"


def draw(case: str, language: str) -> None:
    """The first page as a picture, small enough to keep."""
    name, sample = CASES[case]
    page = pypdfium2.PdfDocument(SHEETS[name](sample(language)))[0]
    scale = min(1.1, 2.2 * 200 / page.get_width()) if page.get_width() > 240 else 2.0
    grey = page.render(scale=scale).to_pil().convert("L").quantize(16)
    grey.save(PICTURES / f"{case}-{language[:2]}.png", optimize=True)


def main() -> None:
    """Writes all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for case in CASES if "--pictures" in sys.argv else ():
        PICTURES.mkdir(exist_ok=True)
        for language in LANGUAGES:
            draw(case, language)
    for case in CASES:
        for language in LANGUAGES:
            path(case, language).write_text(words(case, language), encoding="utf-8")


if __name__ == "__main__":
    main()
