"""The count report as a workbook: the same figures as on paper, texts that never become formulas."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from app.printing import WORKBOOKS
from app.services.counts.sheets import CountReport
from tests.printing import samples


def opened(report: CountReport) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(io.BytesIO(WORKBOOKS["counts.report"](report)))
    return {t.title: [tuple(c.value for c in row) for row in t.iter_rows()] for t in book.worksheets}


@pytest.mark.parametrize(("language", "gains"), [("en", "Gain list"), ("zh_CN", "盘盈清单")])
@pytest.mark.parametrize("lines", [0, 1, 40])
def test_gains_and_losses_stand_apart_with_the_figures_of_the_paper(language: str, gains: str, lines: int) -> None:
    report = samples.report(lines, language=language)
    tables = opened(report)
    titles = list(tables)
    assert titles[1] == gains
    told = tables[titles[1]][1:] + tables[titles[2]][1:]
    assert len(told) == len(report.differences)
    assert all(row[10] > 0 for row in tables[titles[1]][1:])  # type: ignore[operator]
    assert sum(round(row[12] * 100) for row in told) == sum(d.value for d in report.differences)  # type: ignore[operator]
    assert [row[0] for row in tables[titles[3]][1:]] == [m.code for m in report.missing]


def test_a_text_is_no_formula_whatever_it_begins_with() -> None:
    report = samples.report(3, language="en")
    evil = ('=HYPERLINK("http://x")', "+1+1", "-2*3", "@SUM(A1)")
    lines = tuple(
        replace(d, name=name, note=name, code="\x07bell") for d, name in zip(report.differences, evil, strict=False)
    )
    book = load_workbook(io.BytesIO(WORKBOOKS["counts.report"](replace(report, differences=lines))))
    cells = [c for t in book.worksheets for row in t.iter_rows() for c in row if c.value is not None]
    assert {c.value for c in cells} >= set(evil[: len(lines)]) | {"bell"}
    assert not [c.coordinate for c in cells if c.data_type == "f"]
