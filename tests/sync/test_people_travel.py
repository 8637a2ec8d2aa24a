"""Somebody who works at two stations leaves (E92): each station hands over what is of its own books."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.clock import Id
from app.core.errors import Refused
from app.models.appointments import Appointment
from app.models.people import User
from app.services import documents, people, today
from tests.rig import PIN
from tests.stations import Pair, Station, booked, hire, settle


def disable(station: Station, user: Id) -> None:
    station.run(people.disable, user, station.ask(documents.standing, "people", user).version)


def test_each_station_hands_over_its_own(pair: Pair, time: Any) -> None:
    """01 disables him although 02 still has work of his: that is named, keeps him from nothing, and stands at 02 on
    the administrator's page until it is somebody else's."""
    one, two, folder = pair
    who, heir, head = hire(one, "li", "SA"), hire(one, "zhao", "SA"), hire(one, "sun", "AD")
    boss = people.sign_in(one.desk, "01", head, PIN)
    settle((one, two), folder)
    here, there = booked(one, who, "沪A10001"), booked(two, who, "沪A20002")
    settle((one, two), folder)
    assert [(work.task.id, work.far, work.task.station) for work in one.ask(people.open_work, who)] == [
        (here, False, "01"), (there, True, "02"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="belongs to station 02, which hands it over"):
        one.run(people.hand_over, who, heir, [("appointments", here), ("appointments", there)])
    assert one.run(people.hand_over, who, heir) == 0, "only what is ours"
    disable(one, who)
    assert [work.task.id for work in one.ask(people.open_work, who)] == [there]
    assert one.desk.ask(today.waiting, boss) == [], "nothing is left to do here"
    settle((one, two), folder)
    assert not two.get(User, "id", who).active
    (waits,) = two.desk.ask(today.waiting, replace(boss, station="02"))
    assert (waits.kind, waits.id, waits.verb) == ("people", who, "Hand over")
    assert two.run(people.hand_over, who, heir) == 0
    settle((one, two), folder)
    for station in (one, two):
        assert {station.get(Appointment, "id", id).advisor_id for id in (here, there)} == {heir}
        assert station.ask(people.open_work, who) == []
    assert two.desk.ask(today.waiting, replace(boss, station="02")) == []
