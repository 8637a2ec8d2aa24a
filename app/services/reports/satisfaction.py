"""How satisfied customers are, by who served them: mean of the overall score × 20; few answers are no judgement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.clock import Id
from app.core.desk import Reader
from app.core.i18n import N_, Text
from app.core.screen import Choice, Column
from app.models.follow_ups import FollowUp
from app.models.people import User
from app.services.follow_ups import rules
from app.services.reports.kinds import Asked, Found, Report
from app.services.stock import half_up

FEW = "FEW"
VERDICTS = (Choice(FEW, N_("Too few answers")), Choice("", ""))
PER_POINT = 20  # 5 points are 100


def index(scores: Sequence[int]) -> tuple[int, int, str] | None:
    """Mean × 20 with one decimal, as a quantity; None without answers."""
    return (half_up(sum(scores) * PER_POINT * 10, len(scores)) * 100, 1, "") if scores else None


def mean(scores: Sequence[int]) -> tuple[int, int, str] | None:
    """The mean score with one decimal, as a quantity; None without answers."""
    return (half_up(sum(scores) * 10, len(scores)) * 100, 1, "") if scores else None


def satisfaction(ctx: Reader, asked: Asked) -> Found:
    """Calls of the period by advisor; what was not answered counts nowhere but in the remark."""
    calls = ctx.session.scalars(
        select(FollowUp).where(
            FollowUp.called_at >= asked.start,
            FollowUp.called_at < asked.end,
            FollowUp.station.not_in(ctx.far_stations),
        )
    ).all()
    answered = [call for call in calls if call.state == rules.DONE]
    people: dict[Id | None, str] = dict(ctx.conn.execute(select(User.id, User.name)).all())
    few = ctx.setting(rules.FEW)
    by: dict[Id | None, list[FollowUp]] = {}
    for call in answered:
        by.setdefault(call.advisor_id, []).append(call)
    rows = [_row(people.get(advisor, ""), own, few) for advisor, own in by.items()]
    refused, gone = (sum(c.state == state for c in calls) for state in (rules.REFUSED, rules.UNREACHABLE))
    remark = Text(
        N_("{n} answered, {refused} wanted no questions, {gone} were not reached."), n=len(answered), refused=refused,
        gone=gone,
    )  # fmt: skip
    foot = _row(Text(N_("All")), answered, few) if answered else None
    return Found(sorted(rows, key=lambda r: (-r[2][0], r[0])), foot, (remark,))


def _row(name: Any, calls: Sequence[FollowUp], few: int) -> tuple[Any, ...]:
    def given(score: str) -> list[int]:
        return [value for call in calls if (value := getattr(call, score)) is not None]

    return (
        name, len(calls), index(given("overall")), *(mean(given(score)) for score in list(rules.SCORES)[1:]),
        sum(call.problem for call in calls), FEW if len(calls) < few else "",
    )  # fmt: skip


SATISFACTION = Report(
    "satisfaction", N_("Customer satisfaction"),
    N_("Follow-up calls by who served the customer: the mean overall score × 20, 100 is best."), rules.VIEW,
    (
        Column("advisor", N_("Served by"), "strong", 140, stretch=True),
        Column("answers", N_("Answers"), "number", 90), Column("satisfaction", N_("Satisfaction"), "quantity", 100),
        *(Column(name, label, "quantity", 100) for name, label in list(rules.SCORES.items())[1:]),
        Column("problems", N_("With a problem"), "number", 100),
        Column("verdict", N_("Verdict"), "choice", 120, choices=tuple((c.code, c.label) for c in VERDICTS)),
    ),
    satisfaction, asks=("period",), rules=("R103",),
)  # fmt: skip
