"""Users, their roles and the login, through the desk on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core import clock
from app.core.errors import Conflict, Refused
from app.core.screen import ListQuery
from app.models.journal import AuditEntry
from app.services import people
from app.services.people import hashing
from app.services.people.users import initials
from tests.rig import PASSWORD, PIN, PROGRAM, Rig, open_rig

MOMENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Rig]:
    rig = open_rig(tmp_path)
    yield rig
    rig.close()


def audit(shop: Rig) -> str:
    with shop.store.reader.connect() as conn:
        return "\n".join(conn.execute(AuditEntry.__table__.select()).scalars("body"))


# --- users ------------------------------------------------------------------------------------------------------------


def test_a_created_user_signs_in_by_password_pin_and_badge(shop: Rig) -> None:
    user = shop.desk.run(
        people.create, PROGRAM, "wang", "王芳", ["WK", "PU"], password=PASSWORD, pin=PIN, badge="B-7", heads=["WK"]
    )
    for who, secret in (("wang", PASSWORD), ("WANG", PIN), ("B-7", PIN), (user, PIN)):
        actor = people.sign_in(shop.desk, "01", who, secret)
        assert (actor.user, actor.name, actor.station, actor.roles) == (user, "王芳", "01", ("WK", "PU"))
    assert {"counts.count", "prices.edit"} <= actor.permissions
    assert "counts.approve" not in actor.permissions


def test_secrets_never_enter_the_audit(shop: Rig) -> None:
    shop.hire("wang", "WK", pin="97531", password="swordfish-9")
    text = audit(shop)
    assert '"login":"wang"' in text
    assert "97531" not in text
    assert "swordfish" not in text
    assert "argon2" not in text


def test_a_passed_administrator_is_needed_to_create(shop: Rig) -> None:
    keeper = shop.actor("wang", "WK")
    with pytest.raises(Refused, match="Your roles do not allow this"):
        shop.desk.run(people.create, keeper, "x", "X", ["WK"])


def test_all_problems_of_a_new_user_are_said_at_once(shop: Rig) -> None:
    shop.desk.run(people.create, PROGRAM, "wang", "王芳", ["WK"], badge="B-7")
    with pytest.raises(Refused) as caught:
        shop.desk.run(people.create, PROGRAM, "Wang", " ", ["XX"], password="short", pin="12ab", badge="B-7")
    assert [p.where for p in caught.value.problems] == ["name", "login", "badge", "roles", "password", "pin"]
    with pytest.raises(Refused) as caught:
        shop.desk.run(people.create, PROGRAM, " ", "X", [])
    assert [p.where for p in caught.value.problems] == ["login", "roles"]


def test_editing_keeps_versions(shop: Rig) -> None:
    user = shop.hire("wang", "WK")
    assert shop.desk.run(people.edit, PROGRAM, user, 1, name="王方", login="wangf", phone="13800000000") == 2
    with pytest.raises(Conflict):
        shop.desk.run(people.edit, PROGRAM, user, 1, name="x", login="y")
    shop.hire("li", "WK")
    with pytest.raises(Refused, match="taken"):
        shop.desk.run(people.edit, PROGRAM, user, 2, name="王方", login="li")
    assert people.sign_in(shop.desk, "01", "wangf", PIN).name == "王方"


def test_roles_take_effect_at_the_next_sign_in(shop: Rig) -> None:
    user = shop.hire("wang", "WK")
    before = people.sign_in(shop.desk, "01", user, PIN)
    shop.desk.run(people.set_roles, PROGRAM, user, 1, ["FI"], heads=["FI"])
    after = people.sign_in(shop.desk, "01", user, PIN)
    assert "counts.approve" not in before.permissions
    assert "counts.approve" in after.permissions
    with pytest.raises(Refused, match="no role"):
        shop.desk.run(people.set_roles, PROGRAM, user, 2, ["??"])


def test_a_disabled_user_is_out_until_enabled(shop: Rig) -> None:
    admin = shop.actor("boss", "AD")
    user = shop.hire("wang", "WK")
    shop.desk.run(people.disable, admin, user, 1)
    with pytest.raises(Refused, match="disabled"):
        people.sign_in(shop.desk, "01", user, PIN)
    assert "Wang" not in [t.name for t in shop.desk.ask(people.tiles, PROGRAM)]
    shop.desk.run(people.enable, admin, user, 2)
    assert people.sign_in(shop.desk, "01", user, PIN).user == user


def test_the_last_administrator_stays(shop: Rig) -> None:
    admin = shop.actor("boss", "AD")
    assert admin.user is not None
    with pytest.raises(Refused, match="can't disable yourself"):
        shop.desk.run(people.disable, admin, admin.user, 1)
    with pytest.raises(Refused, match="last administrator"):
        shop.desk.run(people.disable, PROGRAM, admin.user, 1)
    with pytest.raises(Refused, match="last administrator"):
        shop.desk.run(people.set_roles, PROGRAM, admin.user, 1, ["MG"])
    second = shop.hire("second", "AD")
    shop.desk.run(people.disable, admin, second, 1)
    with pytest.raises(Refused, match="last administrator"):
        shop.desk.run(people.set_roles, PROGRAM, admin.user, 1, ["MG"])


def test_secrets_are_renewed_by_the_administrator_or_by_oneself(shop: Rig) -> None:
    user = shop.hire("wang", "WK")
    shop.desk.run(people.set_secrets, PROGRAM, user, pin="1357")
    actor = people.sign_in(shop.desk, "01", user, "1357")
    with pytest.raises(Refused, match="not your present"):
        shop.desk.run(people.change_secret, actor, "0000", pin="8642")
    shop.desk.run(people.change_secret, actor, "1357", pin="8642", password="another password")
    assert people.sign_in(shop.desk, "01", user, "another password").user == user
    assert people.sign_in(shop.desk, "01", user, "8642").user == user
    with pytest.raises(Refused, match="at least 8"):
        shop.desk.run(people.set_secrets, PROGRAM, user, password="short")
    with pytest.raises(Refused, match="new password or a new PIN"):
        shop.desk.run(people.set_secrets, PROGRAM, user)
    with pytest.raises(Refused, match="Sign in first"):
        shop.desk.run(people.change_secret, PROGRAM, "x", pin="1234")
    with pytest.raises(Refused, match="does not exist"):
        shop.desk.run(people.set_secrets, PROGRAM, clock.new_id(), pin="1234")


def test_everybody_has_a_language_and_a_zoom(shop: Rig) -> None:
    actor = shop.actor("wang", "WK")
    assert shop.desk.ask(people.preferences, actor) == (None, 100)
    shop.desk.run(people.prefer, actor, language="en")
    shop.desk.run(people.prefer, actor, zoom=125)
    assert shop.desk.ask(people.preferences, actor) == ("en", 125)
    assert shop.desk.ask(people.preferences, PROGRAM) == (None, 100)
    with pytest.raises(Refused, match="no language"):
        shop.desk.run(people.prefer, actor, language="fr")
    with pytest.raises(Refused, match="Choose a zoom"):
        shop.desk.run(people.prefer, actor, zoom=33)


def test_the_list_finds_by_pinyin_filters_and_sorts(shop: Rig) -> None:
    wang = shop.desk.run(people.create, PROGRAM, "u1", "王芳", ["WK"])
    zhang = shop.desk.run(people.create, PROGRAM, "u2", "张伟", ["FI", "MG"])
    li = shop.desk.run(people.create, PROGRAM, "u3", "李娜", ["TE"])
    shop.desk.run(people.disable, PROGRAM, li, 1)
    spec = people.KIND.list

    @people.login.query("test.people_list", allow=None)
    def look(ctx, wanted):  # type: ignore[no-untyped-def]
        ids = spec.find(ctx, wanted)
        return ids, spec.read(ctx, ids)

    def found(**wanted: object) -> list[object]:
        return list(shop.desk.ask(look, PROGRAM, ListQuery(**wanted))[0])  # type: ignore[arg-type]

    try:
        assert found(text="wf") == [wang]
        assert found(text="zhang") == [zhang]
        assert found(where=(("active", "no"),)) == [li]
        assert found(where=(("role", "MG"), ("active", "yes"))) == [zhang]
        assert found() == [li, wang, zhang]
        assert found(sort="-login") == [li, zhang, wang]
        rows = shop.desk.ask(look, PROGRAM, ListQuery(text="wf"))[1]
        assert rows == [("u1", "王芳", "仓库管理员", None, None, False, False, True)]
    finally:
        from app.core.desk import REGISTRY

        del REGISTRY["test.people_list"]


def test_names_are_found_by_initials_and_whole_pinyin() -> None:
    assert initials("王芳") == "wf wangfang 王芳"
    assert initials("Ann") == "ann"


# --- the login --------------------------------------------------------------------------------------------------------


def test_tiles_show_who_was_here_last_first(shop: Rig) -> None:
    shop.hire("ann", "WK")
    shop.hire("bob", "FI", pin=None)
    shop.hire("cid", "TE")
    with clock.frozen(MOMENT):
        people.sign_in(shop.desk, "01", "cid", PIN)
    with clock.frozen(MOMENT + timedelta(hours=1)):
        people.sign_in(shop.desk, "01", "bob", PASSWORD)
    tiles = shop.desk.ask(people.tiles, PROGRAM)
    assert [(t.name, t.roles, t.has_pin) for t in tiles] == [
        ("Bob", ("FI",), False), ("Cid", ("TE",), True), ("Ann", ("WK",), True),
    ]  # fmt: skip
    assert [t.last for t in tiles] == [MOMENT + timedelta(hours=1), MOMENT, None]


def test_five_wrong_pins_lock_the_tile_for_a_minute_across_a_restart(shop: Rig, tmp_path: Path) -> None:
    user = shop.hire("ann", "WK")
    with clock.frozen(MOMENT):
        for left in (4, 3, 2, 1):
            with pytest.raises(Refused, match=rf"Tries left: {left}\.") as caught:
                people.sign_in(shop.desk, "01", user, "9999")
            assert caught.value.where == "pin"
        with pytest.raises(Refused, match="locked for another 60 seconds"):
            people.sign_in(shop.desk, "01", user, "9999")
    shop.close()
    again = open_rig(tmp_path, seeded=False)
    with clock.frozen(MOMENT + timedelta(seconds=20)):
        assert again.desk.ask(people.tiles, PROGRAM)[0].locked_until == MOMENT + timedelta(seconds=60)
        with pytest.raises(Refused, match="another 40 seconds") as caught:
            people.sign_in(again.desk, "01", user, PIN)
        assert caught.value.where == "locked"
    with clock.frozen(MOMENT + timedelta(seconds=61)):
        assert again.desk.ask(people.tiles, PROGRAM)[0].locked_until is None
        with pytest.raises(Refused, match=r"Tries left: 4\."):
            people.sign_in(again.desk, "01", user, "9999")
        assert people.sign_in(again.desk, "01", user, PIN).user == user
        with pytest.raises(Refused, match=r"Tries left: 4\."):
            people.sign_in(again.desk, "01", user, "9999")
    again.close()


def test_a_try_that_was_on_its_way_when_the_lock_fell_does_not_get_in(shop: Rig) -> None:
    """Two PCs try at once: the one that is checked last must not count as right behind the lock."""
    from app.services.people.login import _record

    user = shop.hire("ann", "WK")
    for _ in range(5):
        shop.desk.run(_record, PROGRAM, user, "PIN", "SESSION", False)
    tally = shop.desk.run(_record, PROGRAM, user, "PIN", "SESSION", True)
    assert tally is not None
    assert tally.left == 0


def test_an_unknown_name_and_a_wrong_password_sound_alike(shop: Rig) -> None:
    shop.hire("ann", "WK")
    with pytest.raises(Refused, match="Login name or password is wrong") as nobody:
        people.sign_in(shop.desk, "01", "nobody", "whatever it is")
    with pytest.raises(Refused, match="Login name or password is wrong") as wrong:
        people.sign_in(shop.desk, "01", "ann", "whatever it is")
    assert nobody.value.where == wrong.value.where == "password"


def test_who_has_no_pin_is_not_let_in_by_one(shop: Rig) -> None:
    shop.hire("ann", "WK", pin=None)
    with pytest.raises(Refused, match="PIN is wrong"):
        people.sign_in(shop.desk, "01", "ann", PIN)
    assert people.sign_in(shop.desk, "01", "ann", PASSWORD, by="PASSWORD").name == "Ann"


# --- roles of the shop ------------------------------------------------------------------------------------------------


def test_the_shop_changes_its_roles(shop: Rig) -> None:
    admin = shop.actor("boss", "AD")
    roles = {r.code: r for r in shop.desk.ask(people.list_roles, admin)}
    assert list(roles)[:2] == ["SA", "CS"]
    assert (roles["WK"].name_zh, roles["WK"].name_en) == ("仓库管理员", "Warehouse keeper")
    keeper = shop.hire("ann", "WK")
    shop.desk.run(people.grant, admin, "WK", roles["WK"].version, ["parts.view"])
    assert people.sign_in(shop.desk, "01", keeper, PIN).permissions == {"parts.view"}
    with pytest.raises(Conflict):
        shop.desk.run(people.grant, admin, "WK", 1, [])
    with pytest.raises(Refused, match="no role"):
        shop.desk.run(people.grant, admin, "??", 1, [])
    with pytest.raises(Refused, match="no right"):
        shop.desk.run(people.grant, admin, "WK", 2, ["nonsense"])


def test_sd10_the_administrators_role_can_not_be_given_approvals(shop: Rig) -> None:
    admin = shop.actor("boss", "AD")
    with pytest.raises(Refused, match="can't approve"):
        shop.desk.run(people.grant, admin, "AD", 1, ["people.edit", "counts.approve"])
    with pytest.raises(Refused, match="must keep"):
        shop.desk.run(people.grant, admin, "AD", 1, ["people.view"])


def test_a_new_version_gives_out_new_rights_and_leaves_the_shops_choice_alone(shop: Rig) -> None:
    admin = shop.actor("boss", "AD")
    assert shop.desk.ask(people.roles_are_current, PROGRAM)
    codes = {r.code: list(r.permissions) for r in shop.desk.ask(people.list_roles, admin)}
    shop.desk.run(people.grant, admin, "WK", 1, [c for c in codes["WK"] if c != "parts.edit"])
    shop.desk.run(people.grant, admin, "FI", 1, [c for c in codes["FI"] if c != "counts.approve"])
    assert not shop.desk.ask(people.roles_are_current, PROGRAM)  # counts.approve is with nobody now
    assert shop.desk.run(people.seed_roles, PROGRAM) == 1
    after = {r.code: r.permissions for r in shop.desk.ask(people.list_roles, admin)}
    assert "counts.approve" in after["FI"]
    assert "parts.edit" not in after["WK"]


def test_full_hashing_costs_more_and_reads_cheap_hashes() -> None:
    cheap = hashing.hashed("secret")
    hashing.use_hashing("full")
    try:
        full = hashing.hashed("secret")
        assert "m=19456" in full
        assert hashing.fits("secret", full)
        assert hashing.fits("secret", cheap)
        assert not hashing.fits("Secret", full)
        assert not hashing.fits("secret", "not a hash")
        assert not hashing.fits("nobody", None)
    finally:
        hashing.use_hashing("cheap")
