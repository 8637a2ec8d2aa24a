"""Where a sealed package lies open while it is made or read: in the shop's own folder, never in the one all share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection

from app.core import clock
from app.core.desk import Reader, query
from app.services import attachments
from app.services.roles import EXCHANGE

PREFIX = "counterpart-exchange-"
OLD = 3600  # seconds: what is younger may belong to a run on this PC that still goes on


def home_of(conn: Connection) -> Path:
    """The shop's folder; this PC's own temporary folder where PostgreSQL keeps the shop."""
    kept = attachments.folder_of(conn)
    return kept.parent if kept is not None else Path(tempfile.gettempdir())


@query("exchange.home", allow=EXCHANGE)
def home(ctx: Reader) -> Path:
    """Where packages are opened."""
    return home_of(ctx.conn)


@contextmanager
def bench(home: Path) -> Iterator[Path]:
    """A folder that only this user reads, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=home, ignore_cleanup_errors=True) as made:
        yield Path(made)


def sweep(home: Path, shared: Path, station: str) -> None:
    """Removes what a run that was cut off left open: here, and in the shared folder where older versions did it."""
    for left in home.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if clock.now().timestamp() - left.stat().st_mtime > OLD:
                shutil.rmtree(left)
    for pattern in (f".counterpart-{station}-to-*.plain", f".counterpart-*-to-{station}-*.opened"):
        for left in shared.glob(pattern):
            with suppress(OSError):
                left.unlink()
