"""Founds the demo shop by the first run's own use-cases: place, lists, roles, people. Knows no part."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.access import Actor
from app.core.desk import Context, Desk, usecase
from app.services import arrival, first_run, people, settings
from app.services.demo.people import DemoPerson
from app.services.people.hashing import use_hashing
from app.services.roles import CHANGE_SETTINGS

SHOP = "申江汽车维修（示例）"


@usecase("demo.note", allow=CHANGE_SETTINGS)
def note(ctx: Context, text: str) -> None:
    """Puts names and PINs onto the login page: in a demo shop they are no secret."""
    settings.put(ctx, arrival.DEMO_NOTE, text)


def found(desk: Desk, program: Actor, wanted: Sequence[DemoPerson]) -> dict[str, Actor]:
    """Sets the shop up and creates the people; answers the actor of each login. Refused if there is a shop already.

    Hashes are cheap: every secret here is public, and fourteen full ones take a second.
    """
    place = first_run.Place(
        SHOP, "Shenjiang Auto Repair (demo)", phone="021-5555 0100", address="上海市示例路 1 号",
        station=program.station, station_name=f"{program.station} 号机", warehouse=program.station,
        warehouse_name="配件仓",
    )  # fmt: skip
    desk.run(first_run.set_up_place, program, place)
    desk.run(note, program, "示例店：" + " · ".join(f"{p.name} {p.pin}" for p in wanted))
    use_hashing("cheap")
    try:
        ids = {
            p.login: desk.run(
                people.create, program, p.login, p.name, p.roles, password=p.password, pin=p.pin, badge=p.badge,
                heads=p.heads,
            )
            for p in wanted
        }  # fmt: skip
    finally:
        use_hashing("full")
    return {login: desk.ask(people.actor_of, program, id) for login, id in ids.items()}
