"""The stock document: each step, each refusal, what it posts and what goes on paper; and the masters around it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.parts import Category, Unit
from app.models.stations import Bin, Station, Warehouse
from app.models.stock import StockDocument
from app.services import documents, drafts, sheets, signing, stock, stock_documents, warehouses
from app.services.parts.screens import units
from app.services.stock_documents import screens
from tests.shopfloor import MICRO, PROGRAM, Shopfloor


@query("test.offered", allow=None)
def offered(ctx: Reader, ask: Any) -> list[str]:
    """Codes of a list that the shop defines."""
    return [choice.code for choice in ask(ctx)]


def refused(shop: Shopfloor, paper: Id, step: str = "submit", **more: Any) -> dict[str, str]:
    """What a step refuses: place → words."""
    with pytest.raises(Refused) as said:
        shop.step("stock_documents", paper, step, **more)
    return {p.where: str(p.text) for p in said.value.problems}


def test_the_keeper_writes_finance_signs_and_it_is_posted(shop: Shopfloor) -> None:
    part = shop.part()
    paper = shop.paper("OPENING", shop.line(part, 5, 10))
    seen = shop.ask(documents.show, "stock_documents", paper)
    assert (seen.called[:6], seen.state) == ("MV-01-", "draft")
    shop.step("stock_documents", paper, "submit")
    with pytest.raises(Refused, match="signature"):
        shop.step("stock_documents", paper, "approve")
    assert shop.rows() == []
    shop.step("stock_documents", paper, "approve", signer="FI")
    (row,) = shop.rows()
    assert (row.kind, row.source_number, row.source_kind, row.reason) == (
        "OPENING",
        seen.called,
        "stock_documents",
        "test",
    )
    version = shop.ask(documents.standing, "stock_documents", paper).version
    with pytest.raises(Refused, match="can't be edited"):
        shop.run(drafts.edit, "stock_documents", paper, version, {"reason": "other"}, by="WK")


def test_nobody_approves_his_own(shop: Shopfloor) -> None:
    """SD1: also not one who is keeper and finance in one person."""
    part = shop.part()
    both = shop.actor("WK", "FI")
    values = {"type": "IN", "warehouse_id": shop.house, "reason": "x", "lines": [shop.line(part, 1, 1)]}
    paper = shop.run(drafts.create, "stock_documents", values, by=both)
    shop.step("stock_documents", paper, "submit", by=both)
    version = shop.ask(documents.standing, "stock_documents", paper).version
    assert both.user is not None
    with pytest.raises(Refused, match="somebody else must approve"):
        signing.sign(
            shop.desk, both, user=both.user, pin="2468", kind="stock_documents", id=paper, step="approve",
            version=version,
        )  # fmt: skip


def test_a_rejected_one_comes_back_with_the_reason(shop: Shopfloor) -> None:
    part = shop.part()
    paper = shop.paper("IN", shop.line(part, 1, 1))
    shop.step("stock_documents", paper, "submit")
    assert refused(shop, paper, "reject", by="FI") == {"reason": "Reason is missing."}
    shop.step("stock_documents", paper, "reject", by="FI", reason="wrong cost")
    assert (shop.state("stock_documents", paper), shop.get(StockDocument, "id", paper).submitted_by) == ("draft", None)
    shop.step("stock_documents", paper, "submit")
    shop.step("stock_documents", paper, "withdraw")
    shop.step("stock_documents", paper, "cancel", reason="not needed")
    assert shop.state("stock_documents", paper) == "cancelled"
    assert shop.rows() == []


def test_what_lines_must_say(shop: Shopfloor) -> None:
    part, idle = shop.part("P1"), shop.part("P3", active=False)
    heavy = shop.part("P2", unit="千克", batch_tracked=True)
    bad = {"part_id": part, "qty": 500, "status": "AVAILABLE"}
    theirs = shop.line(part, 1, status="CUSTODY")
    paper = shop.paper("IN", bad, shop.line(heavy, 1.5, 1), shop.line(idle, 0, 1), theirs)
    assert refused(shop, paper) == {
        "lines.0.bin_id": "Enter the bin.",
        "lines.0.qty": "In 件, quantities have at most 0 decimals.",
        "lines.0.unit_cost": "Enter the unit cost.",
        "lines.1.batch": "P2 is kept by batch: enter the batch.",
        "lines.2.part_id": "P3 is not in use. Activate it first.",
        "lines.2.qty": "Enter a quantity above zero.",
    }
    assert refused(shop, shop.paper("IN")) == {"lines": "Add at least one line."}
    blank = shop.paper("IN", shop.line(part, 1, 1))
    version = shop.ask(documents.standing, "stock_documents", blank).version
    with pytest.raises(Refused, match="Reason is missing"):
        shop.run(drafts.edit, "stock_documents", blank, version, {"reason": " "}, by="WK")
    with pytest.raises(Refused, match="choose one of the values offered"):
        shop.paper("IN", shop.line(part, 1, 1, status="LOST"))


def test_transfers_name_two_bins_of_this_station(shop: Shopfloor) -> None:
    part = shop.part()
    shop.receive(part, 3, 10)
    other = Actor(None, "program", "02")
    far = shop.run(warehouses.open_warehouse, "W2", "Second", by=other)
    near = shop.run(warehouses.open_warehouse, "W3", "Third")
    second, third = shop.bin("X-1", far), shop.bin("Y-1", near)
    line = shop.line(part, 1)
    assert refused(shop, shop.paper("TRANSFER", line)) == {"lines.0.to_bin_id": "Enter the bin it goes to."}
    same = shop.paper("TRANSFER", line | {"to_bin_id": line["bin_id"]})
    assert refused(shop, same) == {"lines.0.to_bin_id": "It lies there already. Enter another bin."}
    abroad = shop.paper("TRANSFER", line | {"to_bin_id": second})
    assert "belongs to another station" in refused(shop, abroad)["lines.0.to_bin_id"]
    elsewhere = shop.paper("OUT", line | {"bin_id": third})
    assert "is in another warehouse" in refused(shop, elsewhere)["lines.0.bin_id"]
    paper = shop.through(shop.paper("TRANSFER", line | {"to_bin_id": third}))
    assert [(row.qty, row.leg, row.value) for row in shop.rows(part)[1:]] == [(-1000, 0, -1000), (1000, 1, 1000)]
    shop.step("stock_documents", paper, "reverse", signer="FI", reason="stays")
    assert shop.held(part) == (3000, 30_00, 10 * MICRO)
    with pytest.raises(Refused, match="belongs to station 02"):
        shop.step("stock_documents", shop.paper("IN", shop.line(part, 1, 1), warehouse_id=far), "submit")


def test_revaluation_names_each_part_once_and_a_cost(shop: Shopfloor) -> None:
    part = shop.part()
    shop.receive(part, 2, 10)
    bare = {"part_id": part, "unit_cost": 12 * MICRO}
    assert refused(shop, shop.paper("REVALUATION", bare, {"part_id": part})) == {
        "lines.1.unit_cost": "Enter the new unit cost.",
        "lines.1.part_id": "This part is on the list twice. Keep one line.",
    }
    shop.through(shop.paper("REVALUATION", bare))
    assert shop.held(part) == (2000, 24_00, 12 * MICRO)


def test_what_changed_before_the_signature_is_checked_again(shop: Shopfloor) -> None:
    part = shop.part()
    paper = shop.paper("IN", shop.line(part, 1, 1))
    shop.step("stock_documents", paper, "submit")
    # no guard of the part looks at documents that are not posted when its sale only stops; retiring is refused
    with pytest.raises(Refused, match="stands on the open document"):
        shop.step("parts", part, "retire")
    shop.step("parts", part, "stop")
    shop.step("stock_documents", paper, "approve", signer="FI")
    assert shop.held(part)[0] == 1000


def test_what_changed_since_it_was_submitted_is_looked_at_again(shop: Shopfloor) -> None:
    """The part is kept by batch meanwhile: finance can't post a line that names none."""
    part = shop.part()
    paper = shop.paper("IN", shop.line(part, 5, 10))
    shop.step("stock_documents", paper, "submit")
    seen = shop.ask(documents.show, "parts", part, by="WK")
    shop.run(drafts.edit, "parts", part, seen.version, {"batch_tracked": True}, by="WK")
    assert "kept by batch" in refused(shop, paper, "approve", signer="FI")["lines.0.batch"]
    assert shop.rows() == []
    with pytest.raises(Refused, match="status"):
        shop.paper("IN", shop.line(part, 5, 10, status="ELSEWHERE"))


def test_a_reversal_is_a_document_of_its_own(shop: Shopfloor) -> None:
    part = shop.part()
    supplier = shop.run(drafts.create, "suppliers", {"number": "S1", "name": "Bosch"})
    wrong = shop.through(shop.paper("IN", shop.line(part, 5, 10), supplier_id=supplier))
    assert shop.rows()[0].kind == "PURCHASE_IN"
    shop.step("stock_documents", wrong, "reverse", signer="FI", reason="typed twice")
    origin = shop.get(StockDocument, "id", wrong)
    mirror = shop.get(StockDocument, "reversal_of", wrong)
    assert (origin.state, origin.reversed_by, mirror.state) == ("reversed", mirror.id, "posted")
    assert shop.held(part)[:2] == (0, 0)
    assert [d.step for d in shop.ask(documents.show, "stock_documents", mirror.id).done] == ["reverse"]
    assert "can't be reversed" in str(refused(shop, mirror.id, "reverse", signer="MG", reason="x"))
    slip = shop.run(sheets.issue, "stock_documents", mirror.id, "stock.slip", by="FI")
    assert (slip.reverses, slip.lines[0].quantity, slip.lines[0].value) == (origin.number, -5000, -50_00)


def test_the_slip_shows_costs_to_those_who_may_see_them(shop: Shopfloor) -> None:
    part = shop.part()
    supplier = shop.run(drafts.create, "suppliers", {"number": "S1", "name": "Bosch"})
    paper = shop.paper("IN", shop.line(part, 3, 10), supplier_id=supplier)
    draft = shop.run(sheets.issue, "stock_documents", paper, "stock.slip", by="FI")
    assert (draft.imprint.mark, draft.lines[0].unit_cost, draft.lines[0].value) == ("draft", 10 * MICRO, None)
    assert (draft.signatures, draft.posted_at, draft.supplier) == ((), None, "Bosch")
    shop.through(paper)
    mine = shop.run(sheets.issue, "stock_documents", paper, "stock.slip", by="WK")
    assert (mine.costs, mine.lines[0].unit_cost, mine.lines[0].value) == (False, None, None)
    theirs = shop.run(sheets.issue, "stock_documents", paper, "stock.slip", by="FI")
    assert (theirs.imprint.mark, theirs.lines[0].value, theirs.lines[0].bin) == ("", 30_00, "A-01-1-01")
    assert [s.name for s in theirs.signatures] == ["Wk", "Fi"]
    gone = shop.paper("OUT", shop.line(part, 1))
    shop.step("stock_documents", gone, "cancel", reason="x")
    assert shop.run(sheets.issue, "stock_documents", gone, "stock.slip", by="WK").imprint.mark == "void"


def test_the_list_is_found_by_number_reason_part_and_filters(shop: Shopfloor) -> None:
    part = shop.part("BRAKE-1")
    first = shop.paper("IN", shop.line(part, 1, 1), reason="Found in the Corner")
    second = shop.paper("OUT", shop.line(part, 1), reason="Broken")
    shop.step("stock_documents", first, "submit")

    def seen(text: str = "", sort: str = "", **where: str) -> list[Id]:
        wanted = ListQuery(text, tuple(where.items()), sort)
        return list(shop.ask(documents.find, "stock_documents", wanted, by="WK"))

    number = shop.get(StockDocument, "id", first).number
    assert seen() == [second, first]
    assert seen(sort="number") == [first, second]
    assert seen("brake") == [second, first]
    assert seen("corner") == seen(number[-4:]) == seen(state="submitted") == seen(type="IN") == [first]
    assert seen(state="draft submitted", warehouse="W1") == [second, first]
    (row,) = shop.ask(documents.read, "stock_documents", (first,), by="WK")
    assert row == (number, "IN", "W1", "Found in the Corner", 1, None, "submitted")
    assert shop.ask(offered, screens.warehouses) == ["W1"]
    assert stock_documents.TYPES["IN"]


def test_a_document_in_a_closed_month_or_the_future_is_refused(shop: Shopfloor) -> None:
    part = shop.part()
    late = shop.paper("IN", shop.line(part, 1, 1), occurred_at=shop.time.present + timedelta(days=1))
    shop.step("stock_documents", late, "submit")
    assert refused(shop, late, "approve", signer="FI").keys() == {"occurred_at"}
    assert shop.state("stock_documents", late) == "submitted"


# --- masters ----------------------------------------------------------------------------------------------------------
def test_stations_warehouses_and_bins(shop: Shopfloor) -> None:
    first = shop.run(warehouses.open_station, "02", "Office")
    assert shop.run(warehouses.open_station, "02", "Office") == first
    with pytest.raises(Refused, match="1 to 8 letters"):
        shop.run(warehouses.open_station, "Zweig-stelle", "x")
    with pytest.raises(Refused, match="taken"):
        shop.run(warehouses.open_warehouse, "W1", "Again")
    with pytest.raises(Refused, match="1 to 40 characters"):
        shop.run(warehouses.open_bins, shop.house, [" "])
    made = shop.run(warehouses.open_bins, shop.house, ["a-1", "Ａ-1", "A-2"])
    assert list(made) == ["A-1", "A-2"]
    assert shop.run(warehouses.open_bins, shop.house, ["A-2"]) == {"A-2": made["A-2"]}
    assert shop.ask(warehouses.bins_named, ["A-1", "Z"]) == {"A-1": made["A-1"]}
    assert shop.ask(warehouses.warehouse_named, "W1") == shop.house
    with pytest.raises(Refused, match="no warehouse “W9”"):
        shop.ask(warehouses.warehouse_named, "W9")
    assert shop.get(Station, "code", "02").station == "02"


def test_a_bin_with_stock_stays(shop: Shopfloor) -> None:
    part = shop.part()
    shop.post(shop.move(part, 1, "OPENING", 1))
    kept = shop.get(Bin, "code", "A-01-1-01")
    with pytest.raises(Refused, match="stock in bin A-01-1-01"):
        shop.run(drafts.edit, "bins", kept.id, kept.version, {"active": False}, by="WK")
    empty = shop.get(Bin, "id", shop.bin("B-9"))
    with pytest.raises(Refused, match="taken"):
        shop.run(drafts.edit, "bins", empty.id, empty.version, {"code": "a-01-1-01"}, by="WK")
    shop.run(drafts.edit, "bins", empty.id, empty.version, {"active": False, "note": "Top shelf"}, by="WK")
    wanted = ListQuery("top", (("active", "no"),), "-code")
    ids = shop.ask(documents.find, "bins", wanted, by="WK")
    assert shop.ask(documents.read, "bins", tuple(ids), by="WK") == [("B-9", "W1", "", False, False, "Top shelf")]
    assert shop.ask(documents.read, "bins", (clock.new_id(),), by="WK") == []
    made = shop.run(drafts.create, "bins", {"warehouse_id": shop.house, "code": "c-1"}, by="WK")
    assert shop.get(Bin, "id", made).code == "C-1"


def test_units_and_categories(shop: Shopfloor) -> None:
    shop.part()
    piece = shop.get(Unit, "code", "件")
    with pytest.raises(Refused, match="Parts are kept in 件"):
        shop.run(drafts.edit, "units", piece.id, piece.version, {"decimals": 2}, by="WK")
    shop.run(drafts.edit, "units", piece.id, piece.version, {"name_en": "piece(s)", "decimals": 0}, by="WK")
    with pytest.raises(Refused, match="0 to 3 decimals"):
        shop.run(drafts.create, "units", {"code": "吨", "name_zh": "吨", "name_en": "t", "decimals": 4}, by="WK")
    made = shop.run(drafts.create, "units", {"code": "吨", "name_zh": "吨", "name_en": "t", "decimals": 3}, by="WK")
    assert shop.ask(documents.read, "units", (made,), by="WK") == [("吨", "吨", "t", 3)]
    assert "吨" in shop.ask(offered, units)
    with pytest.raises(Refused, match="Chinese or an English name"):
        shop.run(drafts.create, "categories", {"code": "X"}, by="WK")
    other = shop.run(drafts.create, "categories", {"code": "X", "name_en": "Odds"}, by="WK")
    assert shop.ask(documents.read, "categories", (other,), by="WK") == [("X", None, "Odds")]
    before = shop.get(Category, "code", "BRK").name_zh
    shop.run(warehouses.seed_masters)
    assert shop.get(Category, "code", "BRK").name_zh == before


def test_masters_are_seeded_once(shop: Shopfloor) -> None:
    house = shop.get(Warehouse, "code", "W1")
    assert shop.ask(documents.read, "warehouses", (house.id,), by="WK") == [("W1", "W1", "01", False)]
    shop.run(warehouses.seed_masters)
    assert shop.get(Unit, "code", "千克").decimals == 3


def test_suppliers_deliver_each_part_once(shop: Shopfloor) -> None:
    part = shop.part()
    row = {"part_id": part, "lead_days": 3}
    with pytest.raises(Refused, match="on the list twice"):
        shop.run(drafts.create, "suppliers", {"number": "S1", "name": "Bosch", "parts": [row, row]}, by="PU")
    made = shop.run(drafts.create, "suppliers", {"number": "S1", "name": "Bosch", "parts": [row]}, by="PU")
    assert shop.ask(documents.find, "suppliers", ListQuery("bos", (("state", "active"),)), by="PU") == [made]
    shop.step("suppliers", made, "close", by="PU")
    shop.step("suppliers", made, "reopen", by="PU")
    assert shop.ask(documents.read, "suppliers", (made,), by="PU") == [("S1", "Bosch", None, None, None, "active")]
    assert (PROGRAM.user, stock.OVERRIDE) == (None, "OVERRIDE")
