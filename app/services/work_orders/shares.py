"""Who works on which item, with what share; 10,000 are the whole (E57). Knows no workflow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.errors import Refused
from app.core.i18n import percent
from app.models.labour import LabourItem
from app.models.people import User
from app.models.work_orders import LabourLine, LabourShare, WorkOrder
from app.services.duties import name_of
from app.services.work_orders.rules import AGREED_LINES

WHOLE = 10_000


def shares_of(ctx: Any, lines: Iterable[Id]) -> dict[Id, list[tuple[Id, int]]]:
    """Item → (technician, share), the largest share first."""
    found: dict[Id, list[tuple[Id, int]]] = {}
    wanted = select(LabourShare.line_id, LabourShare.user_id, LabourShare.share).where(
        LabourShare.line_id.in_(list(lines))
    )
    for line, user, share in ctx.conn.execute(wanted.order_by(LabourShare.share.desc(), LabourShare.id)):
        found.setdefault(line, []).append((user, share))
    return found


def called(ctx: Any, people: Sequence[tuple[Id, int]]) -> str:
    """Names: 张伟, or 张伟 60%, 刘明 40% where several share an item."""
    if len(people) == 1:
        return name_of(ctx, people[0][0])
    return ", ".join(f"{name_of(ctx, user)} {percent(share)}" for user, share in people)


def keep(ctx: Any, line: LabourLine, people: Mapping[Id, int]) -> None:
    """Sets the technicians of an item. Raises Refused unless their shares make a whole."""
    if sum(people.values()) != WHOLE or any(share <= 0 for share in people.values()):
        raise Refused("The shares of an item must be 100 % together.", where="shares")
    for user in people:
        person = ctx.session.get(User, user)
        if person is None or not {"TE", "WS", "TS"} & set(person.roles):
            raise Refused("Only technicians and their supervisors do repair work.", where="shares")
    ctx.flush()
    for kept in ctx.session.scalars(select(LabourShare).where(LabourShare.line_id == line.id)):
        ctx.session.delete(kept)
    ctx.flush()
    for user, share in people.items():
        ctx.session.add(LabourShare(line_id=line.id, user_id=user, share=share))
    ctx.flush()


def fill(ctx: Any, order: WorkOrder, technician: Id) -> None:
    """Gives every item that has nobody to this technician."""
    taken = shares_of(ctx, [line.id for line in order.labour])
    for line in order.labour:
        if line.status in AGREED_LINES and line.id not in taken:
            keep(ctx, line, {technician: WHOLE})


def of_order(ctx: Any, order: WorkOrder) -> set[Id]:
    """Everybody who has an item of the order."""
    found = shares_of(ctx, [line.id for line in order.labour])
    return {user for people in found.values() for user, _share in people}


def uncertified(ctx: Any, order: WorkOrder, technician: Id) -> list[LabourLine]:
    """Those items of his that ask for a certificate which he does not hold today (E52)."""
    person = ctx.session.get(User, technician)
    until = person.hv_until if person is not None else None
    if until is not None and until >= clock.local(ctx.now).date():
        return []
    marked = set(ctx.conn.execute(select(LabourItem.id).where(LabourItem.certificate.is_not(None))).scalars())
    taken = shares_of(ctx, [line.id for line in order.labour])
    return [
        line for line in order.labour
        if line.labour_id in marked and line.status in AGREED_LINES
        and technician in {user for user, _share in taken.get(line.id, [(technician, WHOLE)])}
    ]  # fmt: skip
