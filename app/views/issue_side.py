"""Beside the lines: who receives the parts, who approved them, how many are picked, and the button that hands over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.core.i18n import tr
from app.views.kit.buttons import Button
from app.views.kit.chips import Avatar
from app.views.kit.keycap import KeyCap
from app.views.kit.labels import fact, text
from app.views.kit.lamp import ProgressBar
from app.views.kit.layout import clear, col, frame, grid, row, rule
from app.views.kit.theme import px
from app.views.scan_side import Scanned, Tape

Fact = tuple[str, str, str]  # label, value, tone
SCANS, LOW = 4, 560  # px: with less height the tape of scans stands back


class IssueSide(QFrame):
    """The card at the right, 300 px wide."""

    def __init__(self, hand_over: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("issue.side")
        self.setProperty("kind", "card")
        self.setFixedWidth(px(300))
        self._avatar, self._name, self._role = Avatar("", 44), text("", "title", wrap=True), text("", "caption")
        self._facts = QVBoxLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._figure, self._bar = text("", "figure"), ProgressBar()
        self.tape = Tape(SCANS)
        self._tape = frame(col(rule(), row(text(tr("Last scans"), "section"), None, KeyCap("Backspace"),
                                           text(tr("undo one"), "caption"), gap=6), self.tape, gap=6))  # fmt: skip
        self._hint = text("", "muted", wrap=True)
        self.sign = Button("", "big", "badge-check", key="Ctrl+Enter", act=hand_over)
        self.sign.setObjectName("issue.sign")
        self.sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has its own key for it
        self.setLayout(
            col(
                text(tr("Receiver"), "section"),
                row(self._avatar, col(None, self._name, self._role, None, gap=0), gap=12, stretch=1), rule(),
                self._facts, rule(), row(text(tr("Scanned"), "muted"), None, self._figure), self._bar, self._tape, None,
                self._hint, self.sign, row(None, KeyCap("Ctrl+Enter"), None), gap=10, margins=(16, 14, 16, 12),
            )
        )  # fmt: skip

    def tell_receiver(self, name: str, role: str) -> None:
        """Who gets the parts."""
        self._avatar.rename(name)
        self._name.tell(name or "–")
        self._role.tell(role)

    def tell_facts(self, facts: Sequence[Fact]) -> None:
        """Label over value, two a row; the last one of an odd number has a row of its own."""
        clear(self._facts)
        cells: list[QVBoxLayout | tuple[QVBoxLayout, int]] = [
            fact(name, value or "–", tone) for name, value, tone in facts
        ]
        if len(cells) % 2:
            cells[-1] = (fact(*facts[-1]), 2)
        self._facts.addLayout(grid([cells[at : at + 2] for at in range(0, len(cells), 2)], vgap=8))

    def tell_scanned(self, done: int, total: int) -> None:
        """Lines that are all there, of how many."""
        if self._figure.text() != f"{done} / {total}":  # words that stay cost a new layout all the same
            self._figure.tell(f"{done} / {total}", "ok" if total and done == total else "")
            self._bar.tell(done, total)

    def tell_verb(self, verb: str, hint: str) -> None:
        """What the button does now, and who has to sign."""
        if self.sign.text().strip() != verb:
            self.sign.rename(verb)
        if self._hint.text() != hint:
            self._hint.tell(hint)

    def tell_tape(self, scans: Sequence[Scanned]) -> None:
        """The last scans, the newest on top."""
        self.tape.tell(scans)

    def minimumSizeHint(self) -> QSize:
        """Without the tape: it must not keep the window higher than a low screen."""
        least = super().minimumSizeHint()
        tape = 0 if self._tape.isHidden() else self._tape.minimumSizeHint().height() + px(10)
        return QSize(least.width(), least.height() - tape)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._tape.setVisible(self.height() >= px(LOW))
