"""How complaints follow their customers: merged, given out, masked when nothing is open any more."""

from __future__ import annotations

import pytest

from app.core.errors import Refused
from app.models.customers import Customer
from app.models.work_orders import WorkOrder
from app.services import customers, drafts
from tests.garage import Garage
from tests.grievances import Grievances
from tests.shopfloor import Shopfloor


def test_complaints_follow_their_customer(shop: Shopfloor) -> None:
    cases, order = Grievances(shop), Garage(shop).delivered()
    made = cases.received(source_kind="work_orders", source=order, complainant=None, contact=None, plate=None)
    case = cases.case(made)
    customer = shop.get(WorkOrder, "id", order).customer_id
    assert (case.customer_id, case.complainant) == (customer, shop.get(Customer, "id", customer).name)
    assert case.number in shop.ask(customers.give_out, customer, by="MG"), "he is told what is known of him"
    other = shop.run(drafts.create, "customers", {"name": "李方", "mobile": "13900000001"}, by="SA")
    shop.run(customers.merge, other, customer, by="AD")
    assert cases.case(made).customer_id == other


def test_nobody_is_masked_while_his_complaint_is_open(shop: Shopfloor) -> None:
    cases = Grievances(shop)
    customer = shop.run(drafts.create, "customers", {"name": "欧阳", "mobile": "13900000002"}, by="SA")
    made = cases.received(customer_id=customer)
    shop.step("customers", customer, "ask_erasure", by="CS")
    with pytest.raises(Refused, match="must be kept"):
        shop.step("customers", customer, "mask", by="MG")
    cases.step(made, "withdraw", reason="误会", words="已确认")
    shop.step("customers", customer, "mask", by="MG")
    assert (cases.case(made).complainant, cases.case(made).contact) == ("***", None)
