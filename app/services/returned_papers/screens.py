"""The returned paper's card: list, form, the document it belongs to. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text
from app.core.kind import Kind, Link
from app.core.screen import Choice, Column, Field, Filter, FormSpec, ListQuery, ListSpec, Section, View
from app.models.returned_papers import ReturnedPaper
from app.services.returned_papers import intake
from app.services.returned_papers.workflow import EDIT, NAME, OPEN, PREFIX, VIEW, WORKFLOW

_SORTS: dict[str, Any] = {
    "number": ReturnedPaper.number, "name": ReturnedPaper.name, "document": ReturnedPaper.document,
    "created_at": ReturnedPaper.created_at, "state": ReturnedPaper.state,
}  # fmt: skip


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """Papers by their own number, their file, or the number of what they belong to; the newest first."""
    found = select(ReturnedPaper.id)
    for word in wanted.text.split():
        named = (ReturnedPaper.number, ReturnedPaper.name, ReturnedPaper.document, ReturnedPaper.code)
        found = found.where(or_(*(column.contains(word, autoescape=True) for column in named)))
    for name, value in wanted.where:
        found = found.where(getattr(ReturnedPaper, name).in_(value.split()))
    column = _SORTS.get(wanted.sort.lstrip("-"), ReturnedPaper.created_at)
    order = column.desc() if wanted.sort.startswith("-") or not wanted.sort else column.asc()
    return ctx.conn.execute(found.order_by(order, ReturnedPaper.id.desc()).limit(wanted.limit)).scalars().all()


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    found = {p.id: p for p in ctx.session.scalars(select(ReturnedPaper).where(ReturnedPaper.id.in_(list(ids))))}
    return [
        (p.number, p.name, p.document or p.code, p.of_revision, _why(p), p.created_at, p.state)
        for i in ids
        if (p := found.get(i)) is not None
    ]


def _why(paper: ReturnedPaper) -> Text | str | None:
    """Why it was not filed, or why it was put aside."""
    if paper.state == OPEN:
        return Text.of(paper.said) if paper.said else None
    return paper.reason


LIST = ListSpec(
    columns=(
        Column("number", N_("Number"), "strong", 180), Column("name", N_("File"), width=180),
        Column("document", N_("Belongs to"), width=190),
        Column("of_revision", N_("Revision"), "number", 70, sort=False),
        Column("why", N_("Why it was not filed"), "muted", 260, stretch=True, sort=False),
        Column("created_at", N_("Came back at"), "moment", 120), Column("state", N_("State"), "state", 110),
    ),
    find=find,
    read=read,
    reads=("returned_papers",),
    filters=(Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),),
    views=(View("open", N_("To look at"), (("state", OPEN),)), View("all", N_("All"))),
    sort="-created_at",
    hint=N_("Number or file"),
    empty=N_("No signed papers came back yet. Scan or photograph them, then drop the files here."),
)  # fmt: skip

FORM = FormSpec(
    sections=(
        Section("", (
            Field("name", fixed=True), Field("code", fixed=True), Field("document", fixed=True),
            Field("of_revision", fixed=True), Field("reason", fixed=True), Field("remark", kind="long", span=2),
        )),
    ),
    editable_in=(),
)  # fmt: skip


def _links(_ctx: Reader, paper: ReturnedPaper) -> Sequence[Link]:
    if paper.document_id is None:
        return ()
    return [Link(paper.kind, paper.document_id, paper.document, N_("Belongs to"))]


KIND = Kind(
    name=NAME,
    label=N_("Signed paper"),
    plural=N_("Signed papers"),
    icon="signature",
    area="desk",
    model=ReturnedPaper,
    view=VIEW,
    edit=EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=PREFIX,
    usecases=(intake.keep, intake.told),
    rules=("R49", "R51"),
    title="name",
    creatable=False,
    links=_links,
)
