"""The cost run's card: list, facts, the further verbs. Its lines are shown by `looking`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.i18n import N_
from app.core.kind import Kind, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Section, View
from app.models.cost_runs import CostRun
from app.services.cost_runs import computing, looking, papers, rules, totals
from app.services.cost_runs.workflow import WORKFLOW
from app.services.masters import plain_list


def _row(_ctx: Any, run: CostRun) -> tuple[Any, ...]:
    earned = run.parts_revenue - run.parts_cost
    return (
        run.number, run.month, run.orders, run.parts_revenue, run.parts_cost, earned,
        looking.margin(run.parts_revenue, run.parts_cost), run.labour_revenue,
        run.rework_cost + run.warranty_cost + run.internal_cost, run.calculated_at, run.state,
    )  # fmt: skip


LIST = replace(plain_list(
    CostRun,
    (
        Column("number", N_("Number"), "strong", 180), Column("month", N_("Month"), width=90),
        Column("orders", N_("Orders"), "number", 70), Column("parts_revenue", N_("Part revenue"), "money", 110),
        Column("parts_cost", N_("Part cost"), "money", 110), Column("margin", N_("Margin"), "money", 110, sort=False),
        Column("share", N_("Margin %"), "percent", 80, sort=False),
        Column("labour_revenue", N_("Labour revenue"), "money", 110),
        Column("apart", N_("Not charged"), "money", 100, sort=False),
        Column("calculated_at", N_("Calculated at"), "moment", 130), Column("state", N_("State"), "state", 120),
    ),
    ("number", "month"),
    row=_row,
    sort="month",
    filters=(Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),),
    views=(
        View("open", N_("Open"), (("state", "open calculated"),)), View("closed", N_("Closed"), (("state", "closed"),)),
        View("all", N_("All")),
    ),
    hint=N_("Number or month"),
    empty=N_("No month is calculated yet. Calculate the first one."),
), sort="-month")  # fmt: skip

FORM = FormSpec(
    sections=(
        Section(N_("Charged, without tax"), (
            Field("orders"), Field("items"), Field("parts_revenue"), Field("parts_cost"), Field("labour_revenue"),
            Field("fees_revenue"),
        )),
        Section(N_("Not charged"), (Field("warranty_cost"), Field("rework_cost"), Field("internal_cost"))),
        Section(N_("Stock value"), (
            Field("opening"), Field("value_in"), Field("value_out"), Field("closing"), Field("kept"),
        )),
        Section(N_("Parts of orders in work"), (
            Field("in_work_before"), Field("in_work_after"), Field("unallocated"), Field("no_cost_count"),
        )),
        Section("", (Field("month"), Field("calculated_at"), Field("closed_at"))),
    ),
    editable_in=(),
)  # fmt: skip

KIND = Kind(
    name=rules.KIND_NAME,
    label=N_("Cost run"),
    plural=N_("Costs and margins"),
    icon="calculator",
    area="manage",
    model=CostRun,
    view=rules.VIEW,
    edit=rules.RUN,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    sheets=(Sheet("cost_runs.report", N_("Cost report"), papers.sheet, ("calculated", "closed")),),
    usecases=(
        computing.open_run,
        computing.calculate,
        computing.fix,
        computing.next_month,
        looking.shares,
        looking.apart,
        looking.slips,
        totals.open_issues,
    ),
    rules=("R72", "R73", "R74"),
    title="month",
    creatable=False,
    waits=Waits(about=("month",)),
)
