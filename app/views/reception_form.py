"""The reception form: three columns on one page, from the plate to the promise. Knows values, no desk.

It answers to the same calls as the kit's form, so that the page of any document can hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy, QWidget

from app.core import clock
from app.core.errors import Problem
from app.core.i18n import N_, Text, tr
from app.core.screen import Field, FormSpec
from app.services import vehicles
from app.services.receptions import lacks, rules
from app.views.kit.chips import Plate
from app.views.kit.controls import ChoiceControl, Control, LongControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import text
from app.views.kit.layout import card, clear, col, frame, row, scroll
from app.views.kit.records import Records
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px
from app.views.reception_controls import CodesControl, FuelControl
from app.views.reception_walk import WalkColumn

LEFT, RIGHT = 290, 294  # px at 100 %
GAP = 4
BARE = "-"  # a box without a label of its own


class ReceptionForm(QWidget):
    """`edited` after every change; `plate_left` and the like when a field whose value is looked up was left."""

    edited = Signal()
    missing_changed = Signal(int)
    looked_for = Signal(str, str)  # "plate" or "vin", what stands there
    odometer_left = Signal()
    words_left = Signal()

    def __init__(self, spec: FormSpec, records: Records, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("reception.form")
        self.spec, self._records, self._tasks = spec, records, tasks
        self._fields = {f.name: f for f in spec.fields()}
        self.boxes: dict[str, FieldBox] = {}
        self.vehicle: Any = None
        self._told: set[str] = set()  # fields that are shown because of a problem or a value
        self._live = True
        self._seen = text("", "caption")
        self._plate = row(gap=0)
        left, right = self._left(), self._right()
        self.walk = WalkColumn(self.make("walked", label=N_("No other damage seen")))
        self.boxes["walked"].setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.walk.edited.connect(self._edited)
        columns = row(self._column(left, LEFT), self.walk, self._column(right, RIGHT), gap=10, stretch=1)
        self.setLayout(columns)
        for name in ("plate", "vin"):
            line: Any = self.boxes[name].control.face
            line.returnPressed.connect(lambda name=name: self.looked_for.emit(name, str(self.value(name) or "")))
            self.boxes[name].left.connect(lambda _p, name=name: self.looked_for.emit(name, str(self.value(name) or "")))
        self.boxes["odometer"].left.connect(lambda _p: self.odometer_left.emit())
        self.boxes["words"].left.connect(lambda _p: self.words_left.emit())

    # --- building -------------------------------------------------------------------------------
    def make(self, name: str, control: Control | None = None, *, label: str = "", required: bool = False) -> QWidget:
        """The box of a field; an empty widget where this person may not see it."""
        field = self._fields.get(name)
        if field is None:
            return QWidget()
        shown: Field = replace(field, label=field.label if label in ("", BARE) else label, required=required)
        box = FieldBox(shown, control or make_control(shown, self._records, self._tasks))
        box.layout().setSpacing(px(2))  # type: ignore[union-attr]
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if shown.kind == "flag" or label == BARE:
            box.bare()
        self.boxes[name] = box
        box.edited.connect(lambda _place: self._edited())
        return box

    @staticmethod
    def _column(inner: Any, width: int) -> QWidget:
        made = card(col(scroll(frame(inner)), margins=(12, 8, 8, 8)))
        made.setFixedWidth(px(width))
        return made

    def _left(self) -> Any:
        scale = ChoiceControl(rules.FUEL_SCALES, may_be_empty=False, drops=True)
        unit = ChoiceControl(rules.UNITS, may_be_empty=False, drops=True)
        odometer = self.make("odometer", required=True)
        scales = col(self.make("odometer_unit", unit), self.make("fuel_scale", scale), None, gap=4)
        fuel = row(self.make("fuel", FuelControl(), required=True), scales, gap=4, stretch=0)
        arrival = self.make("arrival", ChoiceControl(rules.ARRIVALS, may_be_empty=False, drops=True))
        drawn = col(text("", "label"), self._plate, None, gap=2)
        plate = row(self.make("plate", required=True), drawn, gap=6, stretch=0)
        self._narrow(odometer_unit=86, fuel_scale=86, arrival=84)
        return col(
            row(text(tr("Vehicle, customer"), "section"), None, self._seen), plate, self.make("plate_moved"),
            self.make("vin", required=True), self.make("vin_reason"), odometer, self.make("odometer_reason"), fuel,
            self.make("range_km"),
            row(self.make("sender_name", required=True), self.make("sender_phone", required=True), gap=8),
            row(self.make("sender_owns"), self.make("consent_phone"), gap=8),
            row(self.make("consent_by"), self.make("pays"), gap=8),
            row(self.make("arrived_at"), arrival, gap=8, stretch=0), None, gap=GAP,
        )  # fmt: skip

    def _right(self) -> Any:
        lamps = CodesControl(rules.LAMPS, across=4, none="NONE")
        things = CodesControl(rules.BELONGINGS, across=2, boxes=True)
        old = ChoiceControl(rules.OLD_PARTS)
        told = self.make("valuables_told", label=N_("Customer told"))
        listed = row(self.make("belongings_other", label=BARE), self.make("valuables", label=BARE), gap=8)
        for name, words in (("valuables", tr("Valuables")), ("belongings_other", tr("Other"))):
            line: Any = self.boxes[name].control.face
            line.setPlaceholderText(words)
        made = col(
            self.make("words", LongControl(rows=2), required=True),
            self.make("wanted", LongControl(rows=2), required=True),
            row(text(tr("Warning lamps"), "label"), None, lamps.parts["NONE"]), self.make("lamps", lamps, label=BARE),
            row(text(tr("Belongings"), "label"), told, gap=24, stretch=1),
            self.make("belongings", things, label=BARE), listed,
            self.make("old_parts", old, required=True),
            row(self.make("wash"), self.make("road_test", label=N_("Road test")), gap=8),
            row(self.make("promised_at"), self.make("estimate"), gap=8, stretch=0), None, gap=GAP,
        )  # fmt: skip
        self._narrow(estimate=92)
        return made

    def _narrow(self, **widths: int) -> None:
        """These boxes are so wide and no wider (px at 100 %)."""
        for name, width in widths.items():
            self.boxes[name].setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            self.boxes[name].setFixedWidth(px(width))

    # --- values ---------------------------------------------------------------------------------
    def value(self, name: str) -> Any:
        """What stands in a field."""
        box = self.boxes.get(name)
        return box.control.value() if box else None

    def load(self, values: Mapping[str, Any], marks: Iterable[Mapping[str, Any]], *, editable: bool) -> None:
        """Shows a kept check-in, or a new one."""
        self._live = editable
        self.vehicle = values.get("vehicle_id")
        for name, box in self.boxes.items():
            value = values.get(name)
            if value is None and not values:
                value = clock.now() if name == "arrived_at" else box.field.default
            box.show_problem(None)
            box.control.put(value)
            box.editable(editable)
        self.walk.load(list(marks))
        self.walk.editable(editable)
        self._arrange()

    def fill(self, values: Mapping[str, Any]) -> None:
        """What is known of a car, into fields that are still empty; plate and VIN as they are kept."""
        for name, value in values.items():
            box = self.boxes.get(name)
            if box is not None and value is not None and (not box.control.value() or name in ("plate", "vin")):
                box.control.put(value)
        if "fuel_scale" in values:
            self.boxes["fuel_scale"].control.put(values["fuel_scale"])
        if "sender_owns" in values:
            self.boxes["sender_owns"].control.put(values["sender_owns"])
        self._edited()

    def retype(self, typed: Mapping[str, str]) -> None:
        """Puts back what was no value yet, as it was typed before the program went down."""
        for name, words in typed.items():
            face = self.boxes[name].control.face if name in self.boxes else None
            if isinstance(face, QLineEdit):
                face.setText(words)
                self.boxes[name].judge()

    def typed(self) -> dict[str, str]:
        """What stands in fields and is no value."""
        faces = {name: box.control.face for name, box in self.boxes.items() if box.control.wrong() is not None}
        return {name: face.text() for name, face in faces.items() if isinstance(face, QLineEdit)}

    def given(self, *, whole: bool = True) -> dict[str, Any]:
        """All that is a value; what is half typed is told by `typed`."""
        return {
            name: box.control.value() for name, box in self.boxes.items()
            if box.control.wrong() is None and not (name == "arrived_at" and box.control.value() is None)
        }  # fmt: skip

    def blank(self) -> bool:
        """True if nobody has filled anything in: all of it is as a new one shows it."""
        filled = (
            box.control.wrong() is not None or (box.control.value() or None) != (box.field.default or None)
            for name, box in self.boxes.items()
            if name != "arrived_at"
        )  # fmt: skip
        return not any(filled) and not self.walk.rows()

    def tell_visits(self, words: str) -> None:
        """The line at the top of the first column: how often the car was here."""
        self._seen.setText(words)

    def _edited(self) -> None:
        self._arrange()
        self.edited.emit()

    def _arrange(self) -> None:
        """Shows what belongs to what was said; the dial follows its scale, the plate is drawn as it is typed."""
        fuel: Any = self.boxes["fuel"].control
        fuel.gauge.show_scale(self.value("fuel_scale") or "EIGHTHS")
        for name, on in (
            ("vin_reason", bool(self.value("vin_reason"))), ("plate_moved", bool(self.value("plate_moved"))),
            ("odometer_reason", bool(self.value("odometer_reason"))), ("range_km", self.value("fuel_scale") == "SOC"),
            ("consent_by", not self.value("sender_owns")), ("pays", not self.value("sender_owns")),
        ):  # fmt: skip
            if name in self.boxes:
                self.boxes[name].setVisible(on or name in self._told)
        clear(self._plate)
        shown = vehicles.shown(vehicles.read_plate(str(self.value("plate") or "")).plate)
        if shown:
            self._plate.addWidget(Plate(shown, "strong"))
        self.missing_changed.emit(len(self.missing()))

    # --- what is missing ------------------------------------------------------------------------
    def missing(self) -> list[Problem]:
        """All that the check-in still lacks."""
        return [p for p in lacks(self.value) if p.where in self.boxes] if self._live else []

    def next_missing(self) -> bool:
        """F8: to the next thing that is missing after the focus; says what it is."""
        found = self.missing()
        if not found:
            return False
        order = list(self.boxes)
        focus = QApplication.focusWidget()
        here = next((i for i, name in enumerate(order) if focus and self.boxes[name].isAncestorOf(focus)), -1)
        found.sort(key=lambda p: order.index(p.where))
        problem = next((p for p in found if order.index(p.where) > here), found[0])
        self.focus_field(problem.where)
        return True

    def focus_field(self, place: str) -> bool:
        """Jumps to a field and shows what belongs to it; False if it is none of these."""
        box = self.boxes.get(place.partition(".")[0])
        if box is None:
            return False
        self._told.add(box.place)
        box.show()
        box.control.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_first(self) -> None:
        """To the plate."""
        self.boxes["plate"].control.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Each problem under its field, with the ways out of it; the focus on the first."""
        first = ""
        for problem in problems:
            name = problem.where.partition(".")[0]
            if name in self.boxes:
                self.boxes[name].show_problem(problem, self._ways(name))
                first = first or name
        if first:
            self.focus_field(first)

    def warn(self, name: str, said: Text | None) -> None:
        """A remark under a field that does not stand in the way by itself; None takes it away."""
        problem = Problem(name, said, warning=True) if said is not None else None
        self.boxes[name].show_problem(problem, self._ways(name) if problem else ())

    def _ways(self, name: str) -> list[tuple[str, Any]]:
        """The ways out of what is odd with plate, VIN and odometer."""
        if name == "odometer" and self.value("odometer") is None:
            return [(tr("Can't be read"), lambda: self.focus_field("odometer_reason"))]
        if name == "odometer":
            return [(tr(c.label), lambda code=c.code: self.answer(code)) for c in rules.ANSWERS]
        if name == "vin":
            return [(tr("Give a reason"), lambda: self.focus_field("vin_reason"))]
        if name == "plate":
            return [(tr("The plate hangs here now"), self._move_plate)]
        return []

    def answer(self, code: str) -> None:
        """What it is with a lower odometer; asks for a word about it."""
        self.answered = code
        self.focus_field("odometer_reason")
        self._edited()

    answered = ""

    def _move_plate(self) -> None:
        self.boxes["plate_moved"].control.put(True)
        self.focus_field("plate_moved")
        self._edited()

    def take_scan(self, code: str, kinds: Any = None) -> bool:
        """A VIN or plate that was scanned goes where it belongs and is looked up."""
        vin, plate = vehicles.read_vin(code), vehicles.read_plate(code)
        name = "vin" if len(vin.vin) == 17 else "plate" if plate.kind not in ("OTHER", "NONE") else ""
        if not name or not self._live:
            return False
        self.boxes[name].control.put(vin.vin if name == "vin" else plate.plate)
        self._edited()
        self.looked_for.emit(name, str(self.value(name)))
        return True
