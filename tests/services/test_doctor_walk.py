"""A damaged shop walked through as support would: what is derived is rebuilt, what is not is said, nothing is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import boot
from app.core.desk import Desk
from app.core.errors import Refused
from app.models.engine import FILE_NAME
from app.services import backups, doctor
from tests.garage import Garage
from tests.rig import PROGRAM
from tests.shopfloor import Shopfloor

PAGE = 4096


@pytest.fixture
def folder(shop: Shopfloor, tmp_path: Path) -> Path:
    """A shop with an order, stock and a backup, closed; its folder."""
    Garage(shop).signed()
    shop.receive(shop.part("P9", name_zh="前制动片"), 5, 10)
    backups.make(shop.desk, PROGRAM, shop.rig.store, tmp_path / "backups")
    shop.rig.close()
    shop.rig.store.close()
    return tmp_path


def examined(folder: Path, *, repair: bool = False) -> list[tuple[str, str]]:
    """What is not sound, as the user reads it."""
    store, desk = boot.open_shop(folder)
    try:
        return [(f.check, str(f.text)) for f in doctor.examine(desk, PROGRAM, repair=repair) if not f.sound]
    finally:
        desk.close()
        store.close()


def rows(folder: Path) -> dict[str, int]:
    """Rows of every table but the audit, which a repair is written into."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as conn:
        names = [n for (n,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: conn.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names if n != "audit_entries"}


def test_all_that_is_derived_is_rebuilt_at_once_and_nothing_is_lost(folder: Path) -> None:
    before = rows(folder)
    with closing(sqlite3.connect(folder / FILE_NAME)) as conn, conn:
        conn.execute("UPDATE balances SET qty = qty + 7000")
        conn.execute("UPDATE part_index SET search_text = 'nonsense'")
        conn.execute("UPDATE vehicle_index SET search_text = ''")
        conn.execute("DELETE FROM customer_index")
        conn.execute("DROP TRIGGER stock_moves_no_delete")
    found = dict(examined(folder))
    assert found.keys() == {"balances", "part_index", "people_index", "triggers"}
    assert found["balances"] == "1 stock figures differ from the sum of their moves."
    assert examined(folder, repair=True) == []
    assert rows(folder) == before
    assert examined(folder) == []


def test_text_that_is_none_any_more_is_said_and_rebuilt_where_it_is_derived(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as conn, conn:
        conn.execute("UPDATE part_index SET search_text = CAST(x'ff80fe' AS TEXT)")
    ((check, words),) = examined(folder)
    assert (check, words) == (
        "part_index", "Search index of parts: not readable; the data file is damaged. Restore the last good backup.",
    )  # fmt: skip
    assert examined(folder, repair=True) == []


def test_a_record_that_can_not_be_read_is_said_and_never_touched(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as conn, conn:
        conn.execute("DROP TRIGGER audit_entries_no_update")
        conn.execute("UPDATE audit_entries SET body = CAST(x'7bff' AS TEXT) WHERE n = 3")
    before = (folder / FILE_NAME).stat().st_size
    for repair in (False, True):
        found = dict(examined(folder, repair=repair))
        assert found["audit"].startswith("Audit chain: not readable")
    assert (folder / FILE_NAME).stat().st_size >= before


def test_a_repair_that_does_not_go_through_leaves_its_finding(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_ctx: object) -> None:
        raise ValueError("not readable")

    with closing(sqlite3.connect(folder / FILE_NAME)) as conn, conn:
        conn.execute("UPDATE part_index SET search_text = 'nonsense'")
        conn.execute("UPDATE balances SET qty = qty + 7000")
    monkeypatch.setitem(doctor._REPAIRS, "part_index", broken)
    assert [check for check, _ in examined(folder, repair=True)] == ["part_index"]


def test_a_damaged_page_is_refused_and_the_last_good_backup_brings_all_back(folder: Path) -> None:
    file = folder / FILE_NAME
    with closing(sqlite3.connect(file)) as conn:
        (root,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'part_index'").fetchone()
    content = bytearray(file.read_bytes())
    content[(root - 1) * PAGE : (root - 1) * PAGE + 200] = b"\x5a" * 200
    file.write_bytes(content)
    with pytest.raises(Refused, match="is damaged; it was not touched"):
        examined(folder)
    assert file.read_bytes() == bytes(content)
    good = backups.last_good(folder)
    assert good is not None
    done = backups.restore(folder, good)
    assert done.kept is not None
    assert done.kept.read_bytes() == bytes(content)
    assert examined(folder) == []
    store, desk = boot.open_shop(folder)
    assert isinstance(desk, Desk)
    desk.close()
    store.close()


def test_what_stands_first_in_the_file_is_damaged(folder: Path) -> None:
    """The roles are read at every start: unreadable, the shop can't be opened, and the way out is a backup."""
    for broken in ("CAST(x'5bff' AS TEXT)", "'[no list'"):
        with closing(sqlite3.connect(folder / FILE_NAME)) as conn, conn:
            conn.execute(f"UPDATE roles SET permissions = {broken} WHERE code = 'WK'")
        with pytest.raises(Refused, match="Restore the last good backup") as caught:
            examined(folder)
        assert caught.value.where == "damaged"
