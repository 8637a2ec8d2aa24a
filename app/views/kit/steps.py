"""A document's way: the bar that shows where it stands, and the buttons that lead on. Knows no document type.

One primary button, always at the right and always Ctrl+Enter; refused, it still can be pressed and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget
from shiboken6 import isValid

from app.core import i18n
from app.core.i18n import tr
from app.core.workflow import ANYWHERE, Offer, State
from app.views.kit.buttons import Button
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.icons import icon, paint_icon
from app.views.kit.layout import clear, row
from app.views.kit.records import Records
from app.views.kit.sidesheet import SideSheet
from app.views.kit.tasks import Tasks
from app.views.kit.theme import colour, family_tokens, font, metrics, px

MIDDLE = Qt.AlignmentFlag.AlignCenter
ENDED = ("bad", "idle")
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
Place = Literal["done", "skipped", "here", "later"]


@dataclass(frozen=True)
class Mark:
    """One station of the way: its word, whether it is done, left out, here or later, and a note (time or side state).

    `family` is that of a side state in which the way ends (cancelled): the station then wears its colours.
    """

    label: str
    place: Place
    note: str = ""
    family: str = ""


def marks_of(states: Sequence[State], state: str, times: Mapping[str, datetime], left: str = "") -> list[Mark]:
    """The way of a workflow: its main states; a side state hangs beneath the one it is `beside`.

    `left` is the state from which `state` was reached: a side state that is beside ANYWHERE hangs there. With `times`
    (when each state was reached) a station without one was left out; the first is where every document begins.
    """
    now = next((s for s in states if s.code == state), None)
    main = [s for s in states if not s.beside]
    here = state if now is None or not now.beside else left if now.beside == ANYWHERE else now.beside
    at = next((i for i, s in enumerate(main) if s.code == here), -1)
    marks = []
    for i, one in enumerate(main):
        moment = times.get(one.code)
        passed: Place = "done" if i == 0 or moment or not times else "skipped"
        place: Place = "here" if i == at else passed if i < at else "later"
        note = i18n.moment(moment, full=False) if moment and i <= at else ""
        if i == at and now is not None and now.beside:
            marks.append(Mark(tr(one.label), place, tr(now.label), now.family if now.family in ENDED else ""))
        else:
            marks.append(Mark(tr(one.label), place, note))
    return marks


class StepBar(QWidget):
    """Arrows: done with a tick, here filled, later outlined. It only tells; it is not pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stepbar")
        self.marks: list[Mark] = []
        self.setFixedHeight(px(38))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_states(
        self, states: Sequence[State], state: str, times: Mapping[str, datetime] | None = None, left: str = ""
    ) -> None:
        """Shows where `state` stands; `times`: when each state was reached; `left`: the state before it."""
        self.show_marks(marks_of(states, state, times or {}, left))

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Shows stations."""
        self.marks = list(marks)
        at = next((i for i, m in enumerate(self.marks) if m.place == "here"), -1)
        here = self.marks[at] if at >= 0 else Mark("", "here")
        self.setAccessibleName(f"{at + 1} / {len(self.marks)} {here.label} {here.note}".strip())
        self.setToolTip("  →  ".join(m.label for m in self.marks))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.marks:
            return
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown, left = self.fitting(), 0.0
        widths = self._widths(shown)
        for i, mark in enumerate(shown):
            self._paint_mark(p, mark, left, widths[i], px(9), first=i == 0)
            left += widths[i]
        p.end()

    def fitting(self) -> list[Mark]:
        """The stations that have room: of a long way the first become one, then the last; where it stands now, what
        came before and what comes next are always there.
        """
        at = next((i for i, m in enumerate(self.marks) if m.place == "here"), 0)
        most_before, most_after = max(0, at - 1), max(0, len(self.marks) - at - 2)
        before = after = 0
        while True:
            shown = self.marks[before : len(self.marks) - after]
            if before:
                shown.insert(0, Mark(tr("{n} steps", n=before), "done"))
            if after:
                shown.append(Mark(tr("{n} more", n=after), "later"))
            if sum(map(self._need, shown)) <= self.width() - px(9):
                return shown
            if before < most_before and most_before > 1:
                before = max(2, before + 1)  # one alone is not worth a fold
            elif after < most_after and most_after > 1:
                after = max(2, after + 1)
            else:
                return self._few(shown)

    def _few(self, marks: list[Mark]) -> list[Mark]:
        """Where even that has no room: first what came before goes, then what comes after the next."""
        at = next((i for i, m in enumerate(marks) if m.place == "here"), 0)
        few = (marks, marks[at:], marks[at : at + 2])
        return next((f for f in few if sum(map(self._need, f)) <= self.width() - px(9)), marks[at : at + 1])

    def _widths(self, marks: Sequence[Mark]) -> list[float]:
        """Equal widths; where a word does not fit, what the others can spare goes to it."""
        room, count = self.width() - px(9), len(marks)
        need = [self._need(mark) for mark in marks]
        if max(need) <= room / count or sum(need) >= room:
            return [room / count] * count if sum(need) < room else [room * n / sum(need) for n in need]
        spare = (room - sum(need)) / count
        return [n + spare for n in need]

    @staticmethod
    def _need(mark: Mark) -> int:
        word = metrics("strong").horizontalAdvance(mark.label) + (px(18) if mark.place == "done" else 0)
        return max(word, metrics("caption").horizontalAdvance(mark.note)) + px(26)

    @staticmethod
    def _paint_mark(p: QPainter, mark: Mark, x: float, w: float, tip: int, *, first: bool) -> None:
        h, end = float(px(37)), x + w - 3
        notch = 0 if first else tip
        corners = [(x, 0.5), (end, 0.5), (end + tip, h / 2), (end, h), (x, h), (x + notch, h / 2)]
        done, here = mark.place == "done", mark.place == "here"
        ink, fill = ("on_accent", "accent") if here else ("ok", "ok_soft") if done else ("ink2", "surface")
        if mark.family:
            ink, fill = family_tokens(mark.family)
        p.setPen(Qt.PenStyle.NoPen if done or here else colour("line"))
        p.setBrush(colour(fill))
        p.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        area = QRectF(x + notch + px(2), 0, w - notch - px(4), h)
        up = px(8) if mark.note else 0
        role: Any = "strong" if here else "body"
        wide = metrics(role).horizontalAdvance(mark.label) + (px(18) if done else 0)
        left = max(area.left(), area.center().x() - wide / 2)
        p.setPen(colour(ink))
        if done:
            paint_icon(p, left, h / 2 - px(7) - up, "check", 14, "ok", stroke=3)
            left += px(18)
        p.setFont(font(role))
        p.drawText(QRectF(left, -up, area.right() - left + px(6), h), LEFT, mark.label)
        if mark.note:
            p.setFont(font("caption"))
            p.drawText(area.adjusted(0, px(16), 0, 0), MIDDLE, mark.note)


class StepButtons(QWidget):
    """The offers as buttons: the primary at the right, everything else under More, the dangerous last.

    `pressed` carries the offer, refused or not: the room says why and jumps to what is missing.
    """

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("steps")
        self._offers: tuple[Offer, ...] = ()
        self._extra: tuple[tuple[str, str, Callable[[], object]], ...] = ()
        self._row = row(gap=8)
        self.setLayout(self._row)

    def show_offers(self, offers: Sequence[Offer], extra: Sequence[tuple[str, str, Callable[[], object]]] = ()) -> None:
        """Shows what this person may do now. `extra`: (label, icon, act) for More: acts that are no steps."""
        self._offers, self._extra = tuple(o for o in offers if o.permitted), tuple(extra)
        clear(self._row)
        primary = self.primary()
        others = [o for o in self._offers if o is not primary]
        if others or extra:
            more = Button(tr("More"), "", "ellipsis")
            more.setObjectName("steps.more")
            more.clicked.connect(lambda: self._open(more, others))
            self._row.addWidget(more)
        if primary is not None:
            made = Button(tr(primary.label), "primary", key="Ctrl+Enter", act=self.press_primary)
            made.setObjectName("steps.primary")
            if primary.refusal is not None:
                made.setToolTip(tr(primary.refusal))
                made.setAccessibleDescription(tr(primary.refusal))
            self._row.addWidget(made)
            self.setFocusProxy(made)

    def primary(self) -> Offer | None:
        """The next step, if there is one for this person."""
        return next((o for o in self._offers if o.primary), None)

    def refusals(self) -> set[str]:
        """What stands in the way of a step now, in words."""
        return {tr(offer.refusal) for offer in self._offers if offer.refusal is not None}

    def press_primary(self) -> None:
        """Ctrl+Enter."""
        offer = self.primary()
        if offer is not None:
            self.pressed.emit(offer)

    def press(self, step: str) -> None:
        """Presses the offer of a step, wherever it stands."""
        offer = next((o for o in self._offers if o.step == step), None)
        if offer is not None:
            self.pressed.emit(offer)

    def menu_for(self, offers: Sequence[Offer]) -> QMenu:
        """More: main steps, extra acts, side steps, danger last. A refused one says why at its right."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for label, icon_name, act in self._extra:
            menu.addAction(icon(icon_name), label, act)
        for offer in sorted(offers, key=lambda o: (o.danger, o.side)):
            if offer.danger and not menu.isEmpty() and not menu.actions()[-1].property("danger"):
                menu.addSeparator()
            why = tr(offer.refusal) if offer.refusal is not None else ""
            action = menu.addAction(f"{tr(offer.label)}\t{why}" if why else tr(offer.label))
            action.setObjectName(f"steps.{offer.step}")
            action.setProperty("danger", offer.danger)
            action.setEnabled(not why)
            action.setToolTip(why)
            if offer.danger:
                action.setIcon(icon("octagon-alert", "bad"))
            action.triggered.connect(lambda _on=False, offer=offer: self.pressed.emit(offer))
        return menu

    def _open(self, under: Button, offers: Sequence[Offer]) -> None:
        menu = self.menu_for(offers)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))


class StepSheet(SideSheet):
    """The sheet of a step that asks. `answered` carries the values; what is missing is said under its field."""

    answered = Signal(object)  # {field name: value}

    def __init__(self, home: QWidget, offer: Offer, records: Records, tasks: Tasks) -> None:
        super().__init__(home, tr(offer.label), tr(offer.label), danger=offer.danger)
        self.boxes = [FieldBox(f, make_control(f, records, tasks)) for f in offer.asks]
        for box in self.boxes:
            if box.field.default is not None:
                box.control.put(box.field.default)
            self.put(box)
        self.done.connect(self._answer)

    def _answer(self) -> None:
        fine = [box.demand() for box in self.boxes]
        if all(fine):
            self.answered.emit({box.field.name: box.control.value() for box in self.boxes})
        else:
            self.boxes[fine.index(False)].control.setFocus()

    def show_problems(self, problems: Sequence[Any]) -> None:
        """Problems of the use-case, under their fields."""
        for problem in problems:
            for box in self.boxes:
                if problem.where == box.field.name:
                    box.show_problem(problem)

    def come_back(self, problems: Sequence[Any]) -> None:
        """The step was refused for what was answered: the sheet is there again, with the reasons under its fields."""
        wrong = {problem.where for problem in problems}
        first = next((box.control for box in self.boxes if box.field.name in wrong), None) if isValid(self) else None
        if first is not None:
            self.show_problems(problems)
            self.open_sheet(first)


def ended(sheet: StepSheet | None) -> None:
    """Its step is done: it does not come back."""
    if sheet is not None and isValid(sheet):
        sheet.deleteLater()


def ask_step(
    home: QWidget, offer: Offer, records: Records, tasks: Tasks, act: Callable[[dict[str, Any]], object]
) -> StepSheet:
    """Opens the sheet of a step that asks; answered, it steps aside and `act` gets the values: see `come_back`."""
    sheet = StepSheet(home, offer, records, tasks)

    def answered(values: dict[str, Any]) -> None:
        sheet.step_aside()
        act(values)

    sheet.answered.connect(answered)
    sheet.open_sheet(sheet.boxes[0].control if sheet.boxes else None)
    return sheet
