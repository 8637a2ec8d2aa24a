"""Only the own station's audit chain is written here: a far one would be taken before its next package comes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app import boot
from app.core.access import Actor
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.models.engine import FILE_NAME
from app.models.journal import AuditEntry
from app.services import arrival, backups, people, shop
from app.services.people.login import program
from app.sync import exchange
from tests.stations import Pair, Station, sent


@query("test.chain", allow=None)
def chain(ctx: Reader) -> list[Any]:
    """(station, n, use-case) of all entries."""
    entries = AuditEntry.__table__.c
    return [tuple(row) for row in ctx.conn.execute(select(entries.station, entries.n, entries.usecase))]


def test_an_entry_for_a_far_station_or_for_none_is_refused(pair: Pair) -> None:
    _one, two, _folder = pair
    before = two.ask(chain)
    for code in ("01", "03", ""):
        with pytest.raises(Refused, match="kept elsewhere"):
            two.run(people.create, "ann", "Ann", ("WK",), by=Actor(None, "Counterpart", code), pin="2468")
    assert two.ask(chain) == before
    assert two.ask(shop.own_station) == arrival.arrival(two.desk).station == "02"


def test_a_restored_copy_goes_on_in_our_chain_and_takes_the_next_package(pair: Pair) -> None:
    one, two, folder = pair
    file = backups.make(two.desk, two.actor, two.rig.store, two.folder / backups.FOLDER)
    before = two.ask(chain)
    two.close()
    backups.restore(two.folder, file)
    again = Station("02", two.folder)
    added = [entry for entry in again.ask(chain) if entry not in before]
    assert [(station, case) for station, _n, case in added] == [("02", "backups.restored")]
    part = one.part("P9", name_zh="机油")
    sent(one, again, folder)
    [seen] = exchange.take(again.desk, again.actor, folder).seen
    assert seen.state == "applied"
    assert again.name_of(part) == "机油"
    again.close()


def test_rights_that_came_with_a_version_are_given_out_at_our_station(pair: Pair) -> None:
    _one, two, _folder = pair
    kept = {role.code: role for role in two.ask(people.list_roles)}["FI"]
    two.run(people.grant, "FI", kept.version, [c for c in kept.permissions if c != "counts.approve"])
    before = two.ask(chain)
    two.close()
    store, desk = boot.open_shop(two.folder)
    assert store.file == two.folder / FILE_NAME
    added = [entry for entry in desk.ask(chain, program("02")) if entry not in before]
    assert [(station, case) for station, _n, case in added] == [("02", "people.seed_roles")]
    desk.close()
    store.close()
