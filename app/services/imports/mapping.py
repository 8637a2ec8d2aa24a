"""Which column fills which field: guessed from headers and content, kept for the next file. Reads no file itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.errors import Refused
from app.core.i18n import N_
from app.services.imports.numbers import fold
from app.services.imports.sheet import Sheet, letters
from app.services.imports.targets import ListKind, Takes, Target
from app.services.imports.words import UNITS, plain

_SAMPLE = 300
_CODE_LIKE = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9\-./#=+&_]{0,24}")
_NUMBER_LIKE = re.compile(r"[¥￥]?[+\-]?[0-9][0-9,]*(?:\.[0-9]+)?")
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")


@dataclass(frozen=True, slots=True)
class Running:
    """Codes made for a list without any: `prefix` and a number of at least `width` digits, from `start`."""

    prefix: str
    start: int = 1
    width: int = 5

    def code(self, step: int) -> str:
        """The code `step` places after the first: P-00001, P-00002 …"""
        return f"{self.prefix}{self.start + step:0{self.width}d}"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Target name → column name; target name → text for what the file lacks; how codes are made, if they are.

    One column may fill several targets.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    running: Running | None = None

    def data(self) -> dict[str, Any]:
        """As it is kept in JSON."""
        running = self.running
        made = {"prefix": running.prefix, "start": running.start, "width": running.width} if running else None
        return {"columns": dict(self.columns), "defaults": dict(self.defaults), "running": made}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> ColumnMap:
        """The map that `data()` wrote."""
        made = data.get("running")
        return cls(dict(data.get("columns") or {}), dict(data.get("defaults") or {}), Running(**made) if made else None)

    def missing(self, kind: ListKind) -> list[Target]:
        """Required targets that neither a column nor a default fills: what the wizard asks for, once."""
        filled = {*self.columns, *self.defaults}
        if self.running and kind.code:
            filled.add(kind.code.name)
        groups = {target.one_of for target in kind.targets if target.one_of and target.name in filled}
        lacking: list[Target] = []
        for target in kind.targets:
            if target.one_of and target.one_of not in groups:
                groups.add(target.one_of)
                lacking.append(target)
            elif target.required and target.name not in filled:
                lacking.append(target)
        return lacking


def gaps(sheet: Sheet, kind: ListKind, used: ColumnMap) -> list[tuple[Target, int]]:
    """Required targets whose column is blank in some rows, and in how many: the wizard offers a default for them."""
    found: list[tuple[Target, int]] = []
    for target in kind.targets:
        if target.required and target.name in used.columns and not used.defaults.get(target.name):
            index = sheet.columns.index(used.columns[target.name])
            blank = len(sheet.rows) - sum(1 for cell in sheet.column(index) if cell and not cell.isspace())
            if blank:
                found.append((target, blank))
    return found


def guess(sheet: Sheet, kind: ListKind) -> ColumnMap:
    """The likeliest map: by the words of the header, then by what stands in the columns that are left."""
    columns = _by_header(sheet, kind) if sheet.has_header else {}
    return ColumnMap({**columns, **_by_content(sheet, kind, columns)})


def _by_header(sheet: Sheet, kind: ListKind) -> dict[str, str]:
    scored: list[tuple[float, int, Target]] = []
    for index, name in enumerate(sheet.columns):
        said = plain(name)
        empty = _filled(sheet, index) == 0
        for target in kind.targets:
            score = _likeness(said, target) - (60 if empty else 0)
            if score > 0:
                scored.append((score, index, target))
    # the best first; of equals the column further left, as written
    scored.sort(key=lambda one: (-one[0], one[1]))
    found: dict[str, str] = {}
    used: set[int] = set()
    for _, index, target in scored:
        if target.name not in found and index not in used:
            found[target.name] = sheet.columns[index]
            used.add(index)
    return found


def _likeness(said: str, target: Target) -> float:
    """100 for the first word of a target, less for later ones and for words that only stand within the header."""
    best = 0.0
    for rank, alias in enumerate(target.aliases):
        if said == alias:
            return 100 - rank
        # "rack" stands in "trackable" too; Chinese words do not run into one another like that
        within = alias in said if not alias.isascii() else said.startswith(alias) or said.endswith(alias)
        if within and len(alias) >= (4 if alias.isascii() else 2):
            best = max(best, 40 - rank / 2)
    return best


def _filled(sheet: Sheet, index: int) -> int:
    return sum(1 for cell in sheet.column(index, _SAMPLE) if cell and not cell.isspace())


@dataclass(frozen=True, slots=True)
class _Shares:
    """What part of a column's cells look like what, 0 to 1."""

    code: float
    distinct: float
    wordy: float
    unit: float
    whole: float
    decimal: float
    gtin: float


def _shares(sheet: Sheet, index: int) -> _Shares | None:
    """None for a column that is blank."""
    cells = [text for cell in sheet.column(index, _SAMPLE) if (text := fold(cell))]
    if not cells:
        return None
    number = [cell for cell in cells if _NUMBER_LIKE.fullmatch(cell)]
    n = len(cells)
    return _Shares(
        code=sum(1 for cell in cells if _CODE_LIKE.fullmatch(cell)) / n,
        distinct=len(set(cells)) / n,
        wordy=sum(1 for cell in cells if not any(c.isdigit() for c in cell) or " " in cell or not cell.isascii()) / n,
        unit=sum(1 for cell in cells if cell.lower() in UNITS) / n,
        whole=sum(1 for cell in number if "." not in cell) / n,
        decimal=sum(1 for cell in number if "." in cell) / n,
        gtin=sum(1 for cell in cells if _GTIN.fullmatch(cell) and _checks(cell)) / n,
    )


def _checks(digits: str) -> bool:
    """Whether the last digit is the check digit of a GTIN."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return total % 10 == 0


def _by_content(sheet: Sheet, kind: ListKind, columns: Mapping[str, str]) -> dict[str, str]:
    """Targets that only content can tell. With a header only what a row can not do without is guessed this way."""
    left = {
        name: shares
        for index, name in enumerate(sheet.columns)
        if name not in columns.values() and (shares := _shares(sheet, index))
    }
    wanted = [target for target in kind.targets if target.name not in columns]
    if sheet.has_header:
        groups = {target.one_of for target in kind.targets if target.name in columns}
        wanted = [t for t in wanted if (t.required or t.one_of) and (not t.one_of or t.one_of not in groups)]
    found: dict[str, str] = {}
    for takes in _TELLING:
        # a whole number may be anything; it is guessed to be a quantity only where there must be one
        fit = (t for t in wanted if t.takes is takes and (t.required or takes is not Takes.QUANTITY))
        target = next(fit, None)
        best = max(left, key=lambda name: _telling(takes, left[name]), default="")
        if target and best and _telling(takes, left[best]) >= 0.6:
            found[target.name] = best
            del left[best]
    return found


# the surest first: what is taken no longer competes
_TELLING = (Takes.UNIT, Takes.CODE, Takes.NAME, Takes.QUANTITY, Takes.PRICE)


def _telling(takes: Takes, shares: _Shares) -> float:
    if takes is Takes.UNIT:
        return shares.unit
    if takes is Takes.CODE:
        # a column of quantities repeats itself, a column of codes does not
        return shares.code * shares.distinct - shares.decimal
    if takes is Takes.NAME:
        return shares.wordy * (1 + shares.distinct) / 2 - shares.unit
    return shares.whole if takes is Takes.QUANTITY else shares.decimal


def chosen(sheet: Sheet, kind: ListKind, columns: Mapping[str, str], defaults: Mapping[str, str]) -> ColumnMap:
    """The guess, overruled by what the user names: target → column by name or letter ("" = none), target → default.

    A default fills the blanks of a column, or all rows when the target has none.
    """
    known = [target.name for target in kind.targets]
    for name in (*columns, *defaults):
        if name not in known:
            raise Refused(
                N_("There is no field “{name}” to import. Choose one of: {known}."), name=name, known=", ".join(known)
            )
    named = {name: _column_named(sheet, word) for name, word in columns.items() if word}
    guessed = guess(sheet, kind)
    kept = {
        name: column for name, column in guessed.columns.items() if name not in columns and column not in named.values()
    }
    return replace(guessed, columns={**kept, **named}, defaults=dict(defaults))


def _column_named(sheet: Sheet, word: str) -> str:
    """The column of that name, else of nearly that name, else at that letter."""
    if word in sheet.columns:
        return word
    for name in sheet.columns:
        if plain(name) == plain(word):
            return name
    for index, name in enumerate(sheet.columns):
        if letters(index) == word.strip().upper():
            return name
    raise Refused(
        N_("The file has no column “{name}”. It has: {columns}."), name=word, columns=", ".join(sheet.columns)
    )


def signature(sheet: Sheet, kind: ListKind) -> str:
    """What files of one source have in common: their header, or the number of columns when there is none."""
    table = "|".join(map(plain, sheet.columns)) if sheet.has_header else str(len(sheet.columns))
    return f"{kind.name}:{table}"


def remembered(kept: Mapping[str, Any], sheet: Sheet, kind: ListKind, used: ColumnMap) -> dict[str, Any]:
    """The kept maps (as JSON holds them) and `used` for files like this one."""
    return {**kept, signature(sheet, kind): used.data()}


def recalled(kept: Mapping[str, Any], sheet: Sheet, kind: ListKind) -> ColumnMap | None:
    """The map used for such a file before; None when there is none or it fits no longer."""
    data = kept.get(signature(sheet, kind))
    if not isinstance(data, Mapping):
        return None
    found = ColumnMap.of(data)
    known: Collection[str] = {target.name for target in kind.targets}
    columns = {name: column for name, column in found.columns.items() if name in known and column in sheet.columns}
    defaults = {name: text for name, text in found.defaults.items() if name in known}
    return replace(found, columns=columns, defaults=defaults)
