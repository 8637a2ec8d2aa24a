"""What a settlement must be before the customer signs it, and what may be typed into it. Knows no workflow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.core import clock
from app.core.clock import Id
from app.core.errors import Problem, Refused
from app.core.i18n import N_, Text, money, quantity
from app.core.workflow import Verdict
from app.models.settlements import Settlement, SettlementLine
from app.models.work_orders import WorkOrder
from app.services.requisitions.queries import issued_of
from app.services.settlements import making, rules
from app.services.stock import value_of
from app.services.work_orders.rules import EXCESS

DIGITAL_DIGITS, PAPER_DIGITS = 20, 8


def reconciled(ctx: Any, made: Settlement) -> Verdict:
    """What was issued and did not come back is billed, or it is said why not (§3.12); nothing else is billed."""
    # by the order's line where there is one: what was issued for it may be an agreed substitute
    known = {line.part_line_id for line in made.lines if line.part_line_id is not None}
    out: dict[Id, int] = {}
    for one in issued_of(ctx, made.order_id):
        key = one.part_line_id if one.part_line_id is not None and one.part_line_id in known else one.part_id
        out[key] = out.get(key, 0) + one.qty
    said: dict[Id, int] = {}
    names: dict[Id, SettlementLine] = {}
    for at, line in enumerate(made.lines):
        if line.free and not line.why:
            text = N_("{part}: say why {qty} is not billed, or have it brought back.")
            return Problem(f"lines.{at}.why", Text(text, part=line.name, qty=quantity(line.free, line.decimals)))
        if line.part_id is not None and line.source == "OWN":
            key = line.part_line_id or line.part_id
            said[key] = said.get(key, 0) + line.qty + line.free
            names.setdefault(key, line)
    for part in {*out, *said}:
        if out.get(part, 0) != said.get(part, 0):
            return _unequal(names.get(part), said.get(part, 0), out.get(part, 0))
    return None


def _unequal(line: SettlementLine | None, said: int, out: int) -> Text:
    if line is None:
        return Text(N_("Parts were handed out since this was written. Take it back and settle again."))
    return Text(
        N_("{part}: issued and kept {out}, billed or explained {said}. Change the line."),
        part=line.name, out=quantity(out, line.decimals), said=quantity(said, line.decimals),
    )  # fmt: skip


def within_agreed(ctx: Any, made: Settlement) -> Verdict:
    """No more than was agreed and its tolerance: above it the customer is asked first (E64)."""
    order = ctx.session.get_one(WorkOrder, made.order_id)
    allowed = (order.agreed_amount or 0) * (10_000 + ctx.setting(EXCESS)) // 10_000
    if made.total_amount <= allowed:
        return None
    return Text(
        N_("{amount} is more than the agreed {agreed} allows. Ask the customer, or bill less."),
        amount=money(made.total_amount), agreed=money(order.agreed_amount or 0),
    )  # fmt: skip


# --- what is typed ----------------------------------------------------------------------------------------------------
def before_save(ctx: Any, made: Settlement, values: Mapping[str, Any]) -> None:
    """Refuses what does not fit: lines of no order, too much discount."""
    found = [*_lines(ctx, made, values), *_discount(ctx, made, values)]
    if found:
        raise Refused.all(tuple(found))
    made.revision += 1  # a list that was printed before signs nothing any more (E56)
    making.name_parties(ctx, made)


def _lines(ctx: Any, made: Settlement, values: Mapping[str, Any]) -> Iterator[Problem]:
    if "lines" not in values:
        return
    kept = {line.id: line for line in made.lines}
    if {row.get("id") for row in values["lines"]} != set(kept):
        yield Problem("lines", Text(N_("The lines come from the order: none is added here, none goes.")))
        return
    for at, row in enumerate(values["lines"]):
        line = kept[row["id"]]
        billed = row.get("qty", line.qty) or 0
        item = making.labour_line(ctx, line) if line.part_id is None else None
        if billed < 0 or (row.get("free") or 0) < 0:
            yield Problem(f"lines.{at}.qty", Text(N_("Enter a quantity above zero.")))
        elif item is not None and billed > item.hours:
            text = Text(N_("{work}: at most {hours} h were agreed."), work=line.name, hours=quantity(item.hours, 1))
            yield Problem(f"lines.{at}.qty", text)
        elif line.payer not in rules.BILLED_TO and billed:
            text = Text(N_("{part}: nobody agreed to pay for it, so it can't be billed."), part=line.name)
            yield Problem(f"lines.{at}.qty", text)


def gross(made: Settlement, values: Mapping[str, Any]) -> int:
    """What the customer's own lines and the fees come to before any discount, once `values` are saved."""
    typed = {row.get("id"): row for row in values.get("lines", ())}
    lines = (line for line in made.lines if line.payer == "CUSTOMER" and not making.is_fee(line))
    fees = (values.get(name, getattr(made, name)) or 0 for name in rules.FEES)
    return sum(value_of(typed.get(x.id, {}).get("qty", x.qty) or 0, x.price) for x in lines) + sum(fees)


def _discount(ctx: Any, made: Settlement, values: Mapping[str, Any]) -> Iterator[Problem]:
    more, base = ctx.actor.may(rules.DISCOUNT), gross(made, values)
    off, round_ = values.get("discount", made.discount) or 0, values.get("rounding", made.rounding) or 0
    most = base * ctx.setting(rules.MANAGER_DISCOUNT if more else rules.MOST_DISCOUNT) // 10_000
    if 0 < off <= made.discount and (before := gross(made, {})):
        most = max(most, made.discount * base // before)  # the share that somebody gave who may
    if off > most:
        yield Problem("discount", Text(N_("You may give {amount} at most. The manager may give more."),
                                       amount=money(most)))  # fmt: skip
    elif off and not values.get("discount_reason", made.discount_reason):
        yield Problem("discount_reason", Text(N_("Say why there is a discount.")))
    most = ctx.setting(rules.MANAGER_ROUNDING if more else rules.MOST_ROUNDING)
    if round_ != made.rounding and round_ > most:
        yield Problem("rounding", Text(N_("You may round down by {amount} at most."), amount=money(most)))
    if off + round_ > base:
        yield Problem("discount", Text(N_("The discount is more than there is to pay.")))


def invoice_problems(ctx: Any, made: Settlement, get: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with an invoice that is to be recorded (domain.md §5.8); "NONE" is always right."""
    kind, digits = get["type"], str(get["number"] or "")
    if kind not in rules.INVOICES:
        yield Problem("type", Text(N_("Choose the kind of invoice.")))
        return
    if kind == "NONE":
        return
    wanted = PAPER_DIGITS if kind == "PAPER" else DIGITAL_DIGITS
    if not digits.isdecimal() or len(digits) != wanted:
        yield Problem("number", Text(N_("This kind of invoice has a number of {n} digits."), n=wanted))
    if not get["title"]:
        yield Problem("title", Text(N_("Enter to whom the invoice is made out.")))
    if kind == "SPECIAL" and not get["tax_no"]:
        yield Problem("tax_no", Text(N_("A special invoice needs the customer's tax number.")))
    if not get["amount"] or not 0 < get["amount"] <= made.total_amount:
        text = Text(N_("Enter the invoice's amount, {amount} at most."), amount=money(made.total_amount))
        yield Problem("amount", text)
    if get["on"] is None or get["on"] > clock.local(ctx.now).date():
        yield Problem("on", Text(N_("Enter the invoice's date, today at the latest.")))
