"""A PC clock that was set back (E85): the last entry lies in the future. Numbers go on; a person is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.core.desk import Reader, query
from app.models.journal import AuditEntry

LEEWAY = timedelta(minutes=5)  # clocks of several PCs differ by less


@query("set_back.last_entry", allow=None)
def last_entry(ctx: Reader) -> datetime | None:
    """The moment of the last entry if this PC's clock is before it, else None."""
    last = ctx.conn.execute(select(func.max(AuditEntry.__table__.c.at))).scalar()
    return last if last is not None and last > ctx.now + LEEWAY else None
