"""Files of documents: kept by their hash, whole or not at all, without the place a photo was taken."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.core import clock
from app.core.access import Permission
from app.core.clock import Id
from app.core.errors import Refused, Trouble
from app.core.kind import Kind
from app.core.screen import FormSpec, ListSpec
from app.models.stock import StockDocument
from app.services import attachments, kinds, pictures, settings, shop
from tests.rig import PROGRAM, Rig, open_rig

CARD = Kind(
    "papers", "Paper", "Papers", "file", "x", StockDocument, Permission("stock_documents.view"),
    Permission("stock_documents.edit"), ListSpec((), lambda c, q: (), lambda c, i: (), ()), FormSpec(),
)  # fmt: skip
PDF = b"%PDF-1.7\nnothing in it"


def jpeg(*, gps: bool = True, xmp: bool = False) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010F] = "Maker"
    if gps:
        exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    out = io.BytesIO()
    more = {"xmp": b"<x:xmpmeta>GPSLatitude</x:xmpmeta>"} if xmp else {}
    Image.new("RGB", (60, 40), (200, 30, 30)).save(out, "JPEG", exif=exif, **more)
    return out.getvalue()


def png() -> bytes:
    out, words = io.BytesIO(), PngInfo()
    words.add_text("Comment", "at the lake")
    Image.new("RGB", (8, 8), (1, 2, 3)).save(out, "PNG", pnginfo=words)
    return out.getvalue()


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr(kinds, "KINDS", (CARD,))
    rig = open_rig(tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def paper() -> Id:
    return clock.new_id()


def test_a_file_is_kept_beside_the_database_and_read_back(rig: Rig, paper: Id) -> None:
    keeper = rig.actor("ann", "WK")
    added = rig.desk.run(attachments.add, keeper, "papers", paper, "C:/scans/slip.pdf", PDF, "evidence")
    [kept] = rig.desk.ask(attachments.list_of, keeper, "papers", paper)
    assert (kept.id, kept.mime, kept.size, kept.role) == (added, "application/pdf", len(PDF), "evidence")
    assert kept.name == "slip.pdf"
    assert rig.desk.ask(attachments.read, keeper, added) == PDF
    file = rig.folder / "attachments" / kept.sha256[:2] / kept.sha256
    assert file.read_bytes() == PDF
    assert [f.name for f in file.parent.iterdir()] == [kept.sha256]


def test_the_same_content_is_kept_once(rig: Rig, paper: Id) -> None:
    keeper = rig.actor("ann", "WK")
    for name in ("a.pdf", "b.pdf"):
        rig.desk.run(attachments.add, keeper, "papers", paper, name, PDF)
    assert len(rig.desk.ask(attachments.list_of, keeper, "papers", paper)) == 2
    assert len([f for f in (rig.folder / "attachments").rglob("*") if f.is_file()]) == 1


def test_the_gps_position_is_taken_out_and_the_picture_left_alone() -> None:
    before = jpeg(xmp=True)
    after = pictures.without_place(before)
    exif = Image.open(io.BytesIO(after)).getexif()
    assert 0x8825 in Image.open(io.BytesIO(before)).getexif()
    assert 0x8825 not in exif
    assert (exif[0x0112], exif[0x010F]) == (6, "Maker")
    assert b"GPSLatitude" not in after
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(before)).tobytes()
    plain = jpeg(gps=False)
    assert Image.open(io.BytesIO(pictures.without_place(plain))).getexif()[0x0112] == 6


def test_words_in_a_png_go_and_pixels_stay() -> None:
    after = pictures.without_place(png())
    assert b"lake" not in after
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(png())).tobytes()


def test_an_exif_block_nobody_can_read_is_left_out() -> None:
    broken = b"Exif\0\0" + b"II*\0" + b"\xff" * 20
    content = jpeg(gps=False)
    at = content.index(b"\xff\xe1")
    size = struct.unpack(">H", content[at + 2 : at + 4])[0]
    mixed = content[:at] + b"\xff\xe1" + struct.pack(">H", len(broken) + 2) + broken + content[at + 2 + size :]
    assert b"\xff" * 20 not in pictures.without_place(mixed)


@pytest.mark.parametrize("content", [jpeg()[:30], png()[:40], png()[:-6], b"\xff\xd8\xff"])
def test_what_is_cut_off_is_refused(rig: Rig, paper: Id, content: bytes) -> None:
    with pytest.raises(Refused, match="damaged"):
        rig.desk.run(attachments.add, PROGRAM, "papers", paper, "photo", content)


def test_other_types_and_large_files_are_refused(rig: Rig, paper: Id) -> None:
    with pytest.raises(Refused, match="not a JPEG, PNG or PDF"):
        rig.desk.run(attachments.add, PROGRAM, "papers", paper, "virus.exe", b"MZ")
    with pytest.raises(Refused, match="larger than 10 MB"):
        rig.desk.run(attachments.add, PROGRAM, "papers", paper, "book.pdf", b"%PDF-" + bytes(attachments.LARGEST))
    assert not (rig.folder / "attachments").exists()


def test_it_takes_the_rights_of_the_document(rig: Rig, paper: Id) -> None:
    finance, admin = rig.actor("fin", "FI"), rig.actor("boss", "AD")
    with pytest.raises(Refused, match="Your roles"):
        rig.desk.run(attachments.add, finance, "papers", paper, "a.pdf", PDF)
    added = rig.desk.run(attachments.add, PROGRAM, "papers", paper, "a.pdf", PDF)
    assert rig.desk.ask(attachments.read, finance, added) == PDF
    with pytest.raises(Refused, match="Your roles"):
        rig.desk.ask(attachments.read, admin, added)
    with pytest.raises(Refused, match="Your roles"):
        rig.desk.run(attachments.remove, finance, added)


def test_removed_means_off_the_document_and_an_orphan_on_disk(rig: Rig, paper: Id) -> None:
    added = rig.desk.run(attachments.add, PROGRAM, "papers", paper, "a.pdf", PDF)
    proof = rig.desk.run(attachments.add, PROGRAM, "papers", paper, "report.pdf", PDF + b" ", "print")
    rig.desk.run(attachments.remove, PROGRAM, added)
    with pytest.raises(Refused, match="kept as proof"):
        rig.desk.run(attachments.remove, PROGRAM, proof)
    with pytest.raises(Refused, match="gone already"):
        rig.desk.run(attachments.remove, PROGRAM, added)
    with pytest.raises(Refused, match="gone already"):
        rig.desk.ask(attachments.read, PROGRAM, added)
    with rig.store.reader.connect() as conn:
        assert set(attachments.stored(conn)) - attachments.referenced(conn) == {hashlib.sha256(PDF).hexdigest()}


def test_a_damaged_or_missing_file_is_said_not_shown(rig: Rig, paper: Id) -> None:
    added = rig.desk.run(attachments.add, PROGRAM, "papers", paper, "a.pdf", PDF)
    [file] = [f for f in (rig.folder / "attachments").rglob("*") if f.is_file()]
    file.write_bytes(PDF + b"!")
    with pytest.raises(Trouble, match="missing or damaged"):
        rig.desk.ask(attachments.read, PROGRAM, added)
    file.unlink()
    with pytest.raises(Trouble, match="missing or damaged"):
        rig.desk.ask(attachments.read, PROGRAM, added)


def test_a_disk_that_does_not_take_it_changes_nothing(rig: Rig, paper: Id) -> None:
    (rig.folder / "attachments").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Trouble, match="can't be written"):
        rig.desk.run(attachments.add, PROGRAM, "papers", paper, "a.pdf", PDF)
    assert rig.desk.ask(attachments.list_of, PROGRAM, "papers", paper) == []


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, kind, **more)
    return out.getvalue()


def logo_size(rig: Rig) -> tuple[int, int]:
    with Image.open(io.BytesIO(rig.desk.ask(shop.logo, PROGRAM))) as kept:
        return kept.size


def test_the_logo_is_kept_upright_in_the_size_it_is_printed_in_and_taken_off_again(rig: Rig) -> None:
    rig.desk.run(shop.change_logo, PROGRAM, picture(4000, 1000, "JPEG", "CMYK"), "big.jpg")
    assert logo_size(rig) == (1320, 330)
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held upright
    rig.desk.run(shop.change_logo, PROGRAM, picture(90, 200, "JPEG", exif=turned), "turned.jpg")
    assert logo_size(rig) == (200, 90)
    head = rig.desk.ask(shop.letterhead, PROGRAM)
    assert head.logo.startswith(b"\x89PNG")
    with rig.store.reader.connect() as conn:
        assert attachments.referenced(conn) == {hashlib.sha256(head.logo).hexdigest()}
    rig.desk.run(shop.change_logo, PROGRAM, b"")
    assert rig.desk.ask(shop.letterhead, PROGRAM).logo == b""


def test_what_is_no_logo_says_why_and_leaves_the_old_one(rig: Rig) -> None:
    rig.desk.run(shop.change_logo, PROGRAM, picture(120, 60), "logo.png")
    for content, reason in (
        (PDF, "no PNG or JPEG"), (picture(200, 90)[:60], "damaged"), (picture(8, 8), "8 pixels wide"),
        (b"\x89PNG\r\n\x1a\n" + bytes(11 << 20), "larger than 10 MB"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=reason):
            rig.desk.run(shop.change_logo, PROGRAM, content, "x")
    with pytest.raises(Refused, match="in the settings room"):
        rig.desk.run(settings.change, PROGRAM, "shop.logo", "anything")
    with pytest.raises(Refused, match="Your roles"):
        rig.desk.run(shop.change_logo, rig.actor("keeper", "WK"), picture(120, 60))
    assert logo_size(rig) == (120, 60)
