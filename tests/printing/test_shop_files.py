"""The whole shop as files: everything of one moment, explained, nothing secret, and nobody waits for it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.core import clock
from app.core.desk import Reader, query
from app.core.errors import Refused, Trouble
from app.models.base import Base
from app.models.people import User
from app.printing import shop_files
from app.services import attachments, drafts
from app.services import shop_files as tables
from tests.services.counting import Time, open_shop
from tests.shopfloor import Shopfloor

Row = dict[str, str]


@query("test.sizes", allow=None)
def sizes(ctx: Reader) -> dict[str, int]:
    """Rows of every table."""
    return {
        name: ctx.conn.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in Base.metadata.tables.items()
    }


@query("test.hashes", allow=None)
def hashes(ctx: Reader) -> list[str]:
    """What is kept of passwords and PINs."""
    kept = ctx.session.scalars(select(User)).all()
    return [secret for user in kept for secret in (user.password_hash, user.pin_hash) if secret]


def rows_of(folder: Path, name: str) -> list[Row]:
    """A file as a spreadsheet reads it."""
    raw = (folder / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel takes a file without BOM for another encoding"
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def taken(shop: Shopfloor, target: Path, **more: Any) -> Path:
    """Everything, taken out by the administrator."""
    return shop_files.take_out(shop.desk, shop.actor("AD"), target, **more).folder


def test_every_table_is_there_with_all_its_rows(shop: Shopfloor, tmp_path: Path) -> None:
    shop.receive(shop.part("P1", unit="升"), 2.5, 33.285714)
    told = shop_files.take_out(shop.desk, shop.actor("AD"), tmp_path / "out")
    counted = shop.ask(sizes)
    for sheet in tables.sheets():
        assert len(rows_of(told.folder, sheet.name)) == counted[sheet.name], sheet.name
    assert told.rows == sum(counted[sheet.name] for sheet in tables.sheets())
    (move,) = rows_of(told.folder, "stock_moves")
    assert (move["qty"], move["unit_cost"], move["value"]) == ("2.5", "33.285714", "83.21")
    (part,) = rows_of(told.folder, "parts")
    assert move["part_id"] == part["id"]
    assert rows_of(told.folder, "audit_entries")[-1]["usecase"] == "shop_files.note", "who took it out is kept"
    assert not list((tmp_path / "out").glob("*.part"))


def test_readme_explains_every_column_in_both_languages(shop: Shopfloor, tmp_path: Path) -> None:
    folder = taken(shop, tmp_path / "out")
    told = rows_of(folder, "README")
    assert all(row["english"] and row["chinese"] for row in told)
    for sheet in tables.sheets():
        with (folder / f"{sheet.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            head = next(csv.reader(file))
        about = [row for row in told if row["file"] == f"{sheet.name}.csv"]
        assert [row["column"] for row in about if row["column"] and not row["value"]] == head
    assert {row["points_to"] for row in told if row["points_to"]} <= {file.name for file in folder.glob("*.csv")}
    assert ("state", "posted") in {
        (row["column"], row["value"]) for row in told if row["file"] == "stock_documents.csv"
    }


def test_no_secret_goes_out(shop: Shopfloor, tmp_path: Path) -> None:
    shop.actor("WK")
    folder = taken(shop, tmp_path / "out")
    kept = shop.ask(hashes)
    assert kept
    for file in folder.glob("*.csv"):
        said = file.read_text(encoding="utf-8-sig")
        assert not [secret for secret in kept if secret in said], file.name
    assert "pin_hash" not in rows_of(folder, "users")[0]
    assert not (folder / "attempts.csv").exists()


def test_no_text_becomes_a_formula(shop: Shopfloor, tmp_path: Path) -> None:
    for number, name in (("P1", "=HYPERLINK(1)"), ("P2", "@SUM(A1)"), ("P3", "'-1+2"), ("P4", "-5")):
        shop.part(number, name_zh=name)
    told = [row["name_zh"] for row in rows_of(taken(shop, tmp_path / "out"), "parts")]
    assert told == ["'=HYPERLINK(1)", "'@SUM(A1)", "''-1+2", "-5"]


def test_attached_files_stand_beside_under_the_name_that_the_list_gives(shop: Shopfloor, tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    part = shop.part("P1")
    shop.run(attachments.add, "parts", part, "front.png", picture.getvalue(), by="WK")
    folder = taken(shop, tmp_path / "out")
    (row,) = [row for row in rows_of(folder, "attachments") if row["name"] == "front.png"]
    assert row["file"].endswith(".png")
    assert (folder / row["file"]).read_bytes()[:4] == b"\x89PNG"


@pytest.mark.both
def test_it_is_one_moment_and_nobody_waits_for_it(shop: Shopfloor, tmp_path: Path) -> None:
    shop.part("P1")
    seen: list[int] = []

    def work_goes_on(done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == 1:
            shop.run(drafts.create, "parts", {"number": "LATE", "name_zh": "灯", "unit": "件"})

    folder = taken(shop, tmp_path / "out", tell=work_goes_on)
    assert [row["number"] for row in rows_of(folder, "parts")] == ["P1"]
    assert "LATE" not in (folder / "audit_entries.csv").read_text(encoding="utf-8-sig")


def test_stopped_half_way_nothing_stays(shop: Shopfloor, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        taken(shop, tmp_path / "out", tell=stop)
    assert not list((tmp_path / "out").iterdir())


def test_a_folder_that_can_not_be_written_is_said(shop: Shopfloor, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder")
    with pytest.raises(Trouble, match="can't be written"):
        taken(shop, tmp_path / "out")


def test_only_who_may_takes_it_out(shop: Shopfloor, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="do not allow"):
        shop_files.take_out(shop.desk, shop.actor("WK"), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert shop_files.take_out(shop.desk, shop.actor("MG"), tmp_path / "out").tables == len(tables.sheets())


def test_who_counts_gets_no_file_with_the_book_in_it(tmp_path: Path) -> None:
    time = Time()
    with clock.frozen(time):
        shop = open_shop(tmp_path, time)
        time.forward(minutes=5)
        shop.take(shop.counter, shop.started(["A-01"]), "A-01")
        counting = replace(shop.counter, permissions=shop.counter.permissions | {tables.TAKE_OUT.code})
        with pytest.raises(Refused, match="counting a bin"):
            shop_files.take_out(shop.rig.desk, counting, tmp_path / "out")
        assert not (tmp_path / "out").exists()
        shop.rig.close()
