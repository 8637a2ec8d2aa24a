"""Text and JSON to field values and back, by the kind of field: for the command line, export and import. Knows no noun.

What people type: quantity "2.5" (stock units), money "12.50" and price "33.285714" (yuan), percent "13" or "13%", dates
as 2026-11-23, moments as 2026-11-23T14:26, records by what people call them ("04465-0D150") or by id.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Collection, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.core.access import Permission
from app.core.clock import Id, local
from app.core.desk import Reader, UseCase, query
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text
from app.core.kind import Kind
from app.core.screen import Field, Lines
from app.services.forms import choices, form_of
from app.services.kinds import KINDS, named

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?")
_PLACES = {"quantity": 3, "money": 2, "price": 6, "percent": 2, "number": 0}
_ZONE = ZoneInfo("Asia/Shanghai")
FEW = 8  # so many names are all told, to somebody who knows none of them
_YES, _NO = {"true", "yes", "1", "是", "y"}, {"false", "no", "0", "否", "n"}


def scaled(text: str, places: int) -> int:
    """ "2.5" as an integer of 10^-places: exact, or Refused; nothing is rounded."""
    bare = text.strip().replace("，", ",").removeprefix("¥").removesuffix("%").strip()
    if not any(map(str.isdigit, bare)) or not _NUMBER.fullmatch(bare):
        raise Refused("“{value}” is not a number. Write digits only, such as 1234.5.", value=text)
    whole, _, rest = bare.replace(",", "").partition(".")
    rest = rest.rstrip("0")
    if len(rest) > places:
        raise Refused("“{value}” has too many decimals: at most {places}.", value=text, places=places)
    digits: int = int(whole.strip("+-") or 0) * 10**places + int(rest.ljust(places, "0") or 0)
    return -digits if whole.startswith("-") else digits


def unscaled(value: int, places: int) -> str:
    """The inverse of `scaled`, without trailing zeros: 2500 milli → "2.5"."""
    whole, rest = divmod(abs(value), 10**places)
    digits = f"{rest:0{places}d}".rstrip("0") if places else ""
    return ("-" if value < 0 else "") + str(whole) + (f".{digits}" if digits else "")


def _moment(text: str) -> datetime:
    said = datetime.fromisoformat(text)
    return (said if said.tzinfo else said.replace(tzinfo=_ZONE)).astimezone(UTC)


def _flag(text: str) -> bool:
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise ValueError(text)


def value_of(ctx: Reader, field: Field, raw: Any) -> Any:
    """One field's value from what was typed (text, or JSON's number or boolean); None and "" are empty.

    Raises Refused, with the field's name as its place, if it does not fit.
    """
    if raw is None or raw == "":
        return None
    kind = field.kind or "text"
    if isinstance(raw, bool):
        return raw
    try:
        if isinstance(raw, (list, Mapping)):
            raise ValueError(raw)
        if kind == "record":
            return record_of(ctx, field.record, str(raw))
        if kind == "choice":
            return _chosen(field, str(raw), [c.code for c in choices(ctx, field)])
        return _typed(kind, str(raw))
    except Refused as refused:
        raise Refused(refused.text, where=field.name) from refused
    except ValueError as error:
        raise Refused(
            "{field}: “{value}” does not fit.", where=field.name, field=Text(field.label or field.name), value=str(raw)
        ) from error


def _chosen(field: Field, text: str, codes: Sequence[str]) -> str:
    if text in codes:
        return text
    raise Refused(
        "{field}: “{value}” is not offered. There are: {names}.", field=Text(field.label or field.name), value=text,
        names=", ".join(codes[:20]) or "–",
    )  # fmt: skip


def _typed(kind: str, text: str) -> Any:
    if kind in _PLACES:
        return scaled(text, _PLACES[kind])
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "moment":
        return _moment(text)
    if kind == "flag":
        return _flag(text)
    return text


def record_of(ctx: Reader, kind: str, name: str) -> Id:
    """The id of the record people call `name`, or whose id it is. Refused if there is none, or more than one."""
    try:
        return UUID(name)
    except ValueError:
        pass
    card = named(kind)
    key = getattr(card.model, card.key)
    found = ctx.session.scalars(select(card.model.id).where(key.in_({name, card.spelt(name)})).limit(2)).all()
    if not found:
        raise _unknown(ctx, card, name)
    if len(found) > 1:
        raise Refused("“{name}” is the name of several {kinds}. Give its id.", kinds=Text(card.plural), name=name)
    return found[0]  # type: ignore[no-any-return]


def _unknown(ctx: Reader, card: Kind, name: str) -> Refused:
    """There is no such record; those whose name begins alike are named to who may see them."""
    key = getattr(card.model, card.key)
    for length in range(len(name), 1, -1) if ctx.actor.may(card.view) else ():
        alike = select(key).where(func.lower(key).startswith(name[:length].lower(), autoescape=True))
        if near := ctx.session.scalars(alike.order_by(key).limit(6)).all():
            return Refused(
                "{kind} “{name}” is not known. Near it: {names}.", kind=Text(card.label), name=name,
                names=", ".join(map(str, near)),
            )  # fmt: skip
    few = ctx.session.scalars(select(key).order_by(key).limit(FEW + 1)).all() if ctx.actor.may(card.view) else ()
    if 0 < len(few) <= FEW:
        return Refused(
            "{kind} “{name}” is not known. There are: {names}.", kind=Text(card.label), name=name,
            names=", ".join(map(str, few)),
        )  # fmt: skip
    return Refused("{kind} “{name}” is not known.", kind=Text(card.label), name=name)


@query("values.record", allow=None)
def find_record(ctx: Reader, kind: str, name: str) -> Id:
    """See `record_of`."""
    return record_of(ctx, kind, name)


def _row(ctx: Reader, fields: Sequence[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    by_name = {f.name: f for f in fields}
    made: dict[str, Any] = {}
    wrong: list[Problem] = []
    for name, raw in given.items():
        try:
            made[name] = _id(raw) if name == "id" else value_of(ctx, _field(by_name, name), raw)
        except Refused as refused:
            wrong += refused.problems
    if wrong:
        raise Refused.all(tuple(wrong))
    return made


def _field(by_name: Mapping[str, Field], name: str) -> Field:
    if name in by_name:
        return by_name[name]
    raise Refused(
        "There is no field “{name}” here. There are: {names}.", where=name, name=name, names=", ".join(by_name)
    )


def _id(raw: Any) -> Id:
    try:
        return UUID(str(raw))
    except ValueError as error:
        raise Refused("“{value}” is not the id of a line. “show --json” tells them.", value=str(raw)) from error


@query("values.form", allow=None)
def of_form(ctx: Reader, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """What was typed for a form of `kind`, lines included, as values that `drafts` takes."""
    form = form_of(kind)
    grids = {g.name: g for g in form.lines}
    header = _row(ctx, form.fields(), {k: v for k, v in given.items() if k not in grids})
    return header | {k: _lines(ctx, grids[k], v) for k, v in given.items() if k in grids}


def _lines(ctx: Reader, grid: Lines, rows: Any) -> list[dict[str, Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Refused(
            "{lines}: write a list such as {example}.", where=grid.name, lines=Text(grid.label),
            example=f'[{{"{grid.fields[0].name}": "…"}}]',
        )  # fmt: skip
    return [_row(ctx, grid.fields, row) for row in rows]


@query("values.answers", allow=None)
def of_answers(ctx: Reader, kind: str, step: str, given: dict[str, Any]) -> dict[str, Any]:
    """What was typed for the side sheet of a step, as values that `documents.step` takes."""
    card = named(kind)
    if card.workflow is None:
        raise Refused("{kind} have no steps.", kind=Text(card.plural))
    return _row(ctx, card.workflow.step(step).asks, given)


def shown(field: Field, value: Any, names: Mapping[Id, str] | None = None) -> Any:
    """A field's value as JSON carries it and as `value_of` reads it; records by `names` where known."""
    if value is None or isinstance(value, bool):
        return value
    kind = field.kind or "text"
    if kind in _PLACES and isinstance(value, int):
        return value if kind == "number" else unscaled(value, _PLACES[kind])
    if isinstance(value, UUID):
        return (names or {}).get(value, str(value))
    return plain(value)


def plain(value: Any) -> Any:
    """Anything a use-case or query answers, as JSON can carry it; moments on the shop's clock."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, Permission):
        return value.code
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="seconds")
    if isinstance(value, (date, UUID)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(plain(k)): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return [plain(v) for v in value]
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value if value is None or isinstance(value, (str, int, float)) else str(value)


_CALLED = {
    "vehicles": "苏E12345", "parts": "04465-0D150", "bins": "A-03-2-05", "people": "wanglei", "customers": "李芳",
    "suppliers": "G001", "labour": "BR01", "warehouses": "W1", "bays": "1",
}  # fmt: skip
# arguments that are not called by the name of their kind
_KIND_OF = {
    "order": "work_orders", "receiver": "people", "user": "people", "counter": "people", "technician": "people",
    "run": "cost_runs",
}  # fmt: skip


def _example(of: str) -> str | Text:
    """How a record is told that the argument `of` names, by its kind: "vehicles:苏E12345", a document's number."""
    of = of.removesuffix("_id")
    card = next((kind for kind in KINDS if kind.name in (_KIND_OF.get(of), of, f"{of}s")), None)
    if card is None:
        return Text(N_("its id, as `show … --json` prints it"))
    return f"{card.name}:{_CALLED[card.name]}" if card.name in _CALLED else f"{card.prefix}-01-20261126-0001"


def _meant(ctx: Reader, text: str, of: str) -> Id:
    """An id, "kind:what people call it", or a document's number, whose prefix tells its kind."""
    kind, colon, name = text.partition(":")
    if colon and kind in {k.name for k in KINDS}:
        return record_of(ctx, kind, name)
    prefix = text.partition("-")[0]
    for card in KINDS:
        if prefix and prefix in (card.prefix, *(own for _type, own in card.prefixes)):
            return record_of(ctx, card.name, text)
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused("“{value}” tells no record. Write {example}.", value=text, example=_example(of)) from error


@query("values.arguments", allow=None)
def of_arguments(ctx: Reader, case: UseCase[..., Any], given: dict[str, Any]) -> dict[str, Any]:
    """JSON as the arguments of a use-case, by its annotations. An id is a UUID or "kind:what people call it"."""
    hints = typing.get_type_hints(case.fn)
    known = case.signature.parameters
    unknown = given.keys() - known.keys()
    missing = [n for n, p in known.items() if p.default is p.empty and n not in given]
    if unknown or missing:
        raise Refused(
            "{usecase} takes {names}.", usecase=case.name,
            names=", ".join(n if p.default is p.empty else f"[{n}]" for n, p in known.items()) or "–",
        )  # fmt: skip
    own = case.name.partition(".")[0]  # of which kind an `id` or a `slip` is
    try:
        return {
            name: fitted(ctx, hints.get(name, Any), raw, own if name in ("id", "slip") else name)
            for name, raw in given.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused("The arguments do not fit: {reason}.", reason=str(error)) from error


def fitted(ctx: Reader, hint: Any, raw: Any, of: str) -> Any:
    """`raw` from JSON as `hint` wants it: ids, dates, moments, dataclasses and lists of them; `of` names it."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return None if raw is None else fitted(ctx, next(i for i in inner if i is not type(None)), raw, of)
    if hint is UUID:
        return _meant(ctx, str(raw), of)
    if hint is datetime:
        return _moment(raw)
    if hint is date:
        return date.fromisoformat(raw)
    _of_its_type(hint, origin, raw, of)
    if is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        return hint(**{k: fitted(ctx, hints[k], v, k) for k, v in raw.items()})  # type: ignore[operator]
    if isinstance(raw, list):
        pair = origin is tuple and Ellipsis not in inner and len(inner) == len(raw)  # tuple[str, Id], say
        wanted = inner if pair else [inner[0] if inner else Any] * len(raw)
        made = [fitted(ctx, one, item, of.removesuffix("s")) for one, item in zip(wanted, raw, strict=True)]
        return tuple(made) if origin is tuple else frozenset(made) if origin is frozenset else made
    if origin in (dict, Mapping) and len(inner) == 2:
        return {fitted(ctx, inner[0], k, of): fitted(ctx, inner[1], v, of) for k, v in raw.items()}
    return raw


def _of_its_type(hint: Any, origin: Any, raw: Any, of: str) -> None:
    """Raises Refused for a number in quotes, one tender where a list of them is meant, and the like."""
    if hint is int and (isinstance(raw, bool) or not isinstance(raw, int)):
        raise Refused("“{value}” is no whole number: money is in fen here, quantities in 1/1000.", value=str(raw))
    if hint is str and not isinstance(raw, str):
        raise Refused("“{name}” is a text: write “{value}” in quotes.", name=of, value=str(raw))
    if hint is bool and not isinstance(raw, bool):
        raise Refused("“{name}” is true or false, without quotes.", name=of)
    if origin in (list, tuple, frozenset, set, Sequence, Collection) and not isinstance(raw, list):
        raise Refused("“{name}” is a list: write it in square brackets, […].", name=of)
    if is_dataclass(hint) and not isinstance(raw, Mapping):
        names = ", ".join(f.name for f in dataclasses.fields(hint))
        raise Refused("“{name}” has parts of its own: write {{…}} with {names}.", name=of, names=names)
    if origin in (dict, Mapping) and not isinstance(raw, Mapping):
        raise Refused("“{name}” is told by names: write {{…}}.", name=of)
