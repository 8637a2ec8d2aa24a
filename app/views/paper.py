"""A sheet's preview in the place of a page, until it is closed. Knows the page by its column only."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout

from app.views.kit.layout import show_item
from app.views.preview import Preview


class Paper:
    """What lies over the page that stands in `column`; `closed` is called when it has gone."""

    def __init__(self, column: QVBoxLayout, closed: Callable[[], object]) -> None:
        self._column, self._closed = column, closed
        self.shown: Preview | None = None

    def show(self, preview: Preview) -> None:
        """Lays the preview over the page and gives it the keys."""
        self.shown = preview
        preview.closed.connect(self.close)
        self._column.addWidget(preview)
        self._page_visible(False)
        preview.setFocus()

    def close(self) -> None:
        """Takes the preview away; the page is as it was."""
        if self.shown is not None:
            self.shown.deleteLater()
            self.shown = None
        self._page_visible(True)
        self._closed()

    def _page_visible(self, on: bool) -> None:
        for at in range(self._column.count() - (0 if on else 1)):
            show_item(self._column.itemAt(at), on)
