"""Many ids: statements prepared for any number of them, and answers of which few are looked at."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.models.many import ByIds, Ids, ids_of, raw_id
from app.models.parts import Part
from tests.shopfloor import Shopfloor

NUMBERS = ByIds(lambda ids: select(Part.id, Part.number).where(Part.id.in_(ids)))


@pytest.mark.both
@pytest.mark.parametrize("count", [0, 1, 3, 70, 1001])
def test_any_number_of_ids_is_asked_for(shop: Shopfloor, count: int) -> None:
    known = [shop.part(f"P-{n}") for n in range(min(count, 3))]
    wanted = known + [clock.new_id() for _ in range(count - len(known))]
    with shop.rig.store.reader.connect() as conn:
        found = NUMBERS.rows(conn, wanted + known)
    assert {(row.id, row.number) for row in found} == {(id_, f"P-{n}") for n, id_ in enumerate(known)}


@pytest.mark.both
def test_the_ids_of_a_list_are_made_when_they_are_looked_at(shop: Shopfloor) -> None:
    parts = [shop.part(f"P-{n}") for n in range(4)]
    with shop.rig.store.reader.connect() as conn:
        found = ids_of(conn, select(raw_id(Part.id)).order_by(Part.number))
    assert len(found) == 4
    assert found[1] == parts[1]
    assert found[1:3] == parts[1:3]
    assert [*found] == parts
    assert found.index(parts[2]) == 2


def test_an_id_that_was_not_found_has_no_place() -> None:
    found = Ids([clock.new_id().bytes, clock.new_id().bytes])
    with pytest.raises(ValueError, match="not in"):
        found.index(Id(int=7))
    with pytest.raises(ValueError, match="not in"):
        found.index(found[0], 1)
