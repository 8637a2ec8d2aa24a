"""The plain stock document: opening, in, out, transfer, revaluation. Entered, signed by finance, then posted.

Posted ones are never changed: a mistake is undone by a reversing document that mirrors the rows (红冲).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.core import i18n, workflow
from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Problem
from app.core.i18n import N_, Text, pick
from app.core.kind import Kind, Sheet
from app.core.paper import Imprint, Mark, Signature
from app.core.screen import Choice, Column, Field, Filter, FormSpec, Lines, Section, View
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.journal import StepProof
from app.models.parts import Part
from app.models.stations import Bin, Warehouse
from app.models.stock import StockDocument, StockLine
from app.models.suppliers import Supplier
from app.services import stock
from app.services.duties import not_own
from app.services.masters import plain_list
from app.services.shop import letterhead
from app.services.stock import Move
from app.services.stock_slips import StockSlip, StockSlipLine

VIEW = Permission("stock_documents.view", N_("See stock documents"))
EDIT = Permission("stock_documents.edit", N_("Enter stock documents"))
SUBMIT = Permission("stock_documents.submit", N_("Submit stock documents"))
APPROVE = Permission("stock_documents.approve", N_("Approve stock documents"))
POST = Permission("stock_documents.post", N_("Post stock documents"))
REVERSE = Permission("stock_documents.reverse", N_("Reverse stock documents"))

TYPES = (
    Choice("OPENING", N_("Opening stock")), Choice("IN", N_("Stock in")), Choice("OUT", N_("Stock out")),
    Choice("TRANSFER", N_("Transfer")), Choice("REVALUATION", N_("Revaluation")),
)  # fmt: skip
_STATUSES = tuple(Choice(code, label) for code, label in stock.STATUS_LABELS.items())


# --- guards -----------------------------------------------------------------------------------------------------
def has_lines(_ctx: Any, doc: StockDocument) -> Verdict:
    """At least one line."""
    return None if doc.lines else Problem("lines", Text(N_("There is no line yet. Scan or choose a part.")))


def has_reason(_ctx: Any, doc: StockDocument) -> Verdict:
    """Every stock document says why (domain.md §3.2)."""
    return None if doc.reason else Problem("reason", Text(N_("Enter the reason: it stands in the ledger.")))


def lines_complete(ctx: Any, doc: StockDocument) -> Verdict:
    """Each line has what its type needs: bins, a quantity above zero, a cost."""
    for problem in _incomplete(ctx, doc):
        return problem
    return None


def _incomplete(ctx: Any, doc: StockDocument) -> Iterable[Problem]:
    for at, line in enumerate(doc.lines):
        part = ctx.session.get(Part, line.part_id)
        number = part.number if part else ""
        where = f"lines.{at}."
        if doc.type == "REVALUATION":
            if line.unit_cost is None:
                yield Problem(f"{where}unit_cost", Text(N_("{part}: enter the new cost."), part=number))
            continue
        if line.bin_id is None:
            yield Problem(f"{where}bin_id", Text(N_("{part}: choose the bin."), part=number))
        if line.qty <= 0 or (part and line.qty % 10 ** (3 - part.qty_decimals)):
            yield Problem(f"{where}qty", Text(N_("{part}: enter a quantity that its unit allows."), part=number))
        if doc.type in ("OPENING", "IN") and line.unit_cost is None:
            yield Problem(f"{where}unit_cost", Text(N_("{part}: enter the unit cost; 0 if it was free."), part=number))
        if doc.type == "TRANSFER" and line.to_bin_id in (None, line.bin_id):
            yield Problem(f"{where}to_bin_id", Text(N_("{part}: choose another bin to move it to."), part=number))


def not_reversing(_ctx: Any, doc: StockDocument) -> Verdict:
    """A reversal is not reversed again: the goods are booked anew."""
    return Text(N_("This document reverses another one. Enter a new document instead.")) if doc.reversal_of else None


# --- effects ----------------------------------------------------------------------------------------------------
def keep_submitter(ctx: Any, doc: StockDocument, _answers: dict[str, Any]) -> None:
    """Who submitted may not approve (SD1); finance gets a notice."""
    doc.submitted_by = ctx.actor.user
    ctx.notify(
        Text(N_("{number} waits for approval."), number=doc.number), role="FI", document=("stock_documents", doc.id)
    )


def keep_approver(ctx: Any, doc: StockDocument, _answers: dict[str, Any]) -> None:
    """Keeps who signed."""
    doc.approved_by = ctx.entry.signers[-1].user


def tell_why(ctx: Any, doc: StockDocument, answers: dict[str, Any]) -> None:
    """The reason of a rejection goes to who submitted it."""
    said = Text(N_("{number} was rejected: {reason}"), number=doc.number, reason=answers["reason"])
    if doc.submitted_by:
        ctx.notify(said, user=doc.submitted_by, document=("stock_documents", doc.id))


def book(ctx: Any, doc: StockDocument, _answers: dict[str, Any]) -> None:
    """Posts the rows, once (domain.md §3.0: the unique key of the ledger)."""
    stock.post(ctx, "stock_documents", doc.id, doc.number, [m for line in doc.lines for m in _moves(doc, line)])


def _moves(doc: StockDocument, line: StockLine) -> list[Move]:
    base: dict[str, Any] = {
        "part_id": line.part_id, "warehouse_id": doc.warehouse_id, "status": line.status, "batch": line.batch,
        "source_line": line.position, "occurred_at": doc.occurred_at, "reason": doc.reason,
    }  # fmt: skip
    bin_id: Any = line.bin_id
    if doc.type == "REVALUATION":
        return [Move(bin_id=bin_id, qty=0, kind="REVALUATION", unit_cost=line.unit_cost, **base)]
    if doc.type == "TRANSFER":
        to_bin: Any = line.to_bin_id
        return [
            Move(bin_id=bin_id, qty=-line.qty, kind="TRANSFER", **base),
            Move(bin_id=to_bin, qty=line.qty, kind="TRANSFER", leg=1, **base),
        ]
    if doc.type == "OUT":
        return [Move(bin_id=bin_id, qty=-line.qty, kind="OTHER", **base)]
    kind = "OPENING" if doc.type == "OPENING" else "PURCHASE_IN" if doc.supplier_id else "OTHER"
    return [Move(bin_id=bin_id, qty=line.qty, kind=kind, unit_cost=line.unit_cost, **base)]


def mirror(ctx: Any, doc: StockDocument, answers: dict[str, Any]) -> None:
    """Makes the reversing document with the same lines and posts the mirrored rows; both are linked."""
    other = StockDocument(
        number=ctx.number("MV"), station=ctx.station, type=doc.type, warehouse_id=doc.warehouse_id,
        reason=answers["reason"], supplier_id=doc.supplier_id, reversal_of=doc.id, submitted_by=ctx.actor.user,
        approved_by=doc.approved_by, created_by=ctx.actor.user, created_at=ctx.now,
    )  # fmt: skip
    other.lines = [
        StockLine(
            position=x.position, part_id=x.part_id, bin_id=x.bin_id, to_bin_id=x.to_bin_id, status=x.status,
            batch=x.batch, qty=x.qty, unit_cost=x.unit_cost, note=x.note,
        )
        for x in doc.lines
    ]  # fmt: skip
    workflow.begin(REVERSAL, other)
    ctx.session.add(other)
    ctx.flush()
    stock.reverse(
        ctx, doc.id, by_kind="stock_documents", by_id=other.id, by_number=other.number, reason=answers["reason"]
    )
    doc.reversed_by = other.id


_REASON = (Field("reason", N_("Reason"), "text", required=True, length=200),)
_STATES = (
    State("draft", N_("Draft"), "idle"), State("submitted", N_("Waiting for approval"), "warn"),
    State("approved", N_("Approved"), "active"), State("posted", N_("Posted"), "ok"),
    State("reversed", N_("Reversed"), "bad", beside="posted"),
    State("cancelled", N_("Cancelled"), "bad", beside="draft"),
)  # fmt: skip
WORKFLOW = Workflow(
    _STATES, "draft",
    (
        Step("submit", N_("Submit"), ("draft",), "submitted", SUBMIT, ("R6",),
             guards=(has_lines, has_reason, lines_complete), effect=keep_submitter, done=N_("Submitted to finance")),
        Step("approve", N_("Approve"), ("submitted",), "approved", APPROVE, ("R6", "SD1"), guards=(lines_complete,),
             bars=(not_own,), effect=keep_approver, sign=True, done=N_("Approved")),
        Step("post", N_("Post"), ("approved",), "posted", POST, ("R6",), guards=(lines_complete,), effect=book,
             done=N_("Posted to the ledger")),
        Step("reject", N_("Reject"), ("submitted",), "draft", APPROVE, ("R6", "SD1"), effect=tell_why, asks=_REASON,
             side=True, danger=True),
        Step("cancel", N_("Cancel document"), ("draft", "submitted", "approved"), "cancelled", EDIT, ("R6",),
             asks=_REASON, side=True, danger=True),
        Step("reverse", N_("Reverse"), ("posted",), "reversed", REVERSE, ("R6",), guards=(not_reversing,),
             effect=mirror, asks=_REASON, side=True, danger=True, done=N_("Reversed")),
    ),
)  # fmt: skip
REVERSAL = Workflow(_STATES, "posted", ())  # a reversing document is born posted


# --- paper ------------------------------------------------------------------------------------------------------
def slip(ctx: Any, id: Id) -> StockSlip:
    """The slip; without costs for who may not see them."""
    doc = ctx.session.get(StockDocument, id)
    costs = ctx.actor.may(Permission("cost.view"))
    mark: Mark = "void" if doc.state == "cancelled" else "" if doc.state in ("posted", "reversed") else "draft"
    imprint = Imprint(letterhead(ctx), ctx.station, ctx.actor.name, ctx.now, language=i18n.current(), mark=mark)
    bins = dict(ctx.conn.execute(select(Bin.id, Bin.code)).tuples().all())
    lines = []
    for x in doc.lines:
        part = ctx.session.get(Part, x.part_id)
        lines.append(
            StockSlipLine(
                part.number, pick(part.name_zh, part.name_en), part.unit, x.qty, part.spec_model, part.qty_decimals,
                bins.get(x.bin_id, ""), bins.get(x.to_bin_id, ""), x.batch, Text(stock.STATUS_LABELS[x.status]),
                x.unit_cost if costs else None,
                stock.value_of(x.qty, x.unit_cost) if costs and x.unit_cost is not None else None, x.note or "",
            )
        )  # fmt: skip
    supplier = ctx.session.get(Supplier, doc.supplier_id) if doc.supplier_id else None
    origin = ctx.session.get(StockDocument, doc.reversal_of) if doc.reversal_of else None
    warehouse = ctx.session.get(Warehouse, doc.warehouse_id)
    return StockSlip(
        doc.number, doc.type, warehouse.name, doc.reason, tuple(lines), imprint, doc.revision,
        supplier.name if supplier else "", doc.occurred_at, _posted_at(ctx, id), origin.number if origin else "",
        costs, signatures=_signatures(ctx, id),
    )  # fmt: skip


def _proofs(ctx: Any, id: Id) -> dict[str, StepProof]:
    found = ctx.session.scalars(select(StepProof).where(StepProof.document_id == id).order_by(StepProof.seq))
    return {proof.step: proof for proof in found}


def _posted_at(ctx: Any, id: Id) -> Any:
    posted = _proofs(ctx, id).get("post")
    return posted.at if posted else None


def _signatures(ctx: Any, id: Id) -> tuple[Signature, ...]:
    proofs = _proofs(ctx, id)
    boxes = (("submit", N_("Handled by")), ("approve", N_("Finance")), ("post", N_("Posted by")))
    made = []
    for step, role in boxes:
        proof = proofs.get(step)
        name = (proof.signer_name or proof.user_name) if proof else ""
        made.append(Signature(Text(role), name, proof.at if proof else None))
    return tuple(made)


# --- card -------------------------------------------------------------------------------------------------------
KIND = Kind(
    name="stock_documents", label=N_("Stock document"), plural=N_("Stock documents"), icon="arrow-left-right",
    area="store", model=StockDocument, view=VIEW, edit=EDIT, workflow=WORKFLOW, prefix="MV", title="reason",
    rules=("R6",),
    list=replace(
        plain_list(
            StockDocument,
            (
                Column("number", N_("Number"), "strong", 190),
                Column("type", N_("Type"), "choice", 110, choices=tuple((c.code, c.label) for c in TYPES)),
                Column("reason", N_("Reason"), stretch=True), Column("created_at", N_("Created"), "moment", 130),
                Column("state", N_("State"), "state", 140),
            ),
            ("number", "reason"), row=lambda _ctx, d: (d.number, d.type, d.reason, d.created_at, d.state),
            sort="created_at",
            filters=(
                Filter("type", N_("Type"), TYPES),
                Filter("state", N_("State"), tuple(Choice(s.code, s.label) for s in _STATES)),
            ),
            views=(
                View("all", N_("All")), View("open", N_("Open"), (("state", "draft submitted approved"),)),
                View("approval", N_("Waiting for approval"), (("state", "submitted"),)),
            ),
            hint=N_("Number or reason"), empty=N_("No stock documents yet. Enter the first one."),
        ),
        sort="-created_at",
    ),
    form=FormSpec(
        (
            Section("", (
                Field("type", kind="choice", choices=TYPES, default="IN", required=True), Field("warehouse_id"),
                Field("reason", required=True), Field("supplier_id"), Field("occurred_at"),
                Field("remark", kind="long"),
            )),
        ),
        (
            Lines("lines", N_("Lines"), (
                Field("part_id"), Field("bin_id"), Field("to_bin_id"), Field("qty", unit_of="part_id"),
                Field("unit_cost"), Field("status", kind="choice", choices=_STATUSES, default="AVAILABLE"),
                Field("batch"), Field("note"),
            ), scan="part_id", adds="qty"),
        ),
    ),
    sheets=(Sheet("stock.slip", N_("Slip"), slip),),
)  # fmt: skip
