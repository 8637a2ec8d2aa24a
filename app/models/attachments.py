"""Attachments: what belongs to which document. The bytes lie content-addressed in a folder, or in PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import Id
from app.models.base import Log, Versioned


class Attachment(Versioned):
    """One file of one document: SHA-256 of its bytes, name, type, size in bytes, role (photo, evidence, print)."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_document", "kind", "document_id"),)

    kind: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(20), default="evidence")


class Blob(Log):
    """The bytes themselves on PostgreSQL; on SQLite they are files beside the database."""

    __tablename__ = "blobs"
    __table_args__ = ({"info": {"exchange": False}},)  # files travel by their content

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, info={"journal": False})
