"""Hands open work over to another person, before somebody is disabled (E92). Knows no document."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.kind import Charge, Task
from app.models.people import User
from app.services.people.login import rights
from app.services.roles import EDIT_PEOPLE, VIEW_PEOPLE


@dataclass(frozen=True)
class OpenTask:
    """One open task as it is listed: by which charge (name and label, a msgid) it is his. `far`: of the books of
    another station, which alone hands it over."""

    charge: str
    label: str
    task: Task
    far: bool


@query("people.open_work", allow=VIEW_PEOPLE)
def open_work(ctx: Reader, user: Id) -> list[OpenTask]:
    """All that waits for this person, sort by sort, what other stations hand over last; of kinds one may not see only
    the numbers."""
    from app.services.kinds import named  # kinds name their modules, of which this is one

    return [
        one if ctx.actor.may(named(one.task.kind).view) else replace(one, task=replace(one.task, what=""))
        for one in sorted(work_of(ctx, (user,)), key=lambda one: one.far)
    ]


def work_of(ctx: Any, people: Collection[Id]) -> list[OpenTask]:
    """What waits for any of these people, with all that is known of it."""
    return [
        OpenTask(one.name, one.label, task, task.station in ctx.far_stations)
        for one in _charges().values()
        for task in one.open(ctx, people)
    ]


def left_behind(ctx: Any) -> dict[User, list[OpenTask]]:
    """Who is disabled and still has open work here: it came back to him, or he was disabled at another station."""
    gone = {user.id: user for user in ctx.session.scalars(select(User).where(~User.active).order_by(User.name))}
    found: dict[User, list[OpenTask]] = {}
    for one in work_of(ctx, gone.keys()) if gone else ():
        if not one.far:
            found.setdefault(gone[one.task.person], []).append(one)
    return found


def _charges() -> dict[str, Charge]:
    from app.services.kinds import KINDS  # as above

    return {one.name: one for kind in KINDS for one in kind.charges}


@usecase("people.hand_over", allow=EDIT_PEOPLE, rules=("R6",))
def hand_over(ctx: Context, user: Id, to: Id, tasks: Sequence[tuple[str, Id]] | None = None) -> int:
    """Gives these tasks (charge, id) of one person, or all, to another, who is told; returns how many are left here.

    All or none: Refused, naming the document, if one of them can't be his.
    """
    heir = ctx.session.get(User, to)
    if heir is None or not heir.active or to == user:
        raise Refused("Choose somebody else who works here.", where="to")
    work = work_of(ctx, (user,))
    if tasks is None:
        chosen = [one for one in work if not one.far]
    else:
        ticked = set(tasks)
        chosen = [one for one in work if (one.charge, one.task.id) in ticked]
    if far := next((one.task for one in chosen if one.far), None):
        words = N_("{number} belongs to station {station}, which hands it over.")
        raise Refused(words, where="tasks", number=far.number, station=far.station)
    if not chosen:
        raise Refused("Choose what is handed over.", where="tasks")
    his = rights(ctx, heir.roles)
    for one in chosen:
        _give(ctx, one, heir, his)
    ctx.flush()
    return sum(not one.far for one in work_of(ctx, (user,)))


def _give(ctx: Context, one: OpenTask, heir: User, his: Collection[str]) -> None:
    charge, task = _charges()[one.charge], one.task
    try:
        if charge.needs is not None and charge.needs.code not in his:
            raise Refused("{name} has no right for this: {right}.", name=heir.name, right=Text(charge.needs.label))
        charge.give(ctx, task.id, task.person, heir.id)
    except Refused as refused:
        raise Refused("{number}: {reason}", where="to", number=task.number, reason=refused.text) from None
    said = Text(N_("{number} is yours now: {what}"), number=task.number, what=task.what)
    ctx.notify(said, user=heir.id, document=(task.kind, task.document))


def must_be_free(ctx: Context, user: User) -> None:
    """E92: nobody is disabled while work waits for him here. What lies at another station does not keep him in: his
    disabling goes there, and stands on the administrator's Today until that is handed over too."""
    if not (left := [one for one in work_of(ctx, (user.id,)) if not one.far]):
        return
    raise Refused(
        "{n} open tasks are still {name}'s, {number} among them. Hand them over to somebody else first.",
        where="open_work", n=len(left), name=user.name, number=left[0].task.number,
    )  # fmt: skip
