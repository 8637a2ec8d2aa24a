"""The first run: language, shop, people, devices, stock; one page each, can be left and resumed. Knows no table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.access import Actor
from app.core.desk import Desk
from app.core.errors import Problem, Refused
from app.core.i18n import N_, current, tr
from app.core.screen import Choice, Field
from app.services import first_run, pictures, shop
from app.services.first_run import Founder, Place
from app.views.kit.buttons import Switch, button
from app.views.kit.controls import FlagControl
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key, bind
from app.views.kit.labels import Pic, section, text
from app.views.kit.layout import card, col, frame, grid, row, scroll
from app.views.kit.messages import Messages
from app.views.kit.picture import PictureField
from app.views.kit.scanner import Scanner
from app.views.kit.scantest import ScanTest
from app.views.kit.states import Progress
from app.views.kit.table import Memory
from app.views.kit.tasks import Tasks
from app.views.restore_sheet import RestoreSheet
from app.views.scanner_card import codes_to_scan
from app.views.trial_print import TrialPrint

TITLES = (N_("Language"), N_("Shop"), N_("People"), N_("Devices"), N_("Stock"))
SHOP = (
    Field("name_zh", N_("Chinese name of the shop"), "text", length=100),
    Field("name_en", N_("English name of the shop"), "text", length=100),
    Field("uscc", N_("Company code"), "code", length=18),
    Field("address", N_("Address"), "text", length=200),
    Field("phone", N_("Phone"), "text", length=30),
    Field("station_name", N_("Name of this PC"), "text", length=100),
    Field("station", N_("Code of this station"), "code", length=8),
    Field("warehouse", N_("Warehouse code"), "code", length=20),
    Field("warehouse_name", N_("Name of the warehouse"), "text", length=100),
)
PERSON = (
    Field("name", N_("Full name"), "text", length=100, required=True),
    Field("login", N_("Login name"), "text", length=40, required=True),
    Field("password", N_("Password"), "secret", required=True),
    Field("pin", N_("PIN"), "secret", required=True),
)


STOCK = Field(
    "stock", N_("Parts and stock"), "choice", required=True,
    choices=(Choice("import", N_("Import a parts list next")), Choice("empty", N_("Begin with an empty shop"))),
)  # fmt: skip
OPENS = "opens"  # the room that the first person to sign in is led to


class Fields(QWidget):
    """Columns of fields with their problems below them."""

    def __init__(
        self, fields: Sequence[Field], values: Mapping[str, Any], tasks: Tasks, prefix: str = "", across: int = 2
    ) -> None:
        super().__init__()
        self._prefix = prefix
        self.boxes: dict[str, FieldBox] = {}
        for field in fields:
            control = make_control(field, None, tasks)  # type: ignore[arg-type]  # text fields ask for no records
            control.put(values.get(field.name))
            self.boxes[field.name] = FieldBox(field, control, place=f"{prefix}{field.name}")
        cells = list(self.boxes.values())
        placed = grid([cells[i : i + across] for i in range(0, len(cells), across)])
        for box in cells:  # a neighbour with a problem below it must not push this one down
            placed.setAlignment(box, Qt.AlignmentFlag.AlignTop)
        self.setLayout(placed)

    def values(self) -> dict[str, Any]:
        """What was entered; empty as ""."""
        return {name: box.control.value() or "" for name, box in self.boxes.items()}

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Shows what is wrong beside its field; True if any of it belongs here."""
        mine = {p.where.removeprefix(self._prefix): p for p in problems if p.where.startswith(self._prefix)}
        for name, box in self.boxes.items():
            box.show_problem(mine.get(name))
        first = next((box for name, box in self.boxes.items() if name in mine), None)
        if first is not None:
            first.control.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None


class FirstRun(QWidget):
    """Five pages, 720 px wide. Ctrl+Enter goes on; what was kept is there again after a restart."""

    finished = Signal()
    language_wanted = Signal(str)
    restore_wanted = Signal(object, str)  # a backup's file and passphrase

    def __init__(self, desk: Desk, tasks: Tasks, scanner: Scanner, data: Path, memory: Memory) -> None:
        super().__init__()
        self.setObjectName("firstrun")
        self.setProperty("kind", "canvas")
        self._desk, self._tasks, self._scanner, self._data, self._memory = desk, tasks, scanner, data, memory
        self._stack, self.messages = QStackedWidget(), Messages()
        self.restore = RestoreSheet(self, tasks, data, replaces=False)
        self.restore.wanted.connect(self.restore_wanted)
        self._marks = [text(tr(t), "muted") for t in TITLES]
        self._back = button(tr("Back"), "", "arrow-left", key="Alt+Left", act=self.back, object_name="firstrun.back")
        self._next = button(tr("Continue"), "primary", key="Ctrl+Enter", act=self.go_on, object_name="firstrun.next")
        self.shop = Fields(
            SHOP, {"station": "01", "warehouse": "01", "station_name": tr("Parts counter")}, tasks, across=3
        )
        self._logo: tuple[str, bytes] | None = None  # its file and content, not kept yet
        self.shop.boxes["station"].left.connect(lambda _place: self._name_warehouse())
        self.shop.boxes["uscc"].left.connect(lambda _place: self._judge_code())
        self.administrator = Fields(PERSON, {"login": "admin"}, tasks, "administrator.")
        self.manager = Fields(PERSON, {}, tasks, "manager.")
        self.both = FlagControl(tr("One person is administrator and manager"))
        self.both.edited.connect(lambda: self.manager.setEnabled(not self.both.value()))
        pages: tuple[Callable[[], QWidget], ...] = (
            self._language_page, self._shop_page, self._people_page, self._devices_page, self._stock_page,
        )  # fmt: skip
        for make in pages:
            self._stack.addWidget(scroll(make()))
        where = tr("Data: {folder} · Backups: {backups}", folder=str(data), backups=str(data / "backups"))
        steps = row(*[part for mark in self._marks for part in (mark, Pic("chevron-right", 12, "ink3"))][:-1], None)
        middle = frame(
            col(
                row(Pic("gauge", 24, "accent_ink"), text(tr("Set up the shop"), "figure"), None), steps, self.messages,
                card(col(self._stack, margins=(20, 16, 20, 16))), row(self._back, None, self._next),
                text(where, "caption", wrap=True), gap=12, stretch=3,
            ),
            width=720,
        )  # fmt: skip
        self.setLayout(row(None, middle, None, margins=(16, 24, 16, 16)))
        bind(self, [Key("Ctrl+Enter", tr("Continue"), self.go_on), Key("Alt+Left", tr("Back"), self.back)])
        self._show(0)
        tasks.run_aside(self._read, self._resume, owner=self)

    # --- pages --------------------------------------------------------------------------------------------------
    def _language_page(self) -> QWidget:
        here = current()
        choices = []
        for code, name in (("zh_CN", "简体中文"), ("en", "English")):
            choice = Switch(name, "seg", act=partial(self._speak, code))
            choice.setChecked(code == here)
            choice.setObjectName(f"firstrun.{code}")
            choices.append(choice)
        words = tr("Papers and screens speak this language; everybody can choose his own at the login.")
        told = tr(
            "2,000 parts, people of every role, a year of work. It fills this folder; for your own shop take another."
        )
        words_ = tr("A PC that broke or was replaced: its backups bring everything back, with photos and signatures.")
        again = button(tr("Restore a backup…"), "", "undo-2", act=self.restore.choose, object_name="firstrun.restore")
        moved = col(text(words_, "muted", wrap=True), row(again, None), gap=10)
        self._sample = button(tr("Fill a sample shop"), "", "layers", act=self.sample, object_name="firstrun.sample")
        self._making = Progress(tr("Making the sample shop, about a minute"))
        return frame(
            col(
                text(tr("Language"), "title"), row(*choices, None), text(words, "muted", wrap=True), 12,
                section(tr("Is there a backup of the shop?"), moved),
                section(tr("Only want to look?"), col(text(told, "muted", wrap=True), row(self._sample, None), gap=10)),
                self._making, None, gap=14,
            )
        )  # fmt: skip

    def _shop_page(self) -> QWidget:
        words = tr("This stands on every paper. It can be changed later in the settings.")
        self.logo = PictureField(tr(shop.LOGO.label), tr(shop.LOGO.help), self._tasks)
        self.logo.brought.connect(self._keep_logo)
        self.logo.taken_out.connect(lambda: self._keep_logo("", b""))
        codes = tr(
            "One shop alone is station 01. If several shops exchange data, each has a code of its own and so has its "
            "warehouse: it stands in the number of every paper and can't be changed later."
        )
        heads = (text(tr("Your shop"), "title"), text(words, "muted", wrap=True), text(codes, "muted", wrap=True))
        parts = (*heads, self.shop, self.logo, None)
        return frame(col(*parts, gap=14))

    def _people_page(self) -> QWidget:
        words = tr("Passwords have at least 8 characters, PINs 4 to 6 digits. The PIN signs; keep it to yourself.")
        self.both.setObjectName("firstrun.both")
        return frame(
            col(
                text(tr("The first two people"), "title"), text(words, "muted", wrap=True),
                section(tr("Administrator"), self.administrator), self.both, section(tr("Manager"), self.manager), None,
                gap=6,
            )
        )  # fmt: skip

    def _devices_page(self) -> QWidget:
        self.test = ScanTest(self._scanner)
        self.test.accepted.connect(lambda tuning: self._memory.put("scanner", tuning.to_keep() or None))
        self.trial = TrialPrint(self._tasks)
        words = tr(
            "If nothing appears, the scanner may be in another mode: it must type like a keyboard and end with Enter."
        )
        return frame(
            col(
                text(tr("Scanner and printer"), "title"),
                section(tr("Scanner"), col(codes_to_scan(upright=True), self.test, text(words, "caption", wrap=True))),
                section(tr("Printers"), self.trial), None, gap=12,
            )
        )  # fmt: skip

    def _stock_page(self) -> QWidget:
        self.stock = make_control(STOCK, None, self._tasks)  # type: ignore[arg-type]  # it asks for no records
        self.stock.setObjectName("firstrun.stock")
        self.stock.put("import")
        more = tr("Parts and stock can also be entered by hand, and imported again at any time: nothing is doubled.")
        return frame(
            col(
                text(tr("The shop is ready"), "title"), text(tr("How do the parts get in?"), wrap=True),
                row(self.stock, None), text(more, "muted", wrap=True), None, gap=14,
            )
        )  # fmt: skip

    # --- going on -----------------------------------------------------------------------------------------------
    def _read(self, _task: Any) -> tuple[first_run.Progress, bytes]:
        return self._desk.ask(first_run.progress, first_run.program()), self._desk.ask(shop.logo, first_run.program())

    def _resume(self, found: tuple[first_run.Progress, bytes]) -> None:
        progress, logo = found
        self.logo.put(logo)
        if progress.people:
            self.finished.emit()
        elif progress.place is not None:
            for name, box in self.shop.boxes.items():
                box.control.put(getattr(progress.place, name) or None)
            self._show(2)

    def _speak(self, language: str) -> None:
        if language != current():
            self.language_wanted.emit(language)

    def _show(self, at: int) -> None:
        self._stack.setCurrentIndex(at)
        for n, mark in enumerate(self._marks):
            mark.tell(mark.text(), "accent" if n == at else "ink2")
        self._back.setVisible(at in (1, 2))
        self._next.rename(tr("Finish") if at == len(TITLES) - 1 else tr("Continue"))
        self.messages.drop("refused")
        self._scanner.release(self)
        if at == 3:
            self.trial.shop = self.shop.values()["name_zh" if current() == "zh_CN" else "name_en"]
            self._scanner.claim(self, self.test.show_code)
        self._begin()

    def _begin(self) -> None:
        """The focus goes where one begins on the page that is open."""
        # at the language, a ring beside the chosen one would look like a second choice
        starts = (self._next, self.shop, self.administrator, self.test, self.stock)
        start = starts[self._stack.currentIndex()]
        field = next(iter(start.boxes.values())).control if isinstance(start, Fields) else start
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        """The page before."""
        if self._back.isVisible():
            self._show(self._stack.currentIndex() - 1)

    def go_on(self) -> None:
        """Keeps this page and shows the next; what is wrong is said beside its field."""
        at = self._stack.currentIndex()
        if at == 1:
            self._tasks.run_write(self._keep_shop, lambda _none: self._show(2), self._refused, owner=self)
        elif at == 2:
            self._tasks.run_write(self._keep_people, lambda _ids: self._show(3), self._refused, owner=self)
        elif at == len(TITLES) - 1:
            self._scanner.release(self)
            self._memory.put(OPENS, "import" if self.stock.value() == "import" else None)
            self.finished.emit()
        else:
            self._show(at + 1)

    def sample(self) -> None:
        """Makes the demo shop in this empty folder; its people then stand at the login."""
        self._sample.setEnabled(False)
        self._next.setEnabled(False)
        self._making.start()
        self._tasks.run_aside(self._fill, self._filled, self._not_filled, owner=self, lane="writer")

    def _fill(self, _task: Any) -> None:
        from app.services import demo

        demo.make(self._desk, "01")

    def _filled(self, _none: None) -> None:
        self._making.stop()
        self.finished.emit()

    def _not_filled(self, error: Exception) -> None:
        self._making.stop()
        self._sample.setEnabled(True)
        self._next.setEnabled(True)
        self._refused(error)

    def _founder(self) -> Actor:
        return first_run.program(self.shop.values()["station"])

    def _name_warehouse(self) -> None:
        """A second station's warehouse is not 01 as well."""
        code, house = self.shop.values()["station"], self.shop.boxes["warehouse"].control
        if code and house.value() == "01":
            house.put(code)

    def _keep_shop(self) -> None:
        self._desk.run(first_run.set_up_place, self._founder(), Place(**self.shop.values(), language=current()))
        if self._logo is not None:
            name, content = self._logo
            self._desk.run(shop.change_logo, self._founder(), content, name)

    def _judge_code(self) -> None:
        """A company code that does not fit is warned of and kept all the same: old papers carry other codes."""
        box = self.shop.boxes["uscc"]
        warning = shop.uscc_warning(str(box.control.value() or ""))
        box.show_problem(Problem("uscc", warning, warning=True) if warning else None)

    def _keep_logo(self, name: str, content: bytes) -> None:
        """Shown now, kept with the page: nothing is written before the station has its code."""

        def look(_task: Any) -> bytes:
            return pictures.as_logo(content, name) if content else b""

        def show(picture: bytes) -> None:
            self._logo = name, content
            self.logo.put(picture)

        def refuse(error: Exception) -> None:
            self.logo.refuse(tr(getattr(error, "text", "")))

        self._tasks.run_aside(look, show, refuse, owner=self)

    def _keep_people(self) -> Any:
        administrator = Founder(**self.administrator.values())
        manager = None if self.both.value() else Founder(**self.manager.values())
        return self._desk.run(first_run.set_up_people, self._founder(), administrator, manager)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            return
        shown = [fields.show_problems(error.problems) for fields in (self.manager, self.administrator, self.shop)]
        if not any(shown):
            self.messages.say("refused", "bad", tr(error.text))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # the window gives the focus to the first choice when it comes in; by then a wizard may have gone on to its page
        QTimer.singleShot(0, self, self._begin)
