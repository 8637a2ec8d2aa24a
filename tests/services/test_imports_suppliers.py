"""A list of suppliers becomes suppliers: by their code, once, changed ones changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import Refused
from app.core.screen import ListQuery
from app.services import documents
from app.services.imports import running
from tests.shopfloor import Shopfloor

HEAD = "供应商编码,供应商名称,联系人,电话,交货天数\n"


def run(shop: Shopfloor, file: Path, by: str = "PU") -> running.Report:
    actor = shop.actor(by)
    return running.carry_out(shop.desk, actor, running.prepare(shop.desk, actor, "suppliers", file))


def rows(shop: Shopfloor) -> list[tuple[object, ...]]:
    ids = shop.ask(documents.find, "suppliers", ListQuery(sort="number"))
    return [row[:5] for row in shop.ask(documents.read, "suppliers", ids)]


def test_each_row_is_a_supplier_and_the_same_file_changes_nothing(shop: Shopfloor, tmp_path: Path) -> None:
    file = tmp_path / "suppliers.csv"
    file.write_text(HEAD + "S1,众诚,张三,021-1234567,3\nS2,博世,,,\nS1,重复,,,\n,无编码,,,\n", encoding="utf-8")
    done = run(shop, file)
    assert (done.rows, done.accepted, len(done.refused), done.created) == (4, 2, 2, 2)
    assert rows(shop) == [("S1", "众诚", "张三", "021-1234567", 3), ("S2", "博世", None, None, None)]
    again = run(shop, file)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)


def test_what_the_file_does_not_say_stays(shop: Shopfloor, tmp_path: Path) -> None:
    file = tmp_path / "suppliers.csv"
    file.write_text(HEAD + "S1,众诚,张三,021-1234567,3\n", encoding="utf-8")
    run(shop, file)
    file.write_text(HEAD + "S1,众诚配件,,021-7654321,\n", encoding="utf-8")
    assert run(shop, file).changed == 1
    assert rows(shop) == [("S1", "众诚配件", "张三", "021-7654321", 3)]


def test_only_who_may_import_does(shop: Shopfloor, tmp_path: Path) -> None:
    file = tmp_path / "suppliers.csv"
    file.write_text(HEAD + "S1,众诚,,,\n", encoding="utf-8")
    with pytest.raises(Refused, match="Import lists"):
        run(shop, file, by="SA")
