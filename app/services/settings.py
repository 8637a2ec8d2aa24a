"""The shop's settings: what the services declare, what the shop chose, and its change. Knows no single setting's use.

Settings of one PC (printer, scanner, theme) are in workstation.py and never come here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select

from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.i18n import Text
from app.core.settings import Setting
from app.models.journal import ShopSetting
from app.services.roles import CHANGE_SETTINGS, VIEW_SETTINGS


@dataclass(frozen=True)
class Chosen:
    """A setting as the settings room shows it: its descriptor, the value in force and whether the shop chose it."""

    setting: Setting[Any]
    value: Any
    chosen: bool


@cache
def registered() -> dict[str, Setting[Any]]:
    """Every shop setting, in the order of declaration.

    The list is explicit (it freezes well); a house test finds a module left out.
    """
    from app.services import arrival, backups, exchange, labour, people, shop, taxes
    from app.services.abc_runs import classes
    from app.services.appointments import rules as appointments
    from app.services.complaints import rules as complaints
    from app.services.counts import rules
    from app.services.customers import changes as customers
    from app.services.follow_ups import rules as follow_ups
    from app.services.inspections import rules as inspections
    from app.services.old_parts import rules as old_parts
    from app.services.purchasing import rules as purchasing
    from app.services.reorder import rules as reorder
    from app.services.reports import rules as reports
    from app.services.requisitions import rules as requisitions
    from app.services.settlements import rules as settlements
    from app.services.stock_documents import workflow as stock_documents
    from app.services.work_orders import rules as work_orders

    found: dict[str, Setting[Any]] = {}
    modules = (
        appointments, arrival, backups, classes, complaints, customers, exchange, follow_ups, inspections, labour,
        old_parts, people, purchasing, reorder, reports, requisitions, rules, settlements, shop, stock_documents, taxes,
        work_orders,
    )  # fmt: skip
    for module in modules:
        found |= {setting.key: setting for setting in module.SETTINGS}
    return found


@query("settings.list", allow=VIEW_SETTINGS)
def list_settings(ctx: Reader) -> list[Chosen]:
    """All settings of the shop with their values, by group."""
    kept = {key: value["value"] for key, value in ctx.conn.execute(select(ShopSetting.key, ShopSetting.value))}
    found = [Chosen(s, kept.get(key, s.default), key in kept) for key, s in registered().items()]
    return sorted(found, key=lambda c: c.setting.group)


@query("settings.value", allow=None)
def value(ctx: Reader, key: str) -> Any:
    """The value in force of one setting: for screens, which need some of them whoever sits there."""
    return ctx.setting(_known(key))


@usecase("settings.change", allow=CHANGE_SETTINGS, rules=("SD10",))
def change(ctx: Context, key: str, value: Any) -> None:
    """Sets one setting of the shop; the audit keeps old and new value. Refused if the value does not fit.

    The default is kept like any other value, so that a later version's default does not change what the shop chose.
    """
    setting = _known(key)
    if setting.shape == "picture":
        raise Refused("{setting}: choose a picture in the settings room.", where=key, setting=Text(setting.label))
    put(ctx, setting, value)


@usecase("settings.reset", allow=CHANGE_SETTINGS, rules=("SD10",))
def reset(ctx: Context, key: str) -> None:
    """Back to the default, whatever that is in this and later versions."""
    setting = _known(key)
    kept = ctx.session.scalar(select(ShopSetting).where(ShopSetting.key == setting.key))
    if kept is not None:
        ctx.session.delete(kept)


def put(ctx: Context, setting: Setting[Any], value: Any) -> None:
    """Keeps a value that fits; for use-cases that set some themselves (first run)."""
    fitting = {"value": setting.check(value)}
    kept = ctx.session.scalar(select(ShopSetting).where(ShopSetting.key == setting.key))
    if kept is None:
        ctx.session.add(ShopSetting(key=setting.key, value=fitting))
    elif kept.value != fitting:
        kept.value = fitting
    ctx.flush()


def _known(key: str) -> Setting[Any]:
    setting = registered().get(key)
    if setting is None:
        raise Refused("There is no setting “{key}”. There are: {names}.", key=key, names=", ".join(registered()))
    return setting
