"""The child that works until it is killed: one story after the other, and a word into the pipe after every commit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app import boot
from app.core.access import Actor
from app.core.clock import Id, new_id
from app.core.desk import Desk, Reader, query
from app.models.counts import ScanEvent
from app.models.engine import open_store, sqlite_url
from app.models.journal import AuditEntry, SqlJournal, digest
from app.models.people import User
from app.models.stations import Bin
from app.services import parts, people
from app.services.counts import places, scanning
from tests.buying import Buying
from tests.garage import Garage
from tests.grievances import Grievances
from tests.partsdesk import BACK, PartsDesk
from tests.rig import PROGRAM, Rig
from tests.shopfloor import Shopfloor, found
from tests.ways import (
    counts,
    kit_splits,
    old_parts,
    payments,
    price_documents,
    purchase_requests,
    purchase_returns,
    stock_documents,
    vehicles,
)

ROLES = ("WK", "TE", "QI", "FI", "MG", "WS", "SA", "PU", "CS", "TS", "AD")
SCANNED = "SCANNED"  # the part and the bin of the count that is open all the time
Say = Callable[[str], object]


class HeardJournal(SqlJournal):
    """Remembers which audit entry a transaction wrote."""

    wrote: tuple[int, str] | None = None

    def write(self, conn: Any, entry: Any) -> None:
        super().write(conn, entry)
        at = conn.execute(select(func.max(AuditEntry.n)).where(AuditEntry.station == entry.actor.station)).scalar_one()
        self.wrote = (at, entry.usecase)


class HeardDesk(Desk):
    """Says each commit aloud, after it."""

    def __init__(self, store: Any, say: Say) -> None:
        self._heard = HeardJournal()
        super().__init__(store.writer, store.reader, self._heard, digest)
        self._say = say

    def run_as(self, initiator: object, case: Any, actor: Actor, *args: Any, **kwargs: Any) -> Any:
        self._heard.wrote = None
        result = super().run_as(initiator, case, actor, *args, **kwargs)
        if self._heard.wrote is not None:
            self._say("entry {} {}".format(*self._heard.wrote))
        elif case is scanning.scan:
            self._say(f"scan {result.seq} {result.added}")
        return result


class Again(Shopfloor):
    """A shop whose people were hired by an earlier child."""

    def actor(self, *roles: str) -> Actor:
        """Somebody with these roles, hired only if nobody was."""
        if roles not in self._people:
            kept = self.get(User, "login", "-".join(roles).lower())
            if kept is None:
                return super().actor(*roles)
            self._people[roles] = self.ask(people.actor_of, kept.id)
        return self._people[roles]


@query("torture.open_count", allow=None)
def open_count(ctx: Reader) -> Id:
    """The count that is scanned into: the first scan of the shop went there."""
    return ctx.conn.execute(select(ScanEvent.count_id).order_by(ScanEvent.seq).limit(1)).scalar_one()


def receipts(shop: Shopfloor) -> None:
    """Five lines by a stock document: drafted, submitted, signed, posted."""
    part = purchase_requests.part(shop)
    shop.through(shop.paper("IN", *[shop.line(part, 2, 10)] * 5))


def purchases(shop: Shopfloor) -> None:
    """An order approved, sent, received, inspected, posted."""
    buying = Buying(shop)
    order = buying.sent((purchase_requests.part(shop), 4), supplier=purchase_requests.supplier(shop))
    buying.posted(buying.receipt(order, 4))


def issues(shop: Shopfloor) -> None:
    """A part is received, an order written, signed and begun, the part handed out to the technician."""
    desk = PartsDesk(shop)
    desk.issued((desk.stocked(f"PAD-{new_id().hex[-8:].upper()}"), 2))


def settlements(shop: Shopfloor) -> None:
    """An order from its draft to the signed and paid settlement."""
    Garage(shop).paid()


def complaints(shop: Shopfloor) -> None:
    """A complaint from the call to the closed case."""
    Grievances(shop).closed()


def adjustments(shop: Shopfloor) -> None:
    """A count of one bin, counted twice, explained, approved and posted."""
    counts.WAYS["posted"](shop)


def merges(shop: Shopfloor) -> None:
    """Two cards of one part: the stock of one goes to the other."""
    keep, drop = (purchase_requests.part(shop) for _ in range(2))
    shop.receive(drop, 3, 10)
    shop.run(parts.merge, keep, drop, by="WK")


def parts_back(shop: Shopfloor) -> None:
    """A part handed out comes back from the order and lies on its shelf again."""
    desk = PartsDesk(shop)
    order = desk.issued((desk.stocked(f"PAD-{new_id().hex[-8:].upper()}"), 2))
    back = desk.open_return(order, line1=1)
    for step, by in (("submit", "TE"), ("check", "WK"), ("post", "WK")):
        desk.step(back, step, by=by, kind=BACK)


def scans(shop: Shopfloor) -> None:
    """Thirty scans into the count that is open."""
    place = shop.get(Bin, "code", SCANNED)
    for _ in range(30):
        shop.run(scanning.scan, shop.ask(open_count), place.id, SCANNED, by="TE")


STORIES: dict[str, Callable[[Shopfloor], object]] = {
    "scans of a count": scans, "stock receipts": receipts, "purchase orders and goods receipts": purchases,
    "parts issued to orders": issues, "settlements and payments": settlements, "complaints": complaints,
    "counts posted": adjustments, "stock receipts reversed": stock_documents.reversed_,
    "parts back from orders": parts_back, "old parts into stock": old_parts.reuse_stock,
    "returns to suppliers, reversed": purchase_returns.reversed_, "late prices, reversed": price_documents.reversed_,
    "sets taken apart": kit_splits.posted, "duplicates merged": merges, "payments reversed": payments.reversed_,
}  # fmt: skip


def found_shop(folder: Path) -> dict[str, int]:
    """A shop with people of every role and a count under way; how many commits each story takes."""
    boot.load_nouns()
    store = open_store(sqlite_url(folder / "counterpart.db"))
    said: list[str] = []
    rig = Rig(folder, store, HeardDesk(store, said.append))
    people.use_hashing("cheap")
    rig.desk.run(people.seed_roles, PROGRAM)
    found(rig.desk)
    shop = Again(rig, None)
    for role in ROLES:
        shop.actor(role)
    _begin_count(shop)
    lengths = {}
    for name, story in STORIES.items():
        said.clear()
        story(shop)
        lengths[name] = len(said)
    rig.close()
    store.close()
    return lengths


def _begin_count(shop: Shopfloor) -> None:
    shop.receive(shop.part(SCANNED), 10, 10, SCANNED)
    count_ = counts.planned(shop, bins=[{"bin_id": shop.bin(SCANNED)}])
    shop.step("counts", count_, "start")
    shop.run(places.take_bin, count_, shop.bin(SCANNED), by="TE")
    shop.run(scanning.scan, count_, shop.bin(SCANNED), SCANNED, by="TE")


def work(folder: Path, pipe: Any, story: str, turn: int) -> None:
    """Tells one story again and again until it is killed; what a child before it named is named otherwise."""
    people.use_hashing("cheap")
    vehicles._PLATES = count(20_000 + turn * 20)
    store = open_store(sqlite_url(folder / "counterpart.db"))
    desk = HeardDesk(store, lambda words: pipe.send_bytes(words.encode()))
    shop = Again(Rig(folder, store, desk), None)
    pipe.send_bytes(b"ready")
    while True:
        STORIES[story](shop)
