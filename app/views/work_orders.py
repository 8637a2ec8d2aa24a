"""The work order room: the generic list and page, and what is done beside its form: signing, proposing, notes, money.

Built from kit parts; it knows the orders' use-cases and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core import i18n
from app.core.desk import UseCase
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.services import payments
from app.services.contacts import CHANNELS
from app.services.documents import DocumentView
from app.services.parts import GRADES
from app.services.work_orders import arriving, bench, consent, looking, rules, signing
from app.services.work_orders.consent import Goods, Work
from app.services.work_orders.screens import KIND
from app.views.around import AroundRoom, Refuse
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.overflow import OverflowRow
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.order_cards import OrderCards
from app.views.paper_intake import PaperBack
from app.views.session import Session
from app.views.signing_page import SigningPage

PURPOSES, METHODS = rules.choices(payments.PURPOSES), rules.choices(payments.METHODS)
AT_THE_CAR = (*rules.WORKED_IN, "paused")
Tool = tuple[str, str, str, str, Callable[[DocumentView], None]]  # key, label, icon, name, act


class WorkOrderRoom(AroundRoom):
    """List, form and steps as for any document; the buttons over the page are what this state and person allow."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        self.signing: SigningPage | None = None
        may = session.may(rules.EDIT)
        made = button(
            tr("From a check-in"), "", "car-front", key="F7", act=self.from_reception, object_name="orders.reception"
        )
        super().__init__(KIND, session, memory, (made,) if may else (), self)

    def list_keys(self) -> Sequence[Key]:
        may = self._session.may(rules.EDIT)
        return [Key("F7", tr("From a check-in"), self.from_reception)] if may else []

    def from_reception(self) -> None:
        """F7 on the list: the order of a check-in that the customer signed."""
        fields = (Field("reception", N_("Check-in"), "record", required=True, record="receptions"),)

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def done(id: Any) -> None:
                close()
                self.base.open_document(id)

            self._session.run(arriving.open_from_reception, given["reception"], done=done, failed=refuse, owner=self)

        self.ask(tr("From a check-in"), tr("Make the order"), tr("Signed check-ins only"), fields, act)

    # --- what the generic page gets -----------------------------------------------------------------------------------
    def _tools(self, seen: DocumentView) -> list[Tool]:
        """What can be done now besides the steps."""
        may, state = self._session.may, seen.state
        found: list[Tool] = []
        if may(rules.AGREE) and self._signable(seen):
            found.append(("F9", tr("Sign on screen"), "signature", "orders.pad", self.open_pad))
            found.append(("F8", tr("Signed on paper"), "pen-line", "orders.paper", self.on_paper))
            found.append(("", tr("Paper is back"), "upload", "orders.back", self.paper_back))
        if may(rules.AGREE) and state == "wait_consent":
            found.append(("F7", tr("Log a call"), "message-square-warning", "orders.call", self.log_call))
        if may(rules.EDIT) and state == "wait_consent":
            found.append(("", tr("Price or decline"), "calculator", "orders.price", self.price))
        if state in (*rules.PROPOSED_IN, "wait_consent") and (may(rules.WORK) or may(rules.EDIT)):
            found.append(("", tr("Add to the proposal"), "plus", "orders.propose", self.propose))
        if may(rules.WORK) and state in AT_THE_CAR:
            found.append(("", tr("Write a note"), "pen-line", "orders.note", self.note))
        if may(rules.ASSIGN) and state in (*AT_THE_CAR, "signed"):
            found.append(("", tr("Share an item"), "users", "orders.share", self.share))
        if may(payments.TAKE) and state not in ("released", "cancelled"):
            found.append(("", tr("Take money"), "banknote", "orders.pay", self.pay))
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
        return (
            tools,
            OrderCards(self._session, seen.id, self.advise if self._session.may(rules.ADVISE) else None),
        )

    def page_keys(self) -> Sequence[Key]:
        if self.signing is not None:
            return self.signing.keys()
        seen = self.base.page.seen if self.base.page is not None else None
        return [Key(k, label, partial(act, seen)) for k, label, _i, _n, act in self._tools(seen) if k] if seen else []

    # --- signing ------------------------------------------------------------------------------------------------------
    def open_pad(self, seen: DocumentView) -> None:
        """F9: the screen is turned to the customer."""
        self.signing = SigningPage(self._session, seen.id)
        self.signing.left.connect(self.close_pad)
        self.signing.signed.connect(self._signed)
        self._stack.addWidget(self.signing)
        self._stack.setCurrentWidget(self.signing)
        self.changed.emit()

    def close_pad(self) -> None:
        """Back to the order."""
        if self.signing is not None:
            self._stack.removeWidget(self.signing)
            self.signing.deleteLater()
            self.signing = None
            self._stack.setCurrentWidget(self.base)
            self.base.refresh()
            self.changed.emit()

    def _signed(self) -> None:
        self.said.emit(tr("Signed"), None)
        self.close_pad()
        if self.base.page is not None:
            self.base.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys(self) -> Sequence[Key]:
        return self.signing.keys() if self.signing is not None else super().keys()

    def on_shown(self, argument: object = None) -> None:
        if argument is not None:
            self.close_pad()
        super().on_shown(argument)

    def on_paper(self, seen: DocumentView) -> None:
        """F8: he signed the printed sheet with a pen."""
        fields = (Field("name", N_("Name of the one who signs"), "text", required=True, length=100),)
        self._sheet(tr("Signed on paper"), seen, fields, signing.sign_on_paper)

    def paper_back(self, _seen: DocumentView) -> None:
        """The signed sheet as a scan or photo."""
        if self.base.page is not None:
            PaperBack(self.base.page, self._session).choose()

    # --- sheets -------------------------------------------------------------------------------------------------------
    def _sheet(
        self, title: str, seen: DocumentView, fields: Sequence[Field], case: UseCase[..., Any], *,
        about: str = "", made: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None, of: Any = None,
    ) -> None:  # fmt: skip
        """A sheet whose answers go to a use-case on the order (or on `of`)."""

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            named = made(given) if made else {k: v for k, v in given.items() if v is not None}

            def done(_answer: object) -> None:
                close()
                self.said.emit(tr("Saved."), None)
                self.base.refresh()

            self._session.run(case, of or seen.id, given=named, done=done, failed=refuse, owner=self)

        self.ask(title, title, about or seen.called, fields, act)

    def refused(self, error: Exception) -> None:
        super().refused(error)
        if self.base.page is not None and hasattr(error, "text"):
            self.base.page.messages.say("refused", "bad", tr(error.text))

    def log_call(self, seen: DocumentView) -> None:
        """F7: a call or message, answered or not."""
        fields = (
            Field("channel", N_("How"), "choice", required=True, choices=CHANNELS, default="PHONE"),
            Field("recipient", N_("Who, which number"), "text", required=True, length=100,
                  default=seen.values.get("consent_phone") or None),
            Field("reached", N_("Reached"), "flag", default=False), Field("words", N_("What was said"), "long"),
        )  # fmt: skip

        def made(given: Mapping[str, Any]) -> dict[str, Any]:
            return {**given, "reached": bool(given["reached"]), "words": given["words"] or ""}

        self._sheet(tr("Log a call"), seen, fields, consent.log_contact, made=made)

    def propose(self, seen: DocumentView) -> None:
        """An item, a part or both, for the customer to be asked about."""
        rows = [row for row in seen.lines["labour"] if row["status"] in rules.AGREED_LINES]
        items = tuple(Choice(str(row["id"]), row["name"]) for row in rows)
        prices = self._session.may(KIND.edit)
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
        self._sheet(tr("Add to the proposal"), seen, fields, consent.propose_lines, made=partial(self._proposal, rows))

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

    def price(self, seen: DocumentView) -> None:
        """The advisor's figures for a proposed line, or the customer's refusal of it."""
        lines = [(grid, row) for grid in ("labour", "parts") for row in seen.lines[grid] if row["status"] == "PROPOSED"]
        choices = tuple(Choice(str(row["id"]), row["name"]) for _grid, row in lines)
        if not choices:
            self.base.messages.say("refused", "warn", tr("Nothing waits for the customer."))
            return
        ids = {str(row["id"]): row["id"] for _grid, row in lines}
        fields = (
            Field("line", N_("Line"), "choice", required=True, choices=choices, default=choices[0].code),
            Field("hours", N_("Hours"), "quantity", decimals=2), Field("rate", N_("Price per hour"), "price"),
            Field("qty", N_("Quantity"), "quantity"), Field("price", N_("Price with tax"), "price"),
            Field("grade", N_("Quality grade"), "choice", choices=tuple(Choice(c, g) for c, g in GRADES.items())),
            Field("risk", N_("Declined: risk he was told of"), "long", help=N_("Only if the customer declines it.")),
        )  # fmt: skip

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            line = ids[given["line"]]
            case: UseCase[..., Any] = consent.decline_line if given["risk"] else consent.price_line
            kept = ("risk",) if given["risk"] else ("hours", "rate", "qty", "price", "grade")
            named = {"line": line} | {name: given[name] for name in kept if given[name] is not None}

            def done(_answer: object) -> None:
                close()
                self.base.refresh()

            self._session.run(case, seen.id, given=named, done=done, failed=refuse, owner=self)

        self.ask(tr("Price or decline"), tr("Price or decline"), seen.called, fields, act)

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

            self._session.run(case, seen.id, given=named, done=done, failed=refuse, owner=self)

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
            self._sheet(tr("Answer"), page.seen, fields, bench.advise, of=question)

    def share(self, seen: DocumentView) -> None:
        """Who does an item: one technician, or two with the first one's share."""
        rows = [row for row in seen.lines["labour"] if row["status"] in rules.AGREED_LINES]
        items = tuple(Choice(str(row["id"]), row["name"]) for row in rows)
        ids = {str(row["id"]): row["id"] for row in rows}
        fields = (
            Field("line", N_("Item"), "choice", required=True, choices=items, default=items[0].code if items else None),
            Field("first", N_("Technician"), "record", required=True, record="people"),
            Field("share", N_("His share"), "percent", default=10_000),
            Field("second", N_("Second technician"), "record", record="people"),
        )  # fmt: skip

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            people = [(given["first"], given["share"] or 10_000)]
            if given["second"]:
                people.append((given["second"], 10_000 - people[0][1]))

            def done(_answer: object) -> None:
                close()
                self.base.refresh()

            self._session.run(
                bench.share, ids[given["line"]], given={"people": people}, done=done, failed=refuse, owner=self
            )

        self.ask(tr("Share an item"), tr("Share an item"), seen.called, fields, act)

    def pay(self, seen: DocumentView) -> None:
        """A deposit, the bill's money, or money back; the receipt is offered."""
        self._session.ask(looking.view, seen.id, done=partial(self._pay, seen), owner=self)

    def _pay(self, seen: DocumentView, view: looking.OrderView) -> None:
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
        self._sheet(tr("Take money"), seen, fields, payments.take, about=about)
