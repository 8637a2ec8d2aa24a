"""Takes signed papers in from files and from the watched folder: read and kept in the background. Knows no document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.errors import Refused, Trouble, why
from app.core.i18n import tr
from app.services import returned_papers
from app.services.returned_papers import Taken
from app.services.returned_papers.folder import Watched
from app.services.returned_papers.taking import take_in
from app.views.document_page import DocumentPage
from app.views.kit.table import Memory
from app.views.kit.tasks import Task
from app.views.session import Session

FOLDER = "papers.folder"  # of this workstation
PATTERN = "PDF, JPEG, PNG (*.pdf *.jpg *.jpeg *.png)"
EVERY_MS = 4000  # a scanner needs longer for a page; a file is taken at the second look


def ask_files(parent: QWidget) -> list[str]:
    """Files chosen by hand."""
    return QFileDialog.getOpenFileNames(parent, tr("Choose scans or photos of signed papers"), "", PATTERN)[0]


def files_in(data: QMimeData) -> list[str]:
    """The files that are dropped or pasted."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


def summary(taken: Sequence[Taken]) -> str:
    """What became of them, in one line."""
    new = [one for one in taken if not one.known]
    if len(taken) == 1 and new and new[0].filed:
        return tr("The signed paper of {number} is filed.", number=new[0].document)
    if taken and not new:
        return tr("These papers were taken in before.")
    filed = sum(one.filed for one in new)
    return tr("{filed} papers filed, {open} to look at.", filed=filed, open=len(new) - filed)


class PaperIntake(QObject):
    """`taken` carries what became of each paper of the files that were handed in; `troubled` what can't be read."""

    taken = Signal(object)  # list of Taken
    troubled = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._busy = 0

    def busy(self) -> bool:
        """True while files are being read."""
        return self._busy > 0

    def take(self, files: Sequence[str]) -> None:
        """Reads the files in a worker, keeps and files their papers."""
        if files:
            self._busy += 1
            self._session.tasks.run_aside(
                partial(self._read, [Path(file) for file in files]), self._read_all, self._failed, owner=self
            )

    def _read(self, files: Sequence[Path], task: Task[Any]) -> tuple[list[Taken], list[Refused | Trouble]]:
        """What was taken in, and what stood in the way of others: one bad file does not end the batch."""
        found: list[Taken] = []
        stuck: list[Refused | Trouble] = []
        for n, file in enumerate(files):
            task.tell(n, len(files))
            try:
                found += take_file(self._session, file, seen=True)
            except (Refused, Trouble) as error:
                stuck.append(error)
        return found, stuck

    def _read_all(self, read: tuple[list[Taken], list[Refused | Trouble]]) -> None:
        found, stuck = read
        self._busy -= 1
        if found:
            self.taken.emit(found)
        if stuck:
            more = "{first} {n} more files could not be taken in."
            self.troubled.emit(stuck[0] if len(stuck) == 1 else Trouble(more, first=stuck[0].text, n=len(stuck) - 1))

    def _failed(self, error: Exception) -> None:
        self._busy -= 1
        self.troubled.emit(error)


class PaperBack(QObject):
    """Papers that are handed in where one document is open: it says there what became of them."""

    def __init__(self, page: DocumentPage, session: Session) -> None:
        super().__init__(page)
        self._page = page
        self.intake = PaperIntake(session, self)
        self.intake.taken.connect(self._taken)
        self.intake.troubled.connect(lambda error: self._warn(tr(getattr(error, "text", ""))))

    def choose(self) -> None:
        """Files chosen by hand."""
        self.intake.take(ask_files(self._page))

    def _taken(self, found: list[Taken]) -> None:
        self._page.messages.drop("paper")
        stuck = next((one for one in found if not one.filed), None)
        if stuck is None:
            self._page.said.emit(summary(found), None)
        else:
            look = (tr("Look at it"), lambda: self._page.opened.emit(returned_papers.KIND.name, stuck.id))
            self._warn(tr("{name} was not filed.", name=stuck.name), tr(stuck.said) if stuck.said else "", look)

    def _warn(self, fact: str, more: str = "", act: Any = None) -> None:
        self._page.messages.say("paper", "warn", fact, more, act)


def take_file(session: Session, file: Path, *, seen: bool) -> list[Taken]:
    """The papers of one file; called in a worker. `seen`: see `take_in`. Raises Trouble if it can't be opened."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Trouble("{file} can't be read: {why}.", file=str(file), why=why(error)) from error
    from app.printing import returned  # zxing-cpp is loaded with the first paper

    found = returned.papers(content)
    names = [file.name] if len(found) == 1 else [f"{file.stem} ({n}){file.suffix}" for n in range(1, len(found) + 1)]
    return [
        take_in(session.desk, session.actor, name, paper.content, paper.code, seen=seen)
        for name, paper in zip(names, found, strict=True)
    ]


class PaperWatch(QObject):
    """Looks into the watched folder every few seconds while somebody who may file papers is at the window."""

    troubled = Signal(str)  # why the folder can't be read; "" = it can

    def __init__(self, session: Session, memory: Memory, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._memory = session, memory
        self._watched: Watched | None = None
        self._under_way = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        if session.may(returned_papers.EDIT):
            self._timer.start()

    def look(self) -> None:
        """One look; the folder is asked for each time, so that choosing another one needs nothing else."""
        folder = str(self._memory.get(FOLDER) or "")
        if not folder or self._under_way:
            return
        if self._watched is None or self._watched.folder != Path(folder):
            self._watched = Watched(Path(folder))
        self._under_way = True
        self._session.tasks.run_aside(partial(self._work, self._watched), self._done, self._failed, owner=self)

    def _work(self, watched: Watched, task: Task[Any]) -> tuple[list[Taken], str]:
        """What was taken in, and what stood in the way: an unplugged stick is said beside the work, not in its way."""
        found: list[Taken] = []
        try:
            for file in watched.whole():
                task.check()
                taken = take_file(self._session, file, seen=False)
                found += taken
                watched.put_away(file, read=all(one.filed for one in taken))
        except Trouble as trouble:
            return found, tr(trouble.text)
        return found, next((tr(said) for _shape, said in watched.stuck.values()), "")

    def _done(self, looked: tuple[list[Taken], str]) -> None:
        found, trouble = looked
        self._under_way = False
        self.troubled.emit(trouble)
        if any(not one.known for one in found):
            self._session.say(summary(found))

    def _failed(self, _error: Exception) -> None:
        """The window's bar says it; the next look comes."""
        self._under_way = False
