"""Controls of the reception form that no other form has: the fuel gauge as a field, and several codes as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout

from app.core.i18n import tr
from app.core.screen import Choice
from app.views.kit.buttons import Switch
from app.views.kit.controls import Control
from app.views.kit.fuel import FuelGauge
from app.views.kit.layout import row
from app.views.kit.theme import px


class FuelControl(Control):
    """The gauge as a field."""

    def __init__(self) -> None:
        super().__init__()
        self.gauge = FuelGauge()
        self.setLayout(row(self.gauge))
        self._take_face(self.gauge)
        self.gauge.edited.connect(self.edited)

    def value(self) -> int | None:
        return self.gauge.value()

    def put(self, value: Any) -> None:
        self.gauge.put(value)

    def editable(self, on: bool) -> None:
        self.gauge.editable(on)

    def called(self, name: str, object_name: str) -> None:
        self.gauge.setObjectName(object_name)  # its spoken name is its level

    def wear(self, state: str) -> None:
        return


class CodesControl(Control):
    """Several of many, as a text of codes. `boxes`: boxes to tick, else buttons that stay pressed.

    `none` is the code that excludes all others ("no lamp"): a box to tick that the form puts beside the label.
    """

    def __init__(self, choices: Sequence[Choice], *, across: int, boxes: bool = False, none: str = "") -> None:
        super().__init__()
        self._none = none
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(4))
        grid.setVerticalSpacing(px(0 if boxes else 4))
        self.parts: dict[str, Any] = {}
        for i, choice in enumerate(choices):
            box = boxes or choice.code == none
            part: Any = QCheckBox(tr(choice.label)) if box else Switch(tr(choice.label), "seg")
            part.setCheckable(True)
            part.setProperty("low", box)  # the column fits a low screen
            part.clicked.connect(lambda _on=False, code=choice.code: self._pressed(code))
            self.parts[choice.code] = part
            if choice.code != none:
                grid.addWidget(part, i // across, i % across)
        self.setLayout(grid)
        self._take_face(next(iter(self.parts.values())))

    def value(self) -> str:
        return " ".join(code for code, part in self.parts.items() if part.isChecked())

    def put(self, value: Any) -> None:
        chosen = set((value or "").split())
        for code, part in self.parts.items():
            part.setChecked(code in chosen)

    def editable(self, on: bool) -> None:
        for part in self.parts.values():
            part.setEnabled(on)

    def called(self, name: str, object_name: str) -> None:
        for code, part in self.parts.items():
            part.setObjectName(f"{object_name}.{code}")
            part.setAccessibleName(f"{name}: {part.text()}")

    def wear(self, state: str) -> None:
        return

    def _pressed(self, code: str) -> None:
        if self._none and self.parts[code].isChecked():
            others = [c for c in self.parts if (c == self._none) != (code == self._none)]
            for other in others:
                self.parts[other].setChecked(False)
        self.edited.emit()
        self.left.emit()
