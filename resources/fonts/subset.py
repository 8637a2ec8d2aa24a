"""Makes the two fonts beside this file from the full Noto Sans SC; run by hand when they must be made anew.

Source: npm package `@expo-google-fonts/noto-sans-sc`, version 0.4.3, files `400Regular/NotoSansSC_400Regular.ttf` and
`700Bold/NotoSansSC_700Bold.ttf` (TrueType outlines, because reportlab can not embed CFF). Licence: SIL Open Font
Licence 1.1, see OFL.txt. The reserved font name is "Source", so the subset may keep the name Noto Sans SC.

Kept: every character of GBK (20,902 hanzi and its symbols), Latin with accents, punctuation, currency signs, arrows,
mathematical signs, circled figures, box drawing, CJK punctuation and full-width forms. Dropped: hinting, layout
features and vertical metrics, which neither reportlab nor our own widgets use.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf *.tgz
    python resources/fonts/subset.py package
"""

import argparse
from pathlib import Path

from fontTools import subset

HERE = Path(__file__).resolve().parent
WEIGHTS = {
    "NotoSansSC-Regular.ttf": "400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "700Bold/NotoSansSC_700Bold.ttf",
}
BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x2000, 0x206F),  # general punctuation
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x221F),  # letter-like, number forms, arrows, first mathematical signs
    (0x2460, 0x25FE),  # enclosed figures, box drawing, blocks, geometric shapes
    (0x2610, 0x2611),  # ballot boxes
    (0x2713, 0x2717),  # ticks and crosses
    (0x3000, 0x302F),  # CJK punctuation
    (0xFF00, 0xFFEF),  # full-width forms
)


def gbk_characters() -> set[int]:
    """Every code point that the two-byte code GBK can name."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.update(map(ord, bytes([lead, trail]).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return found


def wanted() -> set[int]:
    """All code points the fonts keep, as far as the source has them."""
    keep = gbk_characters()
    for first, last in BLOCKS:
        keep.update(range(first, last + 1))
    return keep


def main() -> None:
    """Write both weights beside this file."""
    parser = argparse.ArgumentParser(description="Make the subset fonts from the unpacked npm package.")
    parser.add_argument("package", type=Path, help="folder that holds 400Regular and 700Bold")
    package: Path = parser.parse_args().package
    for name, source in WEIGHTS.items():
        options = subset.Options()
        options.layout_features = []
        options.hinting = False
        options.name_IDs = ["*"]
        options.drop_tables += ["VORG", "BASE", "DSIG"]
        options.recalc_timestamp = False
        font = subset.load_font(str(package / source), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=wanted())
        subsetter.subset(font)
        subset.save_font(font, str(HERE / name), options)


if __name__ == "__main__":
    main()
