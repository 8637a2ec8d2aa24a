"""Labels filled from the shop's books, and prints that wait for their printer."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import Text, language
from app.models.batches import Batch
from app.models.stations import Warehouse
from app.models.stock import StockDocument
from app.printing import SHEETS
from app.services import labels, prints, sheets
from app.services.part_labels import BinLabel, PartLabel
from app.services.parts import Wanted, labels_for
from tests.shopfloor import Shopfloor


def test_a_label_says_what_the_books_say(shop: Shopfloor) -> None:
    codes = [
        {"kind": "OEM", "code": "8W0 698 151 AA"}, {"kind": "OEM", "code": "second"}, {"code": "6901234567892"},
        {"code": "16901234567899", "pack_qty": 12_000},
    ]  # fmt: skip
    bins = [{"bin_id": shop.bin("B-1")}, {"bin_id": shop.bin("A-1"), "is_primary": True}]
    part = shop.part("P1", name_en="Brake pads", spec_model="带报警线", codes=codes, bins=bins)
    (made,) = shop.ask(labels.labels_of, "parts", (part,), by="WK")
    assert made == PartLabel(
        "P1", "前制动片", "带报警线", "8W0 698 151 AA", "A-1", "件", "1", "OEM genuine", "6901234567892",
        "06901234567892",
    )  # fmt: skip
    with language("en"):
        assert shop.ask(labels.labels_of, "parts", (part,), by="WK")[0].name == "Brake pads"
    upc = shop.part("P2", codes=[{"code": "036000291452"}])
    short = shop.part("P3", codes=[{"code": "96385074"}])
    found = shop.ask(labels.labels_of, "parts", (short, upc, part), by="WK")
    assert [label.barcode for label in found] == ["", "0036000291452", "6901234567892"]
    assert [label.gtin for label in found] == ["00000096385074", "00036000291452", "06901234567892"]


@query("test.labels", allow=None)
def wanted_labels(ctx: Reader, wanted: list[Wanted]) -> tuple[PartLabel, ...]:
    """Labels as a goods receipt asks for them."""
    return labels_for(ctx, wanted)


@usecase("test.batch", allow=None)
def keep_batch(ctx: Context, part: Id, batch: str, expires: date) -> None:
    """A batch as what receives it keeps it."""
    ctx.session.add(Batch(part_id=part, batch=batch, expires=expires))


def test_one_label_for_each_piece_and_one_for_what_is_measured(shop: Shopfloor) -> None:
    part, oil = shop.part("P1"), shop.part("OIL", unit="升")
    shop.run(keep_batch, part, "B1", date(2027, 5, 1))
    wanted = [
        Wanted(part, 3000, "C-1", "B1"), Wanted(part, 900_000, batch="B2", serial="S", expiry=date(2026, 1, 2)),
        Wanted(oil, 17_500), Wanted(part, 400),
    ]  # fmt: skip
    found = shop.ask(wanted_labels, wanted)
    assert [label.copies for label in found] == [3, 500, 1, 1]
    assert [(label.batch, label.expiry, label.bin) for label in found[:2]] == [
        ("B1", date(2027, 5, 1), "C-1"), ("B2", date(2026, 1, 2), ""),
    ]  # fmt: skip
    assert found[1].serial == "S"


def test_bins_receipts_and_what_has_no_labels(shop: Shopfloor, monkeypatch: pytest.MonkeyPatch) -> None:
    bin_ = shop.bin("A-03-2-05")
    house = shop.get(Warehouse, "code", "W1").name
    assert shop.ask(labels.labels_of, "bins", (bin_,), by="WK") == (BinLabel("A-03-2-05", house),)
    paper = shop.receive(shop.part("P1"), 4, 10, "A-03-2-05")
    (made,) = shop.ask(labels.labels_of, "stock_documents", (paper,), by="WK")
    assert (made.code, made.bin, made.copies) == ("P1", "A-03-2-05", 4)
    with pytest.raises(Refused, match="have no labels"):
        shop.ask(labels.labels_of, "units", (bin_,), by="WK")
    monkeypatch.setattr(labels, "MOST", 1)
    with pytest.raises(Refused, match="too many"):
        shop.ask(labels.labels_of, "bins", (bin_, bin_), by="WK")


def test_a_card_prints_its_own_label(shop: Shopfloor) -> None:
    part, bin_ = shop.part("P1"), shop.bin("A-1")
    for kind, id_, sheet in (("parts", part, "parts.label"), ("bins", bin_, "bins.label")):
        assert SHEETS[sheet](shop.run(sheets.issue, kind, id_, sheet, by="WK")).startswith(b"%PDF")


def test_a_print_that_failed_waits_until_it_is_printed_or_given_up(shop: Shopfloor) -> None:
    paper = shop.receive(shop.part("P1"), 4, 10)
    other = shop.receive(shop.part("P2"), 4, 10)

    def ended(id_: Id, outcome: str, reason: Text | None = None) -> None:
        number = shop.get(StockDocument, "id", id_).number
        shop.run(
            prints.note, "stock_documents", id_, number, "stock.slip", outcome, "Office", reason, by="WK"
        )  # fmt: skip

    ended(paper, prints.FAILED, Text("off"))
    ended(other, prints.PRINTED)
    found = shop.ask(prints.list_prints, by="WK")
    assert [(p.document, p.waits) for p in found] == [(paper, True), (other, False)]
    assert (found[0].label, found[0].printer, found[0].reason) == ("Stock slip", "Office", Text("off"))
    assert shop.ask(prints.waiting, by="WK") == 1
    ended(paper, prints.PRINTED)
    assert shop.ask(prints.waiting, by="WK") == 0
    assert [p.document for p in shop.ask(prints.list_prints, by="WK")] == [paper, other]
    ended(paper, prints.FAILED)
    ended(paper, prints.DROPPED)
    assert [p.document for p in shop.ask(prints.list_prints, by="WK")] == [other]
    assert shop.ask(prints.list_prints, by="AD") == []  # who may not see the document sees no print of it


def test_sheets_of_labels_are_known_by_their_name() -> None:
    assert labels.are_labels("goods_receipts.labels")
    assert labels.are_labels("parts.label")
    assert not labels.are_labels("stock.slip")
