"""Complaints of the day: what is late for the one who reads, and which cars in the house have one. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.complaints import Complaint
from app.models.people import User
from app.models.work_orders import WorkOrder
from app.services.complaints import guards, rules, timing
from app.services.complaints.queries import HANDLER, MANAGER, Late, late_ones
from app.services.work_orders.board import LANES

IN_HOUSE = tuple(state for _name, _label, states in LANES for state in states)
WORST = ("RED", "YELLOW", "STOPPED", "GREEN", "")  # of several complaints about one car the worst counts


@query("complaints.late_for_me", allow=rules.VIEW)
def late_for_me(ctx: Reader) -> list[Late]:
    """Past a deadline and this person's to look after: as the head of the department, or as the manager (R87).

    The handler's own stand among what waits for him.
    """
    user = ctx.session.get(User, ctx.actor.user) if ctx.actor.user else None
    if user is None:
        return []
    manager = rules.MANAGEMENT in user.roles
    late = [one for one in late_ones(ctx) if one.level != HANDLER]
    heads = {dept: user.id in guards.heads_of(ctx, dept) for dept in {one.dept for one in late}}
    return [one for one in late if heads[one.dept] or (manager and one.level == MANAGER)]


@dataclass(frozen=True)
class InHouse:
    """The complaint about a car in the house: its number and light ("" = no clock runs)."""

    id: Id
    number: str
    light: str


@query("complaints.in_house", allow=rules.VIEW)
def in_house(ctx: Reader) -> Mapping[Id, InHouse]:
    """Work order → the open complaint about its car, the worst one if there are several: for the board."""
    here = WorkOrder.state.in_(IN_HOUSE) & WorkOrder.station.not_in(ctx.far_stations)
    orders = ctx.conn.execute(select(WorkOrder.id, WorkOrder.vehicle_id).where(here)).all()
    cars = select(WorkOrder.vehicle_id).where(here)
    wanted = select(Complaint).where(Complaint.state.in_(rules.OPEN_STATES), Complaint.vehicle_id.in_(cars))
    watch, found = timing.Watch(ctx), dict[Id | None, InHouse]()
    for case in ctx.session.scalars(wanted.options(selectinload(Complaint.waits))):
        one, before = InHouse(case.id, case.number, watch.light(case)), found.get(case.vehicle_id)
        if before is None or WORST.index(one.light) < WORST.index(before.light):
            found[case.vehicle_id] = one
    return {order: found[car] for order, car in orders if car in found}
