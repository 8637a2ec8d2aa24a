"""Rows and a column map to values or reasons: every row is accepted or refused, none is lost. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.errors import Refused
from app.core.i18n import N_, Text
from app.services.imports import converting
from app.services.imports.converting import Convert
from app.services.imports.mapping import ColumnMap, Running
from app.services.imports.sheet import STRIDE, Cancelled, Cell, Progress, Remark, Sheet, excerpt, watch
from app.services.imports.targets import ListKind, Takes, Target, Values


class AcceptedRow(NamedTuple):
    """A row that may be written: its number in the file, its values by target, and the required ones by default."""

    number: int
    values: Values
    defaulted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a row is refused: the column ("" = the row as a whole), the reason, the cell as it stood."""

    column: str
    reason: Text
    raw: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is left out, with everything that is wrong with it."""

    number: int
    problems: tuple[CellProblem, ...]

    @property
    def column(self) -> str:
        """The column of the first problem."""
        return self.problems[0].column

    @property
    def reason(self) -> Text:
        """The first problem in words."""
        return self.problems[0].reason

    @property
    def raw(self) -> str:
        """The cell of the first problem as it stood."""
        return self.problems[0].raw


@dataclass(slots=True)
class Checked:
    """The outcome: accepted + refused = rows of the file; blank rows are counted apart."""

    rows: int
    blank_rows: int
    accepted: list[AcceptedRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What only the database knows, as questions about one row's values.

    `decimals`: how many the row's quantities may have (None = as the target says). `find_code`: the code of the part
    that this row is, if it was imported before with a made code. `taken`: codes that a made one must not repeat.
    `verify` raises `Refused` (with `where` = the target) for a row that can not be written.
    """

    decimals: Callable[[Values], int | None] | None = None
    find_code: Callable[[Values], str | None] | None = None
    taken: Container[str] = frozenset()
    verify: Callable[[Values], None] | None = None


def check(
    sheet: Sheet,
    kind: ListKind,
    used: ColumnMap,
    known: Known | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Checked:
    """Checks every row of `sheet`; raises `Refused` for a bad default or map, `Stopped` when the user cancels."""
    checker = _Checker(sheet, kind, used, known or Known())
    total = len(sheet.rows)
    for at, (number, row) in enumerate(zip(sheet.row_numbers, sheet.rows, strict=True)):
        if at % STRIDE == 0:
            watch(at, total, progress, cancelled)
        checker.take(number, row)
    watch(total, total, progress, cancelled)
    return checker.checked


@dataclass(frozen=True, slots=True)
class _Field:
    """One target as it is filled: from which cell, how, and what stands in for a blank."""

    target: Target
    index: int
    column: str
    convert: Convert
    default: object


class _Checker:
    def __init__(self, sheet: Sheet, kind: ListKind, used: ColumnMap, known: Known) -> None:
        self.checked = Checked(len(sheet.rows), sheet.blank_rows)
        self._kind, self._known = kind, known
        self._width = len(sheet.columns)
        self._fields = [self._field(target, sheet, used) for target in kind.targets if _is_filled(target, used)]
        # a row's unit decides how many decimals its quantities may have, so they come last
        self._fields.sort(key=lambda one: one.target.takes is Takes.QUANTITY)
        self._groups = {target.one_of for target in kind.targets if target.one_of}
        self._columns = {one.target.name: one.column for one in self._fields}
        self._seen: dict[tuple[object, ...], int] = {}
        self._maker = _CodeMaker(used.running, known) if used.running and kind.code else None
        lacking = [] if self._maker else [t for t in kind.targets if t.required and t.name not in self._columns]
        self._absent = tuple(CellProblem("", _missing(target), "") for target in lacking)

    def _field(self, target: Target, sheet: Sheet, used: ColumnMap) -> _Field:
        column = used.columns.get(target.name, "")
        if column and column not in sheet.columns:
            raise Refused(
                N_("The file has no column “{name}”. It has: {columns}."), name=column, columns=", ".join(sheet.columns)
            )
        index = sheet.columns.index(column) if column else -1
        convert = converting.converter(target, sheet.column(index) if column else ())
        default = None
        if used.defaults.get(target.name):
            try:
                default, _ = converting.converter(target, ())(used.defaults[target.name], None)
            except Refused as refusal:
                raise Refused(refusal.text, where=target.name) from refusal
        return _Field(target, index, column, convert, default)

    def take(self, number: int, row: tuple[str, ...]) -> None:
        """Accepts or refuses one row."""
        values: Values = {}
        decimals: int | None = None
        problems: list[CellProblem] = []
        defaulted: list[str] = []
        for one in self._fields:
            cell = row[one.index] if one.index >= 0 else ""
            if one.target.takes is Takes.QUANTITY and self._known.decimals:
                decimals = self._known.decimals(values)
            try:
                value, remark = one.convert(cell, decimals) if cell or type(cell) is Cell else (None, None)
            except Refused as refusal:
                problems.append(CellProblem(one.column, refusal.text, cell))
                continue
            if remark is not None:
                self.checked.warnings.append(Remark(number, one.column, remark, cell))
            if value is None or value == "":
                value = one.default
                if value is not None and one.target.required:
                    defaulted.append(one.target.name)
                elif one.target.required and not (self._maker and one.target is self._kind.code):
                    problems.append(CellProblem(one.column, _missing(one.target), cell))
            values[one.target.name] = value
        problems += self._absent
        problems += self._row_problems(number, row, values, bool(problems))
        if problems:
            self.checked.refused.append(RefusedRow(number, tuple(problems)))
        else:
            self.checked.accepted.append(AcceptedRow(number, values, tuple(defaulted)))

    def _row_problems(self, number: int, row: tuple[str, ...], values: Values, bad: bool) -> list[CellProblem]:
        """What is wrong with the row as a whole; settles its values and makes its code when nothing is."""
        problems: list[CellProblem] = []
        if len(row) > self._width and any(cell and not cell.isspace() for cell in row[self._width :]):
            reason = Text(
                N_("The row has {n} cells, the table has {width} columns. A delimiter inside a cell needs quotes."),
                n=len(row),
                width=self._width,
            )
            problems.append(CellProblem("", reason, excerpt(" · ".join(row))))
        for group in self._groups:
            members = [target for target in self._kind.targets if target.one_of == group]
            if not bad and not any(values.get(target.name) for target in members):
                column = next((self._columns[t.name] for t in members if t.name in self._columns), "")
                problems.append(CellProblem(column, _missing(members[0]), ""))
        if bad or problems:
            return problems
        if self._maker and self._kind.code and not values.get(self._kind.code.name):
            values[self._kind.code.name] = self._maker.code(values)
        if self._kind.settle:
            self._kind.settle(values)
        return self._verified(number, values)

    def _verified(self, number: int, values: Values) -> list[CellProblem]:
        """Last: the row once only, and what the database says. A refused row does not block a later one."""
        key = tuple(values.get(name) for name in self._kind.key)
        said = " · ".join(str(part) for part in key if part is not None)
        column = self._columns.get(self._kind.key[0], "")
        first = self._seen.get(key)
        if first is not None:
            reason = Text(N_("“{code}” stands in row {row} already. Keep one of the two."), code=said, row=first)
            return [CellProblem(column, reason, said)]
        if self._known.verify:
            try:
                self._known.verify(values)
            except Refused as refusal:
                where = self._columns.get(refusal.where, "")
                return [CellProblem(where, refusal.text, str(values.get(refusal.where, said)))]
        self._seen[key] = number
        return []


class _CodeMaker:
    """Codes for rows without one; the same row gets the same code again if the database knows it."""

    def __init__(self, running: Running, known: Known) -> None:
        self._running, self._known = running, known
        self._step = 0

    def code(self, values: Values) -> str:
        """A code that nobody has."""
        kept = self._known.find_code(values) if self._known.find_code else None
        while kept is None:
            made = self._running.code(self._step)
            self._step += 1
            kept = None if made in self._known.taken else made
        return kept


def _is_filled(target: Target, used: ColumnMap) -> bool:
    return target.name in used.columns or bool(used.defaults.get(target.name))


def _missing(target: Target) -> Text:
    return Text(
        N_("{label} is missing. Fill it in, or give a value for all rows that lack it."), label=Text(target.label)
    )
