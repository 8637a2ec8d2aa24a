"""A receipt printer for tests: reads the ESC/POS that we send and draws it. Only the commands we use; others fail."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from app.core.i18n import resources

LINE = 30
COLUMN = 12


@dataclass
class Paper:
    """What came out: the words of each line as (align, bold, big, text), the picture, how often it was cut."""

    dots: int
    words: list[tuple[str, bool, bool, str]] = field(default_factory=list)
    parts: list[Image.Image] = field(default_factory=list)
    cuts: int = 0

    def picture(self) -> Image.Image:
        """Everything one below the other."""
        whole = Image.new("L", (self.dots, sum(p.height for p in self.parts) + 1), 255)
        y = 0
        for part in self.parts:
            whole.paste(part, (0, y))
            y += part.height
        return whole


def printed(data: bytes, dots: int = 576) -> Paper:
    """Interprets the bytes; a command that is not ours raises."""
    paper, at = Paper(dots), 0
    align, bold, big, chinese, text = "left", False, False, False, b""
    while at < len(data):
        two, three = data[at : at + 2], data[at : at + 3]
        if two == b"\x1b@":
            align, bold, big, chinese, at = "left", False, False, False, at + 2
        elif two in (b"\x1b!", b"\x1c!"):
            big, at = bool(data[at + 2]), at + 3
        elif two == b"\x1d!":
            big, at = data[at + 2] == 0x11, at + 3
        elif two == b"\x1bE":
            bold, at = bool(data[at + 2]), at + 3
        elif two == b"\x1ba":
            align, at = ("left", "center", "right")[data[at + 2] % 48], at + 3
        elif two in (b"\x1c&", b"\x1c."):
            chinese, at = two == b"\x1c&", at + 2
        elif three == b"\x1dv0":
            across, high = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (4, 6))
            rows = data[at + 8 : at + 8 + across * high]
            paper.parts.append(_raster(rows, across, high, dots))
            at += 8 + across * high
        elif two == b"\x1dV":
            paper.cuts, at = paper.cuts + 1, at + (4 if data[at + 2] in (65, 66) else 3)
        elif data[at] == 0x0A:
            said = text.decode("gbk")
            assert chinese or said.isascii(), f"a printer without Chinese mode would not say {said}"
            paper.words.append((align, bold, big, said))
            paper.parts.append(_line(said, align, 2 if big else 1, dots))
            text, at = b"", at + 1
        else:
            assert data[at] >= 0x20, f"a printer would not know {data[at : at + 4]!r}"
            text, at = text + data[at : at + 1], at + 1
    assert not text
    return paper


def _raster(rows: bytes, across: int, high: int, dots: int) -> Image.Image:
    assert across * 8 <= dots
    made = Image.new("L", (dots, high), 255)
    made.paste(0, (0, 0), Image.frombytes("1", (across * 8, high), rows))
    return made


def _line(said: str, align: str, scale: int, dots: int) -> Image.Image:
    """In the printer's own face: every byte of GBK is a column wide, so a line that is too long is seen."""
    wide = len(said.encode("gbk")) * COLUMN * scale
    assert wide <= dots, f"{said!r} runs over the edge"
    made = Image.new("L", (dots, LINE * scale), 255)
    face = ImageFont.truetype(str(resources() / "fonts" / "NotoSansSC-Regular.ttf"), 22 * scale)
    x = {"left": 0, "center": (dots - wide) // 2, "right": dots - wide}[align]
    draw = ImageDraw.Draw(made)
    for char in said:
        draw.text((x, 0), char, font=face, fill=0)
        x += len(char.encode("gbk")) * COLUMN * scale
    return made


def _all_of(connection: socket.socket) -> bytes:
    with connection:
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """A printer on the network: its address, and what each connection sent; all of it once the block is left."""
    server = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        while got := _all_of(server.accept()[0]):
            heard.append(got)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}", heard
    socket.create_connection(server.getsockname()).close()  # one that says nothing is the last
    thread.join()
    server.close()
