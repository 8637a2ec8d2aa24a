"""Writes a file whole or not at all: sheets, tables, labels. Knows bytes and folders, nothing of what is in them."""

from __future__ import annotations

import os
from pathlib import Path

from app.core.errors import Trouble, why


def save(file: Path, content: bytes) -> None:
    """Puts `content` at `file` in one move; what stood there stays until then. Raises Trouble with nothing left."""
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        if file.parent.is_dir():
            part.unlink(missing_ok=True)
        raise _not_written(file, error) from error


def check(file: Path) -> None:
    """Raises Trouble if `file` plainly can't be written: asked before a print is noted that would not come out."""
    if not file.parent.is_dir():
        raise _not_written(file, FileNotFoundError(2, ""))
    if file.is_dir():
        raise _not_written(file, IsADirectoryError(21, ""))
    if not os.access(file.parent, os.W_OK):
        raise _not_written(file, PermissionError(13, ""))


def _not_written(file: Path, error: OSError) -> Trouble:
    return Trouble(
        "The file {file} could not be written: {why}. Close it elsewhere, or choose another folder.",
        file=str(file), why=why(error),
    )  # fmt: skip
