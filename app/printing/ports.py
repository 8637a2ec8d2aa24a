"""Carries finished bytes to a label printer: a named printer raw, a network address, a file or device. Knows no label.

A printer here is a text: "tcp://192.168.1.50:9100" (the port may be left out), "file:/dev/usb/lp0", else the name under
which the system knows it.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from app.core.errors import Trouble, why

PORT = 9100
PATIENCE = 5.0  # seconds until a printer that says nothing is off


def send(printer: str, content: bytes, name: str = "Counterpart", patience: float = PATIENCE) -> None:
    """Hands all of `content` over; raises Trouble if the printer does not take it."""
    try:
        if printer.startswith("tcp://"):
            _to_network(printer.removeprefix("tcp://"), content, patience)
        elif printer.startswith("file:"):
            _to_file(Path(printer.removeprefix("file:")), content)
        else:
            _to_spooler(printer, content, name)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise Trouble(
            "The printer {printer} did not answer ({reason}). Nothing was lost: print again when it is ready.",
            printer=printer, reason=why(error),
        ) from error  # fmt: skip


def _to_network(address: str, content: bytes, patience: float) -> None:
    host, _, port = address.rpartition(":") if ":" in address else (address, "", "")
    with socket.create_connection((host, int(port or PORT)), patience) as connection:
        connection.settimeout(patience)
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)


def _to_file(target: Path, content: bytes) -> None:
    with target.open("ab" if target.exists() and not target.is_file() else "wb") as device:
        device.write(content)


def _to_spooler(printer: str, content: bytes, name: str) -> None:
    if sys.platform == "win32":
        _to_windows(printer, content, name)
    else:
        done = subprocess.run(
            ["lp", "-d", printer, "-o", "raw", "-t", name], input=content, capture_output=True, timeout=30, check=False
        )
        if done.returncode:
            raise OSError(done.stderr.decode(errors="replace").strip() or "lp")


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Document(ctypes.Structure):
        """DOC_INFO_1: the job's name, no file, and that the bytes go through as they are."""

        _fields_ = (("name", wintypes.LPCWSTR), ("output", wintypes.LPCWSTR), ("kind", wintypes.LPCWSTR))

    def _to_windows(printer: str, content: bytes, name: str) -> None:
        """The system's spooler, by-passing the driver: QPrinter can't send raw bytes."""
        spool = ctypes.WinDLL("winspool.drv", use_last_error=True)
        spool.OpenPrinterW.argtypes = (wintypes.LPCWSTR, ctypes.POINTER(wintypes.HANDLE), ctypes.c_void_p)
        spool.StartDocPrinterW.argtypes = (wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(_Document))
        spool.WritePrinter.argtypes = (
            wintypes.HANDLE, ctypes.c_char_p, wintypes.DWORD, ctypes.POINTER(wintypes.DWORD),
        )  # fmt: skip
        for call in (spool.StartPagePrinter, spool.EndPagePrinter, spool.EndDocPrinter, spool.ClosePrinter):
            call.argtypes = (wintypes.HANDLE,)

        def sure(done: int) -> None:
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())

        handle, written = wintypes.HANDLE(), wintypes.DWORD()
        sure(spool.OpenPrinterW(printer, ctypes.byref(handle), None))
        try:
            sure(spool.StartDocPrinterW(handle, 1, ctypes.byref(_Document(name, None, "RAW"))))
            sure(spool.StartPagePrinter(handle))
            sure(spool.WritePrinter(handle, content, len(content), ctypes.byref(written)))
            sure(spool.EndPagePrinter(handle))
            sure(spool.EndDocPrinter(handle))
        finally:
            spool.ClosePrinter(handle)
        if written.value != len(content):
            raise OSError(f"{written.value} / {len(content)}")
