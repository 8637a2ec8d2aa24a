"""What this PC remembers: widths, the slim rail, printer, scanner, language; one JSON file. Knows no shop data."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


class Workstation:
    """The workstation's file. Unreadable is as good as empty: nothing in it is worth stopping for."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, Any] = {}
        try:
            read = json.loads(file.read_text(encoding="utf-8"))
            self._kept = read if isinstance(read, dict) else {}
        except (OSError, ValueError):
            log.info("no workstation file yet, or not readable: %s", file.name)

    def get(self, key: str) -> Any:
        """The value kept under `key`, or None."""
        return self._kept.get(key)

    def put(self, key: str, value: Any) -> None:
        """Keeps a plain JSON value; None forgets it."""
        if self._kept.get(key) == value:
            return
        if value is None:
            self._kept.pop(key, None)
        else:
            self._kept[key] = value
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(self._kept, ensure_ascii=False, indent=1), encoding="utf-8")
            fresh.replace(self._file)
        except OSError as error:
            log.info("the workstation file can't be written: %s", error)
