"""Ways to the states of a work order."""

from __future__ import annotations

from app.core import workflow
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.services import signatures
from app.services.order_papers import read_back
from app.services.work_orders import revisions
from app.services.work_orders.consent import order_of
from app.services.work_orders.workflow import WORKFLOW
from tests.garage import Garage
from tests.shopfloor import Shopfloor


@usecase("test.pen", allow=None)
def keep_signature(ctx: Context, order: Id) -> None:
    """The paper was signed; the order itself was not told."""
    one = order_of(ctx, order)
    made = revisions.last(ctx, one)
    signatures.sign_on_paper(ctx, revisions.subject(one, made.number), read_back(made.sheet), name="李芳")


@usecase("test.close", allow=None)
def closing(ctx: Context, order: Id) -> None:
    """What the program does some days later."""
    workflow.follow(ctx, WORKFLOW, order_of(ctx, order), "close")


def draft(shop: Shopfloor) -> Id:
    """Nothing promised yet."""
    return Garage(shop).order(promised_at=None)


def ready(shop: Shopfloor) -> Id:
    """All there to be issued."""
    return Garage(shop).order()


def wait_sign(shop: Shopfloor) -> Id:
    """Printed; the customer reads it."""
    return Garage(shop).issued()


def on_paper(shop: Shopfloor) -> Id:
    """Signed, though nobody took the signature over: the customer's pen is on the paper."""
    made = Garage(shop).issued()
    shop.run(keep_signature, made)
    return made


def signed(shop: Shopfloor) -> Id:
    """Signed on the pad."""
    return Garage(shop).signed()


def assigned(shop: Shopfloor) -> Id:
    """With the technician."""
    return Garage(shop).assigned()


def diagnosing(shop: Shopfloor) -> Id:
    """Looked at; nothing is written down."""
    return Garage(shop).diagnosing()


def diagnosed(shop: Shopfloor) -> Id:
    """Looked at; the cause is written down."""
    return Garage(shop).diagnosed()


def proposing(shop: Shopfloor) -> Id:
    """In diagnosis, with a proposed item."""
    made = Garage(shop).diagnosing()
    Garage(shop).propose(made)
    return made


def in_repair(shop: Shopfloor) -> Id:
    """Being repaired."""
    return Garage(shop).in_repair()


def more_needed(shop: Shopfloor) -> Id:
    """In repair, with a proposed item."""
    made = Garage(shop).in_repair()
    Garage(shop).propose(made)
    return made


def paused(shop: Shopfloor) -> Id:
    """Waits for a part."""
    return Garage(shop).paused()


def wait_consent(shop: Shopfloor) -> Id:
    """Proposed, not issued yet."""
    return Garage(shop).waiting()


def reissued(shop: Shopfloor) -> Id:
    """Revision 2 is printed."""
    return Garage(shop).reissued()


def done(shop: Shopfloor) -> Id:
    """Everything finished and self-checked."""
    return Garage(shop).done()


def qc_wait(shop: Shopfloor) -> Id:
    """With the inspector."""
    return Garage(shop).to_inspect()


def rework(shop: Shopfloor) -> Id:
    """Failed inspection."""
    return Garage(shop).failed()


def redone(shop: Shopfloor) -> Id:
    """Failed inspection, done again and self-checked."""
    made = Garage(shop).failed()
    Garage(shop).finish(made)
    return made


def rework_proposing(shop: Shopfloor) -> Id:
    """Failed inspection; something more is proposed."""
    made = Garage(shop).failed()
    Garage(shop).propose(made)
    return made


def qc_passed(shop: Shopfloor) -> Id:
    """Signed by the inspector."""
    return Garage(shop).passed()


def qc_skipped(shop: Shopfloor) -> Id:
    """Not drawn."""
    return Garage(shop).not_drawn()


def terminated(shop: Shopfloor) -> Id:
    """Stopped by the customer."""
    return Garage(shop).terminated()


def settling(shop: Shopfloor) -> Id:
    """Its settlement is written."""
    return Garage(shop).settling()


def told(shop: Shopfloor) -> Id:
    """Not paid; the customer is told all the same."""
    made = Garage(shop).settling()
    Garage(shop).tell(made)
    return made


def fetched(shop: Shopfloor) -> Id:
    """Paid, handed over and signed for."""
    return Garage(shop).fetched()


def delivered(shop: Shopfloor) -> Id:
    """Gone."""
    return Garage(shop).delivered()


def closed(shop: Shopfloor) -> Id:
    """Gone, and nobody has to call any more: the program says so."""
    made = delivered(shop)
    shop.run(closing, made)
    return made


def cancelled(shop: Shopfloor) -> Id:
    """Never signed."""
    made = draft(shop)
    Garage(shop).step(made, "cancel", reason="客户改日再来")
    return made


WAYS = {
    "draft": draft, "draft/issue": ready, "wait_sign": wait_sign, "wait_sign/sign": on_paper, "signed": signed,
    "assigned": assigned, "diagnosing": diagnosing, "diagnosing/repair": diagnosed, "diagnosing/propose": proposing,
    "in_repair": in_repair, "in_repair/propose": more_needed, "in_repair/self_check": done, "qc_wait": qc_wait,
    "rework": rework, "rework/self_check": redone, "rework/propose": rework_proposing, "qc_passed": qc_passed,
    "qc_skipped": qc_skipped, "paused": paused, "wait_consent": wait_consent,
    "wait_consent/consent": reissued, "terminated": terminated, "settling": settling, "ready": told,
    "ready/deliver": fetched, "delivered": delivered, "closed": closed, "cancelled": cancelled,
}  # fmt: skip


def technician(shop: Shopfloor) -> Id:
    """Who gets the work."""
    return Garage(shop).technician()


ANSWERS = {
    "assign": {"technician": technician},
    "notify_ready": {"recipient": lambda _shop: "138****5521", "words": lambda _shop: "可以取车"},
    "consent": {"way": lambda _shop: "CALL", "words": lambda _shop: "138****5521, agreed, 14:20"},
}
