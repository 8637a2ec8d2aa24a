"""A second start: on the same folder it raises the first window, on another folder it is a shop of its own.

The first window answers on a local socket by the folder's name. Knows no page.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QProcess
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.core import i18n


def server_name(data: Path) -> str:
    """The local socket's name for the window on this folder."""
    return "counterpart-" + hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]


def raise_other(data: Path) -> bool:
    """Asks the window that is open on this folder to come to the front; False if it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(server_name(data))
    if not socket.waitForConnected(2000):
        return False
    socket.write(b"raise\n")
    socket.waitForBytesWritten(2000)
    socket.disconnectFromServer()
    return True


def start_on(data: Path) -> bool:
    """Opens the shop in another folder in a window of its own, which lives on without this one; False if it can't."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    language = "en" if i18n.current() == "en" else "zh"
    started: object = QProcess.startDetached(program[0], [*program[1:], "--data", str(data), "--lang", language])
    return bool(started[0] if isinstance(started, tuple) else started)


def answer_others(owner: QObject, raise_window: Callable[[], object], data: Path) -> QLocalServer:
    """From now on a second start raises this window."""
    server = QLocalServer(owner)
    QLocalServer.removeServer(server_name(data))
    server.listen(server_name(data))
    server.newConnection.connect(raise_window)
    return server
