"""The life of an ABC run: computed, reviewed by keeper and purchasing, applied by the manager's signature (§3.4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, case, select

from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Workflow
from app.models.abc_runs import AbcChange, AbcLine, AbcRun
from app.models.parts import Part
from app.services.abc_runs import classes
from app.services.duties import not_own

PREFIX, KIND_NAME = "AB", "abc_runs"
REASON = Field("reason", N_("Reason"), "text", required=True, length=200)

_line: Any = AbcLine.__table__.c
_parts: Any = Part.__table__


def proposed(method: str) -> Any:
    """The class that a line stands for: a locked one stays, else the run's method decides; a change by hand is above.

    For statements that join `abc_changes` from outside.
    """
    by_method = _line.value_class if method == classes.VALUE else _line.rule_class
    kept = case(((_line.locked.is_(True)) & (_line.old_class.is_not(None)), _line.old_class), else_=by_method)
    return case((AbcChange.abc_class.is_not(None), AbcChange.abc_class), else_=kept)


def final_classes(method: str) -> Any:
    """Part, old class, new class and lock of one run, bound as `run`."""
    return (
        select(_line.part_id, _line.old_class, proposed(method).label("new_class"), AbcChange.locked_until)
        .select_from(AbcLine)
        .outerjoin(AbcChange, (AbcChange.run_id == _line.run_id) & (AbcChange.part_id == _line.part_id))
        .where(_line.run_id == bindparam("run"))
    )


def submit(ctx: Any, run: AbcRun, _answers: dict[str, Any]) -> None:
    """Notes who reviewed it and tells the manager."""
    run.submitted_by = ctx.actor.user
    text = Text(N_("{number} waits to be applied."), number=run.number)
    ctx.notify(text, role="MG", document=(KIND_NAME, run.id), asks=True)


def hand_back(ctx: Any, run: AbcRun, answers: dict[str, Any]) -> None:
    """Tells the one who reviewed it why it came back."""
    text = Text(N_("{number} was not approved: {reason}"), number=run.number, reason=answers["reason"])
    ctx.notify(text, user=run.submitted_by, document=(KIND_NAME, run.id), asks=True)
    run.submitted_by = None


def put_in_force(ctx: Any, run: AbcRun, _answers: dict[str, Any]) -> None:
    """Gives every part its new class, set-based; what did not change is left alone."""
    run.approved_by, run.applied_at = ctx.entry.signers[-1].user, ctx.now
    rows = ctx.conn.execute(final_classes(run.method), {"run": run.id}).all()
    there = {row[0]: row[1] for row in ctx.conn.execute(select(Part.id, Part.abc_class))}
    ctx.update_many(
        _parts,
        [{"id": part, "abc_class": new} for part, _old, new, _lock in rows if part in there and there[part] != new],
    )
    ctx.update_many(_parts, [{"id": part, "abc_locked_until": lock} for part, _old, _new, lock in rows if lock])


WORKFLOW = Workflow(
    states=(
        State("draft", N_("Computed"), "active"),
        State("reviewed", N_("Reviewed"), "wait"),
        State("applied", N_("Applied"), "ok"),
        State("cancelled", N_("Cancelled"), "idle", beside="draft"),
    ),
    start="draft",
    steps=(
        Step(
            "review", N_("Submit for approval"), ("draft",), "reviewed", classes.REVIEW, ("R14",), effect=submit,
            done=N_("Submitted to the manager"),
        ),
        Step(
            "apply", N_("Apply"), ("reviewed",), "applied", classes.APPROVE, ("R14", "R15", "R16", "R17", "SD1"),
            bars=(not_own,), effect=put_in_force, sign=True, done=N_("The classes are in force"),
        ),
        Step(
            "hand_back", N_("Reject"), ("reviewed",), "draft", classes.APPROVE, ("R14",), effect=hand_back,
            asks=(REASON,), side=True,
        ),
        Step("withdraw", N_("Withdraw"), ("reviewed",), "draft", classes.REVIEW, ("R14",), side=True),
        Step(
            "cancel", N_("Cancel"), ("draft",), "cancelled", classes.REVIEW, ("R14",), asks=(REASON,), side=True,
            danger=True,
        ),
    ),
)  # fmt: skip
