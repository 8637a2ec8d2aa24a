"""The shop's settings: default, change, audit, refusal; the shop's own data and its letterhead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core import i18n
from app.core.desk import Reader, query
from app.core.errors import Refused
from app.core.paper import Imprint
from app.models.journal import AuditEntry
from app.services import people, settings, shop
from app.services.people import LOCK_AFTER
from tests.rig import PROGRAM, Rig, open_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path)
    yield rig
    rig.close()


def last_entry(rig: Rig) -> dict[str, Any]:
    with rig.store.reader.connect() as conn:
        rows = list(conn.execute(AuditEntry.__table__.select()).scalars("body"))
    return dict(json.loads(rows[-1]))


def test_a_setting_has_its_default_until_the_shop_chooses(rig: Rig) -> None:
    admin = rig.actor("boss", "AD")
    shown = {c.setting.key: c for c in rig.desk.ask(settings.list_settings, admin)}
    assert (shown[LOCK_AFTER.key].value, shown[LOCK_AFTER.key].chosen) == (5, False)
    rig.desk.run(settings.change, admin, LOCK_AFTER.key, 7)
    rig.desk.run(settings.change, admin, LOCK_AFTER.key, 8)
    assert rig.desk.ask(settings.value, admin, LOCK_AFTER.key) == 8
    shown = {c.setting.key: c for c in rig.desk.ask(settings.list_settings, admin)}
    assert (shown[LOCK_AFTER.key].value, shown[LOCK_AFTER.key].chosen) == (8, True)
    rig.desk.run(settings.reset, admin, LOCK_AFTER.key)
    rig.desk.run(settings.reset, admin, LOCK_AFTER.key)
    assert rig.desk.ask(settings.value, admin, LOCK_AFTER.key) == 5


def test_sd10_a_change_is_in_the_audit_with_old_and_new_value(rig: Rig) -> None:
    admin = rig.actor("boss", "AD")
    rig.desk.run(settings.change, admin, LOCK_AFTER.key, 7)
    rig.desk.run(settings.change, admin, LOCK_AFTER.key, 8)
    entry = last_entry(rig)
    assert (entry["usecase"], entry["name"]) == ("settings.change", "Boss")
    assert entry["diffs"][0]["fields"]["value"] == [{"value": 7}, {"value": 8}]


def test_what_does_not_fit_is_refused(rig: Rig) -> None:
    admin = rig.actor("boss", "AD")
    for value in (2, 21, "5", True, 5.0):
        with pytest.raises(Refused) as caught:
            rig.desk.run(settings.change, admin, LOCK_AFTER.key, value)
        assert caught.value.where == LOCK_AFTER.key
    with pytest.raises(Refused, match="no setting “x"):
        rig.desk.run(settings.change, admin, "x.y", 1)
    assert not [c for c in rig.desk.ask(settings.list_settings, admin) if c.chosen]


def test_only_the_administrator_changes(rig: Rig) -> None:
    for role in ("MG", "WK"):
        with pytest.raises(Refused, match="Your roles"):
            rig.desk.run(settings.change, rig.actor(role.lower(), role), people.RELAXED.key, True)


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("91110108551385082Q", True),
        ("91110108551385082A", False),
        ("9111010855138508Q", False),
        ("9111010855138508IQ", False),
    ],
)
def test_company_codes(code: str, fits: bool) -> None:
    assert shop.uscc_fits(code) is fits
    assert (shop.uscc_warning(code) is None) is fits
    assert shop.uscc_warning(" ") is None


def test_the_letterhead_speaks_the_language_in_force(rig: Rig) -> None:
    rig.desk.run(
        shop.change, PROGRAM, name_zh="老王汽修", name_en="Wang's Garage", uscc="91110108551385082q", phone="010-1",
        address="北京",
    )  # fmt: skip
    with i18n.language("en"):
        assert rig.desk.ask(shop.letterhead, PROGRAM).company == "Wang's Garage"
    head = rig.desk.ask(shop.letterhead, PROGRAM)
    assert (head.company, head.address, head.phone, head.logo) == ("老王汽修", "北京", "010-1", b"")
    assert rig.desk.ask(settings.value, PROGRAM, shop.USCC.key) == "91110108551385082Q"
    with pytest.raises(Refused, match="Enter the shop's name"):
        rig.desk.run(shop.change, PROGRAM)


@query("test.imprint", allow=None)
def imprinted(ctx: Reader) -> Imprint:
    """What a sheet's data says about its printing."""
    return shop.imprint(ctx)


def test_papers_carry_both_titles_when_the_shop_wants_them(rig: Rig) -> None:
    assert not rig.desk.ask(imprinted, PROGRAM).bilingual
    rig.desk.run(settings.change, PROGRAM, "shop.bilingual_paper", True)
    assert rig.desk.ask(imprinted, PROGRAM).bilingual
