"""What the tests of desk and use-cases act with: use-cases of their own, and what the journal says of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.core.desk import UseCase
from app.models.journal import AuditEntry
from app.models.stations import Station
from tests.rig import Rig

MOMENT = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # past midnight in the shop


def writes(fn: Callable[..., Any], **more: Any) -> UseCase[Any, Any]:
    """A use-case for this test only; not in the registry."""
    given = {"allow": None, "rules": (), "audited": True, "secret": (), **more}
    return UseCase(f"test.{fn.__name__}", fn=fn, writes=True, **given)


def reads(fn: Callable[..., Any]) -> UseCase[Any, Any]:
    """A query for this test only."""
    return UseCase(f"test.{fn.__name__}", None, fn, (), False, (), writes=False)


def rows(rig: Rig, model: Any) -> list[Any]:
    with rig.store.reader.connect() as conn:
        return list(conn.execute(select(model.__table__)))


def entries(rig: Rig) -> list[dict[str, Any]]:
    return [json.loads(row.body) for row in rows(rig, AuditEntry)]


@writes
def add_station(ctx: Any, code: str, name: str = "x") -> Any:
    station = Station(code=code, name=name)
    ctx.session.add(station)
    ctx.flush()
    return station.id
