"""The counter where parts are handed out: scans resolved against the slip, undone, typed; a shortage told on.

What a keeper can do wrong is an answer, not an error: he goes on scanning. Nothing is posted here, see issuing.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.core import scan as scanner
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.models.parts import Part, PartCode, Supersession
from app.models.requisitions import Requisition, RequisitionLine
from app.models.stations import Bin, Warehouse
from app.models.work_orders import WorkOrder
from app.services.parts.codes import scanned_keys
from app.services.requisitions import picking, reserving, rules, substitutes
from app.services.requisitions.picking import keep
from app.services.requisitions.places import Lying, lying, part_of
from app.services.requisitions.rules import ISSUE, KIND_NAME, due
from app.services.requisitions.workflow import label_of

BIN, REFUSED = "BIN", "REFUSED"


@dataclass(frozen=True)
class Candidate:
    """One of several parts that a code may mean (E1), and where it lies."""

    part_id: Id
    number: str
    name_zh: str | None
    name_en: str | None


@dataclass(frozen=True)
class Lot:
    """A batch or serial number to choose from: where it lies, how much (1/1000), until when it is good."""

    batch: str
    bin_id: Id
    bin: str
    qty: int
    expires: Any = None


@dataclass(frozen=True)
class Scanned:
    """What a scan was taken for. Quantities 1/1000; `picked` is what lies on the counter for the line after it.

    verdict: OK · OTHER_BIN (taken from another bin than expected) · WRONG (not on the slip; `wanted` lies in
    `wanted_bin`) · SURPLUS (more than is due) · RESERVED (for a slip approved before) · NONE (the books have not so
    much there) · UNKNOWN · MANY (`candidates`) · ASK (`lots`: which batch or serial number) · BIN (a bin's label) ·
    REFUSED (`reason`) · UNDO.
    Only OK, OTHER_BIN and UNDO change what is picked. `replaces` is a due line that this part supersedes.
    """

    verdict: str
    code: str = ""
    reason: Text | None = None
    seq: int | None = None
    line_id: Id | None = None
    part_id: Id | None = None
    number: str = ""
    name_zh: str | None = None
    name_en: str | None = None
    unit: str = ""
    decimals: int = 0
    qty: int = 0
    picked: int = 0
    due: int = 0
    bin_id: Id | None = None
    bin: str = ""
    expected_bin: str = ""
    batch: str = ""
    candidates: tuple[Candidate, ...] = ()
    lots: tuple[Lot, ...] = ()
    wanted: str = ""
    wanted_bin: str = ""
    replaces: Id | None = None


_numbers = select(Part.id, Part.merged_into).where(Part.number == bindparam("number"))
_coded = (
    select(Part.id, Part.merged_into, PartCode.pack_qty)
    .join(PartCode, PartCode.part_id == Part.id)
    .where(or_(PartCode.key == bindparam("key"), PartCode.key == bindparam("bare")))
)


def _meant(ctx: Any, said: scanner.Scan) -> dict[Id, int]:
    """Parts a code may mean and how much one such pack holds (1/1000); aliases of merged parts lead to their heir."""
    for code in (said.code, *said.others):
        keys = scanned_keys(code)
        found = {row[1] or row[0]: 1000 for row in ctx.conn.execute(_numbers, {"number": keys["number"]})}
        for id_, merged, pack in ctx.conn.execute(_coded, {"key": keys["key"], "bare": keys["bare"]}):
            if pack != 1000 or (merged or id_) not in found:
                found[merged or id_] = pack
        if found:
            return found
    return {}


@dataclass
class _Desk:
    """The slip as it stands while one scan is judged."""

    slip: Requisition
    rows: list[Any]
    picked: dict[Id, int]
    code: str

    def open(self, line: RequisitionLine) -> int:
        """What the line still takes."""
        return due(line) - self.picked.get(line.id, 0)


def _desk(ctx: Context, slip: Id, code: str) -> _Desk:
    one = rules.slip_of(ctx, slip)
    rows = picking.events(ctx, slip)
    picked: dict[Id, int] = {}
    for (line, _bin, _lot), qty in picking.sums(rows).items():
        picked[line] = picked.get(line, 0) + qty
    return _Desk(one, rows, picked, code)


def barred(ctx: Any, slip: Requisition) -> Text | None:
    """Why this person hands out nothing on the slip now."""
    if slip.state not in rules.TO_ISSUE:
        text = N_("{number} is “{state}”: nothing is handed out on it now.")
        return Text(text, number=slip.number, state=label_of(slip))
    why = rules.not_asker_nor_approver(ctx, slip, ctx.actor.user) if ctx.actor.user is not None else None
    return why if isinstance(why, Text) or why is None else why.text


@usecase("requisitions.scan", allow=ISSUE, rules=("R66",), audited=False)
def scan(
    ctx: Context, slip: Id, code: str, *, quantity: int | None = None, bin: Id | None = None, part: Id | None = None,
    batch: str = "",
) -> Scanned:  # fmt: skip
    """Takes one scan for the slip. `quantity` (1/1000) is what was typed before it, `bin` the bin scanned last.

    `part` and `batch` answer MANY and ASK. Never raises for what a keeper can do wrong.
    """
    said = scanner.parse(code)
    desk = _desk(ctx, slip, said.text)
    if why := barred(ctx, desk.slip):
        return Scanned(REFUSED, said.text, why)
    found = _meant(ctx, said)
    if part is not None:
        found = {part: found.get(part, 1000)}
    if not found:
        return _bin_or_unknown(ctx, desk, said)
    lines = [line for line in desk.slip.lines if part_of(line) in found]
    if not lines:
        return _wrong(ctx, desk, next(iter(found)))
    parts = {part_of(line) for line in lines}
    if len(parts) > 1:
        keep(ctx, desk.slip, picking.MANY, code=desk.code)
        return Scanned(picking.MANY, desk.code, candidates=_candidates(ctx, parts))
    times = said.quantity if quantity is None else quantity
    pieces = said.count * 1000 if said.count and not said.doubt else found[next(iter(parts))]
    return _take(ctx, desk, lines, pieces * (1000 if times is None else times) // 1000, bin, _lot(said, batch))


def _lot(said: scanner.Scan, batch: str) -> tuple[str, str]:
    """(batch, serial number) as given by the keeper, else as the label says."""
    return (batch or said.batch)[:40], (batch or said.serial)[:40]


def _candidates(ctx: Any, parts: set[Id]) -> tuple[Candidate, ...]:
    found = ctx.session.scalars(select(Part).where(Part.id.in_(parts)).order_by(Part.number))
    return tuple(Candidate(p.id, p.number, p.name_zh, p.name_en) for p in found)


def _bin_or_unknown(ctx: Context, desk: _Desk, said: scanner.Scan) -> Scanned:
    place = ctx.session.scalar(
        select(Bin).where(Bin.code == said.code.upper(), Bin.warehouse_id == desk.slip.warehouse_id)
    )
    if place is not None:
        return Scanned(BIN, desk.code, bin_id=place.id, bin=place.code)
    seq = keep(ctx, desk.slip, picking.UNKNOWN, code=desk.code)
    return Scanned(picking.UNKNOWN, desk.code, Text(N_("Nobody knows this code.")), seq)


def _named(ctx: Any, part: Id, **more: Any) -> dict[str, Any]:
    one = ctx.session.get_one(Part, part)
    return {
        "part_id": part, "number": one.number, "name_zh": one.name_zh, "name_en": one.name_en, "unit": one.unit,
        "decimals": one.qty_decimals,
    } | more  # fmt: skip


def _bin_code(ctx: Any, bin_id: Id | None) -> str:
    place = ctx.session.get(Bin, bin_id) if bin_id else None
    return place.code if place is not None else ""


def _wrong(ctx: Context, desk: _Desk, part: Id) -> Scanned:
    """Not on the slip: what is next on it is named with its bin; a successor may be asked for as a substitute."""
    open_ = sorted(
        (line for line in desk.slip.lines if desk.open(line) > 0),
        key=lambda line: (_bin_code(ctx, line.bin_id), line.position),
    )
    kin = ctx.conn.execute(
        select(Supersession.old_id, Supersession.new_id).where(
            or_(Supersession.old_id == part, Supersession.new_id == part)
        )
    ).all()
    relatives = {id_ for pair in kin for id_ in pair} - {part}
    replaces = next((line.id for line in open_ if line.part_id in relatives), None)
    seq = keep(ctx, desk.slip, picking.WRONG, part=part, code=desk.code)
    nearest = next((line for line in open_ if line.id == replaces), open_[0] if open_ else None)
    wanted = f"{nearest.code} {nearest.name}" if nearest is not None else ""
    return Scanned(
        picking.WRONG, desk.code, Text(N_("This part is not on the slip.")), seq, wanted=wanted,
        wanted_bin=_bin_code(ctx, nearest.bin_id) if nearest is not None else "", replaces=replaces,
        **_named(ctx, part),
    )  # fmt: skip


def _take(
    ctx: Context, desk: _Desk, lines: Sequence[RequisitionLine], qty: int, bin_id: Id | None, lot: tuple[str, str]
) -> Scanned:
    """The part is on the slip: judges quantity, word of others, batch and bin, and keeps it."""
    line = next((x for x in lines if desk.open(x) > 0), lines[0])
    part = ctx.session.get_one(Part, part_of(line))
    seen = Scanned(
        REFUSED, desk.code, line_id=line.id, qty=qty, picked=desk.picked.get(line.id, 0), due=due(line),
        expected_bin=_bin_code(ctx, line.bin_id), **_named(ctx, part.id),
    )  # fmt: skip
    if name := rules.dropped(ctx, line):
        return replace(seen, reason=Text(N_("The customer dropped “{name}”: cancel the rest of this slip."), name=name))
    if why := substitutes.waits_for(line):
        return replace(seen, reason=why)
    if qty > desk.open(line) or qty <= 0:
        seq = keep(ctx, desk.slip, picking.SURPLUS, line=line, part=part.id, qty=qty, code=desk.code)
        return replace(seen, verdict=picking.SURPLUS, seq=seq, reason=Text(N_("That is more than the slip asks for.")))
    if why := reserving.taken_from_others(ctx, desk.slip, {part.id: _on_counter(desk, part.id) + qty}).get(part.id):
        seq = keep(ctx, desk.slip, picking.RESERVED, line=line, part=part.id, qty=qty, code=desk.code)
        return replace(seen, verdict=picking.RESERVED, seq=seq, reason=why)
    there = lying(ctx, [part.id], desk.slip.warehouse_id).get(part.id, [])
    batch = lot[1] if part.serial_tracked else lot[0] if part.batch_tracked else ""
    if (part.serial_tracked or part.batch_tracked) and not batch:
        near = [one for one in there if bin_id in (None, one.bin_id)]
        if len(near) != 1:
            keep(ctx, desk.slip, picking.ASK, line=line, part=part.id, code=desk.code)
            lots = tuple(Lot(x.batch, x.bin_id, x.bin, x.qty, x.expires) for x in near)
            return replace(seen, verdict=picking.ASK, lots=lots)
        batch = near[0].batch
    if part.serial_tracked and qty != 1000:
        return replace(seen, reason=Text(N_("{part}: scan the serial number of each piece."), part=part.number))
    return _place(ctx, desk, line, part, seen, there, bin_id, batch)


def _on_counter(desk: _Desk, part: Id) -> int:
    """What lies there of a part already, on whichever line."""
    return sum(desk.picked.get(line.id, 0) for line in desk.slip.lines if part_of(line) == part)


def _place(
    ctx: Context, desk: _Desk, line: RequisitionLine, part: Part, seen: Scanned, there: Sequence[Lying],
    bin_id: Id | None, batch: str,
) -> Scanned:  # fmt: skip
    """Where it was taken from: the bin scanned last, else where the books have enough, the expected bin first."""
    taken: dict[tuple[Id, str], int] = {}
    same = {x.id for x in desk.slip.lines if part_of(x) == part.id}
    for (id_, place, name), qty in picking.sums(desk.rows).items():
        if id_ in same:
            taken[place, name] = taken.get((place, name), 0) + qty
    enough = [
        one.bin_id for one in there
        if one.batch == batch and one.qty - taken.get((one.bin_id, batch), 0) >= seen.qty
    ]  # fmt: skip
    wanted = bin_id or (line.bin_id if line.bin_id in enough or not enough else enough[0])
    if wanted is None or (wanted not in enough and not _may_go_below(ctx, desk.slip)):
        code = _bin_code(ctx, wanted)
        seq = keep(ctx, desk.slip, picking.NONE, line=line, part=part.id, bin=wanted, qty=seen.qty, code=desk.code)
        text = Text(N_("The books do not have so much of it in {bin}."), bin=code) if code else Text(
            N_("The books have none of it in this warehouse."))  # fmt: skip
        return replace(seen, verdict=picking.NONE, seq=seq, reason=text, bin_id=wanted, bin=code, batch=batch)
    other = line.bin_id is not None and wanted != line.bin_id
    verdict = picking.OTHER_BIN if other else picking.OK
    seq = keep(
        ctx, desk.slip, verdict, line=line, part=part.id, bin=wanted, qty=seen.qty, lot=batch,
        serial=part.serial_tracked, code=desk.code,
    )  # fmt: skip
    return replace(
        seen, verdict=verdict, seq=seq, picked=seen.picked + seen.qty, bin_id=wanted, bin=_bin_code(ctx, wanted),
        batch=batch, reason=None,
    )  # fmt: skip


def _may_go_below(ctx: Any, slip: Requisition) -> bool:
    return bool(ctx.session.get_one(Warehouse, slip.warehouse_id).allow_negative)


@usecase("requisitions.undo", allow=ISSUE, rules=("R66",), audited=False)
def undo(ctx: Context, slip: Id, seq: int | None = None) -> Scanned:
    """Takes back the last scan that counts, or this one. Raises Refused if there is none."""
    desk = _desk(ctx, slip, "")
    row = picking.undoable(desk.rows, seq)
    if row is None:
        raise Refused("There is no scan to take back.")
    line = rules.line_of(desk.slip, row.line_id)
    made = keep(
        ctx, desk.slip, picking.UNDO, line=line, part=row.part_id, bin=row.bin_id, qty=-row.qty,
        lot=row.serial or row.batch, serial=bool(row.serial), code=row.code, ref=row.seq,
    )  # fmt: skip
    return Scanned(
        picking.UNDO, row.code, seq=made, line_id=line.id, qty=-row.qty, due=due(line), bin_id=row.bin_id,
        picked=desk.picked.get(line.id, 0) - row.qty, bin=_bin_code(ctx, row.bin_id), **_named(ctx, row.part_id),
    )  # fmt: skip


@usecase("requisitions.pick", allow=ISSUE, rules=("R66",), audited=False)
def pick(ctx: Context, slip: Id, line: Id, qty: int, *, bin: Id | None = None, batch: str = "") -> Scanned:
    """What lies on the counter for a line, typed (1/1000): the difference to what was scanned is taken or put back."""
    desk = _desk(ctx, slip, "")
    if why := barred(ctx, desk.slip):
        return Scanned(REFUSED, "", why)
    found = rules.line_of(desk.slip, line)
    more = qty - desk.picked.get(line, 0)
    if qty < 0 or qty % 10 ** (3 - found.decimals):
        raise Refused("In {unit}, quantities have at most {decimals} decimals.", where="qty", unit=found.unit,
                      decimals=found.decimals)  # fmt: skip
    if more >= 0:
        return _take(ctx, desk, [found], more, bin, (batch, batch)) if more else _unchanged(ctx, desk, found)
    for (id_, place, lot), lies in picking.sums(desk.rows).items():
        if id_ == line and more < 0 and bin in (None, place):
            back = min(lies, -more)
            more += back
            serial = ctx.session.get_one(Part, part_of(found)).serial_tracked
            keep(ctx, desk.slip, picking.UNDO, line=found, part=part_of(found), bin=place, qty=-back, lot=lot,
                 serial=serial)  # fmt: skip
    return replace(_unchanged(ctx, _desk(ctx, slip, ""), found), verdict=picking.UNDO)


def _unchanged(ctx: Any, desk: _Desk, line: RequisitionLine) -> Scanned:
    return Scanned(
        picking.OK, line_id=line.id, picked=desk.picked.get(line.id, 0), due=due(line), bin_id=line.bin_id,
        bin=_bin_code(ctx, line.bin_id), **_named(ctx, part_of(line)),
    )  # fmt: skip


@usecase("requisitions.short", allow=ISSUE, rules=("R66", "R13"))
def short(ctx: Context, slip: Id, line: Id) -> None:
    """What is due of a line is not there: who asked, the advisor and purchasing hear of it; it stays due."""
    desk = _desk(ctx, slip, "")
    if why := barred(ctx, desk.slip):
        raise Refused(why)
    found = rules.line_of(desk.slip, line)
    if desk.open(found) <= 0:
        raise Refused("Nothing of {part} is due any more.", part=found.code)
    keep(ctx, desk.slip, picking.SHORT, line=found, part=part_of(found), qty=desk.open(found))
    one = desk.slip
    order = ctx.session.get(WorkOrder, one.order_id) if one.order_id else None
    text = Text(N_("{part} is missing for {plate}: {number} waits."), part=found.code, plate=one.plate or one.number,
                number=one.number)  # fmt: skip
    where = (KIND_NAME, one.id)
    ctx.notify(text, user=one.technician_id, document=where)
    if order is not None:
        ctx.notify(text, user=order.advisor_id, role=None if order.advisor_id else "SA",
                   document=("work_orders", order.id))  # fmt: skip
    ctx.notify(text, role="PU", document=("parts", part_of(found)))
