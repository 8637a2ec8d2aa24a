"""The lists of requisitions and return slips: found by number, plate, order, reason or a part on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, or_, select

from app.core.clock import Id
from app.core.i18n import N_
from app.core.screen import Choice, Column, Filter, ListQuery, ListSpec, View
from app.core.workflow import Workflow
from app.services.rows import newest_first, rows


def slip_list(
    model: type[Any], line: type[Any], parent: str, workflow: Workflow, columns: Sequence[Column], *,
    row: Callable[[Any, Any], tuple[Any, ...]], views: Sequence[View], empty: str, tables: Sequence[str],
    filters: Sequence[Filter] = (),
) -> ListSpec:  # fmt: skip
    """The list of one kind of slip: `line` with its `parent` id column; `row(ctx, slip)` makes a row."""
    names = {c.name for c in columns if c.sort and hasattr(model, c.name)}

    def find(ctx: Any, wanted: ListQuery) -> Sequence[Id]:
        found = select(model.id)
        for word in wanted.text.upper().split():
            on_lines = select(getattr(line, parent)).where(
                or_(line.code.startswith(word, autoescape=True), line.name.contains(word, autoescape=True))
            )
            plate = word.replace("·", "").replace("-", "")
            found = found.where(
                or_(
                    model.number.contains(word, autoescape=True), model.plate.contains(plate, autoescape=True),
                    model.order_number.contains(word, autoescape=True), model.id.in_(on_lines),
                    func.upper(model.reason).contains(word, autoescape=True),
                )
            )  # fmt: skip
        for name, value in wanted.where:
            found = found.where(getattr(model, name).in_(value.split()))
        return newest_first(ctx, model, found, wanted, names)

    def read(ctx: Any, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
        return rows(ctx, model, ids, row)

    states = Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in workflow.states))
    return ListSpec(
        columns=tuple(columns), find=find, read=read, reads=(*tables, "step_proofs"), filters=(states, *filters),
        views=tuple(views), sort="-created_at", hint=N_("Number, plate or part"), empty=empty,
    )  # fmt: skip
