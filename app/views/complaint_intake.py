"""A complaint while it is told on the phone: caller, words, promise and kind on one page, what is known beside it.

It answers to the same calls as the kit's form, so that the page of any document can hold it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import Problem
from app.core.i18n import N_, Text, tr
from app.core.screen import Field, FormSpec, Section
from app.services import vehicles
from app.services.complaints import guards
from app.services.complaints.calling import Caller, Paper
from app.services.complaints.clocks import Clock
from app.views.complaint_caller import CallerSearch, KnownCard
from app.views.complaint_clocks import when
from app.views.kit.buttons import button
from app.views.kit.fields import DROPS
from app.views.kit.form import Form
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.records import Records
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px
from app.views.session import Session

SIDE = 316  # px at 100 %
SECTIONS = (
    ("", ("complainant", "contact", "relation", "plate", "vehicle_name", "channel")),
    ("", ("description", "demand")),
    ("", ("promised", "promised_at", "promise", "category", "subcategory", "severity")),
    (N_("If he tells"), ("about_id", "component", "part_id", "reference", "received_at", "anonymous")),
)  # fmt: skip
NARROW = ("relation", "severity")  # choices with long names: they drop down
OFFERED = ("acknowledge", "proposal", "resolve")  # clocks whose end can be promised
ANSWER = {
    "acknowledge": N_("we call back"), "proposal": N_("we propose a solution"), "resolve": N_("it is solved"),
}  # fmt: skip
PHONE = frozenset("0123456789+-() ")


def arranged(spec: FormSpec) -> FormSpec:
    """The fields of the intake, in the order in which a caller tells them."""
    fields: dict[str, Field] = {f.name: replace(f, widget=DROPS) if f.name in NARROW else f for f in spec.fields()}
    if "demand" in fields:
        fields["demand"] = replace(fields["demand"], kind="text", span=3)
    if "promise" in fields:
        fields["promise"] = replace(fields["promise"], span=1)
    sections = tuple(
        Section(label, tuple(fields[name] for name in names if name in fields)) for label, names in SECTIONS
    )
    return FormSpec(sections=sections, editable_in=spec.editable_in)


class IntakeForm(QWidget):
    """`edited` after every change; `linked` ids of customer and car travel with the values."""

    edited = Signal()
    missing_changed = Signal(int)
    opened = Signal(str, object)
    same_case = Signal(object)  # Paper

    def __init__(self, spec: FormSpec, records: Records, tasks: Tasks, session: Session) -> None:
        super().__init__()
        self.setObjectName("complaint.intake")
        self.form = Form(arranged(spec), records, tasks)
        self.boxes = self.form.boxes
        self.own: Any = None  # the complaint itself, once it was kept
        self.ids: dict[str, Any] = {"customer_id": None, "vehicle_id": None}
        self.search, self.known = CallerSearch(session), KnownCard()
        self._offers = QVBoxLayout()
        self._offers.setContentsMargins(0, 0, 0, 0)
        self._dues: list[Clock] = []
        self.form.edited.connect(self.edited)
        self.form.missing_changed.connect(self.missing_changed)
        self.search.picked.connect(self.take_caller)
        self.search.typed.connect(self._take_words)
        self.search.recalled.connect(self._tell)
        self.known.linked.connect(lambda _source: self.edited.emit())
        self.known.opened.connect(self.opened)
        self.known.same_case.connect(self.same_case)
        left = QWidget()
        left.setLayout(col(section(tr("Who calls"), self.search), self.form, None, gap=12))
        right = frame(col(self.known, section(tr("Promise him"), self._offers), gap=12, stretch=0))
        right.setFixedWidth(px(SIDE))
        self.setLayout(row(scroll(left, name="page.scroll"), right, gap=12, stretch=0))
        self.offer(())

    # --- the caller ---------------------------------------------------------------------------------------------------
    def take_caller(self, caller: Caller) -> None:
        """Somebody the shop knows: his fields are filled, his papers stand beside; the words come next."""
        self.ids = {"customer_id": caller.customer_id, "vehicle_id": caller.vehicle_id}
        for name, value in (
            ("complainant", caller.name), ("contact", caller.phone), ("plate", caller.plate),
            ("vehicle_name", caller.vehicle),
        ):  # fmt: skip
            if name in self.boxes and value:
                self.boxes[name].control.put(value)
        self._tell(caller)
        self.edited.emit()
        self.focus_field("description")

    def _tell(self, caller: Caller) -> None:
        """What is known of him, this very complaint left out."""
        self.known.tell(caller.papers, [paper for paper in caller.open if paper.id != self.own])

    def _take_words(self, words: str) -> None:
        """Nobody the shop knows: what was typed goes where it belongs."""
        plate = vehicles.read_plate(words)
        name = (
            "contact" if set(words) <= PHONE else "plate" if plate.kind not in ("OTHER", "NONE") else "complainant"
        )  # fmt: skip
        self.boxes[name].control.put(plate.plate if name == "plate" else words)
        self.edited.emit()
        self.focus_field("complainant" if name != "complainant" else "contact")

    # --- the promise --------------------------------------------------------------------------------------------------
    def offer(self, clocks: Sequence[Clock]) -> None:
        """The ends of the clocks as times that can be promised."""
        self._dues = [one for name in OFFERED for one in clocks if one.name == name and one.due is not None]
        clear(self._offers)
        if not self._dues:
            self._offers.addWidget(text(tr("The deadlines stand here as soon as something is typed."), "muted",
                                        wrap=True))  # fmt: skip
        for one in self._dues:
            words = f"{_when(one)} · {tr(ANSWER[one.name])}"
            self._offers.addWidget(
                button(words, "", "clock", act=partial(self.promise, one), object_name=f"promise.{one.name}")
            )

    def promise(self, one: Clock) -> None:
        """He was promised that by then something happens."""
        self.boxes["promised"].control.put(True)
        self.boxes["promised_at"].control.put(one.due)
        if not self.boxes["promise"].control.value():
            self.boxes["promise"].control.put(tr(ANSWER[one.name]))
        for name in ("promised", "promised_at", "promise"):
            self.boxes[name].show_problem(None)  # what was wrong there was written over
        self.edited.emit()

    def promise_next(self) -> None:
        """F9: the first of the offered times, then the next one."""
        if self._dues:
            present = self.boxes["promised_at"].control.value()
            at = next((n for n, one in enumerate(self._dues) if one.due == present), -1)
            self.promise(self._dues[(at + 1) % len(self._dues)])
            self.focus_field("promised_at")

    # --- as the page of any document asks -----------------------------------------------------------------------------
    def load(self, values: Mapping[str, Any], state: str = "") -> None:
        """Shows what was kept, or a new one."""
        self.ids = {name: values.get(name) for name in self.ids}
        self.form.load(values, state)

    def given(self, *, whole: bool = True) -> dict[str, Any]:
        """All that is a value."""
        wrong = {name for name, box in self.boxes.items() if box.control.wrong() is not None}
        return {n: v for n, v in self.form.given(whole=True).items() if n not in wrong} | self.ids

    def typed(self) -> dict[str, str]:
        """What stands in fields and is no value."""
        faces = {name: box.control.face for name, box in self.boxes.items() if box.control.wrong() is not None}
        return {name: face.text() for name, face in faces.items() if isinstance(face, QLineEdit)}

    def retype(self, typed: Mapping[str, str]) -> None:
        """Puts back what was no value yet."""
        for name, words in typed.items():
            face = self.boxes[name].control.face if name in self.boxes else None
            if isinstance(face, QLineEdit):
                face.setText(words)
                self.boxes[name].judge()

    def blank(self) -> bool:
        """True if nobody has said anything yet."""
        filled = (
            box.control.wrong() is not None or (box.control.value() or None) != (box.field.default or None)
            for name, box in self.boxes.items()
            if name not in ("received_at", "channel", "severity")
        )  # fmt: skip
        return not any(filled) and self.known.source is None and not any(self.ids.values())

    def show_problems(self, problems: Sequence[Any]) -> bool:
        """Each problem under its field; False if none is of these fields."""
        return self.form.show_problems(problems)

    def focus_field(self, place: str) -> bool:
        """Jumps to a field; False if it is none of these."""
        return self.form.focus_field(place)

    def focus_first(self) -> None:
        """To the caller, once it is in sight."""
        QTimer.singleShot(0, self, lambda: self.search.line.setFocus(Qt.FocusReason.OtherFocusReason))

    def next_missing(self) -> bool:
        """F8: to the next thing after the focus that is still to be asked, and says what it is."""
        found = {problem.where: problem for problem in self.missing()}
        order = [name for name in self.boxes if name in found]
        if not order:
            return False
        focus, names = QApplication.focusWidget(), list(self.boxes)
        here = next((n for n, name in enumerate(names) if focus and self.boxes[name].isAncestorOf(focus)), -1)
        place = next((name for name in order if names.index(name) > here), order[0])
        self.boxes[place].show_problem(found[place])
        return self.focus_field(place)

    def take_scan(self, _code: str, _kinds: Any = None) -> bool:
        """Nothing here is scanned."""
        return False

    def missing(self) -> Sequence[Problem]:
        """What is still to be asked before the complaint is accepted."""
        given = self.given()
        return [problem for problem in guards.lacks(given.get) if problem.where in self.boxes]


def _when(one: Clock) -> str:
    return when(one.due) if one.due is not None else ""


def duplicate(papers: Sequence[Paper]) -> Text | None:
    """The open complaint that this may be a second call about."""
    if not papers:
        return None
    return Text(N_("{number} of this caller is still open."), number=papers[0].number)
