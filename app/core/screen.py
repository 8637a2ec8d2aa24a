"""Lists and forms as plain data. Knows no widget, no table and no shop noun.

A document's card (`Kind`) declares what to show; views, the command line, export and draft validation read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from app.core.access import Permission
from app.core.clock import Id
from app.core.i18n import Text

CellKind = Literal[
    "text", "strong", "muted", "code", "quantity", "money", "price", "percent", "date", "moment", "state", "bin",
    "level", "plate", "number", "choice", "flag", "light",
]  # fmt: skip
LIGHTS = {"RED": "bad", "YELLOW": "warn", "GREEN": "ok", "STOPPED": "wait", "DONE": "idle", "NONE": "idle"}
"""The lights of a deadline and the family of states whose colour and icon each wears."""
May = Callable[[Permission], bool]  # what a person may: `Actor.may`
FieldKind = Literal[
    "text", "long", "code", "quantity", "money", "price", "percent", "number", "date", "moment", "choice", "flag",
    "record", "file", "secret",
]  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of a list. The cell's value, by kind:

    text/strong/muted/bin: str · code: str, a number, VIN or phone: quiet and never cut · quantity: (milli, decimals,
    unit) · money: fen · price: micro · percent: basis points · date/moment: date/datetime · state: state code (labelled
    and coloured by the kind's workflow) · choice: code, labelled by `choices` · light: one of LIGHTS, labelled the same
    way · level: (milli, decimals, unit, share 0..1 of the warning level, family) · flag: bool.
    None is an empty cell. `width` in px at 100 %; `sort` names the sort key if the column can be sorted. `allow`: who
    sees it at all; for the others the column is not there, on screen and in files.
    """

    name: str
    label: str
    kind: CellKind = "text"
    width: int = 100
    stretch: bool = False
    sort: bool = True
    choices: tuple[tuple[str, str], ...] = ()  # (code, label msgid)
    hidden: bool = False  # shown only when the user adds it
    allow: Permission | None = None


@dataclass(frozen=True)
class Choice:
    """One value of a filter or choice field: code and label (a msgid, or a name the shop gave).

    `of`: the value of another field to which it belongs (see `Field.within`).
    """

    code: str
    label: str
    of: str = ""


@dataclass(frozen=True)
class Filter:
    """A filter button. `choices` is fixed, or asked by `query(ctx)` when the shop defines the values."""

    name: str
    label: str
    choices: tuple[Choice, ...] = ()
    query: Callable[[Any], Sequence[Choice]] | None = None


@dataclass(frozen=True)
class View:
    """A saved view: a tab with a live count. `where` is what it sets: filter name → code (or codes)."""

    name: str
    label: str
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ListQuery:
    """What the user asks a list for: typed text, filter values, sort column ("-name" = descending)."""

    text: str = ""
    where: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    limit: int = 1_000_000


@dataclass(frozen=True)
class ListSpec:
    """A list: `find(ctx, ListQuery)` gives ids in order, `read(ctx, ids)` gives one tuple per id, in column order.

    `reads` names the tables whose change makes the list stale.
    """

    columns: tuple[Column, ...]
    find: Callable[[Any, ListQuery], Sequence[Id]]
    read: Callable[[Any, Sequence[Id]], Sequence[tuple[Any, ...]]]
    reads: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    views: tuple[View, ...] = ()
    sort: str = ""
    hint: str = ""  # placeholder of the filter box
    empty: str = ""  # what belongs here, when there is nothing yet
    peek: Callable[[Any, Id], Peek] | None = None

    def seen_by(self, may: May) -> ListSpec:
        """The list without the columns that this person may not see."""
        return replace(self, columns=tuple(c for c in self.columns if c.allow is None or may(c.allow)))

    def cells(self, row: tuple[Any, ...], may: May) -> tuple[Any, ...]:
        """A row as `read` gives it, without the cells of those columns."""
        return tuple(cell for c, cell in zip(self.columns, row, strict=True) if c.allow is None or may(c.allow))


@dataclass(frozen=True)
class Fact:
    """Label over value, read-only. `value` as a cell of `kind`; `tone` one of "", ok, warn, bad, wait."""

    label: str
    value: Any
    kind: CellKind = "text"
    tone: str = ""


@dataclass(frozen=True)
class PeekTable:
    """A small table in the side panel: heading and rows of cells with their kinds."""

    label: str
    kinds: tuple[CellKind, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Peek:
    """The answer to "have you got it, where, how much": title, chips, figures, facts and tables."""

    title: str
    subtitle: str = ""
    chips: tuple[tuple[str, str], ...] = ()  # (label, family)
    figures: tuple[Fact, ...] = ()
    facts: tuple[Fact, ...] = ()
    tables: tuple[PeekTable, ...] = ()


@dataclass(frozen=True)
class Field:
    """One field of a form. Left empty, label, kind, required, length and decimals come from the mapped column.

    `record` names the kind a record field picks from ("parts"). `editable_in`: states in which it can be changed
    (None = as the form). `widget` replaces the ordinary widget. `unit_of` names the record field whose unit follows
    a quantity. A value travels as: text str · quantity milli · money fen · price micro · percent basis points ·
    number int · date · moment · choice code · flag bool · record Id · file Id of an attachment. `fixed` is shown and
    never edited.

    `allow`: who sees it; for the others it is not there. `change`: who may change it; the others read it. `own`: who
    writes the document sees what he typed himself, as long as it can be edited.

    A text field with `options` suggests their labels and takes any other words as well; `within` names the choice field
    whose value says which of them fit.

    `starts`: what a step asks begins with this attribute of the document, such as the name of who brought the car.

    `warn` says what is odd about a value as the field is left; it may stay so all the same.
    """

    name: str
    label: str = ""
    kind: FieldKind | None = None
    required: bool | None = None
    length: int | None = None
    decimals: int | None = None
    unit: str = ""
    unit_of: str = ""
    choices: tuple[Choice, ...] = ()
    options: Callable[[Any], Sequence[Choice]] | None = None  # asked when the shop defines the values
    within: str = ""
    record: str = ""
    default: Any = None
    help: str = ""
    editable_in: tuple[str, ...] | None = None
    widget: str = ""
    span: int = 1
    negative: bool = False
    allow: Permission | None = None
    change: Permission | None = None
    own: bool = False
    fixed: bool = False
    starts: str = ""
    warn: Callable[[Any], Text | None] | None = None

    def seen_by(self, may: May, *, own: bool = False) -> bool:
        """True if this person may see it; `own`: in a document he writes."""
        return self.allow is None or may(self.allow) or (self.own and own)


@dataclass(frozen=True)
class Lines:
    """A grid of lines: the attribute that holds them and the fields of one line.

    `scan` names the record field that a scan fills; `adds` the quantity a second scan of the same record adds to.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    scan: str = ""
    adds: str = ""
    editable_in: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Section:
    """Fields under one heading; "" = no heading."""

    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class FormSpec:
    """A form: sections, line grids, and the states in which it can be edited. `slots`: name → widget name."""

    sections: tuple[Section, ...] = ()
    lines: tuple[Lines, ...] = ()
    editable_in: tuple[str, ...] = ("draft",)
    slots: tuple[tuple[str, str], ...] = field(default=())

    def fields(self) -> tuple[Field, ...]:
        """All header fields in reading order."""
        return tuple(f for s in self.sections for f in s.fields)

    def seen_by(self, may: May, *, own: bool = False) -> FormSpec:
        """The form as one person sees it: without the fields he may not see, and those he may not change locked."""

        def seen(fields: tuple[Field, ...]) -> tuple[Field, ...]:
            return tuple(
                f if f.change is None or may(f.change) else replace(f, fixed=True)
                for f in fields
                if f.seen_by(may, own=own)
            )

        sections = tuple(replace(s, fields=seen(s.fields)) for s in self.sections)
        lines = tuple(replace(grid, fields=seen(grid.fields)) for grid in self.lines)
        return self.with_(tuple(s for s in sections if s.fields), lines)

    def with_(self, sections: tuple[Section, ...], lines: tuple[Lines, ...]) -> FormSpec:
        """The same form with its fields filled in from the mapped columns."""
        return replace(self, sections=sections, lines=lines)
