"""Ways to the states of a complaint."""

from __future__ import annotations

from app.core.clock import Id
from tests.grievances import KIND, REPORT, Grievances
from tests.shopfloor import Shopfloor


def received(shop: Shopfloor) -> Id:
    """Taken on the phone."""
    return Grievances(shop).received()


def half_taken(shop: Shopfloor) -> Id:
    """He rang off before he said his name."""
    return Grievances(shop).received(complainant=None)


def classified(shop: Shopfloor) -> Id:
    """Accepted; the assignment is not written."""
    return Grievances(shop).classified()


def assignable(shop: Shopfloor) -> Id:
    """The assignment is written."""
    return Grievances(shop).assignable()


def sent_back_twice(shop: Shopfloor) -> Id:
    """No department wants it (E80)."""
    case = Grievances(shop)
    made = case.assigned()
    case.step(made, "bounce", by="WS", reason="不是车间的问题")
    case.write(made, dept="SL")
    case.step(made, "assign")
    shop.actor("SL")
    case.step(made, "bounce", by="SL", reason="也不是销售的问题")
    case.write(made, dept="WS")
    return made


def assigned(shop: Shopfloor) -> Id:
    """The workshop has it."""
    return Grievances(shop).assigned()


def handling(shop: Shopfloor) -> Id:
    """The specialist has begun."""
    return Grievances(shop).handling()


def investigated(shop: Shopfloor) -> Id:
    """Ready to be proposed."""
    return Grievances(shop).investigated()


def proposed(shop: Shopfloor) -> Id:
    """The customer knows the solution."""
    return Grievances(shop).proposed()


def dear(shop: Shopfloor) -> Id:
    """So much compensation that the manager must approve it."""
    case = Grievances(shop)
    made = case.handling()
    case.found(made, compensation=300_000)
    case.step(made, "propose", by="TS")
    return made


def negotiating(shop: Shopfloor) -> Id:
    """He does not agree."""
    return Grievances(shop).negotiating()


def agreed(shop: Shopfloor) -> Id:
    """He agrees."""
    return Grievances(shop).agreed()


def implementing(shop: Shopfloor) -> Id:
    """It is carried out."""
    return Grievances(shop).implementing()


def carried_out(shop: Shopfloor) -> Id:
    """All is done."""
    return Grievances(shop).carried_out()


def resolved(shop: Shopfloor) -> Id:
    """The customer was told."""
    return Grievances(shop).resolved()


def ready(shop: Shopfloor) -> Id:
    """The report is written."""
    return Grievances(shop).ready()


def reported(shop: Shopfloor) -> Id:
    """The superior has it."""
    return Grievances(shop).reported()


def closed(shop: Shopfloor) -> Id:
    """Over."""
    return Grievances(shop).closed()


def reopened(shop: Shopfloor) -> Id:
    """The same matter again."""
    case = Grievances(shop)
    made = case.closed()
    case.step(made, "reopen", reason="又响了")
    return made


def reopened_ready(shop: Shopfloor) -> Id:
    """The same matter again, and it is written anew until when."""
    made = reopened(shop)
    case = Grievances(shop)
    case.write(made, **case.assignment())
    return made


def withdrawn(shop: Shopfloor) -> Id:
    """He takes it back."""
    made = received(shop)
    shop.step(KIND, made, "withdraw", by="CS", reason="误会", words="已确认撤诉")
    return made


def invalid(shop: Shopfloor) -> Id:
    """It was none."""
    made = received(shop)
    shop.step(KIND, made, "invalidate", by="MG", signer="MG", reason="非本店客户", words="已说明")
    return made


def escalated(shop: Shopfloor) -> Id:
    """Somebody outside decides."""
    made = negotiating(shop)
    shop.step(KIND, made, "escalate", by="CS", body="C12315", reason="协商不成", words="已告知")
    return made


def escalated_ready(shop: Shopfloor) -> Id:
    """It was decided; the report is written."""
    made = escalated(shop)
    Grievances(shop).write(made, "TS", no_improvement="个案", **REPORT)
    return made


WAYS = {
    "received": half_taken, "received/classify": received, "classified": classified, "classified/assign": assignable,
    "classified/decide": sent_back_twice, "assigned": assigned, "handling": handling, "handling/propose": investigated,
    "proposed": proposed, "proposed/approve_compensation": dear, "negotiating": negotiating, "agreed": agreed,
    "implementing": implementing, "implementing/resolve": carried_out, "resolved": resolved, "resolved/report": ready,
    "reported": reported, "closed": closed, "reopened": reopened, "reopened/assign": reopened_ready,
    "withdrawn": withdrawn, "invalid": invalid, "escalated": escalated, "escalated/report": escalated_ready,
}  # fmt: skip
TOLD = {"words": lambda shop: "已告知客户"}
ANSWERS = {
    "name": {"handler": lambda shop: shop.actor("TS").user},
    "resolve": {"words": lambda shop: "已告知客户", "satisfaction": lambda shop: "4"},
    "withdraw": TOLD, "invalidate": TOLD, "escalate": TOLD,
    **{f"hand_over_{s}": {"handler": lambda shop: shop.actor("QI").user}
       for s in ("handling", "proposed", "negotiating", "agreed", "implementing", "resolved", "escalated")},
}  # fmt: skip
