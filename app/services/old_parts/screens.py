"""The old part's card: list, form, papers, what waits for whom. Appraised values only for those who see costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, false, func, or_, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_
from app.core.kind import Kind, Link, Picker, Sheet, Waits
from app.core.screen import Choice, Column, Field, Filter, FormSpec, ListQuery, ListSpec, Section, View
from app.models.old_parts import OldPart
from app.models.scrap_batches import ScrapBatch
from app.models.stations import Bin
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.old_parts import counter, expecting, papers, photos, queries, rules, signing, watching
from app.services.old_parts.workflow import WORKFLOW
from app.services.parts import VIEW_COST
from app.services.people.charges import named_by
from app.services.rows import rows
from app.services.work_orders import rules as orders

_SORTS: dict[str, Any] = {
    "number": OldPart.number, "plate": OldPart.plate, "part": OldPart.part, "state": OldPart.state,
    "kept_until": OldPart.kept_until, "created_at": OldPart.created_at,
}  # fmt: skip
LATE = "late"  # value of the filter "when"


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """Old parts by their number, the order's, plate, part number or name; `when` late: kept past its date."""
    found = select(OldPart.id)
    for word in wanted.text.upper().split():
        plate = word.replace("·", "").replace("-", "")
        named = (OldPart.number, OldPart.order_number, OldPart.part, OldPart.name, OldPart.serial_old)
        found = found.where(
            or_(OldPart.plate.contains(plate, autoescape=True),
                *(func.upper(column).contains(word, autoescape=True) for column in named))
        )  # fmt: skip
    for name, value in wanted.where:
        if name == "when":
            found = found.where(OldPart.state == rules.CUSTODY, OldPart.kept_until < clock.today())
        else:
            found = found.where(getattr(OldPart, name).in_(value.split()))
    column = _SORTS.get(wanted.sort.lstrip("-"), OldPart.created_at)
    rising = wanted.sort and not wanted.sort.startswith("-")
    order = (column.asc(), OldPart.number) if rising else (column.desc(), OldPart.number.desc())
    return ctx.conn.execute(found.order_by(*order).limit(wanted.limit)).scalars().all()


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    return rows(ctx, OldPart, ids, _row)


def _row(ctx: Any, old: OldPart) -> tuple[Any, ...]:
    technician = name_of(ctx, old.technician_id) if old.technician_id else ""
    bin_ = ctx.session.get(Bin, old.bin_id).code if old.bin_id else ""
    return (
        old.number, old.plate, old.part, old.name, (old.qty, old.decimals, old.unit), old.owner, technician,
        old.usability, bin_, old.kept_until, old.order_number, old.state,
    )  # fmt: skip


LIST = ListSpec(
    columns=(
        Column("number", N_("Number"), "strong", 180), Column("plate", N_("Plate"), "plate", 104),
        Column("part", N_("New part"), "strong", 150), Column("name", N_("Name"), width=140, stretch=True, sort=False),
        Column("qty", N_("Quantity"), "quantity", 70, sort=False),
        Column("owner", N_("Whose it is"), "choice", 90, sort=False, choices=tuple(rules.OWNERS.items())),
        Column("technician", N_("Technician"), width=80, sort=False, hidden=True),
        Column(
            "usability", N_("Usability"), "choice", 90, sort=False, choices=tuple(rules.USABLE.items()), hidden=True
        ),
        Column("bin", N_("Bin location"), "bin", 90, sort=False), Column("kept_until", N_("Kept until"), "date", 90),
        Column("order_number", N_("Work order"), "code", 180, sort=False, hidden=True),
        Column("state", N_("State"), "state", 176),
    ),
    find=find,
    read=read,
    reads=("old_parts", "step_proofs"),
    filters=(
        Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in WORKFLOW.states)),
        Filter("owner", N_("Whose it is"), rules.choices(rules.OWNERS)),
        Filter("when", N_("Kept until"), (Choice(LATE, N_("Past the date")),)),
    ),
    views=(
        View("out", N_("Not handed in"), (("state", " ".join(rules.OUTSTANDING)),)),
        View("register", N_("To register"), (("state", rules.HANDED_IN),)),
        View("decide", N_("To decide"), (("state", rules.REGISTERED),)),
        View("kept", N_("Kept for customers"), (("state", rules.CUSTODY),)),
        View("late", N_("Past the date"), (("when", LATE),)), View("all", N_("All")),
    ),
    sort="-created_at",
    hint=N_("Number, order, plate or part"),
    empty=N_("No old parts yet. They are expected when parts are issued for a work order."),
)  # fmt: skip

FORM = FormSpec(
    sections=(
        Section("", (
            Field("order_id", fixed=True), Field("part_id", fixed=True), Field("qty", fixed=True, unit_of="part_id"),
            Field("payer", choices=rules.choices(orders.PAYERS), fixed=True),
            Field("owner", choices=rules.choices(rules.OWNERS), fixed=True), Field("waived_by", fixed=True),
            Field("technician_id", record="people", fixed=True), Field("serial_new", fixed=True),
            Field("serial_old", fixed=True), Field("hazardous", fixed=True), Field("safety", fixed=True),
        )),
        Section(N_("As registered"), (
            Field("handed_by", record="people", fixed=True), Field("handed_at", fixed=True),
            Field("checker_id", record="people", fixed=True), Field("registered_at", fixed=True),
            Field("completeness", choices=rules.choices(rules.COMPLETE), fixed=True),
            Field("usability", choices=rules.choices(rules.USABLE), fixed=True),
            Field("bin_id", fixed=True), Field("grams", fixed=True),
        )),
        Section(N_("What became of it"), (
            Field("kept_until", fixed=True), Field("kept_for", fixed=True), Field("taken_by", fixed=True),
            Field("stocked_id", record="parts", fixed=True), Field("value", fixed=True, allow=VIEW_COST),
            Field("supplier_id", fixed=True), Field("slip", fixed=True), Field("batch_id", fixed=True),
            Field("responsible_id", record="people", fixed=True), Field("reason", fixed=True),
        )),
    ),
    editable_in=(),
)  # fmt: skip


def _links(ctx: Reader, old: OldPart) -> Sequence[Link]:
    """Its order, and the batch it left with; the others of the order are at the counter."""
    order = ctx.session.get_one(WorkOrder, old.order_id)
    found = [Link(orders.KIND_NAME, order.id, order.number, N_("Work order"), order.state)]
    if old.batch_id:
        batch = ctx.session.get_one(ScrapBatch, old.batch_id)
        found.append(Link("scrap_batches", batch.id, batch.number, N_("Scrap batch"), batch.state))
    return found


def _whose(ctx: Reader) -> Any:
    """What waits for this person: his own, what the keeper decides, the customer's."""
    at = OldPart.state
    mine: list[tuple[Any, Any]] = [
        (rules.HAND_IN, and_(at.in_(rules.OUTSTANDING), OldPart.technician_id == ctx.actor.user)),
        (rules.REGISTER, or_(at == rules.HANDED_IN, and_(at == rules.REGISTERED, OldPart.owner == rules.SHOP))),
        (rules.GIVE, or_(and_(at == rules.REGISTERED, OldPart.owner == rules.CUSTOMER), at == rules.CUSTODY)),
        (rules.SUPPLIER, and_(at == rules.REGISTERED, OldPart.owner == rules.BACK)),
    ]
    return or_(false(), *(what for right, what in mine if ctx.actor.may(right)))


def _to_scrap(ctx: Reader, text: str) -> Sequence[Id]:
    """Old parts that wait for a scrap batch, for its lines."""
    return find(ctx, ListQuery(text=text, where=(("state", rules.SCRAP_WAIT),), sort="number", limit=20))


def _fact(_ctx: Reader, old: OldPart) -> str:
    return " · ".join(filter(None, (old.plate, old.name, old.hazardous)))


_SIGNED = (rules.REGISTERED, rules.CUSTODY)
_HERE = (rules.HANDED_IN, rules.REGISTERED, rules.CUSTODY, rules.SCRAP_WAIT, rules.REUSE_STOCK)
CHARGE = named_by(
    OldPart.technician_id, N_("Technician"), rules.NAME, rules.OUTSTANDING, ("part", "name"), rules.HAND_IN
)

KIND = Kind(
    name=rules.NAME,
    label=N_("Old part"),
    plural=N_("Removed parts"),
    icon="recycle",
    area="store",
    model=OldPart,
    view=rules.VIEW,
    edit=rules.EDIT,
    list=LIST,
    form=FORM,
    workflow=WORKFLOW,
    prefix=rules.PREFIX,
    sheets=(
        Sheet("old_parts.slip", N_("Old-part slip"), papers.slip),
        Sheet("old_parts.tag", N_("Tag"), papers.tag, (rules.EXPECTED, rules.HELD, *_HERE)),
        Sheet("old_parts.take", N_("Receipt for the customer"), papers.take, (*_SIGNED, rules.SCRAP_WAIT)),
        Sheet("old_parts.waiver", N_("Waiver"), papers.waiver, _SIGNED),
        Sheet("old_parts.custody", N_("Custody slip"), papers.custody, _SIGNED),
    ),
    usecases=(
        signing.sign_on_screen, signing.paper_back, photos.add_photo, queries.rows_of, counter.bench, counter.spot,
        counter.take_in, watching.watch_due, watching.watch,
    ),
    rules=("R68", "R69", "R70", "R71"),
    title="plate",
    creatable=False,
    picker=Picker(rules.VIEW, _to_scrap, _fact),
    waits=Waits("kept_until", due_in=(rules.CUSTODY,), plate="plate", about=("part", "name"), whose=_whose),
    links=_links,
    charges=(CHARGE,),
)  # fmt: skip
__all__ = ["KIND", "expecting"]
