"""What stands on the label of a part, as frozen data. Knows neither database nor printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.core.i18n import Text

LabelSize = Literal["60x40", "50x30", "40x30"]


@dataclass(frozen=True)
class PartLabel:
    """One label, printed `copies` times. `barcode` is what a scanner reads; "" = the part number itself.

    `dpi` is the label printer's resolution: bars are whole dots wide.
    """

    code: str
    name: str
    spec: str = ""
    oem: str = ""
    bin: str = ""
    unit: str = ""
    pack: str = ""
    grade: str | Text = ""
    barcode: str = ""
    size: LabelSize = "60x40"
    dpi: int = 203
    copies: int = 1
    language: str = "zh_CN"
