"""A thousand labels beside bare reportlab: the same words and bars at fixed places, nothing measured or wrapped."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from barcode.codex import Code128
from reportlab.pdfgen.canvas import Canvas

from app.printing import barcodes, fonts, label_printers, labels, wrapping
from app.services.part_labels import LabelRun, PartLabel
from benchmarks.tasks import LIST
from benchmarks.twin import Row, Series, timed

COUNT = 1_000
MM = 72 / 25.4
CACHES = (barcodes.code128, barcodes.code128_values, barcodes.ean13, wrapping.wrap, fonts.printable)


def measured(quick: bool) -> Iterator[Row]:
    """PDF against bare reportlab, every cache cold; ZPL for the record."""
    wanted = real()
    fonts.register()
    series, raw = Series(), Series()
    for _ in range(3 if quick else 7):
        series.plain.append(timed(bare, wanted))
        forget()
        series.ours.append(timed(labels.labels, LabelRun(wanted)))
        forget()
        raw.ours.append(timed(label_printers.zpl, LabelRun(wanted)))
        raw.plain.append(series.plain[-1])
    yield series.row(f"{COUNT:,} labels as PDF", 1.5, "beside bare reportlab")
    yield raw.row(f"{COUNT:,} labels as ZPL", 0, "beside bare reportlab making PDF")


def real() -> tuple[PartLabel, ...]:
    """The first thousand parts of a real list."""
    rows = [line.split(";") for line in LIST.read_text(encoding="utf-8", errors="replace").splitlines()[:COUNT]]
    return tuple(
        PartLabel(row[0], row[1].title(), "适用 MGB 1962–1980", "", f"A-{n % 90:02}-{n % 7}", "件", "1", "同质配件")
        for n, row in enumerate(rows)
    )


def forget() -> None:
    """As after a start: no text was ever measured."""
    for cache in CACHES:
        cache.cache_clear()


def bare(wanted: Sequence[PartLabel]) -> bytes:
    """What a short script would do: one page a label, texts where they belong, the bars as one path."""
    out = io.BytesIO()
    page = (60 * MM, 40 * MM)
    canvas = Canvas(out, pagesize=page, pageCompression=1, invariant=1)
    for label in wanted:
        canvas.setPageSize(page)
        texts = (
            (fonts.BOLD, 13, 30, label.code), (fonts.BOLD, 9.5, 25, label.name), (fonts.REGULAR, 7.5, 21, label.spec),
            (fonts.BOLD, 8.5, 2, label.bin),
        )  # fmt: skip
        for font, size, y, text in texts:
            canvas.setFont(font, size)
            canvas.drawString(2 * MM, y * MM, text)
        canvas.setFont(fonts.REGULAR, 7.5)
        canvas.drawCentredString(30 * MM, 2 * MM, str(label.grade))
        canvas.drawRightString(58 * MM, 2 * MM, f"{label.pack} {label.unit}")
        path = canvas.beginPath()
        modules = Code128(label.code).build()[0]
        wide = min(60 * MM / (len(modules) + 20), 0.5 * MM)
        for start, bar in barcodes.runs(modules):
            path.rect(2 * MM + start * wide, 6 * MM, bar * wide, 13 * MM)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
