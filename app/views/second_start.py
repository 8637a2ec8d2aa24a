"""A second start on the same folder raises the first window: a local socket by the folder's name. Knows no page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket


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


def answer_others(owner: QObject, raise_window: Callable[[], object], data: Path) -> QLocalServer:
    """From now on a second start raises this window."""
    server = QLocalServer(owner)
    QLocalServer.removeServer(server_name(data))
    server.listen(server_name(data))
    server.newConnection.connect(raise_window)
    return server
