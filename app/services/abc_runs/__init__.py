"""ABC runs: the classes of all parts by both methods, reviewed and applied (R14–R17, domain.md §3.4, §6.1)."""

from app.services.abc_runs.computing import open_run
from app.services.abc_runs.reviewing import LINES, change, find_lines, history, read_lines, spread

__all__ = ["LINES", "change", "find_lines", "history", "open_run", "read_lines", "spread"]
