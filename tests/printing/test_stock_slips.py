"""The stock document's slip: right title and columns for its kind, sums, capitals, money only where allowed."""

from dataclasses import replace

import pytest

from app.core.paper import Signature
from app.printing import SHEETS, pages
from tests.printing import reading, samples
from tests.printing.test_golden import assert_tidy


def told(*args: object, **more: object) -> str:
    return reading.text(SHEETS["stock.slip"](samples.slip(*args, language="en", **more)))  # type: ignore[arg-type]


def test_a_receipt_says_from_whom_what_came_and_what_it_is_worth() -> None:
    text = told("IN")
    for said in ("Stock receipt slip", "南京汇众汽配有限公司", "Accepted by", "Total", "540.25"):
        assert said in text
    assert "Amount in capitals: 人民币伍佰肆拾元贰角伍分" in text


def test_a_transfer_names_both_bins_and_a_revaluation_the_new_cost() -> None:
    assert "To bin" in told("TRANSFER")
    assert "To bin" not in told("OUT")
    assert "New unit" in told("REVALUATION")


def test_the_workshops_copy_shows_no_money() -> None:
    text = told("OUT", costs=False)
    assert "¥" not in text
    assert "capitals" not in text
    assert "33.35" not in text


def test_batch_and_status_have_columns_only_where_there_are_any() -> None:
    plain = samples.slip("IN", 2, language="en")
    assert "Batch" not in told("IN", 2)
    lines = (replace(plain.lines[0], batch="L-2026-07", status="Quarantine", note="box torn", value=None),)
    text = told("IN", lines=lines)
    for said in ("Batch", "L-2026-07", "Stock status", "Quarantine", "box torn"):
        assert said in text


def test_a_reversal_says_what_it_reverses_and_an_unposted_one_that_it_is_not() -> None:
    text = told("OUT", reverses="MV-S01-20261122-0003", posted_at=None, occurred_at=None)
    assert "reverses MV-S01-20261122-0003" in text
    assert "not posted yet" in text


@pytest.mark.parametrize(("paper", "size"), [("half", (683, 397)), ("a5", (595, 420)), ("a4", (595, 842))])
def test_on_the_paper_that_lies_in_the_printer(paper: str, size: tuple[int, int]) -> None:
    pdf = SHEETS["stock.slip"](samples.slip("IN", 5, paper=paper))
    assert [(round(w), round(h)) for w, h in pages.sizes(pdf)] == [size]


def test_half_a_continuous_sheet_is_pure_black_between_the_tear_strips() -> None:
    shot = pages.picture(SHEETS["stock.slip"](samples.slip("IN", 5)), dpi=72)
    strip = int(12.7 / 25.4 * 72)
    rows = [shot.pixels[y * shot.stride : (y + 1) * shot.stride] for y in range(shot.height)]
    assert all(set(row[: strip * 3]) | set(row[-strip * 3 :]) == {255} for row in rows)


def test_who_signed_stands_in_the_box() -> None:
    boxes = (Signature("Issued by", "Li Na", samples.NOON, 1, "PIN"), Signature("Received by", "Chen Qiang"))
    text = told("OUT", signatures=boxes)
    assert "Li Na" in text
    assert "23 Nov 2026 12:00 PIN Revision 1" in text
    assert "Approved by" not in text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_kit_split_names_the_set_and_its_pieces(language: str) -> None:
    """E30, E89: what it was worth, and how that was shared; long names wrap."""
    sheet = samples.split(language=language)
    assert all(
        said in reading.text(SHEETS["kit_splits.slip"](sheet)) for said in ("L8WD941003/004", "3,200.00", "33.35")
    )
    assert "3,200.00" not in reading.text(SHEETS["kit_splits.slip"](replace(sheet, costs=False)))
    long = {"name": "盘" * 100, "spec": "适用 2018–2022 年款，带报警线。" * 12}
    wide = replace(sheet, whole=replace(sheet.whole, **long), lines=tuple(replace(x, **long) for x in sheet.lines))
    assert_tidy(SHEETS["kit_splits.slip"](wide))
