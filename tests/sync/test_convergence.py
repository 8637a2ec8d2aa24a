"""Three stations that exchange through one folder end with equal books, whatever the order, duplicates and losses.

COUNTERPART_INTERLEAVINGS=5000 runs so many; the suite runs a handful.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.settings import Setting
from app.models.customers import Customer
from app.models.parts import Part
from app.models.stations import Warehouse
from app.models.stock import StockDocument
from app.services import attachments, customers, doctor, documents, drafts, parts
from app.services import settings as shop_settings
from app.services.exchange import MINUTES
from app.sync import decisions
from tests.conftest import Ticking
from tests.stations import PNG, Station, settle, three

MANY = int(os.environ.get("COUNTERPART_INTERLEAVINGS", "12"))
ACTS = (
    "part edit drop receive issue paper lines setting photo person rename erase unite unite join join decide "
    "send send again bring bring bring"
).split()
script = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 5)), min_size=4, max_size=40
)  # fmt: skip


@query("test.parts", allow=None)
def all_parts(ctx: Reader) -> list[Id]:
    """The parts a station knows."""
    return list(ctx.conn.execute(select(Part.id).order_by(Part.id)).scalars())


@query("test.papers", allow=None)
def all_papers(ctx: Reader) -> list[Id]:
    """The stock documents a station knows."""
    return list(ctx.conn.execute(select(StockDocument.id).order_by(StockDocument.id)).scalars())


@query("test.people", allow=None)
def all_people(ctx: Reader) -> list[Id]:
    """The customers a station knows."""
    return list(ctx.conn.execute(select(Customer.id).order_by(Customer.id)).scalars())


class Play:
    """Three stations, and every package that was ever on its way."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stations = folder, three(folder)
        self.out, self.post = folder / "out", folder / "post"
        for each in (self.out, self.post):
            each.mkdir()

    def act(self, what: str, who: int, which: int) -> None:
        """One act of one station; what the shop refuses did not happen."""
        try:
            getattr(self, what)(self.stations[who], which)
        except Refused:
            pass

    def _known(self, station: Station) -> list[Any]:
        return station.ask(all_parts)

    def _some(self, station: Station, which: int) -> Any:
        known = self._known(station)
        return known[which % len(known)] if known else station.part(f"N{which}")

    def part(self, station: Station, which: int) -> None:
        station.part(f"P{which % 3}", name_zh=f"零件{which}")

    def edit(self, station: Station, which: int) -> None:
        station.edit(self._some(station, which), name_zh=f"改{station.code}{which}{clock.now():%S%f}")

    def drop(self, station: Station, which: int) -> None:
        id_ = self._some(station, which)
        station.run(drafts.remove, "parts", id_, station.ask(documents.standing, "parts", id_).version)

    def person(self, station: Station, which: int) -> None:
        """A customer: somebody new, or one who is known brings another car, so that his papers must be kept."""
        known = station.ask(all_people)
        if which < 3 or not known:
            station.customer(f"客{which}")
        else:
            station.order(known[which % len(known)], f"沪A{station.code}{clock.now():%S%f}"[:12])

    def rename(self, station: Station, which: int) -> None:
        if known := station.ask(all_people):
            id_ = known[which % len(known)]
            version = station.ask(documents.show, "customers", id_).version
            station.run(drafts.edit, "customers", id_, version, {"name": f"客{station.code}{which}{clock.now():%S%f}"})

    def erase(self, station: Station, which: int) -> None:
        """Asked for, and done if no record that is known here needs him."""
        if known := station.ask(all_people):
            id_ = known[which % len(known)]
            for step in ("ask_erasure", "mask"):
                version = station.ask(documents.show, "customers", id_).version
                station.run(documents.step, "customers", id_, step, {}, version)

    def unite(self, station: Station, which: int) -> None:
        known = station.ask(all_people)
        if len(known) > 1:
            station.run(customers.merge, known[which % len(known)], known[(which + 1) % len(known)])

    def join(self, station: Station, which: int) -> None:
        known = self._known(station)
        if len(known) > 1:
            station.run(parts.merge, known[which % len(known)], known[(which + 1) % len(known)])

    def receive(self, station: Station, which: int) -> None:
        station.move(self._some(station, which), which + 1, cost=1_000_000 + which)

    def issue(self, station: Station, which: int) -> None:
        station.move(self._some(station, which), -1, "INTERNAL_USE")

    def paper(self, station: Station, which: int) -> None:
        """A draft with two lines."""
        lines = [{"part_id": self._some(station, which + n), "qty": 1000 + n, "unit_cost": 5_000_000} for n in (0, 1)]
        house = station.get(Warehouse, "station", station.code).id
        given = {"type": "IN", "warehouse_id": house, "reason": f"{which}", "lines": lines}
        station.run(drafts.create, "stock_documents", given)

    def lines(self, station: Station, which: int) -> None:
        """Another line in place of the two of some draft; of another station's it is refused."""
        papers = station.ask(all_papers)
        if papers:
            id_ = papers[which % len(papers)]
            version = station.ask(documents.standing, "stock_documents", id_).version
            lines = [{"part_id": self._some(station, which), "qty": 7000, "unit_cost": 1_000_000}]
            station.run(drafts.edit, "stock_documents", id_, version, {"lines": lines})

    def decide(self, station: Station, which: int) -> None:
        found = station.ask(decisions.merges)
        if found:
            station.run(decisions.decide, found[which % len(found)].id, ("KEPT", "OTHER")[which % 2])

    def setting(self, station: Station, which: int) -> None:
        chosen: Setting[Any] = MINUTES
        if which:
            station.run(shop_settings.change, chosen.key, which)
        else:
            station.run(shop_settings.reset, chosen.key)

    def photo(self, station: Station, which: int) -> None:
        station.run(attachments.add, "parts", self._some(station, which), f"{which}.png", PNG[which % 2])

    def send(self, station: Station, which: int) -> None:
        for path in station.send(self.out, anyhow=which == 0).written:
            path.replace(self.post / path.name)

    def again(self, station: Station, which: int) -> None:
        for path in station.send(self.out, again=True).written:
            path.replace(self.post / path.name)

    def bring(self, station: Station, which: int) -> None:
        """Any package that was ever made for this station comes, for the first time or again."""
        made = sorted(p for p in self.post.iterdir() if f"-to-{station.code}-" in p.name)
        if made:
            inbox = self.folder / f"in{station.code}"
            inbox.mkdir(exist_ok=True)
            path = made[which % len(made)]
            shutil.copyfile(path, inbox / path.name)
            assert not any(seen.state == "refused" for seen in station.take(inbox).seen)

    def end(self) -> None:
        """What was lost is asked for; then all three have the same, and doctor finds nothing."""
        for station in self.stations:
            station.send(self.out, anyhow=True)
        for station in self.stations:
            station.take(self.out)
        for station in self.stations:
            station.send(self.out, anyhow=True)
        settle(self.stations, self.out, rounds=12)
        one, *others = [station.books() for station in self.stations]
        for other in others:
            for name in one:
                mine, theirs = one[name], other[name]
                if name == "audit":  # who says the last word has an entry that nobody has heard of
                    mine, theirs = ({e for e in side if not e[4].startswith("exchange.")} for side in (mine, theirs))
                assert mine == theirs, name
        for station in self.stations:
            found = doctor.examine(station.desk, station.actor)
            assert all(f.sound for f in found), [str(f.text) for f in found if not f.sound]

    def close(self) -> None:
        for station in self.stations:
            station.close()


@given(script)
@settings(
    max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)  # fmt: skip
def test_three_stations_end_with_equal_books(acts: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory(prefix="counterpart-play-") as folder, clock.frozen(Ticking()):
        play = Play(Path(folder))
        try:
            for act in acts:
                play.act(*act)
            play.end()
        finally:
            play.close()
