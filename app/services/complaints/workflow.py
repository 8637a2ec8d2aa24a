"""The way of a complaint (domain.md §3.16): taken, classified, assigned, handled, agreed, done, reported, closed."""

from __future__ import annotations

from app.core.i18n import N_
from app.core.screen import Field
from app.core.workflow import ANYWHERE, State, Step, Workflow
from app.services.complaints import effects, guards, rules
from app.services.complaints.rules import (
    AGREED,
    ASSIGNED,
    CLASSIFIED,
    CLOSED,
    ESCALATED,
    HANDLING,
    IMPLEMENTING,
    INVALID,
    NEGOTIATING,
    PROPOSED,
    RECEIVED,
    REOPENED,
    REPORTED,
    RESOLVED,
    WITHDRAWN,
    choices,
)
from app.services.duties import not_own

REASON = Field("reason", N_("Reason"), "text", required=True, length=500)
WORDS = Field("words", N_("His words"), "long", required=True, length=4000)
TOLD = Field("words", N_("What the customer was told"), "long", length=4000, help=N_("He must know of it."))
CHANNEL = Field(
    "channel", N_("Channel"), "choice", required=True, default="HOTLINE", choices=choices(rules.CHANNELS)
)  # fmt: skip
METHOD = Field("method", N_("How he agreed"), "choice", required=True, choices=choices(rules.METHODS))
HANDLER = Field("handler", N_("Complaint handler"), "record", required=True, record="people")
SATISFACTION = Field(
    "satisfaction", N_("Satisfaction"), "choice", choices=choices(rules.SCORES), help=N_("Ask him, from 1 to 5.")
)
BODY = Field("body", N_("Taken to"), "choice", required=True, choices=choices(rules.BODIES))

STATES = (
    State(RECEIVED, N_("Complaint taken"), "wait"),
    State(CLASSIFIED, N_("Accepted, to assign"), "wait"),
    State(ASSIGNED, N_("Assigned, no handler yet"), "wait"),
    State(HANDLING, N_("Investigated"), "active"),
    State(PROPOSED, N_("Solution proposed"), "active"),
    State(NEGOTIATING, N_("Negotiated"), "warn", beside=PROPOSED),
    State(AGREED, N_("Agreement reached"), "active"),
    State(IMPLEMENTING, N_("Being carried out"), "active"),
    State(RESOLVED, N_("Problem solved"), "active"),
    State(REPORTED, N_("Report to review"), "wait"),
    State(CLOSED, N_("Case closed"), "ok"),
    State(WITHDRAWN, N_("Withdrawn"), "idle", beside=ANYWHERE),
    State(INVALID, N_("Not valid"), "idle", beside=ANYWHERE),
    State(ESCALATED, N_("Decided outside"), "bad", beside=ANYWHERE),
    State(REOPENED, N_("Reopened"), "bad", beside=CLOSED),
)
_OPEN = rules.OPEN_STATES
_WIND = effects.wind
_INTAKE = (
    Step("classify", N_("Accept the complaint"), (RECEIVED,), CLASSIFIED, rules.REGISTER, ("R75", "R76", "R77", "R78"),
         guards=(guards.described,), bars=(guards.not_about,), effect=effects.accept,
         after=effects.wind_anew, done=N_("Complaint accepted")),
    Step("assign", N_("Assign to the department"), (CLASSIFIED, REOPENED), ASSIGNED, rules.REGISTER, ("R79",),
         guards=(guards.bounced_less, guards.assignable), bars=(guards.not_about,), effect=effects.assign, after=_WIND,
         prints="complaints.assignment", done=N_("Assigned to the department")),
    Step("decide", N_("Decide whose it is"), (CLASSIFIED,), ASSIGNED, rules.DECIDE, ("R79",),
         guards=(guards.bounced_often, guards.assignable), bars=(guards.not_about,), effect=effects.decide, after=_WIND,
         prints="complaints.assignment", side=True, done=N_("Assigned to the department")),
    Step("name", N_("Name the handler"), (ASSIGNED,), HANDLING, rules.HANDLE, ("R80", "SD7"),
         bars=(guards.heads_department, guards.not_about), effect=effects.name, asks=(HANDLER,), after=_WIND,
         done=N_("Handler named")),
    Step("bounce", N_("Not ours, send back"), (ASSIGNED,), CLASSIFIED, rules.HANDLE, ("R79",),
         guards=(guards.undecided,), bars=(guards.heads_department, guards.not_about), effect=effects.bounce,
         asks=(REASON,), after=_WIND, side=True),
)  # fmt: skip
_HANDLER = (guards.is_handler,)
_PROPOSABLE = guards.together(guards.investigated, guards.measured)
_CARRIED_OUT = guards.together(guards.not_waiting, guards.implemented)
_SOLUTION = (
    Step("propose", N_("Propose the solution"), (HANDLING,), PROPOSED, rules.HANDLE, ("R81", "R82", "R83"),
         guards=(_PROPOSABLE,), bars=_HANDLER, effect=effects.propose, after=_WIND,
         done=N_("Solution proposed")),
    Step("agree", N_("The customer agrees"), (PROPOSED, NEGOTIATING), AGREED, rules.HANDLE, ("R84", "R85"),
         guards=(guards.not_waiting, guards.investigated, guards.as_proposed, guards.payable), bars=_HANDLER,
         effect=effects.agree, asks=(METHOD, WORDS),
         after=_WIND, done=N_("Agreement reached")),
    Step("object", N_("The customer objects"), (PROPOSED,), NEGOTIATING, rules.HANDLE, ("R84", "R85"), bars=_HANDLER,
         effect=effects.object_, asks=(WORDS, CHANNEL), after=_WIND, side=True),
    Step("propose_again", N_("Propose again"), (NEGOTIATING,), PROPOSED, rules.HANDLE, ("R83", "R85"),
         guards=(_PROPOSABLE,), bars=_HANDLER, effect=effects.propose, after=_WIND, side=True,
         done=N_("Solution proposed")),
    Step("approve_compensation", N_("Approve the compensation"), (PROPOSED,), PROPOSED, rules.DECIDE, ("R83", "R89"),
         guards=(guards.dear,), bars=(guards.not_handler, guards.not_about), effect=effects.approve, sign=True,
         side=True, done=N_("Compensation approved")),
    Step("implement", N_("Carry it out"), (AGREED,), IMPLEMENTING, rules.HANDLE, ("R86",), bars=_HANDLER, after=_WIND),
    Step("begin", N_("Begun"), (AGREED,), IMPLEMENTING, rules.HANDLE, ("R86",), follows=True, after=_WIND),
    Step("resolve", N_("Problem solved"), (IMPLEMENTING,), RESOLVED, rules.HANDLE, ("R86", "R87"),
         guards=(_CARRIED_OUT,), bars=_HANDLER, effect=effects.resolve,
         asks=(TOLD, CHANNEL, SATISFACTION), after=_WIND),
)  # fmt: skip
_CLOSER = (not_own, guards.not_handler, guards.not_about, guards.may_close)
_REPORTABLE = guards.together(guards.reported, guards.improved)
_CLOSABLE = guards.together(_CARRIED_OUT, guards.reported)
_END = (
    Step("report", N_("Report it"), (RESOLVED, ESCALATED), REPORTED, rules.HANDLE, ("R88", "R90"),
         guards=(_REPORTABLE,), bars=(guards.reports,), effect=effects.report, after=_WIND,
         prints="complaints.report", done=N_("Reported")),
    Step("close", N_("Close the case"), (REPORTED,), CLOSED, rules.CLOSE, ("R89", "R90", "SD1", "SD7"),
         guards=(_CLOSABLE,), bars=_CLOSER, effect=effects.close,
         sign=True, after=_WIND, done=N_("Case closed")),
    Step("send_back", N_("Send it back"), (REPORTED,), RESOLVED, rules.CLOSE, ("R89",), bars=_CLOSER,
         effect=effects.send_back, asks=(REASON,), after=_WIND, side=True),
    Step("reopen", N_("Reopen the case"), (CLOSED,), REOPENED, rules.REGISTER, ("R90",), guards=(guards.fresh_enough,),
         bars=(guards.not_about,), effect=effects.reopen, asks=(REASON,), after=effects.wind_anew, side=True),
    Step("withdraw", N_("The customer withdraws it"), _OPEN, WITHDRAWN, rules.REGISTER, ("R87",),
         bars=(guards.not_about,), effect=effects.end, asks=(REASON, TOLD), after=_WIND, side=True, danger=True),
    Step("invalidate", N_("Not valid"), _OPEN, INVALID, rules.DECIDE, ("R87", "R89"), bars=(guards.not_about,),
         effect=effects.end, asks=(REASON, TOLD), sign=True, after=_WIND, side=True, danger=True),
    Step("escalate", N_("Decided outside"), tuple(s for s in _OPEN if s != ESCALATED), ESCALATED, rules.REGISTER,
         ("R85", "R87"), bars=(guards.not_about,), effect=effects.escalate, asks=(BODY, REASON, TOLD), after=_WIND,
         side=True, danger=True),
)  # fmt: skip
# whoever is ill or has left is followed by somebody else, wherever the case stands
_HAND_OVER = tuple(
    Step(f"hand_over_{state}", N_("Another handler"), (state,), state, rules.HANDLE, ("R80", "SD7"),
         bars=(guards.heads_department, guards.not_about), effect=effects.hand_over, asks=(HANDLER, REASON), side=True)
    for state in rules.UNREPORTED
)  # fmt: skip
WORKFLOW = Workflow(states=STATES, start=RECEIVED, steps=(*_INTAKE, *_SOLUTION, *_END, *_HAND_OVER))
