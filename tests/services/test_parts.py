"""Parts: what the form takes, the life of a part, search, substitutes, merging of duplicates, what each role sees."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock, i18n
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.parts import Part, PartIndex, Supersession
from app.services import documents, drafts, lookup, parts, stock
from app.services.parts import queries
from app.services.parts.indexing import pinyin
from tests.shopfloor import MICRO, Shopfloor, post_moves


@query("test.index", allow=None)
def stale(ctx: Reader) -> list[Id]:
    """What the search index has wrong."""
    return parts.compare_index(ctx.conn)


@usecase("test.forget", allow=None)
def forget(ctx: Context) -> None:
    """An index that lost its rows."""
    ctx.derive(PartIndex.__table__.delete())


@usecase("test.rebuild_index", allow=None)
def rebuild(ctx: Context) -> None:
    """What `doctor --repair` does."""
    parts.rebuild_index(ctx.conn)


@query("test.choices", allow=None)
def offered(ctx: Reader, ask: Any) -> list[str]:
    """Codes of a filter's or field's choices."""
    return [choice.code for choice in ask(ctx)]


def numbers(shop: Shopfloor, text: str = "", by: Any = "WK", sort: str = "number", **where: str) -> list[str]:
    """Part numbers that the list finds, in its order."""
    wanted = ListQuery(text, tuple(where.items()), sort)
    ids = shop.ask(documents.find, "parts", wanted, by=by)
    return [row[0] for row in shop.ask(documents.read, "parts", tuple(ids), by=by)]


def test_a_part_made_by_hand_is_activated_by_the_manager(shop: Shopfloor) -> None:
    made = shop.part("ab-1", active=False, by="WK")
    assert shop.get(Part, "id", made).number == "AB-1"
    with pytest.raises(Refused, match="signature"):
        shop.step("parts", made, "activate")
    shop.step("parts", made, "activate", signer="MG")
    assert shop.state("parts", made) == parts.ACTIVE
    shop.step("parts", made, "stop")
    shop.step("parts", made, "resume")
    shop.step("parts", made, "retire")
    with pytest.raises(Refused, match="is “Obsolete”"):
        shop.step("parts", made, "resume")


def test_what_the_form_refuses(shop: Shopfloor) -> None:
    shop.part("P1")
    with pytest.raises(Refused) as said:
        shop.part("p1", name_zh=None, unit="千克", warning_level=1)
    assert {p.where for p in said.value.problems} == {"number", "name_zh"}
    for number in ("", "零件", "X" * 41, " "):
        with pytest.raises(Refused):
            shop.part(number)
    with pytest.raises(Refused, match="at most 0 decimals"):
        shop.part("P2", warning_level=1500)
    with pytest.raises(Refused, match="Criticality"):
        shop.part("P2", criticality=4)
    with pytest.raises(Refused, match="to complete"):
        shop.part("P2", incomplete=True)


def test_the_unit_stays_from_the_first_movement_on(shop: Shopfloor) -> None:
    made = shop.part("P1")
    kept = shop.get(Part, "id", made)
    version = shop.run(drafts.edit, "parts", made, kept.version, {"unit": "千克"})
    assert shop.get(Part, "id", made).qty_decimals == 3
    shop.post(shop.move(made, 1.5, "OPENING", 1))
    with pytest.raises(Refused, match="its unit can't change"):
        shop.run(drafts.edit, "parts", made, version, {"unit": "件"})
    shop.run(drafts.edit, "parts", made, version, {"unit": "千克", "brand": "BOSCH"})


def test_codes_get_their_key_and_one_bin_is_the_primary(shop: Shopfloor) -> None:
    bins = [{"bin_id": shop.bin("B-1")}, {"bin_id": shop.bin("B-2")}]
    codes = [
        {"kind": "BARCODE", "code": " 6901234567892 ", "pack_qty": 12_000}, {"kind": "OEM", "code": "04465-0d/150"},
        {"code": "abc-1"},
    ]  # fmt: skip
    made = shop.part("P1", codes=codes, bins=bins)
    seen = shop.ask(documents.show, "parts", made)
    assert [row["is_primary"] for row in seen.lines["bins"]] == [True, False]
    for scanned in ("6901234567892", "06901234567892", "044650D150", "04465-0d150", "ＡＢＣ-1", "p1"):
        assert [(h.kind, h.id) for h in shop.ask(lookup.code, scanned)] == [("parts", made)], scanned
    assert [h.kind for h in shop.ask(lookup.code, "b-1")] == ["bins"]
    assert shop.ask(lookup.code, "nothing") == []
    assert shop.ask(lookup.code, "  ") == []
    paper = shop.paper("IN", shop.line(made, 1, 1))
    called = shop.ask(documents.show, "stock_documents", paper).called
    assert [(h.kind, h.id) for h in shop.ask(lookup.code, called)] == [("stock_documents", paper)]


@pytest.mark.both
def test_search_while_typing(shop: Shopfloor) -> None:
    shop.part("04465-0D150", name_zh="前制动片 卡罗拉", fitment="卡罗拉/雷凌")
    shop.part(
        "SK20HR11", name_zh="铱金火花塞", name_en="Iridium spark plug", codes=[{"kind": "OEM", "code": "90919-01253"}]
    )
    shop.part("X-100%", name_zh=None, name_en="Brake fluid", brand="BOSCH")
    shop.part("HHS-9", name_zh="卡扣")
    assert numbers(shop, "hhs") == ["HHS-9", "SK20HR11"]
    for typed in (
        "火花",
        "sk20",
        "SK20HR11",
        "spark",
        "90919-01253",
        "9091901253",
        "yjhhs",
        "iridium plug",
        "ＳＫ２０",
    ):
        assert numbers(shop, typed) == ["SK20HR11"], typed
    for typed in ("044650d150", "04465.0D150", "04465 0d150", "雷凌", "qzdp kll", "制动 卡罗"):
        assert numbers(shop, typed) == ["04465-0D150"], typed
    assert numbers(shop, "100%") == numbers(shop, "bosch") == ["X-100%"]
    assert numbers(shop, "_") == []
    assert numbers(shop, "h") == ["HHS-9"]
    assert numbers(shop, "q") == ["04465-0D150"]
    assert numbers(shop, sort="-number")[0] == "X-100%"
    assert numbers(shop, sort="name") == ["X-100%", "HHS-9", "04465-0D150", "SK20HR11"]
    assert pinyin("火花塞 12V") == ("hhs 12v", "huohuasai 12v")
    assert shop.ask(stale) == []


@pytest.mark.both
def test_views_and_filters(shop: Shopfloor) -> None:
    low = shop.part("LOW", warning_level=5000, category_id=shop.category("BRK"), bins=[{"bin_id": shop.bin("A-03-1")}])
    out = shop.part("OUT", quality_grade="OES", warning_level=1000)
    full = shop.part("FULL", incomplete=False)
    shop.part("DRAFT", active=False, incomplete=True)
    shop.post(shop.move(low, 2, "OPENING", 1), shop.move(full, 9, "OPENING", 1, source_line=2))
    assert numbers(shop, level="low") == ["LOW", "OUT"]
    assert numbers(shop, level="out") == ["DRAFT", "OUT"]
    assert numbers(shop, incomplete="yes") == ["DRAFT"]
    assert numbers(shop, incomplete="no", state="draft") == []
    assert numbers(shop, grade="OES AFTERMARKET") == ["OUT"]
    assert numbers(shop, category="BRK") == numbers(shop, bin="A-03") == ["LOW"]
    assert (
        numbers(shop, sort="-available") == ["FULL", "LOW", "DRAFT", "OUT"]
        or numbers(shop, sort="-available")[0] == "FULL"
    )
    cells = {row[0]: row[4] for row in shop.ask(documents.read, "parts", (low, out, full), by="WK")}
    assert cells["LOW"] == (2000, 0, "件", 0.4, "warn")
    assert (cells["OUT"][4], cells["FULL"][3:]) == ("bad", (1.0, "ok"))
    assert "BRK" in shop.ask(offered, queries.categories)
    assert shop.ask(offered, queries.aisles) == ["A-01", "A-03"]
    assert shop.ask(documents.read, "parts", ()) == []


def test_peek_tells_where_and_how_much_and_costs_to_some(shop: Shopfloor) -> None:
    old = shop.part("P1", price_retail=386 * MICRO, warning_level=6000, safety_critical=True)
    new = shop.part("P2", quality_grade="OES")
    shop.run(parts.supersede, old, new, by="WK")
    shop.post(shop.move(old, 2, "OPENING", 100), shop.move(old, 1, "OTHER", 100, status="QUARANTINE", source_line=2))
    seen = shop.ask(documents.peek, "parts", old, by="WK")
    assert (seen.title, seen.figures[0].value) == ("P1", (2000, 0, "件"))
    assert [label for label, _ in seen.chips] == ["In use", "Below warning level", "Safety part"]
    assert [table.label for table in seen.tables] == ["In stock", "Substitutes", "Last moves"]
    assert len(seen.tables[0].rows) == 2
    assert {fact.label for fact in seen.figures + seen.facts} == {"Available", "Quality grade", "Warning level"}
    finance = shop.ask(documents.peek, "parts", old, by="FI")
    assert {f.label: f.value for f in finance.figures + finance.facts}["Average cost"] == 100 * MICRO
    empty = shop.ask(documents.peek, "parts", new, by="WK")
    assert (empty.tables, [label for label, _ in empty.chips]) == ((), ["In use"])
    shop.post(shop.move(old, -2, "SALES_OUT"))
    assert "Out of stock" in [label for label, _ in shop.ask(documents.peek, "parts", old, by="WK").chips]
    with pytest.raises(Refused, match="does not exist"):
        shop.ask(documents.peek, "parts", clock.new_id(), by="WK")


def test_supersession_without_circles(shop: Shopfloor) -> None:
    one, two, three = (shop.part(f"P{n}") for n in (1, 2, 3))
    shop.run(parts.supersede, one, two, by="WK")
    shop.run(parts.supersede, two, three, by="WK")
    with pytest.raises(Refused, match="P1 is itself replaced by P3: that would be a circle"):
        shop.run(parts.supersede, three, one, by="WK")
    with pytest.raises(Refused, match="circle"):
        shop.run(parts.supersede, one, one, by="WK")
    assert [s.number for s in shop.ask(parts.substitutes, one)] == ["P2", "P3"]
    shop.run(parts.supersede, one, three, use_up_old=False, by="WK")
    assert [(s.number, s.use_up_old) for s in shop.ask(parts.substitutes, one)] == [("P3", False)]
    shop.run(parts.unsupersede, one, by="WK")
    with pytest.raises(Refused, match="P1 is not replaced"):
        shop.run(parts.unsupersede, one, by="WK")
    with pytest.raises(Refused, match="does not exist"):
        shop.run(parts.supersede, clock.new_id(), one, by="WK")


def test_duplicates_are_seen_while_typing(shop: Shopfloor) -> None:
    made = shop.part("04465-0D150", name_zh="前制动片", name_en="Pads", codes=[{"kind": "OEM", "code": "0986-AB"}])
    for typed in ({"number": "044650d150"}, {"number": "0986ab"}, {"oem": "04465.0D150"}, {"oem": "0986 ab"},
                  {"name": "前制动片"}, {"name": "pads"}):  # fmt: skip
        assert [s.id for s in shop.ask(parts.similar, **typed, by="WK")] == [made], typed
    assert shop.ask(parts.similar, number="044650D150", exclude=made, by="WK") == []
    assert shop.ask(parts.similar, number="0", name="前", oem="", by="WK") == []


@pytest.mark.both
def test_merging_moves_stock_codes_bins_and_open_lines(shop: Shopfloor) -> None:
    """E24: rows are transferred, the history stays with the old part."""
    bins = [{"bin_id": shop.bin("A-01-1-01")}]
    keep = shop.part("KEEP", codes=[{"kind": "OEM", "code": "OEM-1"}], bins=bins)
    codes = [{"kind": "OEM", "code": "OEM1"}, {"code": "6901234567892"}]
    drop = shop.part("DROP", codes=codes, bins=[*bins, {"bin_id": shop.bin("B-1")}])
    other, third = shop.part("OTHER"), shop.part("THIRD")
    shop.run(parts.supersede, drop, other, by="WK")
    shop.run(parts.supersede, keep, drop, by="WK")
    shop.run(parts.supersede, third, drop, by="WK")
    shop.post(shop.move(keep, 2, "OPENING", 10), shop.move(drop, 3, "OPENING", 20, source_line=2))
    draft = shop.paper("IN", shop.line(drop, 1, 1))
    for name, part in (("S1", [drop]), ("S2", [keep, drop])):
        rows = [{"part_id": p} for p in part]
        shop.run(drafts.create, "suppliers", {"number": name, "name": name, "parts": rows})
    shop.run(parts.merge, keep, drop, by="WK")
    assert (shop.held(keep), shop.held(drop)[:2]) == ((5000, 80_00, 16 * MICRO), (0, 0))
    assert shop.state("parts", drop) == parts.OBSOLETE
    assert [h.id for code in ("DROP", "OEM-1", "6901234567892") for h in shop.ask(lookup.code, code)] == [keep] * 3
    assert numbers(shop, "drop") == ["KEEP"]
    assert [line["part_id"] for line in shop.ask(documents.show, "stock_documents", draft).lines["lines"]] == [keep]
    assert len(shop.ask(documents.show, "parts", keep).lines["bins"]) == 2
    assert shop.get(Supersession, "old_id", keep) is None
    assert shop.get(Supersession, "old_id", third).new_id == keep
    assert [len(shop.rows(p)) for p in (keep, drop)] == [2, 2]
    assert not shop.differences()
    assert shop.ask(stale) == []
    with pytest.raises(Refused, match="Choose two parts in use"):
        shop.run(parts.merge, keep, drop, by="WK")


def test_what_can_not_be_merged(shop: Shopfloor) -> None:
    one, two, heavy = shop.part("P1"), shop.part("P2", active=False), shop.part("P3", unit="千克")
    with pytest.raises(Refused, match="Choose two parts"):
        shop.run(parts.merge, one, one, by="WK")
    with pytest.raises(Refused, match="P3 is kept in 千克, P1 in 件"):
        shop.run(parts.merge, one, heavy, by="WK")
    shop.run(parts.merge, one, two, by="WK")
    assert shop.state("parts", two) == parts.DRAFT
    with pytest.raises(Refused, match="Ask somebody who may"):
        shop.run(parts.merge, one, heavy, by="SA")


def test_a_part_with_stock_is_not_retired(shop: Shopfloor) -> None:
    part = shop.part("P1")
    source = clock.new_id()
    shop.run(post_moves, [shop.move(part, 1, "OTHER", status="CUSTODY")], source)
    with pytest.raises(Refused, match="still stock of P1"):
        shop.step("parts", part, "retire")


def test_a_draft_that_is_deleted_is_not_found_any_more(shop: Shopfloor) -> None:
    made = shop.part("P1", active=False)
    shop.run(drafts.remove, "parts", made, shop.get(Part, "id", made).version)
    assert numbers(shop) == []


def test_a_draft_that_others_name_is_not_deleted(shop: Shopfloor) -> None:
    written, moved = shop.part("P1", active=False), shop.part("P2", active=False)
    paper = shop.paper("IN", shop.line(written, 1, unit_cost=MICRO))
    with pytest.raises(Refused, match="P1 stands in “Stock documents”"):
        shop.run(drafts.remove, "parts", written, shop.get(Part, "id", written).version)
    shop.run(drafts.remove, "stock_documents", paper, 1)
    shop.run(drafts.remove, "parts", written, shop.get(Part, "id", written).version)
    shop.post(shop.move(moved, 1, "PURCHASE_IN", 1))  # only the ledger names it
    with pytest.raises(Refused, match="Other records name this"):
        shop.run(drafts.remove, "parts", moved, shop.get(Part, "id", moved).version)
    assert numbers(shop) == ["P2"]


def test_doctor_rebuilds_the_search(shop: Shopfloor) -> None:
    shop.run(rebuild)
    made = shop.part("P1")
    shop.run(forget)
    assert shop.ask(stale) == [made]
    shop.run(rebuild)
    assert shop.ask(stale) == []


def test_names_follow_the_language(shop: Shopfloor) -> None:
    made = shop.part("P1", name_zh="前制动片", name_en="Pads")
    with i18n.language("en"):
        assert shop.ask(documents.read, "parts", (made,))[0][1] == "Pads"
    assert shop.ask(documents.read, "parts", (made,))[0][1] == "前制动片"
    assert stock.STATUSES[0] == "AVAILABLE"
