"""The inbox: notices for a role or a person, and who read them when. Knows no document; a click opens it by its kind.

Notices come from use-cases by `ctx.notify`. One for a role is unread for each holder until he himself has read it. What
asks for something is over when somebody has done it: the proof of that step is the trace, nothing is erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, false, func, or_, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.models.alerts import StockAlert
from app.models.counts import CountLine
from app.models.journal import Notice, NoticeRead, StepProof
from app.services import stock


@dataclass(frozen=True)
class Item:
    """One notice in the inbox. `document` is (kind, id) of what a click opens, without an id the list of the kind;
    "kind.page" names a page of its room.

    `read_at` None = unread; `over`: it asked for something that has been done since.
    """

    seq: int
    at: datetime
    text: Text
    role: str | None
    document: tuple[str, Id | None] | None
    read_at: datetime | None
    over: bool


@query("notices.unread", allow=None)
def unread(ctx: Reader) -> int:
    """How many notices wait for this person: for him or one of his roles, not read and not over."""
    wanted = select(func.count()).select_from(Notice).where(_mine(ctx), ~_read(ctx), ~_over(ctx))
    return int(ctx.conn.execute(wanted).scalar_one())


@query("notices.inbox", allow=None)
def inbox(ctx: Reader, limit: int = 200, only_unread: bool = False) -> list[Item]:
    """The newest notices for this person and his roles, newest first; none of a part whose bin he counts now.

    `only_unread`: what waits for him, neither read nor over.
    """
    seen = and_(NoticeRead.notice_seq == Notice.seq, NoticeRead.user_id == ctx.actor.user)
    over = _over(ctx)
    statement = (
        select(
            Notice.seq, Notice.at, Notice.message, Notice.role, Notice.kind, Notice.document_id, NoticeRead.at,
            over.label("over"),
        )
        .outerjoin(NoticeRead, seen)
        .where(_mine(ctx))
        .order_by(Notice.seq.desc())
        .limit(limit)
    )  # fmt: skip
    if only_unread:
        statement = statement.where(NoticeRead.at.is_(None), ~over)
    if blind := stock.blind_parts(ctx):  # an alert's notice says how much is left
        told = select(StockAlert.id).where(StockAlert.part_id.in_(blind))
        statement = statement.where(or_(Notice.document_id.is_(None), Notice.document_id.not_in(told)))
    return [
        Item(seq, at, Text.of(message), role, (kind, document) if kind else None, read_at, bool(over))
        for seq, at, message, role, kind, document, read_at, over in ctx.conn.execute(statement)
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


def _over(ctx: Reader) -> Any:
    """It asked for something, and its document took a step since; or a newer one about the whole list replaced it."""
    done = exists().where(StepProof.document_id == Notice.document_id, StepProof.at > Notice.at)
    lists = select(Notice.role, Notice.kind, func.max(Notice.seq)).where(_mine(ctx), Notice.asks, _is_list())
    replaced = [
        and_(Notice.role == role, Notice.kind == kind, Notice.seq < newest)
        for role, kind, newest in ctx.conn.execute(lists.group_by(Notice.role, Notice.kind))
    ]
    standing = exists().where(StockAlert.state.in_(("open", "notified")))
    late = exists().where(
        CountLine.treatment == "SUSPEND", CountLine.cleared_at.is_(None), CountLine.due < clock.today()
    )
    needed = (("alerts", standing), ("counts.kept_open", late))
    gone = (and_(_is_list(), Notice.kind == kind, ~what) for kind, what in needed)
    return Notice.asks & or_(done, *replaced, *gone, false())


def _is_list() -> Any:
    return Notice.kind.is_not(None) & Notice.document_id.is_(None)
