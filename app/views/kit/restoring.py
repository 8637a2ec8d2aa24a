"""How a field is put back as it was before keys of a scan slipped into it. Knows no scanner."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


def shows_typing(widget: QWidget) -> bool:
    """True where a person watches letters appear."""
    return isinstance(widget, TEXT_FIELDS) or hasattr(widget, "before_scan")


def only_shows(widget: QWidget, key: str) -> bool:
    """True where this key does nothing but show, and can be taken back: it need not be withheld."""
    says = getattr(widget, "only_shows", None)
    return says is not None and bool(says(key))


def restorer(widget: QWidget) -> Callable[[], object] | None:
    """How to make a widget look again as it does now, or None if no key shows in it.

    A widget of ours that shows what is typed offers `before_scan()`, which answers just that.
    """
    own = getattr(widget, "before_scan", None)
    if own is not None:
        return cast("Callable[[], object]", own())
    if isinstance(widget, QLineEdit):
        return _line(widget)
    if isinstance(widget, (QPlainTextEdit, QTextEdit)):
        return _page(widget)
    return None


def _line(line: QLineEdit) -> Callable[[], None]:
    text, start, length, place = line.text(), line.selectionStart(), line.selectionLength(), line.cursorPosition()

    def put_back() -> None:
        line.setText(text)
        line.setCursorPosition(place)
        if start >= 0:
            line.setSelection(start, length)

    return put_back


def _page(page: QPlainTextEdit | QTextEdit) -> Callable[[], None]:
    text, anchor, place = page.toPlainText(), page.textCursor().anchor(), page.textCursor().position()

    def put_back() -> None:
        page.setPlainText(text)
        cursor = page.textCursor()
        cursor.setPosition(anchor)
        cursor.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        page.setTextCursor(cursor)

    return put_back
