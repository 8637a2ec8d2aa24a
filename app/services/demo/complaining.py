"""The demo shop's complaints: settled ones over the last weeks, and one in every state today. Deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.clock import Id
from app.core.desk import Reader, query
from app.models.follow_ups import FollowUp
from app.models.work_orders import WorkOrder
from app.services import documents
from app.services.calendar import add_working_days
from app.services.complaints import acts, receiving, rules
from app.services.demo.people import KEEPER, MANAGER
from app.services.demo.walker import Walker
from app.services.demo.workshop import ADVISOR, SUPERVISOR

KIND, SERVICE, SPECIALIST, INSPECTOR = rules.KIND_NAME, "xulan", "machao", "sunhao"


@dataclass(frozen=True)
class Tale:
    """One complaint: what is said, what was found, what is done, how satisfied he is; weeks until it is settled."""

    category: str
    more: str
    dept: str
    component: str
    said: str
    wanted: str
    cause: str
    why: str
    measure: str
    improve: str
    score: str
    severity: str = "GENERAL"
    weeks: int = 1
    channel: str = "HOTLINE"


TALES = (
    Tale(
        "REPAIR", "同一故障再次出现", "WS", "前制动", "换完制动片三天又响，来回跑了两趟", "免费返修", "METHOD",
        "导向销没有清洁润滑，作业指导书没有这一步", "清洁润滑导向销，更换制动片", "作业指导书加入导向销保养", "4",
    ),
    Tale(
        "PART", "异响或异味", "WK", "空调滤芯", "刚换的空调滤芯有异味", "换原厂件", "MATERIAL",
        "批次存放受潮", "更换原厂滤芯", "滤芯改放干燥区", "5",
    ),
    Tale(
        "DELAY", "交车延误", "WS", "交车", "说好下午取车，等到晚上", "道歉", "MAN", "派工后配件未到，没有通知客户",
        "致电道歉，送一次洗车", "待料工单两小时内通知客户", "3", weeks=2,
    ),
    Tale(
        "REPAIR", "故障未修好", "WS", "制动", "刹车踏板软，高速上吓一跳", "马上检查", "MAN", "制动液排气不彻底",
        "重新排气并路试", "制动作业必检", "4", "URGENT",
    ),
    Tale(
        "PRICE", "增项未经同意", "SA", "工时费", "结算比报价多了一百多", "退差价", "METHOD",
        "增项没有再次确认", "退还差价并说明", "增项必须先签字", "3",
    ),
    Tale(
        "REPAIR", "修后出现新故障", "WS", "前制动", "左前轮转弯有摩擦声", "返修", "METHOD",
        "防尘罩未归位", "调整防尘罩", "自检表加一项", "5", channel="ONLINE",
    ),
    Tale(
        "ATTITUDE", "无人接待", "SA", "接待", "接车时没人理，等了二十分钟", "改进服务", "MAN", "早高峰只有一人接待",
        "店长致歉", "早高峰两人接车", "4", channel="VISIT",
    ),
    Tale(
        "PART", "早期损坏", "PU", "火花塞", "换的火花塞两千公里就坏", "换新", "MATERIAL", "供应商批次不良",
        "免费更换并向供应商索赔", "该批次停用", "4", "MAJOR", weeks=2,
    ),
)  # fmt: skip


@query("demo.complained", allow=None)
def _about(ctx: Reader) -> tuple[list[Id], Id | None]:
    """(orders whose cars have left, the newest first; a call with a problem)."""
    left = select(WorkOrder.id).where(WorkOrder.state.in_(("delivered", "closed"))).order_by(WorkOrder.number.desc())
    call = select(FollowUp.id).where(FollowUp.problem, FollowUp.state == "done").order_by(FollowUp.number.desc())
    return list(ctx.conn.execute(left.limit(40)).scalars()), ctx.conn.execute(call.limit(1)).scalar()


@query("demo.in_days", allow=None)
def _in_days(ctx: Reader, days: int) -> Any:
    """A working day some days from now."""
    return add_working_days(ctx, clock.local(ctx.now).date(), days)


class Complaining:
    """Customer service takes them, heads name the specialist, he settles them, the manager closes."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.made = 0
        self.pending: list[tuple[int, Id, Tale]] = []
        self.closed: list[Id] = []

    def monday(self, week: int) -> None:
        """What is due is settled; a new one comes in and is investigated."""
        for at, id, tale in [one for one in self.pending if one[0] <= week]:
            self.pending.remove((at, id, tale))
            self._settle(id, tale)
        tale = TALES[self.made % len(TALES)]
        self.pending.append((week + tale.weeks, self._to(rules.PROPOSED, tale), tale))

    def two_days_ago(self) -> None:
        """Those that are under way today, and some that came to nothing."""
        for _, id, tale in self.pending:
            self._settle(id, tale)
        self.pending.clear()
        for state in (rules.CLASSIFIED, rules.ASSIGNED, rules.HANDLING, rules.PROPOSED, rules.AGREED,
                      rules.IMPLEMENTING, rules.RESOLVED, rules.REPORTED):  # fmt: skip
            self._to(state, self._next())
        waits = self._to(rules.NEGOTIATING, self._next())
        self._run(SPECIALIST, acts.wait, waits, "客户出差，回来后再谈")
        outside = self._to(rules.NEGOTIATING, self._next())
        self.step(outside, "escalate", body="C12315", reason="三次协商未达成一致", words="已告知可以找谁")
        told = {"reason": "误会，已当面说明", "words": "已与客户确认"}
        self.step(self._to(rules.RECEIVED, self._next()), "withdraw", **told)
        self.step(self._to(rules.RECEIVED, self._next()), "invalidate", MANAGER.login, **told)
        if self.closed:
            self.step(self.closed[-1], "reopen", reason="过了一周又响了")

    def yesterday(self) -> None:
        """Fresh ones: an urgent one that was just accepted, one on the phone, one of a follow-up call."""
        self._to(rules.CLASSIFIED, TALES[3])
        self._to(rules.RECEIVED, self._next())
        call = self._about()[1]
        if call is not None:
            self._run(SERVICE, receiving.of_call, call)

    # --- the way ------------------------------------------------------------------------------------------------------
    def _next(self) -> Tale:
        return TALES[self.made % len(TALES)]

    def _about(self) -> tuple[list[Id], Id | None]:
        return self.walker.desk.ask(_about, self.walker.people[SERVICE])

    def _run(self, by: str, case: Any, *args: Any, **more: Any) -> Any:
        self.walker.go(self.walker.at + timedelta(minutes=7))
        return self.walker.run(by, case, *args, **more)

    def step(self, id: Id, name: str, by: str = SERVICE, **answers: Any) -> None:
        """One step, some minutes after the last one."""
        self.walker.go(self.walker.at + timedelta(minutes=6))
        self.walker.step(by, KIND, id, name, answers)

    def _day(self, days: int) -> Any:
        return self.walker.desk.ask(_in_days, self.walker.people[SERVICE], days)

    def _to(self, state: str, tale: Tale) -> Id:
        """A complaint on its way up to this state."""
        orders = self._about()[0]
        self.made += 1
        source = ("work_orders", orders[self.made * 3 % len(orders)]) if orders else ("", None)
        values = {
            "channel": tale.channel, "description": tale.said, "demand": tale.wanted, "component": tale.component,
            "category": tale.category, "subcategory": tale.more, "severity": tale.severity,
            "promised": True, "promise": "两个工作日内答复", "promised_at": self.walker.at + timedelta(days=2),
        }  # fmt: skip
        if not orders:
            values |= {"complainant": "王女士", "contact": "19900000001", "vehicle_name": "无"}
        id = self._run(SERVICE, receiving.receive, values, *source)
        for name, act in self._acts(tale):
            if self.walker.state(SERVICE, KIND, id) == state:
                return id  # type: ignore[no-any-return]
            if name == "object" and state != rules.NEGOTIATING:
                continue
            act(id)
        return id  # type: ignore[no-any-return]

    def _acts(self, tale: Tale) -> Sequence[tuple[str, Any]]:
        """The steps in their order, each with what is written before it."""
        handler = self.walker.people[SPECIALIST].user
        head = MANAGER.login
        return (
            ("classify", lambda id: self.step(id, "classify")),
            ("assign", lambda id: self._assign(id, tale)),
            ("name", lambda id: self.step(id, "name", head, handler=handler)),
            ("propose", lambda id: self._propose(id, tale)),
            ("object", lambda id: self.step(id, "object", SPECIALIST, words="这样处理我不满意", channel="HOTLINE")),
            ("agree", lambda id: self.step(id, "agree", SPECIALIST, method="PHONE", words="行，就这样")),
            ("implement", lambda id: self.step(id, "implement", SPECIALIST)),
            ("resolve", lambda id: self._resolve(id, tale)),
            ("report", lambda id: self._report(id, tale)),
            ("close", lambda id: self.step(id, "close", MANAGER.login)),
        )  # fmt: skip

    def _assign(self, id: Id, tale: Tale) -> None:
        self.walker.edit(SERVICE, KIND, id, {
            "problem": f"{tale.component}：{tale.said}", "dept": tale.dept, "due_on": self._day(6),
            "requirement": "先致歉，查明原因，三个工作日内提出方案",
        })  # fmt: skip
        self.step(id, "assign")

    def _propose(self, id: Id, tale: Tale) -> None:
        self._run(SPECIALIST, acts.note, id, "FINDING", f"{tale.component}已检查：{tale.why}", method="检查")
        case = self.walker.desk.ask(documents.show, self.walker.people[SPECIALIST], KIND, id)
        order = next(one for one in case.links if one.kind == "work_orders")
        self._run(SPECIALIST, acts.add_evidence, id, "REPAIR", kind=order.kind, document=order.id, note=tale.why)
        owner = self.walker.people[SUPERVISOR if tale.dept == "WS" else ADVISOR].user
        self.walker.edit(SPECIALIST, KIND, id, {
            "cause_code": tale.cause, "cause_why": tale.why, "impact": "影响用车，客户不满", "compensation": 20_000,
            "responsibility": "SUPPLIER" if tale.dept == "PU" else "COMPANY", "resp_dept": tale.dept,
            "measures": [{"measure": tale.measure, "owner_id": owner, "due": self._day(3), "cost": 15_000}],
        })  # fmt: skip
        self.step(id, "propose", SPECIALIST)

    def _resolve(self, id: Id, tale: Tale) -> None:
        shown = self.walker.desk.ask(documents.show, self.walker.people[SPECIALIST], KIND, id)
        for line in shown.lines["measures"]:
            self._run(SPECIALIST, acts.measure_done, line["id"])
        told = {"words": "已处理完毕，客户确认", "channel": "HOTLINE", "satisfaction": tale.score}
        self.step(id, "resolve", SPECIALIST, **told)

    def _report(self, id: Id, tale: Tale) -> None:
        owner = self.walker.people[INSPECTOR if tale.category == "REPAIR" else KEEPER.login].user
        self.walker.edit(SPECIALIST, KIND, id, {
            "report_process": "接诉当日联系客户并检查", "report_solution": tale.measure,
            "report_result": "客户认可，已回访",
            "improvements": [{"action": tale.improve, "owner_id": owner, "due": self._day(15)}],
        })  # fmt: skip
        self.step(id, "report", SPECIALIST)

    def _settle(self, id: Id, tale: Tale) -> None:
        """From the proposal to the closed case; every third improvement is done and seen to work."""
        for name, act in self._acts(tale)[5:]:
            act(id)
            if name == "report" and len(self.closed) % 3 == 0:
                self._improve(id)
        self.closed.append(id)

    def _improve(self, id: Id) -> None:
        shown = self.walker.desk.ask(documents.show, self.walker.people[SPECIALIST], KIND, id)
        for line in shown.lines["improvements"]:
            self._run(SPECIALIST, acts.improvement_done, line["id"])
            self._run(MANAGER.login, acts.verify, line["id"], "已抽查")
