"""The scan room's hot path and the other acts of counting: what is kept, refused, asked, undone, settled."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.core.clock import Id
from app.core.desk import usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.parts import Part, PartCode
from app.services import sheets, stock
from app.services.counts import acts, findings, places, queries
from app.services.parts.codes import code_key
from tests.rig import PROGRAM
from tests.services.counting import Shop, shop

__all__ = ["shop"]


@pytest.fixture
def count(shop: Shop) -> Id:
    """A count of A-01 and A-02, with the counter in A-01."""
    made = shop.started()
    shop.take(shop.counter, made, "A-01")
    return made


@usecase("counting_test.add_code", allow=None)
def add_code(ctx: Any, part: Id, code: str) -> None:
    ctx.session.add(PartCode(part_id=part, code=code, key=code_key(code, "OEM"), kind="OEM"))


@usecase("counting_test.track", allow=None)
def track(ctx: Any, part: Id, *, batch: bool = False, serial: bool = False) -> None:
    found = ctx.session.get(Part, part)
    found.batch_tracked, found.serial_tracked = batch, serial


@usecase("counting_test.merge", allow=None)
def merge(ctx: Any, old: Id, new: Id) -> None:
    ctx.session.get(Part, old).merged_into = new


@usecase("counting_test.split_stock", allow=None)
def split_stock(ctx: Any, part: Id, bin: Id, house: Id) -> None:
    """Two of the brake pads become defective, in the same bin; one belongs to a customer."""
    moves = [
        stock.Move(part, bin, house, -2_000, "STATUS_CHANGE", source_line=1),
        stock.Move(part, bin, house, 2_000, "STATUS_CHANGE", source_line=1, leg=1, status="DEFECT"),
        stock.Move(part, bin, house, 1_000, "OTHER", value=0, source_line=2, status="CUSTODY"),
    ]
    stock.post(ctx, "test", clock.new_id(), "SPLIT", moves)


def said(reason: Text | None) -> str:
    return str(reason)


def test_a_wrong_check_digit_is_never_counted_unless_it_is_a_registered_code(shop: Shop, count: Id) -> None:
    """§5.5: kept, and "scan it again"."""
    odd = shop.scan(shop.counter, count, "A-01", "6900000000015")
    assert (odd.kind, odd.unknowns, said(odd.reason)) == ("unknown", 1, "The check digit is wrong. Scan it again.")
    shop.run(add_code, PROGRAM, shop.ids["DISC"], "6900000000015")
    known = shop.scan(shop.counter, count, "A-01", "6900000000015")
    assert (known.kind, known.number) == ("ok", "DISC")
    instore = shop.scan(shop.counter, count, "A-01", "2000000000008")
    assert (instore.kind, instore.reason) == ("unknown", None)


def test_e3_a_cartons_code_counts_its_pack(shop: Shop, count: Id) -> None:
    shop.take(shop.counter, count, "A-02")
    one = shop.scan(shop.counter, count, "A-02", "6934472009174")
    assert (one.kind, one.pack, one.added) == ("ok", 12_000, 12_000)
    assert shop.scan(shop.counter, count, "A-02", "2*6934472009174").total == 36_000
    inside = shop.scan(shop.counter, count, "A-02", "]C102069000000000143724")
    assert (inside.number, inside.added, inside.code) == ("BRAKE", 24_000, "(02)06900000000014(37)24")


def test_gs1_batch_and_serial_go_to_the_line(shop: Shop, count: Id) -> None:
    label = "(01)06900000000014(10)LOT-1(21)S1"
    assert shop.scan(shop.counter, count, "A-01", label).batch == ""  # the shop keeps the part without
    shop.run(track, PROGRAM, shop.ids["BRAKE"], batch=True)
    first = shop.scan(shop.counter, count, "A-01", label)
    assert (first.kind, first.batch, first.total, first.mark) == ("look", "LOT-1", 1_000, "OFF_LIST")
    assert shop.scan(shop.counter, count, "A-01", label).total == 2_000
    shop.run(track, PROGRAM, shop.ids["BRAKE"], batch=True, serial=True)
    assert shop.scan(shop.counter, count, "A-01", label).batch == "S1"
    again = shop.scan(shop.counter, count, "A-01", label)
    assert (again.kind, said(again.reason)) == ("refused", "The serial number S1 is counted already.")
    shop.run(acts.undo, shop.counter, count, shop.ids["A-01"])
    assert shop.scan(shop.counter, count, "A-01", label).kind == "look"


def test_a_label_in_doubt_asks_and_one_against_itself_is_refused(shop: Shop, count: Id) -> None:
    asked = shop.scan(shop.counter, count, "A-01", "(01)06900000000014(37)6")
    assert (asked.kind, asked.number, asked.seq) == ("ask", "BRAKE", None)
    assert "does not belong" in said(asked.reason)
    told = shop.scan(shop.counter, count, "A-01", asked.code, quantity=6_000, part=asked.part_id)
    assert (told.kind, told.total) == ("ok", 6_000)
    both = shop.scan(shop.counter, count, "A-01", "]C1010690000000001410A\x1d10B")
    assert (both.kind, both.seq) == ("refused", None)
    assert "two different things" in said(both.reason)


def test_e4_a_part_number_inside_a_makers_qr_is_found(shop: Shop, count: Id) -> None:
    assert shop.scan(shop.counter, count, "A-01", "https://maker.cn/p?pn=brake&sn=77").number == "BRAKE"
    assert shop.scan(shop.counter, count, "A-01", "https://maker.cn/01/06900000000014/21/9").number == "BRAKE"
    assert shop.scan(shop.counter, count, "A-01", "PN:DISC;SN:5551234").number == "DISC"
    assert shop.scan(shop.counter, count, "A-01", "https://maker.cn/about").kind == "unknown"


def test_caps_lock_and_full_width_are_forgiven(shop: Shop, count: Id) -> None:
    for text in ("brake", "ＢＲＡＫＥ", "bRAKE\r"):
        assert shop.scan(shop.counter, count, "A-01", text).number == "BRAKE"
    assert shop.scan(shop.counter, count, "A-01", "a-02").kind == "bin"


def test_a_part_of_another_bin_is_counted_here_and_marked(shop: Shop, count: Id) -> None:
    """E14: counted where it lies, amber, with the bin where it is expected."""
    seen = shop.scan(shop.counter, count, "A-01", "FILTER")
    assert (seen.kind, seen.mark, seen.elsewhere, seen.total) == ("look", "OTHER_BIN", "A-02", 1_000)
    kept = shop.scan(shop.counter, count, "A-01", "BULB")
    assert (kept.mark, kept.elsewhere) == ("OTHER_BIN", "B-01")
    tabs = shop.ask(queries.tabs, shop.counter, count, shop.ids["A-01"])
    assert [(s.number, s.counted, s.marks) for s in tabs.unlisted] == [
        ("BULB", 1_000, ("OTHER_BIN",)), ("FILTER", 1_000, ("OTHER_BIN",)),
    ]  # fmt: skip
    assert [s.number for s in tabs.uncounted] == ["BRAKE", "DISC"]


def test_counting_by_scanning_what_is_on_no_list(shop: Shop) -> None:
    """A3. The peer asks "add?" at the first scan of each part; here it is counted at once and marked (domain.md §3.3:
    extra line with book 0), and the weighed unit asks. The result is the same: two lines, 2 and 10."""
    count = shop.started(["B-01"])
    shop.take(shop.counter, count, "B-01")
    assert [shop.scan(shop.counter, count, "B-01", "BRAKE").total for _ in range(2)] == [1_000, 2_000]
    asked = shop.scan(shop.counter, count, "B-01", "OIL")
    assert (asked.kind, asked.total, asked.seq) == ("ask", 0, None)
    assert shop.scan(shop.counter, count, "B-01", "OIL", quantity=10_000).total == 10_000
    shop.run(places.finish_bin, shop.counter, count, shop.ids["B-01"])
    shop.step(shop.keeper, count, "recount")
    shop.take(shop.second, count, "B-01")
    assert [s.number for s in shop.ask(queries.tabs, shop.second, count).uncounted] == ["BRAKE", "OIL"]
    shop.enter(shop.second, count, "B-01", "BRAKE", 2_000)
    shop.enter(shop.second, count, "B-01", "OIL", 10_000)
    assert shop.run(places.finish_bin, shop.second, count, shop.ids["B-01"]) == 0
    shop.step(shop.keeper, count, "analyse")
    seen = shop.ask(findings.findings, shop.keeper, count)
    assert [(x.number, x.listed, x.book, x.accepted, x.cost) for x in seen.lines] == [
        ("BRAKE", False, 0, 2_000, 30_000_000), ("OIL", False, 0, 10_000, 70_000_000),
    ]  # fmt: skip


def test_e2_an_unknown_code_is_kept_with_its_neighbours_and_blocks_the_recount(shop: Shop, count: Id) -> None:
    """E2: never created by itself; it belongs to a part, or is set aside with a reason."""
    shop.scan(shop.counter, count, "A-01", "10*BRAKE")
    first = shop.scan(shop.counter, count, "A-01", "6934472009181")
    assert (first.kind, first.unknowns, first.bin) == ("unknown", 1, "A-01")
    second = shop.scan(shop.counter, count, "A-01", "3*???")
    shop.scan(shop.counter, count, "A-01", "4*DISC")
    assert second.unknowns == 2
    shop.counted(shop.counter, count, "A-02", FILTER=20_000, OIL=2_500)
    odd = shop.ask(queries.tabs, shop.counter, count).unknown
    assert [(u.code, u.before, u.after, u.quantity) for u in odd] == [
        ("6934472009181", "BRAKE", "DISC", 1_000), ("???", "BRAKE", "DISC", 3_000),
    ]  # fmt: skip
    with pytest.raises(Refused, match="Unknown codes not settled: 2"):
        shop.step(shop.keeper, count, "recount")
    with pytest.raises(Refused, match="does not exist"):
        shop.run(acts.attach, shop.counter, count, first.seq, count)
    with pytest.raises(Refused, match="how many"):
        shop.run(acts.attach, shop.counter, count, first.seq, shop.ids["DISC"], quantity=500)
    shop.run(acts.attach, shop.counter, count, first.seq, shop.ids["DISC"])
    with pytest.raises(Refused, match="Say what it was"):
        shop.run(acts.set_aside, shop.keeper, count, second.seq, "  ")
    shop.run(acts.set_aside, shop.keeper, count, second.seq, "an empty box")
    with pytest.raises(Refused, match="settled already"):
        shop.run(acts.attach, shop.counter, count, first.seq, shop.ids["DISC"])
    tabs = shop.ask(queries.tabs, shop.counter, count)
    assert [(u.outcome, u.part, u.note) for u in tabs.settled] == [
        ("ATTACH", "DISC", ""),
        ("ASIDE", "", "an empty box"),
    ]
    assert shop.step(shop.keeper, count, "recount") == "recount"
    shop.step(shop.keeper, count, "analyse")
    report = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.report")
    assert [(u.code, u.outcome) for u in report.unknown] == [("6934472009181", "DISC"), ("???", "an empty box")]
    assert report.differences == ()


def test_attaching_what_was_not_expected_makes_an_extra_line(shop: Shop, count: Id) -> None:
    odd = shop.scan(shop.counter, count, "A-01", "4006633")
    shop.run(acts.attach, shop.counter, count, odd.seq, shop.ids["BULB"])
    assert [s.number for s in shop.ask(queries.tabs, shop.counter, count).unlisted] == ["BULB"]


def test_e6_undo_is_an_event_of_its_own(shop: Shop, count: Id) -> None:
    """E6: the last act first; an unknown code can be taken back too."""
    shop.scan(shop.counter, count, "A-01", "BRAKE")
    again = shop.scan(shop.counter, count, "A-01", "BRAKE")
    shop.scan(shop.counter, count, "A-01", "nonsense")
    gone = shop.run(acts.undo, shop.counter, count, shop.ids["A-01"])
    assert (gone.kind, gone.code, gone.part_id) == ("undone", "nonsense", None)
    back = shop.run(acts.undo, shop.counter, count, shop.ids["A-01"], again.seq)
    assert (back.kind, back.added, back.total, back.number) == ("undone", -1_000, 1_000, "BRAKE")
    shop.run(acts.undo, shop.counter, count, shop.ids["A-01"])
    with pytest.raises(Refused, match="nothing of yours"):
        shop.run(acts.undo, shop.counter, count, shop.ids["A-01"])
    header = shop.header(shop.counter, count)
    assert (header.counted, header.unknowns) == (0, 0)
    tape = shop.ask(queries.tape, shop.counter, count, shop.ids["A-01"], limit=6)
    assert [(r.kind, r.qty, r.undone) for r in tape] == [
        ("UNDO", -1_000, False), ("UNDO", -1_000, False), ("UNDO", -1_000, False), ("UNKNOWN", 1_000, True),
        ("SCAN", 1_000, True), ("SCAN", 1_000, True),
    ]  # fmt: skip


def test_zero_is_said_and_not_counted_is_not_zero(shop: Shop, count: Id) -> None:
    """A4, E13, A10: an empty line is never silently zero nor silently kept; below zero is refused."""
    with pytest.raises(Refused, match="2 lines of this bin"):
        shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    with pytest.raises(Refused, match="4 lines are not counted"):
        shop.step(shop.keeper, count, "recount")
    with pytest.raises(Refused, match="from zero"):
        shop.enter(shop.counter, count, "A-01", "BRAKE", -1_000)
    with pytest.raises(Refused, match="decimals"):
        shop.enter(shop.counter, count, "A-01", "BRAKE", 1_500)
    with pytest.raises(Refused, match="does not exist"):
        shop.run(acts.enter, shop.counter, count, shop.ids["A-01"], count, 1_000)
    assert shop.enter(shop.counter, count, "A-01", "BRAKE", 255_000).typed == 255_000
    with pytest.raises(Refused, match="Some of it"):
        shop.run(acts.confirm_zero, shop.counter, count, shop.ids["A-01"], shop.ids["BRAKE"])
    assert shop.enter(shop.counter, count, "A-01", "BRAKE", 0).total == 0
    shop.run(acts.confirm_zero, shop.counter, count, shop.ids["A-01"], shop.ids["DISC"], not_found=True)
    with pytest.raises(Refused, match="not expected"):
        shop.run(acts.confirm_zero, shop.counter, count, shop.ids["A-01"], shop.ids["BULB"])
    tabs = shop.ask(queries.tabs, shop.counter, count, shop.ids["A-01"])
    assert [(s.number, s.result) for s in tabs.counted] == [("BRAKE", "ZERO_CONFIRMED"), ("DISC", "NOT_FOUND")]
    assert shop.scan(shop.counter, count, "A-01", "BRAKE").total == 1_000
    tabs = shop.ask(queries.tabs, shop.counter, count, shop.ids["A-01"])
    assert [s.result for s in tabs.counted] == ["COUNTED", "NOT_FOUND"]


def test_a_bin_has_one_counter(shop: Shop, count: Id) -> None:
    """E12: a second counter is a conflict for the leader, never summed."""
    shop.scan(shop.counter, count, "A-01", "BRAKE")
    assert "Liu is counting" in said(shop.scan(shop.second, count, "A-01", "BRAKE").reason)
    with pytest.raises(Refused, match="Liu is counting"):
        shop.take(shop.second, count, "A-01")
    with pytest.raises(Refused, match="not counting this bin"):
        shop.run(places.finish_bin, shop.second, count, shop.ids["A-01"])
    with pytest.raises(Refused, match="Liu is counting"):
        shop.enter(shop.second, count, "A-01", "BRAKE", 1_000)
    with pytest.raises(Refused, match="not a counter"):
        shop.run(places.hand_over, shop.keeper, count, shop.ids["A-01"], shop.user(shop.finance))
    shop.run(places.hand_over, shop.keeper, count, shop.ids["A-01"], shop.user(shop.second))
    assert shop.scan(shop.second, count, "A-01", "BRAKE").total == 2_000
    assert shop.ask(queries.tabs, shop.counter, count, shop.ids["A-01"]).counted[0].counted is None


def test_who_is_not_in_the_team_does_not_count(shop: Shop, count: Id) -> None:
    stranger = shop.rig.actor("zhao", "SA")
    with pytest.raises(Refused, match="leader can add you"):
        shop.take(stranger, count, "A-02")
    deputy = shop.rig.actor("sun", "WK")
    with pytest.raises(Refused, match="Only the leader"):
        shop.run(places.add_member, deputy, count, shop.user(stranger))
    with pytest.raises(Refused, match="person and a role"):
        shop.run(places.add_member, shop.keeper, count, count)
    with pytest.raises(Refused, match="in the team already"):
        shop.run(places.add_member, shop.keeper, count, shop.user(shop.second))
    shop.run(places.add_member, shop.keeper, count, shop.user(stranger))
    assert shop.take(stranger, count, "A-02") == 1
    assert shop.header(shop.manager, count).role == ""


def test_where_nothing_can_be_counted(shop: Shop, count: Id) -> None:
    assert "Scan the bin label first" in said(shop.scan(shop.counter, count, "A-02", "OIL").reason)
    assert "does not belong" in said(shop.scan(shop.counter, count, "B-01", "BULB").reason)
    assert "not running" in said(shop.scan(shop.counter, shop.ids["BULB"], "A-01", "BULB").reason)
    with pytest.raises(Refused, match="does not belong"):
        shop.take(shop.counter, count, "B-01")
    with pytest.raises(Refused, match="does not exist"):
        shop.take(shop.counter, shop.ids["BULB"], "A-01")
    planned = shop.draft(["B-01"])
    with pytest.raises(Refused, match="not being counted"):
        shop.take(shop.counter, planned, "B-01")
    with pytest.raises(Refused, match="not being counted"):
        shop.run(places.add_member, shop.keeper, planned, shop.user(shop.finance))


def test_a_bin_label_leads_to_its_bin(shop: Shop, count: Id) -> None:
    seen = shop.scan(shop.counter, count, "A-01", "A-02")
    assert (seen.kind, seen.bin, seen.bin_id) == ("bin", "A-02", shop.ids["A-02"])
    assert shop.take(shop.counter, count, "A-02") == 1


def test_quantities_that_can_not_be(shop: Shop, count: Id) -> None:
    assert "above zero" in said(shop.scan(shop.counter, count, "A-01", "0*BRAKE").reason)
    assert "decimals" in said(shop.scan(shop.counter, count, "A-01", "1.5*BRAKE").reason)


def test_e1_a_code_of_two_parts_asks(shop: Shop, count: Id) -> None:
    """E1: the choice is answered with the part; the find box shows the same candidates."""
    for part in ("BRAKE", "DISC"):
        shop.run(add_code, PROGRAM, shop.ids[part], "OEM-77")
    seen = shop.scan(shop.counter, count, "A-01", "OEM-77")
    assert seen.kind == "choose"
    assert {c.number for c in seen.candidates} == {"BRAKE", "DISC"}
    assert shop.ask(queries.find_part, shop.counter, count, shop.ids["A-01"], "oem 77") == seen.candidates
    chosen = shop.scan(shop.counter, count, "A-01", "OEM-77", part=shop.ids["DISC"])
    assert (chosen.kind, chosen.number, chosen.total) == ("ok", "DISC", 1_000)
    dozen = shop.scan(shop.counter, count, "A-01", "12*OEM-77")
    assert (dozen.kind, dozen.quantity) == ("choose", 12_000)


def test_e8_the_label_of_a_merged_part_counts_for_its_heir(shop: Shop, count: Id) -> None:
    """E8: the old label goes on working."""
    shop.run(merge, PROGRAM, shop.ids["BULB"], shop.ids["BRAKE"])
    seen = shop.scan(shop.counter, count, "A-01", "BULB")
    assert (seen.kind, seen.number) == ("ok", "BRAKE")


def test_defective_and_entrusted_goods_are_counted_apart(shop: Shop) -> None:
    """E19: a customer's part on the shelf has its own line and no value."""
    shop.run(split_stock, PROGRAM, shop.ids["BRAKE"], shop.ids["A-01"], shop.ids["house"])
    count = shop.started(["A-01"])
    shop.take(shop.counter, count, "A-01")
    seen = shop.scan(shop.counter, count, "A-01", "BRAKE")
    assert [c.status for c in seen.candidates] == ["AVAILABLE", "CUSTODY", "DEFECT"]
    for status, quantity in (("AVAILABLE", 8_000), ("CUSTODY", 1_000), ("DEFECT", 3_000)):
        shop.scan(shop.counter, count, "A-01", "BRAKE", status=status, quantity=quantity)
    first = shop.scan(shop.counter, count, "A-01", "BRAKE", status="QUARANTINE")
    assert (first.mark, first.status, first.total) == ("OFF_LIST", "QUARANTINE", 1_000)
    assert shop.scan(shop.counter, count, "A-01", "BRAKE", status="QUARANTINE").total == 2_000
    shop.scan(shop.counter, count, "A-01", "5*DISC")
    shop.step(shop.keeper, count, "recount")
    left = shop.ask(queries.tabs, shop.second, count).uncounted
    assert [(s.number, s.status) for s in left] == [("BRAKE", "DEFECT"), ("BRAKE", "QUARANTINE")]


def test_the_recount_asks_only_for_its_lines(shop: Shop, count: Id) -> None:
    shop.enter(shop.counter, count, "A-01", "BRAKE", 9_000)
    shop.enter(shop.counter, count, "A-01", "DISC", 5_000)
    shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    assert "label first" in said(shop.scan(shop.counter, count, "A-01", "BRAKE").reason)
    shop.counted(shop.counter, count, "A-02", FILTER=20_000, OIL=2_500)
    shop.step(shop.keeper, count, "recount")
    bins = {b.bin: b for b in shop.header(shop.second, count).bins}
    assert (bins["A-01"].round, bins["A-01"].total, bins["A-02"].finished) == (2, 1, True)
    assert "Nothing" in said(bins["A-02"].refusal)
    with pytest.raises(Refused, match="Nothing has to be counted"):
        shop.take(shop.second, count, "A-02")
    shop.take(shop.second, count, "A-01")
    refused = shop.scan(shop.second, count, "A-01", "DISC")
    assert (refused.kind, refused.total) == ("refused", 0)
    assert "not counted again" in said(refused.reason)
    with pytest.raises(Refused, match="not counted again"):
        shop.enter(shop.second, count, "A-01", "DISC", 5_000)
    assert shop.scan(shop.second, count, "A-01", "9*BRAKE").total == 9_000
    papers = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.sheet")
    assert [(p.bin, [x.code for x in p.lines]) for p in papers if p.bin == "A-01"] == [("A-01", ["BRAKE"])]
    shop.run(places.finish_bin, shop.second, count, shop.ids["A-01"])
