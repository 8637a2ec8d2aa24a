"""What settlements keep of a customer: handed over when he is merged, given out, masked when he is erased (E91)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.paper import Signature
from app.models.settlements import Settlement
from app.services.customers import MASKED_NAME, papers_of


def _of(ctx: Any, customer: Id) -> Sequence[Settlement]:
    return list(ctx.session.scalars(select(Settlement).where(Settlement.customer_id == customer)))


def hand_over(ctx: Any, keep: Id, drop: Id) -> None:
    """The settlements are the other one's; what a list says stays as it was signed."""
    for made in papers_of(ctx, Settlement, drop):
        made.customer_id = keep
    ctx.flush()


def mask(ctx: Any, customer: Id) -> None:
    """Takes out who had the repair done; figures and the signature stay, and the sheet says that it was masked."""
    for made in papers_of(ctx, Settlement, customer):
        made.customer_name, made.phone, made.invoice_tax_no = MASKED_NAME, None, None
        made.sender = MASKED_NAME if made.sender else ""
        made.invoice_title = MASKED_NAME if made.invoice_title else None
    ctx.flush()


def unnamed(box: Signature) -> Signature:
    """The customer's box on a masked sheet: that it was signed, when and how, but no longer by whom."""
    return replace(box, name=MASKED_NAME if box.name else "", image=b"")


def export(ctx: Any, customer: Id) -> Sequence[dict[str, Any]]:
    """What each list says of him."""
    names = ("number", "customer_name", "phone", "sender", "plate", "total_amount", "invoice_title", "invoice_tax_no")
    return [{name: getattr(made, name) for name in names} for made in _of(ctx, customer)]
