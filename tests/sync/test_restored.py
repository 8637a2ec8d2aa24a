"""Stations that were restored from a backup: they and the others notice, and a harmless one goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import Refused
from app.models.parts import Part
from app.services import backups
from app.sync import site, status
from tests.stations import Pair, Station, sent


def _put_back(one: Station, two: Station, folder: Path) -> Station:
    """Station 01 as it was before entries that 02 has."""
    copy = backups.make(one.desk, one.actor, one.rig.store, one.folder / "backups")
    for number in range(9):
        one.part(f"P{number}")
    sent(one, two, folder)
    assert [s.state for s in two.take(folder).seen] == ["applied"]
    one.close()
    backups.restore(one.folder, copy)
    return Station("01", one.folder)


def test_a_station_that_was_restored_says_so_and_sends_nothing_before_it_goes_on(pair: Pair) -> None:
    one, two, folder = pair
    one = _put_back(one, two, folder)
    assert one.ask(status.status).restored
    with pytest.raises(Refused, match="restored from a backup and sends nothing"):
        one.send(folder)
    sent(two, one, folder)
    [seen] = one.take(folder).seen
    assert seen.state == "refused"
    assert str(seen.reason).startswith("Station 01 was restored from a backup: station 02 has other entries")
    one.run(site.go_on)
    with pytest.raises(Refused, match="goes on already"):
        one.run(site.go_on)
    one.part("P10")
    sent(one, two, folder)  # it ends before what two has of it: once that was "known"
    [seen] = two.take(folder).seen
    assert seen.state == "refused"
    assert str(seen.reason).startswith("Station 01 was restored from a backup: station 02 has other entries")
    assert not two.get(Part, "number", "P10")
    one.close()


def test_a_branch_that_was_restored_writes_into_its_own_books_and_goes_on(pair: Pair) -> None:
    one, two, folder = pair
    copy = backups.make(two.desk, two.actor, two.rig.store, two.folder / "backups")
    two.close()
    backups.restore(two.folder, copy)
    two = Station("02", two.folder)
    part = one.part("P1")
    sent(one, two, folder)
    assert [s.state for s in two.take(folder).seen] == ["applied"]  # the audit of 01 goes on
    two.run(site.go_on)
    two.edit(part, name_zh="新名")
    sent(two, one, folder)
    assert [s.state for s in one.take(folder).seen] == ["applied"]
    assert one.name_of(part) == "新名"
    two.close()
