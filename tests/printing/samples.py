"""Sheets to print in tests: a shop, its letterhead, counts of any size. Plain data, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.core.i18n import Text
from app.core.paper import AuditHead, Imprint, Letterhead, Signature
from app.services.appointments import DayRow, DaySheet
from app.services.counts.sheets import (
    CauseShare,
    CountDifference,
    CountFigures,
    CountItem,
    CountReport,
    CountSheet,
    CountSheetLine,
    LastCount,
    MoveBetween,
    Tally,
    UnknownCode,
)
from app.services.part_labels import Label, LabelRun, PartLabel
from app.services.purchase_papers import PaperKind, PurchaseLine, PurchasePaper, PurchaseRegister, RegisterLine
from app.services.receptions.sheets import CheckSheet, LeaveSlip, SheetMark
from app.services.stock_slips import SlipKind, StockSlip, StockSlipLine

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
SHOP_ZH = Letterhead("宏达汽车维修服务有限公司", "江苏省南京市江宁区将军大道 88 号", "025-5555 0188")
SHOP_EN = Letterhead("Hongda Vehicle Service Co., Ltd.", "88 Jiangjun Avenue, Jiangning, Nanjing", "+86 25 5555 0188")
LONG = "前制动片（带报警线，适用于 2018–2022 年款 Volkswagen Passat B8 1.8 TSI 及 Skoda Superb 全系车型）"

PARTS = [
    ("L8WD698151AA", "前制动片", "带报警线", "套"),
    ("06A 905 161 C", "火花塞", "NGK PFR6Q", "只"),
    ("1K0-615-301-AA", "前制动盘 Ø312", "312×25", "片"),
    ("A2708200004", "机油滤清器", "", "个"),
    ("OIL-5W30-4L", "全合成机油", "5W-30 SN", "桶"),
    ("G12EVO", "冷却液", "G12evo 1.5 L", "瓶"),
    ("5Q0 407 151 L", "左下控制臂总成", "", "件"),
    ("W712/95", "机油滤芯", "MANN", "个"),
]
CAUSES = ["漏记单据", "错发/串货", "单位换算错", "损坏/变质", "原因不明"]
TREATMENTS = ["调账", "补单", "串货互抵", "责任人赔偿", "挂账待查"]
MISSING = (CountItem("5Q0407151L", "左下控制臂总成", "A-07-3", "件", 1000, value=48_600, note="初盘、复盘都没有"),)
UNLISTED = (CountItem("W712/95", "机油滤芯", "A-03-1", "个", 4000, value=11_200),)
UNKNOWN = (UnknownCode("6901234567892", "A-05-2", 2000, "李娜", NOON, "认作 G12EVO"),)
SUGGESTIONS = (
    "领料未办单的情况占差异金额一半以上：早会重申先单后料，夜班急件次日 9:00 前补单。",
    "A-05 层板标签褪色，换新并贴条码。",
)


def imprint(language: str = "zh_CN", **more: object) -> Imprint:
    """One printing at noon on a day in November."""
    usual = Imprint(
        letterhead=SHOP_ZH if language == "zh_CN" else SHOP_EN,
        station="S01",
        printed_by="王磊" if language == "zh_CN" else "Wang Lei",
        printed_at=NOON + timedelta(hours=4, minutes=40),
        language=language,
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def difference(place: int, *, name: str = "") -> CountDifference:
    """The differing line number `place`; every third gains, every fourth moved while the count ran."""
    code, usual, spec, unit = PARTS[place % len(PARTS)]
    at = NOON - timedelta(hours=3) + timedelta(minutes=place % 50)
    moved = -2000 if place % 4 == 0 else 0
    book = (place % 9 + 3) * 1000
    change = 1000 * (place % 4 + 1) * (1 if place % 3 == 0 else -1)
    cost = 33_350_000 + place * 1_234_567
    move = MoveBetween(at - timedelta(minutes=31), "维修领料", f"RQ-S01-20261123-{place + 1:04}", moved)
    return CountDifference(
        code=code if place < len(PARTS) else f"{code}-{place}",
        name=name or usual,
        spec=spec,
        bin=f"A-{place % 12 + 1:02}-{place % 5 + 1}",
        unit=unit,
        snapshot=book - moved,
        book=book,
        tallies=(Tally(book + change, "李娜", at), Tally(book + change, "陈强", at + timedelta(hours=1))),
        accepted=book + change,
        difference=change,
        cost=cost,
        cost_posted=cost + 50_000 if place % 7 == 3 else None,
        value=round(change * cost / 10_000_000),
        cause=CAUSES[place % len(CAUSES)],
        treatment=TREATMENTS[place % len(TREATMENTS)],
        responsible="赵敏" if place % 5 == 3 else "",
        due=date(2026, 12, 31) if place % 5 == 4 else None,
        note="货架后方找到半箱，包装破损" if place % 6 == 5 else "",
        moves=(move,) if moved else (),
    )


def figures(differences: tuple[CountDifference, ...], lines: int) -> CountFigures:
    """Figures that fit the differences."""
    gain = sum(d.value for d in differences if d.value > 0)
    loss = -sum(d.value for d in differences if d.value < 0)
    book = 4_836_250 + 10 * loss
    matched = lines - len(differences)
    return CountFigures(
        lines=lines,
        matched=matched,
        tolerated=matched,
        book_value=book,
        gain_value=gain,
        loss_value=loss,
        lines_strict=matched * 10_000 // lines if lines else None,
        lines_tolerance=min(10_000, matched * 10_000 // lines + 130) if lines else None,
        value_accuracy=10_000 - (gain + loss) * 10_000 // book,
        gain_rate=gain * 10_000 // book,
        loss_rate=loss * 10_000 // book,
        net_rate=(gain - loss) * 10_000 // book,
    )


def shares(lines: tuple[CountDifference, ...]) -> tuple[CauseShare, ...]:
    """The causes that the differences name."""
    found = []
    for cause in CAUSES:
        values = [line.value for line in lines if line.cause == cause]
        if values:
            gain, loss = sum(v for v in values if v > 0), -sum(v for v in values if v < 0)
            found.append(CauseShare(cause, len(values), gain, loss))
    return tuple(found)


WORDS = {
    "zh_CN": ("月度小盘点", "库位 A-01 至 A-12", "不停业盘点", "盲盘，超容差由另一人复盘", "配件主仓"),
    "en": ("Monthly count", "Bins A-01 to A-12", "Live: stock moves on", "Blind, recounted by another", "Main store"),
}
ROLES = {"zh_CN": ("盘点人", "仓库主管", "财务主管"), "en": ("Counter", "Warehouse head", "Finance head")}


def report(count: int = 7, *, language: str = "zh_CN", name: str = "") -> CountReport:
    """A count report with `count` differing lines, signed by two of three."""
    lines = tuple(difference(place, name=name) for place in range(count))
    kind, scope, mode, method, warehouse = WORDS[language]
    counter, head, finance = ROLES[language]
    bare = CountReport(
        number="SC-S01-20261123-0007",
        kind=kind,
        period="2026-11",
        scope=scope,
        mode=mode,
        method=method,
        warehouse=warehouse,
        leader="周海",
        counters=("李娜", "陈强"),
        observer="孙丽",
        snapshot_at=NOON - timedelta(hours=4),
        counted_from=NOON - timedelta(hours=3, minutes=52),
        counted_until=NOON - timedelta(hours=1, minutes=7),
        posted_at=NOON + timedelta(hours=1),
        figures=figures(lines, 120 + count),
        differences=lines,
        causes=shares(lines),
        signatures=(
            Signature(counter, "李娜", NOON, 1, "PIN"),
            Signature(head, "周海", NOON + timedelta(hours=1), 1, "PIN"),
            Signature(finance),
        ),
        document_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        audit=AuditHead("S01", 18_422, "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
        imprint=imprint(language),
    )
    return strayed(bare, lines) if count else bare


def strayed(sheet: CountReport, lines: tuple[CountDifference, ...]) -> CountReport:
    """The same with missing, unlisted and unknown parts, suggestions, and a count before it."""
    last = LastCount("SC-S01-20261023-0006", "2026-10", figures(lines[: len(lines) // 2], 118))
    return replace(sheet, missing=MISSING, unlisted=UNLISTED, unknown=UNKNOWN, suggestions=SUGGESTIONS, last=last)


def blind_sheet(count: int = 12, *, language: str = "zh_CN", name: str = "", **more: object) -> CountSheet:
    """The sheet of one bin with `count` parts."""
    usual = CountSheet(
        number="SC-S01-20261123-0007",
        kind="月度小盘点" if language == "zh_CN" else "Monthly count",
        period="2026-11",
        warehouse="配件主仓" if language == "zh_CN" else "Main store",
        bin="A-03",
        mode="不停业盘点" if language == "zh_CN" else "Live",
        lines=tuple(
            CountSheetLine(f"A-03-{i % 5 + 1}", f"{p[0]}{'' if i < len(PARTS) else i}", name or p[1], p[2], p[3])
            for i in range(count)
            for p in [PARTS[i % len(PARTS)]]
        ),
        leader="周海",
        imprint=imprint(language),
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def slip(kind: SlipKind = "IN", count: int = 5, *, language: str = "zh_CN", **more: object) -> StockSlip:
    """A stock document with `count` lines."""
    lines = tuple(
        StockSlipLine(
            code=code if place < len(PARTS) else f"{code}-{place}",
            name=name,
            spec=spec,
            unit=unit,
            quantity=(place + 1) * 1000,
            bin=f"A-{place % 12 + 1:02}-1",
            to_bin="B-01-2" if kind == "TRANSFER" else "",
            unit_cost=33_350_000 + place * 1_000_000,
            value=(place + 1) * (3335 + place * 100),
        )
        for place in range(count)
        for code, name, spec, unit in [PARTS[place % len(PARTS)]]
    )
    usual = StockSlip(
        number="MV-S01-20261123-0012",
        kind=kind,
        warehouse="配件主仓",
        reason="补录上月漏记的采购，发票已到",
        lines=lines,
        imprint=imprint(language),
        supplier="南京汇众汽配有限公司",
        occurred_at=NOON,
        posted_at=NOON + timedelta(hours=1),
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def label(**more: object) -> PartLabel:
    """The label of a brake pad."""
    usual = PartLabel(
        code="L8WD698151AA",
        name="前制动片（带报警线）",
        spec="适用 A6L 2019 起",
        oem="8W0 698 151 AA",
        bin="A-03-2",
        unit="套",
        pack="1",
        grade="原厂件",
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def batch_label() -> PartLabel:
    """The label of a batch of coolant with GTIN and expiry."""
    return label(code="G12EVO", name="冷却液", gtin="06901234567892", batch="B20261101", expiry=date(2027, 5, 1))


def labels(language: str, *wanted: Label) -> LabelRun:
    """These labels on the largest roll."""
    return LabelRun(wanted, language=language)


def bought(kind: PaperKind = "RECEIPT", count: int = 5, *, language: str = "zh_CN", **more: object) -> PurchasePaper:
    """A paper of purchasing with `count` lines."""
    receipt = kind == "RECEIPT"
    lines = tuple(
        PurchaseLine(
            code=code if place < len(PARTS) else f"{code}-{place}", name=name, unit=unit, spec=spec,
            quantity=(place + 1) * 1000, packs="2 箱 + 3 瓶" if place == 4 and not receipt else "",
            fitment="A6L 2019 起" if receipt and place == 0 else "", bin=f"A-{place % 12 + 1:02}-1" if receipt else "",
            batch="L-2026-07" if receipt and place == 3 else "",
            supplier="南京汇众汽配有限公司" if kind == "REQUEST" else "",
            needed_by=date(2026, 12, 1) if kind == "REQUEST" and place == 1 else None,
            delivered=(place + 2 if place == 2 else place + 1) * 1000 if receipt else None,
            rejected=1000 if receipt and place == 2 else 0, certificate=place % 2 == 0,
            price=33_350_000 + place * 1_000_000, amount=(place + 1) * (3335 + place * 100),
            provisional=receipt and place == 1, note="外箱破损，拒收 1 片" if receipt and place == 2 else "",
            **_late_money(place) if kind == "PRICE" else {},
        )
        for place in range(count)
        for code, name, spec, unit in [PARTS[place % len(PARTS)]]
    )  # fmt: skip
    prefix = {"REQUEST": "PR", "ORDER": "PO", "RECEIPT": "GR", "RETURN": "RS", "PRICE": "PS"}[kind]
    usual = PurchasePaper(
        kind, f"{prefix}-S01-20261123-0012", lines, imprint(language), warehouse="配件主仓",
        supplier="南京汇众汽配有限公司" if kind != "REQUEST" else "",
        supplier_contact="赵经理  025-5555 0199" if kind == "ORDER" else "",
        reason="" if kind in ("ORDER", "RECEIPT", "PRICE") else "低于预警线",
        terms="货到 30 天付款；随货附合格证。" if kind == "ORDER" else "",
        order="PO-S01-20261120-0003" if receipt else "GR-S01-20261122-0008" if kind in ("RETURN", "PRICE") else "",
        delivery_note="HZ-88121" if receipt else "",
        invoice="24312000000012345678" if kind in ("RECEIPT", "PRICE") else "",
        day=date(2026, 12, 1) if kind in ("REQUEST", "ORDER") else None, at=NOON if receipt else None,
        posted_at=NOON + timedelta(hours=1) if kind in ("RECEIPT", "RETURN", "PRICE") else None,
        paper="half" if kind in ("RECEIPT", "RETURN", "PRICE") else "a4",
    )  # fmt: skip
    return replace(usual, **more)  # type: ignore[arg-type]


def _late_money(place: int) -> dict[str, int]:
    """What a line was thought to cost, and where the difference went."""
    return {"estimate": 30_000_000, "to_stock": 120 + place, "variance": -45 * place}


def split(count: int = 2, *, language: str = "zh_CN", **more: object) -> StockSlip:
    """A pair of lamps that became `count` single ones."""
    whole = StockSlipLine(
        "L8WD941003/004", "前照灯总成（一对）", "套", 1000, "LED 矩阵式", bin="B-02-1", unit_cost=3_200_000_000,
        value=320_000,
    )  # fmt: skip
    usual = slip("SPLIT", count, language=language, whole=whole, reason="左灯已装车，右灯单卖")
    return replace(usual, number="KS-S01-20261123-0002", **more)  # type: ignore[arg-type]


def purchase_register(count: int = 6, *, language: str = "zh_CN", name: str = "") -> PurchaseRegister:
    """The register of November with `count` deliveries."""
    lines = tuple(
        RegisterLine(
            date(2026, 11, 1 + place % 23), "南京汇众汽配有限公司", "BOSCH", code, name or called, spec, unit,
            (place + 1) * 1000, 0, "L-2026-07" if place == 3 else "", place % 3 > 0,
            f"GR-S01-202611{place % 23 + 1:02}-0001",
        )
        for place in range(count)
        for code, called, spec, unit in [PARTS[place % len(PARTS)]]
    )  # fmt: skip
    return PurchaseRegister(date(2026, 11, 1), date(2026, 11, 30), lines, imprint(language), "RG-S01-20261130-0001")


def appointments_of_the_day(count: int = 7, *, language: str = "zh_CN") -> DaySheet:
    """A day with cars of all kinds, a long complaint and parts to keep ready."""
    words = [
        "常规保养，更换机油机滤",
        "刹车异响，低速时明显，停车后有焦味，上次保养后出现，客户很着急",
        "右前门补漆",
        "空调不制冷",
    ]
    rows = tuple(
        DayRow(
            NOON + timedelta(minutes=30 * i - 180), NOON + timedelta(minutes=30 * i - 120),
            f"沪A·{12340 + i}" if i % 3 else f"沪AD·1234{i}",
            ["大众 帕萨特", "比亚迪 汉 EV", "Mercedes-Benz E 300 L"][i % 3],
            ["王小明", "上海永达物流有限公司", "Li Lei"][i % 3], "138****8000", words[i % 4], f"{i % 4 + 1}", "陈静",
            "机滤 06A905161C × 1" if i % 4 == 0 else "", Text("Agreed"),
        )
        for i in range(count)
    )  # fmt: skip
    return DaySheet(imprint(language), date(2026, 11, 23), rows, 420, 36 * 60)


def leave_slip(language: str = "zh_CN") -> LeaveSlip:
    """A car that leaves as it came."""
    return LeaveSlip(
        "RC-01-20261123-0012", "沪A8K219", "大众 帕萨特", "王师傅", "客户改日再来", NOON, "陈静", imprint(language)
    )


def check_sheet(*, language: str = "zh_CN", marks: int = 5, signed: bool = True) -> CheckSheet:
    """A check-in sheet with this many marks, signed on screen or not."""
    spots = (
        ("left", 400, 600, "Front left door", "Scratch", 15), ("front", 800, 800, "Front bumper", "Peeled", None),
        ("right", 870, 520, "Front right wing", "Dent", 4), ("roof", 140, 320, "Bonnet", "Scratch", None),
        ("interior", 450, 700, "Driver's seat", "Crack", None),
    )  # fmt: skip
    seen = tuple(SheetMark(*spots[n % 5], photo="" if n else "x") for n in range(marks))
    boxes = (
        Signature("Service advisor", "陈静"),
        Signature("Customer", "李芳", NOON, 1, "On screen") if signed else Signature("Customer"),
        Signature("Customer, when the car is handed back"),
    )
    return CheckSheet(
        "RC-01-20261123-0012", "沪A8K219", "LSVAM4187C2184847", "大众 帕萨特", "李芳", "王师傅", "13900001111",
        NOON, False, 46_820, "km", "", 375, "EIGHTHS", None, seen, True, ("TPMS", "EV", "ABS"),
        ("Spare wheel", "Jack"), "", True, "刹车有尖叫声，低速更明显。", ("检查制动系统", "更换机油机滤"),
        "Leave", True, True, "13816205521", NOON, 84_000, "陈静", 1, consent_by="Owner", pays="Owner",
        belongings_other="儿童座椅", code="RC-01-20261123-0012.1", signatures=boxes, imprint=imprint(language),
    )  # fmt: skip
