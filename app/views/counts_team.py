"""The leader of a running count takes another person into its team: the sheet that asks who, and as what (R10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.errors import Refused, Trouble
from app.core.i18n import N_, tr
from app.core.screen import Field
from app.services.counts import places, rules
from app.services.documents import DocumentView
from app.views.kit.fields import FieldBox, make_control
from app.views.kit.layout import col
from app.views.kit.messages import Messages
from app.views.kit.sidesheet import SideSheet, ask_sheet
from app.views.records import DeskRecords
from app.views.session import Session

ASKED = (
    Field("user", N_("Person"), "record", record="people", required=True),
    Field("role", N_("Role in the team"), "choice", choices=rules.MEMBERS, default="COUNTER", required=True),
)
RUNNING = ("counting", "recount")  # before that the form of the count is open


def may_add(session: Session, seen: DocumentView) -> bool:
    """True for the leader of a running count."""
    leaders = {member["user_id"] for member in seen.lines["team"] if member["role"] == "LEADER"}
    return seen.state in RUNNING and session.may(rules.LEAD) and session.actor.user in leaders


def ask_member(home: QWidget, session: Session, count: Any, added: Callable[[str], None]) -> SideSheet:
    """Asks who joins and as what; `added` is told his name when he is in the team."""
    records = DeskRecords(session)
    boxes = {f.name: FieldBox(f, make_control(f, records, session.tasks)) for f in ASKED}
    boxes["role"].control.put("COUNTER")
    messages, holder = Messages(), QWidget()
    holder.setLayout(col(messages, *boxes.values(), None, gap=10))

    def take() -> None:
        if not all(box.demand() for box in boxes.values()):
            return
        given = {name: box.control.value() for name, box in boxes.items()}
        session.run(
            places.add_member, count, done=lambda _: done(given["user"]), failed=refused, owner=sheet, given=given
        )  # fmt: skip

    def done(user: Any) -> None:
        sheet.close_sheet()
        session.tasks.run_aside(lambda _task: records.get("people", user), told, owner=home)

    def told(hit: Any) -> None:
        added(hit.name or hit.code)

    def refused(error: Exception) -> None:
        if not isinstance(error, (Refused, Trouble)):
            return
        if isinstance(error, Refused) and error.where in boxes:
            boxes[error.where].show_problem(error.problems[0])
        else:
            messages.say("refused", "bad", tr(error.text))

    sheet = ask_sheet(home, tr("Add to the team"), tr("Take in"), holder, take)
    return sheet
