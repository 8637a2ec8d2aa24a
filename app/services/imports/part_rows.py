"""Writes checked rows of a parts list into the part master: new, changed, unchanged. Knows no file and no column names.

Set-based: 17,000 rows are a handful of statements. Importing the same rows again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, select

from app.core.access import Permission
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_
from app.core.screen import Choice
from app.models.parts import Category, Part, PartBin, PartCode, Supersession, Unit
from app.models.stations import Bin, Warehouse
from app.models.suppliers import Supplier, SupplierPart
from app.services import taxes
from app.services.parts import indexing
from app.services.parts.codes import code_key
from app.services.parts.queries import categories
from app.services.parts.workflow import ACTIVE, EDIT_PRICES

IMPORT = Permission("import.run", N_("Import lists"))
PRICES = ("price_retail", "price_wholesale", "price_insurance", "price_floor", "tax_rate")


@dataclass(frozen=True, slots=True)
class Supply:
    """Who delivers a part: supplier's code or name, number there, lead days, smallest order (milli)."""

    supplier: str
    code: str | None = None
    lead_days: int | None = None
    moq: int | None = None


@dataclass(frozen=True, slots=True)
class PartRow:
    """One row to import: its number in the file, the part's columns by name, further codes, bins, its substitute.

    `incomplete` marks a new part "to complete": something required came from a default.
    `codes`: (kind, code). `category` is a code or a name. `replaced_by` is the part number of the substitute.
    """

    row: int
    number: str
    columns: dict[str, Any] = field(default_factory=dict)
    codes: tuple[tuple[str, str], ...] = ()
    bins: tuple[str, ...] = ()
    category: str = ""
    replaced_by: str = ""
    supply: Supply | None = None
    incomplete: bool = False


@dataclass(frozen=True)
class Written:
    """How many parts were new, changed and unchanged, and how many substitutes were added."""

    created: int
    changed: int
    unchanged: int
    supersessions: int


@query("imports.unit_decimals", allow=None)
def unit_decimals(ctx: Reader) -> dict[str, int]:
    """Decimals of every unit of the shop, by its code."""
    return dict(ctx.conn.execute(select(Unit.code, Unit.decimals)).all())


@query("imports.offered", allow=IMPORT)
def offered(ctx: Reader) -> dict[str, list[Choice]]:
    """The shop's units and categories, for whoever says what all rows of a file have."""
    units = ctx.conn.execute(select(Unit.code).order_by(Unit.decimals, Unit.code)).scalars()
    return {"unit": [Choice(code, code) for code in units], "category": categories(ctx)}


@usecase("imports.parts", allow=IMPORT, rules=("R9",), secret=("rows",))
def import_parts(ctx: Context, rows: Sequence[PartRow], warehouse: str = "") -> Written:
    """Imports checked rows in one transaction. Bins that are new are made in `warehouse` ("" = the station's first).

    A row without a value leaves what the part has. Raises Refused if the station has no warehouse for the bins.
    """
    if any(r.columns.get(name) is not None for r in rows for name in PRICES):
        ctx.actor.require(EDIT_PRICES)
    table = Part.__table__
    names = sorted({n for r in rows for n in r.columns} | {"category_id"})
    present = {r.number: r for r in ctx.conn.execute(select(table.c.id, table.c.number, *(table.c[n] for n in names)))}
    categories = _categories(ctx, {r.category for r in rows if r.category})
    decimals = _units(ctx, {r.columns["unit"] for r in rows if r.columns.get("unit")})
    ids: dict[str, Id] = {number: r.id for number, r in present.items()}
    new, changed = _sorted_out(ctx, rows, present, categories)
    new = [r | {"qty_decimals": decimals[r.get("unit", "件")]} for r in new]
    ids |= zip((r["number"] for r in new), ctx.write_many(table, new), strict=True)  # type: ignore[arg-type]
    _update(ctx, changed)
    touched = {ids[r["number"]] for r in new} | set(changed)
    touched |= _codes(ctx, rows, ids)
    touched |= _bins(ctx, rows, ids, warehouse)
    replaced = _supersessions(ctx, rows, ids)
    _supplies(ctx, rows, ids)
    indexing.reindex(ctx, sorted(touched))
    was_changed = len(touched - {ids[r["number"]] for r in new})
    return Written(len(new), was_changed, len(rows) - len(new) - was_changed, replaced)


def _sorted_out(
    ctx: Context, rows: Sequence[PartRow], present: dict[str, Any], categories: dict[str, Id]
) -> tuple[list[dict[str, Any]], dict[Id, dict[str, Any]]]:
    """Rows for new parts, and what differs of parts that are there."""
    taxed = {"tax_rate": taxes.usual(ctx)}
    new: list[dict[str, Any]] = []
    changed: dict[Id, dict[str, Any]] = {}
    for row in rows:
        given = {k: v for k, v in row.columns.items() if v is not None}
        if row.category:
            given["category_id"] = categories[row.category]
        kept = present.get(row.number)
        if kept is None:
            new.append(taxed | given | {"number": row.number, "incomplete": row.incomplete})
        elif differs := {k: v for k, v in given.items() if getattr(kept, k) != v}:
            changed[kept.id] = differs
    if new:
        every = {name: Part.__table__.c[name] for r in new for name in r}
        usual = {n: c.default.arg if c.default is not None and c.default.is_scalar else None for n, c in every.items()}
        head = {
            "state": ACTIVE, "station": ctx.station, "created_at": ctx.now, "created_by": ctx.actor.user,
        }  # fmt: skip
        # one executemany: all rows have the same columns
        new = [head | usual | r for r in new]
    return new, changed


def _update(ctx: Context, changed: dict[Id, dict[str, Any]]) -> None:
    """Writes what differs: one executemany per set of columns."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for id, row in changed.items():
        by_columns.setdefault(tuple(sorted(row)), []).append({"id": id} | row)
    for rows in by_columns.values():
        ctx.update_many(_table(Part), rows)


def _table(model: Any) -> Table:
    return model.__table__  # type: ignore[no-any-return]


def _units(ctx: Context, codes: set[str]) -> dict[str, int]:
    """Decimals of all units; those that the shop does not have yet are added, without decimals."""
    known = unit_decimals(ctx)
    head = {"station": ctx.station, "created_at": ctx.now}
    ctx.write_many(_table(Unit), [head | {"code": c, "name_zh": c, "name_en": c} for c in sorted(codes - known.keys())])
    return dict.fromkeys(codes, 0) | {"件": 0} | known


def _categories(ctx: Context, names: set[str]) -> dict[str, Id]:
    if not names:
        return {}
    found: dict[str, Id] = {}
    for row in ctx.conn.execute(select(Category.id, Category.code, Category.name_zh, Category.name_en)):
        found |= {name: row.id for name in (row.name_en, row.name_zh, row.code) if name}
    head = {"station": ctx.station, "created_at": ctx.now}
    missing = sorted(names - found.keys())
    number = len(found)
    made = [
        head | {"code": n if len(n) <= 20 else f"C{number + i}", "name_zh": n[:100], "name_en": None}
        for i, n in enumerate(missing)
    ]
    return found | dict(zip(missing, ctx.write_many(_table(Category), made), strict=True))


def _codes(ctx: Context, rows: Sequence[PartRow], ids: dict[str, Id]) -> set[Id]:
    wanted = [(ids[r.number], kind, code) for r in rows for kind, code in r.codes]
    if not wanted:
        return set()
    present = {tuple(row) for row in ctx.conn.execute(select(PartCode.part_id, PartCode.kind, PartCode.code))}
    fresh = [w for w in dict.fromkeys(wanted) if w not in present]
    ctx.write_many(
        _table(PartCode),
        [{"part_id": p, "kind": k, "code": c, "key": code_key(c, k), "symbology": None} for p, k, c in fresh],
    )
    return {p for p, _, _ in fresh}


def the_warehouse(ctx: Reader, code: str) -> Id:
    """The warehouse called `code`, or the station's first. Refused if there is none."""
    wanted = select(Warehouse.id).order_by(Warehouse.code).limit(1)
    wanted = wanted.where(Warehouse.code == code) if code else wanted.where(Warehouse.station == ctx.station)
    found = ctx.conn.execute(wanted).scalar_one_or_none()
    if found is None:
        raise Refused("There is no warehouse “{code}” at this station. Make one first.", code=code or "–")
    return found


def bin_ids(ctx: Context, warehouse: Id, codes: Iterable[str]) -> dict[str, Id]:
    """Ids of bins by code in one warehouse; those that are new are made."""
    found: dict[str, Id] = dict(ctx.conn.execute(select(Bin.code, Bin.id).where(Bin.warehouse_id == warehouse)).all())
    missing = sorted(set(codes) - found.keys())
    head = {"station": ctx.station, "created_at": ctx.now, "warehouse_id": warehouse}
    return found | dict(zip(missing, ctx.write_many(_table(Bin), [head | {"code": c} for c in missing]), strict=True))


def _bins(ctx: Context, rows: Sequence[PartRow], ids: dict[str, Id], warehouse: str) -> set[Id]:
    placed = [(ids[r.number], code) for r in rows for code in r.bins]
    return place(ctx, placed, the_warehouse(ctx, warehouse)) if placed else set()


def place(ctx: Context, placed: Sequence[tuple[Id, str]], warehouse: Id) -> set[Id]:
    """Gives parts their bins; the first one of a part is its primary. Returns the parts that got a new one."""
    bins = bin_ids(ctx, warehouse, (code for _, code in placed))
    present = {tuple(row) for row in ctx.conn.execute(select(PartBin.part_id, PartBin.bin_id))}
    housed = {part for part, _ in present}
    fresh: list[dict[str, Any]] = []
    for part, code in dict.fromkeys(placed):
        if (part, bins[code]) not in present:
            fresh.append({"part_id": part, "bin_id": bins[code], "is_primary": part not in housed})
            housed.add(part)
    ctx.write_many(_table(PartBin), fresh)
    return {row["part_id"] for row in fresh}


def _supersessions(ctx: Context, rows: Sequence[PartRow], ids: dict[str, Id]) -> int:
    """Adds substitutes; one that would close a circle, or whose part has one already, is left out."""
    wanted = [(ids[r.number], ids[r.replaced_by]) for r in rows if r.replaced_by and r.replaced_by in ids]
    if not wanted:
        return 0
    following: dict[Id, Id] = dict(ctx.conn.execute(select(Supersession.old_id, Supersession.new_id)).all())
    fresh = []
    for old, new in wanted:
        if old in following or _leads(following, new, old):
            continue
        following[old] = new
        fresh.append({"old_id": old, "new_id": new})
    ctx.write_many(_table(Supersession), fresh)
    return len(fresh)


def _leads(following: dict[Id, Id], start: Id, end: Id) -> bool:
    at: Id | None = start
    while at is not None:
        if at == end:
            return True
        at = following.get(at)
    return False


def _supplies(ctx: Context, rows: Sequence[PartRow], ids: dict[str, Id]) -> None:
    """Keeps who delivers a part; suppliers that are new get their name as their code."""
    wanted = {(r.supply.supplier, ids[r.number]): r.supply for r in rows if r.supply}
    if not wanted:
        return
    found: dict[str, Id] = {}
    for row in ctx.conn.execute(select(Supplier.id, Supplier.number, Supplier.name)):
        found |= {row.name: row.id, row.number: row.id}
    head = {"state": ACTIVE, "station": ctx.station, "created_at": ctx.now}
    missing = sorted({name for name, _ in wanted} - found.keys())
    made = [head | {"number": name[:40], "name": name} for name in missing]
    found |= dict(zip(missing, ctx.write_many(_table(Supplier), made), strict=True))
    present = {tuple(row) for row in ctx.conn.execute(select(SupplierPart.supplier_id, SupplierPart.part_id))}
    fresh = {
        (found[name], part): {"code": s.code, "lead_days": s.lead_days, "moq": s.moq}
        for (name, part), s in wanted.items()
    }
    ctx.write_many(
        _table(SupplierPart),
        [{"supplier_id": key[0], "part_id": key[1]} | row for key, row in fresh.items() if key not in present],
    )
