"""Issues printed sheets: a document's data as its card says, copy by copy. Knows no PDF and no single sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.core.paper import fingerprint
from app.models.journal import PrintRecord, StepProof
from app.services.drafts import called, fetch
from app.services.kinds import named


@usecase("sheets.issue", allow=None, audited=False)
def issue(ctx: Context, kind: str, id: Id, sheet: str) -> Any:
    """The sheet's frozen data, marked with its copy number; keeps that it was printed, by whom and with what content.

    Raises Refused if the document has no such sheet in its present state.
    """
    card = named(kind)
    ctx.actor.require(card.view)
    record = fetch(ctx, card, id)
    found = next((s for s in card.sheets if s.name == sheet), None)
    state = getattr(record, "state", "")
    if found is None or (found.states and state not in found.states):
        shown = Text(card.workflow.state(state).label) if card.workflow and state else ""
        raise Refused(
            "There is no sheet “{sheet}” of {number} while it is “{state}”.",
            sheet=Text(found.label) if found else sheet, number=called(card, record), state=shown,
        )  # fmt: skip
    data = _stood_in(ctx, id, found.data(ctx, id))
    table = PrintRecord.__table__
    before = ctx.conn.execute(
        select(func.count()).where(table.c.document_id == id, table.c.sheet == sheet)
    ).scalar_one()
    row = {
        "kind": card.name, "document_id": id, "sheet": sheet, "revision": getattr(record, "revision", 1),
        "copy_no": before + 1, "at": ctx.now, "user_id": ctx.actor.user, "sheet_hash": fingerprint(data),
    }  # fmt: skip
    ctx.append(table, [row])  # type: ignore[arg-type]
    return tuple(_copy(part, before + 1) for part in data) if isinstance(data, tuple) else _copy(data, before + 1)


def _stood_in(ctx: Context, id: Id, data: Any) -> Any:
    """SD12: the box of who signed in the place of a missing role says so."""
    proofs = StepProof.__table__.c
    wanted = select(proofs.signer_name).where(proofs.document_id == id, proofs.stands_in)
    names = set(ctx.conn.execute(wanted).scalars())
    if not names:
        return data
    return tuple(_marked(part, names) for part in data) if isinstance(data, tuple) else _marked(data, names)


def _marked(data: Any, names: set[str | None]) -> Any:
    boxes = getattr(data, "signatures", ())
    signed = tuple(replace(box, stands_in=box.name in names) if box.name else box for box in boxes)
    return replace(data, signatures=signed) if boxes else data


def _copy(data: Any, number: int) -> Any:
    """The same sheet as copy `number`; a count has one sheet per bin, all of the same copy."""
    imprint = getattr(data, "imprint", None)
    return data if imprint is None else replace(data, imprint=replace(imprint, copy=number))
