"""The room of settlements: the generic list and page, the cashier's card, and the customer's signature.

Built from kit parts; it knows the settlements' use-cases and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.core import clock
from app.core.clock import Id
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services import documents, payments
from app.services.documents import DocumentView
from app.services.settlement_papers import SettlementSheet
from app.services.settlements import money, rules, signing
from app.services.settlements.screens import KIND
from app.views.around import Refuse
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.overflow import OverflowRow
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.pad_signing import Asked, PadRoom
from app.views.session import Session
from app.views.till_card import TillCard


class SettlementRoom(PadRoom):
    """Money on top, the list below it; F9 pays, or has the draft signed."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        self.session = session
        self.till: TillCard | None = None
        super().__init__(KIND, session, memory, (), self)
        self.base.changed.connect(self._go_on)

    def on_shown(self, argument: object = None) -> None:
        if argument is None and self.base.page is None and not self.base.listing.table.rows.ids:
            self.base.listing.show_view("to_pay")
        super().on_shown(argument)

    def _go_on(self) -> None:
        """The page was read again: the cashier types on where he was."""
        if self.till is not None and isValid(self.till):
            self.till.go_on()

    # --- what the generic page gets -----------------------------------------------------------------------------------
    def _tools(self, seen: DocumentView) -> list[tuple[str, str, str, str, Callable[[DocumentView], None]]]:
        if seen.state in rules.HELD and self.session.may(rules.INVOICE):
            return [("F7", tr("Record the invoice"), "receipt", "settlements.invoice", self.invoice)]
        if seen.state != rules.DRAFT or not self.session.may(rules.EDIT):
            return []
        return [
            ("F9", tr("Sign on screen"), "signature", "settlements.pad", self.open_pad),
            ("F7", tr("Signed on paper"), "pen-line", "settlements.paper", self.on_paper),
        ]

    def head(self, _seen: DocumentView) -> Sequence[QWidget]:
        """Nothing: the tools have a row of their own."""
        return ()

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """The tools of a draft, and the money once it is signed."""
        found = self._tools(seen)
        tools = OverflowRow()
        tools.show_buttons(
            [
                button(label, "", icon, key=key, act=partial(act, seen), object_name=name)
                for key, label, icon, name, act in found
            ]
        )
        before, self.till = self.till, None
        if seen.state == rules.REVERSED:
            return ()
        focus = self.base.page.had_focus if self.base.page is not None else None
        self.till = TillCard(self.session, seen.id, self._paid, self.refused, before, focus)
        return (tools, self.till) if found else (self.till,)

    def page_keys(self) -> Sequence[Key]:
        seen = self.base.page.seen if self.base.page is not None else None
        if seen is None:
            return ()
        pays = self.till is not None and self.session.may(payments.TAKE) and seen.state in rules.OWED_IN
        found = [Key("F9", tr("Take the money"), self.till.pay_key)] if pays and self.till is not None else []
        return [*found, *self._tool_keys(seen)]

    def _tool_keys(self, seen: DocumentView) -> Sequence[Key]:
        return [Key(k, label, partial(act, seen)) for k, label, _i, _n, act in self._tools(seen)]

    # --- signing ------------------------------------------------------------------------------------------------------
    def open_pad(self, seen: DocumentView) -> None:
        """F9: the list and the field to sign in, on the screen turned to the customer."""
        self.sign_on_pad(seen.id, "settlements.list", partial(self._asked, seen.id))

    @staticmethod
    def _asked(settlement: Id, sheet: SettlementSheet) -> Asked:
        return Asked(
            tr("I have read the settlement list and agree to the amount."), sheet.sender or sheet.customer, sheet.total,
            signing.sign_on_screen, {"settlement": settlement, "total": sheet.total},
        )  # fmt: skip

    def on_paper(self, seen: DocumentView) -> None:
        """F7: the printed list was signed with a pen."""
        fields = (Field("name", N_("Name of the one who signs"), "text", required=True, length=100),)

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def done(_answer: object) -> None:
                close()
                self.said.emit(tr("Signed"), None)
                self.base.refresh()

            self.session.run(
                signing.sign_on_paper, seen.id, given={"name": given["name"] or ""}, done=done, failed=refuse,
                owner=self,
            )  # fmt: skip

        self.ask(tr("Signed on paper"), tr("Signed on paper"), seen.called, fields, act)

    def invoice(self, seen: DocumentView) -> None:
        """F7: the data of an invoice; the program makes none out."""
        till = self.till.till if self.till is not None else None
        fields = (
            Field("type", N_("Invoice"), "choice", required=True, choices=rules.choices(rules.INVOICES),
                  default=seen.values.get("invoice_type") or "GENERAL"),
            Field("number", N_("Invoice number"), "text", length=20, default=seen.values.get("invoice_number")),
            Field("title", N_("Invoice title"), "text", length=100, default=till.title if till else None),
            Field("tax_no", N_("Tax number"), "text", length=20, default=(till.tax_no or None) if till else None),
            Field("amount", N_("Invoice amount"), "money", default=till.total if till else None),
            Field("on", N_("Invoice date"), "date", default=clock.today()),
        )  # fmt: skip

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def done(_answer: object) -> None:
                close()
                self.said.emit(tr("Saved."), None)
                self.base.refresh()

            named = {name: value for name, value in given.items() if value is not None}
            self.session.run(money.record_invoice, seen.id, given=named, done=done, failed=refuse, owner=self)

        self.ask(tr("Record the invoice"), tr("Keep it"), seen.called, fields, act)

    # --- money --------------------------------------------------------------------------------------------------------
    def _paid(self, taken: Sequence[Id]) -> None:
        """The page is read again; the receipt of what was just paid stands over it."""
        self.base.messages.drop("refused")
        self.said.emit(tr("Saved."), None)
        self.base.refresh()
        self.session.ask(documents.show, payments.KIND_NAME, taken[-1], done=self._receipt, owner=self)

    def _receipt(self, paid: DocumentView) -> None:
        if self.base.page is not None:
            self.base.page.papers.print_sheet("payments.receipt", paid.id, paid.called, payments.KIND)

    def refused(self, error: Exception) -> None:
        super().refused(error)
        if self.base.page is not None and hasattr(error, "text"):
            self.base.page.messages.say("refused", "bad", tr(error.text))
