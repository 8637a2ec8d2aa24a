"""Pages as pictures and words, also for several threads at once."""

import io
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from app.printing import SHEETS, pages
from tests.printing import samples


def test_a_page_becomes_a_picture_of_its_size() -> None:
    pdf = SHEETS["counts.report"](samples.report(3))
    assert [(round(w), round(h)) for w, h in pages.sizes(pdf)] == [(595, 842), (595, 842)]
    shot = pages.picture(pdf, 1, dpi=144)
    assert (shot.width, shot.height, shot.stride) == (1191, 1684, 1191 * 3)
    assert len(shot.pixels) == shot.stride * shot.height
    same = Image.open(io.BytesIO(pages.png(pdf, 1, dpi=144)))
    assert same.tobytes() == shot.pixels


def test_red_is_red() -> None:
    from app.printing import charts

    palette = charts.Palette(0, 0, 0, 0xFF0000, 0)
    shot = Image.open(io.BytesIO(charts.png(charts.bars([charts.Bar("", 1)], 100, palette))))
    assert shot.getpixel((40, 8)) == (255, 0, 0)


def test_threads_may_print_and_look_at_the_same_time() -> None:
    expected = SHEETS["counts.report"](samples.report(8))

    def work(_turn: int) -> tuple[bytes, str]:
        pdf = SHEETS["counts.report"](samples.report(8))
        return pdf, pages.text(pdf, 0)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, range(12)))
    assert {pdf for pdf, _ in results} == {expected}
    assert len({text for _, text in results}) == 1
