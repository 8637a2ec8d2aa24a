"""Names that say USE become proposals, or are listed by row with what keeps them from being one."""

from __future__ import annotations

from pathlib import Path

from app.services.imports.reading import read
from app.services.imports.supersessions import UseRow, propose

DATA = Path(__file__).resolve().parents[1] / "data"


def test_the_british_list() -> None:
    sheet = read(DATA / "british_classic_parts_A.txt")
    found = propose((number, row[0], row[1]) for number, row in zip(sheet.row_numbers, sheet.rows, strict=True))
    assert (found.total, len(found.proposals)) == (1_271, 802)
    assert (len(found.self_loops), len(found.missing), len(found.with_more_words)) == (2, 451, 16)
    assert (found.circular, found.chains) == ([], 23)
    assert [row.old for row in found.self_loops] == ["AESA1096X4MAH", "MRAC30A"]
    assert found.proposals[0] == UseRow(4, "2204", "12H2178")
    assert UseRow(2, "50", "TGK125") in found.missing
    assert "LUC10012" in [row.old for row in found.with_more_words]
    assert sheet.rows[found.with_more_words[0].row - 1] == ("145085", "USE TKC853 OR TKC853")


def test_any_case_and_full_width() -> None:
    found = propose([(1, "A", "use b"), (2, "B", "bolt"), (3, "C", " Use  ｂ ")])
    assert [(row.old, row.new) for row in found.proposals] == [("A", "B"), ("C", "B")]


def test_what_only_sounds_like_it() -> None:
    found = propose([(1, "A", "FUSE BOX"), (2, "B", "USED BOLT"), (3, "C", "NLA USE A"), (4, "D", "USE"), (5, "E", "")])
    assert found.total == 0


def test_codes_that_the_shop_has_already() -> None:
    found = propose([(1, "A", "USE X1"), (2, "B", "USE X2"), (3, "C", "USE 1K0 698")], known={"X1", "1K0 698"})
    assert [row.new for row in found.proposals] == ["X1", "1K0 698"]
    assert [row.new for row in found.missing] == ["X2"]


def test_circles_are_taken_out() -> None:
    rows = [(1, "A", "USE B"), (2, "B", "USE C"), (3, "C", "USE A"), (4, "D", "USE A"), (5, "E", "USE D")]
    found = propose(rows)
    assert [row.old for row in found.circular] == ["A", "B", "C"]
    assert [row.old for row in found.proposals] == ["D", "E"]
    assert found.total == 5


def test_circles_through_what_the_shop_has() -> None:
    found = propose(
        [(1, "A", "USE B"), (2, "B", "bolt"), (3, "F", "USE G")], known={"G"}, existing={"B": "A", "G": "H"}
    )
    assert [row.old for row in found.circular] == ["A"]
    assert (found.proposals, found.chains) == ([UseRow(3, "F", "G")], 1)
