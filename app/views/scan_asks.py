"""Questions on the stage itself: how much, which part, what about the lines left. Answered by keyboard, never modal.

While one is open, scans wait in their order; the page routes its keys here. They know the page only as their `Asker`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.core import i18n
from app.core.errors import Refused
from app.core.i18n import tr
from app.services.counts.floor import ShelfLine
from app.views.kit.figures import FULL_WIDTH, Figure
from app.views.kit.keyline import Key
from app.views.scan_rows import ENTER, Entry, EntryView
from app.views.scan_stage import Press, Sign
from app.views.scan_words import called

LONGEST = 9


class Board(Protocol):
    """Where the rows of a question are shown."""

    list: EntryView

    def tell_list(self, entries: Sequence[Entry] | None) -> None: ...


class Asker(Protocol):
    """What a question needs of the page."""

    @property
    def stage(self) -> Board: ...

    def say(self, sign: Sign) -> None: ...
    def end_ask(self) -> None: ...


class Ask:
    """One question. `yields`: a scan ends it instead of waiting."""

    yields = False

    def __init__(self, page: Asker, sign: Sign) -> None:
        self._page, self.sign = page, sign

    def show(self) -> None:
        """Puts itself onto the stage."""
        self._page.say(self.sign)

    def hide(self) -> None:
        """Leaves the stage."""
        self._page.stage.tell_list(None)

    def leave(self) -> None:
        """Esc: answered by nothing."""
        self._page.end_ask()

    def key(self, event: QKeyEvent) -> None:
        """A key that was pressed while it is open."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()

    def zero(self, *, not_found: bool) -> None:
        """F8 and Shift+F8."""

    def finish(self) -> None:
        """Ctrl+Enter."""

    def keys(self) -> list[Key]:
        """For the key line."""
        return [Key("Esc", tr("Leave it"))]

    def buttons(self) -> list[Press]:
        """For gloved fingers."""
        return [(tr("Leave it"), "x", "Esc", self.leave, "scan.leave")]


class FigureAsk(Ask):
    """A number typed straight onto the stage, with the decimals of the unit."""

    def __init__(
        self, page: Asker, sign: Sign, unit: str, decimals: int, take: Callable[[int], object],
        left: Callable[[], object], *, yields: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(page, replace(sign, figure="?", unit=i18n.unit(unit), note=""))
        self._figure, self._take, self._left, self._typed = Figure("quantity", decimals), take, left, ""
        self._yields = yields

    @property
    def yields(self) -> bool:  # type: ignore[override]
        """Nothing typed yet: whoever scans on, wants no number."""
        return self._yields and not self._typed

    def leave(self) -> None:
        self._page.end_ask()
        self._left()

    def key(self, event: QKeyEvent) -> None:
        typed = event.text().translate(FULL_WIDTH)
        if event.key() in ENTER:
            self.take()
        elif event.key() == Qt.Key.Key_Backspace:
            self._type(self._typed[:-1])
        elif typed and typed in "0123456789.,*":
            self._type((self._typed + typed.replace(",", "."))[:LONGEST])
        else:
            super().key(event)

    def _type(self, typed: str) -> None:
        self._typed = typed
        self._page.say(replace(self.sign, figure=typed or "?"))

    def take(self) -> None:
        """Enter."""
        try:
            value = self._figure.read(self._typed)
        except Refused as why:
            self._page.say(replace(self.sign, signal="scan_bad", head=tr(why.text), figure=self._typed))
            return
        if value is None:
            self._page.say(replace(self.sign, signal="scan_warn", head=tr("Type how much it is")))
            return
        self._page.end_ask()
        self._take(value)

    def keys(self) -> list[Key]:
        return [Key("Return", tr("Take over")), *super().keys()]

    def buttons(self) -> list[Press]:
        return [(tr("Take over"), "check", "Return", self.take, "scan.take"), *super().buttons()]


class ListAsk(Ask):
    """One of several, by its digit or by ↑↓ and Enter."""

    def __init__(
        self, page: Asker, sign: Sign, entries: Sequence[Entry], take: Callable[[Any], object],
        left: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(page, sign)
        self._take, self._left = take, left
        self._entries = [replace(e, cap=str(n) if n < 10 else "") for n, e in enumerate(entries, 1)]

    def show(self) -> None:
        super().show()
        rows = self._page.stage.list
        self._page.stage.tell_list(self._entries)
        rows.walk_to(0)
        rows.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._page.end_ask()
        self._left()

    def key(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isascii() and digit.isdigit() and 0 < int(digit) <= len(self._entries):
            self.take(self._entries[int(digit) - 1].key)
        else:
            super().key(event)

    def take(self, key: Any) -> None:
        """The row with this key."""
        self._page.end_ask()
        self._take(key)

    def keys(self) -> list[Key]:
        return [Key("1–9", tr("Choose")), Key("Return", tr("Choose")), *super().keys()]


Marks = dict[Any, str]  # key of a line → ZERO, NOT_FOUND


class FinishAsk(Ask):
    """The lines nobody counted, before the bin is ended: each is none here, not found, or comes later.

    Marks are only carried out by the second Ctrl+Enter; a scan goes on counting instead.
    """

    yields = True

    def __init__(
        self, page: Asker, sign: Sign, lines: Sequence[ShelfLine], carry_out: Callable[[Marks], object]
    ) -> None:
        super().__init__(page, sign)
        self._lines, self._carry_out, self._marks = list(lines), carry_out, Marks()

    def show(self) -> None:
        super().show()
        self._page.stage.tell_list(self._entries())
        self._page.stage.list.walk_to(0)
        self._page.stage.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entries(self) -> list[Entry]:
        chips = {"ZERO": (tr("None here"), "ok"), "NOT_FOUND": (tr("Not found"), "bad"), "": (tr("Later"), "idle")}
        return [
            Entry(x.key, x.bin, called(x), chip=chips[self._marks.get(x.key, "")], detail=x.number) for x in self._lines
        ]

    def mark(self, what: str) -> None:
        """Marks the line under the cursor and goes on to the next."""
        rows = self._page.stage.list
        key, at = rows.current(), rows.currentIndex().row()
        if key is None:
            return
        self._marks.pop(key, None)
        if what:
            self._marks[key] = what
        rows.tell(self._entries())
        rows.walk_to(at + 1)

    def zero(self, *, not_found: bool) -> None:
        self.mark("NOT_FOUND" if not_found else "ZERO")

    def take(self, _key: Any) -> None:
        """Enter: this one comes later."""
        self.mark("")

    def finish(self) -> None:
        self._page.end_ask()
        self._carry_out(self._marks)

    def keys(self) -> list[Key]:
        return [
            Key("F8", tr("None here")), Key("Shift+F8", tr("Not found")), Key("Return", tr("Later")),
            Key("Ctrl+Enter", tr("Carry out")), *super().keys(),
        ]  # fmt: skip

    def buttons(self) -> list[Press]:
        return [
            (tr("None here"), "ban", "F8", lambda: self.mark("ZERO"), "scan.none"),
            (tr("Not found"), "search", "Shift+F8", lambda: self.mark("NOT_FOUND"), "scan.notfound"),
            (tr("Later"), "clock", "Return", lambda: self.mark(""), "scan.later"),
            (tr("Carry out"), "check", "Ctrl+Enter", self.finish, "scan.carry"),
        ]  # fmt: skip
