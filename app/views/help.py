"""The help beside the keys (F1): the page of the room in front, all other pages, and a search over them.

Shows what services/handbook.py reads; knows no room.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit, QTextBrowser, QWidget

from app.core.i18n import tr
from app.services import handbook
from app.views.kit.buttons import button
from app.views.kit.layout import col, row
from app.views.kit.theme import colour, font, px

SCROLLS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LINE_HEIGHT = 130  # per cent


class Help(QWidget):
    """A search field over one page. `name` is the room's page; without one the contents are shown."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("help")
        self.name = name
        self._shown = ""
        self.search = QLineEdit()
        self.search.setObjectName("help.search")
        self.search.setPlaceholderText(tr("Search the help"))
        self.search.setAccessibleName(tr("Search the help"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._searched)
        self.page = QTextBrowser()
        self.page.setObjectName("help.page")
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(lambda url: self.open(url.toString()))
        here = button(tr("This room"), "quiet", "house", act=self.open_here, object_name="help.here")
        contents = button(tr("All pages"), "quiet", "layout-list", act=self.open_contents, object_name="help.contents")
        self.setLayout(col(row(self.search, here, contents, stretch=0), self.page, gap=10, stretch=1))
        self.setFocusProxy(self.search)
        self.open_here()

    @property
    def shown(self) -> str:
        """The name of the page that is shown, "" for the contents and for what a search found."""
        return self._shown

    def open_here(self) -> None:
        """The page of the room in front."""
        if handbook.page(self.name) is None:
            self.open_contents()
        else:
            self.open(self.name)

    def open(self, name: str) -> None:
        """A page by its name."""
        page = handbook.page(name)
        if page is not None:
            self._show(f"# {page.title}\n\n{page.body}", page.name)

    def open_contents(self) -> None:
        """All pages by chapter."""
        titles = {page.name: page.title for page in handbook.pages()}
        parts = [f"# {tr('All pages')}"]
        for chapter, names in handbook.chapters():
            links = [f"- [{titles[name]}]({name})" for name in names if name in titles]
            parts += [f"## {tr(chapter)}", "\n".join(links)]
        self._show("\n\n".join(parts), "")

    def _searched(self, words: str) -> None:
        if not words.strip():
            self.open_here()
            return
        found = handbook.find(words)
        if not found:
            self._show(tr("No page says “{text}”.", text=escape(words)), "")
            return
        self._show("\n\n".join(f"[**{one.page.title}**]({one.page.name})  \n{one.line}" for one in found), "")

    def _show(self, markdown: str, name: str) -> None:
        self._shown = name
        document = self.page.document()
        self.page.setMarkdown(markdown)
        dress(document)
        self.page.moveCursor(QTextCursor.MoveOperation.Start)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows turn the page while one types; Enter opens the first of what was found."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in SCROLLS:
                QApplication.sendEvent(self.page, event)
                return True
            if event.key() in ENTERS:
                for found in handbook.find(self.search.text())[:1]:
                    self.open(found.page.name)
                return True
        return False


def dress(document: QTextDocument) -> None:
    """Gives a page our type scale: headings, lines apart, keys as caps."""
    document.setDefaultFont(font("body"))
    document.setDocumentMargin(px(4))
    cursor, block = QTextCursor(document), document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        spaced = QTextBlockFormat()
        spaced.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        spaced.setTopMargin(px(12 if level == 2 else 0))
        spaced.setBottomMargin(px(4))
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(spaced)
        if level:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            headed = QTextCharFormat()  # put in place of Qt's own, which grows with the level
            headed.setFont(font("title" if level == 1 else "section"))
            cursor.setCharFormat(headed)
        _caps(document, block.position())
        block = block.next()


def _caps(document: QTextDocument, start: int) -> None:
    """What is written as code is a key: the page's own letters on a soft ground."""
    cap = QTextCharFormat()
    cap.setFont(font("strong"))
    cap.setBackground(colour("idle_soft"))
    cap.setForeground(colour("ink"))
    walk = document.findBlock(start).begin()
    keys = []
    while not walk.atEnd():
        piece = walk.fragment()
        if piece.charFormat().fontFixedPitch():
            keys.append((piece.position(), piece.length()))
        walk += 1
    for at, size in keys:
        cursor = QTextCursor(document)
        cursor.setPosition(at)
        cursor.setPosition(at + size, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(cap)
