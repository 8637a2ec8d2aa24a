"""Kit splits (E30), scrap, internal use, change of status, and where goods are taken from if nobody says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import Id
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.stock import StockDocument
from app.services import documents, drafts, lookup, settings, sheets, warehouses
from app.services.kits import shares
from tests.buying import Buying, row
from tests.shopfloor import Shopfloor
from tests.ways.kit_splits import written

KITS, PAPERS = "kit_splits", "stock_documents"


def refused(shop: Shopfloor, kind: str, id: Id, step: str, **more: Any) -> dict[str, str]:
    """What a step refuses: place → words."""
    with pytest.raises(Refused) as said:
        shop.step(kind, id, step, **more)
    return {p.where: str(p.text) for p in said.value.problems}


def split(shop: Shopfloor, whole: Id, *pieces: tuple[Id, float, int], **head: Any) -> Id:
    """A draft: the set, and (piece, quantity, weight) …"""
    lines = [{"part_id": part, "qty": round(qty * 1000), "weight": weight} for part, qty, weight in pieces]
    return shop.run(drafts.create, KITS, {"part_id": whole, "reason": "broken", "lines": lines} | head, by="WK")  # type: ignore[no-any-return]


def test_e30_a_set_becomes_its_pieces_and_no_cent_is_lost(shop: Shopfloor) -> None:
    """E30: one of a pair used: 100.00 on three pieces by weight 1 : 1 : 1 is 33.33 + 33.33 + 33.34."""
    whole, one, two, three = (shop.part(n) for n in ("SET", "L", "R", "CLIP"))
    shop.receive(whole, 2, 100)
    id = split(shop, whole, (one, 1, 1), (two, 1, 1), (three, 4, 1))
    assert shop.ask(documents.show, KITS, id).called[:6] == "KS-01-"
    shop.step(KITS, id, "submit")
    shop.step(KITS, id, "approve", signer="FI")
    assert [shop.held(p)[:2] for p in (whole, one, two, three)] == [
        (1000, 100_00), (1000, 33_33), (1000, 33_33), (4000, 33_34),
    ]  # fmt: skip
    shop.step(KITS, id, "reverse", signer="MG", reason="wrong set")
    assert [shop.held(p)[:2] for p in (whole, one, two, three)] == [(2000, 200_00), (0, 0), (0, 0), (0, 0)]
    assert shop.differences() == []


@given(st.integers(0, 10**9), st.lists(st.integers(1, 1000), min_size=1, max_size=20))
def test_shares_add_up_to_the_whole(value: int, weights: list[int]) -> None:
    found = shares(value, weights)
    assert sum(found) == value
    assert all(abs(share * sum(weights) - value * w) <= sum(weights) for share, w in zip(found, weights, strict=True))


def test_what_a_split_must_say(shop: Shopfloor) -> None:
    whole, idle = shop.part("SET"), shop.part("OLD", active=False)
    lot, other = shop.part("LOT", batch_tracked=True), shop.run(warehouses.open_warehouse, "W3", "Third")
    empty = split(shop, whole)
    assert refused(shop, KITS, empty, "submit") == {"lines": "Add at least one line."}
    away = shop.bin("X-1", other)
    id = split(shop, whole, (whole, 1, 1), (idle, 0.5, 0), (lot, 0, 1), bin_id=away)
    found = refused(shop, KITS, id, "submit")
    assert found == {
        "bin_id": "Bin X-1 is in another warehouse.",
        "lines.0.bin_id": "Bin X-1 is in another warehouse.",
        "lines.0.part_id": "A set is no piece of itself.",
        "lines.1.part_id": "OLD is not in use. Activate it first.",
        "lines.1.qty": "In 件, quantities have at most 0 decimals.",
        "lines.1.bin_id": "Bin X-1 is in another warehouse.",
        "lines.1.weight": "Each piece carries a share of the value: 1 or more.",
        "lines.2.qty": "Enter a quantity above zero.",
        "lines.2.bin_id": "Bin X-1 is in another warehouse.",
        "lines.2.batch": "LOT is kept by batch: enter the batch.",
    }
    nowhere = split(shop, whole, (lot, 1, 1))
    assert refused(shop, KITS, nowhere, "submit")["bin_id"] == "Enter the bin."


def test_a_split_can_come_back_and_be_found(shop: Shopfloor) -> None:
    id = written(shop)
    shop.step(KITS, id, "submit")
    shop.step(KITS, id, "withdraw")
    shop.step(KITS, id, "submit")
    shop.step(KITS, id, "reject", by="FI", reason="why?")
    assert shop.state(KITS, id) == "draft"
    assert list(shop.ask(documents.find, KITS, ListQuery("lamp"))) == [id]
    (cells,) = shop.ask(documents.read, KITS, [id])
    assert (cells[2], cells[3], cells[7]) == ((1000, 0, "件"), 2, "draft")


def test_scrap_and_internal_use_leave_by_kinds_of_their_own(shop: Shopfloor) -> None:
    """§3.2: with reason and approval, at the average."""
    part = shop.part()
    shop.receive(part, 10, 30)
    shop.through(shop.paper("SCRAP", shop.line(part, 2), reason="rust"))
    shop.through(shop.paper("USE", shop.line(part, 1), reason="test drive"))
    assert [(r.kind, r.qty, r.value, r.reason) for r in shop.rows(part)[1:]] == [
        ("SCRAP", -2000, -60_00, "rust"), ("INTERNAL_USE", -1000, -30_00, "test drive"),
    ]  # fmt: skip


def test_much_scrap_is_the_managers(shop: Shopfloor) -> None:
    """FI approves up to the limit, MG above it."""
    part = shop.part()
    shop.receive(part, 10, 300)
    id = shop.paper("SCRAP", shop.line(part, 7), reason="flood")
    shop.step(PAPERS, id, "submit")
    with pytest.raises(Refused, match="above ¥2,000"):
        shop.step(PAPERS, id, "approve", signer="FI")
    shop.step(PAPERS, id, "approve", signer="MG")
    assert shop.held(part)[:2] == (3000, 900_00)
    shop.run(settings.change, "stock.approval_limit", 10_000_00)
    shop.through(shop.paper("USE", shop.line(part, 3), reason="loan car"))


def test_goods_change_their_status_without_their_value(shop: Shopfloor) -> None:
    """QUARANTINE ↔ AVAILABLE ↔ DEFECT: a pair of rows in the same bin; the paper names both."""
    part = shop.part()
    shop.receive(part, 5, 10)
    line = shop.line(part, 2)
    id = shop.paper("STATUS", line, reason="scratched")
    assert refused(shop, PAPERS, id, "submit") == {"lines.0.to_status": "Choose the new status."}
    same = shop.paper("STATUS", line | {"to_status": "AVAILABLE"})
    assert refused(shop, PAPERS, same, "submit") == {"lines.0.to_status": "Choose the new status."}
    id = shop.through(shop.paper("STATUS", line | {"to_status": "DEFECT"}, reason="scratched"))
    assert [(r.kind, r.status, r.qty, r.value) for r in shop.rows(part)[1:]] == [
        ("STATUS_CHANGE", "AVAILABLE", -2000, -2000), ("STATUS_CHANGE", "DEFECT", 2000, 2000),
    ]  # fmt: skip
    paper = shop.run(sheets.issue, PAPERS, id, "stock.slip")
    assert str(paper.lines[0].to_status) == "Defective"
    shop.step(PAPERS, id, "reverse", signer="MG", reason="polished")
    assert shop.held(part)[:2] == (5000, 50_00)


def test_transfers_have_numbers_of_their_own(shop: Shopfloor) -> None:
    """§3.0: TF; a scan of it opens the document; the type of a numbered document stays."""
    part = shop.part()
    shop.receive(part, 3, 10)
    id = shop.paper("TRANSFER", shop.line(part, 1) | {"to_bin_id": shop.bin("B-1")})
    seen = shop.ask(documents.show, PAPERS, id)
    assert seen.called[:6] == "TF-01-"
    (hit,) = shop.ask(lookup.code, seen.called.lower())
    assert (hit.kind, hit.id) == (PAPERS, id)
    with pytest.raises(Refused, match="numbered as another type"):
        shop.run(drafts.edit, PAPERS, id, seen.version, {"type": "OUT"}, by="WK")
    shop.through(id)
    shop.step(PAPERS, id, "reverse", signer="MG", reason="back")
    mirror = shop.get(StockDocument, "reversal_of", id)
    assert mirror.number[:6] == "TF-01-"


def test_what_expires_first_is_proposed_for_what_goes_out(shop: Shopfloor) -> None:
    """First expired, first out: lines without place get bins and batches, several if one is not enough."""
    buying = Buying(shop)
    part = shop.part(batch_tracked=True)
    supplier = buying.supplier()
    buying.posted(
        buying.delivered(
            supplier, row(part, 5, batch="LATE", expires=date(2027, 9, 1)),
            row(part, 3, batch="SOON", expires=date(2027, 1, 1)),
        )
    )  # fmt: skip
    given = [{"part_id": part, "qty": 4000}]
    out = shop.paper("OUT", *given)
    assert [(line["batch"], line["qty"]) for line in buying.lines(PAPERS, out)] == [("SOON", 3000), ("LATE", 1000)]
    shop.through(out)
    here = shop.paper("TRANSFER", {"part_id": part, "qty": 2000, "bin_id": shop.bin(), "to_bin_id": shop.bin("B-1")})
    assert [(line["batch"], line["qty"]) for line in buying.lines(PAPERS, here)] == [("LATE", 2000)]
    more = shop.paper("OUT", {"part_id": part, "qty": 9000})
    assert [line["bin_id"] for line in buying.lines(PAPERS, more)] == [None]
    assert set(refused(shop, PAPERS, more, "submit")) == {"lines.0.bin_id", "lines.0.batch"}


def test_cards_tell_what_was_paid_to_whom(shop: Shopfloor) -> None:
    """Price history and lead times on the part's and the supplier's peek; prices only for who may see costs."""
    buying = Buying(shop)
    part = shop.part()
    supplier = buying.supplier("S1", contact="Li")
    order = buying.sent((part, 4), supplier=supplier, yuan=12)
    shop.time.forward(days=3)
    buying.posted(buying.receipt(order, 4))
    peek = shop.ask(documents.peek, "parts", part, by="FI")
    (bought,) = [table for table in peek.tables if table.label == "Purchases"]
    assert bought.rows[0][1:] == ("供应商 S1", (4000, 0, "件"), 12_000_000)
    assert "Purchases" not in [t.label for t in shop.ask(documents.peek, "parts", part, by="WK").tables]
    seen = shop.ask(documents.peek, "suppliers", supplier, by="FI")
    assert [(f.label, f.value) for f in seen.figures] == [("Lines delivered", 1), ("Days on average", 3)]
    assert seen.tables[0].rows[0][1:] == ("P1", (4000, 0, "件"), 12_000_000)
    assert len(shop.ask(documents.peek, "suppliers", supplier, by="WK").tables[0].rows[0]) == 3
