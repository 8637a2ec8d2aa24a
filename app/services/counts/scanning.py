"""The hot path of the scan room: one look-up, one appended event, everything the screen shows in one answer.

Blind: nothing here reads or returns a book quantity, a cost or an earlier round (R9, SD4). A code nobody knows is
kept with its place in the order of scans. What the shop's rules refuse is an answer, not an error: counting goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, bindparam, case, func, literal_column, or_, select, true, union_all

from app.core import scan as scanner
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.i18n import N_, Text
from app.core.scan import Scan
from app.models.counts import CountLine, CountPlace, ScanEvent, StockCount
from app.models.parts import Part, PartBin, PartCode
from app.models.people import User
from app.models.stations import Bin
from app.services.counts.rules import COUNT
from app.services.measures import measured
from app.services.parts.codes import scanned_keys

Kind = Literal["ok", "look", "unknown", "refused", "ask", "choose", "bin", "undone"]
EVENTS: Any = ScanEvent.__table__
MOST = 999_999_000
NOT_HERE = N_("This bin does not belong to the count. Scan a bin of this count.")


@dataclass(frozen=True)
class Candidate:
    """One of several things a code may mean here: a part, or one part in another status or batch (E1)."""

    part_id: Id
    number: str
    name_zh: str | None
    name_en: str | None
    status: str = "AVAILABLE"
    batch: str = ""


@dataclass(frozen=True)
class ScanResult:
    """What happened to a scan, for band, stage and tape.

    kind: ok · look (counted, but other bin or not on the list) · unknown (kept) · refused (`reason`) · ask (a weighed
    unit, or a label in doubt: type the quantity) · choose (`candidates`) · bin (a bin label: take that bin) · undone.
    `code` is the readable text; scanned again it means the same. `quantity` (1/1000) is what the scan asked for, to be
    handed back with the answer to a "choose". `added`, `total`, `scanned`, `typed` are 1/1000 units of this line in
    this round; `elsewhere` the bin where the part is expected.
    """

    kind: Kind
    code: str
    at: datetime
    reason: Text | None = None
    part_id: Id | None = None
    number: str = ""
    name_zh: str | None = None
    name_en: str | None = None
    unit: str = ""
    decimals: int = 0
    photo: str | None = None
    bin_id: Id | None = None
    bin: str = ""
    status: str = "AVAILABLE"
    batch: str = ""
    pack: int = 1000
    quantity: int | None = None
    added: int = 0
    total: int = 0
    scanned: int = 0
    typed: int = 0
    seq: int | None = None
    mark: str = ""
    elsewhere: str = ""
    unknowns: int = 0
    candidates: tuple[Candidate, ...] = ()


_c, _pl, _l, _p, _b, _e = (
    StockCount.__table__.c, CountPlace.__table__.c, CountLine.__table__.c, Part.__table__.c, Bin.__table__.c, EVENTS.c
)  # fmt: skip
_codes = union_all(
    select(_p.id.label("part_id"), literal_column("1000").label("pack")).where(
        or_(_p.number == bindparam("number"), _p.id == bindparam("part"))
    ),
    select(PartCode.part_id, PartCode.pack_qty).where(
        or_(PartCode.key == bindparam("key"), PartCode.key == bindparam("bare"))
    ),
).subquery("codes")
# spelled out in the statement: values bound at each call would cost more than the look-up itself
_by_hand: Any = literal_column(
    "scan_events.kind IN ('TYPED', 'ATTACH', 'ZERO') OR scan_events.mark IN ('TYPED', 'ZERO')"
)  # an undo says in `mark` what it takes back
_qty_by_hand = case((_by_hand, _e.qty), else_=literal_column("0"))


def _sum(value: Any) -> Any:
    """The sum over the events of the looked-up line in the place's round."""
    return (
        select(func.sum(value))
        .where(
            _e.count_id == bindparam("count"), _e.bin_id == bindparam("bin"), _e.part_id == _p.id,
            _e.round == _pl.round, _e.status == func.coalesce(_l.status, literal_column("'AVAILABLE'")),
            _e.batch == func.coalesce(_l.batch, literal_column("''")),
        )
        .correlate(Part.__table__, CountPlace.__table__, CountLine.__table__)
        .scalar_subquery()
    )  # fmt: skip


_other_line, _other_bin, _home = CountLine.__table__.alias(), Bin.__table__.alias(), PartBin.__table__
_listed_elsewhere = (
    select(func.min(_other_bin.c.code))
    .where(
        _other_line.c.count_id == bindparam("count"), _other_line.c.part_id == _p.id,
        _other_line.c.bin_id != bindparam("bin"), _other_bin.c.id == _other_line.c.bin_id,
    )
    .correlate(Part.__table__)
)  # fmt: skip
_kept_elsewhere = (
    select(func.min(_other_bin.c.code))
    .where(_home.c.part_id == _p.id, _home.c.bin_id != bindparam("bin"), _other_bin.c.id == _home.c.bin_id)
    .correlate(Part.__table__)
)
_look_up = (
    select(
        _c.state, _pl.round, _pl.counter_id, _pl.finished, _b.code.label("bin"), _codes.c.pack, _p.id.label("part_id"),
        _p.number, _p.name_zh, _p.name_en, _p.unit, _p.qty_decimals, _p.photo, _p.merged_into, _p.batch_tracked,
        _p.serial_tracked, _l.id.label("line"),
        _l.status, _l.batch, _l.again, _l.accepted, _sum(_e.qty).label("total"),
        _sum(_qty_by_hand).label("typed"),
        func.coalesce(_listed_elsewhere.scalar_subquery(), _kept_elsewhere.scalar_subquery()).label("elsewhere"),
    )
    .select_from(StockCount.__table__)
    .outerjoin(CountPlace.__table__, and_(_pl.count_id == _c.id, _pl.bin_id == bindparam("bin")))
    .outerjoin(Bin.__table__, _b.id == _pl.bin_id)
    .outerjoin(_codes, true())
    .outerjoin(Part.__table__, _p.id == _codes.c.part_id)
    .outerjoin(CountLine.__table__, and_(_l.count_id == _c.id, _l.bin_id == bindparam("bin"), _l.part_id == _p.id))
    .where(_c.id == bindparam("count"))
)  # fmt: skip
_label = (
    select(_b.id, _b.code, _pl.id.label("place"))
    .join(StockCount.__table__, and_(_c.id == bindparam("count"), _c.warehouse_id == _b.warehouse_id))
    .outerjoin(CountPlace.__table__, and_(_pl.bin_id == _b.id, _pl.count_id == _c.id))
    .where(_b.code == bindparam("code"))
)
_resolved = EVENTS.alias()
_open = and_(
    _e.count_id == bindparam("count"), _e.kind == "UNKNOWN",
    ~select(_resolved.c.seq).where(_resolved.c.ref == _e.seq).exists(),
)  # fmt: skip
_open_unknowns = select(func.count()).where(_open)
OPEN_CODES = select(_e.code).where(_open).order_by(_e.seq)


@usecase("counts.scan", allow=COUNT, rules=("R9", "R10", "SD4"), audited=False)
def scan(
    ctx: Context, count: Id, bin: Id, code: str, *, quantity: int | None = None, part: Id | None = None,
    status: str | None = None, batch: str | None = None,
) -> ScanResult:  # fmt: skip
    """Counts one scanned (or chosen) part in the bin; `quantity` in 1/1000 units replaces the 1 of an ordinary scan.

    `part`, `status` and `batch` answer an earlier "choose". Never raises for what a counter can do wrong.
    """
    said = scanner.parse(code)
    quantity = said.quantity if quantity is None else quantity
    blank = ScanResult("refused", said.text, ctx.now, bin_id=bin, quantity=quantity)
    rows = _meant(ctx, count, bin, said, part)
    if reason := barred(ctx, rows):
        return replace(blank, reason=reason)
    found = _distinct([r for r in rows if r.part_id is not None and part in (None, r.part_id)])
    if not found:
        return _unknown(ctx, count, bin, blank, rows[0], said)
    fitting = [
        r for r in found
        if status in (None, r.status or "AVAILABLE") and (_lot(r, said) or batch) in (None, r.batch or "")
    ]  # fmt: skip
    if len(fitting) > 1 or len({r.part_id for r in fitting or found}) > 1:
        return replace(blank, kind="choose", bin=found[0].bin, candidates=_candidates(fitting or found))
    row = dict((fitting or found)[0]._mapping)
    if not fitting:  # found in a status or batch in which the book has none of it here
        lot = _lot(found[0], said) or batch or ""
        sums = line_sums(ctx, count, bin, row["round"], row["part_id"], status or "AVAILABLE", lot)
        row |= {"line": None, "status": status, "batch": lot, "total": sums[0], "typed": sums[1]}
    row |= {"total": int(row["total"] or 0), "typed": int(row["typed"] or 0)}  # sums are numeric in PostgreSQL
    return _count(ctx, count, bin, blank, row, quantity, said)


def _pieces(said: Scan, times: int | None) -> int | None:
    """How many (1/1000): typed before the scan, times the pieces a carton's label tells; None = one, or ask."""
    if said.count is None or said.doubt:
        return times
    return said.count * (1000 if times is None else times)


def _lot(row: Any, said: Scan) -> str:
    """The serial number or batch of the label, where the shop keeps the part by it."""
    return (said.serial if row.serial_tracked else said.batch if row.batch_tracked else "")[:40]


def _meant(ctx: Any, count: Id, bin_id: Id, said: Scan, part: Id | None) -> list[Any]:
    rows = look_up(ctx, count, bin_id, said.code, part)
    if not said.others or any(r.part_id is not None for r in rows):
        return rows
    inside = [r for other in said.others for r in look_up(ctx, count, bin_id, other, part) if r.part_id is not None]
    return inside or rows


def look_up(ctx: Any, count: Id, bin_id: Id, code: str, part: Id | None) -> list[Any]:
    """Count, place, part and line for a code in one statement; aliases of merged parts are followed."""
    given = {"count": count, "bin": bin_id, "part": part, **scanned_keys(code)}
    rows = ctx.conn.execute(_look_up, given).all()
    merged = next((r.merged_into for r in rows if r.merged_into), None)
    if merged is not None:
        rows = ctx.conn.execute(_look_up, {**given, "number": "", "key": "", "bare": "", "part": merged}).all()
    return list(rows)


def barred(ctx: Any, rows: list[Any]) -> Text | None:
    """Why nothing can be counted here now by this person."""
    if not rows or rows[0].state not in ("counting", "recount"):
        return Text(N_("This count is not running. Open it again from the list."))
    place = rows[0]
    if place.round is None:
        return Text(NOT_HERE)
    if place.finished or place.counter_id is None:
        return Text(N_("Scan the bin label first."))
    if place.counter_id != ctx.actor.user:
        name = ctx.conn.execute(select(User.name).where(User.id == place.counter_id)).scalar()
        return Text(N_("{name} is counting this bin. Ask the leader to hand it over."), name=name or "")
    return None


def _distinct(rows: list[Any]) -> list[Any]:
    """One row per part, status and batch; a code with a pack wins over the bare number."""
    best: dict[Any, Any] = {}
    for row in sorted(rows, key=lambda r: r.pack == 1000):
        best.setdefault((row.part_id, row.status, row.batch), row)
    return list(best.values())


def _candidates(rows: list[Any]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(r.part_id, r.number, r.name_zh, r.name_en, r.status or "AVAILABLE", r.batch or "") for r in rows
    )


def _unknown(ctx: Context, count: Id, bin_id: Id, blank: ScanResult, place: Any, said: Scan) -> ScanResult:
    """A bin label; or a code that nobody knows, kept; or a label that contradicts itself, refused."""
    label = ctx.conn.execute(_label, {"count": count, "code": said.code.upper()}).first()
    if label is not None and label.place is None:  # whoever goes on scanning there must not count it into this bin
        return replace(blank, reason=Text(NOT_HERE), bin_id=label.id, bin=label.code)
    if label is not None:
        return replace(blank, kind="bin", bin_id=label.id, bin=label.code)
    if said.fault == "conflict":
        return replace(blank, reason=Text(N_("This label says two different things. Choose the part with F4.")))
    again = Text(N_("The check digit is wrong. Scan it again.")) if said.fault else None
    seq = append(ctx, count, bin_id, place.round, "UNKNOWN", code=blank.code, qty=_pieces(said, blank.quantity) or 1000)
    waiting = ctx.conn.execute(_open_unknowns, {"count": count}).scalar_one()
    return replace(blank, kind="unknown", reason=again, bin=place.bin, seq=seq, unknowns=waiting)


def _count(
    ctx: Context, count: Id, bin_id: Id, blank: ScanResult, row: dict[str, Any], quantity: int | None, said: Scan
) -> ScanResult:
    """Appends the scan of a part that is known, unless the rules say no or the quantity is missing."""
    named = replace(
        blank, part_id=row["part_id"], number=row["number"], name_zh=row["name_zh"], name_en=row["name_en"],
        unit=row["unit"], decimals=row["qty_decimals"], photo=row["photo"], bin=row["bin"],
        status=row["status"] or "AVAILABLE", batch=row["batch"] or "", pack=row["pack"], total=row["total"],
        typed=row["typed"], scanned=row["total"] - row["typed"],
    )  # fmt: skip
    if row["round"] > 1 and not (row["line"] and row["again"] and row["accepted"] is None):
        return replace(
            named, total=0, typed=0, scanned=0, reason=Text(N_("This part is not counted again in this bin."))
        )
    if quantity is None and said.doubt:
        return replace(named, kind="ask", reason=Text(N_("The label tells a count that does not belong to it.")))
    if named.decimals and named.pack == 1000:  # weighed: as typed, else as the label says; pieces are no measure
        quantity = measured(said, named.unit, named.decimals) if quantity is None else quantity
        if quantity is None:
            return replace(named, kind="ask")
    else:
        quantity = _pieces(said, quantity)
    if row["serial_tracked"] and named.batch and named.total > 0:
        return replace(named, reason=Text(N_("The serial number {serial} is counted already."), serial=named.batch))
    added = named.pack if quantity is None else quantity * named.pack // 1000
    if reason := misfit(added, named.decimals):
        return replace(named, reason=reason)
    mark = "" if row["line"] else "OTHER_BIN" if row["elsewhere"] else "OFF_LIST"
    seq = append(
        ctx, count, bin_id, row["round"], "SCAN", part_id=named.part_id, status=named.status, batch=named.batch,
        qty=added, code=named.code, mark=mark,
    )  # fmt: skip
    return replace(
        named, kind="look" if mark else "ok", added=added, total=named.total + added, seq=seq, mark=mark,
        scanned=named.scanned + added,
        elsewhere=(row["elsewhere"] or "") if mark else "",
    )  # fmt: skip


_sums = select(func.coalesce(func.sum(_e.qty), 0), func.coalesce(func.sum(_qty_by_hand), 0)).where(
    _e.count_id == bindparam("count"), _e.bin_id == bindparam("bin"), _e.round == bindparam("round"),
    _e.part_id == bindparam("part"), _e.status == bindparam("status"), _e.batch == bindparam("batch"),
)  # fmt: skip


def line_sums(ctx: Any, count: Id, bin_id: Id, round: int, part: Id, status: str, batch: str) -> tuple[int, int]:
    """What one round counted for one line so far (1/1000 units), and how much of it by hand."""
    given = {"count": count, "bin": bin_id, "round": round, "part": part, "status": status, "batch": batch}
    total, typed = ctx.conn.execute(_sums, given).one()
    return int(total), int(typed)


def misfit(quantity: int, decimals: int) -> Text | None:
    """Why a quantity (1/1000) can't be counted in a unit with so many decimals, or None."""
    if not 0 < quantity <= MOST:
        return Text(N_("Enter a quantity above zero, at most 999,999."))
    if quantity % 10 ** (3 - decimals):
        return Text(N_("At most {decimals} decimals for this unit."), decimals=decimals)
    return None


def append(ctx: Context, count: Id, bin_id: Id, round: int, kind: str, **values: Any) -> int:
    """Adds one event to the scan log; returns its number."""
    row = {
        "count_id": count, "bin_id": bin_id, "round": round, "kind": kind, "part_id": None, "status": "AVAILABLE",
        "batch": "", "qty": 0, "code": "", "mark": "", "ref": None, "user_id": ctx.actor.user, "at": ctx.now,
        "note": None, "origin_seq": None,
    }  # fmt: skip
    return ctx.append(EVENTS, [row | values]).start
