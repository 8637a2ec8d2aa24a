"""A line of text that suggests words: picked by a key or typed anew. Knows no field and no record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.core.i18n import tr
from app.core.screen import Choice
from app.views.kit.controls import TextControl
from app.views.kit.picker import Suggestions
from app.views.kit.picklist import Pick
from app.views.kit.pinyin import fits


class SuggestControl(TextControl):
    """F4, ↓ or a click shows what fits; typing narrows it, and what is none of it stands as it was typed."""

    def __init__(self, *, length: int | None = None) -> None:
        super().__init__(length=length)
        self._choices: Sequence[Choice] = ()
        self._of = ""
        self._list: Suggestions | None = None
        self._line.textEdited.connect(lambda _text: self._suggest())
        self.left.connect(self._hide_list)

    def offer(self, choices: Sequence[Choice]) -> None:
        """The words to suggest, each with what it belongs to."""
        self._choices = choices

    def narrow(self, of: str, *, keep: bool = False) -> None:
        """Only what belongs to `of` is suggested; words suggested for something else go, words of his own stay."""
        here = self.value()
        if not keep and here in self._words(self._of) and here not in self._words(of):
            self.put(None)
        self._of = of

    def listed(self) -> bool:
        """True while the list is open under the line."""
        return self._list is not None and self._list.isVisible()

    def _words(self, of: str) -> list[str]:
        return list(dict.fromkeys(tr(choice.label) for choice in self._choices if choice.of == of))

    def _suggest(self, typed: str | None = None) -> None:
        typed = self._line.text() if typed is None else typed
        found = [words for words in self._words(self._of) if fits(typed, words)]
        if self._line.isReadOnly() or not found or found == [typed.strip()]:
            self._hide_list()
            return
        if self._list is None:
            self._list = Suggestions(self.window())
            self._list.picked.connect(self._picked)
        self._list.show_under(self._line, [Pick(words, name=words, ticked=words == self.value()) for words in found])

    def _picked(self, pick: Pick) -> None:
        self.put(pick.value)
        self._hide_list()
        self.edited.emit()

    def _hide_list(self) -> None:
        if self._list is not None:
            self._list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if self._list is not None and self._list.isVisible():
                if event.key() == Qt.Key.Key_Escape:
                    self._hide_list()
                    return True
                if not event.modifiers() & Qt.KeyboardModifier.ControlModifier and self._list.view.walk(event):
                    return True
            elif event.key() in (Qt.Key.Key_F4, Qt.Key.Key_Down):
                self._suggest("")
                return True
        elif watched is self._line and event.type() == QEvent.Type.MouseButtonRelease and not self.listed():
            self._suggest("")
        return super().eventFilter(watched, event)
