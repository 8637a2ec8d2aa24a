"""The room of signed papers that came back: files are dropped or chosen here, a folder is watched, scans looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.printing import pages
from app.services import attachments, documents, returned_papers
from app.services.documents import DocumentView
from app.services.returned_papers import Taken
from app.views import paper
from app.views.around import AroundRoom
from app.views.kit.buttons import button
from app.views.kit.images import within
from app.views.kit.keyline import Key
from app.views.kit.labels import Words, text
from app.views.kit.layout import card, col
from app.views.kit.scanner import Scanner
from app.views.kit.table import Memory
from app.views.kit.theme import px
from app.views.paper_intake import FOLDER, PaperIntake, ask_files, files_in, summary
from app.views.session import Session

WHY = [column.name for column in returned_papers.KIND.list.columns].index("why")
WIDE = 640  # px at 100 %: a scan can be read


class ReturnedPapersRoom(AroundRoom):
    """F9 takes files in, F7 chooses the folder that is watched; a scan is shown on its page."""

    def __init__(self, session: Session, memory: Memory, _scanner: Scanner) -> None:
        self._files = button(tr("Take in files"), "", "upload", key="F9", act=self.choose, object_name="papers.files")
        self._folder = button("", "", "folder-open", key="F7", act=self.watch, object_name="papers.folder")
        may = session.may(returned_papers.EDIT)
        super().__init__(returned_papers.KIND, session, memory, [self._folder, self._files] if may else [], tools=self)
        self._memory = memory
        self.setAcceptDrops(may)
        self.intake = PaperIntake(session, self)
        self.intake.taken.connect(self._taken)
        self.intake.troubled.connect(self._troubled)
        self._tell_folder()

    def list_keys(self) -> Sequence[Key]:
        if not self.acceptDrops():
            return ()
        return [Key("F9", tr("Take in files"), self.choose), Key("F7", tr("Watched folder"), self.watch)]

    def on_shown(self, argument: object = None) -> None:
        if argument is None and self.base.page is None and not self.base.listing.table.rows.ids:
            self.base.listing.show_view("open")
        super().on_shown(argument)

    # --- files ------------------------------------------------------------------------------------------------------
    def choose(self) -> None:
        """F9: files chosen by hand."""
        self.intake.take(ask_files(self))

    def _taken(self, found: list[Taken]) -> None:
        self.base.messages.drop("refused")
        self.said.emit(summary(found), None)
        self.base.listing.refresh()

    def _troubled(self, error: Exception) -> None:
        if isinstance(error, Refused | Trouble):
            self.base.messages.say("refused", "bad", tr(error.text))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.intake.take(files_in(event.mimeData()))

    # --- the watched folder -----------------------------------------------------------------------------------------
    def watch(self) -> None:
        """F7: chooses the folder; where one is watched, it is left alone from now on."""
        kept = self._memory.get(FOLDER)
        chosen = "" if kept else QFileDialog.getExistingDirectory(self, tr("Folder the scanner writes into"))
        if kept or chosen:
            self._memory.put(FOLDER, chosen or None)
            self._tell_folder()

    def _tell_folder(self) -> None:
        folder = str(self._memory.get(FOLDER) or "")
        self._folder.rename(tr("Stop watching {folder}", folder=_short(folder)) if folder else tr("Watch a folder"))
        self._folder.setToolTip(folder or tr("What the scanner writes there is taken in by itself."))

    # --- the page ---------------------------------------------------------------------------------------------------
    def head(self, _seen: DocumentView) -> Sequence[QWidget]:
        """Nothing more than its steps."""
        return ()

    def body(self, seen: DocumentView) -> Sequence[QWidget]:
        """Why it waits, and the scan itself."""
        why = text("", "section", "warn", wrap=True)
        why.setObjectName("papers.why")
        why.setVisible(False)
        sheet = QLabel()
        sheet.setObjectName("papers.scan")
        sheet.setAccessibleName(tr("The scan"))
        sheet.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._session.ask(attachments.list_of, seen.kind, seen.id, done=partial(self._read, sheet), owner=sheet)
        if seen.state == "open":
            self._session.ask(
                documents.read, seen.kind, [seen.id], done=lambda rows: self._tell_why(why, rows[0][WHY]), owner=why
            )
        return (why, card(col(sheet, margins=(8, 8, 8, 8))))

    @staticmethod
    def _tell_why(why: Words, said: Any) -> None:
        why.setText(tr(said) if said else "")
        why.setVisible(bool(said))

    def _read(self, sheet: QLabel, kept: list[attachments.Kept]) -> None:
        if not kept:
            sheet.setText(tr("There is no picture of it."))
            return
        wide = px(WIDE)
        self._session.tasks.run_aside(
            lambda _task: picture_of(self._session.desk.ask(attachments.read, self._session.actor, kept[0].id), wide),
            lambda image: sheet.setPixmap(QPixmap.fromImage(image)), owner=sheet,
        )  # fmt: skip


def picture_of(content: bytes, wide: int) -> QImage:
    """The first page, or the photo, so wide at the most (px); called in a worker."""
    page = content.startswith(b"%PDF-")
    return within(paper.image_of(pages.picture(content, dpi=120)) if page else content, wide)


def _short(folder: str) -> str:
    return folder if len(folder) <= 24 else f"…{folder[-23:]}"
