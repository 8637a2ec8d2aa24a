"""Papers of a complaint to print in tests. Plain data, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.core.i18n import Text
from app.core.paper import Signature
from app.services.complaint_papers import (
    AssignmentSheet,
    Deadline,
    Exhibit,
    Facts,
    HandlingReport,
    Improvement,
    Measure,
    Moment,
    Waited,
)
from tests.printing.samples import NOON, imprint

DAY = timedelta(days=1)
FACTS = Facts(
    "CP-01-20261123-0002", 1, NOON, "Hotline", "李芳", "13812345678", "Vehicle owner", "沪A12345", "丰田 卡罗拉 1.2T",
    "WO-01-20261118-0007", "王建国", "Repair quality", "同一故障再次出现", "04465-0D150 前制动片", "Major case",
    "11 月 18 日在你们店换了前制动片，三天以后低速又尖叫，比原来还响。星期六来看过一次，师傅说磨合一下就好，"
    "结果上班路上一直响，孩子在车上也害怕。来回跑了两趟，请半天假，我要一个说法。",
    "免费返修，赔偿误工，换一位师傅。",
)  # fmt: skip
DEADLINES = (
    Deadline("Accept the complaint", NOON + timedelta(hours=2), NOON + timedelta(minutes=12)),
    Deadline("Assign to the department", NOON + timedelta(hours=4), NOON + timedelta(minutes=25)),
    Deadline("Name a handler", NOON + DAY, NOON + timedelta(days=1, hours=3), late=True),
    Deadline("Propose a solution", NOON + 3 * DAY, None),
    Deadline("Solve the problem", NOON + 40 * DAY, None, provisional=True),
)
CS = Signature("Customer service", "徐兰", NOON + timedelta(minutes=25), 1)
HEAD = Signature("Head of the department, received")


def assignment(language: str = "zh_CN") -> tuple[AssignmentSheet, ...]:
    """The workshop gets it, the store helps; both copies."""
    sheet = AssignmentSheet(
        FACTS, "两个工作日内给出处理方案", NOON + 2 * DAY, "前制动片更换后三天复发异响，客户两次到店未解决", "Workshop",
        "Purchasing", "当日检查车辆并查明原因；两个工作日内提出方案，先向客户致歉", date(2026, 12, 2), DEADLINES, "", 1,
        "", "FILE", imprint(language), (CS, HEAD),
    )  # fmt: skip
    return replace(sheet, facts=replace(FACTS, contact="138****5678"), copy="DEPARTMENT"), sheet


def _by(what: str, how: str) -> Text:
    return Text("{what} ({how})", what=Text(what), how=Text(how))


PROCESS = (
    Moment(NOON, "Complaint received", "徐兰"),
    Moment(NOON + timedelta(minutes=12), "Accept the complaint", "徐兰"),
    Moment(NOON + timedelta(minutes=12), _by("The customer was told", "Hotline"), "徐兰",
           "两个工作日内给出处理方案"),
    Moment(NOON + timedelta(hours=4), "Investigation", "马超",
           "路试 6 km，低速尖叫复现；拆检：导向销干涩，内片偏磨 1.8 mm"),
    Moment(NOON + DAY, "Propose the solution", "马超"),
    Moment(NOON + DAY, _by("The customer says", "Hotline"), "马超",
           "三百块不够我请假的"),
    Moment(NOON + 2 * DAY, _by("The customer says", "By phone"), "马超",
           "行，五百，周六上午过来"),
    Moment(NOON + 4 * DAY, "Problem solved", "马超"),
)  # fmt: skip


def report(language: str = "zh_CN") -> tuple[HandlingReport, ...]:
    """Closed after a second proposal and a waiting time."""
    done = tuple(replace(one, done_at=one.done_at or NOON + 2 * DAY, provisional=False) for one in DEADLINES)
    sheet = HandlingReport(
        FACTS, "Case closed", "Workshop", "Purchasing", "马超", "前制动片更换后三天复发异响", PROCESS,
        (Waited(NOON + timedelta(days=1, hours=2), NOON + timedelta(days=3), "客户出差，周六才能来店"),), done,
        (
            Exhibit("Repair record", "WO-01-20261118-0007", "更换前制动片，未记录导向销保养", NOON, "马超"),
            Exhibit("Test report", "制动检测.pdf", "左右制动力差 4 %", NOON, "马超"),
            Exhibit("Photo", "偏磨.jpg", "内片偏磨 1.8 mm", NOON, "马超"),
        ),
        "Methods", "为什么响？偏磨。为什么偏磨？导向销干涩。为什么没润滑？作业指导书没有这一步。", "Our shop",
        Text("{dept}, {name}", dept=Text("Workshop"), name="王建国"), 50_000, True,
        "三天制动异响，误工半天；制动力达标，无事故",
        (
            Measure("清洁润滑导向销，更换前制动片一套", "王建国", date(2026, 11, 28), 38_600, NOON + 4 * DAY),
            Measure("质检员路试确认", "孙丽", date(2026, 11, 28), None, NOON + 4 * DAY, "低速无异响"),
        ),
        2, 50_000, "By phone", NOON + 2 * DAY, "接诉当日约车检查，马超复现异响并拆检。",
        "免费返修，赔偿误工 500 元，由质检员路试交车。",
        "返修后路试无异响，客户当场确认。", 4, "",
        (
            Improvement("作业指导书增加导向销清洁润滑", "赵强", date(2026, 12, 10), NOON + 9 * DAY,
                        NOON + 12 * DAY, "陈静"),
            Improvement("制动作业列入必检项目", "孙丽", date(2026, 12, 31), None, None),
        ),
        "", 0, "FILE", imprint(language),
        (
            Signature("Complaint handler", "马超", NOON + 5 * DAY, 1), Signature("Head of the department"),
            Signature("Superior, reviewed", "陈静", NOON + 6 * DAY, 1, "With PIN"),
        ),
    )  # fmt: skip
    return sheet, replace(sheet, copy="SUPERIOR")


def long_report(language: str = "zh_CN") -> tuple[HandlingReport, ...]:
    """Forty lines of talk and twelve measures: heads return, signatures stay with what they sign (E89)."""
    (sheet, _) = report(language)
    talk = tuple(
        Moment(NOON + timedelta(hours=3 * n), _by("The customer says", "Hotline"),
               "马超", f"第 {n} 次来电：" + "希望尽快给出书面答复，" * (n % 5 + 1))
        for n in range(1, 41)
    )  # fmt: skip
    measures = tuple(replace(sheet.measures[n % 2], measure=f"{n}. {sheet.measures[n % 2].measure}") for n in range(12))
    return (replace(sheet, process=talk, measures=measures),)


def outside(language: str = "zh_CN") -> tuple[HandlingReport, ...]:
    """Never agreed: somebody outside decides, nobody claims satisfaction (E78); nobody has signed yet."""
    (sheet, _) = report(language)
    return (
        replace(
            sheet, state="Decided outside", agreed="", agreed_at=None, satisfaction=None, escalated_to="12315",
            improvements=(), no_improvement="个案，流程已符合规定", repeats=1, imprint=imprint(language),
            signatures=(Signature("Complaint handler"), Signature("Head of the department"),
                        Signature("Superior, reviewed")),
        ),
    )  # fmt: skip
