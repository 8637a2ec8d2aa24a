"""What complaints are bound to (domain.md §3.16): rights, settings, states and codes. Knows no workflow."""

from __future__ import annotations

from app.core.access import Permission
from app.core.i18n import N_
from app.core.screen import Choice
from app.core.settings import Setting

KIND_NAME, PREFIX = "complaints", "CP"

VIEW = Permission("complaints.view", N_("See complaints"))
REGISTER = Permission("complaints.register", N_("Take complaints and assign them"))
HANDLE = Permission("complaints.handle", N_("Handle complaints that one is named for"))
CLOSE = Permission("complaints.close", N_("Review handled complaints and close them"))
DECIDE = Permission("complaints.decide", N_("Decide on complaints as the manager"))
WATCH = Permission("complaints.watch", N_("Note complaints past their deadline"))


def _hours(key: str, minutes: int, label: str, rule: str) -> Setting[int]:
    return Setting(
        f"complaints.{key}", "number", minutes, label, group="complaints", rule=rule, least=5, most=6000,
        unit=N_("minutes of opening time"),
    )  # fmt: skip


def _days(key: str, days: int, label: str, rule: str) -> Setting[int]:
    return Setting(
        f"complaints.{key}", "number", days, label, group="complaints", rule=rule, least=1, most=250,
        unit=N_("working days"),
    )  # fmt: skip


ACKNOWLEDGE = _hours("acknowledge", 120, N_("Complaints are accepted within"), "R77")
ASSIGN = _hours("assign", 240, N_("Complaints are assigned within"), "R79")
NAME = _days("handler", 1, N_("A handler is named within"), "R80")
PROPOSE = _days("proposal", 3, N_("A solution is proposed within"), "R83")
RESOLVE = _days("resolve", 7, N_("Complaints are solved within"), "R87")
URGENT_ACKNOWLEDGE = _hours("urgent_acknowledge", 30, N_("Urgent ones are accepted within"), "R77")
URGENT_ASSIGN = _hours("urgent_assign", 60, N_("Urgent ones are assigned within"), "R79")
URGENT_NAME = _days("urgent_handler", 1, N_("A handler of urgent ones is named within"), "R80")
URGENT_PROPOSE = _days("urgent_proposal", 1, N_("A solution of urgent ones is proposed within"), "R83")
URGENT_RESOLVE = _days("urgent_resolve", 3, N_("Urgent ones are solved within"), "R87")
TO_HEAD = Setting(
    "complaints.to_head", "number", 1, N_("The head of the department hears of it"), group="complaints", rule="R87",
    most=60, unit=N_("working days too late"),
)  # fmt: skip
TO_MANAGER = Setting(
    "complaints.to_manager", "number", 3, N_("The manager hears of it"), group="complaints", rule="R87", most=60,
    unit=N_("working days too late"), help=N_("Of urgent complaints both hear at once."),
)  # fmt: skip
COMPENSATION = Setting(
    "complaints.compensation", "money", 100_000, N_("Compensation that needs no manager"), group="complaints",
    rule="R89", most=100_000_000,
)  # fmt: skip
LONGEST_WAIT = _days("longest_wait", 5, N_("Waiting for a customer is reminded of after"), "R87")
REOPEN_DAYS = Setting(
    "complaints.reopen_days", "number", 30, N_("Closed complaints can be reopened for"), group="complaints",
    rule="R90", most=3650, unit=N_("days"),
)  # fmt: skip
MOST_BOUNCES = Setting(
    "complaints.bounces", "number", 2, N_("Departments may send a complaint back"), group="complaints", rule="R79",
    most=9, unit=N_("times"), help=N_("Then the manager decides whose it is."),
)  # fmt: skip
SETTINGS = (
    ACKNOWLEDGE, ASSIGN, NAME, PROPOSE, RESOLVE, URGENT_ACKNOWLEDGE, URGENT_ASSIGN, URGENT_NAME, URGENT_PROPOSE,
    URGENT_RESOLVE, TO_HEAD, TO_MANAGER, COMPENSATION, LONGEST_WAIT, REOPEN_DAYS, MOST_BOUNCES,
)  # fmt: skip

# states
RECEIVED, CLASSIFIED, ASSIGNED, HANDLING, PROPOSED, NEGOTIATING, AGREED, IMPLEMENTING, RESOLVED, REPORTED, CLOSED = (
    "received", "classified", "assigned", "handling", "proposed", "negotiating", "agreed", "implementing", "resolved",
    "reported", "closed",
)  # fmt: skip
WITHDRAWN, INVALID, ESCALATED, REOPENED = "withdrawn", "invalid", "escalated", "reopened"
INTAKE = (RECEIVED, CLASSIFIED, REOPENED)  # customer service has it
TALKING = (HANDLING, PROPOSED, NEGOTIATING, AGREED, IMPLEMENTING)  # the handler has it, the customer may be waited for
UNREPORTED = (*TALKING, RESOLVED, ESCALATED)
OPEN_STATES = (*INTAKE, ASSIGNED, *UNREPORTED, REPORTED)
ENDED = (CLOSED, WITHDRAWN, INVALID)

CHANNELS = {
    "HOTLINE": N_("Hotline"), "ONLINE": N_("Online"), "EMAIL": N_("By e-mail"), "LETTER": N_("Letter"),
    "VISIT": N_("In the shop"), "C12315": "12315",
}  # fmt: skip
RELATIONS = {
    "OWNER": N_("Vehicle owner"), "SENDER": N_("Brought the vehicle"), "FAMILY": N_("Family or friend"),
    "OTHER": N_("Another person"),
}  # fmt: skip
CATEGORIES = {
    "PART": N_("Part quality"), "ATTITUDE": N_("Service attitude"), "REPAIR": N_("Repair quality"),
    "RETURN": N_("Return or exchange"), "PRICE": N_("Price and charges"), "DELAY": N_("Delivery time"),
    "OTHER": N_("Other matters"),
}  # fmt: skip
# what may be typed more precisely; the words that were typed before are suggested as well
SUBCATEGORIES = {
    "PART": (N_("Broke early"), N_("Does not fit"), N_("Perhaps not genuine"), N_("Noise or smell"),
             N_("Damaged when delivered")),
    "ATTITUDE": (N_("Impolite"), N_("Nobody attended to him"), N_("Sent from one to another"), N_("Nothing explained"),
                 N_("Not called back")),
    "REPAIR": (N_("The same fault again"), N_("Fault not cured"), N_("New fault after the repair"),
               N_("Ordered work left out"), N_("Car damaged or dirty")),
    "RETURN": (N_("Return refused"), N_("Refund late or too low"), N_("Wrong part delivered"),
               N_("Who pays the freight")),
    "PRICE": (N_("More than quoted"), N_("Not agreed beforehand"), N_("Charged but not done"), N_("Thought too dear"),
              N_("Invoice wrong or late")),
    "DELAY": (N_("Car ready too late"), N_("Part arrived too late"), N_("Long wait in the shop"),
              N_("Not told of the delay")),
    "OTHER": (N_("Belongings missing"), N_("His data passed on")),
}  # fmt: skip
GENERAL, MAJOR, URGENT = "GENERAL", "MAJOR", "URGENT"
SEVERITIES = {GENERAL: N_("Ordinary case"), MAJOR: N_("Major case"), URGENT: N_("Urgent: somebody may be hurt")}
SERVICE, MANAGEMENT = "CS", "MG"
DEPTS = {
    "SA": N_("Service reception"), SERVICE: N_("Customer service"), "SL": N_("Sales"), "WS": N_("Workshop"),
    "WK": N_("Warehouse"), "PU": N_("Purchasing"), "QI": N_("Quality inspection"), "FI": N_("Finance"),
    MANAGEMENT: N_("The management"),
}  # fmt: skip
CAUSES = {
    "MAN": N_("People"), "MACHINE": N_("Equipment"), "MATERIAL": N_("Materials"), "METHOD": N_("Methods"),
    "ENVIRONMENT": N_("Surroundings"),
}  # fmt: skip
COMPANY = "COMPANY"
RESPONSIBLE = {
    COMPANY: N_("Our shop"), "SUPPLIER": N_("Supplier"), "CUSTOMER": N_("Customer"), "THIRD": N_("A third party"),
    "UNKNOWN": N_("Can't be told"),
}  # fmt: skip
METHODS = {
    "PHONE": N_("By phone"), "MESSAGE": N_("By message"), "PERSON": N_("In person"), "SIGNED": N_("In writing"),
}  # fmt: skip
BODIES = {"C12315": "12315", "INDUSTRY": N_("Industry association"), "COURT": N_("Court")}
SAID, TOLD, FINDING, PROGRESS = "SAID", "TOLD", "FINDING", "PROGRESS"
ENTRIES = {
    SAID: N_("The customer says"), TOLD: N_("The customer was told"), FINDING: N_("Investigation"),
    PROGRESS: N_("Progress"),
}  # fmt: skip
AGREES, OBJECTS = "AGREES", "OBJECTS"
EVIDENCE = {
    "TEST": N_("Test report"), "REPAIR": N_("Repair record"), "CONTACT": N_("Communication record"),
    "PHOTO": N_("Photo"), "OTHER": N_("Other evidence"),
}  # fmt: skip
SCORES = {"5": N_("5 very satisfied"), "4": N_("4 satisfied"), "3": N_("3 so-so"), "2": N_("2 dissatisfied"),
          "1": N_("1 very dissatisfied")}  # fmt: skip
NOBODY = "无"  # how a complainant is called who gives no name


def choices(codes: dict[str, str]) -> tuple[Choice, ...]:
    """Codes with labels as a field offers them."""
    return tuple(Choice(code, label) for code, label in codes.items())
