"""Lists of the front desk: customers, vehicles with their owners, earlier visits: once, and corrected later."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Refused
from app.core.screen import ListQuery
from app.models.customers import Customer
from app.models.vehicles import Vehicle
from app.services import customers, doctor, documents, vehicles
from app.services.imports import running
from tests.shopfloor import Shopfloor

VIN = "LSVAM4187C2184847"
CUSTOMERS = "客户名称,手机号码,客户类型,地址\n"
VEHICLES = "车牌号,车架号,车主,车主电话,车型,初次登记日期,里程,燃料\n"
VISITS = "车牌号,进厂日期,工单号,故障描述,里程,结算金额\n"


def run(shop: Shopfloor, tmp_path: Path, kind: str, text: str, by: str = "AD") -> running.Report:
    """Imports a list as the wizard and the command line do."""
    file = tmp_path / f"{kind}.csv"
    file.write_text(text, encoding="utf-8")
    actor = shop.actor(by)
    return running.carry_out(shop.desk, actor, running.prepare(shop.desk, actor, kind, file))


def done(report: running.Report) -> tuple[int, int, int, int]:
    """(new, changed, unchanged, refused)."""
    return report.created, report.changed, report.unchanged, len(report.refused)


def car(shop: Shopfloor, plate: str) -> Vehicle:
    """The car with this plate."""
    return shop.get(Vehicle, "plate", plate)  # type: ignore[no-any-return]


def test_customers_are_the_same_by_name_and_phone(shop: Shopfloor, tmp_path: Path) -> None:
    """The second time nothing changes, a new address changes one; what is no phone is refused by its row."""
    text = (
        CUSTOMERS
        + "王小明,138-0013-8000,个人,示例路 1 号\n永达物流,021-55550100,单位,\n李雷,无,个人,\n,13900139000,,\n"
    )
    assert done(run(shop, tmp_path, "customers", text)) == (2, 0, 0, 2)
    assert done(run(shop, tmp_path, "customers", text)) == (0, 0, 2, 2)
    assert done(run(shop, tmp_path, "customers", CUSTOMERS + "王小明,13800138000,,新路 2 号\n")) == (0, 1, 0, 0)
    one = shop.get(Customer, "name", "王小明")
    assert (one.mobile, one.address, one.kind, one.number[:6]) == ("13800138000", "新路 2 号", "person", "KH-01-")
    firm = shop.get(Customer, "name", "永达物流")
    assert (firm.landline, firm.kind) == ("02155550100", "company")
    ids = shop.ask(documents.find, "customers", ListQuery("ydwl"), by="SA")
    assert list(ids) == [firm.id]
    with pytest.raises(Refused):
        run(shop, tmp_path, "customers", text, by="WK")


def test_one_column_of_phones_takes_mobiles_and_landlines(shop: Shopfloor, tmp_path: Path) -> None:
    """Which it is, the number says; a mobile phone in its own column stays."""
    text = "客户名称,电话\n王小明,138 0013 8000\n永达物流,021-55550100\n"
    assert done(run(shop, tmp_path, "customers", text)) == (2, 0, 0, 0)
    one, firm = (shop.get(Customer, "name", name) for name in ("王小明", "永达物流"))
    assert (one.mobile, one.landline) == ("13800138000", None)
    assert (firm.mobile, firm.landline) == (None, "02155550100")


def test_vehicles_bring_their_owners_and_come_once(shop: Shopfloor, tmp_path: Path) -> None:
    """By VIN, else by plate; odometer, histories and search as if typed; odd plates and check digits stay."""
    text = VEHICLES + (
        f"沪A·12345,I{VIN},王小明,13800138000,帕萨特,2012/6/1,82000,汽油\n"
        "沪AD12345,,王小明,13800138000,汉,2023-05-20,,纯电\nB-MW 1234,LFV3A23C8D3012345,,,3er,,,\n"
        "沪A1@345,,,,,,,\n,,无车,13900139000,,,,\n沪A77777,,李雷,,,,,\n沪A88888,,,,,昨天,,\n"
    )
    report = run(shop, tmp_path, "vehicles", text)
    assert done(report) == (3, 0, 0, 4)
    assert [(p.number, p.problems[0].column) for p in report.refused] == [(5, "车牌号"), (6, "车牌号"), (7, "车主电话"),
                                                                         (8, "初次登记日期")]  # fmt: skip
    assert done(run(shop, tmp_path, "vehicles", text)) == (0, 0, 3, 4)
    one = car(shop, "沪A12345")
    assert (one.vin, one.brand, one.model_year, one.plate_kind) == (VIN, "大众", 2012, "ORDINARY")
    assert one.first_registered == date(2012, 6, 1)
    assert (car(shop, "沪AD12345").fuel_scale, car(shop, "沪AD12345").owner_id) == ("SOC", one.owner_id)
    assert shop.ask(vehicles.check_odometer, one.id, 80_000, by="SA").verdict == "lower"
    assert [f.owner for f in shop.ask(vehicles.find_vehicles, "wxm 12345", by="SA")] == ["王小明", "王小明"]
    assert [u for _, _, u in shop.ask(vehicles.had_plate, "沪A12345", by="SA")] == [None]
    assert all(f.sound for f in doctor.examine(shop.desk, shop.actor("AD")))


def test_a_list_corrects_cars_and_takes_no_plate_from_another(shop: Shopfloor, tmp_path: Path) -> None:
    """E45: the VIN decides; a new plate and a new owner are written into the histories."""
    run(shop, tmp_path, "vehicles", VEHICLES + f"沪A12345,{VIN},王小明,13800138000,帕萨特,,,\n")
    other = run(shop, tmp_path, "vehicles", VEHICLES + "沪A12345,1M8GDM9AXKP042788,,,,,,\n")
    assert done(other) == (0, 0, 0, 1)
    assert done(run(shop, tmp_path, "vehicles", VEHICLES + f"沪A54321,{VIN},李雷,13900139000,,,,\n")) == (0, 1, 0, 0)
    one = car(shop, "沪A54321")
    assert one.called == "沪A54321"
    assert shop.get(Customer, "id", one.owner_id).name == "李雷"
    tables = {t.label: t.rows for t in shop.ask(documents.peek, "vehicles", one.id, by="SA").tables}
    assert [len(tables[name]) for name in ("Plates", "Owners")] == [2, 2]


def test_visits_find_their_car(shop: Shopfloor, tmp_path: Path) -> None:
    """A car nobody knows is refused by its row; the same visit comes once."""
    run(shop, tmp_path, "vehicles", VEHICLES + f"沪A12345,{VIN},王小明,13800138000,帕萨特,,,\n")
    text = VISITS + "沪A12345,2025年6月1日,A1,刹车异响,81000,860.50\n苏E00000,2025-06-01,A2,,,\n"
    assert done(run(shop, tmp_path, "visits", text)) == (1, 0, 0, 1)
    assert done(run(shop, tmp_path, "visits", text)) == (0, 0, 1, 1)
    (visit,) = shop.ask(vehicles.life, car(shop, "沪A12345").id, by="SA")
    assert (visit.day, visit.fault, visit.odometer_km, visit.amount) == (date(2025, 6, 1), "刹车异响", 81_000, 860_50)


def test_an_owner_already_known_is_the_same(shop: Shopfloor, tmp_path: Path) -> None:
    """The list names him again: no second one."""
    mine: Any = shop.run(customers.open_customer, "王小明", mobile="13800138000", by="SA")
    run(shop, tmp_path, "vehicles", VEHICLES + "沪A12345,,王小明,138 0013 8000,帕萨特,,,\n")
    assert car(shop, "沪A12345").owner_id == mine
