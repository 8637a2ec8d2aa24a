"""What may be changed of a part, and how: the checks of its form, supersession, its codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.core import scan
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.models.parts import Part, PartCode, Supersession, Unit
from app.services import stock, taxes
from app.services.parts.codes import code_key, folded, part_number
from app.services.parts.indexing import reindex
from app.services.parts.workflow import EDIT

LEVELS = ("warning_level", "reorder_point", "max_level")


def before_save(ctx: Context, part: Part, values: dict[str, Any]) -> None:
    """Puts the values of the form in order; raises Refused with everything that does not fit."""
    problems: list[Problem] = []
    if values.get("number") is not None:
        values["number"] = part_number(values["number"])
        problems += _number_taken(ctx, part, values["number"])
    now = {name: values.get(name, getattr(part, name)) for name in ("name_zh", "name_en")}
    if not any(now.values()):
        problems.append(Problem("name_zh", Text(N_("A part needs a Chinese or an English name."))))
    problems += _unit(ctx, part, values)
    problems += taxes.unknown(ctx, values.get("tax_rate"), "tax_rate")
    kept: int | None = part.tax_rate
    if kept is None and values.get("tax_rate") is None:
        values["tax_rate"] = taxes.usual(ctx)
    for row in values.get("codes", ()):
        row["code"] = _named(row.get("code") or "")
        row["key"] = code_key(row["code"], row.get("kind") or "BARCODE")
    _one_primary(values.get("bins", ()))
    if problems:
        raise Refused.all(tuple(problems))


def _named(code: str) -> str:
    """A code as it is kept: of a GS1 label its GTIN, for batch and serial behind it are of that one carton."""
    given = scan.parse(code)
    return given.gtin if given.elements and given.gtin else folded(code)


def _number_taken(ctx: Context, part: Part, number: str) -> list[Problem]:
    with ctx.session.no_autoflush:
        other = ctx.session.scalar(select(Part.id).where(Part.number == number))
    if other is None or other == part.id:
        return []
    return [Problem("number", Text(N_("“{value}” is taken. Choose another one, or open that one."), value=number))]


def _unit(ctx: Context, part: Part, values: dict[str, Any]) -> list[Problem]:
    """The unit gives the decimals; both stay as they are from the first movement on (domain.md §5.13)."""
    unit = values.get("unit") or part.unit or "件"
    found = ctx.conn.execute(select(Unit.decimals).where(Unit.code == unit)).scalar()
    decimals = found if found is not None else (part.qty_decimals or 0)
    if "unit" in values:
        if part.unit and unit != part.unit and stock.has_moves(ctx, part.id):
            text = Text(N_("{part} has moved already: its unit can't change. Make a new part."), part=part.number)
            return [Problem("unit", text)]
        values["unit"], values["qty_decimals"] = unit, decimals
    step = 10 ** (3 - decimals)
    if values.get("criticality") not in (None, 1, 2, 3):
        text = Text(N_("Criticality is 1 (can't run, or safety), 2 (function limited) or 3 (comfort)."))
        return [Problem("criticality", text)]
    return [
        Problem(name, Text(N_("In {unit}, quantities have at most {decimals} decimals."), unit=unit, decimals=decimals))
        for name in LEVELS
        if (values.get(name) or 0) % step
    ]


def _one_primary(bins: Iterable[dict[str, Any]]) -> None:
    rows = list(bins)
    first = next((row for row in rows if row.get("is_primary")), rows[0] if rows else None)
    for row in rows:
        row["is_primary"] = row is first


def after_save(ctx: Context, part: Part) -> None:
    """Keeps the search index true."""
    reindex(ctx, [part.id])


@usecase("parts.supersede", allow=EDIT)
def supersede(ctx: Context, old: Id, new: Id, use_up_old: bool = True) -> None:
    """Says that `new` replaces `old`, which stays usable while it lasts; a later word replaces an earlier one.

    Raises Refused if the chain of substitutes would come back to its start.
    """
    before, after = part_of(ctx, old), part_of(ctx, new)
    chain = {row[0]: row[1] for row in ctx.conn.execute(select(Supersession.old_id, Supersession.new_id))}
    at: Id | None = new
    while at is not None:
        if at == old:
            raise Refused(
                "{new} is itself replaced by {old}: that would be a circle.", old=before.number, new=after.number
            )
        at = chain.get(at)
    kept = ctx.session.scalar(select(Supersession).where(Supersession.old_id == old))
    if kept is None:
        kept = Supersession(old_id=old)
        ctx.session.add(kept)
    kept.new_id, kept.use_up_old = new, use_up_old
    ctx.flush()


@usecase("parts.unsupersede", allow=EDIT)
def unsupersede(ctx: Context, old: Id) -> None:
    """Takes back that a part is replaced."""
    kept = ctx.session.scalar(select(Supersession).where(Supersession.old_id == old))
    if kept is None:
        raise Refused("{part} is not replaced by another part.", part=part_of(ctx, old).number)
    ctx.session.delete(kept)
    ctx.flush()


@usecase("parts.keep_code", allow=EDIT)
def keep_code(ctx: Context, part: Id, code: str) -> None:
    """Makes a scanned code one of the part's barcodes, each worth one; a code it has already changes nothing.

    Raises Refused if the code is another part's: what one label means must stay one thing (E1).
    """
    kept, plain = part_of(ctx, part), _named(code)
    key = code_key(plain, "BARCODE")
    others = select(Part.number).join(PartCode, PartCode.part_id == Part.id).where(PartCode.key == key)
    other = ctx.conn.execute(others.where(Part.id != part)).scalar()
    other = other or ctx.conn.execute(select(Part.number).where(Part.number == plain.upper(), Part.id != part)).scalar()
    if other is not None:
        raise Refused("{code} is already a code of {part}.", where="code", code=plain, part=other)
    if not plain or len(plain) > 80:
        raise Refused("This code can't be kept on a part. It has 1 to 80 characters there.", where="code")
    if all(c.key != key for c in kept.codes):
        kept.codes.append(PartCode(kind="BARCODE", code=plain, key=key, pack_qty=1000))
        ctx.flush()
        reindex(ctx, [part])


def part_of(ctx: Context, id: Id) -> Part:
    """The part; Refused if it is gone."""
    part = ctx.session.get(Part, id)
    if part is None:
        raise Refused("This part does not exist any more.")
    return part
