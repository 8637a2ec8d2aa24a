"""The complaints about a document, as links for its page. Knows neither workflow nor screen of complaints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from app.core.clock import Id
from app.core.i18n import N_
from app.core.kind import Link
from app.models.complaints import Complaint
from app.models.follow_ups import FollowUp
from app.models.settlements import Settlement
from app.services.complaints.rules import KIND_NAME


def complaints_about(ctx: Any, kind: str, id: Id) -> Sequence[Link]:
    """All complaints about one document, oldest first."""
    return _links(ctx, and_(Complaint.source_kind == kind, Complaint.source_id == id))


def complaints_of_order(ctx: Any, order: Id) -> Sequence[Link]:
    """All complaints about a work order, straight, by its settlements or by the calls after its delivery."""
    bills = select(Settlement.id).where(Settlement.order_id == order)
    calls = select(FollowUp.id).where(FollowUp.source_kind == "work_orders", FollowUp.source_id == order)
    return _links(
        ctx,
        or_(
            and_(Complaint.source_kind == "work_orders", Complaint.source_id == order),
            and_(Complaint.source_kind == "settlements", Complaint.source_id.in_(bills)),
            and_(Complaint.source_kind == "follow_ups", Complaint.source_id.in_(calls)),
        ),
    )


def _links(ctx: Any, condition: Any) -> Sequence[Link]:
    wanted = select(Complaint).where(condition).order_by(Complaint.number)
    return [Link(KIND_NAME, case.id, case.number, N_("Complaint"), case.state) for case in ctx.session.scalars(wanted)]
