"""A picture that is kept with a document, shown at the side of its room. Knows no kind of document."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from app.core.i18n import tr
from app.services import attachments
from app.views.kit.images import within
from app.views.kit.sidesheet import SideSheet
from app.views.kit.tasks import Task
from app.views.kit.theme import px
from app.views.session import Session

WIDE = 380  # what a side sheet has room for (px at 100 %)


def show_picture(home: QWidget, session: Session, attachment: Any, title: str) -> None:
    """Reads it in a worker; Esc or the verb closes it."""
    sheet = SideSheet(home, title, tr("Close"))
    picture = QLabel(tr("Reading…"))
    picture.setObjectName("kept.picture")
    picture.setAccessibleName(title)
    picture.setWordWrap(True)
    sheet.put(picture)
    sheet.cancel.hide()  # there is nothing to give up
    sheet.done.connect(sheet.close_sheet)
    sheet.open_sheet()

    wide = px(WIDE)

    def read(_task: Task[Any]) -> QImage:
        return within(session.desk.ask(attachments.read, session.actor, attachment), wide)

    def show(image: QImage) -> None:
        picture.setPixmap(QPixmap.fromImage(image))
        picture.setFixedSize(image.size())  # a label that may wrap asks for no height of its own

    def refuse(error: Exception) -> None:
        picture.setText(tr(getattr(error, "text", "")))

    session.tasks.run_aside(read, show, refuse, owner=picture)
