"""The way of an inspection: made by a self-check, then passed with a PIN, failed into rework, or never drawn."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import workflow
from app.core.clock import Id
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.inspections import Inspection, InspectionItem
from app.models.people import RoleRecord, User
from app.models.work_orders import LabourLine, WorkOrder, WorkTime
from app.services.duties import name_of
from app.services.inspections import drawing, rules
from app.services.inspections.rules import FAULT, INSPECT, NO, OK, QUESTIONS, YES
from app.services.work_orders import gates, shares
from app.services.work_orders import rules as orders
from app.services.work_orders.rules import AGREED_LINES, IN_WORK

OPEN, PASSED, FAILED, NOT_DRAWN = "open", "passed", "failed", "not_drawn"


def order_of(ctx: Any, sheet: Inspection) -> WorkOrder:
    """The order it inspects."""
    return ctx.session.get_one(WorkOrder, sheet.order_id)  # type: ignore[no-any-return]


# --- made by the self-check -------------------------------------------------------------------------------------------
@gates.self_checked
def begin(ctx: Any, order: WorkOrder) -> None:
    """R57, R58: decides, keeps why, sends the order to the inspector or on. Asked again, it decides nothing anew."""
    from app.services.work_orders.workflow import WORKFLOW as ORDERS  # which asks the gates

    before = list(rounds_of(ctx, order.id))
    sheet = before[-1] if before and before[-1].state in (OPEN, NOT_DRAWN) else _made(ctx, order, before)
    drawn = sheet.state == OPEN
    workflow.follow(ctx, ORDERS, order, "to_inspect" if drawn else "skip_inspection")
    if drawn:
        text = Text(N_("{plate} waits for inspection: {why}"), plate=order.plate, why=Text(rules.WHYS[sheet.why]))
        ctx.notify(text, user=sheet.wanted_id, role=None if sheet.wanted_id else "QI",
                   document=(rules.NAME, sheet.id), asks=True)  # fmt: skip


def _made(ctx: Any, order: WorkOrder, before: list[Inspection]) -> Inspection:
    found = drawing.decide(ctx, order, len(before) + 1)
    sheet = Inspection(
        number=ctx.number(rules.PREFIX), station=ctx.station, created_by=ctx.actor.user, created_at=ctx.now,
        order_id=order.id, order_number=order.number, plate=order.plate, vehicle_name=order.vehicle_name,
        round=len(before) + 1, decision=found.decision, why=found.why, about=found.about[:200], seed=found.seed,
        drawn=found.drawn, rate=found.rate, wanted_id=before[-1].inspector_id if before else None,
    )  # fmt: skip
    workflow.begin(WORKFLOW, sheet)
    agreed = [line for line in order.labour if line.status in AGREED_LINES]
    teams = shares.shares_of(ctx, [line.id for line in agreed])
    for at, line in enumerate(agreed, 1):
        people = shares.called(ctx, teams.get(line.id, ()))
        sheet.items.append(
            InspectionItem(position=at, line_id=line.id, item=line.position, name=line.name, people=people[:200])
        )
    ctx.session.add(sheet)
    ctx.flush()
    if found.decision == rules.NOT_DRAWN:
        workflow.follow(ctx, WORKFLOW, sheet, "leave_out")
    return sheet


def rounds_of(ctx: Any, order: Id) -> list[Inspection]:
    """The inspections of an order, the first round first."""
    wanted = select(Inspection).where(Inspection.order_id == order).order_by(Inspection.round)
    return list(ctx.session.scalars(wanted))


# --- guards and bars --------------------------------------------------------------------------------------------------
def complete(_ctx: Any, sheet: Inspection) -> Verdict:
    """R57: every item and every question was looked at, and all is right."""
    for at, item in enumerate(sheet.items):
        if item.result is None:
            return Problem(f"items.{at}", Text(N_("Item {n} “{work}” was not looked at yet."), n=item.item,
                                               work=item.name))  # fmt: skip
        if item.result != OK:
            return Text(N_("Item {n} “{work}” is not right: the car goes back to the technician."), n=item.item,
                        work=item.name)  # fmt: skip
    for name, label in QUESTIONS.items():
        answer = getattr(sheet, name)
        if answer is None:
            return Problem(name, Text(N_("“{question}” is not answered yet."), question=Text(label)))
        if answer != YES:
            return Text(N_("“{question}” is answered with no: the car goes back to the technician."),
                        question=Text(label))  # fmt: skip
    return None


def driven(_ctx: Any, sheet: Inspection) -> Verdict:
    """A road test that is noted at all is noted whole: who, why, both readings."""
    given = (sheet.out_km, sheet.back_km, sheet.driver, sheet.drive_reason)
    if all(value in (None, "") for value in given):
        return None
    wanted = {"driver": N_("Driver"), "drive_reason": N_("Reason of the drive"), "out_km": N_("Drive out"),
              "back_km": N_("Drive back")}  # fmt: skip
    for name, label in wanted.items():
        if getattr(sheet, name) in (None, ""):
            return Problem(name, Text(N_("Road test: {field} is missing."), field=Text(label)))
    if (sheet.back_km or 0) < (sheet.out_km or 0):
        return Problem("back_km", Text(N_("Road test: the car came back with fewer kilometres than it left with.")))
    if sheet.out_at and sheet.back_at and sheet.back_at < sheet.out_at:
        return Problem("back_at", Text(N_("Road test: the car came back before it left.")))
    return None


def something_wrong(_ctx: Any, sheet: Inspection) -> Verdict:
    """R60: the technician is told what to do again."""
    for item in sheet.items:
        if item.result == FAULT and not item.note:
            return Text(N_("Item {n} “{work}”: write down what is wrong."), n=item.item, work=item.name)
    if any(item.result == FAULT for item in sheet.items) or any(getattr(sheet, name) == NO for name in QUESTIONS):
        return None
    return Text(N_("Mark first what is not right."))


def no_own_work(ctx: Any, sheet: Inspection, person: Id) -> Verdict:
    """SD3: who worked on the order does not inspect it; names who may (E58)."""
    order = order_of(ctx, sheet)
    team = worked_on(ctx, order)
    if person not in team:
        return None
    others = ", ".join(user.name for user in inspectors(ctx) if user.id not in team)
    if not others:
        return Text(N_("{name} worked on this car and can't inspect it. Give another person the inspector's role."),
                    name=name_of(ctx, person))  # fmt: skip
    return Text(N_("{name} worked on this car and can't inspect it. It may be inspected by: {others}."),
                name=name_of(ctx, person), others=others)  # fmt: skip


def worked_on(ctx: Any, order: WorkOrder) -> set[Id]:
    """Everybody who has an item of the order, or whose clock ran on one."""
    lines = [line.id for line in order.labour]
    clocked = ctx.conn.execute(select(WorkTime.user_id).where(WorkTime.line_id.in_(lines))).scalars()
    checked = {line.checked_by for line in order.labour if line.checked_by is not None}
    return shares.of_order(ctx, order) | set(clocked) | checked


def inspectors(ctx: Any) -> list[User]:
    """Active people with a role that may inspect, by name."""
    carrying = {
        code for code, held in ctx.conn.execute(select(RoleRecord.code, RoleRecord.permissions))
        if INSPECT.code in held
    }  # fmt: skip
    people = ctx.session.scalars(select(User).where(User.active).order_by(User.name))
    return [user for user in people if carrying & set(user.roles)]


# --- effects ----------------------------------------------------------------------------------------------------------
def passed(ctx: Any, sheet: Inspection, _answers: dict[str, Any]) -> None:
    """R59: who signed it, when; a completion certificate where the category wants one."""
    _by(ctx, sheet)
    if order_of(ctx, sheet).category in rules.CERTIFIED or ctx.setting(rules.CERTIFY_ALL):
        sheet.certificate, sheet.certified = ctx.number(rules.CERTIFICATE_PREFIX), ctx.now


def failed(ctx: Any, sheet: Inspection, _answers: dict[str, Any]) -> None:
    """R60: the failed items are open again, their technicians hear of it; the second time their heads too (E59)."""
    _by(ctx, sheet)
    order = order_of(ctx, sheet)
    order.reworks += 1
    wrong = {item.line_id: item.note or "" for item in sheet.items if item.result == FAULT}
    teams = shares.shares_of(ctx, [line.id for line in order.labour])
    told: set[Id] = set()
    for line in order.labour:
        if line.status not in AGREED_LINES or (wrong and line.id not in wrong):
            continue
        _open_again(ctx, line, failed=bool(wrong))
        told |= {who for who, _share in teams.get(line.id, ())}
    text = Text(N_("{plate} failed inspection: {what}"), plate=order.plate, what=what_failed(sheet))
    for person in sorted(told):
        ctx.notify(text, user=person, document=(orders.KIND_NAME, order.id))
    if order.reworks >= 2:
        again = Text(N_("{plate} failed inspection {n} times: {what}"), plate=order.plate, n=order.reworks,
                     what=what_failed(sheet))  # fmt: skip
        for role in ("TS", "MG"):
            ctx.notify(again, role=role, document=(orders.KIND_NAME, order.id))


def what_failed(sheet: Inspection) -> Text | str:
    """In few words: the failed items with their notes, else the first question answered with no."""
    items = " / ".join(f"{item.name} – {item.note}" for item in sheet.items if item.result == FAULT)
    if items:
        return items[:300]
    return Text(next((label for name, label in QUESTIONS.items() if getattr(sheet, name) == NO), ""))


def _open_again(ctx: Any, line: LabourLine, *, failed: bool) -> None:
    """Only what was wrong is work again; what failed for the car as a whole is looked at again."""
    line.check = line.check_note = line.checked_by = line.checked_at = None
    gates.tell_checked(ctx, line)
    if failed:
        line.status, line.reworks = IN_WORK, line.reworks + 1


def _by(ctx: Any, sheet: Inspection) -> None:
    sheet.inspector_id = ctx.actor.signer.user if ctx.actor.signer else ctx.actor.user
    sheet.inspected_at = ctx.now


def _onward(step: str) -> Any:
    """The order follows its inspection."""

    def follow(ctx: Any, sheet: Inspection) -> None:
        from app.services.work_orders.workflow import WORKFLOW as ORDERS  # see `begin`

        workflow.follow(ctx, ORDERS, order_of(ctx, sheet), step)

    return follow


WORKFLOW = Workflow(
    states=(
        State(OPEN, N_("To inspect"), "wait"),
        State(PASSED, N_("Passed"), "ok"),
        State(FAILED, N_("Failed"), "bad", beside=OPEN),
        State(NOT_DRAWN, N_("Not drawn"), "idle", beside=OPEN),
    ),
    start=OPEN,
    steps=(
        Step(
            "pass", N_("Sign: passed"), (OPEN,), PASSED, INSPECT, ("R57", "R58", "R59", "SD3"),
            guards=(complete, driven), bars=(no_own_work,), effect=passed, sign=True, prints="inspections.sheet",
            after=_onward("pass_inspection"), done=N_("Passed"),
        ),
        Step(
            "fail", N_("Back to the technician"), (OPEN,), FAILED, INSPECT, ("R60", "SD3"),
            guards=(something_wrong, driven), bars=(no_own_work,), effect=failed, side=True, danger=True,
            after=_onward("fail_inspection"), done=N_("The technician was told"),
        ),
        Step("leave_out", N_("Not drawn"), (OPEN,), NOT_DRAWN, INSPECT, ("R57",), follows=True),
    ),
)  # fmt: skip
DRIVE = (Field("driver"), Field("drive_reason"), Field("out_km"), Field("out_at"), Field("back_km"), Field("back_at"),
         Field("drive_result", kind="long", span=2))  # fmt: skip
