"""What a counter does besides scanning: type a quantity, confirm zero or not found, undo, settle unknown codes.

Every act is one more event in the scan log; nothing is overwritten (domain.md §3.3). Blind like the scan itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import N_
from app.models.counts import CountPlace
from app.models.parts import Part
from app.models.stations import Bin
from app.services.counts.places import LINES, fetch, place_of
from app.services.counts.rules import COUNT, LEAD
from app.services.counts.scanning import MOST, OPEN_CODES, ScanResult, append, barred, line_sums, look_up
from app.services.counts.tallies import events, undone, unknowns


def _mine(ctx: Context, count: Id, bin_id: Id) -> CountPlace:
    """The place, if this person is counting it now."""
    place = place_of(ctx, fetch(ctx, count), bin_id)
    rows = look_up(ctx, count, bin_id, "", None)
    if reason := barred(ctx, rows):
        raise Refused(reason, where="bin")
    return place


def _line(ctx: Context, place: CountPlace, part: Id, status: str, batch: str) -> Any:
    """The line on the list, or None for what was not expected; Refused if this round does not count it."""
    wanted = select(LINES).where(
        LINES.c.count_id == place.count_id, LINES.c.bin_id == place.bin_id, LINES.c.part_id == part,
        LINES.c.status == status, LINES.c.batch == batch,
    )  # fmt: skip
    line = ctx.conn.execute(wanted).first()
    if place.round > 1 and not (line and line.again and line.accepted is None):
        raise Refused("This part is not counted again in this bin.", where="part")
    return line


def _shown(ctx: Context, place: CountPlace, part: Id, status: str, batch: str, seq: int, added: int) -> ScanResult:
    master = ctx.session.get(Part, part)
    code = ctx.session.get(Bin, place.bin_id)
    total, typed = line_sums(ctx, place.count_id, place.bin_id, place.round, part, status, batch)
    return ScanResult(
        "ok", master.number if master else "", ctx.now, part_id=part, number=master.number if master else "",
        name_zh=master.name_zh if master else None, name_en=master.name_en if master else None,
        unit=master.unit if master else "", decimals=master.qty_decimals if master else 0,
        photo=master.photo if master else None, bin_id=place.bin_id, bin=code.code if code else "", status=status,
        batch=batch, added=added, total=total, typed=typed, scanned=total - typed, seq=seq,
    )  # fmt: skip


@usecase("counts.enter", allow=COUNT, rules=("R9", "R10"), audited=False)
def enter(
    ctx: Context, count: Id, bin: Id, part: Id, quantity: int, *, status: str = "AVAILABLE", batch: str = ""
) -> ScanResult:
    """Sets the line's total in this round to a typed quantity (1/1000 units); 0 confirms zero, below is refused."""
    place = _mine(ctx, count, bin)
    line = _line(ctx, place, part, status, batch)
    master = ctx.session.get(Part, part)
    if master is None:
        raise Refused("This part does not exist any more.", where="part")
    if not 0 <= quantity <= MOST:
        raise Refused("Enter a quantity from zero to 999,999.", where="quantity")
    if quantity % 10 ** (3 - master.qty_decimals):
        raise Refused("At most {decimals} decimals for this unit.", where="quantity", decimals=master.qty_decimals)
    total, _ = line_sums(ctx, count, bin, place.round, part, status, batch)
    kind = "TYPED" if quantity else "ZERO"
    seq = append(
        ctx, count, bin, place.round, kind, part_id=part, status=status, batch=batch, qty=quantity - total,
        code=master.number, mark="" if line else "OFF_LIST",
    )  # fmt: skip
    return _shown(ctx, place, part, status, batch, seq, quantity - total)


@usecase("counts.confirm_zero", allow=COUNT, rules=("R9", "R10"), audited=False)
def confirm_zero(
    ctx: Context, count: Id, bin: Id, part: Id, *, not_found: bool = False, status: str = "AVAILABLE", batch: str = ""
) -> ScanResult:
    """Says that a part is not in the bin: confirmed as zero, or expected and not found (always counted again).

    Refused if some of it was counted here already, or if it was not expected here at all.
    """
    place = _mine(ctx, count, bin)
    if _line(ctx, place, part, status, batch) is None:
        raise Refused("This part is not expected in this bin; nothing has to be confirmed.", where="part")
    if line_sums(ctx, count, bin, place.round, part, status, batch)[0]:
        raise Refused("Some of it was counted here. Undo that first, or type the quantity.", where="part")
    kind = "NOT_FOUND" if not_found else "ZERO"
    seq = append(ctx, count, bin, place.round, kind, part_id=part, status=status, batch=batch)
    return _shown(ctx, place, part, status, batch, seq, 0)


@usecase("counts.undo", allow=COUNT, rules=("R9", "R10"), audited=False)
def undo(ctx: Context, count: Id, bin: Id, seq: int | None = None) -> ScanResult:
    """Takes back the person's last act in this bin and round, or the one with this number, by a counter-event."""
    place = _mine(ctx, count, bin)
    log = events(ctx, count, bin)
    gone = undone(log) | {e.ref for e in log if e.kind in ("ATTACH", "ASIDE")}
    mine = [
        e for e in log
        if e.round == place.round and e.user_id == ctx.actor.user and e.seq not in gone and seq in (None, e.seq)
        and e.kind in ("SCAN", "TYPED", "ZERO", "NOT_FOUND", "UNKNOWN")
    ]  # fmt: skip
    if not mine:
        raise Refused("There is nothing of yours to undo in this bin.")
    last = mine[-1]
    new = append(
        ctx, count, bin, place.round, "UNDO", part_id=last.part_id, status=last.status, batch=last.batch,
        qty=-last.qty, code=last.code, mark=last.kind, ref=last.seq,
    )  # fmt: skip
    if last.part_id is None:
        return ScanResult("undone", last.code, ctx.now, bin_id=bin, seq=new)
    return replace(
        _shown(ctx, place, last.part_id, last.status, last.batch, new, -last.qty), kind="undone", code=last.code
    )


def open_unknown(ctx: Context, count: Id, seq: int) -> Any:
    """The unknown code that was scanned as `seq`; Refused if it is settled."""
    found = next((u for u in unknowns(events(ctx, count)) if u.seq == seq), None)
    if found is None or found.outcome:
        raise Refused("This code is settled already.", where="code")
    return found


@usecase("counts.attach", allow=COUNT, rules=("R9", "R10"))
def attach(
    ctx: Context, count: Id, seq: int, part: Id, *, quantity: int | None = None, status: str = "AVAILABLE",
    batch: str = "",
) -> int:  # fmt: skip
    """Says which part an unknown code was: its quantity (1/1000 units) is counted where it was scanned (E2).

    The code does not become a code of the part: that is the part master's business.
    """
    unknown = open_unknown(ctx, count, seq)
    place = place_of(ctx, fetch(ctx, count), unknown.bin_id)
    line = _line(ctx, place, part, status, batch)
    master = ctx.session.get(Part, part)
    if master is None:
        raise Refused("This part does not exist any more.", where="part")
    qty = unknown.qty if quantity is None else quantity
    if not 0 < qty <= MOST or qty % 10 ** (3 - master.qty_decimals):
        raise Refused("Enter how many there are, in {unit}.", where="quantity", unit=master.unit)
    return append(
        ctx, count, unknown.bin_id, place.round, "ATTACH", part_id=part, status=status, batch=batch, qty=qty,
        code=unknown.code, mark="" if line else "OFF_LIST", ref=seq,
    )  # fmt: skip


@usecase("counts.set_aside", allow=LEAD, rules=("R9", "R10"))
def set_aside(ctx: Context, count: Id, seq: int, reason: str) -> int:
    """Settles an unknown code that belongs to no part; the reason stands in the report."""
    unknown = open_unknown(ctx, count, seq)
    place = place_of(ctx, fetch(ctx, count), unknown.bin_id)
    if not reason.strip():
        raise Refused("Say what it was: the reason stands in the report.", where="reason")
    return append(
        ctx, count, unknown.bin_id, place.round, "ASIDE", code=unknown.code, note=reason.strip()[:200], ref=seq
    )


def open_codes(ctx: Any, count: Id) -> list[str]:
    """Unknown codes that nobody has settled yet, in the order of scans."""
    return list(ctx.conn.execute(OPEN_CODES, {"count": count}).scalars())


UNKNOWN_LABEL = {
    "": N_("Not settled"), "ATTACH": N_("Assigned to a part"), "ASIDE": N_("Set aside"),
}  # fmt: skip
