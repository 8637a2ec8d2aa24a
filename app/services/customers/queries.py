"""Finds and reads customers: list, side panel, who may be the same. Set-based and read-only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.core.clock import Id
from app.core.desk import Reader, query
from app.core.i18n import N_, Text
from app.core.screen import Fact, ListQuery, Peek
from app.models.customers import Customer, CustomerIndex
from app.models.many import ids_of, raw_id
from app.services.customers.phones import digits_of, read_phone
from app.services.customers.workflow import CONTACT, VIEW, WORKFLOW
from app.services.parts import folded

KINDS = {
    "person": N_("Private person"), "company": N_("Company"), "insurer": N_("Insurer"), "trade": N_("Trade"),
}  # fmt: skip
_SORTS: dict[str, Any] = {
    "number": Customer.number, "name": CustomerIndex.sort_name, "kind": Customer.kind, "state": Customer.state,
}  # fmt: skip


def words_match(column: Any, text: str) -> ColumnElement[bool]:
    """Every typed word is somewhere in the text; a number typed with signs is also looked for without them."""
    typed = folded(text).lower()
    words = and_(*(column.contains(word, autoescape=True) for word in typed.split()))
    digits = digits_of(typed)
    if len(digits) >= 4 and digits != typed and not any(c.isalpha() for c in typed):
        return or_(words, column.contains(digits))
    return words


def find(ctx: Reader, wanted: ListQuery) -> Sequence[Id]:
    """Ids of the customers that fit; merged ones have no search row."""
    key = wanted.sort.lstrip("-") or "name"
    where = dict(wanted.where)
    statement = select(raw_id(CustomerIndex.customer_id))
    if where or key != "name":
        statement = statement.join(Customer, Customer.id == CustomerIndex.customer_id)
    for name in ("state", "kind"):
        if value := where.get(name):
            statement = statement.where(getattr(Customer, name).in_(value.split()))
    if wanted.text:
        statement = statement.where(words_match(CustomerIndex.search_text, wanted.text))
    column = _SORTS.get(key, CustomerIndex.sort_name)
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    statement = statement.order_by(order, CustomerIndex.customer_id)
    if wanted.limit < ListQuery.limit:
        statement = statement.limit(wanted.limit)
    return ids_of(ctx.conn, statement)


def read(ctx: Reader, ids: Sequence[Id]) -> Sequence[tuple[Any, ...]]:
    """The list's rows in the order of `ids`."""
    found = {c.id: c for c in ctx.session.scalars(select(Customer).where(Customer.id.in_(list(ids))))}
    return [
        (c.number, c.name, c.kind, c.mobile or c.landline, c.contact, c.consent, c.state)
        for i in ids
        if (c := found.get(i)) is not None
    ]


@dataclass(frozen=True)
class Similar:
    """A customer who may be the one being typed: which, and what is alike (a msgid)."""

    id: Id
    number: str
    name: str
    why: str


@query("customers.similar", allow=VIEW)
def similar(ctx: Reader, name: str = "", phone: str = "", exclude: Id | None = None) -> list[Similar]:
    """Customers that may be the one being typed: the same phone, or the same name; the same phone first."""
    asked: list[tuple[str, ColumnElement[bool]]] = []
    if number := read_phone(phone).number if phone.strip() else "":
        asked.append((N_("the same phone"), or_(Customer.mobile == number, Customer.landline == number)))
    if len(name.strip()) >= 2:
        asked.append((N_("the same name"), Customer.name == name.strip()))
    found: dict[Id, Similar] = {}
    for why, condition in asked:
        rows = ctx.conn.execute(
            select(Customer.id, Customer.number, Customer.name)
            .where(condition, Customer.merged_into.is_(None))
            .order_by(Customer.number)
            .limit(5)
        )
        for row in rows:
            if row.id != exclude:
                found.setdefault(row.id, Similar(row.id, row.number, row.name, why))
    return list(found.values())


def peek(ctx: Reader, id: Id) -> Peek:
    """Who he is and how to reach him."""
    customer = ctx.session.get_one(Customer, id)
    state = WORKFLOW.state(customer.state)
    facts = [Fact(N_("Kind of customer"), Text(KINDS.get(customer.kind, customer.kind)))]
    if ctx.actor.may(CONTACT):
        told = (
            (N_("Mobile phone"), customer.mobile), (N_("Landline"), customer.landline),
            (N_("Contact"), customer.contact), (N_("Address"), customer.address),
        )  # fmt: skip
        facts += [Fact(label, value) for label, value in told if value]
    facts.append(Fact(N_("Agrees to use of data"), customer.consent, "flag"))
    return Peek(customer.name, customer.number, ((state.label, state.family),), (), tuple(facts))
