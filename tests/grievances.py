"""Complaints for tests: taken, assigned, handled, closed, through use-cases. No mocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.core import clock
from app.core.clock import Id
from app.models.complaints import Complaint
from app.services import attachments, documents, drafts, notices
from app.services.calendar import ZONE
from app.services.complaints import acts, queries, receiving
from tests.garage import picture
from tests.shopfloor import Shopfloor

KIND = "complaints"
TAKEN = {
    "channel": "HOTLINE", "complainant": "李芳", "contact": "13812345678", "relation": "OWNER", "plate": "沪A12345",
    "vehicle_name": "丰田 卡罗拉", "description": "换完制动片三天又响，来回跑了两趟", "demand": "免费返修并道歉",
    "promised": True, "promise": "两个工作日内给方案", "category": "REPAIR", "subcategory": "同一故障再次出现",
    "severity": "GENERAL",
}  # fmt: skip
ASSIGNMENT = {"problem": "制动异响返修", "dept": "WS", "requirement": "查明原因，提出处理方案"}
FOUND = {
    "cause_code": "METHOD", "cause_why": "未打磨卡钳导向销；作业指导书没有这一步", "responsibility": "COMPANY",
    "resp_dept": "WS", "impact": "三天用车不便", "loss_amount": 20_000, "compensation": 30_000,
}  # fmt: skip
REPORT = {
    "report_process": "接诉后当天检查车辆，复现异响", "report_solution": "免费返修，赔偿 300 元",
    "report_result": "路试无异响，客户认可",
}  # fmt: skip


def at(day: str, hour: str = "09:00") -> datetime:
    """A moment on the shop's clock."""
    return datetime.fromisoformat(f"{day}T{hour}:00").replace(tzinfo=ZONE).astimezone(UTC)


def due(cases: Grievances, id: Id, name: str) -> str:
    """When a clock of a complaint runs out, on the shop's clock; "" if it does not run."""
    one = next(one for one in cases.seen(id).clocks if one.name == name)
    return f"{clock.local(one.due):%m-%d %H:%M}" if one.due else ""


class Grievances:
    """Customer service takes (CS), the workshop's head names (WS), a specialist handles (TS), the manager closes."""

    def __init__(self, shop: Shopfloor, handler: tuple[str, ...] = ("TS",)) -> None:
        self.shop = shop
        self.handler = shop.actor(*handler)
        for role in ("CS", "WS", "TS", "MG"):
            shop.actor(role)

    def user(self, *roles: str) -> Id:
        """Somebody's id."""
        found = self.shop.actor(*roles).user
        assert found is not None
        return found

    def step(self, id: Id, name: str, by: Any = "CS", **answers: Any) -> None:
        """One step; `signer` signs it."""
        self.shop.step(KIND, id, name, by=by, **answers)

    def write(self, id: Id, by: Any = "CS", **values: Any) -> None:
        """Saves fields of the form."""
        version = self.shop.ask(documents.standing, KIND, id).version
        self.shop.run(drafts.edit, KIND, id, version, values, by=by)

    def case(self, id: Id) -> Complaint:
        """The record."""
        return self.shop.get(Complaint, "id", id)  # type: ignore[no-any-return]

    def state(self, id: Id) -> str:
        """Where it stands."""
        return self.shop.state(KIND, id)

    def seen(self, id: Id, by: Any = "CS") -> queries.Seen:
        """Its page."""
        return self.shop.ask(queries.view, id, by=by)  # type: ignore[no-any-return]

    def lights(self, id: Id) -> dict[str, str]:
        """Clock → light."""
        return {one.name: one.light for one in self.seen(id).clocks}

    def inbox(self, role: str) -> list[notices.Item]:
        """What somebody was told, the newest first."""
        return self.shop.ask(notices.inbox, by=role)  # type: ignore[no-any-return]

    # --- the way -----------------------------------------------------------------------------------------------------
    def received(self, *, source_kind: str = "", source: Id | None = None, by: Any = "CS", **more: Any) -> Id:
        """Taken on the phone."""
        usual = TAKEN | {"promised_at": clock.now() + timedelta(days=3)}
        return self.shop.run(receiving.receive, usual | more, source_kind, source, by=by)  # type: ignore[no-any-return]

    def classified(self, **more: Any) -> Id:
        """Accepted."""
        made = self.received(**more)
        self.step(made, "classify")
        return made

    def assignable(self, **more: Any) -> Id:
        """The assignment is written."""
        made = self.classified(**more)
        self.write(made, **self.assignment())
        return made

    def assignment(self, **more: Any) -> dict[str, Any]:
        """What the assignment sheet says."""
        return ASSIGNMENT | {"due_on": clock.today() + timedelta(days=9)} | more

    def assigned(self, **more: Any) -> Id:
        """The workshop has it."""
        made = self.assignable(**more)
        self.step(made, "assign")
        return made

    def handling(self, **more: Any) -> Id:
        """The specialist investigates."""
        made = self.assigned(**more)
        self.step(made, "name", by="WS", handler=self.handler.user)
        return made

    def investigated(self, measures: int = 1, **more: Any) -> Id:
        """Cause, evidence and measures are written down."""
        made = self.handling(**more)
        self.found(made, measures)
        return made

    def found(self, id: Id, measures: int = 1, **more: Any) -> None:
        """What an investigation finds."""
        self.shop.run(acts.note, id, "FINDING", "路试复现异响", method="路试", by=self.handler)
        self.proof(id, by=self.handler)
        due = clock.today() + timedelta(days=4)
        lines = [
            {"measure": f"免费返修 {n}", "owner_id": self.user("TE"), "due": due, "cost": 10_000}
            for n in range(1, measures + 1)
        ]
        done = [
            {name: line[name] for name in ("id", "measure", "owner_id", "due", "cost")}
            for line in self.shop.ask(documents.show, KIND, id).lines["measures"]
            if line["done_at"]
        ]
        self.write(id, self.handler, measures=[*done, *lines], **(FOUND | more))

    def proof(self, id: Id, by: Any = "TS") -> Id:
        """A photo, attached and named as evidence."""
        file = self.shop.run(attachments.add, KIND, id, "偏磨.png", picture(), by=by)
        return self.shop.run(acts.add_evidence, id, "PHOTO", attachment=file, note="内片偏磨", by=by)  # type: ignore[no-any-return]

    def proposed(self, **more: Any) -> Id:
        """The customer knows the solution."""
        made = self.investigated(**more)
        self.step(made, "propose", by=self.handler)
        return made

    def negotiating(self) -> Id:
        """He does not agree."""
        made = self.proposed()
        self.step(made, "object", by=self.handler, words="三百块不够", channel="HOTLINE")
        return made

    def agreed(self, **more: Any) -> Id:
        """He agrees."""
        made = self.proposed(**more)
        self.step(made, "agree", by=self.handler, method="PHONE", words="行，就这样")
        return made

    def implementing(self, **more: Any) -> Id:
        """It is carried out."""
        made = self.agreed(**more)
        self.step(made, "implement", by=self.handler)
        return made

    def carried_out(self, **more: Any) -> Id:
        """All measures are done."""
        made = self.implementing(**more)
        self.do_measures(made)
        return made

    def do_measures(self, id: Id, by: str = "TE") -> None:
        """Their owner does them."""
        for row in self.shop.ask(documents.show, KIND, id).lines["measures"]:
            self.shop.run(acts.measure_done, row["id"], by=by)

    def resolved(self, **more: Any) -> Id:
        """The customer was told and asked."""
        made = self.carried_out(**more)
        self.step(made, "resolve", by=self.handler, words="告知处理完毕", channel="HOTLINE", satisfaction="4")
        return made

    def improvement(self, **more: Any) -> dict[str, Any]:
        """One improvement action."""
        due = clock.today() + timedelta(days=20)
        return {"action": "作业指导书加入打磨导向销", "owner_id": self.user("WS"), "due": due} | more

    def ready(self, **more: Any) -> Id:
        """The report is written."""
        made = self.resolved(**more)
        self.write(made, self.handler, improvements=[self.improvement()], **REPORT)
        return made

    def reported(self, **more: Any) -> Id:
        """The superior has it."""
        made = self.ready(**more)
        self.step(made, "report", by=self.handler)
        return made

    def closed(self, **more: Any) -> Id:
        """Over."""
        made = self.reported(**more)
        self.step(made, "close", by="MG", signer="MG")
        return made

    def again(self, id: Id) -> None:
        """A reopened case, to its second end."""
        self.write(id, **self.assignment())
        self.step(id, "assign")
        self.step(id, "name", by="WS", handler=self.handler.user)
        self.found(id)
        self.through(id)
        self.step(id, "close", by="MG", signer="MG")

    def through(self, id: Id) -> None:
        """What was found is proposed, agreed to, done and reported."""
        self.step(id, "propose", by=self.handler)
        self.step(id, "agree", by=self.handler, method="PHONE", words="行，就这样")
        self.step(id, "implement", by=self.handler)
        self.do_measures(id)
        self.step(id, "resolve", by=self.handler, words="告知处理完毕", channel="HOTLINE", satisfaction="4")
        self.write(id, self.handler, no_improvement="同前", **REPORT)
        self.step(id, "report", by=self.handler)
