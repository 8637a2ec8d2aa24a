"""The national electronic repair record (E93): what the file has of a delivered car, and what it says is missing."""

from __future__ import annotations

import json

import pytest

from app.core import clock
from app.core.errors import Refused
from app.core.i18n import Text, tr
from app.services import reports, settings
from app.services import shop as letterhead
from app.services.reports import repair_records
from app.services.work_orders.consent import Goods, Work
from tests.garage import Garage
from tests.shopfloor import Shopfloor


def test_e93_the_file_of_a_period_and_of_chosen_orders_and_what_it_lacks(shop: Shopfloor) -> None:
    garage = Garage(shop)
    shop.run(settings.change, letterhead.NAME_ZH.key, "宏达汽车维修服务有限公司")
    goods = [Goods(1, name="自带机油", qty=4000, source="CUSTOMER")]
    order = garage.delivered(garage.passed(work=[Work(name="更换机油机滤", hours=800)], goods=goods))
    still_here = garage.signed()
    today = f"{clock.local(clock.now()):%Y%m%d}"
    found = json.loads(shop.ask(reports.file, "repair_records", by="FI").decode())
    number = garage.read(order)[0].number
    assert found == json.loads(shop.ask(repair_records.export, [number], by="FI"))
    [one] = found
    assert set(one) == {"basicInfo", "repairprojectlist", "vehiclepartslist"}
    assert one["basicInfo"] == {
        "vehicleplatenumber": garage.read(order)[0].plate, "companyname": "宏达汽车维修服务有限公司",
        "vin": garage.read(order)[0].vin, "repairdate": today, "repairmileage": "46820", "settledate": today,
        "faultdescription": "刹车有尖叫声", "costlistcode": garage.settlement(order).number,
    }  # fmt: skip
    assert one["repairprojectlist"] == [{"repairproject": "更换机油机滤", "workinghours": "0.8"}]
    assert one["vehiclepartslist"] == [{"partsname": "自带机油", "partsquantity": "4", "partscode": ""}]
    some = shop.ask(reports.file, "repair_records", by="FI", some=[number], since=clock.today(), until=clock.today())
    assert json.loads(some.decode()) == found
    with pytest.raises(Refused, match="was not delivered"):
        shop.ask(reports.file, "repair_records", by="FI", some=["WO-01-20200101-0001"])
    with pytest.raises(Refused, match="was not delivered"):
        shop.ask(repair_records.export, [garage.read(still_here)[0].number], by="FI")
    shop.run(settings.change, letterhead.NAME_ZH.key, "")
    listed = shop.ask(reports.make, "repair_records", by="FI")
    said = [tr(row[6]) if isinstance(row[6], Text) else "" for row in listed.rows]
    assert said == ["VIN"], "the English name stands in for the Chinese one"
    assert listed.bad
