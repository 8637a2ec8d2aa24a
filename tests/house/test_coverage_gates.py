"""The bars of the coverage report: which file counts where, and that a bar is held exactly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.coverage_gates import judge


def file(have: int, want: int) -> dict[str, Any]:
    """A file of the report with `have` of `want` lines that ran."""
    summary = {"covered_lines": have, "num_statements": want, "covered_branches": 0, "num_branches": 0}
    return {"summary": summary, "missing_lines": list(range(have, want)), "missing_branches": [[1, -1]]}


FULL = {"app/core/desk.py": file(100, 100), "app/services/parts.py": file(96, 100), "app/views/today.py": file(9, 10)}


def test_bars_reached() -> None:
    good, told = judge({"files": FULL})
    assert good
    assert len(told) == 3


@pytest.mark.parametrize(
    ("path", "have"),
    [
        ("app/core/scan.py", 9900),
        ("app/services/stock.py", 9900),
        ("app/services/counts/rules.py", 9900),
        ("app\\services\\stock_documents.py", 9900),
        ("app/services/lookup.py", 9300),
        ("app/views/kit/table.py", 8000),
    ],
)
def test_a_file_below_its_bar_is_named(path: str, have: int) -> None:
    good, told = judge({"files": {**FULL, path: file(have, 10_000)}})
    assert not good
    assert any(path.replace("\\", "/") in line for line in told)


def test_a_longer_name_is_another_file() -> None:
    """services/stockists.py would be an ordinary service."""
    good, _ = judge({"files": {**FULL, "app/services/stockists.py": file(96, 100)}})
    assert good


def test_lines_are_told_as_ranges_and_branches_only_where_they_say_more() -> None:
    summary = {"covered_lines": 5, "num_statements": 9, "covered_branches": 1, "num_branches": 3}
    low = {"summary": summary, "missing_lines": [3, 4, 5, 9], "missing_branches": [[2, 3], [7, -1]]}
    _, told = judge({"files": {"app/core/scan.py": low}})
    assert any(line.endswith("app/core/scan.py  lines 3–5 9  branches 7→exit") for line in told)
