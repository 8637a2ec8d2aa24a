"""The middle of the reception form: the walk-round with its marks, their sizes and photos. Knows no desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QIntValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.core.i18n import tr
from app.services import car
from app.views.kit.buttons import Button, Switch, button, icon_button
from app.views.kit.keyline import Key, bind
from app.views.kit.labels import text
from app.views.kit.layout import card, clear, col, frame, row, scroll
from app.views.kit.outline import CarOutline, Spot
from app.views.kit.pasted import brought_in
from app.views.kit.scanner import no_input_method
from app.views.kit.theme import px

CORNERS = 4  # photos that tell at delivery what a car looked like


@dataclass(frozen=True)
class Damage:
    """One mark as the form holds it."""

    spot: Spot
    size_cm: int | None = None
    photo: str | None = None


class WalkColumn(QWidget):
    """Kinds, outline, list of marks. `walked` is the box that says that nothing else was seen."""

    edited = Signal()
    photo_wanted = Signal()  # F9 or the camera: for the chosen mark, or for the car
    photos_dropped = Signal(object)  # paths, or (name, content) of what was pasted

    def __init__(self, walked: QWidget) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.damages: list[Damage] = []
        self.outline = CarOutline()
        self.outline.setObjectName("reception.outline")
        self.outline.added.connect(self._added)
        self.outline.removed.connect(self._removed)
        self.outline.moved.connect(self._moved)
        self.outline.chosen.connect(lambda _at: self._list())
        self.outline.kind_changed.connect(self._show_kind)
        self.kinds = {code: self._kind(n, code, label) for n, (code, label) in enumerate(car.KINDS, 1)}
        self._inside = Switch(tr("Interior"), "seg", act=self._turn)
        self._inside.setObjectName("reception.inside")
        self._live = True
        self._marks = QGridLayout()
        self._marks.setContentsMargins(0, 0, 0, 0)
        self._marks.setHorizontalSpacing(px(12))
        self._marks.setVerticalSpacing(px(2))
        self._listed = scroll(frame(col(self._marks, None, gap=0)))
        self._listed.setFixedHeight(px(72))
        self._photos = text("", "caption")
        self.camera = button(tr("Photo"), "", "camera", key="F9", act=self.photo_wanted.emit)
        self.camera.setObjectName("reception.photo")
        hint = text(tr("Click the car; keys 1–7 choose the kind"), "caption")
        head = row(text(tr("Walk-round"), "section"), hint, None, self._inside, gap=8)
        foot = row(walked, None, self._photos, self.camera, gap=8)
        kinds = row(*self.kinds.values(), gap=2)
        body = col(head, kinds, self.outline, self._listed, foot, gap=6, margins=(12, 10, 12, 8), stretch=2)
        self.setLayout(row(card(body)))
        bind(self, [Key("Ctrl+V", tr("Paste"), lambda: self.paste() and None)])
        self._show_kind(self.outline.kind)
        self.tell_photos(0)

    def _kind(self, n: int, code: str, label: str) -> Button:
        made = Switch(f"{n} {tr(label)}", "seg", act=partial(self.outline.choose_kind, code))
        made.setObjectName(f"reception.kind.{code}")
        made.setMinimumWidth(px(60))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # digits choose it while the outline has the focus
        return made

    # --- values ---------------------------------------------------------------------------------
    def load(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Shows kept marks."""
        self.damages = [
            Damage(Spot(r["side"], r["x"] / 1000, r["y"] / 1000, r["damage"]), r["size_cm"], r["photo"]) for r in rows
        ]
        self._show(-1)

    def rows(self) -> list[dict[str, Any]]:
        """The marks as lines of the check-in."""
        return [
            {
                "side": d.spot.side, "x": round(d.spot.x * 1000), "y": round(d.spot.y * 1000), "damage": d.spot.kind,
                "size_cm": d.size_cm, "photo": d.photo,
            }
            for d in self.damages
        ]  # fmt: skip

    def editable(self, on: bool) -> None:
        """Off = it is only looked at."""
        self._live = on
        self.outline.editable(on)
        self.camera.setVisible(on)
        for made in self.kinds.values():
            made.setEnabled(on)
        self._list()

    def take_photo(self, sha: str) -> None:
        """A photo was kept: it belongs to the chosen mark, if one is chosen."""
        at = self.outline.current
        if 0 <= at < len(self.damages):
            self.damages[at] = replace(self.damages[at], photo=sha)
            self._list()
            self.edited.emit()

    def tell_photos(self, count: int) -> None:
        """How many photos this check-in has; the four corners are usual, and nobody is kept waiting for them."""
        few = tr("{n} of 4 corner photos", n=count)
        self._photos.setText(tr("{n} photos", n=count) if count >= CORNERS else few)

    # --- what happens on the outline -------------------------------------------------------------
    def _added(self, spot: Spot) -> None:
        self.damages.append(Damage(spot))
        self._show(len(self.damages) - 1)
        self.edited.emit()

    def _removed(self, at: int) -> None:
        if 0 <= at < len(self.damages):
            del self.damages[at]
            self._show(-1)
            self.edited.emit()

    def _moved(self, at: int, spot: Spot) -> None:
        self.damages[at] = replace(self.damages[at], spot=spot)
        self._list()
        self.edited.emit()

    def _sized(self, at: int, words: str) -> None:
        self.damages[at] = replace(self.damages[at], size_cm=int(words) if words else None)
        self.edited.emit()

    def _turn(self) -> None:
        self.outline.show_inside(self._inside.isChecked())
        self.outline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_kind(self, code: str) -> None:
        for own, made in self.kinds.items():
            made.setChecked(own == code)

    def _show(self, current: int) -> None:
        self.outline.put([d.spot for d in self.damages], current)
        self._list()

    def _list(self) -> None:
        clear(self._marks)
        for at, damage in enumerate(self.damages):
            self._marks.addLayout(self._entry(at, damage), at // 2, at % 2)
        self._inside.setChecked(self.outline.inside())

    def _entry(self, at: int, damage: Damage) -> Any:
        spot = damage.spot
        what = f"{at + 1}  {tr(car.zone(spot.side, spot.x, spot.y))}  {tr(dict(car.KINDS)[spot.kind])}"
        name = Button(what, "link", act=partial(self.outline.choose, at))
        name.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        size = QLineEdit(str(damage.size_cm) if damage.size_cm else "")
        size.setObjectName(f"reception.size.{at}")
        size.setAccessibleName(tr("Size (cm)"))
        size.setPlaceholderText("cm")
        size.setValidator(QIntValidator(1, 999, size))
        no_input_method(size)
        size.setFixedWidth(px(48))
        size.setReadOnly(not self._live)
        size.textEdited.connect(partial(self._sized, at))
        size.returnPressed.connect(lambda: self.outline.setFocus(Qt.FocusReason.OtherFocusReason))
        items: list[Any] = [name, None, size]
        if damage.photo:
            items.append(text(tr("Photo"), "caption", "ok"))
        if self._live and at == self.outline.current:
            gone = icon_button("x", tr("Take this mark off"), act=partial(self._removed, at))
            gone.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            items.append(gone)
        return row(*items, gap=4)

    # --- photos by drop and paste -----------------------------------------------------------------
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._live and brought_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.photos_dropped.emit(brought_in(event.mimeData()))

    def paste(self) -> bool:
        """Ctrl+V: files or the picture of the clipboard; False if there are none."""
        found = brought_in(QGuiApplication.clipboard().mimeData()) if self._live else []
        if found:
            self.photos_dropped.emit(found)
        return bool(found)
