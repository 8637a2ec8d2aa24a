"""The scanner of this PC: test barcodes, what arrives, and its settings; kept in the workstation's file at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.printing import barcodes
from app.views.kit.buttons import button
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import section, text
from app.views.kit.layout import col, grid, row
from app.views.kit.scanner import Scanner
from app.views.kit.scanreport import PARTS, TEST
from app.views.kit.scantest import Bars, ScanTest
from app.views.kit.sounds import Sounds
from app.views.kit.table import Memory
from app.views.kit.tasks import Tasks
from app.views.kit.theme import px
from app.views.kit.wedge import Tuning

ENDINGS = (Choice("key", N_("Enter or Tab")), Choice("silence", N_("Silence of 100 ms")))
BAUDS = tuple(Choice(str(n), str(n)) for n in (9600, 19200, 38400, 57600, 115200))
WEDGE = (
    Field("ends", N_("A code ends with"), "choice", required=True, choices=ENDINGS),
    Field("gap", N_("Slowest scanner"), "number", required=True, unit="ms"),
    Field("prefix", N_("Before each code"), "text", length=20),
    Field("suffix", N_("After each code"), "text", length=20),
    Field("group", N_("In place of the GS1 separator"), "text", length=10),
)
SERIAL = (
    Field("port", N_("Serial port"), "text", length=200),
    Field("baud", N_("Speed (baud)"), "choice", required=True, choices=BAUDS),
)
SOUND = (
    Field("volume", N_("Volume"), "number", required=True, unit="%"),
    Field("muted", N_("No sounds on this PC"), "flag"),
)


def codes_to_scan(*, upright: bool = False) -> QWidget:
    """The two barcodes that show all there is to know of a scanner; `upright` = one below the other."""
    plain = Bars(barcodes.code128(TEST), tr("Test barcode"))
    gs1 = Bars(barcodes.gs1_128(*PARTS), tr("Test barcode with a GS1 separator"))
    made = QWidget()
    put = col if upright else row
    made.setLayout(
        put(col(plain, text(TEST, "caption"), gap=2), col(gs1, text(tr("GS1, with separator"), "caption"), gap=2), None,
            gap=12 if upright else 24)
    )  # fmt: skip
    return made


class ScannerCard(QWidget):
    """Scan a test barcode, press one button; or set by hand what the scanner's manual says."""

    def __init__(self, scanner: Scanner, memory: Memory, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("settings.scanner")
        self._scanner, self._memory = scanner, memory
        self._sounds = Sounds(memory, self)
        self._sounds.prepare(tasks)
        self.boxes: dict[str, FieldBox] = {}
        self.test = ScanTest(scanner)
        self.test.accepted.connect(self._keep)
        words = tr("A serial port is typed in as the system calls it: COM3, /dev/ttyUSB0. Empty = the scanner types.")
        listen = button(tr("Listen"), "", "bell", act=lambda: self._sounds.play("ok"), object_name="settings.listen")
        sounds = row(self._row(SOUND, tasks), listen, None, gap=16)
        sounds.setAlignment(listen, Qt.AlignmentFlag.AlignBottom)
        self.setLayout(
            col(
                section(
                    tr("Scanner"),
                    col(
                        text(tr("Scan these from the screen; a laser that can't read screens: any label."), "muted",
                             wrap=True), codes_to_scan(),
                        self.test, self._row(WEDGE, tasks), self._row(SERIAL, tasks), text(words, "caption", wrap=True),
                        gap=12,
                    ),
                ),
                section(tr("Sounds"), sounds),
                gap=12,
            )
        )  # fmt: skip
        self._show()

    def _row(self, fields: tuple[Field, ...], tasks: Tasks) -> QWidget:
        cells: list[QWidget | None] = []
        for field in fields:
            control = make_control(field, None, tasks)  # type: ignore[arg-type]  # none of them asks for records
            box = FieldBox(field, control, place=f"scanner.{field.name}")
            box.left.connect(self._left)
            if field.kind in ("choice", "flag"):
                box.edited.connect(self._left)
            box.setMinimumWidth(px(170))
            self.boxes[field.name] = box
            cells.append(box)
        made = QWidget()
        made.setLayout(row(grid([cells]), None))
        return made

    def _show(self) -> None:
        tuning, get = self._scanner.tuning, self._memory.get
        values: dict[str, Any] = {
            "ends": tuning.ends, "gap": tuning.gap, "prefix": _visible(tuning.prefix),
            "suffix": _visible(tuning.suffix), "group": _visible(tuning.group), "port": get("scanner.port") or "",
            "baud": str(get("scanner.baud") or 9600), "volume": self._sounds_volume(),
            "muted": bool(get("sounds.muted")),
        }  # fmt: skip
        for name, value in values.items():
            self.boxes[name].control.put(value)

    def _sounds_volume(self) -> int:
        kept = self._memory.get("sounds.volume")
        return kept if isinstance(kept, int) else 80

    def _value(self, name: str) -> Any:
        return self.boxes[name].control.value()

    def _left(self, place: str) -> None:
        """A field was left: what fits is in force at once."""
        name = place.rpartition(".")[2]
        if name in ("ends", "gap", "prefix", "suffix", "group"):
            changed = replace(
                self._scanner.tuning, ends=self._value("ends") or "key", gap=min(200, max(10, self._whole("gap", 50))),
                prefix=_typed(self._value("prefix")), suffix=_typed(self._value("suffix")),
                group=_typed(self._value("group")),
            )  # fmt: skip
            if changed != self._scanner.tuning:
                self._scanner.tune(changed)
                self._keep(changed)
        elif name in ("port", "baud"):
            port, baud = (self._value("port") or "").strip(), int(self._value("baud") or 9600)
            if (port, baud) != (self._memory.get("scanner.port") or "", self._memory.get("scanner.baud") or 9600):
                self._memory.put("scanner.port", port or None)
                self._memory.put("scanner.baud", baud)
                self._scanner.plug(port, baud)
        else:
            self._memory.put("sounds.muted", bool(self._value("muted")) or None)
            self._memory.put("sounds.volume", min(100, max(0, self._whole("volume", 80))))

    def _whole(self, name: str, default: int) -> int:
        value = self._value(name)
        return default if value is None else int(value)

    def _keep(self, tuning: Tuning) -> None:
        self._memory.put("scanner", tuning.to_keep() or None)
        self._show()


def _visible(text: str) -> str:
    """Control characters as manuals write them: \\x02."""
    return text.encode("unicode_escape").decode() if not text.isprintable() else text


def _typed(text: str | None) -> str:
    """The other way round; what is no such writing stays as it is."""
    if not text or "\\x" not in text:
        return text or ""
    try:
        return text.encode("latin-1").decode("unicode_escape")
    except UnicodeError:
        return text
