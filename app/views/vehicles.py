"""The room of vehicles: on an open one its whole life stands above its data: visits, odometer, plates, owners."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core import clock, i18n
from app.core.errors import Refused
from app.core.i18n import N_, tr
from app.core.screen import Choice, Field
from app.services import vehicles
from app.services.customers import EDIT
from app.services.documents import DocumentView
from app.services.vehicles import FLAGS, KIND, Page, Reading, Spell, Visit
from app.views.around import AroundRoom, Refuse
from app.views.kit.buttons import button
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import col, frame, row
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.kit.theme import px
from app.views.session import Session

MOST = 40  # visits shown; older ones stand in the lists of their documents
TOP = Qt.AlignmentFlag.AlignTop
ANSWERS = (
    Choice("", N_("It fits")), Choice("LAST_WRONG", N_("The last one was wrong")),
    Choice("ROLLOVER", N_("It rolled over")),
)  # fmt: skip
READING = (
    Field("shown", N_("Reading"), "number"),
    Field("unit", N_("Unit"), "choice", choices=(Choice("km", "km"), Choice("mi", "mi")), default="km"),
    Field("answer", N_("If it is lower"), "choice", choices=ANSWERS), Field("reason", N_("Reason"), "text", length=200),
)  # fmt: skip

STRIKE = (Field("reason", N_("Reason"), "text", required=True, length=200),)


class VehiclesRoom(AroundRoom):
    """F7 on an open vehicle keeps an odometer reading that belongs to no document."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__(KIND, session, memory, tools=self)

    def page_keys(self) -> Sequence[Key]:
        return [Key("F7", tr("Odometer"), self.read_odometer)] if self._session.may(EDIT) else []

    def head(self, _seen: DocumentView) -> Sequence[QWidget]:
        """The button beside the steps."""
        if not self._session.may(EDIT):
            return ()
        return [button(tr("Odometer"), "", "gauge", key="F7", act=self.read_odometer, object_name="vehicles.odometer")]

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """Its life, read in a worker; the cards fill when it is there."""
        holder = QWidget()
        holder.setObjectName("vehicles.life")
        column = col(gap=12)
        holder.setLayout(column)
        self._session.ask(
            vehicles.page, seen.id, seen.values.get("vin") or "", done=partial(self._show, column), owner=holder
        )
        return [holder]

    def _show(self, column: QVBoxLayout, page: Page) -> None:
        visits = section(tr("Visits"), self._visits(page.visits), name="vehicles.visits")
        side = col(
            section(tr("Odometer"), self._readings(page)), section(tr("Plates"), self._spells(page.plates)),
            section(tr("Owners"), self._spells(page.owners)), *self._maker(page), None, gap=12,
        )  # fmt: skip
        holder = QWidget()
        holder.setLayout(side)
        holder.setFixedWidth(px(324))
        line = row(visits, holder, gap=12, stretch=0)
        line.setAlignment(visits, TOP)
        column.addLayout(line)

    def _visits(self, visits: Sequence[Visit]) -> QGridLayout:
        grid = _table((84, 150, 0))
        for visit in visits[:MOST]:
            name: QWidget = text(visit.number or tr("Before this program"), "muted")
            if visit.kind:
                go = partial(self.asked.emit, visit.kind, visit.id)
                name = button(visit.number, "link", act=go, object_name=f"visit.{visit.number}")
            words = " · ".join(filter(None, (visit.fault, visit.work, tr(visit.state) if visit.state else "")))
            figures = (
                f"{visit.odometer_km:,} km" if visit.odometer_km is not None else "",
                i18n.money(visit.amount) if visit.amount is not None else "",
            )
            below = "   ".join(filter(None, figures))
            said = QWidget()
            said.setLayout(col(text(words, wrap=True), *([text(below, "muted")] if below else []), gap=1))
            _line(grid, i18n.day(visit.day), name, said)
        if not visits:
            _line(grid, tr("It has not been here yet."))
        return grid

    def _readings(self, page: Page) -> QGridLayout:
        grid = _table((84, 0))
        for one in page.readings[:12]:
            shown = "—" if one.shown is None else f"{one.shown:,} {one.unit}"
            note = " · ".join(filter(None, (tr(FLAGS[one.flag]) if FLAGS[one.flag] else "", one.reason or one.number)))
            line = row(text(shown, "muted" if one.flag == "STRUCK" else "strong"), None)
            if one.flag != "STRUCK" and self._session.may(EDIT):
                strike = button(tr("Strike out"), "link", act=partial(self.strike, one))
                strike.setObjectName(f"vehicles.strike.{one.shown}")
                line.addWidget(strike)
            _line(grid, i18n.day(clock.local(one.at).date()), frame(col(line, text(note, "muted", wrap=True), gap=0)))
        for at, old_km, new_start in page.clusters:
            words = tr("New cluster: {old} km before, from {new} km on", old=f"{old_km:,}", new=f"{new_start:,}")
            _line(grid, i18n.day(clock.local(at).date()), text(words, "muted", wrap=True))
        if not page.readings and not page.clusters:
            _line(grid, tr("No reading yet."))
        return grid

    def strike(self, reading: Reading) -> None:
        """A reading that was wrong: it stays to be seen, struck out, with the reason; the workshop's head is told."""

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            self._session.run(
                vehicles.strike_reading, reading.id, given["reason"] or "", done=lambda _none: self._was_read(close),
                failed=refuse, owner=self,
            )  # fmt: skip

        about = f"{reading.shown:,} {reading.unit}" if reading.shown is not None else ""
        self.ask(tr("Strike out a reading"), tr("Strike out"), about, STRIKE, act)

    def _spells(self, spells: Sequence[Spell]) -> QGridLayout:
        grid = _table((120, 0))
        for one in spells:
            name: QWidget = text(one.name, "strong" if one.until is None else "muted")
            if one.id is not None:
                name = button(one.name, "link", act=partial(self.asked.emit, "customers", one.id))
            until = i18n.day(one.until) if one.until else tr("now")
            _line(grid, name, f"{i18n.day(one.since)} – {until}")
        if not spells:
            _line(grid, tr("None"))
        return grid

    @staticmethod
    def _maker(page: Page) -> list[QWidget]:
        said = page.said
        if not said.maker:
            return []
        grid = _table((90, 0))
        told = (
            (tr("Maker"), i18n.pick(said.maker_zh, said.maker)),
            (tr("Country"), i18n.pick(said.country_zh, said.country)), (tr("Model year"), said.year),
        )  # fmt: skip
        for label, value in told:
            if value:
                _line(grid, label, str(value))
        return [section(tr("What the VIN says"), grid)]

    # --- the odometer -------------------------------------------------------------------------------------------------
    def read_odometer(self) -> None:
        """F7: asks for a reading; a lower one, a jump and an unreadable one want their reason."""
        page = self.base.page
        if page is None or page.seen is None:
            return
        vehicle = page.seen.id

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            def failed(error: Exception) -> None:
                if isinstance(error, Refused):
                    page.messages.say("odometer", "warn", tr(error.text))
                refuse(error)

            named = {"answer": given["answer"] or "", "reason": given["reason"] or ""}
            self._session.run(
                vehicles.read_odometer, vehicle, given["shown"], given["unit"] or "km",
                done=lambda _id: self._was_read(close), failed=failed, owner=self, given=named,
            )  # fmt: skip

        self.ask(tr("Odometer"), tr("Keep"), page.seen.called, READING, act)

    def _was_read(self, close: Callable[[], None]) -> None:
        close()
        if self.base.page is not None:
            self.base.page.messages.drop("odometer")
            self.base.page.refresh()


def _table(widths: Sequence[int]) -> QGridLayout:
    """A grid whose columns are so wide; 0 takes what is left."""
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(px(12))
    made.setVerticalSpacing(px(4))
    for at, width in enumerate(widths):
        made.setColumnMinimumWidth(at, px(width))
        made.setColumnStretch(at, 0 if width else 1)
    return made


def _line(grid: QGridLayout, *cells: QWidget | str) -> None:
    """One more line."""
    at = grid.rowCount()
    for n, cell in enumerate(cells):
        made = text(cell) if isinstance(cell, str) else cell
        grid.addWidget(made, at, n, alignment=TOP if n != 2 else Qt.AlignmentFlag(0))
