"""A checked list becomes parts: all rows once, twice nothing, changed ones changed; what is odd is listed by row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.access import Actor
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.services import documents
from app.services.imports import part_rows, running
from tests.rig import Rig, open_rig

DATA = Path(__file__).parents[1] / "data"
DEFAULTS = {"unit": "件", "category": "其他", "quality_grade": "AFTERMARKET"}


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """An empty shop."""
    made = open_rig(tmp_path)
    yield made
    made.close()


@pytest.fixture
def keeper(rig: Rig) -> Actor:
    """A warehouse keeper who also buys, of a shop with a warehouse."""
    from app.services import first_run
    from tests.rig import PROGRAM

    rig.desk.run(first_run.set_up_place, PROGRAM, first_run.Place("店"))
    return rig.actor("wk", "WK", "PU")


def run(rig: Rig, actor: Actor, file: Path, **more: object) -> running.Report:
    plan = running.prepare(rig.desk, actor, "parts", file, **more)  # type: ignore[arg-type]
    return running.carry_out(rig.desk, actor, plan)


def count(rig: Rig, actor: Actor, text: str = "") -> int:
    return len(rig.desk.ask(documents.find, actor, "parts", ListQuery(text)))


def test_the_run_that_counts(rig: Rig, keeper: Actor) -> None:
    """17,200 rows, no header: all become parts; 802 of 1,271 “USE x” rows become substitutes, the rest are listed."""
    file = DATA / "british_classic_parts_A.txt"
    plan = running.prepare(rig.desk, keeper, "parts", file, defaults=DEFAULTS, accept_supersessions=True)
    assert plan.proposals is not None
    found = plan.proposals
    lists = (found.proposals, found.self_loops, found.missing, found.with_more_words, found.circular)
    assert [len(rows) for rows in lists] == [802, 2, 451, 16, 0]
    done = running.carry_out(rig.desk, keeper, plan)
    assert (done.rows, done.accepted, len(done.refused), done.created) == (17_200, 17_200, 0, 17_200)
    assert done.supersessions == 802
    numbers = [row[0] for row in read(rig, keeper)]
    written = [line.split(";")[0] for line in file.read_text(encoding="latin-1").splitlines()]
    assert sorted(numbers) == sorted(written)
    assert {"106577R", "106577R#"} <= set(numbers)
    again = run(rig, keeper, file, defaults=DEFAULTS, accept_supersessions=True)
    assert (again.created, again.changed, again.unchanged, again.supersessions) == (0, 0, 17_200, 0)


def read(rig: Rig, actor: Actor) -> list[tuple[object, ...]]:
    ids = rig.desk.ask(documents.find, actor, "parts", ListQuery(sort="number"))
    return [
        row for i in range(0, len(ids), 500) for row in rig.desk.ask(documents.read, actor, "parts", ids[i : i + 500])
    ]


def test_a_changed_row_changes_its_part_and_nothing_else(rig: Rig, keeper: Actor, tmp_path: Path) -> None:
    file = tmp_path / "parts.csv"
    head = "件号,名称,单位,条码,库位,零售价,供应商\n"
    file.write_text(head + "A1,火花塞,件,6901234567892,A-01,88,博世\nA2,机油,件,,B-01,30,\n", encoding="utf-8")
    first = run(rig, keeper, file, defaults={"category": "其他", "quality_grade": "OEM"})
    assert (first.created, first.changed) == (2, 0)
    assert count(rig, keeper, "hhs") == 1
    assert count(rig, keeper, "6901234567892") == 1
    file.write_text(head + "A1,火花塞,件,6901234567892,A-01,90,博世\nA2,机油,件,,B-01,30,\n", encoding="utf-8")
    second = run(rig, keeper, file, defaults={"category": "其他", "quality_grade": "OEM"})
    assert (second.created, second.changed, second.unchanged) == (0, 1, 1)


def test_rows_are_accepted_or_refused_and_none_is_lost(rig: Rig, keeper: Actor, tmp_path: Path) -> None:
    file = tmp_path / "parts.csv"
    file.write_text("件号,名称,零售价\nA1,甲,1\nA1,乙,2\nA2,丙,$5\nA3,丁,3\n", encoding="utf-8")
    done = run(rig, keeper, file, defaults=DEFAULTS)
    assert done.rows == done.accepted + len(done.refused) == 4
    assert [row.number for row in done.refused] == [3, 4]
    assert count(rig, keeper) == 2


def test_what_no_column_and_no_default_says_is_asked_for(rig: Rig, keeper: Actor, tmp_path: Path) -> None:
    file = tmp_path / "parts.csv"
    file.write_text("件号,名称\nA1,甲\n", encoding="utf-8")
    with pytest.raises(Refused, match="unit, category, quality_grade"):
        running.prepare(rig.desk, keeper, "parts", file)


def test_who_may_not_import_is_refused(rig: Rig, tmp_path: Path, keeper: Actor) -> None:
    with pytest.raises(Refused, match="roles do not allow"):
        running.prepare(rig.desk, rig.actor("te", "TE"), "parts", tmp_path / "x.csv")


def test_substitutes_never_close_a_circle(rig: Rig, keeper: Actor) -> None:
    rows = [
        part_rows.PartRow(i, n, {"name_zh": n}, replaced_by=by) for i, (n, by) in enumerate([("A", "B"), ("B", "A")])
    ]
    written = rig.desk.run(part_rows.import_parts, keeper, rows)
    assert written.supersessions == 1
    assert json.dumps(written.created) == "2"


def test_prices_are_imported_by_whom_they_belong_to(rig: Rig, keeper: Actor, tmp_path: Path) -> None:
    """For the others a price column is none: not guessed, not taken by name, not written by the use-case."""
    file = tmp_path / "parts.csv"
    file.write_text("件号,名称,零售价\nA1,甲,88\n", encoding="utf-8")
    only_keeper = rig.actor("wk2", "WK")
    assert run(rig, only_keeper, file, defaults=DEFAULTS).created == 1
    assert read(rig, keeper)[0][5] is None
    with pytest.raises(Refused, match="price_retail"):
        run(rig, only_keeper, file, columns={"price_retail": "零售价"}, defaults=DEFAULTS)
    with pytest.raises(Refused, match="Change prices"):
        rig.desk.run(part_rows.import_parts, only_keeper, [part_rows.PartRow(1, "A1", {"price_retail": 1})])
    assert run(rig, keeper, file, defaults=DEFAULTS).changed == 1
    assert read(rig, keeper)[0][5] == 88_000_000


def test_opening_stock_imported_again_makes_no_second_document(rig: Rig, keeper: Actor, tmp_path: Path) -> None:
    """As every list: the second time changes nothing. A cancelled document counts for nothing."""
    parts, stock = tmp_path / "parts.csv", tmp_path / "stock.csv"
    parts.write_text("件号,名称\nA1,甲\nA2,乙\n", encoding="utf-8")
    run(rig, keeper, parts, defaults=DEFAULTS)
    stock.write_text("part_code,bin,quantity,unit_cost\nA1,A-01,10,30\nA2,A-01,5,100\n", encoding="utf-8")

    def book() -> Any:
        return running.carry_out(rig.desk, keeper, running.prepare(rig.desk, keeper, "opening_stock", stock))

    first, second = book(), book()
    assert (first.created, first.unchanged, second.created, second.unchanged) == (2, 0, 0, 2)
    assert first.document == second.document
    id = rig.desk.ask(documents.locate, keeper, "stock_documents", first.document)
    rig.desk.run(documents.step, keeper, "stock_documents", id, "cancel", {"reason": "wrong list"})
    assert book().document != first.document
