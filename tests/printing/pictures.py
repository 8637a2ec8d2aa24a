"""Pictures of every sheet in both languages, to be looked at: docs/papers/. The words are compared by the goldens.

python -m tests.printing.pictures [CASE …]     draws them anew (all, or those named)
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

from app.printing import SHEETS
from tests.printing import golden

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "papers"
DPI, SMALL_DPI = 72, 150  # labels and receipts are small
MOST = 3  # pages in one picture
GAP = 12


def path(case: str, language: str) -> Path:
    """Where the picture of a case is kept."""
    return FOLDER / f"{case}.{language}.png"


def draw(case: str, language: str) -> Image.Image:
    """The first pages of a sheet, side by side on grey."""
    name, sample = golden.CASES[case]
    pdf = pypdfium2.PdfDocument(SHEETS[name](sample(language)))
    dpi = DPI if pdf[0].get_width() > 300 else SMALL_DPI
    pages = [pdf[at].render(scale=dpi / 72).to_pil() for at in range(min(len(pdf), MOST))]
    width, height = sum(page.width + GAP for page in pages) + GAP, max(page.height for page in pages) + 2 * GAP
    made = Image.new("RGB", (width, height), "#d7dadd")
    left = GAP
    for page in pages:
        made.paste(page, (left, GAP))
        left += page.width + GAP
    return made.quantize(48)


def main() -> None:
    """Draws all of them, or those named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for case in sys.argv[1:] or golden.CASES:
        for language in golden.LANGUAGES:
            draw(case, language).save(path(case, language), optimize=True)


if __name__ == "__main__":
    main()
