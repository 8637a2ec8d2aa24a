"""The room of costs and margins: months as documents; a month's views with their chart, its lines, down to the slip.

A run is calculated in the writer's thread, in portions: it tells how far it is, and can be cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core import i18n
from app.core.access import Actor
from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.screen import Field, ListQuery
from app.core.workflow import Offer
from app.printing import charts
from app.printing.cost_runs import rate
from app.services.cost_runs import computing, looking, totals
from app.services.cost_runs.looking import LINES, Share, Slip
from app.services.cost_runs.rules import CALCULATED, OPEN, RUN
from app.services.cost_runs.screens import KIND
from app.services.cost_runs.totals import Open
from app.services.documents import DocumentView
from app.views.around import AroundRoom, Refuse
from app.views.document_page import DocumentPage
from app.views.export import TableExport, export_of
from app.views.kit.buttons import button
from app.views.kit.controls import ChoiceControl
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, grid, row
from app.views.kit.listing import Listing
from app.views.kit.scanner import Scanner
from app.views.kit.sidesheet import ask_sheet
from app.views.kit.states import Progress
from app.views.kit.table import Memory
from app.views.kit.tasks import Task
from app.views.kit.theme import look, px
from app.views.session import Session

HIGH = 420  # of the lines on the page, which scrolls as a whole
WIDE = 620.0  # of the chart, in points
MOST = 12  # bars
MONTH = Field("month", N_("Month"), "text", required=True, length=7, help=N_("Such as 2026-10."))
COST = Field("cost", N_("Cost of the whole issue"), "money", required=True)
REASON = Field("reason", N_("Reason"), "text", required=True, length=200)


class _Lines:
    """Feeds the table with the lines of one run; called in a reader thread."""

    def __init__(self, session: Session, run: Any) -> None:
        self._session, self._run = session, run

    def find(self, wanted: ListQuery) -> Sequence[Any]:
        """Lines in the wanted order."""
        return self._session.desk.ask(looking.find_lines, self._session.actor, self._run, wanted)

    def read(self, ids: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """One row per line."""
        return self._session.desk.ask(looking.read_lines, self._session.actor, self._run, ids)


class CostPage(DocumentPage):
    """The page of a run: its step “calculate” tells how far it is."""

    def _do(self, offer: Offer, answers: dict[str, Any], actor: Actor | None = None) -> None:
        if offer.step != "calculate" or self.seen is None:
            super()._do(offer, answers, actor)
            return
        session, id = self._session, self.seen.id

        def work(task: Task[None]) -> None:
            session.desk.run(computing.calculate, session.actor, id, tell=task.tell)

        self._saving = True
        task: Task[None] = session.tasks.run_aside(
            work, lambda _none: None, self._save_failed, owner=self, lane="writer"
        )  # fmt: skip
        progress = Progress(tr("Calculating the month"), task.cancel)
        self._bar.addWidget(progress)
        progress.start()
        task.progressed.connect(progress.tell)
        task.ended.connect(self._calculated)

    def _calculated(self) -> None:
        self._saving = False
        self.refresh()


class CostRoom(AroundRoom):
    """F9 calculates a month; on a run one chooses a view, opens a line, and clears what stands in the way."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        self._memory = memory
        self._run: Any = None
        self._lines: Listing | None = None
        self._export: TableExport | None = None
        self._by = ChoiceControl(looking.BY, may_be_empty=False)
        start = button(
            tr("Calculate a month"), "primary", "calculator", key="F9", act=self.open_month,
            object_name="costs.calculate",
        )  # fmt: skip
        super().__init__(KIND, session, memory, [start] if session.may(RUN) else [], self, CostPage)
        self._progress = Progress(tr("Calculating the month"), self.cancel)
        self._task: Task[Any] | None = None
        place = self.base.layout()
        if isinstance(place, QVBoxLayout):
            place.insertWidget(0, self._progress)

    def list_keys(self) -> Sequence[Key]:
        return [Key("F9", tr("Calculate a month"), self.open_month)] if self._session.may(RUN) else []

    # --- calculating --------------------------------------------------------------------------------------------------
    def open_month(self) -> None:
        """F9: asks which month; the next one stands there."""
        self._session.ask(computing.next_month, done=self._ask_month, owner=self)

    def _ask_month(self, month: str) -> None:
        field = Field(MONTH.name, MONTH.label, "text", required=True, length=7, help=MONTH.help, default=month)
        about = tr("All orders delivered in the month, with what their parts cost.")
        self.ask(tr("Calculate a month"), tr("Calculate"), about, (field,), self._begin)

    def _begin(self, given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
        session = self._session

        def work(task: Task[Any]) -> Any:
            return session.desk.run(computing.open_run, session.actor, given["month"] or "", tell=task.tell)

        def done(id: Any) -> None:
            close()
            self.base.open_document(id)

        self._progress.start()
        self._task = session.tasks.run_aside(work, done, refuse, owner=self, lane="writer")
        self._task.progressed.connect(self._progress.tell)
        self._task.ended.connect(self._progress.stop)

    def cancel(self) -> None:
        """Leaves the calculation; nothing of it is kept."""
        if self._task is not None:
            self._task.cancel()

    def page_keys(self) -> Sequence[Key]:
        return [self._export.key()] if self._export is not None else []

    # --- what the generic page gets -----------------------------------------------------------------------------------
    def head(self, _seen: DocumentView) -> Sequence[QWidget]:
        """Nothing of its own: the steps are there."""
        return ()

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """What stands in the way, the views with their chart, and the lines."""
        self._run = seen.id
        self._shares, self._waiting = QVBoxLayout(), QVBoxLayout()
        by = self._by.value() or "item"
        self._by = ChoiceControl(looking.BY, may_be_empty=False)
        self._by.setObjectName("costs.by")
        self._by.put(by)
        self._by.edited.connect(self._ask_shares)
        self._export = export = export_of(seen.called, self._session, _Lines(self._session, seen.id), LINES.columns)
        export.written.connect(self.said)
        self._lines = Listing(
            LINES, _Lines(self._session, seen.id), self._session.tasks, title=tr("Repair items"), key="list.cost_lines",
            memory=self._memory, more=(export.button(),),
        )  # fmt: skip
        self._lines.setFixedHeight(px(HIGH))
        self._lines.opened.connect(self.drill)
        self._lines.ask()
        self._ask_shares()
        if seen.state in (OPEN, CALCULATED):
            self._session.ask(totals.open_issues, seen.id, done=self._show_waiting, owner=self._lines)
        views = section(tr("Margin"), col(_sums(seen), row(self._by, None), self._shares, gap=10))
        self._holder = QWidget()
        self._waiting.setContentsMargins(0, 0, 0, 0)
        self._holder.setLayout(self._waiting)
        self._holder.hide()
        return (self._holder, views, export, self._lines)

    # --- views --------------------------------------------------------------------------------------------------------
    def _ask_shares(self) -> None:
        if self._lines is not None:
            by = self._by.value() or "item"
            self._session.ask(looking.shares, self._run, by, done=self._show_shares, owner=self._lines, latest="by")

    def _show_shares(self, found: Sequence[Share]) -> None:
        clear(self._shares)
        if not found:
            self._shares.addWidget(text(tr("Nothing was charged in this month."), "muted"))
            return
        heads = (
            "",
            tr("Orders"),
            tr("Part revenue"),
            tr("Part cost"),
            tr("Margin"),
            tr("Margin %"),
            tr("Labour, fees"),
        )
        cells: list[list[Any]] = [[text(words, "caption") for words in heads]]
        for share in found[:MOST]:
            figures = (
                f"{share.orders:,}", i18n.money(share.parts_revenue), i18n.money(share.parts_cost),
                i18n.money(share.margin), rate(share.share), i18n.money(share.labour_revenue + share.fees_revenue),
            )  # fmt: skip
            cells.append([text(tr(share.label), "strong"), *[_figure(words) for words in figures]])
        for head in cells[0][1:]:
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
        table = grid(cells, hgap=18, vgap=4)
        table.setColumnStretch(0, 1)
        self._shares.addLayout(table)
        if len(found) > MOST:
            more = tr("{n} more stand in the workbook (print, then save as .xlsx).", n=len(found) - MOST)
            self._shares.addWidget(text(more, "muted"))
        self._draw(found[:MOST])

    def _draw(self, found: Sequence[Share]) -> None:
        """The margins as bars, drawn in a worker; the table above says the same in words."""
        bars = [charts.Bar(tr(s.label), max(0, s.margin), f"{i18n.money(s.margin)}  {rate(s.share)}") for s in found]
        palette, scale = charts.DARK if look().dark else charts.LIGHT, self.devicePixelRatioF() * px(100) / 100
        self._session.tasks.run_aside(
            lambda _task: charts.png(charts.bars(bars, WIDE, palette, size=10), 1.3 * scale), self._put_chart,
            owner=self._lines,
        )  # fmt: skip

    def _put_chart(self, png: bytes) -> None:
        shown, pixmap = QLabel(), QPixmap()
        pixmap.loadFromData(png)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        shown.setPixmap(pixmap)
        self._shares.addWidget(shown)

    # --- down to the slip ---------------------------------------------------------------------------------------------
    def drill(self, line: Any) -> None:
        """Enter on a line: the slips behind its cost."""
        self._session.ask(looking.slips, self._run, line, done=self._show_slips, failed=self.refused, owner=self)

    def _show_slips(self, found: Sequence[Slip]) -> None:
        holder, lines = QWidget(), []
        for slip in found:
            qty = f"{i18n.quantity(slip.qty[0], slip.qty[1])} {slip.qty[2]}"
            opened = button(slip.number, "quiet", act=partial(self._open_slip, slip), object_name="costs.slip")
            what = text(f"{slip.part} {slip.name}", "strong", wrap=True)
            lines.append(col(what, row(opened, text(qty), None, text(i18n.money(slip.value)), gap=8), gap=2))
        if not lines:
            lines = [col(text(tr("No part was issued for this item."), "muted"))]
        total = row(text(tr("Part cost"), "label"), None, text(i18n.money(sum(s.value for s in found)), "strong"))
        holder.setLayout(col(*lines, total, None, gap=10))
        self._sheet = ask_sheet(self, tr("Slips of this item"), tr("Close"), holder, self._close_slips)

    def _close_slips(self) -> None:
        self._sheet.close_sheet()

    def _open_slip(self, slip: Slip) -> None:
        self._close_slips()
        self.asked.emit(slip.kind, slip.id)

    # --- what stands in the way ---------------------------------------------------------------------------------------
    def _show_waiting(self, found: Sequence[Open]) -> None:
        clear(self._waiting)
        self._holder.setVisible(bool(found))
        rows = []
        for one in found:
            qty = f"{i18n.quantity(one.qty[0], one.qty[1])} {one.qty[2]}"
            said = {"slip": one.slip, "part": one.part, "name": one.name, "qty": qty}
            if one.why == "ITEM":
                words, verb = tr("{slip}: {part} {name}, {qty}, belongs to no item.", **said), tr("Give it an item")
            else:
                words, verb = tr("{slip}: {part} {name}, {qty}, has no cost.", **said), tr("Enter the cost")
            act = button(verb, "", "pen-line", act=partial(self.clear_up, one), object_name="costs.fix")
            rows.append(row(text(words, "body", "bad", wrap=True), act if self._session.may(RUN) else None, stretch=0))
        self._waiting.addWidget(section(tr("To be cleared before the month is closed"), col(*rows, gap=6)))

    def clear_up(self, one: Open) -> None:
        """The item or the cost of an issue, with the reason; the run is calculated again afterwards."""
        if one.why == "ITEM":
            self._session.ask(totals.items_of, one.order_id, done=partial(self._ask_fix, one), owner=self)
        else:
            self._ask_fix(one, ())

    def _ask_fix(self, one: Open, items: Sequence[Any]) -> None:
        chosen = Field("item", N_("Item"), "choice", required=True, choices=tuple(items))
        first = chosen if one.why == "ITEM" else COST

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def done(_none: Any) -> None:
                close()
                self.base.refresh()

            more = {"item": UUID(given["item"])} if given.get("item") else {"cost": given.get("cost")}
            named = more | {"reason": given["reason"] or ""}
            self._session.run(computing.fix, self._run, one.id, done=done, failed=refuse, owner=self, given=named)

        self.ask(tr("To be cleared"), tr("Take over"), f"{one.slip} {one.part} {one.name}", (first, REASON), act)

    def refused(self, error: Exception) -> None:
        """Why not, over the page or the list."""
        place = self.base.page.messages if self.base.page is not None else self.base.messages
        if isinstance(error, Refused):
            place.say("refused", "bad", tr(error.text))


def _sums(seen: DocumentView) -> QHBoxLayout:
    """What the month comes to, in one line."""
    kept = seen.values
    revenue, cost = kept["parts_revenue"], kept["parts_cost"]
    apart = sum(kept[name] for name in ("warranty_cost", "rework_cost", "internal_cost"))
    said = (
        (tr("Orders"), f"{kept['orders']:,}"), (tr("Part revenue"), i18n.money(revenue)),
        (tr("Part cost"), i18n.money(cost)),
        (tr("Margin"), f"{i18n.money(revenue - cost)}  {rate(looking.margin(revenue, cost))}"),
        (tr("Labour, fees"), i18n.money(kept["labour_revenue"] + kept["fees_revenue"])),
        (tr("Not charged"), i18n.money(apart)),
    )  # fmt: skip
    return row(*(col(text(label, "caption"), text(words, "title"), gap=2) for label, words in said), None, gap=28)


def _figure(words: str) -> QLabel:
    made = text(words)
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made
