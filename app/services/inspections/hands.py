"""The boxes that the technician and the inspector sign in, as they stand on every paper of an order. Reads only."""

from __future__ import annotations

from typing import Any

from app.core.i18n import N_
from app.core.paper import Signature
from app.models.inspections import Inspection
from app.models.work_orders import WorkOrder
from app.services.duties import name_of
from app.services.inspections.workflow import NOT_DRAWN, PASSED
from app.services.work_orders.rules import AGREED_LINES


def self_checked(ctx: Any, order: WorkOrder) -> Signature:
    """The technicians' box: who self-checked, and when the last of them did; empty before."""
    done = [line for line in order.labour if line.status in AGREED_LINES and line.checked_at is not None]
    if not done:
        return Signature(N_("Technician"))
    names = dict.fromkeys(name_of(ctx, line.checked_by) for line in done if line.checked_by)
    return Signature(
        N_("Technician"), "、".join(names), max(line.checked_at for line in done if line.checked_at),
        method=N_("Self-checked"),
    )  # fmt: skip


def inspected(ctx: Any, one: Inspection | None) -> Signature:
    """The inspector's box: who signed with his PIN; that it was not drawn; or empty."""
    if one is not None and one.state == PASSED and one.inspector_id:
        return Signature(
            N_("Passed inspection"), name_of(ctx, one.inspector_id), one.inspected_at, method=N_("With PIN")
        )
    if one is not None and one.state == NOT_DRAWN:
        return Signature(N_("Passed inspection"), "—", method=N_("Self-checked, not drawn"))
    return Signature(N_("Passed inspection"))
