"""Signed papers that came back as a scan or photo: which document each belongs to, or why that is not known yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.core.i18n import N_
from app.models.base import Document, labelled


class ReturnedPaper(Document):
    """One paper: the file's name, the hash of its content, the code that was read on it ("" = none).

    `said` is why it was not filed, as a Text's data. Once filed it names the document and the revision it belongs to.
    """

    __tablename__ = "returned_papers"

    name: Mapped[str] = labelled(N_("File"), length=200)
    sha256: Mapped[str | None] = mapped_column(String(64), default=None, index=True, info={"kind": "file"})
    code: Mapped[str] = labelled(N_("Code read"), length=40, default="")
    kind: Mapped[str] = mapped_column(String(40), default="")
    document_id: Mapped[Id | None] = mapped_column(default=None, index=True)
    document: Mapped[str] = labelled(N_("Belongs to"), length=40, default="")
    of_revision: Mapped[int | None] = mapped_column(Integer, default=None, info={"label": N_("Revision")})
    said: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    reason: Mapped[str | None] = labelled(N_("Reason"), length=200, default=None)
