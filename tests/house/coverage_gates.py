"""Holds a coverage report (coverage's JSON, with branches) against the house's bars and names the files below them.

    python tests/house/coverage_gates.py build/coverage.json

Reads the report only; measures nothing.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

# (name, pattern of paths, per cent); a file counts for the first gate that it fits
GATES = (
    ("the kernel, the ledger and counts", r"app/(core/|services/(stock|counts)(?=[_./]))", 100.0),
    ("other services", r"app/services/", 95.0),
)
OVERALL = 90.0


def _rate(files: list[dict[str, Any]]) -> float:
    """Lines and branches that ran, in per cent; an empty group is complete."""
    sums = [file["summary"] for file in files]
    have = sum(one["covered_lines"] + one.get("covered_branches", 0) for one in sums)
    want = sum(one["num_statements"] + one.get("num_branches", 0) for one in sums)
    return 100.0 * have / want if want else 100.0


def _ranges(numbers: list[int]) -> str:
    """1, 2, 3, 7 → "1–3 7"; a dash if there is none."""
    told: list[list[int]] = []
    for number in numbers:
        if told and number == told[-1][-1] + 1:
            told[-1] = [told[-1][0], number]
        else:
            told.append([number])
    return " ".join("–".join(map(str, part)) for part in told) or "none"


def _line(path: str, file: dict[str, Any]) -> str:
    """One offender: its rate, the lines and the branches that never ran."""
    lines = file.get("missing_lines", [])
    # A branch into a line that never ran says nothing new.
    left = [(a, b) for a, b in file.get("missing_branches", []) if a not in lines and b not in lines]
    branches = " ".join(f"{a}→{'exit' if b < 0 else b}" for a, b in left)
    told = [f"lines {_ranges(lines)}"] * bool(lines) + [f"branches {branches}"] * bool(branches)
    return f"    {_rate([file]):5.1f} %  {path}  {'  '.join(told)}"


def judge(report: dict[str, Any]) -> tuple[bool, list[str]]:
    """(all bars reached, the lines to print)."""
    files = {path.replace("\\", "/"): file for path, file in report["files"].items()}
    told: list[str] = []
    good = True
    left = dict(files)
    for name, pattern, bar in GATES:
        group = {path: file for path, file in left.items() if re.match(pattern, path)}
        left = {path: file for path, file in left.items() if path not in group}
        rate = _rate(list(group.values()))
        # Compared exactly, not as printed: 99.96 % is not 100 %.
        good &= rate >= bar
        told.append(f"{'ok    ' if rate >= bar else 'FAILED'}  {rate:6.2f} % of {name} (bar: {bar:.0f} %)")
        if rate < bar:
            low = [(path, file) for path, file in group.items() if _rate([file]) < bar]
            told += [_line(path, file) for path, file in sorted(low, key=lambda one: _rate([one[1]]))]
    rate = _rate(list(files.values()))
    good &= rate >= OVERALL
    told.append(f"{'ok    ' if rate >= OVERALL else 'FAILED'}  {rate:6.2f} % of everything (bar: {OVERALL:.0f} %)")
    if rate < OVERALL:
        told += [_line(path, file) for path, file in sorted(files.items(), key=lambda one: _rate([one[1]]))[:15]]
    return good, told


def main() -> int:
    """Prints the verdict; the exit code is 1 below a bar and 2 without a report."""
    report = Path(sys.argv[1])
    if not report.exists():
        print(f"{report} is missing: the tests did not get as far as writing it")
        return 2
    good, told = judge(json.loads(report.read_text(encoding="utf-8")))
    print("\n".join(told))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
