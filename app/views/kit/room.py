"""What a room is to the frame, and the card under which it stands in the rail. Knows no particular room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.views.kit.keyline import Key
from app.views.kit.messages import Messages


class Room(QWidget):
    """A page of the window. A room overrides what it needs; none of it calls back into the frame except by signals.

    `messages` is the room's own place for message bars; the room puts it into its layout under the header.
    """

    asked = Signal(str, object)  # go to the room of this name, with this argument (an id, a view, a filter)
    begun = Signal(str, object)  # as `asked`, for somebody who comes to do what waits there
    changed = Signal()  # title, keys or what is unsaved are new
    said = Signal(str, object)  # a toast: words and (label, act) or None
    passed_on = Signal(str)  # a scan that it took, looked at and has no use for: it is looked up for the whole shop
    alone_left = Signal()  # it wants its frame back (Esc on the wall)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "canvas")
        self.messages = Messages()

    def title(self) -> str:
        """What Ctrl+Tab and the window's title call it now."""
        return ""

    def keys(self) -> Sequence[Key]:
        """The keys that do something here, in order of use. Those with an act are bound by the frame."""
        return ()

    def help(self) -> str:
        """The help page that F1 opens now; "" = the one that is called like the room."""
        return ""

    def on_shown(self, argument: object = None) -> None:
        """The room comes to the front; `argument` is what the asker wants to see (None = as it was left)."""

    def begin(self, id: Any) -> None:
        """Somebody comes to do what waits on this document: from Today, or by its bar code. It is shown already."""

    def on_hidden(self) -> None:
        """Another room comes to the front, or the window is locked."""

    def owns_scanner(self) -> bool:
        """True if this room takes every scan; then the box on top says so and looks nothing up."""
        return False

    def wants_scan(self, code: str) -> bool:
        """Takes a scan: True = dealt with (also when it is refused here), False = look it up for the whole shop."""
        return False

    def shows(self, kind: str, id: Any) -> bool:
        """A scanned record of a kind: True if the room shows it where it is, without leaving what it shows now."""
        return False

    def regions(self) -> Sequence[QWidget]:
        """Where F6 goes, in reading order: the first thing to focus in each region."""
        return ()

    def refresh(self) -> None:
        """F5: read again."""

    def unsaved(self) -> str:
        """What would be lost on leaving ("PR-01-…"), "" if nothing."""
        return ""

    def save(self) -> bool:
        """Saves what is unsaved; False if it can't be (the room says why)."""
        return True

    def slim_rail(self) -> bool:
        """True while the room wants the width of the rail (scan rooms, board)."""
        return False

    def chrome_hidden(self) -> bool:
        """True if the room alone fills the window under F11 (scan rooms, board)."""
        return True

    def wall_zoom(self) -> int:
        """Per cent by which it grows under F11 to be read from afar; 100 = it stays as it is and keeps its key line."""
        return 100

    def on_alone(self, alone: bool) -> None:
        """F11: the room has the screen for itself, or no longer."""


@dataclass(frozen=True)
class RoomCard:
    """A room's entry in the rail. `label` and `group` are shown as they are (translated); `group` "" stands on top.

    `waiting` counts what waits there for this very person: a number, or a dot in the slim rail. It is called in the UI
    thread and only returns what is known. `slim` rooms fold the rail in.
    """

    name: str
    icon: str
    label: str
    group: str
    factory: Callable[[], Room]
    waiting: Callable[[], int] | None = None
    slim: bool = False
    foot: bool = False  # stands at the foot of the rail (settings)
