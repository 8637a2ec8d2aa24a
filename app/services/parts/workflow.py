"""The life of a part: draft, in use, sale stopped, obsolete (domain.md §3.1). Knows no screen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.access import Permission
from app.core.i18n import N_, Text
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.parts import Part
from app.models.stock import Balance
from app.services.duties import not_own
from app.services.parts.open_lines import open_paper

VIEW = Permission("parts.view", N_("See parts"))
EDIT = Permission("parts.edit", N_("Edit parts"))
APPROVE = Permission("parts.approve", N_("Activate parts"))
MERGE = Permission("parts.merge", N_("Merge parts"))
VIEW_PRICES = Permission("prices.view", N_("See prices"))
EDIT_PRICES = Permission("prices.edit", N_("Change prices"))
VIEW_COST = Permission("cost.view", N_("See costs"))

DRAFT, ACTIVE, SALE_STOP, OBSOLETE = "draft", "active", "sale_stop", "obsolete"
MOVABLE = (ACTIVE, SALE_STOP)  # what may be put on a stock document


def is_complete(_ctx: Any, part: Part) -> Verdict:
    """A part in use has everything that an import may have left open."""
    if part.incomplete:
        return Text(
            N_("{part} is marked “to complete”. Fill in what is missing and take the mark away."), part=part.number
        )
    return None


def has_no_stock(ctx: Any, part: Part) -> Verdict:
    """Nothing of it lies anywhere, whatever its status."""
    held = select(Balance.part_id).where(Balance.part_id == part.id, Balance.qty != 0).limit(1)
    if ctx.conn.execute(held).first():
        return Text(N_("There is still stock of {part}. Use it up or scrap it first."), part=part.number)
    return None


def has_no_open_lines(ctx: Any, part: Part) -> Verdict:
    """No paper on which something is still to be done names it: stock document, purchase, kit split."""
    number = open_paper(ctx, part)
    return Text(N_("{part} stands on the open document {number}."), part=part.number, number=number) if number else None


WORKFLOW = Workflow(
    states=(
        State(DRAFT, N_("Draft"), "idle"),
        State(ACTIVE, N_("In use"), "ok"),
        State(SALE_STOP, N_("Sale stopped"), "warn"),
        State(OBSOLETE, N_("Obsolete"), "idle", beside=SALE_STOP),
    ),
    start=DRAFT,
    steps=(
        Step(
            "activate", N_("Activate"), (DRAFT,), ACTIVE, APPROVE, ("R6", "SD1"), guards=(is_complete,),
            bars=(not_own,), sign=True,
        ),
        Step("stop", N_("Stop sale"), (ACTIVE,), SALE_STOP, EDIT, ("R6",), side=True),
        Step("resume", N_("Resume sale"), (SALE_STOP,), ACTIVE, EDIT, ("R6",)),
        Step(
            "retire", N_("Retire"), (ACTIVE, SALE_STOP), OBSOLETE, EDIT, ("R6",),
            guards=(has_no_stock, has_no_open_lines), side=True, danger=True,
        ),
        Step("merge", N_("Merge"), (ACTIVE, SALE_STOP), OBSOLETE, MERGE, ("R6",), follows=True),
        Step("come_back", N_("Stays after all"), (OBSOLETE,), ACTIVE, MERGE, ("R6",), follows=True),
    ),
)  # fmt: skip
