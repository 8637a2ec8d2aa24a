"""What is done beside a requisition's steps: less approved, substitutes asked for and allowed, parts given back.

Each on a sheet of the requisitions' room; it knows their use-cases and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from app.core import i18n
from app.core.desk import UseCase
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.services.documents import DocumentView
from app.services.purchasing.rules import EDIT_REQUESTS
from app.services.requisition_papers import SwapLine
from app.services.requisitions import buying, drafting, rules, substitutes
from app.services.return_slips import drafting as returning
from app.services.return_slips.rules import EDIT as GIVE_BACK
from app.services.work_orders.rules import AGREE, WAYS, choices
from app.views.around import Refuse
from app.views.kit.fields import DROPS

if TYPE_CHECKING:
    from app.views.requisitions import RequisitionRoom

Tool = tuple[str, str, str, Callable[[], object]]  # label, icon, object name, act
ASKABLE = ("draft", "submitted", *rules.TO_ISSUE)
OUT = ("part_issued", "issued")


def tools(room: RequisitionRoom, seen: DocumentView) -> list[Tool]:
    """What this person can do now."""
    may, state = room.session.may, seen.state
    swapped = any(row["substitute_id"] for row in seen.lines["lines"])
    found: list[Tool] = []
    if may(GIVE_BACK) and state in OUT:
        found.append((tr("Give parts back"), "undo-2", "requisitions.back", partial(give_back, room, seen)))
    if may(rules.APPROVE) and state == "submitted":
        found.append((tr("Approve less"), "calculator", "requisitions.cut", partial(cut, room, seen)))
    if swapped and may(rules.SUBSTITUTE) and state in ASKABLE:
        found.append((tr("Allow the substitute"), "check", "requisitions.allow", partial(allow, room, seen)))
    if swapped and may(AGREE) and state in ASKABLE:
        found.append((tr("Customer agrees"), "pen-line", "requisitions.agree", partial(agree, room, seen)))
    if state in ASKABLE and (may(rules.EDIT) or may(rules.ISSUE)):
        act = partial(substitute, room, seen)
        found.append((tr("Substitute"), "arrow-left-right", "requisitions.substitute", act))
    if swapped and state in ASKABLE and any(map(may, (rules.EDIT, rules.ISSUE, rules.SUBSTITUTE))):
        found.append((tr("No substitute"), "x", "requisitions.no_substitute", partial(drop, room, seen)))
    if may(EDIT_REQUESTS) and state in rules.TO_ISSUE:
        found.append((tr("Have the rest bought"), "shopping-cart", "requisitions.buy", partial(buy, room, seen)))
    return found


def buy(room: RequisitionRoom, seen: DocumentView) -> None:
    """A purchase request of what it waits for; it opens, so that it can be submitted."""
    room.session.run(
        buying.buy, seen.id, done=lambda id: room.asked.emit("purchase_requests", id), failed=room.refused, owner=room
    )


def give_back(room: RequisitionRoom, seen: DocumentView) -> None:
    """A return slip of what it handed out; the technician fills in how much comes back."""
    room.session.run(
        returning.open_for_slip, seen.id, done=lambda id: room.asked.emit("return_slips", id), failed=room.refused,
        owner=room,
    )  # fmt: skip


def _line_field(seen: DocumentView, *, swapped: bool = False) -> tuple[Field, dict[str, Any]]:
    """The field that asks which line, and the id behind each choice."""
    rows = [row for row in seen.lines["lines"] if row["substitute_id"] or not swapped]
    found = tuple(Choice(str(row["id"]), seen.names.get(row["part_id"], "")) for row in rows)
    ids = {str(row["id"]): row["id"] for row in rows}
    line = Field("line", N_("Line"), "choice", required=True, choices=found, default=found[0].code, widget=DROPS)
    return line, ids


def _ask(
    room: RequisitionRoom, seen: DocumentView, title: str, about: str, case: UseCase[..., Any],
    fields: Sequence[Field] = (), *, swapped: bool = False,
) -> None:  # fmt: skip
    """A sheet that asks for a line and these fields, and what it does with them."""
    line, ids = _line_field(seen, swapped=swapped)

    def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
        named = {k: v for k, v in given.items() if k != "line" and v is not None}

        def done(_none: object) -> None:
            close()
            room.said.emit(tr("Saved."), None)
            room.base.refresh()

        room.session.run(case, seen.id, ids[given["line"]], given=named, done=done, failed=refuse, owner=room)

    room.ask(title, title, about, (line, *fields), act)


def cut(room: RequisitionRoom, seen: DocumentView) -> None:
    """The supervisor approves less of a line than was asked for."""
    about = tr("0 = none of it. Then approve the slip.")
    field = Field("qty", N_("Approved qty"), "quantity", required=True, decimals=3)
    _ask(room, seen, tr("Approve less"), about, drafting.cut, (field,))


def substitute(room: RequisitionRoom, seen: DocumentView) -> None:
    """Another part in place of a line's."""
    fields = (
        Field("part", N_("Substitute"), "record", record="parts", required=True),
        Field("reason", N_("Why a substitute"), "text", required=True, length=200),
    )
    about = tr("The technical supervisor allows it; where grade or price differ the customer agrees first.")
    _ask(room, seen, tr("Substitute"), about, substitutes.ask, fields)


def allow(room: RequisitionRoom, seen: DocumentView) -> None:
    """The technical supervisor's word."""
    _ask(room, seen, tr("Allow the substitute"), seen.called, substitutes.allow, swapped=True)


def agree(room: RequisitionRoom, seen: DocumentView) -> None:
    """What the customer said about it; before it, what he is asked."""
    room.session.ask(substitutes.swaps, seen.id, done=partial(_agree, room, seen), owner=room)


def _agree(room: RequisitionRoom, seen: DocumentView, swaps: Sequence[SwapLine]) -> None:
    fields = (
        Field("way", N_("How he answered"), "choice", required=True, choices=choices(WAYS), default="CALL"),
        Field("person", N_("Who answered"), "text", required=True, length=100),
        Field("words", N_("His words"), "long"),
    )
    about = "\n".join(_swapped(one) for one in swaps if one.waits) or seen.called
    _ask(room, seen, tr("Customer agrees"), about, substitutes.agree, fields, swapped=True)


def _swapped(one: SwapLine) -> str:
    """Old and new part, each with grade and price, and what it comes to."""
    old, new = ("–" if p is None else i18n.price(p) for p in (one.old_price, one.new_price))
    difference = "–" if one.difference is None else i18n.money(one.difference, sign=True)
    return tr(
        "{old} ({old_grade}, {old_price}) → {new} ({new_grade}, {new_price}); {qty} {unit}: {difference}",
        old=one.old_code, old_grade=one.old_grade, old_price=old, new=f"{one.new_code} {one.new_name}",
        new_grade=one.new_grade, new_price=new, qty=i18n.quantity(one.qty, one.decimals), unit=one.unit,
        difference=difference,
    )  # fmt: skip


def drop(room: RequisitionRoom, seen: DocumentView) -> None:
    """The part that was asked for goes out after all."""
    _ask(room, seen, tr("No substitute"), seen.called, substitutes.drop, swapped=True)
