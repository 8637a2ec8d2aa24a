"""The demo shop's parts: families by vehicle, some well-known numbers first. Deterministic data; knows no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

# 件号 | 名称 | 等级 | 库位 | 单位 | 零售价（元） | ABC | 预警线 | 类别 | 品牌 | 适用
_SHOWN = """\
04465-0D150|前制动片 卡罗拉/雷凌|OEM|A-03-2-05|套|386|A|6|制动|TOYOTA|卡罗拉/雷凌
04466-02400|后制动片 卡罗拉/雷凌|OEM|A-03-2-06|套|328|A|4|制动|TOYOTA|卡罗拉/雷凌
0 986 AB2 854|前制动片 陶瓷|OES|A-03-2-07|套|268|B|4|制动|BOSCH|卡罗拉/雷凌
43512-0D190|前制动盘 275 mm|OEM|A-03-3-01|件|452|B|2|制动|TOYOTA|卡罗拉/雷凌
43512-YZZ-F1|前制动盘 275 mm 替代件|EQUIVALENT|A-03-3-02|件|239|C|2|制动|布雷博|卡罗拉/雷凌
47750-02410|前制动卡钳总成 左|REMANUFACTURED|A-03-3-08|件|680|C|2|制动|TOYOTA|卡罗拉/雷凌
90915-10003|机油滤清器|OEM|A-01-1-02|件|45|A|20|滤清|TOYOTA|卡罗拉/凯美瑞
OX 1309D|机油滤芯 1.2T|OES|A-01-1-03|件|39|A|10|滤清|MAHLE|朗逸/速腾
17801-21060|空气滤清器|OEM|A-01-2-01|件|118|A|6|滤清|TOYOTA|卡罗拉/雷凌
87139-0N010|空调滤清器 活性炭|OEM|A-01-2-04|件|96|A|8|滤清|TOYOTA|卡罗拉/凯美瑞
SK20HR11|铱金火花塞|OES|A-02-1-01|件|88|A|16|点火|DENSO|卡罗拉/凯美瑞
08880-83264|全合成机油 0W-20 4 L|OEM|B-01-1-01|瓶|358|A|12|油液|TOYOTA|通用
DOT4-1L|制动液 DOT4 1 L|OES|B-01-2-03|瓶|72|B|8|油液|BOSCH|通用
16400-0T450|散热器总成|OEM|C-02-1-01|件|1480|C|1|冷却|TOYOTA|卡罗拉/雷凌
D2269-01|前制动片 半金属|EQUIVALENT|A-03-2-08|套|198|B|4|制动|菲罗多|卡罗拉/雷凌
"""

# 名称 | English | 类别 | 单位 | 最低零售价 | 最高零售价 | 库区 | 每年用量
_FAMILIES = """\
前制动片|Front brake pads|制动|套|160|520|A-03|30
后制动片|Rear brake pads|制动|套|140|460|A-03|20
前制动盘|Front brake disc|制动|件|220|680|A-03|8
后制动盘|Rear brake disc|制动|件|200|560|A-03|6
制动软管 前|Front brake hose|制动|件|60|180|A-03|3
驻车制动拉线|Parking brake cable|制动|件|120|320|A-03|2
机油滤清器|Oil filter|滤清|件|22|88|A-01|120
空气滤清器|Air filter|滤清|件|38|160|A-01|60
空调滤清器|Cabin filter|滤清|件|35|140|A-01|60
燃油滤清器|Fuel filter|滤清|件|48|260|A-01|15
变速箱滤清器|Gearbox filter|滤清|件|120|480|A-01|5
铱金火花塞|Iridium spark plug|点火|件|48|128|A-02|80
点火线圈|Ignition coil|点火|件|160|480|A-02|10
高压线组|Ignition cable set|点火|套|90|320|A-02|2
氧传感器 前|Front oxygen sensor|传感|件|260|880|A-02|4
曲轴位置传感器|Crankshaft sensor|传感|件|120|420|A-02|3
轮速传感器 左前|Wheel speed sensor, front left|传感|件|110|380|A-02|3
水温传感器|Coolant temperature sensor|传感|件|40|160|A-02|3
爆震传感器|Knock sensor|传感|件|120|420|A-02|2
节气门体总成|Throttle body|传感|件|480|1680|A-02|1
雨刮片 左|Wiper blade, left|易损|件|38|120|A-04|50
雨刮片 右|Wiper blade, right|易损|件|32|98|A-04|45
正时皮带|Timing belt|传动|件|120|480|A-05|5
多楔带|V-ribbed belt|传动|件|60|240|A-05|12
张紧轮|Belt tensioner|传动|件|140|520|A-05|6
离合器三件套|Clutch kit|传动|套|480|1680|C-01|2
外球笼|Outer CV joint|传动|件|260|780|C-01|3
半轴防尘套|CV boot kit|传动|套|48|160|C-01|4
水泵总成|Water pump|冷却|件|180|680|C-02|4
节温器|Thermostat|冷却|件|60|280|C-02|5
散热器总成|Radiator|冷却|件|480|1680|C-02|1
散热器风扇总成|Radiator fan|冷却|件|380|1280|C-02|1
膨胀水箱|Expansion tank|冷却|件|90|320|C-02|2
前减振器 左|Front shock absorber, left|悬架|件|260|980|C-03|5
前减振器 右|Front shock absorber, right|悬架|件|260|980|C-03|5
后减振器|Rear shock absorber|悬架|件|180|720|C-03|5
前摆臂球头|Lower ball joint|悬架|件|80|320|C-03|6
平衡杆连杆|Stabiliser link|悬架|件|48|180|C-03|10
下摆臂总成 左|Control arm, left|悬架|件|280|980|C-03|3
下摆臂总成 右|Control arm, right|悬架|件|280|980|C-03|3
前轮毂轴承|Front wheel bearing|悬架|件|180|620|C-03|5
横拉杆球头|Tie rod end|转向|件|70|260|C-04|5
转向助力泵|Power steering pump|转向|件|680|1980|C-04|1
发电机总成|Alternator|电器|件|680|2480|C-05|1
起动机总成|Starter|电器|件|580|1980|C-05|1
蓄电池 60 Ah|Battery 60 Ah|电器|件|380|780|B-02|12
前大灯总成 左|Headlamp, left|车身|件|680|3280|C-06|1
前大灯总成 右|Headlamp, right|车身|件|680|3280|C-06|1
尾灯总成 左|Tail lamp, left|车身|件|260|980|C-06|1
后视镜总成 左|Door mirror, left|车身|件|380|1480|C-06|1
前保险杠皮|Front bumper cover|车身|件|480|1880|C-07|1
前翼子板 左|Front wing, left|车身|件|360|1280|C-07|1
卡扣 保险杠|Bumper clip|紧固|件|2|8|A-06|200
放油螺栓垫圈|Drain plug washer|紧固|件|2|6|A-06|300
气门室盖垫|Valve cover gasket|密封|件|48|220|A-06|6
油底壳密封垫|Oil pan gasket|密封|件|38|180|A-06|4
曲轴前油封|Crankshaft seal, front|密封|件|28|120|A-06|4
"""

_VEHICLES = (  # name, maker, mark in part numbers
    ("卡罗拉/雷凌", "TOYOTA", "0D"), ("凯美瑞", "TOYOTA", "06"), ("汉兰达", "TOYOTA", "48"), ("RAV4 荣放", "TOYOTA", "42"),
    ("威驰/致炫", "TOYOTA", "52"), ("普拉多", "TOYOTA", "60"), ("思域", "HONDA", "TBA"), ("雅阁", "HONDA", "TVA"),
    ("CR-V", "HONDA", "TLA"), ("飞度", "HONDA", "T5A"), ("轩逸", "NISSAN", "1VA"), ("天籁", "NISSAN", "6CA"),
    ("奇骏", "NISSAN", "4BA"), ("逍客", "NISSAN", "4EA"), ("朗逸", "VW", "18D"), ("速腾", "VW", "17A"), ("迈腾", "VW", "3GD"),
    ("帕萨特", "VW", "56D"), ("途观 L", "VW", "5NA"), ("高尔夫", "VW", "5GG"), ("宝来", "VW", "19D"), ("君威", "BUICK", "26"),
    ("英朗", "BUICK", "13"), ("科鲁兹", "CHEVROLET", "96"), ("福克斯", "FORD", "BV6"), ("蒙迪欧", "FORD", "DS7"),
    ("伊兰特", "HYUNDAI", "F2"), ("途胜", "HYUNDAI", "D3"), ("K3", "KIA", "A7"), ("哈弗 H6", "GWM", "XKZ"),
    ("长安 CS75", "CHANGAN", "S301"), ("博越", "GEELY", "NL3"), ("宏光", "WULING", "N111"), ("秦 PLUS", "BYD", "SA2"),
    ("A4L", "AUDI", "8K0"), ("3 系", "BMW", "F35"), ("C 级", "BENZ", "A205"),
)  # fmt: skip
_GRADES = ("OEM", "OEM", "OEM", "OES", "OES", "EQUIVALENT")
_BRANDS = ("BOSCH", "DENSO", "MAHLE", "MANN", "NGK", "VALEO", "SACHS", "GATES", "SKF", "NSK", "LUK", "TRW")


@dataclass(frozen=True)
class DemoPart:
    """One part of the demo shop. Prices in fen, quantities in whole stock units, `use` per year."""

    number: str
    name_zh: str
    name_en: str | None
    grade: str
    bin: str
    unit: str
    retail: int
    abc: str
    warning: int
    category: str
    brand: str
    fitment: str
    barcode: str
    use: int

    @property
    def cost(self) -> int:
        """What the shop pays, in fen: 62 % of the retail price."""
        return max(1, self.retail * 62 // 100)


def ean13(twelve: str) -> str:
    """A GTIN-13 with its check digit."""
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(twelve))
    return twelve + str(-total % 10)


def parts(count: int) -> list[DemoPart]:
    """The first `count` parts; the same for the same count."""
    random = Random(20261123)
    made = list(_shown())[:count]
    taken = {p.number for p in made}
    for part in _generated(random):
        if len(made) >= count:
            break
        if part.number not in taken:
            taken.add(part.number)
            made.append(part)
    return made


def _shown() -> Iterator[DemoPart]:
    for at, line in enumerate(_SHOWN.splitlines()):
        number, name, grade, bin, unit, price, abc, warning, category, brand, fitment = line.split("|")
        barcode = ean13(f"690123456{at:03d}")
        use = {"A": 150, "B": 40, "C": 6}[abc]
        yield DemoPart(
            number,
            name,
            None,
            grade,
            bin,
            unit,
            int(price) * 100,
            abc,
            int(warning),
            category,
            brand,
            fitment,
            barcode,
            use,
        )


def _generated(random: Random) -> Iterator[DemoPart]:
    serial = 100
    for round_ in range(20):
        for at, line in enumerate(_FAMILIES.splitlines()):
            name, english, category, unit, low, high, aisle, use = line.split("|")
            for order, (vehicle, maker, mark) in enumerate(_VEHICLES):
                serial += 1
                grade = _GRADES[(at + order + round_) % len(_GRADES)]
                brand = maker if grade == "OEM" else random.choice(_BRANDS)
                price = random.randint(int(low), int(high)) * 100
                yearly = max(1, int(use) * random.randint(40, 160) // 100 // (1 + order // 8))
                abc = "A" if yearly >= 40 else "B" if yearly >= 8 else "C"
                yield DemoPart(
                    _number(random, maker if grade == "OEM" else brand, at, mark), f"{name} {vehicle}", f"{english} {maker}",
                    grade, f"{aisle}-{1 + order % 4}-{1 + serial % 12:02d}", unit, price, abc, max(1, yearly // 12), category,
                    brand, vehicle, ean13(f"6907{serial:08d}"), yearly,
                )  # fmt: skip


def _number(random: Random, brand: str, family: int, mark: str) -> str:
    """A part number as this maker writes them."""
    if brand in ("TOYOTA", "DENSO", "NISSAN"):
        return f"{10000 + family * 1373 % 89999:05d}-{mark}{random.randint(0, 999):03d}"
    if brand in ("VW", "AUDI"):
        return f"{mark} {100 + family * 13} {random.randint(100, 999)} {random.choice('ABCDEFG')}"
    if brand == "BOSCH":
        return f"0 986 {random.choice('ABCD')}{random.choice('ABCDEF')}{family % 10} {random.randint(100, 999)}"
    if brand in ("HONDA", "HYUNDAI", "KIA"):
        return f"{20000 + family * 971 % 79999:05d}-{mark}-{random.choice('ABHJ')}{random.randint(0, 99):02d}"
    if brand in ("MAHLE", "MANN", "NGK", "SKF", "NSK", "TRW", "LUK", "SACHS", "GATES", "VALEO"):
        return f"{brand[:2]} {family + 10}{random.randint(1000, 9999)}"
    return f"{mark}{family:02d}{random.randint(10000, 99999)}"
