"""The evidence of a complaint: records of ours picked in one press, files chosen or dropped. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.errors import Refused, Trouble, why
from app.core.i18n import day, moment, tr
from app.services import attachments
from app.services.complaints import acts, calling, rules
from app.services.complaints.calling import Paper
from app.services.complaints.queries import Exhibit
from app.services.documents import DocumentView
from app.views.kit.buttons import Button, button, icon_button
from app.views.kit.labels import Pic, text
from app.views.kit.layout import clear, col, frame, row, scroll
from app.views.kit.picklist import Pick, pick_from
from app.views.kit.theme import px
from app.views.paper_intake import files_in
from app.views.session import Session

PATTERN = "PDF, JPEG, PNG (*.pdf *.jpg *.jpeg *.png)"
TYPE = {"follow_ups": "CONTACT", "complaints": "CONTACT", "inspections": "TEST"}  # of a record; others: a repair record


class EvidenceList(QWidget):
    """What there is, and two ways to add to it. Files can be dropped on it."""

    changed = Signal()
    opened = Signal(str, object)
    refused = Signal(object)

    def __init__(self, session: Session, document: DocumentView) -> None:
        super().__init__()
        self._session, self._document = session, document
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(8))
        self.own = button(tr("Our records"), "", "search", act=self._ask_papers, object_name="evidence.own")
        self._file = button(tr("A file"), "", "paperclip", key="F9", act=self.choose, object_name="evidence.file")
        self._add = frame(row(self.own, self._file, None, gap=6))
        inner = QWidget()
        inner.setLayout(col(self._rows, None, gap=0))
        self.setLayout(col(self._add, scroll(inner), gap=8, stretch=1))
        self.setAcceptDrops(True)
        may = session.may(rules.HANDLE) and document.state in (*rules.INTAKE, rules.ASSIGNED, *rules.UNREPORTED)
        self._add.setVisible(may)

    def tell(self, exhibits: Sequence[Exhibit], *, mine: bool) -> None:
        """Shows what there is; `mine`: its handler may take it off while he investigates."""
        clear(self._rows)
        droppable = mine and self._document.state in (rules.HANDLING, rules.NEGOTIATING)
        for one in exhibits:
            self._rows.addWidget(self._line(one, droppable=droppable))
        if not exhibits:
            self._rows.addWidget(text(tr("No evidence yet. Pick a record of ours, or drop a file here."), "muted",
                                      wrap=True))  # fmt: skip

    def _line(self, one: Exhibit, *, droppable: bool) -> QWidget:
        act = partial(self.opened.emit, one.kind, one.document) if one.document else None
        name: QWidget = Button(one.number, "link", act=act) if act else text(one.number, "strong", wrap=True)
        said = " · ".join(filter(None, (tr(rules.EVIDENCE[one.type]), moment(one.at, full=False), one.who, one.note)))
        words = col(row(name, None), text(said, "caption", wrap=True), gap=1)
        off = icon_button("x", tr("Take it off"), act=partial(self._do, acts.drop_evidence, one.id))
        off.setVisible(droppable)
        made = QWidget()
        made.setLayout(row(Pic("paperclip" if one.attachment else "file"), words, off, gap=8, stretch=1))
        return made

    # --- our own records ----------------------------------------------------------------------------------------------
    def _ask_papers(self) -> None:
        self._session.ask(calling.candidates, self._document.id, done=self._drop_papers, owner=self)

    def _drop_papers(self, papers: Sequence[Paper]) -> None:
        picks = [
            Pick(p, f"{tr(p.label)} {p.number}", p.about[:30], day(p.day, full=False)) for p in papers
        ] or [Pick(None, name=tr("There is no record of this car or customer."))]  # fmt: skip
        pick_from(self, picks, self.take_paper, under=self.own)

    def take_paper(self, paper: Paper | None) -> None:
        """A record of ours as evidence."""
        if paper is not None:
            given = {"kind": paper.kind, "document": paper.id}
            self._do(acts.add_evidence, self._document.id, TYPE.get(paper.kind, "REPAIR"), given=given)

    # --- files --------------------------------------------------------------------------------------------------------
    def choose(self) -> None:
        """F9: files chosen by hand."""
        title = tr("Choose files that prove something")
        self.take_files(QFileDialog.getOpenFileNames(self, title, "", PATTERN)[0])

    def take_files(self, files: Sequence[str]) -> None:
        """Each file is attached and becomes evidence; one that can't be read is said and ends nothing."""
        desk, session, document = self._session.desk, self._session, self._document

        def work() -> list[Refused | Trouble]:
            stuck: list[Refused | Trouble] = []
            for file in map(Path, files):
                try:
                    content = file.read_bytes()
                    kept = desk.run_as(session, attachments.add, session.actor, rules.KIND_NAME, document.id,
                                       file.name, content)  # fmt: skip
                    type_ = "OTHER" if content.startswith(b"%PDF-") else "PHOTO"
                    desk.run_as(session, acts.add_evidence, session.actor, document.id, type_, attachment=kept)
                except OSError as error:
                    stuck.append(Trouble("{file} can't be read: {why}.", file=file.name, why=why(error)))
                except (Refused, Trouble) as error:
                    stuck.append(error)
            return stuck

        if files:
            self._session.tasks.run_write(work, self._taken, self.refused.emit, owner=self)

    def _taken(self, stuck: list[Refused | Trouble]) -> None:
        for error in stuck[:1]:
            self.refused.emit(error)
        self.changed.emit()

    def _do(self, case: Any, *args: Any, given: dict[str, Any] | None = None) -> None:
        self._session.run(
            case, *args, given=given, done=lambda _answer: self.changed.emit(), failed=self.refused.emit, owner=self
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_files(files_in(event.mimeData()))
