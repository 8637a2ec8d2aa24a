"""Ways to the states of a stock count: one bin with ten pieces, of which eight are found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.counts import CountBin, CountLine
from app.services import drafts, sheets
from app.services.counts import acts, analysis, places
from tests.shopfloor import MILLI, Shopfloor


@query("ways.lines_of", allow=None)
def lines_of(ctx: Reader, count: Id) -> list[Any]:
    """(line, bin, part, snapshot, again, difference) of a count."""
    table = CountLine.__table__.c
    wanted = select(table.id, table.bin_id, table.part_id, table.snapshot, table.again, table.difference)
    return list(ctx.conn.execute(wanted.where(table.count_id == count)))


@query("ways.bin_of", allow=None)
def bin_of(ctx: Reader, count: Id) -> Id:
    """The one bin of a count."""
    table = CountBin.__table__.c
    return ctx.conn.execute(select(table.bin_id).where(table.count_id == count)).scalar_one()  # type: ignore[no-any-return]


def draft(shop: Shopfloor, **values: Any) -> Id:
    """A monthly count of a bin of its own, by a team of three."""
    code = f"C-{clock.new_id().hex[-10:].upper()}"
    shop.receive(shop.part(f"P-{code}"), 10, 10, code)
    team = [
        {"user_id": shop.actor(role).user, "role": as_}
        for role, as_ in (("WK", "LEADER"), ("TE", "COUNTER"), ("QI", "COUNTER"), ("FI", "OBSERVER"))
    ]
    given = {
        "type": "MONTHLY", "period": "2026-11", "warehouse_id": shop.house, "mode": "LIVE", "scope": "BINS",
        "bins": [{"bin_id": shop.bin(code)}], "team": team, **values,
    }  # fmt: skip
    return shop.run(drafts.create, "counts", given, by="WK")  # type: ignore[no-any-return]


def without_bins(shop: Shopfloor) -> Id:
    """A draft that covers nothing yet: it can't be planned."""
    return draft(shop, bins=[])


def planned(shop: Shopfloor, **values: Any) -> Id:
    """Its sheet can be printed."""
    made = draft(shop, **values)
    shop.step("counts", made, "plan", by="MG" if values.get("type") == "ANNUAL" else "WK")
    return made


def counting(shop: Shopfloor, **values: Any) -> Id:
    """Nothing is counted yet."""
    made = planned(shop, **values)
    shop.step("counts", made, "start")
    return made


def counted_by(shop: Shopfloor, count: Id, who: str, pieces: int = 8) -> None:
    """Somebody finds eight pieces in the bin."""
    place = shop.ask(bin_of, count)
    shop.run(places.take_bin, count, place, by=who)
    for line in shop.ask(lines_of, count):
        shop.run(acts.enter, count, place, line.part_id, pieces * MILLI, by=who)
    shop.run(places.finish_bin, count, place, by=who)


def all_counted(shop: Shopfloor, **values: Any) -> Id:
    """The first count can be ended."""
    made = counting(shop, **values)
    counted_by(shop, made, "TE")
    return made


def recount(shop: Shopfloor, **values: Any) -> Id:
    """Two pieces are missing: over tolerance."""
    made = all_counted(shop, **values)
    shop.step("counts", made, "recount")
    return made


def counted_again(shop: Shopfloor, **values: Any) -> Id:
    """The second person finds the same."""
    made = recount(shop, **values)
    counted_by(shop, made, "QI")
    return made


def analysis_(shop: Shopfloor, **values: Any) -> Id:
    """The difference is there, without cause."""
    made = counted_again(shop, **values)
    shop.step("counts", made, "analyse")
    return made


def explained(shop: Shopfloor, **values: Any) -> Id:
    """With cause and treatment."""
    made = analysis_(shop, **values)
    lines = [line.id for line in shop.ask(lines_of, made)]
    shop.run(analysis.treat, made, lines, cause="LOST", treatment="ADJUST", by="WK")
    return made


def late_slip(shop: Shopfloor, count: Id, moment: Any) -> Id:
    """An issue that happened before the counting is entered now: the line is stale."""
    line = shop.ask(lines_of, count)[0]
    shop.post(shop.move(line.part_id, -1, "REPAIR_ISSUE", bin_id=line.bin_id, occurred_at=moment))
    return count


def stale(shop: Shopfloor) -> Id:
    """In analysis, with a line to be counted again."""
    made = counting(shop)
    moment = clock.now()
    counted_by(shop, made, "TE")
    shop.step("counts", made, "recount")
    counted_by(shop, made, "QI")
    shop.step("counts", made, "analyse")
    return late_slip(shop, made, moment)


def pending(shop: Shopfloor, **values: Any) -> Id:
    """Waits for finance."""
    made = explained(shop, **values)
    shop.step("counts", made, "submit")
    return made


def annual(shop: Shopfloor) -> Id:
    """An annual count that waits for the manager."""
    return pending(shop, type="ANNUAL")


def approved(shop: Shopfloor) -> Id:
    """Signed by finance."""
    made = pending(shop)
    shop.step("counts", made, "approve", signer="FI")
    return made


def approved_stale(shop: Shopfloor) -> Id:
    """Signed, and then a slip came late."""
    made = counting(shop)
    moment = clock.now()
    counted_by(shop, made, "TE")
    shop.step("counts", made, "recount")
    counted_by(shop, made, "QI")
    shop.step("counts", made, "analyse")
    shop.run(analysis.treat, made, [x.id for x in shop.ask(lines_of, made)], cause="LOST", treatment="ADJUST", by="WK")
    shop.step("counts", made, "submit")
    shop.step("counts", made, "approve", signer="FI")
    return late_slip(shop, made, moment)


def posted(shop: Shopfloor) -> Id:
    """In the ledger."""
    made = approved(shop)
    shop.step("counts", made, "post", by="FI")
    return made


def printed(shop: Shopfloor) -> Id:
    """Posted, and its report printed."""
    made = posted(shop)
    shop.run(sheets.issue, "counts", made, "counts.report", by="WK")
    return made


def closed(shop: Shopfloor) -> Id:
    """Put away."""
    made = printed(shop)
    shop.step("counts", made, "close")
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Called off by the manager."""
    made = planned(shop)
    shop.step("counts", made, "cancel", by="MG", reason="stock-taking moved")
    return made


WAYS = {
    "draft": without_bins, "draft/plan": draft, "planned": planned, "counting": counting,
    "counting/recount": all_counted, "recount": recount, "recount/analyse": counted_again, "analysis": analysis_,
    "analysis/submit": explained, "analysis/count_again": stale, "pending": pending, "pending/approve_annual": annual,
    "approved": approved, "approved/reopen": approved_stale, "posted": posted, "posted/close": printed,
    "closed": closed, "cancelled": cancelled,
}  # fmt: skip
