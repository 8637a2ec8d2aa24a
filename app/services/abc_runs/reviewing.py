"""The review of an ABC run: its lines with both methods and the rule that fired, changes by hand, history of a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import N_, Text, pick
from app.core.screen import Choice, Column, Filter, ListQuery, ListSpec, View
from app.models.abc_runs import AbcChange, AbcLine, AbcRun
from app.models.parts import Part, PartIndex
from app.services.abc_runs import classes
from app.services.abc_runs.workflow import proposed
from app.services.parts import VIEW_COST
from app.services.parts.queries import words_match
from app.services.stock.balances import chunks

_line: Any = AbcLine.__table__.c
_changes: Any = AbcChange.__table__
IMPORTANCE = {1: N_("No car leaves without it"), 2: N_("Function limited"), 3: N_("Comfort")}
ONLY = (
    Choice("changed", N_("Changes class")), Choice("methods", N_("Methods disagree")), Choice("by_hand", N_("By hand")),
)  # fmt: skip
LOCKED = Text(N_("locked"))


def _pairs(choices: Sequence[Choice]) -> tuple[tuple[str, str], ...]:
    return tuple((c.code, c.label) for c in choices)


@dataclass(frozen=True)
class Spread:
    """How the parts of a run spread: over frequency × importance, and over the classes it stands for."""

    matrix: dict[tuple[str, int], int]
    classes: dict[str, int]


@query("abc_runs.spread", allow=classes.VIEW)
def spread(ctx: Reader, run: Id) -> Spread:
    """The nine fields and the classes of a run, with numbers of parts."""
    new = proposed(_run(ctx, run).method)
    nine = select(_line.frequency, _line.criticality, func.count()).where(_line.run_id == run)
    held = _joined(select(new, func.count()), run).group_by(new)
    return Spread(
        {(row[0], row[1]): row[2] for row in ctx.conn.execute(nine.group_by(_line.frequency, _line.criticality)).all()},
        {row[0]: row[1] for row in ctx.conn.execute(held).all()},
    )


def _joined(wanted: Any, run: Id) -> Any:
    return (
        wanted.select_from(AbcLine)
        .join(Part, Part.id == _line.part_id)
        .outerjoin(AbcChange, (AbcChange.run_id == _line.run_id) & (AbcChange.part_id == _line.part_id))
        .where(_line.run_id == run)
    )


@query("abc_runs.find_lines", allow=classes.VIEW)
def find_lines(ctx: Reader, run: Id, wanted: ListQuery) -> Sequence[Id]:
    """The parts of a run that fit, the most valuable first."""
    new = proposed(_run(ctx, run).method)
    found = _joined(select(_line.part_id), run)
    if wanted.text.strip():
        found = found.where(_line.part_id.in_(select(PartIndex.part_id).where(words_match(wanted.text))))
    for name, value in wanted.where:
        found = found.where(_condition(name, value, new))
    sorts = {
        "part": Part.number, "used": _line.used, "value": _line.value, "documents": _line.documents,
        "value_class": _line.value_class, "rule_class": _line.rule_class, "old_class": _line.old_class,
        "new_class": new, "rule": _line.rule, "criticality": _line.criticality,
    }  # fmt: skip
    column = sorts.get(wanted.sort.lstrip("-"), _line.value)
    rising = wanted.sort and not wanted.sort.startswith("-")
    order = column.asc() if rising else column.desc()
    return ctx.conn.execute(found.order_by(order, Part.number).limit(wanted.limit)).scalars().all()


def _condition(name: str, value: str, new: Any) -> Any:
    if name == "new_class":
        return new == value
    if name == "only":
        return {
            "changed": func.coalesce(_line.old_class, "") != new, "methods": _line.value_class != _line.rule_class,
            "by_hand": AbcChange.reason.is_not(None),
        }[value]  # fmt: skip
    return _line[name] == (int(value) if name == "criticality" else value)


@query("abc_runs.read_lines", allow=classes.VIEW)
def read_lines(ctx: Reader, run: Id, parts: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """One row per part, in the order of the columns of `LINES` that this person sees."""
    new = proposed(_run(ctx, run).method).label("new_class")
    wanted = _joined(select(AbcLine, AbcChange.reason, AbcChange.locked_until, new, Part), run)
    rows = {
        line.part_id: (
            part.number, pick(part.name_zh, part.name_en), (line.used, part.qty_decimals, part.unit),
            line.value, line.documents, line.frequency, str(line.criticality), line.value_class,
            line.rule_class, line.old_class, held, line.rule, reason or (LOCKED if line.locked else None), until,
        )
        for some in chunks(parts)
        for line, reason, until, held, part in ctx.session.execute(wanted.where(_line.part_id.in_(some)))
    }  # fmt: skip
    return [LINES.cells(rows[part], ctx.actor.may) for part in parts if part in rows]


_YES = tuple(Choice(str(n), label) for n, label in IMPORTANCE.items())
LINES = ListSpec(
    columns=(
        Column("part", N_("Part number"), "strong", 130),
        Column("name", N_("Name"), width=130, sort=False),
        Column("used", N_("Used in a year"), "quantity", 90, hidden=True),
        Column("value", N_("Value used"), "money", 100, allow=VIEW_COST),
        Column("documents", N_("Documents"), "number", 70, hidden=True),
        Column("frequency", N_("Use"), "choice", 70, sort=False, choices=_pairs(classes.FREQUENCIES), hidden=True),
        Column("criticality", N_("Importance"), "choice", 120, choices=_pairs(_YES), hidden=True),
        Column("value_class", N_("By value"), "choice", 60, choices=_pairs(classes.CLASSES)),
        Column("rule_class", N_("By rulebook"), "choice", 60, choices=_pairs(classes.CLASSES)),
        Column("old_class", N_("Before"), "choice", 60, choices=_pairs(classes.CLASSES)),
        Column("new_class", N_("Class"), "choice", 60, choices=_pairs(classes.CLASSES)),
        Column("rule", N_("Rule"), "choice", 200, stretch=True, choices=_pairs(classes.RULES)),
        Column("by_hand", N_("By hand because"), "text", 120, sort=False, hidden=True),
        Column("until", N_("Locked until"), "date", 100, sort=False, hidden=True),
    ),
    find=lambda _ctx, _wanted: (),  # a run's lines are asked with the run: find_lines, read_lines
    read=lambda _ctx, _ids: (),
    reads=("abc_changes", "abc_lines"),
    filters=(
        Filter("new_class", N_("Class"), classes.CLASSES), Filter("frequency", N_("Use"), classes.FREQUENCIES),
        Filter("criticality", N_("Importance"), _YES), Filter("rule", N_("Rule"), classes.RULES),
        Filter("only", N_("Only"), ONLY),
    ),
    views=(
        View("changed", N_("Changes class"), (("only", "changed"),)),
        View("methods", N_("Methods disagree"), (("only", "methods"),)),
        View("by_hand", N_("By hand"), (("only", "by_hand"),)),
    ),
    sort="-value",
    hint=N_("Part number or name"),
    empty=N_("No part in this run."),
)  # fmt: skip


@usecase("abc_runs.change", allow=classes.REVIEW, rules=("R14",))
def change(
    ctx: Context, run: Id, parts: Sequence[Id], *, abc: str, reason: str, locked_until: date | None = None
) -> int:  # fmt: skip
    """Sets the class of these parts by hand, with a reason, and until when it is locked; returns how many.

    Only in a run that is still a draft.
    """
    document = _run(ctx, run)
    if document.state != "draft":
        raise Refused("{number} was submitted: withdraw it to change classes.", number=document.number)
    if abc not in ("A", "B", "C"):
        raise Refused("Choose class A, B or C.", where="abc")
    if not reason.strip():
        raise Refused("Enter the reason.", where="reason")
    if locked_until is not None and locked_until <= clock.today():
        raise Refused("Choose a day after today.", where="locked_until")
    wanted = select(_line.part_id).where(_line.run_id == run, _line.part_id.in_(bindparam("parts", expanding=True)))
    known = [row[0] for some in chunks(parts) for row in ctx.conn.execute(wanted, {"parts": some})]
    before: dict[Id, Id] = dict(
        ctx.conn.execute(select(_changes.c.part_id, _changes.c.id).where(_changes.c.run_id == run)).all()
    )
    said = {
        "abc_class": abc, "reason": reason.strip(), "locked_until": locked_until, "changed_by": ctx.actor.user,
        "changed_at": ctx.now,
    }  # fmt: skip
    ctx.update_many(_changes, [{"id": before[part]} | said for part in known if part in before])
    ctx.write_many(_changes, [{"run_id": run, "part_id": part} | said for part in known if part not in before])
    document.changed = _count_changed(ctx, document)
    return len(known)


def _count_changed(ctx: Context, run: AbcRun) -> int:
    new = proposed(run.method)
    wanted = (
        select(func.count())
        .select_from(AbcLine)
        .outerjoin(AbcChange, (AbcChange.run_id == _line.run_id) & (AbcChange.part_id == _line.part_id))
        .where(_line.run_id == run.id, func.coalesce(_line.old_class, "") != new)
    )
    return int(ctx.conn.execute(wanted).scalar_one())


@dataclass(frozen=True)
class Past:
    """The class of a part in one run: when, by which rule, and the reason if it was set by hand."""

    number: str
    until: datetime
    state: str
    value_class: str
    rule_class: str
    rule: str
    new_class: str
    by_hand: str | None


@query("abc_runs.history", allow=classes.VIEW)
def history(ctx: Reader, part: Id) -> list[Past]:
    """Every run that classed this part, newest first."""
    new = {method: proposed(method) for method in (classes.RULEBOOK, classes.VALUE)}
    rows = ctx.conn.execute(
        select(
            AbcRun.number, AbcRun.until, AbcRun.state, AbcRun.method, _line.value_class, _line.rule_class, _line.rule,
            new[classes.RULEBOOK], new[classes.VALUE], AbcChange.reason,
        )
        .join(AbcRun, AbcRun.id == _line.run_id)
        .outerjoin(AbcChange, (AbcChange.run_id == _line.run_id) & (AbcChange.part_id == _line.part_id))
        .where(_line.part_id == part)
        .order_by(AbcRun.until.desc())
    ).all()  # fmt: skip
    return [
        Past(r[0], r[1], r[2], r[4], r[5], r[6], r[8] if r[3] == classes.VALUE else r[7], r[9]) for r in rows
    ]  # fmt: skip


def _run(ctx: Reader, id: Id) -> AbcRun:
    found = ctx.session.get(AbcRun, id)
    if found is None:
        raise Refused("This ABC run does not exist any more.")
    return found
