"""What a label printer is sent is drawn by an interpreter and read again; ports that do not answer say so."""

from __future__ import annotations

import socket
import threading
from datetime import date
from pathlib import Path

import pytest
from PIL import ImageChops

from app.core.errors import Refused, Trouble
from app.printing import barcodes, label_printers, labels, pages, ports, rasters
from app.services.part_labels import GRIDS, ROLLS, BinLabel, Label, LabelRun
from tests.printing import decoding, label_printer, samples
from tests.printing.test_labels import DPIS, HOSTILE, LONG

EVERY: list[tuple[Label, str]] = [
    *[(samples.label(code=code, name=samples.LONG), code) for code in HOSTILE],
    (samples.label(barcode="6901234567892"), "6901234567892"),
    (samples.label(gtin="06901234567892", batch="B1", expiry=date(2027, 5, 1)), "(01)06901234567892(17)270501(10)B1"),
    (BinLabel("A-03-2-05", "主仓库"), "A-03-2-05"),
    (BinLabel("库位-3"), "库位-3"),
]


def drawn(run: LabelRun, language: str) -> list[decoding.Image.Image]:
    """The labels as the printer makes them."""
    sent = label_printers.code(run, language)
    return label_printer.zpl(sent) if language == "zpl" else label_printer.tspl(sent, run.dpi)


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("size", ROLLS)
@pytest.mark.parametrize("language", label_printers.LANGUAGES)
def test_everything_sent_is_read_again(language: str, size: str, dpi: int) -> None:
    run = LabelRun(tuple(label for label, _ in EVERY), ROLLS[size], dpi)
    found = [[one.text for one in decoding.read(image)] for image in drawn(run, language)]
    assert found == [[text] for _, text in EVERY]


@pytest.mark.parametrize("language", label_printers.LANGUAGES)
@pytest.mark.parametrize("code", ["qr", "datamatrix"])
def test_square_codes_are_sent_as_pictures(code: str, language: str) -> None:
    run = LabelRun((samples.label(code=LONG),), code=code)  # type: ignore[arg-type]
    assert [one.text for one in decoding.read(drawn(run, language)[0])] == [LONG]


def test_both_languages_draw_what_the_pdf_draws() -> None:
    """The bars to the dot; the words as near as two renderers of a font are."""
    run = LabelRun((samples.label(),))
    bars = next(labels.arts_of(run))[0].bars
    assert bars is not None
    page = decoding.raster(labels.labels(run)).point(lambda level: 255 if level > 127 else 0)
    code = (bars.x, bars.y, bars.x + len(bars.modules) * bars.module, bars.y + bars.height)
    for language in label_printers.LANGUAGES:
        image = drawn(run, language)[0]
        assert image.size == page.size
        assert image.crop(code).tobytes() == page.crop(code).tobytes()
        assert ImageChops.difference(image, page).histogram()[255] < page.histogram()[0] * 0.2


def test_copies_are_the_printers_own() -> None:
    run = LabelRun((samples.label(copies=250), BinLabel("A-1")))
    for language in label_printers.LANGUAGES:
        assert len(drawn(run, language)) == 251
        assert len(label_printers.code(run, language)) < 40_000


def test_words_without_ink_and_sheets_are_no_business_of_a_label_printer() -> None:
    assert rasters.words("　", 9, 203) is None
    with pytest.raises(Refused, match="takes rolls"):
        label_printers.zpl(LabelRun((samples.label(),), GRIDS["a4-7x3"]))


def test_code_sets_of_zpl() -> None:
    assert label_printers.zpl_data("106577R#") == ">;106577>6R#"
    assert label_printers.zpl_data("A>_^~") == ">:A>0_5F_5E_7E"
    assert label_printers.zpl_data("AB123456C") == ">:AB>5123456>6C"
    assert barcodes.code128("\tA") == ""  # a scan must not press Tab


def test_the_network_takes_all_of_it() -> None:
    heard = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _ = server.accept()
            with connection:
                while more := connection.recv(65536):
                    heard.extend(more)

        ear = threading.Thread(target=listen)
        ear.start()
        content = label_printers.tspl(LabelRun((samples.label(copies=2),)))
        ports.send(f"tcp://127.0.0.1:{server.getsockname()[1]}", content)
        ear.join(5)
    assert bytes(heard) == content


@pytest.mark.parametrize("printer", ["tcp://127.0.0.1:9", "tcp://127.0.0.1:x", "file:/nowhere/at/all"])
def test_a_printer_that_is_off_is_trouble_and_nothing_is_lost(printer: str) -> None:
    with pytest.raises(Trouble, match="Nothing was lost"):
        ports.send(printer, b"x", patience=0.5)


def test_a_named_printer_is_sent_raw_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`lp` of this test writes down what it gets, and refuses a printer it does not know."""
    spooler = tmp_path / "lp"
    spooler.write_text(
        f'#!/bin/sh\n[ "$2" = gone ] && {{ echo no such printer >&2; exit 1; }}\n'
        f'echo "$@" > {tmp_path}/how; cat > {tmp_path}/what\n',
        encoding="utf-8",
    )
    spooler.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    ports.send("Zebra ZD421", b"^XA^XZ", "labels")
    assert (tmp_path / "what").read_bytes() == b"^XA^XZ"
    assert (tmp_path / "how").read_text().split("-o ")[1].split()[0] == "raw"
    with pytest.raises(Trouble, match="no such printer"):
        ports.send("gone", b"")


def test_a_file_is_written_anew(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        ports.send(f"file:{tmp_path / 'labels.zpl'}", content)
    assert (tmp_path / "labels.zpl").read_bytes() == b"two"


def test_one_label_of_a_sheet_is_shown_alone() -> None:
    run = LabelRun((samples.label(copies=9),), GRIDS["a4-7x3"], dpi=300)
    pdf = labels.single(run.labels[0], run)
    assert [(round(w / 72 * 254), round(h / 72 * 254)) for w, h in pages.sizes(pdf)] == [(635, 381)]
