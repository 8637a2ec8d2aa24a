"""The lists of purchase papers: found by number, supplier or a part on them. Knows their shape, no single one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.core.clock import Id
from app.core.i18n import N_
from app.core.screen import Choice, Column, Filter, ListQuery, ListSpec, View
from app.core.workflow import Workflow
from app.models.parts import Part
from app.models.suppliers import Supplier
from app.services.rows import newest_first, rows


def supplier_choices(ctx: Any) -> Sequence[Choice]:
    """The suppliers by code, for the filter."""
    rows = ctx.conn.execute(select(Supplier.number, Supplier.name).order_by(Supplier.number))
    return [Choice(number, name) for number, name in rows]


def _fits(model: type[Any], line: type[Any], parent: str, word: str) -> ColumnElement[bool]:
    """A typed word is in the number, the reason, the supplier's name or a part on the paper."""
    on_lines = (
        select(getattr(line, parent))
        .join(Part, Part.id == line.part_id)
        .where(or_(Part.number.startswith(word, autoescape=True), Part.name_zh.contains(word, autoescape=True)))
    )
    fits = [model.number.contains(word, autoescape=True), model.id.in_(on_lines)]
    if hasattr(model, "reason"):
        fits.append(func.upper(model.reason).contains(word, autoescape=True))
    if hasattr(model, "supplier_id"):
        named = select(Supplier.id).where(func.upper(Supplier.name).contains(word, autoescape=True))
        fits.append(model.supplier_id.in_(named))
    return or_(*fits)


def paper_list(
    model: type[Any], line: type[Any], parent: str, workflow: Workflow, columns: Sequence[Column], *,
    row: Callable[[Any, Any], tuple[Any, ...]], views: Sequence[View], empty: str, tables: Sequence[str],
) -> ListSpec:  # fmt: skip
    """The list of one kind of paper: `line` with its `parent` id column; `row(ctx, paper)` makes a row."""
    names = {c.name for c in columns if c.sort and hasattr(model, c.name)}

    def find(ctx: Any, wanted: ListQuery) -> Sequence[Id]:
        found = select(model.id)
        for word in wanted.text.upper().split():
            found = found.where(_fits(model, line, parent, word))
        for name, value in wanted.where:
            if name == "supplier":
                found = found.where(model.supplier_id.in_(select(Supplier.id).where(Supplier.number == value)))
            else:
                found = found.where(getattr(model, name).in_(value.split()))
        return newest_first(ctx, model, found, wanted, names)

    def read(ctx: Any, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
        return rows(ctx, model, ids, row)

    filters = [Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in workflow.states))]
    if hasattr(model, "supplier_id"):
        filters.append(Filter("supplier", N_("Supplier"), query=supplier_choices))
    return ListSpec(
        columns=tuple(columns), find=find, read=read, reads=(*tables, "step_proofs"), filters=tuple(filters),
        views=tuple(views), sort="-created_at", hint=N_("Number, supplier or part"), empty=empty,
    )  # fmt: skip
