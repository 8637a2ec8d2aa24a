"""The cashier's card on a settlement: what is owed, in which way it is paid, what is given and what goes back.

By keyboard alone: F9 goes to the ways (1 to 6 choose one), Enter goes on, F9 in the card takes the money.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.core import i18n
from app.core.clock import Id
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services import payments
from app.services.settlements import money, rules
from app.services.settlements.arithmetic import change_for
from app.services.settlements.money import Taken, Tender, Till
from app.views.kit.buttons import Button, button
from app.views.kit.chips import Chip
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, row
from app.views.kit.theme import px
from app.views.records import DeskRecords
from app.views.session import Session

ICONS = {"CASH": "banknote", "CARD": "receipt"}
STATES = {s.code: (s.label, s.family) for s in payments.WORKFLOW.states}
AMOUNT = Field("amount", N_("Amount"), "money", required=True)
GIVEN = Field("given", N_("Given"), "money")
REFERENCE = Field("reference", N_("Slip or transaction"), "text", length=60)


class TillCard(QWidget):
    """Asks once what is owed and shows it; `done(ids)` gets the payments that were taken, `refuse` what went wrong."""

    def __init__(
        self, session: Session, settlement: Id, done: Callable[[Sequence[Id]], None],
        refuse: Callable[[Exception], None], before: TillCard | None = None, focus: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("till")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._session, self.settlement, self._done, self._refuse = session, settlement, done, refuse
        self.spent = False  # what stands here is being paid: another card begins anew
        self.till: Till | None = None
        self.method = payments.CASH
        self.ways: dict[str, Button] = {}
        self.boxes: dict[str, FieldBox] = {}
        self._change = text("", "figure")
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._column)
        self._at: QWidget | None = None
        self.typed: dict[str, str] = {}
        if before is not None and isValid(before) and not before.spent and before.settlement == settlement:
            self._go_on(before, focus)
        session.ask(money.till, settlement, done=self._show, owner=self)

    def _go_on(self, before: TillCard, focus: QWidget | None) -> None:
        """The page was read again under the cashier's hands: what is typed and where stays as it is."""
        self.method = before.method
        if before.till is not None:
            self._show(before.till)
        if not self.boxes:
            return
        for name, box in before.boxes.items():
            new: Any = self.boxes[name].control.face
            if name in before.typed:
                new.setText(before.typed[name])
            self._at = new if box.control.face is focus else self._at
        self.typed = dict(before.typed)
        for code, way in before.ways.items():
            self._at = self.ways[code] if way is focus else self._at
        self._reckon()

    def go_on(self) -> None:
        """The focus comes back to where it was, once."""
        at, self._at = self._at, None
        if at is not None and at in [box.control.face for name, box in self.boxes.items() if name in self.typed]:
            at.setFocus(Qt.FocusReason.OtherFocusReason)  # behind what is typed, which is not typed over
        elif at is not None:
            self._into(at)

    # --- what it shows ------------------------------------------------------------------------------------------------
    def _show(self, till: Till) -> None:
        if till == self.till:
            return
        self.till, self._at, self.ways, self.boxes, self.typed = till, None, {}, {}, {}
        clear(self._column)
        left = col(self._figures(till), *map(self._taken, till.payments), None, gap=6)
        parts: list[Any] = [left]
        if till.state in rules.OWED_IN and till.owed > 0 and self._session.may(payments.TAKE):
            parts.append(self._counter(till))
        self._column.addWidget(section(tr("Money"), row(*parts, gap=24, stretch=0)))

    def _figures(self, till: Till) -> Any:
        rows = [(tr("To pay"), till.total), (tr("Paid"), till.paid)]
        if till.insurer:
            rows.append((tr("Of it the insurer's"), till.insurer))
        lines = [row(text(label, "muted"), None, text(i18n.money(fen), "strong"), gap=12) for label, fen in rows]
        owed = text(i18n.money(abs(till.owed)), "far", "" if till.owed <= 0 else "accent")
        owed.setObjectName("till.owed")
        label = tr("Owed") if till.owed >= 0 else tr("To be paid back")
        return col(*lines, row(text(label, "section"), None, owed, gap=12), gap=4)

    @staticmethod
    def _taken(one: Taken) -> Any:
        label, family = STATES[one.state]
        return row(
            text(tr(payments.PURPOSES[one.purpose]), "muted"), text(tr(payments.METHODS[one.method])), None,
            text(i18n.money(one.amount)), Chip(tr(label), family), gap=10,
        )  # fmt: skip

    def _counter(self, till: Till) -> Any:
        self.ways = {}
        for at, (code, label) in enumerate(self._offered(till).items(), 1):
            made = button(f"{at}  {tr(label)}", "seg", act=partial(self.choose, code), object_name=f"till.{code}")
            made.setMinimumSize(px(76), px(40))
            made.installEventFilter(self)
            self.ways[code] = made
        self.boxes = {f.name: self._box(f) for f in (AMOUNT, GIVEN, REFERENCE)}
        self.boxes["amount"].control.put(till.owed)
        take = button(tr("Take the money"), "primary", "banknote", key="F9", act=self.take, object_name="till.take")
        take.setMinimumHeight(px(44))
        fields = row(self.boxes["amount"], self.boxes["given"], self.boxes["reference"], None, gap=12)
        change = row(text(tr("Change"), "section"), self._change, None, take, gap=12)
        self.choose(self.method if self.method in self.ways else payments.CASH, focus=False)
        return col(row(*self.ways.values(), None, gap=6), fields, change, gap=10)

    @staticmethod
    def _offered(till: Till) -> dict[str, str]:
        insured = till.insurer > 0
        return {code: label for code, label in payments.METHODS.items() if code != "INSURER" or insured}

    def _box(self, field: Field) -> FieldBox:
        made = FieldBox(field, make_control(field, DeskRecords(self._session), self._session.tasks))
        made.setFixedWidth(px(170))
        made.control.face.installEventFilter(self)
        made.edited.connect(self._typed)
        return made

    # --- hands --------------------------------------------------------------------------------------------------------
    def choose(self, code: str, *, focus: bool = True) -> None:
        """1 to 6, or a press: the way in which it is paid; cash asks what is given."""
        self.method = code
        for name, way in self.ways.items():
            way.setChecked(name == code)
        cash = code == payments.CASH
        self.boxes["given"].setVisible(cash)
        self.boxes["reference"].setVisible(not cash)
        if focus:
            self._into(self.boxes["given" if cash else "amount"].control.face)
        self._reckon()

    def _typed(self, name: str) -> None:
        line: Any = self.boxes[name].control.face
        self.typed[name] = line.text()  # on leaving it is put in order, and can't be typed on
        self._reckon()

    def _reckon(self) -> None:
        """What goes back, as it is typed."""
        amount, given = self.boxes["amount"].control.value(), self.boxes["given"].control.value()
        if self.till is None or self.method != payments.CASH or not amount or given is None:
            self._change.tell("—", "ink3")
        elif given < amount:
            self._change.tell(tr("{amount} is missing", amount=i18n.money(amount - given)), "bad")
        else:
            change, _rounded = change_for(amount, given, self.till.step)
            self._change.tell(i18n.money(change), "ok")

    def pay_key(self) -> None:
        """F9: into the card; there, takes the money."""
        if not self.boxes:
            return
        inside = [*self.ways.values(), *(box.control.face for box in self.boxes.values())]
        if any(widget.hasFocus() for widget in inside):
            self.take()
        else:
            self.ways[self.method].setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self) -> None:
        """The money is taken as it stands there; what is no amount is said beside its field and takes nothing."""
        for box in self.boxes.values():
            if box.isVisible() and not box.judge():
                self._into(box.control.face)
                return
        amount = self.boxes["amount"].control.value()
        given = self.boxes["given"].control.value() if self.method == payments.CASH else None
        reference = self.boxes["reference"].control.value() if self.method != payments.CASH else None
        tender = Tender(self.method, amount or 0, given, reference or "")
        self.spent = True
        self._session.run(
            money.pay, self.settlement, [tender], done=self._done, failed=self._failed, owner=self
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        self.spent = False
        for problem in getattr(error, "problems", ()):
            if problem.where in self.boxes:
                self.boxes[problem.where].show_problem(problem)
                return
        self._refuse(error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched in self.ways.values() and self._digit(event):
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                return self._onward(watched)
        return super().eventFilter(watched, event)

    @staticmethod
    def _into(face: QWidget) -> None:
        """The focus goes there; what stands there is chosen, so that typing replaces it."""
        face.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(face, QLineEdit):
            face.selectAll()

    def _digit(self, event: QKeyEvent) -> bool:
        codes, typed = list(self.ways), event.text()
        if typed.isdecimal() and 1 <= int(typed) <= len(codes):
            self.choose(codes[int(typed) - 1])
            return True
        return False

    def _onward(self, watched: QObject) -> bool:
        """Enter goes from field to field; it never takes money by itself."""
        faces = [box.control.face for box in self.boxes.values() if box.isVisible()]
        if watched in self.ways.values():
            self._into(faces[0])
        elif watched in faces:
            self._into(faces[(faces.index(watched) + 1) % len(faces)])
        return True
