"""What an advisor, a supervisor or a cashier does to an order's lines and money, each on a sheet of the order's room.

Knows the orders' use-cases and the room that shows the sheet; no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from app.core import i18n
from app.core.desk import UseCase
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.services import payments
from app.services.documents import DocumentView
from app.services.parts import GRADES
from app.services.work_orders import bench, checking, consent, looking, rules
from app.views.around import Refuse

if TYPE_CHECKING:
    from app.views.work_orders import WorkOrderRoom

PURPOSES, METHODS = rules.choices(payments.PURPOSES), rules.choices(payments.METHODS)
WHOLE = 10_000


def proposed(seen: DocumentView) -> list[Mapping[str, Any]]:
    """The lines that wait for the customer."""
    return [row for grid in ("labour", "parts") for row in seen.lines[grid] if row["status"] == rules.PROPOSED]


def price(room: WorkOrderRoom, seen: DocumentView) -> None:
    """The advisor's figures for a proposed line, or the customer's refusal of it."""
    lines = proposed(seen)
    if not lines:
        room.base.messages.say("refused", "warn", tr("Nothing waits for the customer."))
        return
    choices = tuple(Choice(str(row["id"]), row["name"]) for row in lines)
    ids = {str(row["id"]): row["id"] for row in lines}
    fields = (
        Field("line", N_("Line"), "choice", required=True, choices=choices, default=choices[0].code),
        Field("hours", N_("Hours"), "quantity", decimals=2), Field("rate", N_("Price per hour"), "price"),
        Field("qty", N_("Quantity"), "quantity"), Field("price", N_("Price with tax"), "price"),
        Field("grade", N_("Quality grade"), "choice", choices=tuple(Choice(c, g) for c, g in GRADES.items())),
        Field("payer", N_("Who pays"), "choice", choices=rules.choices(rules.PAYERS)),
        Field("risk", N_("Declined: risk he was told of"), "long", help=N_("Only if the customer declines it.")),
    )  # fmt: skip

    def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
        case: UseCase[..., Any] = consent.decline_line if given["risk"] else consent.price_line
        kept = ("risk",) if given["risk"] else ("hours", "rate", "qty", "price", "grade", "payer")
        named = {"line": ids[given["line"]]} | {name: given[name] for name in kept if given[name] is not None}
        room.do(case, seen.id, named, close, refuse)

    room.ask(tr("Price or decline"), tr("Price or decline"), seen.called, fields, act)


def take_back(room: WorkOrderRoom, seen: DocumentView) -> None:
    """A proposal that nobody was shown yet goes away again."""
    lines = proposed(seen)
    ids = {str(row["id"]): row["id"] for row in lines}
    choices = tuple(Choice(str(row["id"]), row["name"]) for row in lines)
    fields = (Field("line", N_("Line"), "choice", required=True, choices=choices, default=choices[0].code),)

    def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
        room.do(consent.take_back, seen.id, {"line": ids[given["line"]]}, close, refuse)

    room.ask(tr("Take a proposal back"), tr("Take back"), seen.called, fields, act)


def share(room: WorkOrderRoom, seen: DocumentView) -> None:
    """Who does an item: one technician, or up to three with their shares; the last one has the rest."""
    rows = [row for row in seen.lines["labour"] if row["status"] in rules.AGREED_LINES]
    items = tuple(Choice(str(row["id"]), row["name"]) for row in rows)
    ids = {str(row["id"]): row["id"] for row in rows}
    fields = (
        Field("line", N_("Item"), "choice", required=True, choices=items, default=items[0].code if items else None),
        Field("first", N_("Technician"), "record", required=True, record="people"),
        Field("share", N_("His share"), "percent", default=WHOLE),
        Field("second", N_("Second technician"), "record", record="people"),
        Field("share_2", N_("Share of the second one, if there is a third"), "percent"),
        Field("third", N_("Third technician"), "record", record="people"),
    )  # fmt: skip

    def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
        room.do(bench.share, ids[given["line"]], {"people": people_of(given)}, close, refuse)

    room.ask(tr("Share an item"), tr("Share an item"), seen.called, fields, act)


def people_of(given: Mapping[str, Any]) -> list[tuple[Any, int]]:
    """Technician and share; who is named last has what is left of the whole."""
    named = [given[name] for name in ("first", "second", "third") if given[name]]
    shares = [given["share"] or WHOLE, given["share_2"] or 0][: len(named) - 1] if len(named) > 1 else []
    rest = WHOLE - sum(shares) if shares else given["share"] or WHOLE
    return list(zip(named, [*shares, rest], strict=True))


def pay(room: WorkOrderRoom, seen: DocumentView) -> None:
    """A deposit, the bill's money, or money back; then its receipt."""
    room.session.ask(looking.view, seen.id, done=partial(_pay, room, seen), owner=room)


def _pay(room: WorkOrderRoom, seen: DocumentView, view: looking.OrderView) -> None:
    owed = view.owed or 0
    stopped = seen.state == "terminated"
    purpose = "DEPOSIT" if not stopped else "BILL" if owed >= 0 else "REFUND"
    fields = (
        Field("purpose", N_("For what"), "choice", required=True, choices=PURPOSES, default=purpose),
        Field("method", N_("Paid by"), "choice", required=True, choices=METHODS, default="CASH"),
        Field("amount", N_("Amount"), "money", required=True, default=abs(owed) if stopped and owed else None),
        Field("reference", N_("Slip or transaction"), "text", length=60),
    )  # fmt: skip
    about = tr("Paid so far {held}, to pay {owed}", held=i18n.money(view.held or 0), owed=i18n.money(max(0, owed)))

    def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
        named = {name: value for name, value in given.items() if value is not None}
        room.do(payments.take, seen.id, named, close, refuse, room.show_receipt)

    room.ask(tr("Take money"), tr("Take money"), about, fields, act)


def self_check(room: WorkOrderRoom, seen: DocumentView) -> None:
    """One item looked at again: in order, or back into work with words."""
    rows = [row for row in seen.lines["labour"] if row["status"] == rules.DONE]
    ids = {str(row["id"]): row["id"] for row in rows}
    fields = (
        Field("line", N_("Item"), "choice", required=True, choices=tuple(Choice(k, r["name"]) for k, r in
              zip(ids, rows, strict=True)), default=next(iter(ids), None)),
        Field("right", N_("It is in order"), "flag", default=True),
        Field("note", N_("What is wrong"), "text", length=200),
    )  # fmt: skip

    def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
        named = {"right": bool(given["right"]), "note": given["note"] or ""}
        room.do(checking.check_line, ids[given["line"]], named, close, refuse)

    room.ask(tr("Self-check"), tr("Keep it"), seen.called, fields, act)


def all_in_order(room: WorkOrderRoom, seen: DocumentView) -> None:
    """All of one's own items are in order."""
    room.do(checking.check_mine, seen.id, {}, lambda: None, room.refused)


def open_slip(room: WorkOrderRoom, case: UseCase[..., Any], kind: str, seen: DocumentView) -> None:
    """A slip of this order, made with one press and opened in its own room: parts asked for, or given back."""
    room.session.run(case, seen.id, done=lambda id: room.asked.emit(kind, id), failed=room.refused, owner=room)
