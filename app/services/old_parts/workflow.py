"""The way of an old part (domain.md §3.14) from the car to its fate, and what each step asks."""

from __future__ import annotations

from app.core.i18n import N_
from app.core.screen import Field
from app.core.workflow import State, Step, Workflow
from app.services.old_parts import fates, rules
from app.services.old_parts.rules import (
    CUSTODY,
    DISPOSED,
    EXPECTED,
    HANDED_IN,
    HELD,
    LOST,
    NONE,
    OUTSTANDING,
    REASON,
    REGISTERED,
    RETURNED,
    REUSE_STOCK,
    SCRAP_WAIT,
    TO_CUSTOMER,
    choices,
)

_BIN = Field("bin", N_("Bin location"), "record", record="bins")
_REGISTER = (
    Field("completeness", N_("Completeness"), "choice", required=True, choices=choices(rules.COMPLETE)),
    Field("usability", N_("Usability"), "choice", required=True, choices=choices(rules.USABLE)),
    Field("counted", N_("Counted"), "quantity", help=N_("Left empty: as many as were expected.")),
    _BIN,
    Field("grams", N_("Weight"), "quantity", decimals=3, unit="kg", help=N_("Of hazardous waste only.")),
    Field("reason", N_("Note"), "text", length=200),
)
_UNTIL = Field("until", N_("Kept until"), "date", help=N_("Left empty: as long as the shop's setting says."))
_RESPONSIBLE = Field("responsible", N_("Responsible"), "record", required=True, record="people")
_STOCKED = Field(
    "stocked", N_("In stock as"), "record", record="parts",
    help=N_("A part of the grade “used” or “reconditioned”. Left empty: among the old parts, without value."),
)  # fmt: skip
_SUPPLIER = Field("supplier", N_("Supplier"), "record", required=True, record="suppliers")
_SLIP = Field("slip", N_("Slip or parcel number"), "text", length=60)

STATES = (
    State(EXPECTED, N_("Expected"), "wait"),
    State(HELD, N_("With the technician"), "active"),
    State(HANDED_IN, N_("Handed in"), "active"),
    State(REGISTERED, N_("Registered"), "active"),
    State(CUSTODY, N_("Kept for the customer"), "warn", beside=REGISTERED),
    State(SCRAP_WAIT, N_("To be scrapped"), "wait"),
    State(DISPOSED, N_("Disposed of"), "ok"),
    State(TO_CUSTOMER, N_("With the customer"), "ok", beside=DISPOSED),
    State(REUSE_STOCK, N_("In reuse stock"), "ok", beside=DISPOSED),
    State(RETURNED, N_("Back to the supplier"), "ok", beside=DISPOSED),
    State(LOST, N_("Missing"), "bad", beside=DISPOSED),
    State(NONE, N_("None comes off"), "idle", beside=EXPECTED),
)
_INTAKE = (
    Step("hand_in", N_("Hand in"), OUTSTANDING, HANDED_IN, rules.HAND_IN, ("R68",), bars=(rules.on_the_job,),
         effect=fates.hand_in, asks=(Field("serial_old", N_("Old serial number"), "text", length=60),),
         done=N_("Handed in")),
    Step("hold", N_("It came off, I keep it"), (EXPECTED,), HELD, rules.HAND_IN, ("R68",), bars=(rules.on_the_job,),
         effect=fates.hold, side=True),
    Step("register", N_("Register"), (HANDED_IN,), REGISTERED, rules.REGISTER, ("R69",), effect=fates.register,
         asks=_REGISTER, prints="old_parts.tag", done=N_("Registered")),
    Step("send_back", N_("Wrong part, send it back"), (HANDED_IN,), HELD, rules.REGISTER, ("R69",),
         effect=fates.send_back, asks=(REASON,), side=True),
)  # fmt: skip
_FATES = (
    Step("scrap", N_("Scrap it"), (REGISTERED,), SCRAP_WAIT, rules.REGISTER, ("R71",), guards=(rules.ours_to_decide,)),
    Step("to_supplier", N_("Send to the supplier"), (REGISTERED,), RETURNED, rules.SUPPLIER, ("R71",),
         guards=(rules.goes_back,), effect=fates.to_supplier, asks=(_SUPPLIER, _SLIP), prints="old_parts.slip"),
    Step("give_back", N_("Give to the customer"), (CUSTODY, REGISTERED), TO_CUSTOMER, rules.GIVE, ("R68",),
         guards=(rules.customers_own,), effect=fates.give_back, asks=(rules.PERSON, rules.WAY),
         prints="old_parts.slip"),
    # waived already, and he asks for it before it is gone: his right, not what the shop wants of it next
    Step("give_after_all", N_("The customer wants it after all"), (SCRAP_WAIT,), TO_CUSTOMER, rules.GIVE, ("R68",),
         guards=(rules.customers_own, rules.on_no_batch), effect=fates.give_back, asks=(rules.PERSON, rules.WAY),
         prints="old_parts.slip", side=True),
    Step("keep", N_("Keep for the customer"), (REGISTERED,), CUSTODY, rules.GIVE, ("R68",),
         guards=(rules.customers_own, rules.not_waived), effect=fates.keep,
         asks=(_UNTIL, Field("person", N_("Who signs for the date"), "text", length=100), rules.WAY),
         prints="old_parts.slip"),
    Step("waive", N_("The customer waives it"), (REGISTERED, CUSTODY), REGISTERED, rules.GIVE, ("R70",),
         guards=(rules.customers_own, rules.not_waived), effect=fates.waive, asks=(rules.PERSON, rules.WAY),
         prints="old_parts.slip"),
    Step("lapse", N_("The date is over"), (CUSTODY,), REGISTERED, rules.REGISTER, ("R71",),
         guards=(rules.deadline_over,), effect=fates.lapse),
    Step("extend", N_("Keep longer"), (CUSTODY,), CUSTODY, rules.GIVE, ("R68",), effect=fates.extend,
         asks=(Field("until", N_("Kept until"), "date", required=True), REASON), side=True),
    Step("appraise", N_("Appraise"), (REGISTERED,), REGISTERED, rules.APPRAISE, ("R70",),
         guards=(rules.ours_to_decide, rules.may_be_reused), effect=fates.appraise,
         asks=(Field("value", N_("Appraised value"), "money", required=True),), side=True),
    Step("reuse", N_("Release for reuse"), (REGISTERED,), REUSE_STOCK, rules.REUSE, ("R70",),
         guards=(rules.ours_to_decide, rules.may_be_reused), effect=fates.reuse,
         asks=(_STOCKED, Field("bin", N_("Bin location"), "record", required=True, record="bins")), sign=True,
         side=True),
    Step("release", N_("The supplier does not want it"), (REGISTERED,), REGISTERED, rules.SUPPLIER, ("R71",),
         guards=(rules.goes_back,), effect=fates.release, asks=(REASON,), side=True),
    Step("unscrap", N_("Not to the scrap"), (SCRAP_WAIT,), REGISTERED, rules.REGISTER, ("R71",),
         guards=(rules.on_no_batch,), side=True),
    Step("dispose", N_("Disposed of"), (SCRAP_WAIT,), DISPOSED, rules.REGISTER, ("R71",), effect=fates.disposed,
         follows=True),
    Step("discard", N_("Out of the reuse stock"), (REUSE_STOCK,), SCRAP_WAIT, rules.REGISTER, ("R71",),
         effect=fates.discard, asks=(REASON,), side=True),
    Step("answer", N_("The customer asks for it"), (DISPOSED,), DISPOSED, rules.GIVE, ("R71",),
         asks=(Field("person", N_("Who asks"), "text", required=True, length=100),
               Field("words", N_("What he was told"), "long", required=True, length=500)),
         prints="old_parts.slip", side=True),
)  # fmt: skip
_WRONG = (
    Step("spare", N_("The work order expects none"), OUTSTANDING, NONE, rules.REGISTER, ("R68",), follows=True),
    Step("none", N_("None comes off"), OUTSTANDING, NONE, rules.REGISTER, ("R68",), effect=fates.spared,
         asks=(REASON,), side=True),
    Step("take_back", N_("The new part came back"), OUTSTANDING, NONE, rules.REGISTER, ("R68",), follows=True),
    Step("missing", N_("It is missing"), (EXPECTED, HELD, HANDED_IN, REGISTERED, CUSTODY, SCRAP_WAIT), LOST,
         rules.MISSING, ("R68", "R69"), guards=(rules.on_no_batch,), effect=fates.missing,
         asks=(_RESPONSIBLE, REASON), sign=True, side=True, danger=True),
    Step("found", N_("It turned up"), (LOST,), HANDED_IN, rules.REGISTER, ("R69",), effect=fates.found, side=True),
)  # fmt: skip
WORKFLOW = Workflow(states=STATES, start=EXPECTED, steps=(*_INTAKE, *_FATES, *_WRONG))
