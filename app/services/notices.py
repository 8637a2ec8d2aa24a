"""The inbox: notices for a role or a person, and who read them when. Knows no document; a click opens it by its kind.

Notices come from use-cases by `ctx.notify`. One for a role is unread for each holder until he himself has read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.alerts import StockAlert
from app.models.journal import Notice, NoticeRead
from app.services import stock


@dataclass(frozen=True)
class Item:
    """One notice in the inbox. `document` is (kind, id) of what a click opens; `read_at` None = unread."""

    seq: int
    at: datetime
    text: Text
    role: str | None
    document: tuple[str, Id] | None
    read_at: datetime | None


@query("notices.unread", allow=None)
def unread(ctx: Reader) -> int:
    """How many notices for this person or one of his roles he has not read."""
    return int(ctx.conn.execute(select(func.count()).select_from(Notice).where(_mine(ctx), ~_read(ctx))).scalar_one())


@query("notices.inbox", allow=None)
def inbox(ctx: Reader, *, limit: int = 200, only_unread: bool = False) -> list[Item]:
    """The newest notices for this person and his roles, newest first; none of a part whose bin he counts now."""
    seen = and_(NoticeRead.notice_seq == Notice.seq, NoticeRead.user_id == ctx.actor.user)
    statement = (
        select(Notice.seq, Notice.at, Notice.message, Notice.role, Notice.kind, Notice.document_id, NoticeRead.at)
        .outerjoin(NoticeRead, seen)
        .where(_mine(ctx))
        .order_by(Notice.seq.desc())
        .limit(limit)
    )
    if only_unread:
        statement = statement.where(NoticeRead.at.is_(None))
    if blind := stock.blind_parts(ctx):  # an alert's notice says how much is left
        told = select(StockAlert.id).where(StockAlert.part_id.in_(blind))
        statement = statement.where(or_(Notice.document_id.is_(None), Notice.document_id.not_in(told)))
    return [
        Item(seq, at, Text.of(message), role, (kind, document) if kind and document else None, read_at)
        for seq, at, message, role, kind, document, read_at in ctx.conn.execute(statement)
    ]


@usecase("notices.read", allow=None, audited=False)
def mark_read(ctx: Context, seqs: Sequence[int] | None = None) -> int:
    """Marks notices of this person as read (None = all); returns how many were unread. Others' are left alone."""
    if ctx.actor.user is None:
        raise Refused("Sign in first.")
    statement = select(Notice.seq).where(_mine(ctx), ~_read(ctx))
    if seqs is not None:
        statement = statement.where(Notice.seq.in_(seqs))
    found = list(ctx.conn.execute(statement.order_by(Notice.seq)).scalars())
    rows = [{"notice_seq": seq, "user_id": ctx.actor.user, "at": ctx.now} for seq in found]
    ctx.append(NoticeRead.__table__, rows)  # type: ignore[arg-type]
    return len(found)


def _mine(ctx: Reader) -> Any:
    return or_(Notice.user_id == ctx.actor.user, Notice.role.in_(ctx.actor.roles))


def _read(ctx: Reader) -> Any:
    return exists().where(NoticeRead.notice_seq == Notice.seq, NoticeRead.user_id == ctx.actor.user)
