"""The frame: rail, top bar, rooms on a stack, key line, messages over everything. It knows rooms by cards only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.core import clock
from app.core.errors import Trouble
from app.core.i18n import moment, tr
from app.views.help import Help
from app.views.kit.dialogs import leave_unsaved
from app.views.kit.keyline import Key, KeyLine, bind, unbind
from app.views.kit.keysheet import KeysOverlay
from app.views.kit.layout import col, row
from app.views.kit.messages import TROUBLE, Messages, Toast
from app.views.kit.room import Room, RoomCard
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.kit.theme import px
from app.views.kit.wall import Wall
from app.views.rail import Rail
from app.views.topbar import TopBar

SLIM_BELOW = 1280


class MainWindow(QWidget):
    """One signed-in person's window."""

    lock_wanted = Signal()
    looked_up = Signal(str)  # a scan that no room took
    closing = Signal()

    def __init__(self, scanner: Scanner, memory: Memory, station: str) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setProperty("kind", "canvas")
        self.setWindowTitle("Counterpart")
        self._scanner, self._memory, self._station = scanner, memory, station
        self._cards: dict[str, RoomCard] = {}
        self._rooms: dict[str, Room] = {}
        self._here = ""
        self._recent: list[str] = []
        self._room_keys: list[QShortcut] = []
        self.rail, self.topbar, self.keyline = Rail(), TopBar(), KeyLine()
        self.stack, self.messages = QStackedWidget(), Messages()
        body = QWidget()
        body.setLayout(col(self.messages, self.stack, gap=0, stretch=1))
        self.setLayout(row(self.rail, col(self.topbar, body, self.keyline, gap=0, stretch=1), gap=0, stretch=1))
        self.toast, self.wall = Toast(self), Wall(self)
        self.wall.touched.connect(self.lock_wanted)
        self.lock_wanted.connect(self.leave_wall)  # before the login comes over it
        self.rail.wanted.connect(self.go)
        self.topbar.lock_wanted.connect(self.lock_wanted)
        scanner.unclaimed.connect(self._scanned)
        scanner.state_changed.connect(self._tell_lamp)
        scanner.swallowed.connect(self._swallowed)
        scanner.scanned.connect(self._heard)
        bind(self, self._frame_keys(), everywhere=True)
        self._clock = QTimer(self)
        self._clock.setInterval(20_000)
        self._clock.timeout.connect(self._tell_time)
        self._clock.start()
        self._tell_time()

    def _frame_keys(self) -> Sequence[Key]:
        keys = [
            Key("F1", tr("Keys and help"), self.show_keys), Key("F3", tr("Scan or search"), self.topbar.box.focus),
            Key("F5", tr("Refresh"), lambda: self.room().refresh()),
            Key("F6", tr("Next region"), partial(self.region, 1)),
            Key("Shift+F6", tr("Region before"), partial(self.region, -1)), Key("F11", tr("Full screen"), self.full),
            Key("F12", tr("Lock or change user"), self.lock_wanted.emit),
            Key("Shift+F12", tr("My language, PIN and password"), self.topbar.person_wanted.emit),
            Key("Ctrl+B", tr("Rail wide or slim"), self.fold), Key("Alt+Left", tr("Back"), self.back),
            Key("Ctrl+Tab", tr("Room before"), self.back),
        ]  # fmt: skip
        rooms = [card.label for card in self._cards.values() if not card.foot] or [""] * 10  # not furnished yet
        return keys + [
            Key(f"Ctrl+{n}", label, partial(self.go_nth, n), shown=False) for n, label in enumerate(rooms[:10])
        ]

    # --- rooms ----------------------------------------------------------------------------------------------------
    def furnish(self, cards: Sequence[RoomCard]) -> None:
        """The rooms this person may open, in the order of the rail. They are built when first entered."""
        self._cards = {c.name: c for c in cards}
        self._fold()
        first = next((c.name for c in cards if not c.foot), "")
        if first:
            self.go(first)

    def room(self) -> Room:
        """The room in front."""
        return self._rooms[self._here]

    def go(self, name: str, argument: object = None) -> bool:
        """Opens a room; False if the one in front holds unsaved work that the person stays with."""
        stays = name == self._here and argument is None
        if name not in self._cards or (self._here and not stays and not self.may_leave()):
            return False
        if self._here and self._here != name:
            self.leave_wall()
            self.room().on_hidden()
            self._recent = [self._here, *[n for n in self._recent if n not in (self._here, name)]][:9]
        if name not in self._rooms:
            self._build(name)
        self._here = name
        self.stack.setCurrentWidget(self.room())
        self._fold()
        self.rail.show_here(name)
        self.room().on_shown(argument)
        self._tell_room()
        self._into_room()
        return True

    def _into_room(self) -> None:
        """The focus stands somewhere in the room: its keys work at once, from the rail and after the login too."""
        focus: QWidget | None = self.window().focusWidget()  # also while another window is in front
        if self._here and (focus is None or not self.room().isAncestorOf(focus)):
            self.room().setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self, name: str, id: object) -> bool:
        """Opens a document for somebody who comes to do what waits on it."""
        came = self.go(name, id)
        if came:
            self.room().begin(id)
        return came

    def _build(self, name: str) -> None:
        made = self._cards[name].factory()
        made.asked.connect(self.go)
        made.begun.connect(self.begin)
        made.changed.connect(self._changed)
        made.said.connect(self.toast.say)
        made.passed_on.connect(self.looked_up)
        made.alone_left.connect(self.leave_wall)
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._rooms[name] = made
        self.stack.addWidget(made)

    def may_leave(self) -> bool:
        """Asks about unsaved work; True when it is saved or given up."""
        what = self.room().unsaved() if self._here else ""
        if not what:
            return True
        answer = leave_unsaved(self, what)
        return answer == "discard" or (answer == "save" and self.room().save())

    def back(self) -> None:
        """To the room before."""
        if self._recent:
            self.go(self._recent[0])

    def go_nth(self, n: int) -> None:
        """Ctrl+0 Today, Ctrl+1 … 9 the rooms in the order of the rail."""
        names = [c.name for c in self._cards.values() if not c.foot]
        if n < len(names):
            self.go(names[n])

    def region(self, by: int) -> None:
        """F6: the next region of the room, then the box on top."""
        places = [w for w in (*self.room().regions(), self.topbar.box.field) if w.isVisible()]
        focus = QApplication.focusWidget()
        inside = [i for i, w in enumerate(places) if focus is w or (focus is not None and w.isAncestorOf(focus))]
        target = places[((inside[0] if inside else -1) + by) % len(places)]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    # --- what is shown ----------------------------------------------------------------------------------------------
    def _changed(self) -> None:
        if self.sender() not in (None, self.rail, self.room()) and isinstance(self.sender(), Room):
            return
        self._tell_room()

    def _tell_room(self) -> None:
        """The keys of the room that is shown work and stand in the key line, whoever asked for it."""
        unbind(self._room_keys)
        keys = [*self.room().keys(), Key("F1", tr("Keys and help"))]
        self._room_keys = bind(self.room(), keys)
        self.keyline.tell(keys)
        self.setWindowTitle(f"{self.room().title()} – Counterpart" if self.room().title() else "Counterpart")
        self._tell_lamp()
        if self._slim() != self.rail.slim:
            self._fold()
        self.rail.recount()

    def _tell_lamp(self, _state: str = "") -> None:
        owned = bool(self._here) and self.room().owns_scanner()
        self.topbar.box.tell_lamp(self._scanner.state(), owned=owned)

    def _tell_time(self) -> None:
        station = tr("Station {code}", code=self._station)
        self.keyline.tell_right(f"{station}    {moment(clock.now())}")

    def show_keys(self) -> None:
        """F1: every key that works here, and the help of the room."""
        helped = Help(self.room().help() or self._here)
        KeysOverlay(self).open_keys(self.room().keys(), self._frame_keys(), helped)

    def trouble(self, error: Trouble) -> None:
        """The world does not play along: says so over everything."""
        self.messages.say(TROUBLE, "bad", tr(error.text))

    def bug(self, _error: Exception, report: str) -> None:
        """Our own bug: nothing is lost, the report can be copied."""
        copy = (tr("Copy for support"), lambda: QApplication.clipboard().setText(report))
        self.messages.say(
            "bug", "bad", tr("Something went wrong inside the program."), tr("What you saved is safe."), copy
        )

    def fold(self) -> None:
        """Ctrl+B: the rail wide or slim, remembered on this PC."""
        self._memory.put("rail.slim", not self.rail.slim)
        self._fold()

    def _fold(self) -> None:
        self.rail.tell(list(self._cards.values()), slim=self._slim())
        self.rail.show_here(self._here)

    def _slim(self) -> bool:
        here, room = self._cards.get(self._here), self._rooms.get(self._here)
        wanted = bool(here and here.slim) or bool(room and room.slim_rail())
        return wanted or bool(self._memory.get("rail.slim")) or self.width() <= px(SLIM_BELOW)

    def full(self) -> None:
        """F11: the room alone on the whole screen, and back."""
        room = self.room()
        if self.wall.on:
            self.wall.fall()
        elif room.chrome_hidden():
            zoom = room.wall_zoom()
            self.wall.rise([self.rail, self.topbar, *([self.keyline] if zoom != 100 else [])], zoom)
        room.on_alone(self.wall.on)

    def leave_wall(self) -> None:
        """The frame is back, if a room had the screen for itself."""
        if self.wall.on:
            self.full()

    def left_alone(self) -> None:
        """Nobody was here for a while: locks. A board on the wall stays; the next touch asks who it is."""
        if self.wall.on and self.room().wall_zoom() != 100:
            self.wall.guard()
        else:
            self.lock_wanted.emit()

    # --- events -----------------------------------------------------------------------------------------------------
    def _scanned(self, code: str) -> None:
        if self._here and self.isVisible() and not self.room().wants_scan(code):
            self.looked_up.emit(code)

    def _heard(self, _code: str) -> None:
        self.messages.drop("composing")

    def _swallowed(self) -> None:
        """An input method caught a scan: nothing was counted or changed, it must be scanned again (E5)."""
        self.messages.say("composing", "warn", tr("The input method caught a scan: nothing was taken over."),
                          tr("Press Shift or Ctrl+Space until it types Latin letters, then scan again."))  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._into_room)  # the stack around the window has chosen its first field by then

    def resizeEvent(self, event: QResizeEvent) -> None:
        crossed = (event.oldSize().width() <= px(SLIM_BELOW)) != (self.width() <= px(SLIM_BELOW))
        if crossed and self._cards:
            self._fold()
        self.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._here and not self.may_leave():
            event.ignore()
            return
        self.closing.emit()
        event.accept()
