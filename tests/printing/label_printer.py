"""A label printer for tests: reads the ZPL or TSPL that we send and draws it, dot by dot. Only the commands we use."""

from __future__ import annotations

import re

from barcode.charsets import code128, ean
from PIL import Image, ImageDraw

BLACK, WHITE = 0, 255


def zpl(data: bytes) -> list[Image.Image]:
    """Every label of every format, copies included."""
    made: list[Image.Image] = []
    for form in re.findall(r"\^XA(.*?)\^XZ", data.decode("ascii"), re.DOTALL):
        width, height = (int(re.search(rf"\^{word}(\d+)", form)[1]) for word in ("PW", "LL"))  # type: ignore[index]
        label = Image.new("L", (width, height), WHITE)
        for field in re.findall(r"\^FO.*?\^FS", form, re.DOTALL):
            _field(label, field)
        made += [label] * int(re.search(r"\^PQ(\d+)", form)[1])  # type: ignore[index]
    return made


def _field(label: Image.Image, field: str) -> None:
    x, y = (int(n) for n in re.match(r"\^FO(\d+),(\d+)", field).groups())  # type: ignore[union-attr]
    if picture := re.search(r"\^GFA,(\d+),(\d+),(\d+),(.*)\^FS", field, re.DOTALL):
        size, total, stride = (int(n) for n in picture.groups()[:3])
        bits = _unpacked(picture[4], stride)
        assert size == total == len(bits), (size, total, len(bits))
        _dots(label, x, y, stride, bits)
        return
    module = int(re.search(r"\^BY(\d+)", field)[1])  # type: ignore[index]
    if linear := re.search(r"\^BCN,(\d+),N,N,N,N\^FH_\^FD(.*)\^FS", field):
        text = re.sub(r"_([0-9A-F]{2})", lambda hex: chr(int(hex[1], 16)), linear[2])
        _bars(label, x, y, _code128(text), module, int(linear[1]))
    elif european := re.search(r"\^BEN,(\d+),N,N\^FD(\d{12})\^FS", field):
        _bars(label, x, y, _ean13(european[2]), module, int(european[1]))
    else:
        raise AssertionError(f"a printer would not know {field[:60]}")


def _unpacked(rows: str, stride: int) -> bytes:
    """Hexadecimal rows; "," fills up with white, ":" repeats the row before."""
    bits, row = b"", ""
    for sign in rows:
        if sign == ":":
            assert not row
            bits += bits[-stride:]
        elif sign == ",":
            bits, row = bits + bytes.fromhex(row.ljust(stride * 2, "0")), ""
        else:
            row += sign
            if len(row) == stride * 2:
                bits, row = bits + bytes.fromhex(row), ""
    assert not row
    return bits


def _code128(field: str) -> str:
    """Modules of a ^BC field in mode N: start and changes of code stand in it as > and a sign."""
    starts, turns = {"9": 103, ":": 104, ";": 105}, {"5": 99, "6": 100, "7": 101}
    table = "ABC"[starts[field[1]] - 103]
    values, place = [starts[field[1]]], 2
    while place < len(field):
        sign = field[place]
        if sign == ">" and field[place + 1] != "0":
            values.append(turns[field[place + 1]])
            table = {99: "C", 100: "B", 101: "A"}[values[-1]]
            place += 2
        elif table == "C":
            values.append(int(field[place : place + 2]))
            place += 2
        else:
            values.append({"A": code128.A, "B": code128.B}[table][sign])
            place += 2 if sign == ">" else 1
    check = (values[0] + sum(at * value for at, value in enumerate(values))) % 103
    return "".join(code128.CODES[value] for value in (*values, check)) + code128.STOP + "11"


def _ean13(twelve: str) -> str:
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve)) % 10
    digits = f"{twelve}{check}"
    left = "".join(
        ean.CODES[kind][int(d)] for kind, d in zip(ean.LEFT_PATTERN[int(digits[0])], digits[1:7], strict=True)
    )
    right = "".join(ean.CODES["C"][int(digit)] for digit in digits[7:])
    return f"101{left}01010{right}101"


def _bars(label: Image.Image, x: int, y: int, modules: str, module: int, height: int) -> None:
    for place, dark in enumerate(modules):
        if dark == "1":
            _box(label, x + place * module, y, module, height)


def _box(label: Image.Image, x: int, y: int, wide: int, high: int) -> None:
    assert x >= 0
    assert x + wide <= label.width, "the printer cuts off what stands over its edge"
    assert y >= 0
    assert y + high <= label.height
    ImageDraw.Draw(label).rectangle((x, y, x + wide - 1, y + high - 1), fill=BLACK)


def _dots(label: Image.Image, x: int, y: int, stride: int, bits: bytes) -> None:
    height = len(bits) // stride
    mask = Image.frombytes("1", (stride * 8, height), bits)
    ink = mask.getbbox()
    assert ink is not None
    assert x + ink[2] <= label.width
    assert y + ink[3] <= label.height
    label.paste(BLACK, (x, y), mask)


def tspl(data: bytes, dpi: int) -> list[Image.Image]:
    """Every label, copies included. `dpi` is the printer's: the size comes in millimetres."""
    made: list[Image.Image] = []
    head = re.match(rb"SIZE ([\d.]+) mm,([\d.]+) mm\r\nGAP [\d.]+ mm,0 mm\r\nDIRECTION 1\r\n", data)
    assert head
    size = tuple(round(float(side) / 25.4 * dpi) for side in head.groups())
    label = Image.new("L", size, WHITE)
    place = head.end()
    while place < len(data):
        if bitmap := re.compile(rb"BITMAP (\d+),(\d+),(\d+),(\d+),0,").match(data, place):
            x, y, stride, height = (int(n) for n in bitmap.groups())
            end = bitmap.end() + stride * height
            _dots(label, x, y, stride, bytes(255 - byte for byte in data[bitmap.end() : end]))
            assert data[end : end + 2] == b"\r\n"
            place = end + 2
            continue
        line, _, _ = data[place:].partition(b"\r\n")
        place += len(line) + 2
        word, _, more = line.decode("ascii").partition(" ")
        if word == "CLS":
            label = Image.new("L", size, WHITE)
        elif word == "BAR":
            _box(label, *(int(n) for n in more.split(",")))
        elif word == "BARCODE":
            x, y, kind, height, said, turned, narrow, wide, text = more.split(",")
            assert (kind, said, turned, narrow) == ('"EAN13"', "0", "0", wide)
            _bars(label, int(x), int(y), _ean13(text.strip('"')), int(narrow), int(height))
        elif word == "PRINT":
            made += [label] * int(more.split(",")[1])
        else:
            raise AssertionError(f"a printer would not know {line[:60]!r}")
    return made
