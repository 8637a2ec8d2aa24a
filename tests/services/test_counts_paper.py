"""Sheets that come back and files of a data collector: nothing is lost, nothing counts twice (R9, §4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.clock import Id
from app.core.desk import usecase
from app.core.errors import Refused
from app.models.parts import Part, PartCode
from app.printing import SHEETS
from app.services import sheets, stock
from app.services.counts import collector, findings, paper_entry, places, queries
from app.services.counts.collector import FileReport, read_rows
from app.services.counts.paper_entry import AddedLine, Written
from app.services.parts.codes import code_key
from tests.rig import PROGRAM
from tests.services.counting import Shop, shop

__all__ = ["shop"]


@usecase("paper_test.add_code", allow=None)
def add_code(ctx: Any, part: Id, code: str, merged: Id | None = None) -> None:
    ctx.session.add(PartCode(part_id=part, code=code, key=code_key(code, "BARCODE")))
    ctx.session.get(Part, part).merged_into = merged


@usecase("paper_test.add_pack", allow=None)
def add_pack(ctx: Any, part: Id, code: str, pack: int) -> None:
    ctx.session.add(PartCode(part_id=part, code=code, kind="OEM", key=code_key(code, "OEM"), pack_qty=pack))
    ctx.flush()


@usecase("paper_test.split", allow=None)
def split(ctx: Any, part: Id, bin: Id, house: Id) -> None:
    moves = [
        stock.Move(part, bin, house, -2_000, "STATUS_CHANGE", source_line=1),
        stock.Move(part, bin, house, 2_000, "STATUS_CHANGE", source_line=1, leg=1, status="DEFECT"),
    ]
    stock.post(ctx, "test", clock.new_id(), "SPLIT", moves)


def typed(shop: Shop, count: Id, bin: str, by: Any, *written: Written, **more: Any) -> Any:
    return shop.run(paper_entry.enter_sheet, by, count, shop.ids[bin], written, **more)


def of(shop: Shop, part: str, quantity: int = 0, **more: Any) -> Written:
    return Written(shop.ids[part], quantity, **more)


def number_of(shop: Shop, count: Id) -> str:
    return shop.header(shop.keeper, count).number


def tallies(shop: Shop, count: Id, who: Any) -> dict[str, int | None]:
    tabs = shop.ask(queries.tabs, who, count)
    return {s.number: s.counted for s in (*tabs.counted, *tabs.unlisted)}


def test_the_bar_code_of_a_sheet_opens_its_lines_in_order(shop: Shop) -> None:
    shop.run(split, PROGRAM, shop.ids["BRAKE"], shop.ids["A-01"], shop.ids["house"])
    count = shop.started()
    number = number_of(shop, count)
    paper = shop.run(sheets.issue, shop.keeper, "counts", count, "counts.sheet")
    assert [p.code for p in paper] == [f"{number}/A-01", f"{number}/A-02"]
    assert [(x.code, x.status) for x in paper[0].lines] == [("BRAKE", ""), ("BRAKE", "Defective"), ("DISC", "")]
    assert SHEETS["counts.sheet"](paper).startswith(b"%PDF")
    seen = shop.ask(paper_entry.returned_sheet, shop.keeper, f" {number.lower()}/a-01 ")
    assert [(x.number, x.status) for x in seen.lines] == [
        ("BRAKE", "AVAILABLE"), ("BRAKE", "DEFECT"), ("DISC", "AVAILABLE"),
    ]  # fmt: skip
    assert (seen.bin, seen.round, seen.count) == ("A-01", 1, count)
    assert [(c.name, c.refusal) for c in seen.counters] == [("Wang", None), ("Liu", None), ("Chen", None)]
    for wrong, why in (
        (f"{number}", "not the number of a count sheet"), ("SC-9/A-01", "not the number of a count sheet"),
        (f"{number}/Z-01", "does not count bin Z-01"), (f"{number}/A-01/2", "another round"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            shop.ask(paper_entry.returned_sheet, shop.keeper, wrong)


def test_the_monthly_count_on_paper(shop: Shop) -> None:
    """Two sheets, one with an extra line and a code nobody knows; the recount on its own sheet; the ledger follows."""
    count = shop.started()
    number = number_of(shop, count)
    counted_at = shop.time.forward(minutes=10)
    shop.time.forward(minutes=20)
    shop.move("DISC", "A-01", -1_000)  # sold after the counter wrote 5, before anybody typed it
    liu = shop.user(shop.counter)
    assert typed(
        shop, count, "A-01", shop.keeper, of(shop, "BRAKE", 8_000), of(shop, "DISC", 5_000), counter=liu, at=counted_at,
        added=[AddedLine("bulb", 2_000), AddedLine("no label", 1_000)],
    ) == 0  # fmt: skip
    typed(shop, count, "A-02", shop.keeper, of(shop, "FILTER", 20_000), of(shop, "OIL", not_found=True), counter=liu)
    odd = shop.ask(queries.tabs, shop.keeper, count).unknown
    assert [(u.code, u.quantity, u.by) for u in odd] == [("no label", 1_000, "Liu")]
    with pytest.raises(Refused, match="Unknown codes"):
        shop.step(shop.keeper, count, "recount")
    from app.services.counts import acts

    shop.run(acts.set_aside, shop.keeper, count, odd[0].seq, "an empty box")
    shop.step(shop.keeper, count, "recount")
    again = shop.ask(paper_entry.returned_sheet, shop.keeper, f"{number}/A-01/2")
    assert [x.number for x in again.lines] == ["BRAKE", "BULB"]
    assert str(again.counters[1].refusal) == "You counted this bin first; another person must count it again."
    with pytest.raises(Refused, match="Liu can't count this bin"):
        typed(shop, count, "A-01", shop.keeper, of(shop, "BRAKE", 8_000), counter=liu)
    chen = shop.user(shop.second)
    with pytest.raises(Refused, match="not counted again"):
        typed(shop, count, "A-01", shop.keeper, counter=chen, added=[AddedLine("OIL", 1_000)])
    typed(shop, count, "A-01", shop.keeper, of(shop, "BRAKE", 8_000), of(shop, "BULB", 2_000), counter=chen)
    typed(shop, count, "A-02", shop.second, of(shop, "OIL", not_found=True))
    shop.step(shop.keeper, count, "analyse")
    lines = {x.number: x for x in shop.ask(findings.findings, shop.keeper, count).lines}
    assert (lines["DISC"].book, lines["DISC"].difference) == (5_000, 0)
    assert {n: x.difference for n, x in lines.items() if x.difference} == {
        "BRAKE": -2_000, "BULB": 2_000, "OIL": -2_500,
    }  # fmt: skip
    assert [(t.by, t.quantity) for t in lines["BRAKE"].tallies] == [("Liu", 8_000), ("Chen", 8_000)]
    assert lines["OIL"].result == "NOT_FOUND"


def test_a_sheet_typed_twice_counts_once_and_corrects(shop: Shop) -> None:
    count = shop.started(["A-01"])
    both = (of(shop, "BRAKE", 9_000), of(shop, "DISC", 5_000))
    typed(shop, count, "A-01", shop.counter, *both)
    typed(shop, count, "A-01", shop.counter, *both)
    assert tallies(shop, count, shop.counter) == {"BRAKE": 9_000, "DISC": 5_000}
    typed(shop, count, "A-01", shop.counter, of(shop, "BRAKE"), finish=False)
    assert tallies(shop, count, shop.counter)["BRAKE"] == 0
    typed(shop, count, "A-01", shop.counter, of(shop, "BRAKE", 10_000))
    shop.step(shop.keeper, count, "recount")
    with pytest.raises(Refused, match="counted again"):
        typed(shop, count, "A-01", shop.counter, *both)


def test_everything_wrong_on_a_sheet_is_said_at_once_and_nothing_is_kept(shop: Shop) -> None:
    count = shop.started(["A-02"])
    with pytest.raises(Refused) as said:
        typed(
            shop, count, "A-02", shop.counter, of(shop, "FILTER", 1_500), of(shop, "OIL", -1), of(shop, "BULB", 1_000),
            Written(count),
        )  # fmt: skip
    assert [p.where for p in said.value.problems] == ["written.0", "written.1", "written.2", "written.3"]
    with pytest.raises(Refused) as said:
        typed(
            shop, count, "A-02", shop.counter, of(shop, "FILTER", 1_000),
            added=[AddedLine("OIL", 1_000), AddedLine("BULB", 500), AddedLine("???", 0), AddedLine("BRAKE", 0)],
        )  # fmt: skip
    assert [p.where for p in said.value.problems] == ["added.0", "added.1", "added.2", "added.3"]
    with pytest.raises(Refused, match="1 lines of this bin"):
        typed(shop, count, "A-02", shop.counter, of(shop, "FILTER", 1_000))
    assert shop.ask(queries.tape, shop.counter, count) == ()
    for moment in (shop.time.present - timedelta(days=1), shop.time.present + timedelta(days=1)):
        with pytest.raises(Refused, match="Correct the time"):
            typed(shop, count, "A-02", shop.counter, at=moment)


def test_only_the_leader_enters_for_others_and_never_into_anothers_bin(shop: Shop) -> None:
    """E12: two people's counts of a bin are never summed, neither from paper nor from a file."""
    count = shop.started(["A-01"])
    with pytest.raises(Refused, match="Only the leader"):
        typed(shop, count, "A-01", shop.counter, of(shop, "BRAKE", 1_000), counter=shop.user(shop.second))
    with pytest.raises(Refused, match="Say who counted"):
        typed(shop, count, "A-01", PROGRAM, of(shop, "BRAKE", 1_000))
    shop.take(shop.counter, count, "A-01")
    shop.scan(shop.counter, count, "A-01", "BRAKE")
    for case, more in (
        (paper_entry.enter_sheet, (shop.ids["A-01"], [of(shop, "BRAKE", 1_000)])),
        (collector.load_file, (b"A-01\nBRAKE,3\n",)),
    ):
        with pytest.raises(Refused, match="Liu is counting this bin"):
            shop.run(case, shop.second, count, *more)
    with pytest.raises(Refused, match="is counting this bin"):
        shop.run(places.take_bin, shop.second, count, shop.ids["A-01"])
    assert tallies(shop, count, shop.counter) == {"BRAKE": 1_000}


FILE = (
    "条码,数量\r\nA-01\r\nBRAKE,9\r\n6900000000014\r\nDISC；5\r\nmystery-7,3\r\n"
    "A-02\r\n6934472009174\t1\r\nFILTER 8\r\n\r\nOIL|2.5\r\n"
)


def load(shop: Shop, count: Id, data: bytes, **more: Any) -> FileReport:
    report: FileReport = shop.run(collector.load_file, shop.counter, count, data, **more)
    return report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_collectors_file_is_counted_once(shop: Shop, encoding: str) -> None:
    """Any separators; bins by their labels; a code nobody knows is kept; the same file again changes nothing."""
    count = shop.started()
    data = FILE.encode(encoding)
    checked = shop.ask(collector.check_file, shop.counter, count, data)
    report = load(shop, count, data, name="pda.txt")
    assert checked == report
    assert (report.counted, report.unknown, report.troubles, report.bins) == (
        6, 1, (), (("A-01", 4), ("A-02", 3)),
    )  # fmt: skip
    assert tallies(shop, count, shop.counter) == {
        "BRAKE": 10_000, "DISC": 5_000, "FILTER": 20_000, "OIL": 2_500,
    }  # fmt: skip
    assert [u.code for u in shop.ask(queries.tabs, shop.counter, count).unknown] == ["mystery-7"]
    again = load(shop, count, data, name="copy of pda.txt")
    assert (again.before, again.counted, again.unknown) == (True, 6, 1)
    assert shop.ask(collector.check_file, shop.counter, count, data).before
    assert tallies(shop, count, shop.counter)["BRAKE"] == 10_000


def test_wrong_rows_are_listed_and_the_good_ones_may_be_taken(shop: Shop) -> None:
    count = shop.started(["A-01"])
    rows = [
        "DISC,1", "B-01", "BRAKE,2", "A-01", "BRAKE,many", ",3", "BRAKE,9999999", "BULB,0", "DISC,0", "OIL",
        "BRAKE,1.5", "BRAKE,4,2026-11-23,10:15", '"BULB";"1"',
    ]  # fmt: skip
    data = "\n".join(rows).encode()
    with pytest.raises(Refused, match="9 rows can't be counted, first row 1: No bin of this count"):
        load(shop, count, data)
    report = load(shop, count, data, despite=True)
    assert [t.number for t in report.troubles] == [1, 2, 3, 5, 6, 7, 8, 10, 11]
    assert report.counted == 3
    assert tallies(shop, count, shop.counter) == {"BRAKE": 4_000, "DISC": 0, "BULB": 1_000}
    here = load(shop, count, b"BRAKE,6", bin=shop.ids["A-01"])
    assert (here.counted, tallies(shop, count, shop.counter)["BRAKE"]) == (1, 10_000)
    for nothing in (b"", b"\r\n  \r\n"):
        with pytest.raises(Refused, match="rows of a code and a quantity"):
            load(shop, count, nothing)


def test_what_a_file_can_not_decide_is_settled_later(shop: Shop) -> None:
    """E1: a code of two parts, a part in two states: kept as unknown codes, never guessed. A merged part's is (E8)."""
    shop.run(split, PROGRAM, shop.ids["BRAKE"], shop.ids["A-01"], shop.ids["house"])
    for part in ("DISC", "OIL"):
        shop.run(add_code, PROGRAM, shop.ids[part], "TWO-PARTS")
    count = shop.started()
    report = load(shop, count, b"A-01\nBRAKE,8\nTWO-PARTS,2\nDISC,5")
    assert (report.counted, report.unknown) == (1, 2)
    shop.run(add_code, PROGRAM, shop.ids["BULB"], "OLD-BULB", shop.ids["FILTER"])
    assert load(shop, count, b"A-02\nOLD-BULB,3").counted == 1
    assert tallies(shop, count, shop.counter)["FILTER"] == 3_000


def test_a_label_that_says_how_much_is_in_it_needs_no_quantity_in_the_file(shop: Shop) -> None:
    shop.run(add_code, PROGRAM, shop.ids["OIL"], "6901234567892")
    count = shop.started(["A-02"])
    assert load(shop, count, b"A-02\n01069012345678923153001500").counted == 1
    assert tallies(shop, count, shop.counter) == {"OIL": 1_500}
    report = load(shop, count, b"A-02\n6901234567892", despite=True)
    assert "needs a quantity" in str(report.troubles[0].why)


def test_a_recount_by_file_takes_only_what_is_counted_again(shop: Shop) -> None:
    count = shop.started(["A-01"])
    shop.counted(shop.counter, count, "A-01", BRAKE=9_000, DISC=5_000)
    shop.step(shop.keeper, count, "recount")
    report = shop.run(collector.load_file, shop.second, count, b"A-01\nBRAKE,9\nDISC,5\nBULB,1", despite=True)
    assert (report.counted, [t.number for t in report.troubles]) == (1, [3, 4])
    assert shop.run(places.finish_bin, shop.second, count, shop.ids["A-01"]) == 0


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    for row in read_rows(text):
        assert row.text
        assert row.wrong is not None or row.code or row.spaced
        assert row.quantity is None or row.quantity >= 0


def test_a_row_may_end_with_its_separator() -> None:
    (row,) = read_rows("6900000000014,")
    assert (row.code, row.quantity, row.wrong) == ("6900000000014", None, None)


def test_a_sheet_counted_in_the_minute_the_count_began_is_taken(shop: Shop) -> None:
    """People write 09:05 on a sheet whose count began at 09:05:00.004."""
    count = shop.started(["A-02"])
    begun = shop.time.present.replace(second=0, microsecond=0)
    counter = shop.user(shop.counter)
    typed(
        shop, count, "A-02", shop.keeper, of(shop, "FILTER", 20_000), of(shop, "OIL", 2_500), counter=counter, at=begun
    )
    assert tallies(shop, count, shop.counter) == {"FILTER": 20_000, "OIL": 2_500}


def test_a_cartons_code_wins_over_the_same_number_on_a_piece(shop: Shop) -> None:
    """E3 in a file: one part has the number on its box and, without a sign, on its carton."""
    for code, pack in (("BX-77", 12_000), ("BX77", 1_000)):
        shop.run(add_pack, PROGRAM, shop.ids["BRAKE"], code, pack)
    count = shop.started(["A-01"])
    load(shop, count, b"A-01\nBX77,2\nDISC,5\n")
    assert tallies(shop, count, shop.counter) == {"BRAKE": 24_000, "DISC": 5_000}
