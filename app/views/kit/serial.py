"""A scanner on a serial line: codes as they come, and a line that is opened again after unplugging. Knows no barcode.

Qt's event loop reads the line, so a code needs no thread and none overtakes another.
"""

from __future__ import annotations

import logging
from typing import Literal

from PySide6.QtCore import QIODevice, QObject, QTimer, Signal
from PySide6.QtSerialPort import QSerialPort, QSerialPortInfo

LineState = Literal["off", "open", "lost"]
RETRY_MS, IDLE_MS, LONGEST = 2_000, 100, 4_096
ENDS = b"\r\n"
log = logging.getLogger(__name__)


def port_names() -> list[str]:
    """Serial ports that the system lists; others (a bridge, a pseudo terminal) are typed in."""
    return [info.portName() for info in QSerialPortInfo.availablePorts()]


class SerialScanner(QObject):
    """Reads one port. Codes end with CR or LF, or with 100 ms of silence for a scanner that sends neither."""

    heard = Signal(str)
    state_changed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, retry: int = RETRY_MS) -> None:
        super().__init__(parent)
        self.state: LineState = "off"
        self._rest = b""
        self._port: QSerialPort | None = None
        self._name, self._baud = "", 9600
        self._retry = QTimer(self)
        self._retry.setInterval(retry)
        self._retry.timeout.connect(self._open)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._silence)

    def listen(self, name: str, baud: int = 9600) -> None:
        """Opens the port and stays with it: unplugged and plugged in again it goes on. "" closes it."""
        self._let_go()
        self._retry.stop()
        self._name, self._baud = name.strip(), baud
        self._tell("off")
        if self._name:
            self._open()

    def _open(self) -> None:
        self._let_go()
        port = QSerialPort(self)
        port.setPortName(self._name)
        port.setBaudRate(self._baud)
        if not port.open(QIODevice.OpenModeFlag.ReadOnly):
            log.info("serial port %s can't be opened: %s", self._name, port.errorString())
            port.deleteLater()
            self._lose()
            return
        port.readyRead.connect(self._read)
        port.errorOccurred.connect(self._failed)
        self._port = port
        self._retry.stop()
        self._tell("open")

    def _failed(self, error: QSerialPort.SerialPortError) -> None:
        # after unplugging isOpen() stays True and nothing ever arrives again: only opening anew helps
        if error not in (QSerialPort.SerialPortError.NoError, QSerialPort.SerialPortError.TimeoutError):
            log.info("serial port %s: %s", self._name, error)
            self._lose()

    def _lose(self) -> None:
        self._let_go()
        self._retry.start()
        self._tell("lost")

    def _let_go(self) -> None:
        port, self._port, self._rest = self._port, None, b""
        self._idle.stop()
        if port is not None:
            port.readyRead.disconnect(self._read)
            port.errorOccurred.disconnect(self._failed)
            port.close()
            port.deleteLater()

    def _read(self) -> None:
        if self._port is None:
            return
        self._rest += bytes(self._port.readAll().data())
        *codes, self._rest = self._rest.replace(b"\n", b"\r").split(b"\r")
        for code in codes:
            self._say(code)
        if len(self._rest) > LONGEST:
            self._rest = b""  # noise of a wrong speed
        if self._rest:
            self._idle.start()
        else:
            self._idle.stop()

    def _silence(self) -> None:
        code, self._rest = self._rest, b""
        self._say(code)

    def _say(self, raw: bytes) -> None:
        try:
            code = raw.decode("utf-8")
        except UnicodeDecodeError:
            code = raw.decode("gb18030", errors="replace")
        if code.strip():
            self.heard.emit(code)

    def _tell(self, state: LineState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
