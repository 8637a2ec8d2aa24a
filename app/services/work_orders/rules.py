"""What work orders are bound to: rights, settings, codes, guards and bars. Knows no workflow and no screen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Problem
from app.core.i18n import N_, Text
from app.core.screen import Choice, Field
from app.core.settings import Setting
from app.core.workflow import Verdict
from app.models.work_orders import Diagnosis, LabourShare, NeededPart, WorkOrder
from app.services import taxes
from app.services.duties import name_of

KIND_NAME, PREFIX = "work_orders", "WO"

VIEW = Permission("work_orders.view", N_("See work orders"))
EDIT = Permission("work_orders.edit", N_("Write and issue work orders"))
AGREE = Permission("work_orders.agree", N_("Have customers sign and agree"))
ASSIGN = Permission("work_orders.assign", N_("Assign work to technicians"))
WORK = Permission("work_orders.work", N_("Work on orders"))
ADVISE = Permission("work_orders.advise", N_("Give technical advice"))
BILL = Permission("work_orders.bill", N_("Settle work orders"))
RELEASE = Permission("work_orders.release", N_("Let cars leave"))

EXCESS = Setting(
    "work_orders.excess", "percent", 1000, N_("Costs may pass the agreed amount by"), group="workshop", rule="R53",
    most=10_000, help=N_("Above it the customer is asked first; new items are always asked."),
)  # fmt: skip
LABOUR_TAX = Setting(
    "work_orders.labour_tax", "percent", 1300, N_("Tax rate of repair work"), group="workshop", most=10_000
)
CHECK_IN = Setting(
    "work_orders.check_in", "flag", True, N_("Work orders are made of a signed check-in"), group="workshop", rule="R49"
)
STORAGE_DAYS = Setting(
    "work_orders.storage_days", "number", 30, N_("A car stands here too long after"), group="workshop", least=1,
    most=3650, unit=N_("days"), help=N_("Then the advisor is told to call, and again after as many days."),
)  # fmt: skip
COMEBACK_DAYS = Setting(
    "work_orders.comeback_days", "number", 100, N_("The same work on a car is a comeback for"), group="workshop",
    rule="R60", most=3650, unit=N_("days"), help=N_("Matched by VIN and item, also under a new plate or owner."),
)  # fmt: skip
ROAD_TEST_KM = Setting(
    "work_orders.road_test_km", "number", 5, N_("Without a road test a car is driven here at most"), group="settling",
    rule="R63", most=1000, unit=N_("km"),
)  # fmt: skip
CLOSE_DAYS = Setting(
    "work_orders.close_days", "number", 7, N_("Delivered orders are closed after"), group="settling", rule="R64",
    least=1, most=365, unit=N_("days"),
)  # fmt: skip
SETTINGS = (EXCESS, LABOUR_TAX, CHECK_IN, STORAGE_DAYS, COMEBACK_DAYS, ROAD_TEST_KM, CLOSE_DAYS)


def labour_tax(ctx: Any, order: WorkOrder) -> int:
    """The tax rate of work on an order, as it holds on the day the order was written."""
    return taxes.sold(ctx, ctx.setting(LABOUR_TAX), order.created_at)


# status of a line
PLANNED, PROPOSED, IN_WORK, DONE, DECLINED, REPLACED = (
    "PLANNED", "PROPOSED", "IN_WORK", "DONE", "DECLINED", "REPLACED",
)  # fmt: skip
LINE_STATES = {
    PLANNED: N_("Planned"), PROPOSED: N_("Waits for consent"), IN_WORK: N_("In work"), DONE: N_("Done"),
    DECLINED: N_("Declined"), REPLACED: N_("Replaced"),
}  # fmt: skip
AGREED_LINES = (PLANNED, IN_WORK, DONE)  # what the customer has agreed to, once the order is signed

RIGHT, FAULT = "OK", "FAULT"  # what a self-check found
HEADS = {"WS", "TS"}  # work on and answer for every order

CATEGORIES = {
    "LEVEL_1": N_("Level-1 maintenance"), "LEVEL_2": N_("Level-2 maintenance"), "MINOR": N_("Minor repair"),
    "SPECIAL": N_("Special repair"), "ASSEMBLY": N_("Assembly overhaul"), "VEHICLE": N_("Vehicle overhaul"),
    "ACCIDENT": N_("Accident"), "SERVICE": N_("Maintenance service"), "COMEBACK": N_("Comeback repair"),
    "WARRANTY": N_("Warranty"), "RECALL": N_("Recall"),
}  # fmt: skip
PAYERS = {
    "CUSTOMER": N_("Customer"), "INSURER": N_("Insurer"), "WARRANTY": N_("Maker's warranty"),
    "INTERNAL": N_("Shop (rework)"),
}  # fmt: skip
SOURCES = {"OWN": N_("Our stock"), "CUSTOMER": N_("Brought by the customer")}
OLD_PARTS = {
    "TAKE": N_("Customer takes them"), "WAIVE": N_("Customer waives them"), "DECIDE": N_("Decides when he sees them"),
}  # fmt: skip
SIGNATURE, CALL, MESSAGE = "SIGNATURE", "CALL", "MESSAGE"
WAYS = {SIGNATURE: N_("Signature"), CALL: N_("Call"), MESSAGE: N_("Message")}
PICTURE = "consent"  # role of a picture of the customer's message, with the revision that it answers
PAUSES = {
    "PARTS": N_("Waiting for parts"), "BAY": N_("Bay or tool is taken"), "ADVICE": N_("Waiting for advice"),
    "CUSTOMER": N_("Waiting for the customer"), "OUTSIDE": N_("Work outside the shop"), "OTHER": N_("Other"),
}  # fmt: skip


def choices(codes: dict[str, str]) -> tuple[Choice, ...]:
    """Codes with labels as a field offers them."""
    return tuple(Choice(code, label) for code, label in codes.items())


REASON = Field("reason", N_("Reason"), "text", required=True, length=200)
OPEN_STATES = (
    "draft", "wait_sign", "signed", "assigned", "diagnosing", "in_repair", "paused", "wait_consent", "terminated",
    "self_checked", "qc_wait", "rework", "qc_passed", "qc_skipped", "settling",
    "ready",
)  # fmt: skip
DONE_WITH = ("settling", "ready", "delivered", "closed")  # nobody works on them any more
# signed lines go on while a proposal waits
WORKED_IN = ("assigned", "diagnosing", "in_repair", "wait_consent", "rework")
PROPOSED_IN = ("diagnosing", "in_repair", "rework")


def lines_of(order: WorkOrder) -> list[Any]:
    """Items and parts together."""
    return [*order.labour, *order.parts]


def proposed(order: WorkOrder) -> list[Any]:
    """The lines that wait for the customer."""
    return [line for line in lines_of(order) if line.status == PROPOSED]


# --- guards: why not --------------------------------------------------------------------------------------------------
def whole(_ctx: Any, order: WorkOrder) -> tuple[Problem, ...]:
    """All that R50 asks for: an item, the promised time, what becomes of the old parts; what is missing, at once."""
    asked = (
        ("labour", order.labour, N_("Add at least one item.")),
        ("promised_at", order.promised_at, N_("Enter for when the car is promised.")),
        ("old_parts", order.old_parts, N_("Say what becomes of the old parts.")),
    )
    return tuple(Problem(name, Text(words)) for name, value, words in asked if not value)


def lines_fit(_ctx: Any, order: WorkOrder) -> tuple[Problem, ...]:
    """Every item has a name and a price, every part belongs to an item and shows its grade and price."""
    found = []
    for at, line in enumerate(order.labour):
        if not line.name:
            found.append(Problem(f"labour.{at}.name", Text(N_("Name the work."))))
        if line.rate is None:
            found.append(Problem(f"labour.{at}.rate", Text(N_("The price per hour is missing."))))
    for at, part in enumerate(order.parts):
        if problem := part_problem(order, part):
            found.append(Problem(f"parts.{at}.{problem.where}", problem.text))
    return tuple(found)


def part_problem(order: WorkOrder, part: Any) -> Problem | None:
    """What is wrong with one part line."""
    if part.item not in {line.position for line in order.labour}:
        return Problem(
            "item", Text(N_("{part}: name the item it is for, 1 to {n}."), part=part.name, n=len(order.labour))
        )
    if part.qty <= 0:
        return Problem("qty", Text(N_("Enter a quantity above zero.")))
    if part.qty % 10 ** (3 - part.decimals):
        text = N_("In {unit}, quantities have at most {decimals} decimals.")
        return Problem("qty", Text(text, unit=part.unit, decimals=part.decimals))
    if part.source == "OWN" and part.price is None:
        return Problem("price", Text(N_("{part}: the price is missing."), part=part.name))
    if part.source == "OWN" and not part.grade:
        return Problem(
            "grade", Text(N_("{part}: the quality grade is shown to the customer; choose it."), part=part.name)
        )
    return None


def promised_later(ctx: Any, order: WorkOrder) -> Verdict:
    """Nobody can be promised yesterday."""
    if order.promised_at is not None and order.promised_at <= ctx.now:
        return Problem("promised_at", Text(N_("The promised time is over. Agree on a later one.")))
    return None


def diagnosed(ctx: Any, order: WorkOrder) -> Verdict:
    """R52: the cause is written down, and which parts are needed or that none is."""
    found = list(ctx.conn.execute(select(Diagnosis.needs_nothing).where(Diagnosis.order_id == order.id)).scalars())
    if not found:
        return Text(N_("Write down the diagnosis first: symptom, cause and remedy."))
    needed = ctx.conn.execute(select(func.count()).where(NeededPart.order_id == order.id)).scalar_one()
    if not needed and not any(found):
        return Text(N_("Note the parts that are needed, or say that none is."))
    return None


def something_proposed(_ctx: Any, order: WorkOrder) -> Verdict:
    """There is a new or changed line to ask the customer about."""
    return None if proposed(order) else Text(N_("Propose an item or a part first."))


def proposal_priced(_ctx: Any, order: WorkOrder) -> Verdict:
    """Every proposed line has what a signed one must have."""
    for line in proposed(order):
        if hasattr(line, "hours") and line.rate is None:
            return Text(N_("{work}: the price per hour is missing."), work=line.name)
        if hasattr(line, "qty") and (problem := part_problem(order, line)) and not (line.replaces and line.qty == 0):
            return problem.text
    return None


def everybody_assigned(ctx: Any, order: WorkOrder) -> Verdict:
    """Every item has its technicians."""
    with_people = set(
        ctx.conn.execute(
            select(LabourShare.line_id).where(LabourShare.line_id.in_([line.id for line in order.labour]))
        ).scalars()
    )
    for line in order.labour:
        if line.status in AGREED_LINES and line.id not in with_people:
            return Text(N_("Item {n} has no technician."), n=line.position)
    return None


# --- bars: who may not ------------------------------------------------------------------------------------------------
def on_the_job(ctx: Any, order: WorkOrder, person: Id) -> Verdict:
    """A technician works on orders with a line of his own; his heads on all of them."""
    from app.models.people import User

    user = ctx.session.get(User, person)
    if user is None or HEADS & set(user.roles):
        return None
    own = select(LabourShare.id).where(
        LabourShare.user_id == person, LabourShare.line_id.in_([line.id for line in order.labour])
    )
    if ctx.conn.execute(own.limit(1)).first():
        return None
    return Text(N_("No item of {number} is assigned to {name}."), number=order.number, name=name_of(ctx, person))
