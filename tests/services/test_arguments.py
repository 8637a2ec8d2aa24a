"""The arguments of a use-case as JSON tells them: what does not fit is refused in words, never a fault."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.core import clock
from app.core.errors import Refused
from app.core.usecase import UseCase
from app.services import deliveries, people, values
from app.services.people.users import create
from app.services.requisitions import counter, issuing
from app.services.settlements import money
from app.services.vehicles.odometer import check_odometer
from app.services.work_orders.bench import share
from tests.shopfloor import Shopfloor

ID = str(clock.new_id())
PICK = {"line": ID, "qty": 1000, "bin": ID}


@pytest.mark.parametrize(
    ("case", "given", "said"),
    [
        (money.pay, {"settlement": ID, "tenders": "CASH"}, "“tenders” is a list"),
        (money.pay, {"settlement": ID, "tenders": {"method": "CASH", "amount": 100}}, "“tenders” is a list"),
        (money.pay, {"settlement": ID, "tenders": ["CASH"]}, "“tender” has parts of its own: write {…} with method, "),
        (money.pay, {"settlement": ID, "tenders": [{"method": 1, "amount": 100}]}, "“method” is a text: write “1”"),
        (money.pay, {"settlement": ID, "tenders": [{"method": "CASH", "amount": "1"}]}, "no whole number"),
        (deliveries.hand_over, {"order": ID, "receiver": "李芳", "explained": "yes"}, "true or false"),
        (create, {"login": "li", "name": "李雷", "roles": "WK"}, "“roles” is a list"),
        (issuing.issue, {"slip": ID, "receiver": ID, "picks": PICK}, "“picks” is a list"),
    ],
)
def test_what_is_no_list_is_refused(shop: Shopfloor, case: UseCase[..., Any], given: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as refused:
        shop.ask(values.of_arguments, case, given)
    assert said in str(refused.value)


def test_a_list_of_tenders_is_read(shop: Shopfloor) -> None:
    tenders = [{"method": "CASH", "amount": 100, "given": 200}, {"method": "CARD", "amount": 5}]
    read = shop.ask(values.of_arguments, money.pay, {"settlement": ID, "tenders": tenders})
    assert read["tenders"] == [money.Tender("CASH", 100, 200), money.Tender("CARD", 5)]


def test_pairs_of_two_sorts_are_read(shop: Shopfloor) -> None:
    read = shop.ask(values.of_arguments, people.hand_over, {"user": ID, "to": ID, "tasks": [["complaints", ID]]})
    assert read["tasks"] == [("complaints", UUID(ID))]
    read = shop.ask(values.of_arguments, share, {"line": ID, "people": [[ID, 6000], [ID, 4000]]})
    assert read["people"] == [(UUID(ID), 6000), (UUID(ID), 4000)]


@pytest.mark.parametrize(
    ("case", "given", "example"),
    [
        (money.pay, {"settlement": "7", "tenders": []}, "ST-01-20261126-0001"),
        (counter.pick, {"slip": "7", "line": ID, "qty": 1}, "RQ-01-20261126-0001"),
        (counter.pick, {"slip": ID, "line": "7", "qty": 1}, "its id, as `show … --json` prints it"),
        (counter.pick, {"slip": ID, "line": ID, "qty": 1, "bin": "7"}, "bins:A-03-2-05"),
        (issuing.issue, {"slip": ID, "receiver": "7"}, "people:wanglei"),
        (deliveries.hand_over, {"order": "7", "receiver": "李芳"}, "WO-01-20261126-0001"),
        (check_odometer, {"vehicle": "7", "shown": 1}, "vehicles:苏E12345"),
    ],
)
def test_a_wrong_record_is_told_by_an_example_of_its_kind(
    shop: Shopfloor, case: UseCase[..., Any], given: dict[str, Any], example: str
) -> None:
    with pytest.raises(Refused) as refused:
        shop.ask(values.of_arguments, case, given)
    assert str(refused.value) == f"“7” tells no record. Write {example}."
