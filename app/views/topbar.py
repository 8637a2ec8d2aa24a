"""The top bar: one box for scanning and searching, then backup, inbox, lock and person. Knows no record and no desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem

from app.core.i18n import tr
from app.views.kit.buttons import Button
from app.views.kit.chips import Avatar
from app.views.kit.keycap import KeyCap
from app.views.kit.labels import Pic, text
from app.views.kit.lamp import SAID, Lamp
from app.views.kit.lamp import State as LampState
from app.views.kit.layout import row
from app.views.kit.theme import dress, px

PAUSE_MS = 150


@dataclass(frozen=True)
class Found:
    """A hit of the box: its group ("Parts"), what it is called, a detail, and what opens it: kind and id."""

    group: str
    title: str
    detail: str
    kind: str
    id: Any


class Box(QFrame):
    """F3. A scan lands here from anywhere; typing finds parts and documents; ↑↓ Enter opens one."""

    typed = Signal(str)
    opened = Signal(str, object)  # kind, id

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("box")
        self.setProperty("kind", "box")
        self.setFixedSize(px(500), px(34))
        self._lamp, self._icon = Lamp(), Pic("scan-barcode", 16, "ink2")
        self.field = QLineEdit()
        self.field.setObjectName("box.text")
        self.field.setFrame(False)
        dress(self.field, kind="bare")
        self.field.setAccessibleName(tr("Scan or search"))
        self.field.installEventFilter(self)
        self.setLayout(row(self._lamp, self._icon, self.field, KeyCap("F3"), gap=8, margins=(8, 0, 8, 0), stretch=2))
        self.hits = QListWidget()
        self.hits.setObjectName("box.hits")
        self.hits.setWindowFlags(Qt.WindowType.ToolTip)
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.itemClicked.connect(self._open)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(lambda: self.typed.emit(self.field.text().strip()))
        self.field.textEdited.connect(lambda _text: self._timer.start())
        self.tell_lamp("ready", owned=False)

    def tell_lamp(self, state: LampState, *, owned: bool) -> None:
        """Ready, or another page receives the scans: then the lamp goes out and the box says so."""
        warned = state in ("composing", "lost")
        self._lamp.setVisible(warned or not owned)
        self._lamp.tell(state)
        self._icon.show_icon("search" if owned else "scan-barcode")
        hint = tr("Search (this page receives the scans)") if owned else tr("Scan, or type part no., document or name")
        self.field.setPlaceholderText(tr(SAID[state]) if warned else hint)

    def focus(self) -> None:
        """Into the box, everything chosen."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_hits(self, found: Sequence[Found]) -> None:
        """Up to eight hits below the box, in groups; none says so."""
        self.hits.clear()
        group = ""
        for hit in found[:8]:
            if hit.group != group:
                group = hit.group
                head = QListWidgetItem(group)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self.hits.addItem(head)
            item = QListWidgetItem(f"    {hit.title}    {hit.detail}".rstrip())
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self.hits.addItem(item)
        if not found:
            none = QListWidgetItem(tr("Nothing matches “{text}”.", text=self.field.text().strip()))
            none.setFlags(Qt.ItemFlag.NoItemFlags)
            self.hits.addItem(none)
        self._step(1)
        self.hits.setFixedSize(self.width(), min(self.hits.count(), 12) * self.hits.sizeHintForRow(0) + px(8))
        self.hits.move(self.mapToGlobal(QPoint(0, self.height() + px(2))))
        self.hits.show()

    def _step(self, by: int) -> None:
        at = self.hits.currentRow()
        for _ in range(self.hits.count()):
            at += by
            if not 0 <= at < self.hits.count():
                return
            if self.hits.item(at).flags() & Qt.ItemFlag.ItemIsEnabled:
                self.hits.setCurrentRow(at)
                return

    def _open(self, item: QListWidgetItem | None) -> None:
        hit = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(hit, Found):
            self.close_hits()
            self.field.clear()
            self.opened.emit(hit.kind, hit.id)

    def close_hits(self) -> None:
        """Hides the hits; what was typed stays."""
        self._timer.stop()
        self.hits.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QFocusEvent):
            dress(self, here="true" if event.gotFocus() else "false")
            if event.lostFocus():
                self.close_hits()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.isVisible():
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.hits.isVisible():
                self._open(self.hits.currentItem())
            elif self.field.text().strip():
                self.typed.emit(self.field.text().strip())
        elif key == Qt.Key.Key_Escape:
            self.field.clear()
            self.close_hits()
        else:
            return False
        return True


class TopBar(QFrame):
    """The bar itself."""

    lock_wanted = Signal()
    inbox_wanted = Signal()
    person_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setProperty("kind", "topbar")
        self.setFixedHeight(px(48))
        self.box = Box()
        self._backup_icon, self._backup = Pic("shield-check", 16, "ok"), text("", "caption")
        self._backup_icon.hide()  # nothing is claimed before it is known
        self.bell = Button("", "quiet", "bell", name=tr("Inbox"), act=self.inbox_wanted.emit)
        self.lock = Button("", "quiet", "lock", key="F12", name=tr("Lock or change user"), act=self.lock_wanted.emit)
        self.bell.setObjectName("topbar.bell")
        self.lock.setObjectName("topbar.lock")
        self._person = QHBoxLayout()
        self.setLayout(
            row(
                self.box, None, self._backup_icon, self._backup, self.bell, self.lock, self._person,
                gap=8, margins=(16, 0, 16, 0),
            )
        )  # fmt: skip

    def tell_person(self, name: str, role: str) -> None:
        """Who is signed in."""
        while (item := self._person.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.deleteLater()
        self._person.setSpacing(px(8))
        me = Button(
            name, "quiet", key="Shift+F12", name=tr("My language, PIN and password"), act=self.person_wanted.emit
        )
        me.setObjectName("topbar.person")
        for part in (Avatar(name), me, text(role, "caption")):
            self._person.addWidget(part)

    def tell_backup(self, words: str, *, late: bool) -> None:
        """When the last verified backup was made."""
        self._backup_icon.show()
        self._backup_icon.show_icon("shield-alert" if late else "shield-check", "warn" if late else "ok")
        self._backup.tell(words, "warn" if late else "")

    def tell_inbox(self, unread: int) -> None:
        """How many notices wait."""
        self.bell.rename(str(unread) if unread else "", spoken=tr("Inbox, {n} unread", n=unread))
