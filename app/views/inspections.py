"""The inspector's room: a sheet to tick through beside the car, by thumb or by keys. Knows no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core import i18n
from app.core.desk import UseCase
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services.documents import DocumentView
from app.services.inspections import looking, ticking
from app.services.inspections.looking import Fitted, Tick, TickSheet
from app.services.inspections.rules import FAULT, INSPECT, OK
from app.services.inspections.screens import KIND
from app.views.around import AroundRoom, Refuse
from app.views.kit.buttons import Switch, button
from app.views.kit.chips import Chip
from app.views.kit.keyline import Key
from app.views.kit.labels import section, text
from app.views.kit.layout import clear, col, frame, row, rule
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.kit.theme import px
from app.views.session import Session

PICTURES = "*.jpg *.jpeg *.png"


class InspectionRoom(AroundRoom):
    """F9 = right and on to the next, F10 = not, F7 = the rest is right; each tick is kept at once."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        super().__init__(KIND, session, memory, tools=self)
        self.session = session
        self.sheet: TickSheet | None = None
        self.at = ""  # the line that F9 and F10 speak of
        self.cards: TickCards | None = None

    def on_shown(self, argument: object = None) -> None:
        if argument is None and self.base.page is None and not self.base.listing.table.rows.ids:
            self.base.listing.show_view("open")
        super().on_shown(argument)

    # --- what the generic page gets -----------------------------------------------------------------------------------
    def head(self, _seen: DocumentView) -> Sequence[QWidget]:
        """Nothing more than its steps."""
        return ()

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """The lines to look at, above what is written by hand."""
        self.cards = TickCards(self, seen, writes=seen.state == "open" and self.session.may(INSPECT))
        return (self.cards,)

    def page_keys(self) -> Sequence[Key]:
        if self.cards is None or not self.cards.writes:
            return ()
        return [
            Key("F9", tr("In order, next"), self.right), Key("F10", tr("Not in order"), self.wrong),
            Key("F7", tr("The rest is in order"), self.rest), Key("F6", tr("Other line"), self.skip),
        ]  # fmt: skip

    # --- ticks --------------------------------------------------------------------------------------------------------
    def tell(self, sheet: TickSheet) -> None:
        """The sheet as read: the chosen line stays, or is the first that is open."""
        lines = [*sheet.items, *sheet.questions]
        kept = next((line for line in lines if line.key == self.at), None)
        if self.sheet is None or self.sheet.number != sheet.number or kept is None or kept.result is not None:
            self.at = next((line.key for line in lines if line.result is None), "")
        self.sheet = sheet

    def _line(self) -> Tick | None:
        lines = [*self.sheet.items, *self.sheet.questions] if self.sheet else []
        return next((line for line in lines if line.key == self.at), None)

    def right(self) -> None:
        """F9."""
        if (line := self._line()) is not None:
            self.tick(line, right=True)

    def wrong(self) -> None:
        """F10."""
        if (line := self._line()) is not None:
            self.tick(line, right=False)

    def skip(self) -> None:
        """F6: the next line, whatever stands there."""
        keys = [line.key for line in [*self.sheet.items, *self.sheet.questions]] if self.sheet else []
        if keys and self.cards is not None and self.sheet is not None:
            self.at = keys[(keys.index(self.at) + 1) % len(keys)] if self.at in keys else keys[0]
            self.cards.fill(self.sheet)

    def rest(self) -> None:
        """F7."""
        self._do(ticking.all_right, {})

    def tick(self, line: Tick, *, right: bool) -> None:
        """One line is right or not; a repair item that is not wants words."""
        if not line.key.isdigit():
            self._do(ticking.answer, {"question": line.key, "yes": right})
        elif right:
            self._do(ticking.tick, {"item": int(line.key), "right": True})
        else:
            self._ask_fault(line)

    def _ask_fault(self, line: Tick) -> None:
        fields = (Field("note", N_("What is wrong"), "text", required=True, length=200, default=line.note or None),)

        def act(given: Mapping[str, Any], close: Callable[[], None], refuse: Refuse) -> None:
            named = {"item": int(line.key), "right": False, "note": given["note"] or ""}
            self._do(ticking.tick, named, close, refuse)

        self.ask(tr("Not in order"), tr("Not in order"), f"{line.key}  {line.label}", fields, act)

    def photo(self, line: Tick) -> None:
        """A photo of what is wrong."""
        name = QFileDialog.getOpenFileName(self, tr("Choose a photo"), "", f"{tr('Photos')} ({PICTURES})")[0]
        if name:
            file = Path(name)
            self._do(ticking.picture, {"item": int(line.key), "name": file.name, "content": file.read_bytes()})

    def _do(
        self, case: UseCase[..., Any], named: Mapping[str, Any], close: Callable[[], None] | None = None,
        refuse: Refuse | None = None,
    ) -> None:  # fmt: skip
        """Keeps it; what is typed below and not saved yet is saved first, as both are one sheet."""
        page = self.base.page
        if page is None or page.seen is None:
            return

        def done(_answer: object) -> None:
            if close is not None:
                close()
            page.messages.drop("refused")
            self.base.refresh()

        sheet = page.seen.id

        def go() -> None:
            self.session.run(case, sheet, given=named, done=done, failed=refuse or self.refused, owner=self)

        if page.unsaved():
            page.save(go)
        else:
            go()

    def refused(self, error: Exception) -> None:
        super().refused(error)
        if self.base.page is not None and hasattr(error, "text"):
            self.base.page.messages.say("refused", "bad", tr(error.text))


class TickCards(QWidget):
    """Items, questions and parts of one sheet. `writes`: with buttons, for who may tick."""

    def __init__(self, room: InspectionRoom, seen: DocumentView, *, writes: bool) -> None:
        super().__init__()
        self.setObjectName("inspection.ticks")
        self.writes = writes
        self._room = room
        self._box = QVBoxLayout()
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(12))
        self.setLayout(self._box)
        room.session.ask(looking.sheet, seen.id, done=self._show, owner=self)

    def _show(self, sheet: TickSheet) -> None:
        self._room.tell(sheet)
        self.fill(sheet)

    def fill(self, sheet: TickSheet) -> None:
        """Shows it, the chosen line marked."""
        clear(self._box)
        rest = button(tr("The rest is in order"), "", "list-checks", key="F7", act=self._room.rest,
                      object_name="inspection.rest")  # fmt: skip
        head = (None, rest) if self.writes else (None,)
        lines: list[QWidget] = []
        for line in (*sheet.items, *sheet.questions):
            lines += [self._line(line), rule()]
        self._box.addWidget(section(tr("What to look at"), col(*lines[:-1], gap=0), *head))
        if not sheet.may_drive:
            self._box.addWidget(text(tr("The customer did not allow a road test."), "section", "warn"))
        if sheet.parts:
            self._box.addWidget(section(tr("Parts in the car"), col(*map(_part, sheet.parts), gap=4)))

    def _line(self, line: Tick) -> QWidget:
        chosen = self.writes and line.key == self._room.at
        number = text(line.key if line.key.isdigit() else "", "strong")
        number.setFixedWidth(px(24))
        words = [text(tr(line.label) if not line.key.isdigit() else line.label, "strong" if chosen else "body")]
        if line.people:
            words.append(text(line.people, "muted"))
        if line.note:
            words.append(text(line.note, "body", "bad"))
        marks = self._buttons(line) if self.writes else _chip(line)
        made = row(number, col(None, row(*words, None, gap=12), None), *marks, gap=10, margins=(10, 0, 6, 0), stretch=1)
        return frame(made, kind="sunken" if chosen else "", height=48)

    def _buttons(self, line: Tick) -> Sequence[QWidget]:
        """Two large ones; a photo of what is wrong."""
        found: list[QWidget] = []
        if line.result == FAULT and line.key.isdigit():
            label = tr("Photos: {n}", n=line.photos) if line.photos else tr("Photo")
            found.append(button(label, "quiet", "camera", act=partial(self._room.photo, line)))
        for right, label, icon in ((True, N_("In order"), "check"), (False, N_("Not in order"), "x")):
            one = Switch(tr(label), "seg", icon, act=partial(self._room.tick, line, right=right),
                         name=f"{line.key} {tr(label)}")  # fmt: skip
            one.setObjectName(f"tick.{line.key}.{'yes' if right else 'no'}")
            one.setChecked(line.result == (OK if right else FAULT))
            one.setMinimumSize(px(92), px(36))
            found.append(one)
        return found


def _chip(line: Tick) -> Sequence[QWidget]:
    if line.result is None:
        return (text("—", "muted"),)
    return (Chip(tr("In order"), "ok") if line.result == OK else Chip(tr("Not in order"), "bad"),)


def _part(one: Fitted) -> Any:
    """Agreed beside issued; a difference stands out."""
    agreed = tr("billed {amount}", amount=f"{i18n.quantity(one.agreed, one.decimals)} {i18n.unit(one.unit)}")
    issued = tr("issued {amount}", amount=f"{i18n.quantity(one.issued, one.decimals)} {i18n.unit(one.unit)}")
    words = issued if one.own else tr("Brought by the customer")
    return row(
        text(one.code, "strong"), text(one.name, wrap=True), text(agreed, "muted"),
        text(words, "body" if one.same else "strong", "" if one.same else "bad"), gap=12, stretch=1,
    )  # fmt: skip
