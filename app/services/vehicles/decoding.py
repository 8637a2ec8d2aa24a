"""What a VIN says by itself, offline: who built the car, where, its model year. Knows no car of the shop.

The maker comes from vininfo's table of world manufacturer identifiers; what follows it in a VIN is each maker's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core import clock
from app.core.desk import Reader, query
from app.services.customers import VIEW
from app.services.vehicles.vins import is_whole, model_year, read_vin

# a word of the maker's name → the brand as it is said here
_BRANDS = (
    ("audi", "奥迪"), ("volkswagen", "大众"), ("skoda", "斯柯达"), ("toyota", "丰田"), ("lexus", "雷克萨斯"),
    ("honda", "本田"), ("nissan", "日产"), ("infiniti", "英菲尼迪"), ("mazda", "马自达"), ("mitsubishi", "三菱"),
    ("subaru", "斯巴鲁"), ("suzuki", "铃木"), ("hyundai", "现代"), ("kia", "起亚"), ("buick", "别克"),
    ("chevrolet", "雪佛兰"), ("cadillac", "凯迪拉克"), ("gm", "通用"), ("ford", "福特"), ("lincoln", "林肯"),
    ("tesla", "特斯拉"), ("bmw", "宝马"), ("mercedes", "奔驰"), ("benz", "奔驰"), ("porsche", "保时捷"),
    ("volvo", "沃尔沃"), ("land rover", "路虎"), ("jaguar", "捷豹"), ("peugeot", "标致"), ("citro", "雪铁龙"),
    ("byd", "比亚迪"), ("geely", "吉利"), ("chery", "奇瑞"), ("great wall", "长城"), ("changan", "长安"),
    ("haval", "哈弗"), ("roewe", "荣威"), ("gac", "广汽"), ("dongfeng", "东风"), ("jac", "江淮"), ("baic", "北汽"),
    ("nio", "蔚来"), ("xpeng", "小鹏"), ("li auto", "理想"), ("wuling", "五菱"), ("jmc", "江铃"), ("jiangling", "江铃"),
)  # fmt: skip


@dataclass(frozen=True)
class Decoded:
    """What the VIN says: maker and country in English as the table has them, the brand as it is said here, the year."""

    vin: str
    maker: str = ""
    country: str = ""
    brand: str = ""
    year: int | None = None


def decoded(vin: str, today: date) -> Decoded:
    """Reads a whole VIN, whatever its check digit; nothing but the text for a shorter one."""
    vin = read_vin(vin).vin
    if not is_whole(vin):
        return Decoded(vin)
    from vininfo import Vin as Table  # its tables are only needed when a new car is written down

    found = Table(vin)
    maker = str(found.manufacturer or "")
    maker = "" if maker.startswith(("Unknown", "Unsupported")) else maker
    said = maker.lower()
    brand = next((zh for word, zh in _BRANDS if word in said), maker)
    return Decoded(vin, maker, str(found.country or ""), brand, model_year(vin, today))


@query("vehicles.decode", allow=VIEW)
def decode(ctx: Reader, vin: str) -> Decoded:
    """What a scanned or typed VIN says of a car that nobody has entered yet."""
    return decoded(vin, clock.local(ctx.now).date())
