"""The differences of a count on its page: book, counts, proof, and the cause and treatment of one or many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import N_, pick, tr
from app.core.screen import Field
from app.services.counts import analysis, findings, pairs, rules
from app.services.counts.findings import Finding, Findings
from app.services.counts.pairs import TRANSFER
from app.services.documents import DocumentView
from app.views.kit.buttons import button
from app.views.kit.chips import BinLabel
from app.views.kit.controls import FlagControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, frame, row
from app.views.kit.room import Room
from app.views.kit.sidesheet import ask_sheet
from app.views.kit.theme import px
from app.views.records import DeskRecords
from app.views.session import Session

TREAT = (
    Field("cause", N_("Cause"), "choice", choices=rules.CAUSES, required=True),
    Field("treatment", N_("Treatment"), "choice", choices=rules.TREATMENTS, required=True),
    Field("responsible", N_("Responsible"), "record", record="people"),
    Field("due", N_("To be cleared up until"), "date"),
    Field("unit_cost", N_("Unit cost, if the part has none yet"), "price"),
    Field("note", N_("Note"), "text", length=200),
)


class Differences(QWidget):
    """Every difference with the book at count time explained; one or many get their cause and treatment."""

    explained = Signal()  # what the page offers next may have changed

    def __init__(self, session: Session, seen: DocumentView) -> None:
        super().__init__()
        self.setObjectName("differences")
        self._session, self._seen = session, seen
        self._lines: dict[Any, FlagControl] = {}
        self._body = QVBoxLayout()
        self._figures = text("", "muted", wrap=True)
        self._treat = button(
            tr("Cause and treatment"), "", "pen-line", key="F2", act=self.treat, object_name="differences.treat"
        )
        self._all = button(tr("Choose all"), "quiet", act=self.choose_all, object_name="differences.all")
        self._small = button(
            tr("Choose those within tolerance"), "quiet", act=self.choose_tolerated, object_name="differences.small"
        )
        self._stale = button(
            tr("Look at late slips again"), "", "refresh-cw", act=self.reconfirm, object_name="differences.stale"
        )
        self._stale.hide()
        editable = seen.state == "analysis" and session.may(rules.ANALYSE)
        self._treat.setVisible(editable)
        self._all.setVisible(editable)
        self._small.setVisible(editable)
        self._editable = editable
        head = (None, self._small, self._all, self._stale, self._treat)
        self._pairs = QVBoxLayout()
        self.setLayout(col(section(tr("Differences"), col(self._figures, self._pairs, self._body, gap=8), *head)))
        self.refresh()

    def refresh(self) -> None:
        """Reads the findings again."""
        self._session.ask(findings.findings, self._seen.id, done=self._show, failed=self._refused, owner=self)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._figures.tell(tr(error.text))

    def _show(self, found: Findings) -> None:
        clear(self._body)
        self._lines = {}
        self._tolerated = {f.id for f in found.lines if f.difference and f.tolerated and not f.treatment}
        self._small.setEnabled(bool(self._tolerated))
        figures = found.figures
        self._figures.tell(
            tr("{lines} lines · gain {gain} · loss {loss} · still open: {open}", lines=len(found.lines),
               gain=i18n.money(figures.gain_value), loss=i18n.money(-abs(figures.loss_value)), open=found.open)
        )  # fmt: skip
        self._stale.setVisible(self._editable and any(f.stale for f in found.lines))
        self._propose(found)
        differing = [f for f in found.lines if f.difference]
        if not differing:
            self._body.addWidget(text(tr("Goods and books match: no difference."), "strong", "ok"))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(8))
        heads = ("", tr("Bin location"), tr("Part"), tr("Book"), tr("Counted"), tr("Difference"), tr("Value"),
                 tr("Cause and treatment"))  # fmt: skip
        for at, words in enumerate(heads):
            grid.addWidget(text(words, "caption"), 0, at)
        grid.setColumnStretch(2, 2)
        grid.setColumnStretch(7, 3)
        for at, finding in enumerate(differing, 1):
            self._row(grid, at, finding)
        self._body.addLayout(grid)

    def _row(self, grid: QGridLayout, at: int, f: Finding) -> None:
        chosen = FlagControl("")
        chosen.setObjectName(f"differences.{f.number}")
        chosen.face.setAccessibleName(f.number)
        chosen.setVisible(self._editable)
        self._lines[f.id] = chosen
        quantity = partial(i18n.quantity, decimals=f.decimals)
        moved = sum(m.quantity for m in f.moves)
        book = quantity(f.book) + (f" ({quantity(f.snapshot)} {quantity(moved, sign=True)})" if moved else "")
        tone = "bad" if f.difference < 0 else "ok"
        told = (
            [tr(rules.label(rules.CAUSES, f.cause)), tr(rules.label(rules.TREATMENTS, f.treatment))] if f.cause else []
        )
        what = " · ".join([w for w in (*told, f.responsible, f.note) if w]) or tr("Not explained yet")
        if f.stale:
            what = tr("A slip came late: look at it again") + " · " + what
        if f.paired:
            what += " · " + tr("offsets {part}", part=f.pair)
        if f.moved:
            what += " · " + tr("moved during the count")
        cells: Sequence[QWidget] = (
            chosen, BinLabel(f.bin), text(f"{f.number}  {pick(f.name_zh, f.name_en)}", wrap=True), text(book),
            text(quantity(f.accepted)),
            text(f"{quantity(f.difference, sign=True)} {i18n.unit(f.unit)}", "strong", tone),
            text(i18n.money(f.value, sign=True)), text(what, wrap=True, tone="" if f.cause else "warn"),
        )  # fmt: skip
        for place, cell in enumerate(cells):
            grid.addWidget(cell, at, place)

    def _propose(self, found: Findings) -> None:
        """Pairs that explain each other, each with the one button that takes it over."""
        clear(self._pairs)
        lines = {f.id: f for f in found.lines}
        for proposal in found.proposals if self._editable else ():
            gain, loss = lines[proposal.gain], lines[proposal.loss]
            size = i18n.quantity(gain.difference, gain.decimals)
            if proposal.kind == TRANSFER:
                words = tr("{size} {unit} of {part} lie in {to}, booked in {bin}", size=size, unit=gain.unit,
                           part=gain.number, to=gain.bin, bin=loss.bin)  # fmt: skip
            else:
                words = tr("{size} {unit} of {part} too many, as many of {other} missing", size=size, unit=gain.unit,
                           part=gain.number, other=loss.number)  # fmt: skip
            why = " · ".join(tr(w) for w in proposal.why)
            verb = tr("Transfer") if proposal.kind == TRANSFER else tr("Offset")
            take = button(verb, "", "arrow-left-right", act=partial(self._pair, proposal.gain, proposal.loss))
            take.setObjectName(f"differences.pair.{gain.number}")
            self._pairs.addWidget(
                frame(row(text(words, "strong"), text(why, "muted"), None, take, margins=(10, 4, 6, 4)), kind="sunken")
            )

    def _pair(self, gain: Any, loss: Any) -> None:
        self._session.run(
            pairs.pair, self._seen.id, gain, loss, done=lambda _kind: self.explained.emit(), owner=self
        )  # fmt: skip

    def choose_all(self) -> None:
        """Ticks every difference."""
        for line in self._lines.values():
            line.put(True)

    def choose_tolerated(self) -> None:
        """Ticks the differences within the tolerance of their class that are not explained yet, and no other."""
        for id_, line in self._lines.items():
            line.put(id_ in self._tolerated)

    def treat(self) -> None:
        """F2: asks cause and treatment for the chosen differences (all, if none is chosen)."""
        chosen = [i for i, c in self._lines.items() if c.value()] or list(self._lines)
        boxes = {}
        for field in TREAT:
            control = make_control(field, DeskRecords(self._session), self._session.tasks)
            boxes[field.name] = FieldBox(field, control)
        holder = QWidget()
        holder.setLayout(col(text(tr("For {n} lines", n=len(chosen)), "muted"), *boxes.values(), None, gap=10))

        def take() -> None:
            if not all(box.judge() for box in boxes.values()):
                return
            values = {name: box.control.value() for name, box in boxes.items()}
            cause, treatment = values.pop("cause") or "", values.pop("treatment") or ""
            self._session.run(
                analysis.treat, self._seen.id, chosen, cause, treatment, done=lambda _n: done(),
                failed=partial(self._show_problems, boxes), owner=self, given=values,
            )  # fmt: skip

        def done() -> None:
            sheet.close_sheet()
            self.explained.emit()

        home: QWidget = self
        while not isinstance(home, Room) and (above := home.parentWidget()) is not None:
            home = above
        sheet = ask_sheet(home, tr("Cause and treatment"), tr("Take over"), holder, take)
        boxes["cause"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _show_problems(boxes: dict[str, FieldBox], error: Exception) -> None:
        if isinstance(error, Refused):
            for problem in error.problems:
                if problem.where in boxes:
                    boxes[problem.where].show_problem(problem)

    def reconfirm(self) -> None:
        """Late slips: the count stands, book and difference are computed anew."""
        self._session.run(analysis.reconfirm, self._seen.id, done=lambda _n: self.explained.emit(), owner=self)
