"""Room words: some words may be said in some rooms only (ARCHITECTURE.md). Reads the source, runs none of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest

from tests.house.source import Source, called, dotted, imported, sources

COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
# The clock's one job is to be the only one that asks the machine; type names such as uuid.UUID are free.
CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
MINT = {"uuid1", "uuid3", "uuid4", "uuid5", "uuid6", "uuid7"}


def _brings(node: ast.AST, package: str) -> bool:
    return any(name == package or name.startswith(package + ".") for name in imported(node))


def _names(node: ast.AST, *words: str) -> bool:
    """Whether the node says one of the words: as a name, after a dot or in an import."""
    said = {node.id} if isinstance(node, ast.Name) else {node.attr} if isinstance(node, ast.Attribute) else set()
    said |= {name.rsplit(".", 1)[-1] for name in imported(node)}
    return bool(said & set(words))


def _commits(node: ast.AST) -> bool:
    sql = isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip(" ;").upper() == "COMMIT"
    return sql or (called(node) == "commit" and isinstance(node, ast.Call))


def _sets_state(node: ast.AST) -> bool:
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)
    if called(node) == "setattr" and isinstance(node, ast.Call) and len(node.args) == 3:
        name = node.args[1]
        return isinstance(name, ast.Constant) and name.value == "state"
    return False


def _starts_threads(node: ast.AST) -> bool:
    if _names(node, "QThread", "QThreadPool", "QRunnable", "Thread", "Timer"):
        # threading.local and threading.Lock start nothing; QTimer is another word
        return not _brings(node, "app")
    names = [node.id] if isinstance(node, ast.Name) else [name.rsplit(".", 1)[-1] for name in imported(node)]
    return any(name.endswith("Executor") for name in names)


def _paints(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOUR.fullmatch(node.value):
        return True
    literal = (
        called(node) == "QColor" and isinstance(node, ast.Call) and any(isinstance(a, ast.Constant) for a in node.args)
    )
    return literal or called(node) == "setStyleSheet"


def _asks_the_clock(node: ast.AST) -> bool:
    asked = isinstance(node, ast.Attribute) and ".".join(dotted(node).split(".")[-2:]) in CLOCK
    return asked or _names(node, *MINT)


RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...], Callable[[ast.AST], bool]]] = {
    # word: (where it is looked for, the rooms where it is at home, what it looks like)
    "PySide6": (("app",), ("app/views",), lambda n: _brings(n, "PySide6")),
    "reportlab": (("app",), ("app/printing",), lambda n: _brings(n, "reportlab")),
    "select": (
        ("app",),
        # the journal is the desk's own book: it reads its last number and its last hash itself
        ("app/services", "app/sync", "app/models/journal"),
        lambda n: called(n) == "select" or "sqlalchemy.select" in imported(n),
    ),
    "commit": (("app",), ("app/core/desk",), _commits),
    # views never hold a document, and a widget may have a state of its own
    ".state =": (("app",), ("app/core/workflow", "app/views"), _sets_state),
    "StockMove(": (("app",), ("app/services/stock",), lambda n: called(n) == "StockMove"),
    "QMessageBox": (("app",), ("app/views/kit/dialogs",), lambda n: _names(n, "QMessageBox")),
    "QThread, Executor": (("app",), ("app/views/kit/tasks",), _starts_threads),
    "setStyleSheet, colours": (("app/views",), ("app/views/kit/theme",), _paints),
    "datetime.now, uuid": (("app",), ("app/core/clock",), _asks_the_clock),
    "tr(": (
        ("app",),
        ("app/views", "app/printing", "app/cli", "app/core/i18n"),
        lambda n: called(n) == "tr" or "app.core.i18n.tr" in imported(n),
    ),
}


def strangers(files: tuple[Source, ...], rooms: tuple[str, ...], says: Callable[[ast.AST], bool]) -> list[str]:
    """Where a word is said outside its rooms."""
    return [
        file.at(node)
        for file in files
        if not file.within(*rooms)
        for node in file.telling
        if says(node)
    ]  # fmt: skip


@pytest.mark.parametrize("word", RULES)
def test_each_word_stays_in_its_room(word: str) -> None:
    places, rooms, says = RULES[word]
    found = strangers(sources(*places), rooms, says)
    assert not found, f"`{word}` belongs into {', '.join(rooms)}, but is said in {', '.join(sorted(set(found)))}"


SPOKEN = {
    "PySide6": "from PySide6.QtCore import Qt",
    "reportlab": "import reportlab.pdfgen.canvas",
    "select": "rows = sa.select(Part)",
    "commit": "connection.exec_driver_sql('commit')",
    ".state =": "setattr(count, 'state', 'posted')",
    "StockMove(": "stock.StockMove(part=part)",
    "QMessageBox": "QtWidgets.QMessageBox.information(None, '', '')",
    "QThread, Executor": "from concurrent.futures import ThreadPoolExecutor",
    "setStyleSheet, colours": "pen = '#1a2b3c'",
    "datetime.now, uuid": "at = dt.datetime.now(dt.UTC)",
    "tr(": "label = tr('Part')",
}


@pytest.mark.parametrize("word", RULES)
def test_a_word_said_elsewhere_is_heard(word: str) -> None:
    """The rules hear at all: one that never finds anything would look the same as a tidy house."""
    tree = ast.parse(SPOKEN[word])
    file = Source("app/elsewhere.py", SPOKEN[word], tree)
    assert strangers((file,), RULES[word][1], RULES[word][2])


def test_innocent_words_are_left_alone() -> None:
    text = "from uuid import UUID\nimport threading\nlock = threading.Lock()\nid: UUID\ncode = '#451103033'\n"
    file = Source("app/elsewhere.py", text, ast.parse(text))
    heard = {word for word, (_, rooms, says) in RULES.items() if strangers((file,), rooms, says)}
    assert not heard
