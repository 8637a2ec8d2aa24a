"""Finds and reads parts: the list, the side panel, what is alike. Set-based and read-only; knows no form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.i18n import N_, Text, pick
from app.core.screen import Choice, Fact, ListQuery, Peek, PeekTable
from app.models.many import ids_of, raw_id
from app.models.parts import Category, Part, PartBin, PartCode, PartIndex, Supersession
from app.models.purchasing import GoodsReceipt, Supply
from app.models.stations import Bin, Warehouse
from app.models.stock import Balance
from app.models.suppliers import Supplier
from app.services import stock
from app.services.parts.codes import compare_key, folded
from app.services.parts.grades import GRADES
from app.services.parts.workflow import OBSOLETE, VIEW, VIEW_COST, VIEW_PRICES, WORKFLOW

_in_stock = select(func.coalesce(func.sum(Balance.qty), 0)).where(
    Balance.part_id == PartIndex.part_id, Balance.status == "AVAILABLE"
)
# What is put together has no index: by its order SQLite would fetch the rows from all over the file, which takes ten
# times as long as reading the file through and sorting what fits.
_SORTS: dict[str, Any] = {
    "number": PartIndex.number.concat(""), "name": PartIndex.sort_name.concat(""), "grade": Part.quality_grade,
    "price": Part.price_retail, "abc": Part.abc_class, "state": Part.state,
}  # fmt: skip
_ON_INDEX = ("number", "name")  # sort keys that need no look at the part itself


def words_match(text: str) -> ColumnElement[bool]:
    """Every typed word is somewhere in the search text, or the whole without punctuation is.

    A single letter or digit is in almost every part: it only looks at beginnings.
    """
    typed = folded(text).lower()
    if len(typed) == 1 and typed.isascii():
        return or_(
            PartIndex.number_key.startswith(typed.upper(), autoescape=True),
            PartIndex.sort_name.startswith(typed, autoescape=True),
        )
    words = and_(*(PartIndex.search_text.contains(word, autoescape=True) for word in typed.split()))
    key = compare_key(typed).lower()
    if len(key) < 3 or key == typed:
        return words
    return or_(words, PartIndex.search_text.contains(key, autoescape=True))


def _number_first(text: str) -> ColumnElement[int]:
    key = compare_key(text)
    return case(
        (PartIndex.number_key == key, 0), (PartIndex.number_key.startswith(key, autoescape=True), 1),
        (PartIndex.number_key.contains(key, autoescape=True), 2), else_=3,
    )  # fmt: skip


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """Ids of the parts that fit, hits on the number first while something is typed; merged ones have no search row."""
    where = dict(wanted.where)
    key = wanted.sort.lstrip("-") or "number"
    statement = select(raw_id(PartIndex.part_id))
    if where or key not in _ON_INDEX:
        statement = statement.join(Part, Part.id == PartIndex.part_id)
    hidden = stock.blind_bins(ctx) if "level" in where or key == "available" else frozenset()
    if hidden and "level" in where:  # to be among those out of stock would tell a counter what he is to find
        statement = statement.where(Part.id.not_in(stock.blind_parts(ctx, hidden)))
    there = stock.here(ctx, _in_stock, Balance.warehouse_id)
    for condition in _conditions(where, there.scalar_subquery()):
        statement = statement.where(condition)
    if wanted.text:
        statement = statement.where(words_match(wanted.text))
        if wanted.sort in ("", "number") and folded(wanted.text).isascii():
            statement = statement.order_by(_number_first(wanted.text))
    column = _SORTS.get(key, _SORTS["number"])
    if key == "available":
        column = (there.where(Balance.bin_id.not_in(hidden)) if hidden else there).scalar_subquery()
    statement = statement.order_by(column.desc() if wanted.sort.startswith("-") else column.asc(), PartIndex.part_id)
    if wanted.limit < ListQuery.limit:  # with any limit SQLite sorts by a slower way that is only good for few rows
        statement = statement.limit(wanted.limit)
    return ids_of(ctx.conn, statement)


def _conditions(where: Mapping[str, str], there: Any) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if level := where.get("level"):
        low = there <= 0 if level == "out" else there < func.coalesce(Part.warning_level, Part.reorder_point)
        found += [low, Part.state != OBSOLETE]
    if "incomplete" in where:
        found.append(Part.incomplete == (where["incomplete"] == "yes"))
    if grade := where.get("grade"):
        found.append(Part.quality_grade.in_(grade.split()))
    if state := where.get("state"):
        found.append(Part.state.in_(state.split()))
    if category := where.get("category"):
        found.append(Part.category_id.in_(select(Category.id).where(Category.code == category)))
    if place := where.get("bin"):
        found.append(
            exists().where(
                PartBin.part_id == Part.id, PartBin.bin_id == Bin.id, Bin.code.startswith(place, autoescape=True)
            )
        )
    return found


def categories(ctx: Reader) -> list[Choice]:
    """The shop's categories, for a filter and the form."""
    rows = ctx.conn.execute(select(Category.code, Category.name_zh, Category.name_en).order_by(Category.code))
    return [Choice(code, pick(zh, en) or code) for code, zh, en in rows]


def aisles(ctx: Reader) -> list[Choice]:
    """The beginnings of the bin codes ("A-03"), for a filter: a shop has thousands of bins and a dozen aisles."""
    codes = ctx.conn.execute(select(Bin.code).where(Bin.active).order_by(Bin.code)).scalars()
    heads = dict.fromkeys("-".join(code.split("-")[:2]) for code in codes)
    return [Choice(head, head) for head in heads]


_level = func.coalesce(Part.warning_level, Part.reorder_point)  # set by hand, else computed
_page = select(
    Part.id, Part.number, Part.name_zh, Part.name_en, Part.quality_grade, Part.unit, Part.qty_decimals,
    Part.price_retail, Part.abc_class, _level.label("warning_level"), Part.state, Part.incomplete,
    Category.name_zh.label("category_zh"), Category.name_en.label("category_en"),
).outerjoin(Category, Category.id == Part.category_id).where(Part.id.in_(bindparam("ids", expanding=True)))  # fmt: skip
_page_bins: Any = (
    select(PartBin.part_id, Bin.code)
    .join(Bin, Bin.id == PartBin.bin_id)
    .where(PartBin.part_id.in_(bindparam("ids", expanding=True)))
    .order_by(PartBin.is_primary, Bin.code.desc())
)


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    rows = {row.id: row for row in ctx.conn.execute(_page, {"ids": list(ids)})} if ids else {}
    homes = stock.here(ctx, _page_bins, Bin.warehouse_id)
    bins: dict[Id, str] = dict(ctx.conn.execute(homes, {"ids": list(ids)}).all()) if ids else {}
    there, blind = stock.available(ctx, ids), stock.blind_parts(ctx)
    return [
        (
            row.number, pick(row.name_zh, row.name_en), row.quality_grade, bins.get(row.id),
            None if row.id in blind else level(there.get(row.id, 0), row.qty_decimals, row.unit, row.warning_level),
            row.price_retail, row.abc_class, row.state, row.incomplete, row.unit,
            pick(row.category_zh, row.category_en) or None,
        )
        for row in (rows[i] for i in ids if i in rows)
    ]  # fmt: skip


def level(qty: int, decimals: int, unit: str, warning: int | None) -> tuple[int, int, str, float, str]:
    """A level cell: quantity, its decimals and unit, share of the warning level, family (below it warn, none bad)."""
    if not warning:
        return (qty, decimals, unit, 1.0, "bad" if qty < 0 else "ok")
    family = "bad" if qty <= 0 else "warn" if qty < warning else "ok"
    return (qty, decimals, unit, max(0.0, min(1.0, qty / warning)), family)


@dataclass(frozen=True)
class Substitute:
    """A part that replaces another one, how much of it is available (1/1000; None = hidden from this person), and
    whether the old is used up first."""

    id: Id
    number: str
    grade: str
    qty: int | None
    decimals: int
    unit: str
    use_up_old: bool


@query("parts.substitutes", allow=VIEW)
def substitutes(ctx: Reader, id: Id) -> list[Substitute]:
    """The chain of parts that replace this one, the next first."""
    found: list[Substitute] = []
    at, blind = id, stock.blind_parts(ctx)
    while True:
        step = ctx.conn.execute(
            select(Part.id, Part.number, Part.quality_grade, Part.qty_decimals, Part.unit, Supersession.use_up_old)
            .join(Supersession, Supersession.new_id == Part.id)
            .where(Supersession.old_id == at)
        ).first()
        if step is None:
            return found
        qty = None if step.id in blind else stock.available(ctx, [step.id]).get(step.id, 0)
        found.append(
            Substitute(step.id, step.number, step.quality_grade, qty, step.qty_decimals, step.unit, step.use_up_old)
        )
        at = step.id


def peek(ctx: Reader, id: Id) -> Peek:
    """Have you got it, where, how much: stock per bin and status, substitutes, last moves; cost if one may see it."""
    part = ctx.session.get(Part, id)
    if part is None:
        raise Refused("This part does not exist any more.")
    unit, decimals = part.unit, part.qty_decimals
    qty = stock.available(ctx, [id]).get(id, 0)
    hidden = stock.blind_bins(ctx)
    blind = id in stock.blind_parts(ctx, hidden)
    bar = part.reorder_point if part.warning_level is None else part.warning_level
    state = WORKFLOW.state(part.state)
    chips = [(state.label, state.family)]
    if not blind and level(qty, decimals, unit, bar)[4] != "ok":
        chips.append((N_("Out of stock"), "bad") if qty <= 0 else (N_("Below warning level"), "warn"))
    chips += [(label, "idle") for label, flag in ((N_("Safety part"), part.safety_critical),) if flag]
    figures = [] if blind else [Fact(N_("Available"), (qty, decimals, unit), "quantity")]
    if held := stock.reserved_here(ctx, [id]).get(id):
        figures.append(Fact(N_("Reserved"), (held, decimals, unit), "quantity"))
    if part.price_retail is not None and ctx.actor.may(VIEW_PRICES):
        figures.append(Fact(N_("Retail price"), part.price_retail, "price"))
    facts = [Fact(N_("Available"), stock.HIDDEN, tone="warn")] if blind else []
    facts.append(Fact(N_("Quality grade"), Text(GRADES.get(part.quality_grade, part.quality_grade))))
    if bar:
        facts.append(Fact(N_("Warning level"), (bar, decimals, unit), "quantity"))
    if ctx.actor.may(VIEW_COST):
        facts += [Fact(N_("Average cost"), cost, "price") for cost in stock.average_cost(ctx, [id]).values()]
    return Peek(
        part.number, pick(part.name_zh, part.name_en), tuple(chips), tuple(figures), tuple(facts),
        tuple(table for table in _tables(ctx, id, unit, decimals, hidden) if table.rows),
    )  # fmt: skip


def _tables(ctx: Reader, id: Id, unit: str, decimals: int, hidden: frozenset[Id]) -> list[PeekTable]:
    wanted: Any = (
        select(Bin.code, Balance.status, Balance.batch, Balance.qty, Bin.id)
        .join(Bin, Bin.id == Balance.bin_id)
        .where(Balance.part_id == id, Balance.qty != 0)
        .order_by(Balance.status, Bin.code)
    )
    places = ctx.conn.execute(stock.here(ctx, wanted, Balance.warehouse_id))
    lying = tuple(
        (code, Text(stock.STATUS_LABELS[status]), batch, None if bin_ in hidden else (qty, decimals, unit))
        for code, status, batch, qty, bin_ in places
    )
    instead = tuple(
        (s.number, Text(GRADES.get(s.grade, s.grade)), None if s.qty is None else (s.qty, s.decimals, s.unit))
        for s in substitutes(ctx, id)
    )
    past = tuple(
        (
            clock.local(move.occurred_at).date(), Text(stock.KIND_LABELS[move.kind]),
            None if move.bin_id in hidden else (move.qty, decimals, unit),
        )
        for move in stock.last_moves(ctx, id)
    )  # fmt: skip
    return [
        PeekTable(N_("In stock"), ("bin", "text", "muted", "quantity"), lying),
        PeekTable(N_("At other stations"), ("strong", "text", "quantity"), _afar(ctx, id, unit, decimals)),
        PeekTable(N_("Substitutes"), ("strong", "text", "quantity"), instead),
        PeekTable(N_("Purchases"), ("date", "text", "quantity", "price"), _bought(ctx, id, unit, decimals)),
        PeekTable(N_("Last moves"), ("date", "text", "quantity"), past),
    ]


def _afar(ctx: Reader, id: Id, unit: str, decimals: int) -> tuple[tuple[Any, ...], ...]:
    """What other stations had when they last exchanged: warehouse, status and quantity, apart from what is ours."""
    if not ctx.far_stations:
        return ()
    rows = ctx.conn.execute(
        select(Warehouse.name, Balance.status, func.sum(Balance.qty))
        .join(Warehouse, Warehouse.id == Balance.warehouse_id)
        .where(Balance.part_id == id, Balance.qty != 0, Balance.warehouse_id.in_(stock.far_houses(ctx)))
        .group_by(Warehouse.name, Balance.status)
        .order_by(Warehouse.name, Balance.status)
    )
    return tuple((name, Text(stock.STATUS_LABELS[status]), (int(qty), decimals, unit)) for name, status, qty in rows)


def _bought(ctx: Reader, id: Id, unit: str, decimals: int) -> tuple[tuple[Any, ...], ...]:
    """From whom it came last to this station, how much and at what price: for those who may see costs."""
    if not ctx.actor.may(VIEW_COST):
        return ()
    rows = ctx.conn.execute(
        select(Supply.at, Supplier.name, Supply.qty, Supply.price)
        .join(Supplier, Supplier.id == Supply.supplier_id)
        .join(GoodsReceipt, GoodsReceipt.id == Supply.receipt_id)
        .where(Supply.part_id == id, GoodsReceipt.state == "posted", Supply.station.not_in(ctx.far_stations))
        .order_by(Supply.at.desc(), Supply.seq.desc())
        .limit(5)
    )
    return tuple((clock.local(at).date(), name, (qty, decimals, unit), price) for at, name, qty, price in rows)


@dataclass(frozen=True)
class Similar:
    """A part that may be the same as the one being typed: which, and what is alike (a msgid)."""

    id: Id
    number: str
    name: str
    why: str


@query("parts.similar", allow=VIEW)
def similar(ctx: Reader, number: str = "", name: str = "", oem: str = "", exclude: Id | None = None) -> list[Similar]:
    """Parts that look like duplicates of what is being typed: same number but for signs, same OEM number, same name."""
    found: dict[Id, Similar] = {}
    key, oem_key = compare_key(number), compare_key(oem)
    asked: list[tuple[str, ColumnElement[bool]]] = []
    if len(key) >= 3:
        asked.append((N_("Same number but for signs"), PartIndex.number_key == key))
        coded = select(PartCode.part_id).where(PartCode.key == key)
        asked.append((N_("Has this number as another code"), PartIndex.part_id.in_(coded)))
    if len(oem_key) >= 3:
        coded = select(PartCode.part_id).where(PartCode.key == oem_key)
        asked.append((N_("Same OEM number"), or_(PartIndex.number_key == oem_key, PartIndex.part_id.in_(coded))))
    if len(name.strip()) >= 2:
        called = name.strip()
        asked.append((N_("Same name"), or_(Part.name_zh == called, func.lower(Part.name_en) == called.lower())))
    for why, condition in asked:
        rows = ctx.conn.execute(
            select(Part.id, Part.number, Part.name_zh, Part.name_en)
            .join(PartIndex, PartIndex.part_id == Part.id)
            .where(condition, Part.merged_into.is_(None))
            .order_by(Part.number)
            .limit(5)
        )
        for row in rows:
            if row.id != exclude:
                found.setdefault(row.id, Similar(row.id, row.number, pick(row.name_zh, row.name_en), why))
    return list(found.values())
