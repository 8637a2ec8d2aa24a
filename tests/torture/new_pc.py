"""The old PC dies: a new one, a stick and a passphrase bring everything back, with attached files and signatures."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import boot
from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.attachments import Attachment
from app.services import attachments, backups, doctor
from tests.rig import PROGRAM
from tests.torture.disks import opened
from tests.torture.work import settlements

WORDS = "a passphrase on paper"


@query("torture.files", allow=None)
def files_of(ctx: Reader) -> list[tuple[Id, str, str]]:
    """Every attached file: id, role, hash."""
    return list(ctx.conn.execute(select(Attachment.id, Attachment.role, Attachment.sha256)).all())  # type: ignore[arg-type]


def old_pc_dies(source: Path, where: Path) -> str:
    """Plays it through and says how long each step took. Raises AssertionError if anything is missing."""
    shutil.rmtree(where, ignore_errors=True)
    old, stick, new = where / "old", where / "stick", where / "new"
    shutil.copytree(source, old, ignore=shutil.ignore_patterns("backups"))
    with opened(old) as (shop, _promised):
        settlements(shop)
        place = backups.Place(
            backups.choose(old, PROGRAM, stick), backups.set_passphrase(old, PROGRAM, WORDS, WORDS)
        )  # fmt: skip
        told = backups.keep_up(shop.desk, shop.rig.store, old, place)
        assert told.trouble is None, told.trouble
        before = shop.ask(files_of)
    size = (old / "counterpart.db").stat().st_size
    shutil.rmtree(old)
    steps: list[tuple[str, float]] = []
    file = _timed(steps, "found on the stick", lambda: backups.list_in(place.folder)[0].file)
    inside = _timed(steps, "passphrase typed, looked inside", lambda: backups.look_inside(file, new, WORDS))
    done = _timed(steps, "restored with its files", lambda: backups.restore(new, file, WORDS))
    store, desk = _timed(steps, "opened", lambda: boot.open_shop(new))
    try:
        found = _timed(steps, "checked by doctor", lambda: doctor.examine(desk, PROGRAM))
        assert all(f.sound for f in found), [str(f.text) for f in found if not f.sound]
        after = desk.ask(files_of, PROGRAM)
        assert sorted(after) == sorted(before)
        read = _timed(steps, "every file read", lambda: [desk.ask(attachments.read, PROGRAM, id) for id, *_ in after])
    finally:
        desk.close()
        store.close()
    signed = sum(role.startswith("signature") for _id, role, _sha in after)
    total = sum(seconds for _name, seconds in steps)
    told_steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in steps)
    return (
        f"**Old PC dies, a new one works from the stick: {total:.1f} s** ({told_steps}). The shop: "
        f"{size / 1e6:.1f} MB, "
        f"{sum(count for _label, count in inside.rows):,} records; {len(read)} attached files were read there and fit "
        f"their hashes, {signed} of them signatures; {done.files} files came from the sealed copies."
    )


def _timed(steps: list[tuple[str, float]], name: str, act: Any) -> Any:
    began = clock.stopwatch()
    result = act()
    steps.append((name, clock.stopwatch() - began))
    return result
