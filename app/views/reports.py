"""The room of reports: choose one, period and category; a table, remarks, print and file. Knows reports by their cards.

Everything is read in a worker that can be left alone: a second question drops the answer to the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.core import clock
from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field, ListQuery
from app.printing import charts, saving, spreadsheets
from app.services import reports
from app.services.reports import Asked, Found, Report
from app.views.kit.buttons import Switch, button
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.keyline import Key
from app.views.kit.labels import text
from app.views.kit.layout import card, clear, col, frame, row, rule, scroll
from app.views.kit.room import Room
from app.views.kit.scanner import Scanner
from app.views.kit.states import Progress
from app.views.kit.table import Memory, Table
from app.views.kit.tasks import Task
from app.views.kit.theme import look, px
from app.views.preview import Preview
from app.views.receipt_printer import Drawn
from app.views.records import DeskRecords
from app.views.session import Session

SINCE = Field("since", N_("From"), "date", required=True)
UNTIL = Field("until", N_("To"), "date", required=True)
WIDE, HIGH, SCALE = 660.0, 128.0, 1.3  # of a chart: points, and pixels a point
LOW = 590  # a room that is less high shows figures only


class _Rows:
    """The rows as they were read; sorted and searched in memory."""

    def __init__(self, report: Report, found: Found) -> None:
        self._names = [column.name for column in report.columns]
        self._rows = list(found.rows)

    def find(self, wanted: ListQuery) -> Sequence[Any]:
        """Places of the rows, in the wanted order; empty cells last."""
        places = list(range(len(self._rows)))
        name = wanted.sort.lstrip("-")
        if name in self._names:
            at, down = self._names.index(name), wanted.sort.startswith("-")
            filled = [n for n in places if self._rows[n][at] is not None]
            filled.sort(key=lambda n: _plain(self._rows[n][at]), reverse=down)
            return filled + [n for n in places if self._rows[n][at] is None]
        return places

    def read(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """The rows at these places."""
        return [self._rows[n] for n in ids]


def _plain(cell: Any) -> Any:
    """What a cell is sorted by; words stand after the figures, “n/a” for instance."""
    cell = cell[0] if isinstance(cell, tuple) else cell
    return (0, cell) if isinstance(cell, (int, date)) else (1, str(cell))


class ReportsRoom(Room):
    """Reports at the left, what is asked above, the table with its sums; Ctrl+P prints, Ctrl+E writes a file."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__()
        self.setObjectName("room.reports")
        self._session, self._memory = session, memory
        self._reports = [r.seen_by(session.may) for r in reports.seen_by(session.actor)]
        self.report = self._reports[0]
        self.found: Found | None = None
        self.table: Table | None = None
        self._task: Task[Any] | None = None
        self._preview: Preview | None = None
        self._boxes: dict[str, FieldBox] = {}
        self._stations: Sequence[Choice] = ()
        self._choose = [
            Switch(tr(r.label), "view", act=partial(self.show_report, r.name)) for r in self._reports
        ]  # fmt: skip
        for made, one in zip(self._choose, self._reports, strict=True):
            made.setObjectName(f"reports.{one.name}")
        self._title, self._about = text("", "section"), text("", "muted", wrap=True)
        self._asked, self._body, self._foot = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._progress = Progress(tr("Reading the ledger"), self.cancel)
        self._compose()

    def _compose(self) -> None:
        self._file = button(
            tr("Save as file"), "", "download", key="Ctrl+E", act=self.save_file, object_name="reports.file"
        )
        self._print = button(
            tr("Print"), "primary", "printer", key="Ctrl+P", act=self.print_report, object_name="reports.print"
        )
        self._some = button(
            tr("Save chosen rows"), "", "download", key="Ctrl+Shift+E", act=self.save_chosen,
            object_name="reports.chosen",
        )  # fmt: skip
        head = row(text(tr("Reports"), "title"), None, self._some, self._file, self._print)
        side = card(col(scroll(frame(col(*self._choose, None, gap=2, margins=(8, 8, 8, 8))))))
        side.setFixedWidth(px(220))
        for box in (self._asked, self._body, self._foot):
            box.setContentsMargins(0, 0, 0, 0)
        page = card(
            col(
                col(self._title, self._about, self._asked, gap=6, margins=(14, 10, 14, 10)), rule(), self._body, rule(),
                col(self._foot, gap=4, margins=(14, 8, 14, 8)), gap=0, stretch=2,
            )
        )  # fmt: skip
        self._whole = QWidget()
        self._whole.setLayout(
            col(head, self.messages, self._progress, row(side, page, gap=12, stretch=1), gap=10, stretch=3)
        )
        self._column = col(self._whole, margins=(16, 10, 16, 10))
        self.setLayout(self._column)

    # --- what the frame asks ------------------------------------------------------------------------------------------
    def title(self) -> str:
        return tr("Reports")

    def keys(self) -> Sequence[Key]:
        return [
            Key("Ctrl+P", tr("Print"), self.print_report), Key("Ctrl+E", tr("Save as file"), self.save_file),
            Key("Ctrl+Shift+E", tr("Save chosen rows"), self.save_chosen, shown=self.report.some is not None),
            Key("F5", tr("Refresh"), self.refresh, shown=False), Key("Alt+↑/↓", tr("Sort")),
            Key("Ctrl+PgDown", tr("Next report"), partial(self._next, 1)),
            Key("Ctrl+PgUp", tr("Report before"), partial(self._next, -1), shown=False),
        ]  # fmt: skip

    def on_shown(self, argument: object = None) -> None:
        wanted = argument if isinstance(argument, str) else self.report.name
        if self.found is None or argument is not None:
            self.show_report(wanted)
        session = self._session
        session.tasks.run_read(
            lambda: session.desk.ask(reports.stations, session.actor), self._meet, owner=self, latest="stations"
        )

    def _meet(self, stations: Sequence[Choice]) -> None:
        """Where other stations' books came here, it can be chosen whose are read."""
        if list(stations) != list(self._stations):
            self._stations = stations
            self._show_asked(reports.usual(self.report, clock.today()))

    def refresh(self) -> None:
        self.ask()

    def regions(self) -> Sequence[QWidget]:
        return [w for w in (*self._choose[:1], *list(self._boxes.values())[:1], self.table) if w is not None]

    def _next(self, by: int) -> None:
        at = self._reports.index(self.report)
        self.show_report(self._reports[(at + by) % len(self._reports)].name)

    # --- asking -------------------------------------------------------------------------------------------------------
    def show_report(self, name: str) -> None:
        """Chooses a report by its name and asks it for the usual period."""
        self.report = next((r for r in self._reports if r.name == name), self.report)
        for made, one in zip(self._choose, self._reports, strict=True):
            made.setChecked(one is self.report)
        self._title.tell(tr(self.report.label))
        self._about.tell(tr(self.report.about))
        self._some.setVisible(self.report.some is not None)
        self._show_asked(reports.usual(self.report, clock.today()))
        self.ask()

    def _show_asked(self, usual: Asked) -> None:
        clear(self._asked)
        self._boxes = {}
        wanted: list[tuple[Field, Any]] = []
        if "period" in self.report.asks:
            wanted.append((SINCE, usual.since))
        if {"period", "until"} & set(self.report.asks):
            wanted.append((UNTIL, usual.until))
        if "category" in self.report.asks:
            wanted.append((reports.CATEGORY, ""))
        if self.report.by:
            wanted.append((reports.by_field(self.report), self.report.by[0].code))
        if self._stations:
            wanted.append((reports.STATION, self._stations[0].code))
        for field, value in wanted:
            control = make_control(field, DeskRecords(self._session), self._session.tasks)
            if value:
                control.put(value)
            box = FieldBox(field, control)
            box.setFixedWidth(px(190))
            box.edited.connect(lambda _place: self.ask())
            self._boxes[field.name] = box
        self._asked.addLayout(row(*self._boxes.values(), None, gap=12))

    def given(self) -> dict[str, Any]:
        """What is chosen above the table."""
        values = {name: box.control.value() for name, box in self._boxes.items()}
        words = {name: values.get(name) or "" for name in ("category", "by", "station")}
        return {"since": values.get("since"), "until": values.get("until"), **words}

    def ask(self) -> None:
        """Reads the report in a worker."""
        self._progress.start()
        name, given, session = self.report.name, self.given(), self._session
        self._task = session.tasks.run_read(
            lambda: session.desk.ask(reports.make, session.actor, name, **given),
            self._show, self._failed, owner=self, latest="report",
        )  # fmt: skip

    def cancel(self) -> None:
        """Leaves the question alone; what is shown stays."""
        if self._task is not None:
            self._task.cancel()
        self._progress.stop()

    def _failed(self, error: Exception) -> None:
        self._progress.stop()
        if isinstance(error, Refused):
            self.messages.say("refused", "bad", tr(error.text))

    def _show(self, found: Found) -> None:
        self._progress.stop()
        self.messages.drop("refused")
        self.found = found
        clear(self._body)
        clear(self._foot)
        if found.chart:
            self._body.addWidget(self._chart_of(found))
        self.table = Table(
            self.report.columns, _Rows(self.report, found), self._session.tasks, memory=self._memory,
            key=f"reports.{self.report.name}", name=tr(self.report.label),
        )  # fmt: skip
        table = self.table
        table.sorted_by.connect(lambda sort: table.ask(ListQuery(sort=sort)))
        table.setMinimumHeight(px(120))
        self._body.addWidget(table)
        table.ask(ListQuery())
        self._show_foot(found)
        if self.isVisible():
            table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chart_of(self, found: Found) -> QLabel:
        """The bars above the table, drawn in a worker; their words are there for a screen reader too."""
        shown = QLabel()
        shown.setObjectName("reports.chart")
        shown.setContentsMargins(px(14), px(8), px(14), px(8))
        shown.setAccessibleName("\n".join(f"{tr(one.label)}: {one.size:,}" for one in found.chart))
        palette, scale = charts.DARK if look().dark else charts.LIGHT, self.devicePixelRatioF() * px(100) / 100

        def draw(_task: Task[bytes]) -> bytes:
            from app.printing.reports import chart_of

            return charts.png(chart_of(found.chart, WIDE, HIGH, palette, pareto=found.pareto, size=9), SCALE * scale)

        def put(png: bytes) -> None:
            pixmap = QPixmap()
            pixmap.loadFromData(png)
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            shown.setPixmap(pixmap)

        self._session.tasks.run_aside(draw, put, owner=shown)
        if self.height() < px(LOW):
            shown.hide()
        return shown

    def _show_foot(self, found: Found) -> None:
        from app.printing.reports import written

        if found.foot:
            cells = [
                f"{tr(c.label)} {written(c, cell)}" if c.kind not in ("strong", "text") else written(c, cell)
                for c, cell in zip(self.report.columns, found.foot, strict=True)
                if cell is not None and cell != ""
            ]
            self._foot.addWidget(text("   ".join(cells), "strong", wrap=True))
        for remark in found.remarks:
            self._foot.addWidget(text(tr(remark), "muted", wrap=True))
        for remark in found.wrong:
            self._foot.addWidget(text(tr(remark), "body", "bad", wrap=True))

    # --- paper and file -----------------------------------------------------------------------------------------------
    def print_report(self) -> None:
        """Ctrl+P: the paper in the preview, drawn in a worker."""
        name, given, session = self.report.name, self.given(), self._session

        def draw(_task: Task[bytes]) -> bytes:
            from app.printing.reports import report

            return report(session.desk.ask(reports.sheet, session.actor, name, **given))

        self._progress.start()
        session.tasks.run_aside(draw, self._show_paper, self._failed, owner=self)

    def _show_paper(self, pdf: bytes) -> None:
        self._progress.stop()
        name = f"{self.report.name}.pdf"
        self._preview = Preview(tr(self.report.label), Drawn(pdf), self._session, f"reports.{self.report.name}", name)
        self._preview.closed.connect(self._close_preview)
        self._column.addWidget(self._preview)
        self._whole.hide()
        self._preview.setFocus()

    def _close_preview(self) -> None:
        if self._preview is not None:
            self._preview.hide()
            self._preview.deleteLater()
            self._preview = None
        self._whole.show()
        if self.table is not None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_file(self) -> None:
        """Ctrl+E: asks where to, then writes XLSX or CSV in a worker."""
        if chosen := self._ask_file():
            self.write_file(chosen)

    def save_chosen(self) -> None:
        """Ctrl+Shift+E: the same for the chosen rows only, in the report's own form of file."""
        if self.report.some is not None and (chosen := self._ask_file(tables=False)):
            self.write_file(chosen, self.chosen())

    def chosen(self) -> list[str]:
        """What the chosen rows are called in the report's own file."""
        if self.table is None or self.found is None or self.report.some is None:
            return []
        at = [column.name for column in self.report.columns].index(self.report.some[0])
        return [str(self.found.rows[place][at]) for place in self.table.chosen_ids()]

    def _ask_file(self, *, tables: bool = True) -> Path | None:
        own = self.report.file[0] if self.report.file else ""
        usual = "*.xlsx *.csv" if tables else ""
        name, kinds = f"{self.report.name}{own or '.xlsx'}", f"*{own} {usual}".strip() if own else usual
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as file"), name, kinds)
        return Path(chosen) if chosen else None

    def write_file(self, file: Path, some: Sequence[str] = ()) -> None:
        """Writes what is shown, or `some` of it; the ending says what kind of file."""
        found, report = self.found, self.report
        if found is None:
            return
        page, given, session = reports.page_of(report, found), self.given(), self._session

        if some and report.file is not None:
            file = file.with_suffix(report.file[0])

        def write(_task: Task[None]) -> None:
            if report.file is not None and file.suffix.lower() == report.file[0]:
                saving.save(file, session.desk.ask(reports.file, session.actor, report.name, some=some, **given))
            else:
                spreadsheets.write(file, [page])

        session.tasks.run_aside(
            write,
            partial(self._written, file),
            self._failed,
            owner=self,
        )

    def _written(self, file: Path, _none: Any) -> None:
        self.said.emit(tr("{file} is written.", file=file.name), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for chart in self.findChildren(QLabel, "reports.chart"):
            chart.setVisible(self.height() >= px(LOW))
