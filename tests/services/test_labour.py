"""The labour catalogue: found by code, name and pinyin, priced by who may, imported like parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core import i18n
from app.core.errors import Refused
from app.core.screen import ListQuery
from app.services import documents, drafts, labour, settings
from app.services.imports import running
from tests.rig import PROGRAM
from tests.shopfloor import Shopfloor
from tests.ways.labour import closed


def item(shop: Shopfloor, number: str, name: str, hours: int = 1200, by: str = "WS", **more: object) -> object:
    given = {"number": number, "name_zh": name, "hours": hours} | more
    return shop.run(drafts.create, "labour", given, by=by)


def picked(shop: Shopfloor, text: str, by: str = "SA") -> list[str]:
    return [hit.code for hit in shop.ask(documents.pick, "labour", text, by=by)]


def test_an_item_is_found_by_code_name_and_pinyin(shop: Shopfloor) -> None:
    item(shop, "BR01", "更换前制动片")
    item(shop, "OIL1", "更换机油机滤", 500)
    closed(shop)
    for text in ("br", "制动", "qzdp", "genghuanqianzhi"):
        assert picked(shop, text) == ["BR01"], text
    assert picked(shop, "ghj") == ["OIL1"]
    assert shop.ask(documents.pick, "labour", "oil", by="SA")[0].fact == "0.5 h"
    ids = shop.ask(documents.find, "labour", ListQuery(text="qzdp", where=(("state", "active"),)))
    assert [row[0] for row in shop.ask(documents.read, "labour", ids)] == ["BR01"]


def test_a_page_is_headed_by_the_name_in_the_language_spoken(shop: Shopfloor) -> None:
    made = item(shop, "BR01", "更换前制动片", name_en="Front brake pads")
    heads = []
    for language in ("zh_CN", "en"):
        with i18n.language(language):
            heads.append(shop.ask(documents.show, "labour", made, by="WS").title)
    assert heads == ["更换前制动片", "Front brake pads"]


def test_an_item_needs_a_name_and_at_most_999_hours(shop: Shopfloor) -> None:
    with pytest.raises(Refused, match="Chinese or an English name"):
        item(shop, "X1", "")
    with pytest.raises(Refused, match="999"):
        item(shop, "X1", "大修", 1_000_000)


def test_who_sets_no_prices_leaves_the_shop_s_hourly_price(shop: Shopfloor) -> None:
    with pytest.raises(Refused, match="roles do not allow"):
        item(shop, "BR01", "更换前制动片", rate=200_000_000)
    item(shop, "BR01", "更换前制动片")
    item(shop, "BR02", "更换后制动片", by="FI", rate=200_000_000)
    shop.run(settings.change, labour.RATE.key, 15_000)
    ids = shop.ask(documents.find, "labour", ListQuery(sort="number"))
    assert [row[4] for row in shop.ask(documents.read, "labour", ids, by=PROGRAM)] == [150_000_000, 200_000_000]
    assert all(len(row) == 6 for row in shop.ask(documents.read, "labour", ids, by="TE"))


def test_a_list_becomes_items_and_the_same_list_changes_nothing(shop: Shopfloor, tmp_path: Path) -> None:
    file = tmp_path / "labour.csv"
    head = "项目编码,项目名称,工种,工时,工时单价,重要项目\n"
    file.write_text(
        head + "BR01,更换前制动片,机修,1.2,120,是\nP1,Paint a door,喷漆,3,,\n,无码,机修,1,,\n", encoding="utf-8"
    )
    actor = shop.actor("FI", "WK")
    done = running.carry_out(shop.desk, actor, running.prepare(shop.desk, actor, "labour", file))
    assert (done.rows, done.accepted, len(done.refused), done.created) == (3, 2, 1, 2)
    assert picked(shop, "ghqzdp") == ["BR01"]
    ids = shop.ask(documents.find, "labour", ListQuery(sort="number"))
    read = shop.ask(documents.read, "labour", ids)
    assert [row[2:6] for row in read] == [
        ("MECHANICAL", (1200, 1, "h"), 120_000_000, True), ("PAINT", (3000, 1, "h"), 120_000_000, False),
    ]  # fmt: skip
    again = running.carry_out(shop.desk, actor, running.prepare(shop.desk, actor, "labour", file))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    file.write_text("项目编码,项目名称,工时\nBR01,更换前刹车片,1.5\n", encoding="utf-8")
    assert running.carry_out(shop.desk, actor, running.prepare(shop.desk, actor, "labour", file)).changed == 1
    assert (picked(shop, "ghqscp"), picked(shop, "ghqzdp")) == (["BR01"], [])
