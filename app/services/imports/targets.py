"""What an import can fill: fields with their rules and the words by which real lists call them. Data; reads nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from app.core.access import Permission
from app.core.i18n import N_
from app.core.screen import May
from app.services.imports.texts import is_chinese
from app.services.imports.words import NAMES, plain
from app.services.parts.workflow import EDIT_PRICES

Values = dict[str, Any]


class Takes(Enum):
    """How a cell becomes a value."""

    CODE = auto()  # part_code(): str
    NAME = auto()  # str, one line
    TEXT = auto()  # str, one line
    NOTE = auto()  # str, several lines
    UNIT = auto()  # str
    BIN = auto()  # str, full-width folded
    CODES = auto()  # tuple of str
    QUANTITY = auto()  # milli-units
    PRICE = auto()  # 1e-6 yuan
    MONEY = auto()  # fen
    PERCENT = auto()  # basis points
    WHOLE = auto()  # int
    CHOICE = auto()  # one of `choices`
    YES_NO = auto()  # bool
    DATE = auto()  # date


@dataclass(frozen=True, slots=True)
class Target:
    """One field. `limit`: characters of a text, or the largest WHOLE; `choices`: value and the words for it."""

    name: str
    label: str
    takes: Takes
    required: bool = False
    limit: int = 100
    decimals: int = 3
    negative: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    one_of: str = ""
    """Of the targets with the same word here, a row must fill at least one."""
    words: str = ""
    """The entry of `words.ALIASES`, if it is not `name`."""
    change: Permission | None = None
    """Who may fill it; for the others it is not there."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Headers by which lists call this field, as `words.plain` writes them; the most telling first."""
        return NAMES.get(self.words or self.name, ())

    def choice(self, text: str) -> str | None:
        """The value for `text`: itself, or a word for it."""
        said = plain(text)
        return next((value for value, spoken in self.choices if said in (plain(value), *map(plain, spoken))), None)


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of list. `key`: the fields that may stand in one row only; `settle` puts a row's values in order."""

    name: str
    label: str
    targets: tuple[Target, ...]
    key: tuple[str, ...]
    settle: Callable[[Values], None] | None = None

    def open_to(self, may: May) -> ListKind:
        """The kind without what this person may not fill."""
        return replace(self, targets=tuple(t for t in self.targets if t.change is None or may(t.change)))

    def target(self, name: str) -> Target | None:
        """The target of that name."""
        return next((target for target in self.targets if target.name == name), None)

    @property
    def code(self) -> Target | None:
        """The target whose value can be made from a prefix and a running number."""
        return next((target for target in self.targets if target.takes is Takes.CODE and target.required), None)


GRADES = (
    ("OEM", ("原厂件", "原厂", "正厂", "oem genuine", "genuine", "original")),
    ("OES", ("配套品牌件", "配套", "品牌件", "配套件", "oes brand")),
    ("EQUIVALENT", ("同质配件", "同质", "同质件", "equivalent quality", "matching quality")),
    ("AFTERMARKET", ("副厂件", "副厂", "aftermarket", "non-oem")),
    ("RECONDITIONED", ("修复件", "翻新件", "翻新", "refurbished")),
    ("REMANUFACTURED", ("再制造件", "再制造", "reman")),
    ("OLD", ("旧件", "拆车件", "used part", "used")),
)

STATUSES = (
    ("AVAILABLE", ("可用", "正常", "良品", "ok")),
    ("QUARANTINE", ("待检", "待验", "hold")),
    ("DEFECT", ("不良", "不良品", "defective")),
    ("CUSTODY", ("代保管", "客户件")),
    ("OLD", ("旧件库", "旧件")),
)


def _name_by_script(values: Values) -> None:
    """A list with one name column: Chinese names and others each to their own field, unless that is filled."""
    name = values.pop("name", None)
    field = "name_zh" if name and is_chinese(name) else "name_en"
    values[field] = values.get(field) or name


PARTS = ListKind(
    "parts",
    N_("Parts"),
    (
        Target("part_code", N_("Part number"), Takes.CODE, required=True),
        Target("name", N_("Name"), Takes.NAME, one_of="name"),
        Target("name_zh", N_("Chinese name"), Takes.TEXT, one_of="name"),
        Target("name_en", N_("English name"), Takes.TEXT, one_of="name"),
        Target("spec_model", N_("Spec / model"), Takes.TEXT, limit=200),
        Target("unit", N_("Unit"), Takes.UNIT, required=True, limit=20),
        Target("category", N_("Category"), Takes.TEXT, required=True),
        Target("quality_grade", N_("Quality grade"), Takes.CHOICE, required=True, choices=GRADES),
        Target("brand", N_("Brand"), Takes.TEXT),
        Target("maker", N_("Maker"), Takes.TEXT),
        Target("origin", N_("Origin"), Takes.TEXT),
        Target("fitment", N_("Fitment"), Takes.NOTE, limit=500),
        Target("oem_no", N_("OEM number"), Takes.CODES, limit=80),
        Target("barcode", N_("Barcode"), Takes.CODES, limit=80),
        Target("bin", N_("Bin location"), Takes.BIN, limit=40),
        Target("price_retail", N_("Retail price"), Takes.PRICE, change=EDIT_PRICES),
        Target("price_wholesale", N_("Wholesale price"), Takes.PRICE, change=EDIT_PRICES),
        Target("price_insurance", N_("Insurance price"), Takes.PRICE, change=EDIT_PRICES),
        Target("price_floor", N_("Floor price"), Takes.PRICE, change=EDIT_PRICES),
        Target("tax_rate", N_("Tax rate"), Takes.PERCENT, change=EDIT_PRICES),
        Target("warning_level", N_("Warning level"), Takes.QUANTITY),
        Target("reorder_point", N_("Reorder point"), Takes.QUANTITY),
        Target("max_level", N_("Maximum stock"), Takes.QUANTITY),
        Target("supplier", N_("Supplier"), Takes.TEXT),
        Target("supplier_part", N_("Supplier's part number"), Takes.TEXT, limit=80),
        Target("lead_days", N_("Lead time (days)"), Takes.WHOLE, limit=999),
        Target("moq", N_("Smallest order"), Takes.QUANTITY),
        Target("shelf_life_days", N_("Shelf life (days)"), Takes.WHOLE, limit=36_500),
        Target("weight_g", N_("Weight (g)"), Takes.WHOLE, limit=10_000_000),
    ),
    key=("part_code",),
    settle=_name_by_script,
)

OPENING_STOCK = ListKind(
    "stock",
    N_("Opening stock"),
    (
        Target("part_code", N_("Part number"), Takes.CODE, required=True),
        Target("bin", N_("Bin location"), Takes.BIN, required=True, limit=40),
        Target("quantity", N_("Quantity"), Takes.QUANTITY, required=True),
        Target("unit_cost", N_("Unit cost"), Takes.PRICE, required=True),
        Target("status", N_("Stock status"), Takes.CHOICE, choices=STATUSES),
        Target("batch", N_("Batch"), Takes.TEXT, limit=40),
    ),
    key=("part_code", "bin", "status", "batch"),
)

SUPPLIERS = ListKind(
    "suppliers",
    N_("Suppliers"),
    (
        Target("code", N_("Supplier's code"), Takes.CODE, required=True, words="supplier_code"),
        Target("name", N_("Name"), Takes.NAME, required=True, words="supplier_name"),
        Target("contact", N_("Contact"), Takes.TEXT),
        Target("phone", N_("Phone"), Takes.TEXT, limit=30),
        Target("address", N_("Address"), Takes.TEXT, limit=200),
        Target("uscc", N_("Company code"), Takes.TEXT, limit=20),
        Target("lead_days", N_("Lead time (days)"), Takes.WHOLE, limit=999),
    ),
    key=("code",),
)

WORK = (
    ("MAINTENANCE", ("保养", "维护", "maintenance", "service")),
    ("MECHANICAL", ("机修", "机电", "机械", "mechanics")),
    ("ELECTRICAL", ("电器", "电气", "电工", "electrics")),
    ("DIAGNOSIS", ("诊断", "检测", "检查", "diagnostics")),
    ("BODY", ("钣金", "车身", "bodywork")),
    ("PAINT", ("喷漆", "油漆", "漆面", "painting")),
    ("TYRES", ("轮胎", "tires")),
    ("OTHER", ("其他", "其它", "other work", "other")),
)

LABOUR = ListKind(
    "labour",
    N_("Labour catalogue"),
    (
        Target("labour_code", N_("Code"), Takes.CODE, required=True),
        Target("name", N_("Name"), Takes.NAME, one_of="name", words="labour_name"),
        Target("name_zh", N_("Chinese name"), Takes.TEXT, one_of="name"),
        Target("name_en", N_("English name"), Takes.TEXT, one_of="name"),
        Target("category", N_("Kind of work"), Takes.CHOICE, choices=WORK, words="labour_category"),
        Target("hours", N_("Standard hours"), Takes.QUANTITY, required=True),
        Target("rate", N_("Price per hour"), Takes.PRICE, change=EDIT_PRICES),
        Target("important", N_("Important item"), Takes.YES_NO),
    ),
    key=("labour_code",),
    settle=_name_by_script,
)

STORE_KINDS = (PARTS, OPENING_STOCK, SUPPLIERS, LABOUR)
