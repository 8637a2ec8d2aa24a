"""The life of a customer: in use, blocked, erasure asked, masked, merged (domain.md §3.5). Knows no screen."""

from __future__ import annotations

from typing import Any

from app.core import clock
from app.core.access import Permission
from app.core.i18n import N_, Text
from app.core.screen import Field
from app.core.workflow import State, Step, Verdict, Workflow
from app.models.customers import Customer
from app.services.customers.indexing import reindex
from app.services.customers.ties import mask_everywhere, needed_until

VIEW = Permission("customers.view", N_("See customers and vehicles"))
EDIT = Permission("customers.edit", N_("Edit customers and vehicles"))
CONTACT = Permission("customers.contact", N_("See phones and addresses of customers"))
CREDIT = Permission("customers.credit", N_("Change credit, block customers"))
PRIVACY = Permission("customers.privacy", N_("Give out and erase personal data"))
MERGE = Permission("customers.merge", N_("Merge customers"))

ACTIVE, BLOCKED, ERASING, MASKED, MERGED = "active", "blocked", "erasing", "masked", "merged"


def term_is_over(ctx: Any, customer: Customer) -> Verdict:
    """No record that must be kept needs the name any more (E91)."""
    until = needed_until(ctx, customer.id)
    if until is not None and until >= clock.local(ctx.now).date():
        return Text(
            N_("Records of {name}'s repairs must be kept until {day}. Then the data is masked."),
            name=customer.name, day=until.isoformat(),
        )  # fmt: skip
    return None


def _asked(ctx: Any, customer: Customer, _answers: dict[str, Any]) -> None:
    customer.erase_asked_on = clock.local(ctx.now).date()


def _kept(_ctx: Any, customer: Customer, _answers: dict[str, Any]) -> None:
    customer.erase_asked_on = None


def _mask(ctx: Any, customer: Customer, _answers: dict[str, Any]) -> None:
    """What tells who he is goes, here and in whatever names him; figures and cars stay."""
    for name in (
        "salutation", "mobile", "landline", "contact", "address", "email", "uscc", "invoice_title", "tax_no", "bank",
        "source", "remark",
    ):  # fmt: skip
        setattr(customer, name, None)
    customer.name, customer.consent, customer.consent_on = "***", False, None
    reindex(ctx, [customer.id])
    mask_everywhere(ctx, customer.id)


_REASON = Field("reason", N_("Reason"), "text", required=True, length=200)

WORKFLOW = Workflow(
    states=(
        State(ACTIVE, N_("In use"), "ok"),
        State(BLOCKED, N_("Blocked"), "bad", beside=ACTIVE),
        State(ERASING, N_("Erasure asked"), "warn", beside=ACTIVE),
        State(MASKED, N_("Masked"), "idle", beside=ERASING),
        State(MERGED, N_("Merged"), "idle", beside=ACTIVE),
    ),
    start=ACTIVE,
    steps=(
        Step("block", N_("Block"), (ACTIVE,), BLOCKED, CREDIT, ("R6",), asks=(_REASON,), side=True, danger=True),
        Step("unblock", N_("Unblock"), (BLOCKED,), ACTIVE, CREDIT, ("R6",), side=True),
        Step(
            "ask_erasure", N_("Erasure asked"), (ACTIVE, BLOCKED), ERASING, PRIVACY, ("R3",), effect=_asked, side=True,
            danger=True,
        ),
        Step("keep", N_("Keep after all"), (ERASING,), ACTIVE, PRIVACY, ("R3",), effect=_kept, side=True),
        Step(
            "mask", N_("Mask"), (ERASING, MASKED), MASKED, PRIVACY, ("R3",), guards=(term_is_over,), effect=_mask,
            side=True, danger=True,
        ),
        Step(
            "term_over", N_("Masked: no paper must be kept any more"), (ERASING,), MASKED, PRIVACY, ("R3",),
            effect=_mask, follows=True,
        ),
        Step(
            "papers_kept", N_("Masked elsewhere; papers here are kept"), (MASKED,), MASKED, PRIVACY, ("R3",),
            follows=True,
        ),
        Step("merge", N_("Merge"), (ACTIVE, BLOCKED), MERGED, MERGE, ("R6",), follows=True),
        Step("come_back", N_("Stays after all"), (MERGED,), ACTIVE, MERGE, ("R6",), follows=True),
    ),
)  # fmt: skip
