"""The side sheet that prints labels: what, size, code, copies, start, printer; a picture of the first one. No dialog.

It is opened from a list, a card or a document; it knows labels, no kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.core import i18n
from app.core.errors import Refused, Trouble
from app.core.i18n import N_, Text, tr
from app.core.screen import Choice, Field
from app.printing import label_printers, labels, pages, ports
from app.services.labels import labels_of
from app.services.part_labels import CODES, Grid, Label, LabelRun, Stock, stock_named
from app.views import paper
from app.views.kit.buttons import button
from app.views.kit.controls import ChoiceControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import text
from app.views.kit.layout import card, col, row
from app.views.kit.sidesheet import SideSheet
from app.views.kit.table import Memory
from app.views.kit.tasks import Task
from app.views.kit.theme import px
from app.views.paper import Habit
from app.views.records import DeskRecords
from app.views.session import Session

KEPT = "labels"  # under which the workstation remembers all of it
OWN = "own"
SIZES = (
    Choice("60x40", N_("Roll 60 × 40 mm")), Choice("50x30", N_("Roll 50 × 30 mm")),
    Choice("40x30", N_("Roll 40 × 30 mm")), Choice("a4-5x2", N_("A4, 5 × 2 of 99 × 57 mm")),
    Choice("a4-7x3", N_("A4, 7 × 3 of 64 × 38 mm")), Choice("a4-8x3", N_("A4, 8 × 3 of 70 × 36 mm")),
    Choice("a4-10x4", N_("A4, 10 × 4 of 49 × 25 mm")), Choice("a4-13x5", N_("A4, 13 × 5 of 38 × 21 mm")),
    Choice(OWN, N_("Another size")),
)  # fmt: skip
WAYS = (
    Choice("driver", N_("By its driver")), Choice("zpl", "ZPL"), Choice("tspl", "TSPL"),
)  # fmt: skip
DOTS = tuple(Choice(str(dpi), f"{dpi} dpi") for dpi in (203, 300, 600))
FIELDS = (
    Field("size", N_("Label"), "choice", choices=SIZES),
    Field(
        "own", N_("Its size"), "text", length=60,
        help=N_("Roll: 70x50. Sheet: rows x columns @ width x height + left + top / gaps, as 6x2@90x40+10+12/5x2"),
    ),
    Field("code", N_("Code"), "choice", choices=tuple(Choice(c, label) for c, label in CODES.items())),
    Field("copies", N_("Copies of each"), "number"),
    Field("start", N_("Start at label"), "number"),
    Field("way", N_("Print"), "choice", choices=WAYS),
    Field("printer", N_("Printer"), "choice"),
    Field("address", N_("Or network address"), "text", length=120, help=N_("As tcp://192.168.1.50")),
    Field("dpi", N_("Resolution"), "choice", choices=DOTS),
)  # fmt: skip
USUAL = {"size": "60x40", "own": "", "code": "auto", "way": "driver", "printer": "", "address": "", "dpi": "203"}


@dataclass(frozen=True)
class Proof:
    """What the sheet shows of a run before it is printed."""

    picture: QImage
    sheets: int
    notes: tuple[Text, ...]


def offer_labels(home: QWidget, session: Session, kind: str, ids: Sequence[Any]) -> LabelSheet:
    """Opens the sheet over `home` for these records or documents."""
    sheet = LabelSheet(home, session)
    session.ask(labels_of, kind, tuple(ids), done=sheet.take, failed=sheet.refuse, owner=sheet)
    first: Any = sheet.boxes["copies"].control.face
    sheet.open_sheet(first)
    first.selectAll()  # a figure typed now is the number
    return sheet


class LabelSheet(SideSheet):
    """Ctrl+Enter prints; what was chosen is remembered on this workstation."""

    def __init__(self, home: QWidget, session: Session) -> None:
        super().__init__(home, tr("Labels"), tr("Print"))
        self.setObjectName("labels")
        self._session, self._memory = session, session.memory
        self._labels: tuple[Label, ...] = ()
        self._printing = False
        self._what = text("", "strong")
        self._said, self._outcome = text("", "body", wrap=True), text("", "body", wrap=True)
        self._picture = QLabel()
        self._picture.setObjectName("labels.picture")
        self.boxes = {field.name: self._box(field) for field in FIELDS}
        self._load()
        save = button(tr("Save as file"), "", "download", act=self.save_as, object_name="labels.save")
        pairs = (("size",), ("own",), ("code", "copies"), ("start",), ("way", "dpi"), ("printer",), ("address",))
        shown = card(col(self._picture), name="labels.proof")
        rows = [row(*(self.boxes[name] for name in pair), gap=12) for pair in pairs]
        self.put(col(self._what, row(shown, None), self._said, *rows, self._outcome, row(save, None), gap=8))
        self.done.connect(self.print_labels)
        self._arrange()
        session.tasks.run_aside(lambda _task: paper.printers(), self._offer, owner=self)

    def _box(self, field: Field) -> FieldBox:
        if field.kind == "choice":
            box = FieldBox(field, ChoiceControl(field.choices, may_be_empty=False, drops=True))
        else:
            box = FieldBox(field, make_control(field, DeskRecords(self._session), self._session.tasks))
        box.edited.connect(lambda _place: self._edited())
        return box

    def _load(self) -> None:
        for name, value in remembered(self._memory).items():
            self.boxes[name].control.put(value or None)
        self.boxes["copies"].control.put(1)
        self.boxes["start"].control.put(self._next())

    def _next(self) -> int:
        """The first label that is left on the sheet that was begun last time."""
        begun = self._memory.get(f"{KEPT}.next")
        size = self._value("size")
        return int(begun[1]) if isinstance(begun, list) and len(begun) == 2 and begun[0] == size else 1

    def _offer(self, names: list[str]) -> None:
        """The system's printers are known; the first is proposed where none was ever chosen."""
        control: Any = self.boxes["printer"].control
        chosen = control.value()
        control.offer(tuple(Choice(name, name) for name in names))
        control.put(chosen or (names[0] if names else ""))

    def _value(self, name: str) -> Any:
        return self.boxes[name].control.value()

    def _edited(self) -> None:
        self._arrange()
        self._prove()

    def _arrange(self) -> None:
        """Only what matters to this size and printer is asked."""
        own, grid = self._value("size") == OWN, isinstance(self._stock(), Grid)
        raw = self._value("way") != "driver"
        self.boxes["own"].setVisible(own)
        self.boxes["start"].setVisible(grid)
        self.boxes["address"].setVisible(raw)

    def _stock(self) -> Stock | None:
        try:
            return stock_named((self._value("own") or "") if self._value("size") == OWN else self._value("size"))
        except Refused as refused:
            self.boxes["own"].show_problem(replace(refused.problems[0], where="own"))
            return None

    # --- what is printed --------------------------------------------------------------------------------------------
    def take(self, found: tuple[Label, ...]) -> None:
        """The labels are read."""
        self._labels = found
        self._prove()

    def refuse(self, error: Exception) -> None:
        """They can't be read or drawn, and why."""
        if isinstance(error, (Refused, Trouble)):
            self._said.tell(tr(error.text), "bad")

    def _failed(self, error: Exception) -> None:
        """They were not printed, and why; everything is still as it was chosen."""
        self._printing = False
        if isinstance(error, (Refused, Trouble)):
            self._outcome.tell(tr(error.text), "bad")

    def run(self) -> LabelRun | None:
        """What would be printed now; None while something is not entered right."""
        stock, copies = self._stock(), self._value("copies") or 0
        if stock is None or not self._labels or copies < 1:
            return None
        wanted = tuple(replace(label, copies=label.copies * copies) for label in self._labels)
        start = (self._value("start") or 1) if isinstance(stock, Grid) else 1
        return LabelRun(wanted, stock, int(self._value("dpi")), self._value("code"), start, i18n.current())

    def _prove(self) -> None:
        """Draws the first label and counts, in a worker."""
        run = self.run()
        if run is not None:
            self._session.tasks.run_aside(partial(_proof, run), self._show, self.refuse, owner=self)

    def _show(self, proof: Proof) -> None:
        shown = proof.picture.scaled(
            px(372), px(240), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self._picture.setPixmap(QPixmap.fromImage(shown))
        self._picture.setFixedSize(shown.size())
        run = self.run()
        if run is None:
            return
        count = sum(label.copies for label in run.labels)
        words = tr("{count} labels", count=f"{count:,}") if count != 1 else tr("1 label")
        if isinstance(run.stock, Grid):
            sheets = tr("{count} sheets", count=proof.sheets) if proof.sheets != 1 else tr("1 sheet")
            words = tr("{labels} on {sheets}", labels=words, sheets=sheets)
        self._what.tell(words)
        more = tr("and {n} more", n=len(proof.notes) - 2) if len(proof.notes) > 2 else ""
        self._said.tell("\n".join([*(tr(note) for note in proof.notes[:2]), more]).strip(), "warn")

    # --- printing ---------------------------------------------------------------------------------------------------
    def target(self) -> str:
        """The printer: the network address if one is given, else the chosen one."""
        raw = self._value("way") != "driver"
        return str((self._value("address") if raw else "") or self._value("printer") or "")

    def print_labels(self) -> None:
        """Ctrl+Enter: everything goes to the printer in a worker; the sheet stays until the printer has it."""
        run, target = self.run(), self.target()
        if run is None or self._printing:
            return
        if not target:
            self._outcome.tell(tr("No printer is chosen. Choose one, or save the labels as a file."), "bad")
            self.boxes["address" if self._value("way") != "driver" else "printer"].setFocus()
            return
        self._keep()
        self._printing = True
        self._session.tasks.run_aside(
            partial(_send, run, self._value("way"), target), partial(self._sent, run), self._failed, owner=self
        )

    def _sent(self, run: LabelRun, _none: None) -> None:
        count = sum(label.copies for label in run.labels)
        if isinstance(run.stock, Grid):
            each = run.stock.rows * run.stock.columns
            self._memory.put(f"{KEPT}.next", [self._value("size"), (run.start - 1 + count) % each + 1])
        self._session.say(tr("{count} labels sent to the printer.", count=f"{count:,}"))
        self.close_sheet()

    def _keep(self) -> None:
        self._memory.put(KEPT, {name: self._value(name) or "" for name in USUAL})

    def save_as(self) -> None:
        """Asks where, and writes a PDF or what the label printer would be sent."""
        way = self._value("way")
        ending = "pdf" if way == "driver" else way
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as file"), f"labels.{ending}", f"*.{ending}")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Writes the file in a worker."""
        run = self.run()
        if run is not None:
            self._keep()
            job = partial(_send, run, self._value("way"), f"file:{target}", plain=True)
            self._session.tasks.run_aside(job, partial(self._saved, target), self._failed, owner=self)

    def _saved(self, target: Path, _none: None) -> None:
        self._outcome.tell(tr("Saved: {file}", file=str(target)), "ok")


def remembered(memory: Memory) -> dict[str, str]:
    """What this workstation printed labels with last time."""
    kept = memory.get(KEPT)
    mine = {name: str(value) for name, value in kept.items() if name in USUAL} if isinstance(kept, dict) else {}
    return USUAL | mine


def _proof(run: LabelRun, _task: Task[Proof]) -> Proof:
    pdf = labels.single(run.labels[0], run)
    return Proof(
        paper.image_of(pages.picture(pdf, dpi=run.dpi)), labels.sheets_needed(run), tuple(labels.notes(run))
    )  # fmt: skip


def _send(run: LabelRun, way: str, target: str, _task: Task[None], *, plain: bool = False) -> None:
    """In a worker: to the driver as pages, or raw. `plain`: the bytes themselves, into a file."""
    if way != "driver":
        ports.send(target, label_printers.code(run, way), tr("Labels"))
    elif plain:
        ports.send(target, labels.labels(run))
    else:
        paper.send(labels.labels(run), Habit(target))
