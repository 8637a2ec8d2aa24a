"""What a new shop begins with: stock units (domain.md §5.13) and categories of parts, as data in both languages."""

from __future__ import annotations

# code and Chinese name, English name, decimals
UNITS: tuple[tuple[str, str, int], ...] = (
    ("件", "piece", 0),
    ("个", "pc", 0),
    ("只", "each", 0),
    ("支", "stick", 0),
    ("套", "set", 0),
    ("副", "pair set", 0),
    ("对", "pair", 0),
    ("组", "group", 0),
    ("条", "strip", 0),
    ("根", "rod", 0),
    ("片", "pad", 0),
    ("块", "block", 0),
    ("张", "sheet", 0),
    ("把", "handful", 0),
    ("台", "unit", 0),
    ("总成", "assembly", 0),
    ("桶", "drum", 0),
    ("瓶", "bottle", 0),
    ("罐", "can", 0),
    ("盒", "box", 0),
    ("箱", "case", 0),
    ("包", "pack", 0),
    ("卷", "roll", 0),
    ("升", "L", 2),
    ("毫升", "mL", 2),
    ("千克", "kg", 3),
    ("克", "g", 2),
    ("米", "m", 2),
)

# code, Chinese name, English name
CATEGORIES: tuple[tuple[str, str, str], ...] = (
    ("ENG", "发动机", "Engine"),
    ("FLT", "滤清器", "Filters"),
    ("OIL", "油液", "Oils and fluids"),
    ("IGN", "点火与电子", "Ignition and electronics"),
    ("ELE", "电气与灯光", "Electrics and lights"),
    ("BRK", "制动", "Brakes"),
    ("SUS", "悬架与转向", "Suspension and steering"),
    ("TRM", "离合与变速", "Clutch and gearbox"),
    ("CLG", "冷却与空调", "Cooling and air conditioning"),
    ("EXH", "进排气", "Intake and exhaust"),
    ("TYR", "轮胎与车轮", "Tyres and wheels"),
    ("BDY", "车身与内饰", "Body and trim"),
    ("CON", "辅料耗材", "Consumables"),
    ("OTH", "其他", "Other"),
)
