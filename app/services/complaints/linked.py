"""The complaints about a document, as links for its page. Knows neither workflow nor screen of complaints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.i18n import N_
from app.core.kind import Link
from app.models.complaints import Complaint
from app.services.complaints.rules import KIND_NAME


def complaints_about(ctx: Any, kind: str, id: Id) -> Sequence[Link]:
    """All complaints about one document, oldest first."""
    wanted = select(Complaint).where(Complaint.source_kind == kind, Complaint.source_id == id)
    return [
        Link(KIND_NAME, case.id, case.number, N_("Complaint"), case.state)
        for case in ctx.session.scalars(wanted.order_by(Complaint.number))
    ]
