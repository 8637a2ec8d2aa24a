"""From a `Field` to its control, and the box that stands round it: label above, error or warning below.

Knows every field kind and no form. Judged is on leaving and on the step, never while typing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.errors import Problem
from app.core.i18n import N_, Text, tr
from app.core.screen import Field
from app.views.kit.buttons import Button
from app.views.kit.controls import ChoiceControl, Control, FigureControl, FlagControl, LongControl, TextControl
from app.views.kit.dates import DateControl, KindOf
from app.views.kit.figures import Figure
from app.views.kit.files import FileControl
from app.views.kit.labels import Pic, text
from app.views.kit.layout import clear, col, row
from app.views.kit.picker import RecordControl
from app.views.kit.records import Records
from app.views.kit.scores import ScoreControl
from app.views.kit.suggest import SuggestControl
from app.views.kit.tasks import Tasks

Way = tuple[str, Callable[[], object]]  # a way out of a warning: what its button says and does


DROPS = "drops"  # `Field.widget` of a choice between long names: they drop down, however few they are


def make_control(field: Field, records: Records, tasks: Tasks, *, kind_of: KindOf | None = None) -> Control:
    """The control of a field. Labels of its choices are msgids; choices of the shop are asked in the background."""
    kind = field.kind or "text"
    if field.widget == "score":
        return ScoreControl()
    if kind in ("quantity", "money", "price", "percent", "number"):
        return FigureControl(Figure(kind, field.decimals, field.negative), unit=tr(field.unit) if field.unit else "")
    if kind in ("date", "moment"):
        return DateControl(time=kind == "moment", kind_of=kind_of)
    if kind == "choice":
        made = ChoiceControl(field.choices, may_be_empty=not field.required, drops=field.widget == DROPS)
        if field.options is not None:
            tasks.run_read(lambda: records.choices(field), made.offer, owner=made)
        return made
    if kind == "record":
        return RecordControl(field.record, records, tasks)
    if kind == "file":
        return FileControl(records, tasks)
    if kind == "flag":
        return FlagControl(tr(field.label))
    if kind == "long":
        return LongControl()
    if field.options is not None:
        words = SuggestControl(length=field.length)
        tasks.run_read(lambda: records.choices(field), words.offer, owner=words)
        return words
    return TextControl(length=field.length, code=kind == "code", secret=kind == "secret")


class FieldBox(QWidget):
    """A field in a form. `place` is its name in problems ("supplier", "lines.3.quantity")."""

    edited = Signal(str)  # place
    left = Signal(str)

    def __init__(self, field: Field, control: Control, *, place: str = "") -> None:
        super().__init__()
        self.field, self.control, self.place = field, control, place or field.name
        self.problem: Problem | None = None
        self._own = True  # the problem is one that this box sees by itself
        label = tr(field.label)
        mark = " *" if field.required else ""
        self._label = text("" if field.kind == "flag" else label + mark, "label")  # a box has its own label
        self._icon, self._said = Pic("octagon-alert", 16, "bad"), text("", "caption", wrap=True)
        self._ways: QHBoxLayout = row(gap=6)
        self._below = QWidget()
        self._below.setLayout(col(row(self._icon, self._said, gap=4, stretch=1), self._ways, gap=4))
        self.setLayout(col(self._label, control, self._below, gap=4))
        control.called(label, f"field.{self.place}")
        control.edited.connect(self._edited)
        control.left.connect(self.judge)
        control.left.connect(lambda: self.left.emit(self.place))
        self._tell(None, ())

    def bare(self) -> None:
        """Without the room for a label: the control names itself."""
        self._label.hide()

    def missing(self) -> bool:
        """Required and empty."""
        value = self.control.value()
        return bool(self.field.required) and (value is None or value == "") and self.control.wrong() is None

    def judge(self) -> bool:
        """Looks at what stands there: True = it fits its kind. An empty required field is judged by the step."""
        wrong = self.control.wrong()
        if wrong is not None:
            self.show_problem(Problem(self.place, wrong))
            return False
        if self.problem is not None and not self.problem.warning and self._own:
            self.show_problem(None)
        if (
            self.problem is None
            and self.field.warn is not None
            and (odd := self.field.warn(self.control.value() or ""))
        ):
            self.show_problem(Problem(self.place, odd, warning=True))
        return True

    def demand(self) -> bool:
        """As `judge`, and says so if it is required and empty."""
        if not self.judge():
            return False
        if self.missing():
            self._show(Problem(self.place, Text(N_("{field} is missing."), field=Text(self.field.label))), own=True)
            return False
        return True

    def show_problem(self, problem: Problem | None, ways: Sequence[Way] = ()) -> None:
        """Shows a problem under the field: octagon and red border, or triangle and ways out for a warning."""
        self._show(problem, own=problem is None or problem.text == self.control.wrong(), ways=ways)

    def editable(self, on: bool) -> None:
        """Off = the value stands there as text."""
        self.control.editable(on)
        if self.field.kind != "flag":
            self._label.setText(tr(self.field.label) + (" *" if self.field.required and on else ""))

    def _show(self, problem: Problem | None, *, own: bool, ways: Sequence[Way] = ()) -> None:
        self.problem, self._own = problem, own
        self._tell(problem, ways)

    def _tell(self, problem: Problem | None, ways: Sequence[Way]) -> None:
        clear(self._ways)
        help_ = tr(self.field.help) if self.field.help else ""
        words = tr(problem.text) if problem else help_
        tone = ("warn" if problem.warning else "bad") if problem else ""
        self._icon.setVisible(problem is not None)
        if problem:
            self._icon.show_icon("triangle-alert" if problem.warning else "octagon-alert", tone)
        self._said.tell(words, tone or "ink2")
        for label, act in ways:
            self._ways.addWidget(Button(label, act=act))
        if ways:
            self._ways.addStretch(1)
        self._below.setVisible(bool(words))
        self.control.wear(tone)
        self.control.described(words)

    def _edited(self) -> None:
        """While the user mends it the field is quiet; it is judged again on leaving."""
        if self.problem is not None:
            self.show_problem(None)
        self.edited.emit(self.place)
