"""What old parts are bound to (domain.md §3.14): rights, settings, codes, guards and bars. Knows no workflow.

The rule of ownership: what the customer paid for is his. The shop decides only about what he waived in writing or never
paid for; what a supplier or maker wants back goes back first.
"""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.core.access import Permission
from app.core.clock import Id
from app.core.i18n import N_, Text
from app.core.screen import Choice, Field
from app.core.settings import Setting
from app.core.workflow import Verdict
from app.models.old_parts import OldPart
from app.models.work_orders import WorkOrder
from app.services.work_orders import rules as orders

NAME, PREFIX = "old_parts", "OP"

VIEW = Permission("old_parts.view", N_("See old parts"))
EDIT = Permission("old_parts.edit", N_("Describe and photograph old parts"))
HAND_IN = Permission("old_parts.hand_in", N_("Hand old parts in"))
REGISTER = Permission("old_parts.register", N_("Register old parts"))
GIVE = Permission("old_parts.give", N_("Agree with customers on old parts"))
REUSE = Permission("old_parts.reuse", N_("Release old parts for reuse"))
APPRAISE = Permission("old_parts.appraise", N_("Appraise old parts"))
SUPPLIER = Permission("old_parts.supplier", N_("Send old parts back to suppliers"))
MISSING = Permission("old_parts.missing", N_("Approve that an old part is missing"))
WATCH = Permission("old_parts.watch", N_("Note old parts kept too long"))

CUSTODY_DAYS = Setting(
    "old_parts.custody_days", "number", 30, N_("Old parts are kept for the customer"), group="workshop", rule="R68",
    least=1, most=3650, unit=N_("days"), help=N_("The date stands on the slip; it can be put off for each part."),
)  # fmt: skip
BEFORE_CHECK = Setting(
    "old_parts.before_check", "flag", True, N_("Old parts are handed in before the self-check"), group="workshop",
    rule="R68",
)  # fmt: skip
SETTINGS = (CUSTODY_DAYS, BEFORE_CHECK)

# states
EXPECTED, HELD, HANDED_IN, REGISTERED = "expected", "held", "handed_in", "registered"
CUSTODY, TO_CUSTOMER, REUSE_STOCK, RETURNED = "custody", "to_customer", "reuse_stock", "supplier_return"
SCRAP_WAIT, DISPOSED, LOST, NONE = "scrap_wait", "disposed", "missing", "not_applicable"
OUTSTANDING = (EXPECTED, HELD)  # not with the warehouse yet
UNSETTLED = (*OUTSTANDING, HANDED_IN, REGISTERED)  # whose fate is not known

CUSTOMER, SHOP, BACK = "CUSTOMER", "SHOP", "SUPPLIER"
OWNERS = {CUSTOMER: N_("Customer"), SHOP: N_("Our shop"), BACK: N_("Must go back")}
COMPLETE = {"COMPLETE": N_("Complete"), "INCOMPLETE": N_("Pieces missing"), "BROKEN": N_("Damaged")}
USABLE = {"USABLE": N_("Usable"), "REPAIRABLE": N_("Can be repaired"), "USELESS": N_("Not usable")}
REUSABLE = ("USABLE", "REPAIRABLE")
USED_GRADES = ("OLD", "RECONDITIONED")
SCREEN, PAPER = "SCREEN", "PAPER"
# what a customer signs for: purpose of the signature
TAKE, WAIVE, KEEP = "TAKE", "WAIVE", "KEEP"


def choices(codes: dict[str, str]) -> tuple[Choice, ...]:
    """Codes with labels as a field offers them."""
    return tuple(Choice(code, label) for code, label in codes.items())


REASON = Field("reason", N_("Reason"), "text", required=True, length=200)
PERSON = Field("person", N_("Who signs"), "text", required=True, length=100)
WAY = Field(
    "way", N_("How he signs"), "choice", required=True, default=PAPER,
    choices=(Choice(PAPER, N_("On paper")), Choice(SCREEN, N_("On screen"))),
)  # fmt: skip


# --- guards: why not --------------------------------------------------------------------------------------------------
def customers_own(_ctx: Any, old: OldPart) -> Verdict:
    """Only who paid for a part may take or keep the old one, and only if no supplier wants it back."""
    if old.owner == BACK:
        return Text(N_("{part} must go back to the supplier: it is not the customer's."), part=old.part)
    if old.payer != CUSTOMER:
        payer = Text(orders.PAYERS.get(old.payer, old.payer))
        return Text(N_("{part} was paid by: {payer}. It is not the customer's."), part=old.part, payer=payer)
    return None


def not_waived(_ctx: Any, old: OldPart) -> Verdict:
    """There is something left to waive or to keep for him."""
    if old.owner == SHOP:
        return Text(N_("{name} has waived this part already."), name=old.waived_by or Text(OWNERS[CUSTOMER]))
    return None


def ours_to_decide(_ctx: Any, old: OldPart) -> Verdict:
    """The rule of ownership, and E73: what goes back to a supplier is neither reused nor scrapped."""
    if old.owner == CUSTOMER:
        return Text(
            N_("{part} belongs to the customer. Give it to him, keep it for him, or have him waive it in writing."),
            part=old.part,
        )
    if old.owner == BACK:
        return Text(
            N_("{part} must go back to the supplier. Send it, or note that he does not want it."), part=old.part
        )
    return None


def goes_back(_ctx: Any, old: OldPart) -> Verdict:
    """Only what a supplier or maker wants back is sent to him."""
    return None if old.owner == BACK else Text(N_("No supplier wants {part} back."), part=old.part)


def may_be_reused(_ctx: Any, old: OldPart) -> Verdict:
    """E75: no safety part; E74: no hazardous waste; and only what was found usable."""
    if old.safety:
        return Text(N_("{part} is a safety part: an old one is never used again. Scrap it."), part=old.part)
    if old.hazardous:
        return Text(N_("{part} is hazardous waste ({kind}). Scrap it."), part=old.part, kind=old.hazardous)
    if old.usability not in REUSABLE:
        return Text(N_("{part} was registered as not usable. Scrap it."), part=old.part)
    return None


def on_no_batch(ctx: Any, old: OldPart) -> Verdict:
    """What stands on a scrap batch that was approved leaves with it."""
    if old.batch_id is None:
        return None
    from app.models.scrap_batches import ScrapBatch

    number = ctx.session.get(ScrapBatch, old.batch_id).number
    return Text(N_("It stands on the scrap batch {number}. Take that batch back first."), number=number)


def deadline_over(_ctx: Any, old: OldPart) -> Verdict:
    """The date he signed for has passed."""
    if not old.kept_for:
        return Text(N_("The customer signed for no date. Call him, and have him take or waive it."))
    if old.kept_until is not None and old.kept_until >= clock.today():
        return Text(N_("It is kept for the customer until {day}."), day=old.kept_until.isoformat())
    return None


# --- bars: who may not ------------------------------------------------------------------------------------------------
def on_the_job(ctx: Any, old: OldPart, person: Id) -> Verdict:
    """Technicians hand in what came off a car they worked on, or what they were given the new part for."""
    if person == old.technician_id:
        return None
    return orders.on_the_job(ctx, ctx.session.get(WorkOrder, old.order_id), person)
