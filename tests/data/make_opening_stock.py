"""Makes opening_stock_1000.csv: opening stock and bins for 1,000 parts of british_classic_parts_A.txt.

    python tests/data/make_opening_stock.py

The parts list is real but says nothing of stock; this is invented, and always the same: quantities and costs come from
the SHA-256 of the code, bins are filled shelf by shelf in the order of the list. Uses the standard library only.
"""

from __future__ import annotations

import csv
import hashlib
from io import StringIO
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = HERE / "british_classic_parts_A.txt"
OUT = HERE / "opening_stock_1000.csv"
HEADER = ("part_code", "bin", "quantity", "unit_cost")
HOW_MANY = 1_000
# a bin is aisle-rack-level-place: A-01-1-01 … A-08-5-06, B-01-1-01 …; several parts share one
RACKS, LEVELS, PLACES, IN_ONE_BIN = 8, 5, 6, 3


def bin_code(index: int) -> str:
    """The bin of the part at `index`, counted from 0."""
    place = index // IN_ONE_BIN
    place, spot = divmod(place, PLACES)
    place, level = divmod(place, LEVELS)
    aisle, rack = divmod(place, RACKS)
    return f"{chr(65 + aisle)}-{rack + 1:02d}-{level + 1}-{spot + 1:02d}"


def chosen_codes(text: str) -> list[str]:
    """1,000 codes spread over the whole list; parts that a newer one replaces ("USE …") hold no stock."""
    rows = [line.split(";", 1) for line in text.splitlines()]
    codes = [code for code, name in rows if not name.upper().startswith("USE ")]
    return [codes[at * len(codes) // HOW_MANY] for at in range(HOW_MANY)]


def stock_row(index: int, code: str) -> tuple[str, str, int, str]:
    """One line: 1 to 60 pieces, few of what is dear; cost between 0.35 and 1,800 yuan."""
    digest = hashlib.sha256(code.encode("ascii")).digest()
    fen = 35 + int.from_bytes(digest[:4], "big") % (100, 1_000, 9_000, 40_000, 180_000)[digest[4] % 5]
    most = 60 if fen < 1_000 else 20 if fen < 10_000 else 5
    return code, bin_code(index), 1 + digest[5] % most, f"{fen // 100}.{fen % 100:02d}"


def make() -> str:
    """The whole file as text."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(stock_row(at, code) for at, code in enumerate(chosen_codes(PARTS.read_text(encoding="ascii"))))
    return out.getvalue()


if __name__ == "__main__":
    OUT.write_bytes(make().encode("ascii"))
