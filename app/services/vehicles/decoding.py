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

_MAKERS = {
    "BMW Brilliance": "华晨宝马", "BYD Auto": "比亚迪汽车", "BYD Bus": "比亚迪", "Beijing Benz": "北京奔驰",
    "Beijing Hyundai": "北京现代", "Brilliance Zhonghua": "华晨中华", "Buick China": "上汽通用别克",
    "Changan Ford": "长安福特", "Changan Mazda": "长安马自达", "Changan Suzuki": "长安铃木", "Chery": "奇瑞汽车",
    "Dongfeng Fengshen": "东风风神", "Dongfeng Honda": "东风本田", "Dongfeng Nissan": "东风日产",
    "Dongfeng Peugeot-Citroën": "神龙汽车", "Dongfeng Yueda Kia": "东风悦达起亚", "FAW Car": "一汽轿车",
    "FAW Haima": "一汽海马", "FAW Toyota": "一汽丰田", "FAW Toyota (Tianjin)": "天津一汽丰田",
    "FAW-Volkswagen": "一汽-大众", "GAC Toyota": "广汽丰田", "GAC Trumpchi": "广汽传祺", "Geely": "吉利汽车",
    "Great Wall (Havel)": "长城哈弗", "Guangzhou Honda": "广汽本田", "JAC": "江淮汽车", "Lifan": "力帆",
    "SAIC GM Wuling": "上汽通用五菱", "SAIC General Motors": "上汽通用", "SAIC MG": "上汽名爵",
    "SAIC Volkswagen": "上汽大众", "Shaanxi Automobile Group": "陕汽集团", "Suzhou King Long": "苏州金龙",
    "Tesla China": "特斯拉中国", "Volvo China": "沃尔沃中国", "Yutong": "宇通客车", "Zhongtong Coach": "中通客车",
}  # fmt: skip
_COUNTRIES = {
    "China": "中国", "Japan": "日本", "South Korea": "韩国", "Germany": "德国", "France": "法国", "Italy": "意大利",
    "Spain": "西班牙", "Sweden": "瑞典", "United Kingdom": "英国", "United States": "美国", "Canada": "加拿大",
    "Mexico": "墨西哥", "Brazil": "巴西", "India": "印度", "Thailand": "泰国", "Czech Republic": "捷克",
    "Slovakia": "斯洛伐克", "Hungary": "匈牙利", "Austria": "奥地利", "Belgium": "比利时", "Turkey": "土耳其",
}  # fmt: skip


@dataclass(frozen=True)
class Decoded:
    """What the VIN says: maker and country in English as the table has them, the brand as it is said here, the year.

    `maker_zh`, `country_zh`: as they are called in Chinese, where that is known.
    """

    vin: str
    maker: str = ""
    country: str = ""
    brand: str = ""
    year: int | None = None
    maker_zh: str = ""
    country_zh: str = ""


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
    country = str(found.country or "")
    return Decoded(
        vin,
        maker,
        country,
        brand,
        model_year(vin, today),
        _MAKERS.get(maker) or brand,
        _COUNTRIES.get(country, country),
    )


@query("vehicles.decode", allow=VIEW)
def decode(ctx: Reader, vin: str) -> Decoded:
    """What a scanned or typed VIN says of a car that nobody has entered yet."""
    return decoded(vin, clock.local(ctx.now).date())
