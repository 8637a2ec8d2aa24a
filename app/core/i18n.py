"""Texts in two languages: marks, translates and formats. Knows the catalogues, no screen and no shop noun."""

from __future__ import annotations

import struct
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from app.core import clock

LANGUAGES = ("zh_CN", "en")
MINUS = "\N{MINUS SIGN}"

_default = "zh_CN"
_language: ContextVar[str | None] = ContextVar("language", default=None)


def N_(message: str) -> str:
    """Marks `message` for translation and returns it unchanged."""
    return message


class Text:
    """A message as data: English msgid and arguments. Stored as such, translated when shown."""

    __slots__ = ("args", "msgid")

    def __init__(self, message: str, /, **args: Any) -> None:
        self.msgid = message
        self.args = args

    def __str__(self) -> str:
        return self.msgid.format(**self.args) if self.args else self.msgid

    def __repr__(self) -> str:
        return f"Text({self.msgid!r}, {self.args!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.msgid, self.args) == (other.msgid, other.args)

    def __hash__(self) -> int:
        return hash(self.msgid)

    def data(self) -> dict[str, Any]:
        """As stored in notices and the audit: {"msgid": …, "args": {…}}."""
        return {"msgid": self.msgid, "args": {k: v.data() if isinstance(v, Text) else v for k, v in self.args.items()}}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Text:
        """The text that `data()` wrote."""
        args = {k: cls.of(v) if isinstance(v, dict) and "msgid" in v else v for k, v in data["args"].items()}
        return cls(data["msgid"], **args)


_HOME = Path(__file__).resolve().parents[2]


def resources() -> Path:
    """The folder `resources/`: beside `app/` in a checkout, inside the bundle when frozen."""
    bundle = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) if bundle else _HOME) / "resources"


class _Catalogue:
    """A compiled catalogue (.mo, whose msgids are sorted), searched by halves: the standard library would decode all
    of its thousands of texts before the login shows its twenty.
    """

    def __init__(self, file: Path) -> None:
        self._data = file.read_bytes() if file.exists() else b""
        _, _, self._count, *self._tables = struct.unpack_from("<5I", self._data) if self._data else (0, 0, 0, 0, 0)
        self._known: dict[str, str] = {}

    def find(self, message: str) -> str:
        """The translation, or `message` itself."""
        said = self._known.get(message)
        if said is None:
            wanted, ids, texts = message.encode(), *self._tables
            place = bisect_left(range(self._count), wanted, key=lambda n: self._entry(ids, n))
            found = place < self._count and self._entry(ids, place) == wanted
            said = self._known[message] = self._entry(texts, place).decode() if found else message
        return said

    def _entry(self, table: int, number: int) -> bytes:
        size, start = struct.unpack_from("<2I", self._data, table + 8 * number)
        return self._data[start : start + size]


@cache
def _catalogue(language: str) -> _Catalogue:
    return _Catalogue(resources() / "locale" / language / "LC_MESSAGES" / "counterpart.mo")


def use(language: str) -> None:
    """Sets the program's language ("zh_CN" or "en")."""
    global _default
    if language not in LANGUAGES:
        raise ValueError(language)
    _default = language


def current() -> str:
    """The language in force here: that of the innermost `language()` block, else the program's."""
    return _language.get() or _default


@contextmanager
def language(name: str) -> Iterator[None]:
    """Within the block texts come in `name`: a sheet for an English-speaking customer, say."""
    token = _language.set(name)
    try:
        yield
    finally:
        _language.reset(token)


def tr(message: str | Text, /, **args: Any) -> str:
    """`message` in the language in force, with its arguments filled in. Arguments that are texts are translated too."""
    if isinstance(message, Text):
        args = {**message.args, **args}
        message = message.msgid
    # "" would be answered with the catalogue's header
    said = _catalogue(current()).find(message) if message else ""
    if not args:
        return said
    words = {k: tr(v) if isinstance(v, Text) else unit(v) if k == "unit" else v for k, v in args.items()}
    return _numbered.format(said, **words) if "|" in said else said.format(**words)


class _Numbered(Formatter):
    """Words that go by a number, as the English catalogue writes them: "{n} {n:line is|lines are} open"."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return super().format_field(value, format_spec)
        return one if str(value) == "1" else many


_numbered = _Numbered()


def pick(zh: str | None, en: str | None) -> str:
    """The name in the language in force, else the other one: lists that the shop defines carry both."""
    first, second = (zh, en) if current() == "zh_CN" else (en, zh)
    return first or second or ""


# The units a shop begins with, short as they stand behind a figure. What a shop adds is shown as it is written.
_UNITS = {
    **dict.fromkeys(("件", "个", "只", "支", "条", "根", "片", "块", "把"), "pc"),
    **dict.fromkeys(("套", "副", "组"), "set"), "对": "pair", "张": "sheet", "台": "unit", "总成": "assy",
    "桶": "drum", "瓶": "btl", "罐": "can", "盒": "box", "箱": "case", "包": "pack", "卷": "roll",
    "升": "L", "毫升": "mL", "千克": "kg", "克": "g", "米": "m",
}  # fmt: skip


def unit(code: str) -> str:
    """A stock unit on screens and papers in the language in force; files and books keep its code."""
    return code if current() == "zh_CN" else _UNITS.get(code, code)


def columns(text: str) -> int:
    """How many columns of a terminal or a spreadsheet a text fills: a Chinese character fills two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _grouped(whole: int, digits: str) -> str:
    return f"{whole:,}" + (f".{digits}" if digits else "")


def quantity(milli: int, decimals: int = 0, *, sign: bool = False) -> str:
    """1/1000 units as text: 2500 with 1 decimal → "2.5". Shows more decimals rather than hide a rest."""
    whole, rest = divmod(abs(milli), 1000)
    digits = f"{rest:03d}"
    digits = digits[:decimals] + digits[decimals:].rstrip("0")
    mark = MINUS if milli < 0 else "+" if sign and milli > 0 else ""
    return mark + _grouped(whole, digits)


def money(fen: int, *, sign: bool = False) -> str:
    """Fen as "¥1,639.00"; with `sign` "+¥574.00" and "−¥574.00"."""
    whole, rest = divmod(abs(fen), 100)
    mark = MINUS if fen < 0 else "+" if sign and fen > 0 else ""
    return f"{mark}¥{_grouped(whole, f'{rest:02d}')}"


def price(micro: int) -> str:
    """A unit price or cost in 1e-6 yuan as "¥33.285714"; at least two decimals."""
    whole, rest = divmod(abs(micro), 1_000_000)
    digits = f"{rest:06d}"
    return (MINUS if micro < 0 else "") + f"¥{_grouped(whole, digits[:2] + digits[2:].rstrip('0'))}"


def percent(basis_points: int) -> str:
    """Basis points as "87.8%" (zh) or "87.8 %" (en), one decimal unless whole."""
    whole, tenth = divmod((abs(basis_points) + 5) // 10, 10)  # half up, like every other figure
    body = (MINUS if basis_points < 0 and (whole or tenth) else "") + (f"{whole}.{tenth}" if tenth else f"{whole}")
    return f"{body}%" if current() == "zh_CN" else f"{body} %"


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def day(value: date, *, full: bool = True) -> str:
    """A date: 2026-11-23, or 11-23 when not `full`; in English 23 Nov 2026 and 23 Nov."""
    if current() == "zh_CN":
        return value.isoformat() if full else f"{value:%m-%d}"
    return f"{value.day} {_MONTHS[value.month - 1]}" + (f" {value.year}" if full else "")


def moment(value: datetime, *, zone: str = "Asia/Shanghai", full: bool = True) -> str:
    """Date and 24-hour time on the shop's clock. Not `full`: 今天 16:30, 昨天, 11-23, older with the year."""
    here = clock.local(value, zone)
    if full:
        return f"{day(here.date())} {here:%H:%M}"
    present = clock.today(zone)
    if here.date() == present:
        return tr(N_("today {time}"), time=f"{here:%H:%M}")
    if here.date() == present - timedelta(days=1):
        return tr(N_("yesterday {time}"), time=f"{here:%H:%M}")
    return day(here.date(), full=here.year != present.year) + f" {here:%H:%M}"
