"""The import wizard on one page: file, columns, what is missing, check, import. Knows lists by their targets only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QListWidget, QVBoxLayout, QWidget

from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.screen import Choice
from app.services import documents
from app.services.imports import mapping, part_rows, reading, running
from app.services.imports.mapping import ColumnMap
from app.services.imports.running import Plan, Report
from app.services.imports.sheet import Sheet
from app.services.imports.targets import ListKind
from app.views.import_defaults import DefaultBox
from app.views.kit.buttons import Switch, button
from app.views.kit.controls import FlagControl
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import card, clear, col, frame, row, scroll
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.states import Progress, empty
from app.views.kit.table import Memory
from app.views.kit.tasks import Task
from app.views.kit.theme import px
from app.views.session import Session

LISTS = (
    ("parts", N_("Parts")), ("opening_stock", N_("Opening stock and bins")), ("suppliers", N_("Suppliers")),
    ("labour", N_("Labour catalogue")), ("customers", N_("Customers")), ("vehicles", N_("Vehicles")),
    ("visits", N_("Visits")), ("complaints", N_("Earlier complaints")),
)  # fmt: skip
SHOWN = 500  # refused rows and remarks in the list; the count says how many there are


class ImportRoom(Room):
    """Nothing is written before "Import"; everything refused is named by its row."""

    def __init__(self, session: Session, memory: Memory, scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.import")
        self.setAcceptDrops(True)
        self._session, self._memory = session, memory
        self._kind = "parts"
        self._file: Path | None = None
        self._sheet: Sheet | None = None
        self._plan: Plan | None = None
        self._task: Task[Any] | None = None
        self._targets: list[QComboBox] = []
        self._defaults: dict[str, DefaultBox] = {}
        self._primary = button(
            tr("Choose file"), "primary", "folder-open", key="Ctrl+Enter", act=self.go_on, object_name="import.next"
        )
        self._other = button(tr("Other file"), "", "folder-open", act=self.choose, object_name="import.other")
        self._other.hide()
        self._kinds = {
            name: Switch(tr(label), "seg", act=partial(self.show_kind, name)) for name, label in self._lists()
        }
        self._columns, self._missing, self._found = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._replace = FlagControl(tr("“USE …” in a name means: replaced by that part"))
        self._whole = FlagControl(tr("Import all rows or none"))
        for tick in (self._replace, self._whole):
            tick.edited.connect(self._check_again)
        self._progress = Progress(tr("Reading the list"), self.cancel)
        self._writing = Progress(tr("Writing the list"))  # one transaction: it can no more be cancelled
        self._about = text("", "muted", wrap=True)
        self._about.hide()
        self._show_nothing()
        self._compose()
        self.show_kind("parts")

    def _lists(self) -> list[tuple[str, str]]:
        """The lists this person may import."""
        return [(name, label) for name, label in LISTS if all(map(self._session.may, running.needs(name)))]

    def _compose(self) -> None:
        head = row(text(tr("Import"), "title"), *self._kinds.values(), None, self._other, self._primary)
        left = card(
            col(self._about, scroll(frame(col(self._columns, None))), gap=8, margins=(14, 12, 14, 12), stretch=1)
        )
        options = col(self._missing, self._replace, self._whole, gap=8)
        side = frame(col(section(tr("For all rows"), options), section(tr("Check"), self._found), None, gap=12))
        right = scroll(side)
        right.setFixedWidth(px(400))
        body = row(left, right, gap=12, stretch=0)
        self._say(tr("Choose a file first."))
        self.setLayout(
            col(head, self.messages, self._progress, self._writing, body, gap=10, margins=(16, 10, 16, 10), stretch=4)
        )  # fmt: skip

    def title(self) -> str:
        return tr("Import")

    def keys(self) -> Sequence[Key]:
        return [Key("Ctrl+Enter", self._primary.accessibleName(), self.go_on), Key("Esc", tr("Cancel"), self.cancel)]

    def regions(self) -> Sequence[QWidget]:
        return [*self._targets[:1], self._primary]

    def _list_kind(self) -> ListKind:
        return running.list_kind(self._kind).open_to(self._session.may)

    # --- the file -----------------------------------------------------------------------------------------------
    def show_kind(self, kind: str) -> None:
        """Which of the lists it is."""
        self._kind = kind
        for name, choice in self._kinds.items():
            choice.setChecked(name == kind)
            choice.setObjectName(f"import.kind.{name}")
        self._replace.setVisible(kind == "parts")
        if self._sheet is not None:
            self._show_sheet(self._sheet)

    def choose(self) -> None:
        """Asks for a file."""
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Choose file"), "", "*.csv *.tsv *.txt *.xlsx *.xls")
        if chosen:
            self.open_file(Path(chosen))

    def open_file(self, file: Path) -> None:
        """Reads a file in a worker and shows what is in it."""
        self._progress.start()
        self._task = self._session.tasks.run_aside(
            lambda task: reading.read(file, progress=task.tell, cancelled=lambda: task.cancelled),
            partial(self._was_read, file), self._failed, owner=self,
        )  # fmt: skip
        self._task.progressed.connect(self._progress.tell)

    def _was_read(self, file: Path, sheet: Sheet) -> None:
        self._file = file
        self._show_sheet(sheet)
        wanted = next(iter(self._defaults.values()), self._primary)
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_nothing(self) -> None:
        """The page before a file, and after one."""
        self._sheet = self._file = self._plan = None
        self._targets, self._defaults = [], {}
        clear(self._columns)
        clear(self._missing)
        self._about.hide()
        self._other.hide()
        self._columns.addWidget(
            empty(tr("CSV, TSV, XLSX or XLS. Drop the file here, or choose it."), icon_name="upload"), 1
        )

    def _show_sheet(self, sheet: Sheet) -> None:
        self._progress.stop()
        self.messages.drop_all()
        self._sheet, self._plan = sheet, None
        kind = self._list_kind()
        kept = self._memory.get(f"import.{self._kind}.{'|'.join(sheet.columns)}")
        used = ColumnMap.of(kept) if kept else mapping.guess(sheet, kind)
        header = tr("with header") if sheet.has_header else tr("without header")
        name = self._file.name if self._file else ""
        self._about.show()
        self._about.tell(
            tr("{file}: {rows} rows, {header}, {encoding}", file=name, rows=f"{len(sheet.rows):,}", header=header,
               encoding=sheet.encoding or "Excel")
        )  # fmt: skip
        self._show_columns(sheet, used)
        self._show_missing(used)
        self._say(tr("Look at the columns, then check."))
        self._verb(tr("Check"), "list-checks")
        self._other.show()

    def _show_columns(self, sheet: Sheet, used: ColumnMap) -> None:
        clear(self._columns)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setColumnStretch(1, 1)
        heads = (tr("Column"), tr("What it holds"), tr("Becomes"))
        for at, words in enumerate(heads):
            grid.addWidget(text(words, "caption"), 0, at)
        kind = self._list_kind()
        filled = {column: target for target, column in used.columns.items()}
        self._targets = []
        for at, column in enumerate(sheet.columns):
            samples = " · ".join([c for c in (str(r[at]) for r in sheet.rows[:40]) if c.strip()][:3])
            target = QComboBox()
            target.setObjectName(f"import.column.{at}")
            target.setAccessibleName(column)
            target.setMinimumWidth(px(200))
            target.addItem(tr("(leave out)"), "")
            for one in kind.targets:
                target.addItem(tr(one.label), one.name)
            target.setCurrentIndex(max(0, target.findData(filled.get(column, ""))))
            target.currentIndexChanged.connect(self._remap)
            self._targets.append(target)
            cells: tuple[QWidget, ...] = (text(column, "strong"), text(samples, "muted", wrap=True), target)
            for place, widget in enumerate(cells):
                grid.addWidget(widget, at + 1, place, Qt.AlignmentFlag.AlignVCenter)
        self._columns.addLayout(grid)

    def used(self) -> ColumnMap:
        """The map as it stands on the page."""
        columns = self._sheet.columns if self._sheet else ()
        chosen = {str(t.currentData()): c for t, c in zip(self._targets, columns, strict=True) if t.currentData()}
        defaults = {name: line.text().strip() for name, line in self._defaults.items() if line.text().strip()}
        return ColumnMap(chosen, defaults)

    def _remap(self) -> None:
        self._show_missing(self.used())
        self._check_again()

    def _check_again(self) -> None:
        """What was checked is no longer what would be imported."""
        self._plan = None
        if self._sheet is not None:
            self._verb(tr("Check"), "list-checks")

    def _show_missing(self, used: ColumnMap) -> None:
        """One question for each required field that no column fills."""
        kept = {name: line.text() for name, line in self._defaults.items()} | dict(used.defaults)
        clear(self._missing)
        self._defaults = {}
        bare = ColumnMap(used.columns)
        lacking = bare.missing(self._list_kind())
        for target in lacking:
            box = self._defaults[target.name] = DefaultBox(target)
            box.setText(kept.get(target.name, ""))
            box.textEdited.connect(self._check_again)
            self._missing.addLayout(col(text(tr(target.label), "label"), box, gap=4))
        if lacking:
            self._session.ask(part_rows.offered, done=self._offer, owner=self, latest="offered")
        else:
            self._missing.addWidget(text(tr("Nothing is missing."), "muted"))

    def _offer(self, offered: Mapping[str, Sequence[Choice]]) -> None:
        """What the shop has already is there to be chosen."""
        for name, choices in offered.items():
            if name in self._defaults:
                self._defaults[name].offer(choices)

    # --- check and import ---------------------------------------------------------------------------------------
    def go_on(self) -> None:
        """The one primary button: choose, check, import."""
        if self._sheet is None or self._file is None:
            self.choose()
        elif self._plan is None:
            self.check()
        else:
            self.carry_out()

    def check(self) -> None:
        """Checks every row; writes nothing."""
        file, used, accept = self._file, self.used(), self._replace.value()
        if file is None or self._sheet is None:
            return
        lacking = [target for target in used.missing(self._list_kind()) if target.name in self._defaults]
        if lacking:
            names = ", ".join(tr(target.label) for target in lacking)
            self._refused(
                tr("The file does not say: {names}. Name the column, or a default for all rows.", names=names),
                lacking[0].name,
            )
            return
        self._memory.put(f"import.{self._kind}.{'|'.join(self._sheet.columns)}", used.data())
        desk, actor, kind = self._session.desk, self._session.actor, self._kind
        # every target is named, also those left out: none is guessed over what the page shows
        columns = {target.name: used.columns.get(target.name, "") for target in self._list_kind().targets}
        self._progress.start()
        self._task = self._session.tasks.run_aside(
            lambda task: running.prepare(
                desk, actor, kind, file, columns=columns, defaults=used.defaults, accept_supersessions=accept,
                progress=task.tell, cancelled=lambda: task.cancelled,
            ),
            self._checked, self._failed, owner=self,
        )  # fmt: skip
        self._task.progressed.connect(self._progress.tell)

    def _checked(self, plan: Plan) -> None:
        self._progress.stop()
        self._plan = plan
        report = plan.report
        self._say(
            tr("{rows} rows = {good} accepted + {bad} refused", rows=f"{report.rows:,}", good=f"{report.accepted:,}",
               bad=f"{len(report.refused):,}")
        )  # fmt: skip
        if plan.proposals is not None and plan.proposals.total:
            words = tr("{n} names say “USE …”; {good} of them name a part of this list.",
                       n=f"{plan.proposals.total:,}", good=f"{len(plan.proposals.proposals):,}")  # fmt: skip
            self._found.addWidget(text(words, wrap=True))
        self._list(report)
        if report.accepted and not (self._whole.value() and report.refused):
            self._verb(tr("Import {n} rows", n=f"{report.accepted:,}"), "check")
        elif report.refused:
            self.messages.say("none", "warn", tr("Nothing is imported while rows are refused."),
                              tr("Mend the file, or take the tick away."))  # fmt: skip
            self._plan = None

    def _list(self, report: Report) -> None:
        lines = [
            tr("Row {row}: {reason}", row=r.number, reason="; ".join(tr(p.reason) for p in r.problems))
            for r in report.refused[:SHOWN]
        ]
        lines += [tr("Row {row}: {reason}", row=r.row, reason=tr(r.text)) for r in report.remarks[:SHOWN]]
        if not lines:
            return
        box = QListWidget()
        box.setObjectName("import.remarks")
        box.setWordWrap(True)
        box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box.setMinimumHeight(px(220))
        box.addItems(lines)
        self._found.addWidget(box)

    def carry_out(self) -> None:
        """Writes the accepted rows in one transaction."""
        plan = self._plan
        if plan is None:
            return
        desk, actor = self._session.desk, self._session.actor
        self._writing.start()
        self._primary.setEnabled(False)  # twice pressed is once imported
        self._session.tasks.run_write(
            lambda: running.carry_out(desk, actor, plan), self._done, self._failed, owner=self
        )

    def _written(self) -> None:
        self._writing.stop()
        self._primary.setEnabled(True)

    def _done(self, report: Report) -> None:
        self._written()
        self._show_nothing()
        self._say(
            tr("{created} new, {changed} changed, {same} as before, {refused} refused", created=f"{report.created:,}",
               changed=f"{report.changed:,}", same=f"{report.unchanged:,}", refused=f"{len(report.refused):,}")
        )  # fmt: skip
        if report.supersessions:
            self._found.addWidget(text(tr("{n} substitutes.", n=f"{report.supersessions:,}")))
        self._list(report)
        if report.document:
            self.messages.say(
                "done", "ok", tr("The list is imported."),
                tr("It counts once {number} is submitted and approved.", number=report.document),
                (tr("Open it"), partial(self._open, report.document)),
            )  # fmt: skip
        else:
            self.messages.say("done", "ok", tr("The list is imported."))
        self._verb(tr("Choose file"), "folder-open")
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # the field that had it is gone

    def _open(self, number: str) -> None:
        """The stock document that holds the list."""
        session = self._session
        session.tasks.run_read(
            lambda: session.desk.ask(documents.locate, session.actor, "stock_documents", number),
            lambda id: self.asked.emit("stock_documents", id), owner=self,
        )  # fmt: skip

    def cancel(self) -> None:
        """Stops what is under way; nothing was written."""
        if self._task is not None and not self._task.finished:
            self._task.cancel()
            self._progress.stop()
            self._say(tr("Stopped. Nothing was imported."))

    def _failed(self, error: Exception) -> None:
        self._progress.stop()
        self._written()
        if isinstance(error, Refused):
            self._refused(tr(error.text), error.where)

    def _refused(self, words: str, where: str) -> None:
        self.messages.say("refused", "bad", words)
        line = self._defaults.get(where)
        if line is not None:
            line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str) -> None:
        clear(self._found)
        self.messages.drop("refused")
        said = text(words, "strong", wrap=True)
        said.setObjectName("import.said")
        self._found.addWidget(said)

    def _verb(self, words: str, icon: str) -> None:
        self._primary.show_icon(icon)
        self._primary.rename(words)
        self.changed.emit()

    # --- dropping a file ------------------------------------------------------------------------------------------
    def dragEnterEvent(self, event: Any) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: Any) -> None:
        files = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        if files:
            self.open_file(files[0])
