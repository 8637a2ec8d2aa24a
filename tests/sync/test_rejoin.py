"""A station whose newest books are lost: it takes them back from what another one sends again, and goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.parts import Part
from app.models.stock import StockMove
from app.models.work_orders import WorkOrder
from app.services import attachments, backups, doctor, people
from app.sync import site, status
from app.sync.rejoin import taking_back
from tests.rig import PASSWORD, PIN
from tests.stations import PNG, Pair, Station, settle, three


@query("test.moved", allow=None)
def moved(ctx: Reader, part: Id) -> set[tuple[str, int]]:
    """(station, quantity) of all moves of a part."""
    wanted = select(StockMove.station, StockMove.qty).where(StockMove.part_id == part)
    return {(station, qty) for station, qty in ctx.conn.execute(wanted)}


def _lose(one: Station, two: Station, folder: Path) -> Path:
    """A copy of station 01, and work after it that only the others have; then the PC dies."""
    one.move(one.part("OLD"), 3)
    two.part("THEIRS")
    settle((one, two), folder)
    copy = backups.make(one.desk, one.actor, one.rig.store, one.folder / "backups")
    part = one.part("P1", name_zh="机油")
    two.move(part_of_two := two.part("P2"), 7)
    settle((one, two), folder)  # rows of the other one stand between ours
    one.move(part, 12)
    one.move(part_of_two, 2)
    one.run(attachments.add, "parts", part, "photo.png", PNG[0])
    one.order(one.customer(), "沪A10001")
    one.run(people.create, "chen", "陈", ("WK",), password=PASSWORD, pin=PIN)
    settle((one, two), folder)
    one.close()
    for left in folder.glob("*.zip"):
        left.unlink()
    return copy


def _sound(*stations: Station) -> None:
    for station in stations:
        assert [str(f.text) for f in doctor.examine(station.desk, station.actor) if not f.sound] == []


def test_what_was_lost_comes_back_with_the_restored_copy(pair: Pair) -> None:
    one, two, folder = pair
    copy = _lose(one, two, folder)
    order = two.get(WorkOrder, "station", "01")
    two.send(folder, only="01", again=True)
    backups.restore(one.folder, copy, before=taking_back(folder))
    one = Station("01", one.folder)
    assert one.get(WorkOrder, "id", order.id).number == order.number
    assert one.get(Part, "number", "P1").name_zh == "机油"
    _sound(one, two)
    one.run(site.go_on)
    fresh = one.order(one.customer("李雷", "13900139000"), "沪A10002")  # its number is free
    one.move(one.get(Part, "number", "P1").id, 5)
    settle((one, two), folder)
    assert two.get(WorkOrder, "id", fresh) is not None
    mine, theirs = one.books(), two.books()
    for name in mine.keys() - {"audit"}:
        assert mine[name] == theirs[name], name
    assert not one.ask(status.status).restored
    _sound(one, two)
    one.close()


def test_without_that_it_is_said_how(pair: Pair) -> None:
    """Restored alone it has gone on by itself; restored once more with the folder it has not."""
    one, two, folder = pair
    copy = _lose(one, two, folder)
    backups.restore(one.folder, copy)
    one = Station("01", one.folder)
    two.send(folder, only="01", again=True)
    kept = {path.name: path.read_bytes() for path in folder.glob("*-to-01-*")}
    [seen] = one.take(folder).seen
    assert "have station 02 send everything again, then restore the copy once more" in str(seen.reason)
    assert one.get(Part, "number", "P1") is None
    one.close()
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    backups.restore(one.folder, copy, before=taking_back(folder))
    again = Station("01", one.folder)
    assert again.get(StockMove, "part_id", again.get(Part, "number", "P1").id).qty == 12_000
    _sound(again)
    again.close()


def test_a_package_that_does_not_fit_hinders_no_restore(pair: Pair) -> None:
    one, two, folder = pair
    copy = _lose(one, two, folder)
    [file] = two.send(folder, only="01", again=True).written
    file.write_bytes(file.read_bytes()[:-200])
    backups.restore(one.folder, copy, before=taking_back(folder))
    one = Station("01", one.folder)
    assert one.get(Part, "number", "P1") is None
    assert one.get(Part, "number", "OLD") is not None
    with pytest.raises(Refused, match="restored from a backup and sends nothing"):
        one.send(folder)
    assert file.is_file()
    one.close()
    backups.restore(one.folder, copy, before=taking_back(folder / "not there"))


def test_who_passes_nothing_on_can_not_help_alone(tmp_path: Path, time: Any) -> None:
    """The rows of a third station stood between ours: without them there would be holes in the log."""
    one, two, third = three(tmp_path)
    folder = tmp_path / "between"
    folder.mkdir()
    part = third.part("P1")
    settle((one, two, third), folder)
    copy = backups.make(one.desk, one.actor, one.rig.store, one.folder / "backups")
    third.move(part, 4)
    settle((one, two, third), folder)
    one.move(part, 9)
    settle((one, two, third), folder)
    card = one.ask(site.card)
    one.close()
    for relay, came in ((False, False), (True, True)):
        two.run(site.pair, card, site.read_card(card).fingerprint, relay=relay)
        two.send(folder, only="01", again=True)
        backups.restore(one.folder, copy, before=taking_back(folder))
        again = Station("01", one.folder)
        assert again.ask(moved, part) == ({("01", 9_000), ("03", 4_000)} if came else set())
        _sound(again)
        again.close()
    two.close()
    third.close()
