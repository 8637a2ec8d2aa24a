"""ECC 200 DataMatrix in the smallest square that holds the text, with GS1's FNC1; placement is reportlab's."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix

from app.printing.barcodes import FNC1

# side, data regions a side, data and error words: the squares of one Reed-Solomon block
SQUARES = (
    (10, 1, 3, 5), (12, 1, 5, 7), (14, 1, 8, 10), (16, 1, 12, 12), (18, 1, 18, 14), (20, 1, 22, 18), (22, 1, 30, 20),
    (24, 1, 36, 24), (26, 1, 44, 28), (32, 2, 62, 36), (36, 2, 86, 42), (40, 2, 114, 48), (44, 2, 144, 56),
)  # fmt: skip


@lru_cache(maxsize=2_000)
def matrix(text: str) -> tuple[str, ...]:
    """Rows of "1" (dark) and "0", first row on top; () if the text is not ASCII or longer than a square holds."""
    if not text or not text.isascii():
        return ()
    words = _words(text)
    for side, regions, data, error in SQUARES:
        if len(words) <= data:
            return _Square(side, regions, data, error).rows(words)
    return ()


def _words(text: str) -> list[int]:
    """The text in ASCII encodation: two digits are one word, FNC1 is 232."""
    words, place = [], 0
    while place < len(text):
        pair = text[place : place + 2]
        if len(pair) == 2 and pair.isdigit():
            words.append(130 + int(pair))
            place += 2
        else:
            words.append(232 if text[place] == FNC1 else ord(text[place]) + 1)
            place += 1
    return words


class _Square(ECC200DataMatrix):
    """reportlab's symbol knows one size and C40 only; sizes and words are given here."""

    def __init__(self, side: int, regions: int, data: int, error: int) -> None:
        super().__init__("")
        self.row_modules = self.col_modules = side
        self.row_regions = self.col_regions = regions
        self.cw_data, self.cw_ecc = data, error
        self.row_usable_modules = self.col_usable_modules = side - 2 * regions

    def rows(self, words: list[int]) -> tuple[str, ...]:
        """The symbol of these words, padded."""
        padded = [*words, 129] if len(words) < self.cw_data else list(words)
        while len(padded) < self.cw_data:
            place = len(padded) + 1
            pad = 129 + (149 * place) % 253 + 1
            padded.append(pad if pad <= 254 else pad - 254)
        symbol: Any = self  # what it does stands under private names
        made = symbol._create_matrix(padded + symbol._get_reed_solomon_code(padded, self.cw_ecc))
        side = self.row_usable_modules
        if side * side % 8:  # a corner that no word reaches is fixed by the standard; reportlab leaves it light
            made[side - 1][side - 1] = made[side - 2][side - 2] = 1
        regions = symbol._wrap_data_regions_with_finders(symbol._create_data_regions(made))
        return tuple("".join(str(module) for module in row) for row in symbol._merge_data_regions(regions))
