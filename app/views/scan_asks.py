"""What the scan room asks: a quantity, which part, what an unknown code was. Side sheets over the page, never modal."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.i18n import N_, pick, tr
from app.core.screen import Field
from app.services.counts import acts
from app.services.counts.scanning import ScanResult
from app.views.kit.buttons import Button
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.labels import text
from app.views.kit.layout import col
from app.views.kit.sidesheet import SideSheet, ask_sheet
from app.views.records import DeskRecords
from app.views.scan_stage import Sign

if TYPE_CHECKING:
    from app.views.scan_page import ScanPage


class ScanAsks:
    """The questions of one scan page; each gives the scanner back to the page when its sheet goes."""

    def __init__(self, page: ScanPage) -> None:
        self._page = page

    def ask_total(self, spot: Any = None) -> None:
        """Types the quantity of a part in this bin: it becomes the line's total."""
        part = spot or self._page.last
        if part is None or part.part_id is None or self._page.place is None:
            self._page.say(Sign("scan_warn", tr("Scan or choose a part first")))
            return
        name = pick(part.name_zh, part.name_en) or part.number
        field = Field(
            "quantity", N_("Quantity in this bin"), "quantity", required=True, unit=part.unit, decimals=part.decimals
        )
        self._ask_figure(name, field, partial(self._enter, part))

    def _enter(self, part: Any, quantity: int) -> None:
        if self._page.place is not None:
            self._page.session.run(
                acts.enter,
                self._page.count_id,
                self._page.place.bin_id,
                part.part_id,
                quantity,
                done=self._page.show_result,
                failed=self._page.show_refusal,
                owner=self._page,
                given={"status": part.status, "batch": part.batch},
            )

    def ask_weighed(self, result: ScanResult) -> None:
        name = pick(result.name_zh, result.name_en) or result.number
        field = Field(
            "quantity", N_("Weighed quantity"), "quantity", required=True, unit=result.unit, decimals=result.decimals
        )
        self._ask_figure(name, field, lambda q: self._page.run_scan(result.code, quantity=q, part=result.part_id))

    def _ask_figure(self, title: str, field: Field, act: Callable[[int], object]) -> None:
        control = make_control(field, DeskRecords(self._page.session), self._page.session.tasks)
        box = FieldBox(field, control)

        def take() -> None:
            value = control.value()
            if value is not None and box.judge():
                sheet.close_sheet()
                self._page.listen()
                act(value)

        sheet = self._sheet(title, box, take)
        control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sheet(self, title: str, content: QWidget, act: Callable[[], object]) -> SideSheet:
        sheet = ask_sheet(self._page, title, tr("Take over"), content, act)
        sheet.closed.connect(self._page.listen)
        return sheet

    def ask_which(self, result: ScanResult) -> None:
        """A code of two parts: the counter says which (E1)."""
        holder = QWidget()
        buttons = [
            Button(f"{c.number}  {pick(c.name_zh, c.name_en)}", "", act=partial(self._chosen, result, c))
            for c in result.candidates
        ]
        holder.setLayout(col(text(tr("This code belongs to several parts."), wrap=True), *buttons, None))
        self._which = self._sheet(tr("Which part is it?"), holder, lambda: None)

    def _chosen(self, result: ScanResult, candidate: Any) -> None:
        self._which.close_sheet()
        given = {"part": candidate.part_id, "status": candidate.status, "batch": candidate.batch}
        given["quantity"] = result.quantity
        self._page.run_scan(result.code, **given)

    def choose_part(self, done: Callable[[Any], object] | None = None) -> None:
        """F4: a part by name or number, then its quantity."""
        field = Field("part", N_("Part"), "record", record="parts", required=True)
        control = make_control(field, DeskRecords(self._page.session), self._page.session.tasks)

        def take() -> None:
            if control.value() is not None:
                sheet.close_sheet()
                (done or self._count_part)(control.value())

        sheet = self._sheet(tr("Choose part"), FieldBox(field, control), take)
        control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count_part(self, part: Any) -> None:
        hit = partial(DeskRecords(self._page.session).get, "parts", part)
        self._page.session.tasks.run_read(hit, self._ask_of_hit, owner=self._page)

    def _ask_of_hit(self, hit: Any) -> None:
        field = Field(
            "quantity", N_("Quantity in this bin"), "quantity", required=True, unit=hit.unit, decimals=hit.decimals
        )
        self._ask_figure(hit.words(), field, partial(self._enter_hit, hit))

    def _enter_hit(self, hit: Any, quantity: int) -> None:
        if self._page.place is not None:
            self._page.session.run(
                acts.enter,
                self._page.count_id,
                self._page.place.bin_id,
                hit.id,
                quantity,
                done=self._page.show_result,
                failed=self._page.show_refusal,
                owner=self._page,
            )

    def settle(self, unknown: Any) -> None:
        """An unknown code: which part it was, or what else it was."""
        near = tr("Between {before} and {after}", before=unknown.before or "–", after=unknown.after or "–")
        reason = Field("reason", N_("It is no part of ours: what was it?"), "text", length=200)
        control = make_control(reason, DeskRecords(self._page.session), self._page.session.tasks)
        assign = Button(tr("Choose the part"), "", "package-search", act=lambda: self._assign(unknown, sheet))
        holder = QWidget()
        holder.setLayout(
            col(
                text(unknown.code, "title"),
                text(f"{unknown.bin} · {near}", "muted", wrap=True),
                assign,
                FieldBox(reason, control),
                None,
                gap=12,
            )
        )

        def aside() -> None:
            self._page.session.run(
                acts.set_aside,
                self._page.count_id,
                unknown.seq,
                control.value() or "",
                done=lambda _n: self._settled(sheet),
                failed=self._page.show_refusal,
                owner=self._page,
            )

        sheet = self._sheet(tr("Unknown code"), holder, aside)

    def _assign(self, unknown: Any, sheet: SideSheet) -> None:
        sheet.close_sheet()
        self.choose_part(
            lambda part: self._page.session.run(
                acts.attach,
                self._page.count_id,
                unknown.seq,
                part,
                done=lambda _n: self._settled(None),
                failed=self._page.show_refusal,
                owner=self._page,
                given={"quantity": unknown.quantity or 1000},
            )
        )

    def _settled(self, sheet: SideSheet | None) -> None:
        if sheet is not None:
            sheet.close_sheet()
        self._page.listen()
        self._page.refresh()
