"""The page that is turned to the customer: what he agrees to at the left, large; the field to sign at the right.

Knows the order's sheet as data; who signs what is the use-case's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core import i18n
from app.core.clock import from_micros
from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services.order_papers import OrderSheet
from app.services.signatures import Strokes
from app.services.vehicles import shown
from app.services.work_orders import looking, signing
from app.views.kit.buttons import button
from app.views.kit.chips import Plate
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import card, clear, col, frame, row, rule, scroll
from app.views.kit.messages import Messages
from app.views.kit.signfield import HEIGHT, WIDTH, SignField
from app.views.records import DeskRecords
from app.views.session import Session


class SigningPage(QWidget):
    """One order's last revision. `signed` when the signature is kept, `left` when nobody signed."""

    signed = Signal()
    left = Signal()

    def __init__(self, session: Session, order: Any) -> None:
        super().__init__()
        self.setObjectName("signing")
        self._session, self._order = session, order
        self.messages = Messages()
        self.field = SignField()
        self.field.setObjectName("signing.field")
        name = Field("name", N_("Name of the one who signs"), "text", required=True, length=100)
        self.name = FieldBox(name, make_control(name, DeskRecords(session), session.tasks))
        self._matter = QVBoxLayout()
        back = button(tr("Not now"), "", "chevron-left", key="Esc", act=self.left.emit, object_name="signing.back")
        wipe = button(tr("Clear"), "", "undo-2", key="F8", act=self.field.clear, object_name="signing.clear")
        done = button(tr("Signed"), "primary", "signature", key="Ctrl+Enter", act=self.keep, object_name="signing.done")
        for one in (wipe, done):
            one.setMinimumHeight(64)
        agree = text(tr("I have read the work order and agree to the work and the amount."), "section", wrap=True)
        pad = card(
            col(agree, self.name, self.field, row(wipe, None, done), None, gap=12, margins=(16, 14, 16, 14)),
            name="signing.pad",
        )
        pad.setFixedWidth(WIDTH + 40)
        matter = card(col(scroll(frame(col(self._matter, None, margins=(18, 14, 18, 14))))))
        body = row(matter, pad, gap=12, stretch=0)
        self.setLayout(
            col(row(back, text(tr("Sign the work order"), "title"), None), self.messages, body, gap=10,
                margins=(16, 10, 16, 10), stretch=2)
        )  # fmt: skip
        session.ask(looking.sheet, order, done=self._show, failed=self._refused, owner=self)

    def keys(self) -> Sequence[Key]:
        """What the key line says here."""
        return [
            Key("Ctrl+Enter", tr("Signed"), self.keep), Key("F8", tr("Clear"), self.field.clear),
            Key("Esc", tr("Not now"), self.left.emit),
        ]  # fmt: skip

    def _show(self, sheet: OrderSheet) -> None:
        clear(self._matter)
        head = row(Plate(shown(sheet.plate)), text(sheet.vehicle, "strong"), None,
                   text(tr("Revision {n}", n=sheet.revision), "muted"))  # fmt: skip
        self._matter.addLayout(head)
        self._matter.addWidget(text(f"{sheet.number}   {sheet.customer}", "muted"))
        for item in sheet.items:
            self._matter.addLayout(self._line(item.name, item.amount, "section"))
            for part in sheet.parts:
                if part.item == item.no:
                    self._matter.addLayout(self._line(f"    {part.name}", part.amount, "body"))
        self._matter.addWidget(rule())
        if sheet.replaces:
            words = tr(
                "Replaces revision {n}: {old} so far, difference {difference}.", n=sheet.replaces,
                old=i18n.money(sheet.old_total), difference=i18n.money(sheet.total - sheet.old_total, sign=True),
            )  # fmt: skip
            self._matter.addWidget(text(words, "strong", "warn", wrap=True))
        self._matter.addLayout(
            row(text(tr("Estimate with tax"), "section"), None, text(i18n.money(sheet.total), "figure"))
        )
        promised = i18n.moment(from_micros(sheet.promised_at))
        self._matter.addLayout(row(text(tr("Promised for"), "section"), None, text(promised, "section")))
        self.name.control.put(sheet.sender or sheet.customer)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _line(name: str, amount: int, role: Any) -> Any:
        return row(text(name, role, wrap=True), text(i18n.money(amount), role), gap=12, stretch=0)

    def keep(self) -> None:
        """Ctrl+Enter: what was written is the signature."""
        if not self.name.demand():
            return
        strokes = Strokes(WIDTH, HEIGHT, self.field.strokes())
        given = {"name": self.name.control.value() or "", "strokes": strokes, "image": self.field.picture()}
        self._session.run(
            signing.sign_on_screen, self._order, given=given, done=lambda _n: self.signed.emit(), failed=self._refused,
            owner=self,
        )  # fmt: skip

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.messages.say("refused", "bad", tr(error.text))
