"""Hands open work over to another person, before somebody is disabled (E92). Knows no document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.core.kind import Charge, Task
from app.models.people import User
from app.services.roles import EDIT_PEOPLE, VIEW_PEOPLE


@dataclass(frozen=True)
class OpenTask:
    """One open task as it is listed: by which charge (name and label, a msgid) it is his."""

    charge: str
    label: str
    task: Task


@query("people.open_work", allow=VIEW_PEOPLE)
def open_work(ctx: Reader, user: Id) -> list[OpenTask]:
    """All that waits for this person at this station, sort by sort; of kinds one may not see only the numbers."""
    from app.services.kinds import named  # kinds name their modules, of which this is one

    return [
        one if ctx.actor.may(named(one.task.kind).view) else replace(one, task=replace(one.task, what=""))
        for one in work_of(ctx, user)
    ]


def work_of(ctx: Any, user: Id) -> list[OpenTask]:
    """The same with all that is known of it, for a use-case."""
    return [OpenTask(one.name, one.label, task) for one in _charges().values() for task in one.open(ctx, user)]


def _charges() -> dict[str, Charge]:
    from app.services.kinds import KINDS  # as above

    return {one.name: one for kind in KINDS for one in kind.charges}


@usecase("people.hand_over", allow=EDIT_PEOPLE, rules=("R6",))
def hand_over(ctx: Context, user: Id, to: Id, tasks: Sequence[tuple[str, Id]]) -> int:
    """Gives these tasks (charge, id) of one person to another, who is told of each; returns how many are left.

    All or none: Refused, naming the document, if one of them can't be his.
    """
    heir = ctx.session.get(User, to)
    if heir is None or not heir.active or to == user:
        raise Refused("Choose somebody else who works here.", where="to")
    wanted = set(tasks)
    chosen = [one for one in work_of(ctx, user) if (one.charge, one.task.id) in wanted]
    if not chosen:
        raise Refused("Choose what is handed over.", where="tasks")
    for one in chosen:
        _give(ctx, one, user, to)
    ctx.flush()
    return len(work_of(ctx, user))


def _give(ctx: Context, one: OpenTask, user: Id, to: Id) -> None:
    try:
        _charges()[one.charge].give(ctx, one.task.id, user, to)
    except Refused as refused:
        raise Refused("{number}: {reason}", where="to", number=one.task.number, reason=refused.text) from None
    said = Text(N_("{number} is yours now: {what}"), number=one.task.number, what=one.task.what)
    ctx.notify(said, user=to, document=(one.task.kind, one.task.document))


def must_be_free(ctx: Context, user: User) -> None:
    """E92: nobody is disabled while work waits for him."""
    if not (left := work_of(ctx, user.id)):
        return
    raise Refused(
        "{n} open tasks are still {name}'s, {number} among them. Hand them over to somebody else first.",
        where="open_work", n=len(left), name=user.name, number=left[0].task.number,
    )  # fmt: skip
