"""The header of a document as fields: sections of a FormSpec, what is missing, where problems belong.

It knows no document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from app.core.errors import Problem
from app.core.i18n import N_, Text, tr
from app.core.screen import Field, FormSpec
from app.views.kit.controls import Control, FigureControl
from app.views.kit.dates import KindOf
from app.views.kit.fields import FieldBox, Way, make_control
from app.views.kit.labels import text
from app.views.kit.layout import card, col, into_view
from app.views.kit.picker import RecordControl
from app.views.kit.records import Hit, Records
from app.views.kit.suggest import SuggestControl
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px

COLUMNS = 3
NARROW = 620  # px at 100 %: below, two columns
MakeWidget = Callable[[Field], Control]


class Form(QWidget):
    """All fields of a form. Judged on leaving a field and on the step, all problems at once.

    `widgets` replaces the control of fields that name one (`Field.widget`); `slots` are widgets of the room's own,
    put below the sections in the order of the spec.
    """

    edited = Signal()
    missing_changed = Signal(int)  # how many required fields are empty
    open_wanted = Signal(str, object)  # kind, id
    new_wanted = Signal(str, str, str)  # kind, what was typed, place

    def __init__(
        self, spec: FormSpec, records: Records, tasks: Tasks, *, kind_of: KindOf | None = None,
        widgets: Mapping[str, MakeWidget] | None = None, slots: Mapping[str, QWidget] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("form")
        self.spec, self._records, self._tasks = spec, records, tasks
        self._kind_of, self._widgets = kind_of, widgets or {}
        self.boxes: dict[str, FieldBox] = {}
        self._was: dict[str, Any] = {}
        self._missing = -1
        self._left_out: set[str] = set()
        self._grids: list[tuple[QGridLayout, list[FieldBox]]] = []
        self._columns = 0
        cards = [self._section(s.label, s.fields) for s in spec.sections]
        named = slots or {}
        cards += [named[name] for name, _ in spec.slots if name in named]
        self.setLayout(col(*cards, gap=12))
        self._units()
        self._arrange(COLUMNS)

    # --- building ---------------------------------------------------------------------------------------------------
    def _section(self, label: str, fields: Sequence[Field]) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(10))
        boxes = [self._box(field) for field in fields]
        self._grids.append((grid, boxes))
        head = [text(tr(label), "section")] if label else []
        return card(col(*head, grid, gap=10, margins=(12, 10, 12, 12)))

    def _box(self, field: Field) -> FieldBox:
        maker = self._widgets.get(field.widget) if field.widget else None
        control = maker(field) if maker else make_control(field, self._records, self._tasks, kind_of=self._kind_of)
        box = FieldBox(field, control)
        self.boxes[field.name] = box
        box.edited.connect(self._edited)
        box.left.connect(lambda _place: self._count_missing())
        if isinstance(control, RecordControl):
            control.open_wanted.connect(self.open_wanted)
            control.new_wanted.connect(partial(self._new_wanted, field.name))
        return box

    def _units(self) -> None:
        """A quantity follows the unit of its part."""
        for box in self.boxes.values():
            source = self.boxes.get(box.field.unit_of)
            if source is not None and isinstance(source.control, RecordControl):
                source.control.found.connect(partial(_follow, box.control))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for grid, boxes in self._grids:
            while grid.takeAt(0) is not None:
                continue
            x = y = 0
            for box in (one for one in boxes if one.field.name not in self._left_out):
                span = min(columns, columns if box.field.kind == "long" else box.field.span)
                if x + span > columns:
                    x, y = 0, y + 1
                grid.addWidget(box, y, x, 1, span, Qt.AlignmentFlag.AlignTop)
                x += span
            for number in range(COLUMNS):
                grid.setColumnStretch(number, 1 if number < columns else 0)

    # --- values -----------------------------------------------------------------------------------------------------
    def load(self, values: Mapping[str, Any], state: str = "", *, editable: bool = True) -> None:
        """Shows values; which fields can be changed follows from the state ("" = a new document)."""
        for name, box in self.boxes.items():
            own = box.field.editable_in
            states = self.spec.editable_in if own is None else own
            value = values.get(name)
            if value is None and not state and box.field.default is not None:
                value = box.field.default
            box.show_problem(None)
            box.control.put(value)
            box.editable(editable and not box.field.fixed and (not state or state in states))
        self._leave_out()
        self._narrow(keep=True)
        self._was = self.values()
        self._count_missing()

    def _leave_out(self) -> None:
        """What fills itself has no place while nothing stands in it."""
        left_out = {n for n, b in self.boxes.items() if b.field.fixed and b.control.value() in (None, "")}
        if left_out != self._left_out:
            self._left_out = left_out
            columns, self._columns = self._columns, 0
            self._arrange(columns)
            for name, box in self.boxes.items():
                box.setHidden(name in left_out)

    def values(self) -> dict[str, Any]:
        """What stands in the fields now."""
        return {name: box.control.value() for name, box in self.boxes.items()}

    def changed(self) -> dict[str, Any]:
        """Only what is different from what was loaded."""
        return {name: value for name, value in self.values().items() if value != self._was.get(name)}

    def given(self, *, whole: bool) -> dict[str, Any]:
        """What is to be saved: what was changed, or (`whole`, a new one) all that is not locked for this person."""
        return {n: v for n, v in self.values().items() if not self.boxes[n].field.fixed} if whole else self.changed()

    def _narrow(self, *, keep: bool = False) -> None:
        """What a text field suggests follows the choice that it is within."""
        for box in self.boxes.values():
            source = self.boxes.get(box.field.within)
            if source is not None and isinstance(box.control, SuggestControl):
                box.control.narrow(source.control.value() or "", keep=keep)

    def _edited(self, _place: str) -> None:
        self._narrow()
        self._count_missing()
        self.edited.emit()

    # --- problems ---------------------------------------------------------------------------------------------------
    def fits(self) -> bool:
        """No field holds what is no value of its kind: it would be saved as nothing. The first one gets the focus."""
        bad = [box for box in self.boxes.values() if not box.judge()]
        if bad:
            bad[0].control.setFocus(Qt.FocusReason.OtherFocusReason)
        return not bad

    def judge(self) -> bool:
        """Looks at every field, marks all that is wrong or missing, puts the focus on the first; True = all fit."""
        bad = [box for box in self.boxes.values() if not box.demand()]
        if bad:
            bad[0].control.setFocus(Qt.FocusReason.OtherFocusReason)
        return not bad

    def show_problems(self, problems: Iterable[Problem], ways: Mapping[str, Sequence[Way]] | None = None) -> bool:
        """Puts each problem under its field and the focus on the first; False if none is of these fields.

        `ways`: ways out of a warning, by place.
        """
        first: FieldBox | None = None
        for problem in problems:
            box = self.boxes.get(problem.where)
            if box is not None:
                box.show_problem(problem, (ways or {}).get(problem.where, ()))
                first = first or box
        return first is not None and self.focus_field(first.place)

    def focus_field(self, place: str) -> bool:
        """Jumps to a field; False if it is none of these."""
        box = self.boxes.get(place)
        if box is not None:
            box.control.setFocus(Qt.FocusReason.OtherFocusReason)
            into_view(box)
        return box is not None

    def focus_first(self) -> None:
        """To the first field."""
        for box in self.boxes.values():
            box.control.setFocus(Qt.FocusReason.OtherFocusReason)
            return

    # --- missing ----------------------------------------------------------------------------------------------------
    def missing(self) -> list[FieldBox]:
        """Required fields that are empty, in reading order."""
        return [box for box in self.boxes.values() if box.missing()]

    def next_missing(self, wanted: Collection[str] = ()) -> bool:
        """F8: to the next field after the focus that is empty and required, or `wanted`; False if there is none."""
        empty = (None, "", False)
        missing = [b for p, b in self.boxes.items() if b.missing() or (p in wanted and b.control.value() in empty)]
        if not missing:
            return False
        order = list(self.boxes.values())
        here = next((i for i, box in enumerate(order) if box.isAncestorOf(_focus(self))), -1)
        after = [box for box in missing if order.index(box) > here]
        return self.focus_field((after or missing)[0].place)

    def _count_missing(self) -> None:
        count = len(self.missing())
        if count != self._missing:
            self._missing = count
            self.missing_changed.emit(count)

    # --- scans ------------------------------------------------------------------------------------------------------
    def take_scan(self, code: str, kinds: Collection[str] | None = None) -> bool:
        """Offers a scan to the record field under the focus, else to the first empty one; True = looked at there.

        `kinds` are those that a scan can name; a field of another kind is left alone.

        What comes of it is seen in the field: its chip, or the sentence under it.
        """
        pickers = [
            b for b in self.boxes.values()
            if isinstance(b.control, RecordControl) and (kinds is None or b.field.record in kinds)
        ]  # fmt: skip
        target = next((b for b in pickers if b.isAncestorOf(_focus(self))), None)
        target = target or next((b for b in pickers if b.control.value() is None), None)
        if target is None or not isinstance(target.control, RecordControl):
            return False
        records, kind, box = self._records, target.field.record, target
        self._tasks.run_read(lambda: records.scanned(code, (kind,)), partial(_fill, box, code), owner=self)
        return True

    def _new_wanted(self, place: str, kind: str, typed: str) -> None:
        self.new_wanted.emit(kind, typed, place)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() < px(NARROW) else COLUMNS)


def _focus(form: QWidget) -> QWidget:
    """The widget with the focus, or the form itself."""
    return QApplication.focusWidget() or form


def _fill(box: FieldBox, code: str, hit: Hit | None) -> None:
    if hit is not None and isinstance(box.control, RecordControl):
        box.control.take_hit(hit)
        return
    said = Text(N_("Unknown barcode {code}. Type the number or the name."), code=code)
    box.show_problem(Problem(box.place, said, warning=True))


def _follow(control: Control, hit: Hit | None) -> None:
    if isinstance(control, FigureControl) and hit is not None and hit.unit:
        control.unit(hit.unit, hit.decimals)
