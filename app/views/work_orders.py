"""The work order room: the generic list and page, and what is done beside its form: signing, proposing, notes, money.

Built from kit parts; it knows the orders' use-cases and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.clock import Id
from app.core.desk import UseCase
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.services import contacts, documents, payments
from app.services.contacts import CHANNELS
from app.services.documents import DocumentView
from app.services.order_papers import OrderSheet
from app.services.parts import GRADES
from app.services.requisitions import rules as requisitions
from app.services.requisitions.drafting import open_for_order
from app.services.return_slips import rules as return_slips
from app.services.return_slips.drafting import open_return
from app.services.work_orders import arriving, bench, consent, rules, signing
from app.services.work_orders.consent import Goods, Work
from app.services.work_orders.screens import KIND
from app.views import delivery_acts
from app.views import order_acts as acts
from app.views.around import Refuse
from app.views.delivery_look import DeliveryLook
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.overflow import OverflowRow
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.order_cards import OrderCards
from app.views.pad_signing import Asked, PadRoom
from app.views.paper_intake import PaperBack
from app.views.session import Session

ABOUT = rules.choices(contacts.PURPOSES)
AT_THE_CAR = (*rules.WORKED_IN, "paused")
Tool = tuple[str, str, str, str, Callable[[DocumentView], None]]  # key, label, icon, name, act


class WorkOrderRoom(PadRoom):
    """List, form and steps as for any document; the buttons over the page are what this state and person allow."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        self.session = session
        may = session.may(rules.EDIT)
        made = button(
            tr("From a check-in"), "", "car-front", key="F7", act=self.from_reception, object_name="orders.reception"
        )
        super().__init__(KIND, session, memory, (made,) if may else (), self)

    def list_keys(self) -> Sequence[Key]:
        may = self.session.may(rules.EDIT)
        return [Key("F7", tr("From a check-in"), self.from_reception)] if may else []

    def from_reception(self) -> None:
        """F7 on the list: the order of a check-in that the customer signed."""
        fields = (Field("reception", N_("Check-in"), "record", required=True, record="receptions"),)

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def done(id: Any) -> None:
                close()
                self.base.open_document(id)

            self.session.run(arriving.open_from_reception, given["reception"], done=done, failed=refuse, owner=self)

        self.ask(tr("From a check-in"), tr("Make the order"), tr("Signed check-ins only"), fields, act)

    # --- what the generic page gets -----------------------------------------------------------------------------------
    def _tools(self, seen: DocumentView) -> list[Tool]:
        """What can be done now besides the steps."""
        may, state = self.session.may, seen.state
        found: list[Tool] = []
        if may(rules.AGREE) and self._signable(seen):
            found.append(("F9", tr("Sign on screen"), "signature", "orders.pad", self.open_pad))
            found.append(("F8", tr("Signed on paper"), "pen-line", "orders.paper", self.on_paper))
            found.append(("", tr("Paper is back"), "upload", "orders.paper_back", self.paper_back))
            found.append(("", tr("Would not sign"), "ban", "orders.unsigned", self.would_not_sign))
        if may(rules.AGREE) and state in rules.OPEN_STATES[1:]:
            found.append(("F7", tr("Log a call"), "message-square-warning", "orders.call", self.log_call))
        if may(rules.EDIT) and state == "wait_consent":
            found.append(("", tr("Price or decline"), "calculator", "orders.price", partial(acts.price, self)))
        if state in (*rules.PROPOSED_IN, "wait_consent") and (may(rules.WORK) or may(rules.EDIT)):
            found.append(("", tr("Add to the proposal"), "plus", "orders.propose", self.propose))
            if acts.proposed(seen) and not self._signable(seen):
                found.append(("", tr("Take a proposal back"), "undo-2", "orders.back", partial(acts.take_back, self)))
        if may(rules.WORK) and state in AT_THE_CAR:
            found.append(("", tr("Write a note"), "pen-line", "orders.note", self.note))
        if may(rules.ASSIGN) and state in (*AT_THE_CAR, "signed"):
            found.append(("", tr("Share an item"), "users", "orders.share", partial(acts.share, self)))
        if may(rules.WORK) and state in ("in_repair", "rework"):
            found.append(("F6", tr("All of mine are in order"), "list-checks", "orders.all_checked",
                          partial(acts.all_in_order, self)))  # fmt: skip
            if any(row["status"] == rules.DONE for row in seen.lines["labour"]):
                found.append(("", tr("Self-check an item"), "check", "orders.check", partial(acts.self_check, self)))
        if may(rules.AGREE) and state in delivery_acts.STATES:
            found += delivery_acts.tools(self)
        if may(payments.TAKE) and state in payments.DEPOSIT_IN:
            found.append(("", tr("Take money"), "banknote", "orders.pay", partial(acts.pay, self)))
        return found + self._part_tools(seen)

    def _part_tools(self, seen: DocumentView) -> list[Tool]:
        """Parts asked for, and given back."""
        may, state = self.session.may, seen.state
        found: list[Tool] = []
        if may(requisitions.EDIT) and state in requisitions.IN_THE_SHOP:
            act = partial(acts.open_slip, self, open_for_order, requisitions.KIND_NAME)
            found.append(("", tr("Ask for parts"), "package-minus", "orders.parts", act))
        if may(return_slips.EDIT) and state in return_slips.RETURNS_IN:
            act = partial(acts.open_slip, self, open_return, return_slips.KIND_NAME)
            found.append(("", tr("Give parts back"), "undo-2", "orders.parts_back", act))
        return found

    @staticmethod
    def _signable(seen: DocumentView) -> bool:
        """Something was issued that nobody answered yet: every issue is a step that leaves its trace."""
        issued = [d.step for d in seen.done if d.step in ("issue", "reissue", "propose", "consent", "refuse")]
        return seen.state == "wait_sign" or (seen.state == "wait_consent" and issued[-1:] == ["reissue"])

    def head(self, _seen: DocumentView) -> Sequence[QWidget]:
        """Nothing: the tools have a row of their own."""
        return ()

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """The tools in a row; once it was issued, revisions, lines, notes and calls above the facts."""
        tools = OverflowRow()
        tools.show_buttons(
            [
                button(label, "", icon, key=key, act=partial(act, seen), object_name=name)
                for key, label, icon, name, act in self._tools(seen)
            ]
        )
        if seen.state == "draft":
            return (tools,) if self._tools(seen) else ()
        look = (DeliveryLook(self.session, seen.id),) if seen.state in delivery_acts.STATES else ()
        return (
            tools,
            *(look if self.session.may(rules.AGREE) else ()),
            OrderCards(self, self.session, seen.id, self.advise if self.session.may(rules.ADVISE) else None),
        )

    def page_keys(self) -> Sequence[Key]:
        seen = self.base.page.seen if self.base.page is not None else None
        return [Key(k, label, partial(act, seen)) for k, label, _i, _n, act in self._tools(seen) if k] if seen else []

    # --- signing ------------------------------------------------------------------------------------------------------
    def open_pad(self, seen: DocumentView) -> None:
        """F9: the sheet and the field to sign in, on the screen turned to the customer."""
        self.sign_on_pad(seen.id, "work_orders.order", partial(self._asked, seen.id))

    @staticmethod
    def _asked(order: Id, sheet: OrderSheet) -> Asked:
        return Asked(
            tr("I have read the work order and agree to the work and the amount."), sheet.sender or sheet.customer,
            sheet.total, signing.sign_on_screen, {"order": order, "revision": sheet.revision},
        )  # fmt: skip

    def on_paper(self, seen: DocumentView) -> None:
        """F8: he signed the printed sheet with a pen."""
        fields = (Field("name", N_("Name of the one who signs"), "text", required=True, length=100),)
        self.do_sheet(tr("Signed on paper"), seen, fields, signing.sign_on_paper)

    def paper_back(self, _seen: DocumentView) -> None:
        """The signed sheet as a scan or photo."""
        if self.base.page is not None:
            PaperBack(self.base.page, self._session).choose()

    # --- sheets -------------------------------------------------------------------------------------------------------
    def do_sheet(
        self, title: str, seen: DocumentView, fields: Sequence[Field], case: UseCase[..., Any], *,
        about: str = "", made: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None, of: Any = None,
    ) -> None:  # fmt: skip
        """A sheet whose answers go to a use-case on the order (or on `of`)."""

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            named = made(given) if made else {k: v for k, v in given.items() if v is not None}

            self.do(case, of or seen.id, named, close, refuse)

        self.ask(title, title, about or seen.called, fields, act)

    def do(
        self, case: UseCase[..., Any], of: Any, named: Mapping[str, Any], close: Callable[[], None], refuse: Refuse,
        after: Callable[[Any], None] | None = None,
    ) -> None:  # fmt: skip
        """Does it; done, the sheet closes and the page is read again, and `after` gets the answer."""

        def done(answer: Any) -> None:
            close()
            self.said.emit(tr("Saved."), None)
            self.base.refresh()
            if after is not None:
                after(answer)

        self.session.run(case, of, given=named, done=done, failed=refuse, owner=self)

    def show_receipt(self, payment: Any) -> None:
        """The receipt of what was just paid, over the page."""
        self.session.ask(documents.show, payments.KIND.name, payment, done=self._receipt, owner=self)

    def _receipt(self, paid: DocumentView) -> None:
        if self.base.page is not None:
            self.base.page.papers.print_sheet("payments.receipt", paid.id, paid.called, payments.KIND)

    def refused(self, error: Exception) -> None:
        super().refused(error)
        if self.base.page is not None and hasattr(error, "text"):
            self.base.page.messages.say("refused", "bad", tr(error.text))

    def would_not_sign(self, seen: DocumentView) -> None:
        """He read it and would not sign: kept with his reason, and no work begins."""
        fields = (
            Field("name", N_("Name of the one who does not sign"), "text", required=True, length=100,
                  default=seen.values.get("sender_name") or None),
            Field("reason", N_("Reason"), "text", required=True, length=200),
        )  # fmt: skip
        self.do_sheet(tr("Would not sign"), seen, fields, signing.not_signed)

    def log_call(self, seen: DocumentView) -> None:
        """F7: a call or message, answered or not; what it was about follows from where the order stands."""
        purpose = "CONSENT" if seen.state == "wait_consent" else "COLLECT" if seen.state == "terminated" else "OTHER"
        fields = (
            Field("purpose", N_("About"), "choice", required=True, choices=ABOUT, default=purpose),
            Field("channel", N_("How"), "choice", required=True, choices=CHANNELS, default="PHONE"),
            Field("recipient", N_("Who, which number"), "text", required=True, length=100,
                  default=seen.values.get("consent_phone") or None),
            Field("reached", N_("Reached"), "flag", default=False), Field("words", N_("What was said"), "long"),
        )  # fmt: skip

        def made(given: Mapping[str, Any]) -> dict[str, Any]:
            return {**given, "reached": bool(given["reached"]), "words": given["words"] or ""}

        self.do_sheet(tr("Log a call"), seen, fields, consent.log_contact, made=made)

    def propose(self, seen: DocumentView) -> None:
        """An item, a part or both, for the customer to be asked about."""
        rows = [row for row in seen.lines["labour"] if row["status"] in rules.AGREED_LINES]
        items = tuple(Choice(str(row["id"]), row["name"]) for row in rows)
        prices = self.session.may(KIND.edit)
        fields = [
            Field("labour_id", N_("Labour item"), "record", record="labour"),
            Field("name", N_("Work in words"), "text"),
            Field("hours", N_("Hours"), "quantity", decimals=2),
            Field("replaces", N_("Instead of"), "choice", choices=items),
            Field("part_id", N_("Part"), "record", record="parts"), Field("part", N_("Part in words"), "text"),
            Field("qty", N_("Quantity"), "quantity", default=1000),
            Field("grade", N_("Quality grade"), "choice", choices=tuple(Choice(c, g) for c, g in GRADES.items())),
        ]  # fmt: skip
        if prices:
            fields.append(Field("price", N_("Price with tax"), "price"))
        self.do_sheet(
            tr("Add to the proposal"), seen, fields, consent.propose_lines, made=partial(self._proposal, rows)
        )

    @staticmethod
    def _proposal(rows: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
        replaced = next((row["id"] for row in rows if str(row["id"]) == given["replaces"]), None)
        work = [
            Work(given["labour_id"], given["name"] or "", given["hours"], replaces=replaced)
        ] if given["labour_id"] or given["name"] or replaced else []  # fmt: skip
        goods = [
            Goods(
                0, given["part_id"], given["part"] or "", given["qty"] or 1000, given.get("price"), given["grade"] or ""
            )
        ] if given["part_id"] or given["part"] else []  # fmt: skip
        return {"work": work, "goods": goods}

    def note(self, seen: DocumentView) -> None:
        """Diagnosis, a part that is needed, or a question, whichever is filled in."""
        fields = (
            Field("symptom", N_("Symptom"), "text", length=500), Field("cause", N_("Cause"), "text", length=500),
            Field("remedy", N_("Remedy"), "text", length=500), Field("needs_nothing", N_("No part is needed"), "flag"),
            Field("part_id", N_("Needed part"), "record", record="parts"),
            Field("name", N_("Needed part in words"), "text"), Field("qty", N_("Quantity"), "quantity", default=1000),
            Field("item", N_("For item"), "number", default=1),
            Field("question", N_("Question to the technical supervisor"), "long", length=500),
        )  # fmt: skip

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            case, named = self._note_case(given)

            def done(_answer: object) -> None:
                close()
                self.said.emit(tr("Saved."), None)
                self.base.refresh()

            self.session.run(case, seen.id, given=named, done=done, failed=refuse, owner=self)

        self.ask(tr("Write a note"), tr("Keep it"), seen.called, fields, act)

    @staticmethod
    def _note_case(given: Mapping[str, Any]) -> tuple[UseCase[..., Any], dict[str, Any]]:
        """Which note it is: the question first, then the part, else the diagnosis."""
        if given["question"]:
            return bench.ask_advice, {"question": given["question"]}
        if given["part_id"] or given["name"]:
            named = {"part_id": given["part_id"], "name": given["name"] or "", "qty": given["qty"] or 0}
            return bench.need_part, named | {"item": given["item"] or 1}
        words = {name: given[name] or "" for name in ("symptom", "cause", "remedy")}
        return bench.note_diagnosis, words | {"needs_nothing": bool(given["needs_nothing"])}

    def advise(self, question: Any) -> None:
        """The supervisor's answer."""
        page = self.base.page
        if page is not None and page.seen is not None:
            fields = (Field("advice", N_("Advice"), "long", required=True, length=1000),)
            self.do_sheet(tr("Answer"), page.seen, fields, bench.advise, of=question)
