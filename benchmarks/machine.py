"""What the figures were measured on, and one line of the table."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from benchmarks.twin import Row


def machine() -> str:
    """Name, processor and number of CPUs."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return f"{platform.node()}: {os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}"


def shown(row: Row) -> str:
    """One line of the table."""
    bar = f"≤ {row.bar:g} ×" if row.bar else ""
    ratio = f"{row.ratio:.1f} ×" if row.plain else ""
    plain = f"{row.plain:.3f}" if row.plain else ""
    return f"| {row.task} | {row.ours:.3f} | {plain} | {ratio} | {bar} | {row.verdict} | {row.note} |"
