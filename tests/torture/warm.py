"""Imported by the server that new processes are forked from: it has told every story once, so that a child is quick."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.torture.work import found_shop

with tempfile.TemporaryDirectory(prefix="counterpart-warm-") as _folder:
    found_shop(Path(_folder))
