"""What a customer is asked to sign on screen when his car has come: the check-in sheet, as it stands on the page."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.core.i18n import tr
from app.services import receptions
from app.services.documents import DocumentView
from app.views.pad_signing import Asked, PadSigning
from app.views.session import Session


def signing_of(home: QObject, session: Session, seen: DocumentView) -> PadSigning:
    """The signing of this version of a check-in."""
    asked = Asked(
        tr("I agree to what stands on this sheet: what was seen on the car and what is to be done."),
        str(seen.values.get("sender_name") or ""), seen.values.get("estimate"), receptions.sign,
        {"id": seen.id, "version": seen.version},
    )  # fmt: skip
    return PadSigning(home, session, seen.kind, seen.id, "receptions.sheet", lambda _sheet: asked)
