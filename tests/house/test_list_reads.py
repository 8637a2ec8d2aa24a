"""No list asks row by row: what many rows name is read together, on a database in another room as well."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, event

from app.core.screen import ListQuery
from app.services import documents
from app.services.kinds import KINDS
from tests.house.test_rooms_open import copied
from tests.rig import PROGRAM, open_rig

FEW, ENOUGH = 3, 12
SPREAD = 8  # later rows may name what the first few do not


class Counting:
    """How many statements an engine is asked."""

    def __init__(self, engine: Engine) -> None:
        self.asked = 0
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_args: object) -> None:
        self.asked += 1


def test_a_list_of_many_rows_asks_no_more_than_one_of_a_few(demo_shop: Path, tmp_path: Path) -> None:
    rig = open_rig(copied(demo_shop, tmp_path), seeded=False)
    counting, long = Counting(rig.store.reader), []
    for kind in KINDS:
        ids = rig.desk.ask(documents.find, PROGRAM, kind.name, ListQuery(limit=60))
        needed = []
        for some in (ids[:FEW], ids):
            before = counting.asked
            assert len(rig.desk.ask(documents.read, PROGRAM, kind.name, some)) == len(some)
            needed.append(counting.asked - before)
        long += [kind.name] if len(ids) >= ENOUGH else []
        assert needed[1] <= needed[0] + SPREAD, (kind.name, len(ids), needed)
    rig.close()
    assert len(long) >= 12, "too few lists are long enough to tell"
