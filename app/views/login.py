"""The login page: who is it, and the PIN. Also the lock, and the change of user. It knows no desk and keeps no PIN.

It is shown before the database is open: tiles appear when a worker has read them, and keys typed before are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core import clock
from app.core.i18n import N_, current, day, tr
from app.views.kit.buttons import Button
from app.views.kit.chips import Avatar
from app.views.kit.keycap import KeyCap
from app.views.kit.labels import Pic, text
from app.views.kit.lamp import Lamp
from app.views.kit.layout import card, clear, col, frame, row, scroll
from app.views.kit.pinpad import Person, PinPad, UserTile
from app.views.kit.theme import px

ACROSS = 3
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


class LoginPage(QWidget):
    """Tiles at the left, the pad at the right; letters filter, digits go to the PIN, Enter enters."""

    painted = Signal()  # it is on the screen
    entered = Signal(object, str)  # person's id, PIN
    language_wanted = Signal(str)

    def __init__(self, auto_lock: int = 10) -> None:
        super().__init__()
        self.setObjectName("login")
        self.setProperty("kind", "canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._people: Sequence[Person] = ()
        self._shown: list[Person] = []
        self._tiles: dict[Any, UserTile] = {}
        self._chosen: Person | None = None
        self._typed = ""
        self.pad = PinPad(tr("Enter"))
        self.pad.entered.connect(self._entered)
        self.pad.first = self._type
        self._shop, self._station = text("", "strong"), text("", "muted")
        self._who, self._role, self._face = text("", "title"), text("", "caption"), Avatar("", 44)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(12))
        self._grid.setColumnStretch(ACROSS, 1)  # two people stand at the left, like nine
        self._filter = text("", "muted")
        self._help = text("", "caption", wrap=True)
        self._note = text("", "muted", wrap=True)
        self._backup, self._date = text("", "muted"), text("", "muted")
        self._backup_icon = Pic("hard-drive", 16, "ink2")
        self._compose(auto_lock)
        self._tell_filter()
        self.painted.connect(
            lambda: QTimer.singleShot(0, self, self._tell_date), Qt.ConnectionType.SingleShotConnection
        )  # fmt: skip

    def _compose(self, auto_lock: int) -> None:
        top = row(
            Pic("gauge", 24, "accent_ink"), text("Counterpart", "title"), None, self._shop, self._station, gap=10
        )  # fmt: skip
        words = tr("This PC locks after {n} minutes without use.", n=auto_lock) if auto_lock else ""
        head = col(text(tr("Who is it?"), "figure"), text(words, "muted"), gap=6)
        tiles = scroll(frame(col(self._grid, None)), name="login.tiles")
        tiles.setMinimumHeight(px(276))
        typing = row(Lamp(), self._filter, None, KeyCap("Esc"), text(tr("clears"), "caption"), gap=8)
        left = frame(col(head, 8, tiles, 8, typing, self._note, gap=6, stretch=2), width=624)
        who = row(self._face, col(self._who, self._role, gap=0), None, gap=12)
        pad = card(col(who, self.pad, self._help, gap=10, margins=(20, 16, 20, 14)))
        pad.setFixedWidth(px(340))
        other = ("en", "English") if current() == "zh_CN" else ("zh_CN", "中文")
        language = Button(other[1], "quiet", "languages", act=partial(self.language_wanted.emit, other[0]))
        language.setObjectName("login.language")
        foot = row(self._date, None, self._backup_icon, self._backup, 16, language, gap=8)
        middle = row(None, left, pad, None, gap=40)
        self.setLayout(col(top, None, middle, None, foot, gap=4, margins=(32, 16, 32, 12)))
        self._help.tell(tr("Forgot the PIN? The administrator sets a new one under People."))

    def _tell_date(self) -> None:
        """Time zones are loaded when the page is on the screen."""
        today = clock.today()
        self._date.tell(f"{day(today)} {tr(WEEKDAYS[today.weekday()])}")

    # --- what the application tells ---------------------------------------------------------------------------------
    def show_shop(self, name: str, station: str, backup: str) -> None:
        """Name of the shop, the station, and what is known of the last backup."""
        self._shop.tell(name)
        self._station.tell(tr("Station {code}", code=station) if station else "")
        self._backup.tell(backup)

    def show_people(self, people: Sequence[Person], chosen: Any = None) -> None:
        """The tiles, most recent first; the chosen one, or the first, is ready for the PIN."""
        self._people = people
        self._fill()
        wanted = next((p for p in self._shown if p.id == chosen), self._shown[0] if self._shown else None)
        self._choose(wanted)
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_note(self, words: str) -> None:
        """A sentence under the tiles: the PINs of a demo shop, or why the shop can't be opened yet."""
        self._note.tell(words)

    def wrong(self, why: str) -> None:
        """The PIN was refused."""
        self.pad.wrong(why)
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def lock(self, why: str) -> None:
        """The tile is locked for a while; another person may be chosen."""
        self.pad.lock(why)

    def badge(self, code: str, badges: dict[str, Any]) -> bool:
        """A scanned badge picks the person; it never replaces the PIN."""
        person = next((p for p in self._people if p.id == badges.get(code)), None)
        if person is None:
            self.show_note(tr("Nobody here has the badge {code}.", code=code))
            return False
        self._typed = ""
        self._fill()
        self._choose(person)
        return True

    # --- choosing ---------------------------------------------------------------------------------------------------
    def _fill(self) -> None:
        clear(self._grid)
        self._tiles = {}
        typed = self._typed.lower()
        self._shown = [p for p in self._people if typed in p.find or typed in p.name.lower()]
        for at, person in enumerate(self._shown):
            tile = UserTile(person, partial(self._choose, person))
            self._tiles[person.id] = tile
            self._grid.addWidget(tile, at // ACROSS, at % ACROSS)
        if self._chosen is None or self._chosen.id not in self._tiles:
            self._choose(self._shown[0] if self._shown else None)
        else:
            self._choose(self._chosen)
        self._tell_filter()

    def _tell_filter(self) -> None:
        if self._typed:
            nobody = "" if self._shown else "  " + tr("Nobody matches.")
            self._filter.tell(tr("Names with “{text}”", text=self._typed) + nobody)
        else:
            self._filter.tell(tr("Type a name or scan your badge"))

    def _choose(self, person: Person | None) -> None:
        first = self._chosen is None
        changed = person is None or self._chosen is None or person.id != self._chosen.id
        self._chosen = person
        for key, tile in self._tiles.items():
            tile.setChecked(person is not None and key == person.id)
        self._who.tell(person.name if person else "")
        self._role.tell(person.role if person else "")
        self._face.rename(person.name if person else "")
        self._face.setVisible(person is not None)
        if changed and not first:  # digits typed before the tiles were there are kept
            self.pad.lock("")
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> Person | None:
        """Who is about to give the PIN."""
        return self._chosen

    def _entered(self, pin: str) -> None:
        if self._chosen is not None:
            self.entered.emit(self._chosen.id, pin)
        else:
            self.pad.say(tr("Choose who you are first."))

    # --- keys -------------------------------------------------------------------------------------------------------
    def _type(self, event: QKeyEvent) -> bool:
        """Letters filter the tiles, arrows choose one, Esc clears: wherever the focus is on this page."""
        words, key = event.text(), event.key()
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: ACROSS, Qt.Key.Key_Up: -ACROSS}
        if words.isalpha():
            self._typed += words
        elif key == Qt.Key.Key_Backspace and self._typed and not self.pad.typed():
            self._typed = self._typed[:-1]
        elif key == Qt.Key.Key_Escape and self._typed:
            self._typed = ""
        elif key in steps and self._shown:
            at = next((i for i, p in enumerate(self._shown) if self._chosen and p.id == self._chosen.id), 0)
            self._choose(self._shown[max(0, min(len(self._shown) - 1, at + steps[Qt.Key(key)]))])
            return True
        else:
            return False
        self._fill()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._type(event):
            self.pad.keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)
