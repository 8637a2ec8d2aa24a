"""The ABC run's card: list, facts, the further verbs. Its lines are shown by `reviewing`."""

from __future__ import annotations

from dataclasses import replace

from app.core.i18n import N_
from app.core.kind import Kind
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Section, View
from app.models.abc_runs import AbcRun
from app.services.abc_runs import classes, computing, reviewing
from app.services.abc_runs.workflow import KIND_NAME, PREFIX, WORKFLOW
from app.services.masters import plain_list

_METHODS = tuple((c.code, c.label) for c in classes.METHODS)
LIST = replace(plain_list(
    AbcRun,
    (
        Column("number", N_("Number"), "strong", 190),
        Column("method", N_("Method"), "choice", 220, stretch=True, choices=_METHODS),
        Column("until", N_("Use up to"), "moment", 140), Column("parts", N_("Parts"), "number", 80),
        Column("count_a", "A", "number", 60), Column("count_b", "B", "number", 60),
        Column("count_c", "C", "number", 60),
        Column("count_new", N_("New"), "number", 60, hidden=True), Column("changed", N_("Changed"), "number", 80),
        Column("applied_at", N_("Applied at"), "moment", 140), Column("state", N_("State"), "state", 120),
    ),
    ("number",),
    row=lambda _ctx, r: (
        r.number, r.method, r.until, r.parts, r.count_a, r.count_b, r.count_c, r.count_new, r.changed, r.applied_at,
        r.state,
    ),
    sort="until",
    filters=(Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),),
    views=(View("open", N_("Open"), (("state", "draft reviewed"),)), View("all", N_("All"))),
    hint=N_("Number"),
    empty=N_("No ABC run yet. Compute the first one."),
), sort="-until")  # fmt: skip

FORM = FormSpec(
    sections=(
        Section("", (
            Field("method", choices=classes.METHODS), Field("method_version"), Field("until"), Field("parts"),
            Field("count_a"), Field("count_b"), Field("count_c"), Field("count_new"), Field("changed"),
            Field("applied_at"),
        )),
    ),
    editable_in=(),
)  # fmt: skip

KIND = Kind(
    name=KIND_NAME,
    label=N_("ABC run"),
    plural=N_("ABC runs"),
    icon="chart-column",
    area="store",
    model=AbcRun,
    view=classes.VIEW,
    edit=classes.REVIEW,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=PREFIX,
    usecases=(computing.open_run, reviewing.change),
    rules=("R14", "R15", "R16", "R17"),
    creatable=False,
)
