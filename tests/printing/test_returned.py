"""Papers that come back are read: a poor grey scan, a phone photo that lies askew, several sheets in one PDF."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageFilter

from app.printing import pages, receptions, returned, work_orders
from tests.printing import decoding, samples, workshop_samples

CHECK_IN, ORDER = "RC-01-20261123-0012.1", f"{workshop_samples.order().number}.{workshop_samples.order().revision}"


def sheet(**more: object) -> bytes:
    return receptions.sheet(replace(samples.check_sheet(), **more))  # type: ignore[arg-type]


def scanned(pdf: bytes, *, dpi: int = 200, noise: int = 22) -> Image.Image:
    """What a scanner makes of a paper: grey, a little soft, with specks."""
    image = decoding.raster(pdf, dpi=dpi).filter(ImageFilter.GaussianBlur(0.6))
    return Image.blend(image, Image.effect_noise(image.size, noise * 4), 0.18)


def photographed(pdf: bytes, tilt: float) -> Image.Image:
    """What a phone makes of it: askew on a grey counter, darker to one side, softer."""
    page = scanned(pdf, dpi=190).rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=95)
    counter = Image.new("L", (page.width + 300, page.height + 300), 95)
    counter.paste(page, (150, 150))
    shade = Image.linear_gradient("L").resize(counter.size).rotate(180)
    return Image.blend(counter, shade, 0.22).filter(ImageFilter.GaussianBlur(0.7))


def file(image: Image.Image, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=70)
    return out.getvalue()


def pdf_of(*images: Image.Image) -> bytes:
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return out.getvalue()


def codes(content: bytes) -> list[str]:
    return [paper.code for paper in returned.papers(content)]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_grey_scan_of_200_dpi_is_read(language: str) -> None:
    check = scanned(receptions.sheet(samples.check_sheet(language=language)))
    assert codes(file(check)) == [CHECK_IN]
    assert codes(pdf_of(scanned(work_orders.order(workshop_samples.order(language))))) == [ORDER]


@pytest.mark.parametrize("tilt", [5, -5, 90, 182])
def test_a_photo_that_lies_askew_is_read(tilt: float) -> None:
    assert codes(file(photographed(sheet(), tilt))) == [CHECK_IN]


def test_the_long_code_of_a_high_revision_is_read() -> None:
    code = "RC-02-20261123-1234.12"
    assert codes(file(photographed(sheet(code=code), 5))) == [code]


def test_a_stack_in_one_pdf_is_taken_apart_and_empty_backs_are_left_out() -> None:
    two = receptions.sheet(samples.check_sheet(marks=40))
    front, back = (scanned_page(two, n) for n in (0, 1))
    blank, letter = Image.new("L", front.size, 252), Image.new("L", front.size, 255)
    letter.paste(0, (200, 200, 900, 700))
    order = scanned(work_orders.order(workshop_samples.order()))
    found = returned.papers(pdf_of(front, blank, back, order, letter, letter.rotate(180)))
    assert [paper.code for paper in found] == [CHECK_IN, ORDER, "", ""]
    assert [len(pages.sizes(paper.content)) for paper in found] == [2, 1, 1, 1]


def scanned_page(pdf: bytes, page: int) -> Image.Image:
    return decoding.raster(pdf, page, dpi=200)


def test_what_bears_no_code_of_ours_or_two_is_a_paper_without_one() -> None:
    assert codes(file(Image.new("L", (600, 800), 255))) == [""]
    assert codes(pdf_of(Image.new("L", (600, 800), 255))) == [""]
    both = Image.new("L", (3400, 2340), 255)
    both.paste(scanned(sheet()), (0, 0))
    both.paste(scanned(sheet(code="RC-01-20261123-0013.1")), (1700, 0))
    assert codes(file(both)) == [""]


@pytest.mark.parametrize("content", [b"", b"words", b"%PDF-1.7 torn", b"\xff\xd8\xff\xe0 torn", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_kept_as_it_came(content: bytes) -> None:
    assert returned.papers(content) == [returned.Paper("", content)]
