"""Photos of what nobody knows: F9 or a drop keeps one with its unknown code, and the sheet that settles it shows them.

They know the scan page and the use-case that keeps a photo. Scanning goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLabel, QWidget

from app.core.errors import Trouble
from app.core.i18n import tr
from app.services.counts import code_photos
from app.services.counts.queries import UnknownSpot
from app.views.kit.theme import px
from app.views.scan_photos import Photos

if TYPE_CHECKING:
    from app.views.scan_page import ScanPage

PATTERN, ACROSS, SIDE = "JPEG, PNG (*.jpg *.jpeg *.png)", 3, 120


class Snaps(QObject):
    """Takes photos for one scan page, also those that are dropped on it."""

    def __init__(self, page: ScanPage) -> None:
        super().__init__(page)
        self._page, self._ask = page, self._ask_paths
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def about(self) -> UnknownSpot | None:
        """The unknown code a photo would belong to: of the open sheet, on the stage, under the cursor of its tab."""
        page = self._page
        if page.counting.sheet is None or page.ask is not None:
            return None
        row = page.side.current() if page.side.here == "unknown" else None
        seq: Any = page.settling.about or page.acts.unknown or row
        return page.counting.sheet.unknown(seq) if seq is not None else None

    def choose(self) -> None:
        """F9: asks for the photos of the unknown code."""
        if self.about() is None:
            self._page.warn(tr("A photo belongs to an unknown code: scan it, or choose it under Unknown"))
            return
        self.take(self._ask())

    def _ask_paths(self) -> list[str]:
        return QFileDialog.getOpenFileNames(self._page, tr("Choose photos"), "", PATTERN)[0]

    def take(self, paths: Sequence[str]) -> None:
        """Keeps these files with the unknown code, one after the other."""
        spot, page = self.about(), self._page
        if spot is None:
            return
        for path in paths:
            page.session.tasks.run_write(
                partial(self._store, spot, path), partial(self._kept, spot), self._refused, owner=page
            )

    def _store(self, spot: UnknownSpot, path: str) -> str:
        session = self._page.session
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            raise Trouble("The file could not be read.") from error
        case = code_photos.add_code_photo
        return session.desk.run_as(
            session, case, session.actor, self._page.count_id, spot.seq, Path(path).name, content
        )

    def _kept(self, spot: UnknownSpot, sha: str) -> None:
        page = self._page
        page.messages.drop("photo")
        if page.counting.sheet is not None:
            page.counting.sheet.photographed(spot.seq, sha)
        if page.acts.unknown == spot.seq:
            page.say(replace(page.stage.sign, tail=tr("photo kept"), photo=sha))
        if page.settling.about == spot.seq and page.settling.strip is not None:
            page.settling.strip.add(sha)
        page.counting.changed.emit()

    def _refused(self, error: Exception) -> None:
        words = tr(getattr(error, "text", "")) or tr("The file could not be read.")
        self._page.messages.say("photo", "warn", words, tr("The code itself is kept."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.mimeData().hasUrls() and self.about() is not None:
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.take([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
            return True
        return False


class Strip(QWidget):
    """Photos side by side in a sheet; each comes when it is read."""

    def __init__(self, photos: Photos, shas: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName("scan.photos")
        self._photos, self._frames = photos, dict[str, QLabel]()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(6))
        self._grid.setColumnStretch(ACROSS, 1)
        photos.arrived.connect(self._show)
        for sha in shas:
            self.add(sha)

    def add(self, sha: str) -> None:
        """One more photo, unless it is there."""
        if sha in self._frames:
            return
        frame = self._frames[sha] = QLabel()
        frame.setFixedSize(px(SIDE), px(SIDE))
        frame.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        frame.setAccessibleName(tr("Photo {n}", n=len(self._frames)))
        at = len(self._frames) - 1
        self._grid.addWidget(frame, at // ACROSS, at % ACROSS)
        self._show(sha)

    def shown(self) -> int:
        """How many photos are in sight."""
        return sum(not frame.pixmap().isNull() for frame in self._frames.values())

    def _show(self, sha: str) -> None:
        frame = self._frames.get(sha)
        picture = self._photos.get(sha) if frame is not None else None
        if frame is not None and picture is not None:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            frame.setPixmap(QPixmap.fromImage(picture.scaled(frame.size(), keep, smooth)))
