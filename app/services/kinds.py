"""The list of all document types and masters, in the order of the rail. A new one is one line here."""

from __future__ import annotations

from app.core.errors import Refused
from app.core.kind import Kind
from app.services import (
    bays,
    calendar,
    categories,
    customers,
    kits,
    labour,
    parts,
    payments,
    people,
    receptions,
    returned_papers,
    scrap_batches,
    stock_documents,
    suppliers,
    units,
    vehicles,
    warehouses,
)
from app.services.abc_runs import screens as abc_runs
from app.services.alerts import screens as alerts
from app.services.appointments import screens as appointments
from app.services.appointments.rules import received_by
from app.services.complaints import screens as complaints
from app.services.cost_runs import screens as cost_runs
from app.services.counts import screens as counts
from app.services.follow_ups import screens as follow_ups
from app.services.inspections import screens as inspections
from app.services.old_parts import screens as old_parts
from app.services.purchasing import order_screens, prices, receipt_screens, registers, request_screens, returns
from app.services.receptions import arrivals
from app.services.requisitions import screens as requisitions
from app.services.return_slips import screens as return_slips
from app.services.settlements import screens as settlements
from app.services.work_orders import screens as work_orders

KINDS: tuple[Kind, ...] = (
    appointments.KIND,
    receptions.KIND,
    returned_papers.KIND,
    vehicles.KIND,
    customers.KIND,
    parts.KIND,
    counts.KIND,
    requisitions.KIND,
    return_slips.KIND,
    stock_documents.KIND,
    kits.KIND,
    alerts.KIND,
    abc_runs.KIND,
    request_screens.KIND,
    order_screens.KIND,
    receipt_screens.KIND,
    prices.KIND,
    returns.KIND,
    registers.KIND,
    suppliers.KIND,
    work_orders.KIND,
    inspections.KIND,
    old_parts.KIND,
    scrap_batches.KIND,
    settlements.KIND,
    payments.KIND,
    follow_ups.KIND,
    complaints.KIND,
    cost_runs.KIND,
    labour.KIND,
    warehouses.BINS,
    warehouses.WAREHOUSES,
    categories.KIND,
    units.KIND,
    bays.KIND,
    calendar.HOURS,
    people.KIND,
)

received_by(arrivals.receive)  # a car that has arrived goes on to its check-in


def named(name: str) -> Kind:
    """The kind with this name; Refused if there is none."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise Refused("There is no type “{name}”. There are: {names}.", name=name, names=", ".join(k.name for k in KINDS))
