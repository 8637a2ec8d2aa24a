"""A new version takes over a shop's file: on a copy first, then the file itself. The setup asks for it.

The rehearsal is what makes an upgrade safe to try: a migration that can't cope with this shop's data fails on a copy,
and the setup puts the old program back beside data that nobody touched.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from app.core.errors import Refused, Trouble, why
from app.models.engine import FILE_NAME, check_file, copy_file, open_store, revisions, sqlite_url
from app.services import doctor

REHEARSAL = "counterpart-rehearsal.db"
log = logging.getLogger(__name__)


def upgrade(data: Path, open_shop: Callable[[Path, str | None], tuple[Any, Any]]) -> bool:
    """Brings the shop in `data` to this version; False if there is none or it is there already.

    Opening it keeps a copy of the old file beside it, as always before a migration. Raises Refused (foreign, newer,
    damaged) or Trouble (in use, disk full, a migration that does not fit) with the file as it was.
    """
    live = data / FILE_NAME
    if not live.exists():
        return False
    check_file(live)
    _not_in_use(live)
    if not _behind(live):
        return False
    _rehearse(live)
    store, desk = open_shop(data, None)
    desk.close()
    store.close()
    log.info("upgraded %s", live)
    return True


def _not_in_use(live: Path) -> None:
    """Only the last connection can fold the log in: whoever has the shop open keeps this from working."""
    try:
        with closing(sqlite3.connect(live, timeout=1)) as conn:
            conn.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise Trouble("The shop's data is in use. Close Counterpart on this PC first.") from error


def _behind(live: Path) -> bool:
    """Whether the file lacks a migration. What is newer than this program counts as behind: opening refuses it."""
    known = revisions()
    [newest] = known.keys() - set(known.values())
    with closing(sqlite3.connect(live)) as conn:
        try:
            found = conn.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:  # an empty file, or one that was never opened
            return True
    return found is None or found[0] != newest


def _rehearse(live: Path) -> None:
    """Migrates a copy and looks at it; Trouble if either fails. Nothing of the copy stays."""
    copy = live.with_name(REHEARSAL)
    try:
        copy_file(live, copy)
        store = open_store(sqlite_url(copy))
        try:
            with store.reader.connect() as conn:
                damage = [f for f in doctor.look_at(conn, quick=True, files=False) if f.check == "file" and not f.sound]
        finally:
            store.close()
        if damage:
            raise Trouble(damage[0].text)
    except Refused:
        raise
    except Exception as error:  # whatever a migration runs into ends in a plain word
        log.exception("the rehearsal of an upgrade")
        raise Trouble(
            "This version can't take over the shop's data: {reason}. The data was not touched; go on with the version "
            "before and send the log to technical support.",
            reason=error.text if isinstance(error, Trouble) else str(why(error)).splitlines()[0],
        ) from error
    finally:
        for left in live.parent.glob(f"{copy.stem}*"):
            left.unlink(missing_ok=True)
