"""Who is at the desk in this window: the actor, the desk and the background work, handed to every room.

Rooms never touch the desk in the UI thread: `ask` and `run` go through the kit's tasks and come back to bound methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.core.access import Actor, Permission
from app.core.clock import Id
from app.core.desk import Changes, Desk, UseCase
from app.core.screen import ListQuery
from app.services import documents
from app.views.kit.table import Memory
from app.views.kit.tasks import Task, Tasks


class Session(QObject):
    """One signed-in person at one window."""

    changed = Signal(object)  # Changes, after every commit of this process, in the UI thread
    said = Signal(str)  # a word for the toast, from a part of the window that is gone by then
    # a backup's file and passphrase: the window leaves the data and opens it again with this copy
    restore_wanted = Signal(object, str)
    backup_wanted = Signal()  # what is due is made and sent now, not at the next look
    backup_told = Signal(object)  # Standing: how the backups stand
    ended = Signal()
    _announced = Signal(object)

    def __init__(
        self, desk: Desk, actor: Actor, tasks: Tasks, parent: QObject | None = None, memory: Memory | None = None, *,
        store: Any = None, data: Path | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.desk, self.actor, self.tasks = desk, actor, tasks
        self.memory: Memory = memory or Forgetful()
        self.store, self.data = store, data  # what is backed up, and the shop's folder
        self._announced.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        # the listener runs in the writer's thread: only the signal crosses over
        self._stop = desk.listen(self._announced.emit)

    def may(self, permission: Permission) -> bool:
        """True if the person's roles carry the permission."""
        return self.actor.may(permission)

    def ask(
        self, query: UseCase[..., Any], *args: Any, done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None, owner: QObject | None = None, latest: str = "",
    ) -> Task[Any]:  # fmt: skip
        """Reads in a reader thread; `done` gets the answer in the UI thread."""
        actor = self.actor
        return self.tasks.run_read(
            lambda: self.desk.ask(query, actor, *args), done, failed, owner=owner, latest=latest
        )  # fmt: skip

    def run(
        self, case: UseCase[..., Any], *args: Any, done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None = None, owner: QObject | None = None, actor: Actor | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> Task[Any]:  # fmt: skip
        """Runs a use-case in the writer thread; `given` are its named arguments, `actor` carries a signature."""
        who, named = actor or self.actor, dict(given or {})
        return self.tasks.run_write(
            lambda: self.desk.run_as(self, case, who, *args, **named), done, failed, owner=owner
        )  # fmt: skip

    def source(self, kind: str) -> ListSource:
        """What a table of this kind reads from."""
        return ListSource(self, kind)

    def say(self, words: str) -> None:
        """Tells the person something in passing."""
        self.said.emit(words)

    def end(self) -> None:
        """The person leaves; the desk stays open for the next."""
        self._stop()
        self.ended.emit()


class Forgetful:
    """What a window keeps that has no workstation file: as long as it lives."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """The value kept under `key`, or None."""
        return self._kept.get(key)

    def put(self, key: str, value: Any) -> None:
        """Keeps a value."""
        self._kept[key] = value


class ListSource:
    """Feeds a table with the list of one kind; both methods are called in a reader thread."""

    def __init__(self, session: Session, kind: str) -> None:
        self._session, self._kind = session, kind

    def find(self, wanted: ListQuery) -> Sequence[Id]:
        """Ids in the wanted order."""
        return self._session.desk.ask(documents.find, self._session.actor, self._kind, wanted)

    def read(self, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
        """One tuple per id."""
        return self._session.desk.ask(documents.read, self._session.actor, self._kind, ids)


def touches(changes: Changes, tables: Sequence[str]) -> bool:
    """True if a commit changed one of these tables: what shows them is stale."""
    return not changes.tables.isdisjoint(tables)
