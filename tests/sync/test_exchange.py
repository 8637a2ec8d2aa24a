"""Packages between stations: what comes over, what is refused and set aside, what waits, and what never leaves."""

from __future__ import annotations

import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused, Trouble
from app.core.i18n import tr
from app.models.parts import Part
from app.models.people import User
from app.models.stations import Warehouse
from app.models.stock import StockDocument
from app.services import arrival, attachments, doctor, documents, drafts, people, stock
from app.services import settings as shop_settings
from app.services.stock.balances import available_at
from app.sync import decisions, exchange, site, status
from app.sync.progress import have
from tests.rig import PASSWORD, PIN
from tests.shopfloor import post_moves
from tests.stations import PNG, Pair, Station, sent, settle


@query("test.on_hand_in", allow=None)
def on_hand_in(ctx: Reader, part: Id, house: Id) -> int:
    """What lies of a part in one warehouse."""
    return available_at(ctx, [part]).get((part, house), 0)


@usecase("test.own_figures", allow=None)
def reckoned(ctx: Context, part: Id, point: int) -> None:
    """A reorder point and a last price, as the daily look and a receipt write them."""
    ctx.update_many(Part.__table__, [{"id": part, "reorder_point": point}])  # type: ignore[arg-type]
    ctx.session.get_one(Part, part).last_price = point


@query("test.n", allow=None)
def own_n(ctx: Reader) -> int:
    """How far the audit of a station goes."""
    return have(ctx.conn)[ctx.station].n


def test_what_one_does_the_other_has(pair: Pair) -> None:
    one, two, folder = pair
    part = one.part("W712/95", name_zh="机油滤清器")
    one.move(part, 12)
    one.run(attachments.add, "parts", part, "photo.png", PNG[0])
    sent(one, two, folder)
    [seen] = two.take(folder).seen
    assert (seen.state, seen.rows) == ("applied", 1)
    assert two.name_of(part) == "机油滤清器"
    house = two.get(Warehouse, "code", "W01")
    assert two.ask(on_hand_in, part, house.id) == 12_000
    [photo] = two.ask(attachments.list_of, "parts", part)
    assert two.ask(attachments.read, photo.id) == one.ask(attachments.read, photo.id)
    assert [f for f in doctor.examine(two.desk, two.actor) if not f.sound] == []
    assert (folder / "done" / seen.name).is_file()


def test_the_same_package_again_changes_nothing(pair: Pair) -> None:
    one, two, folder = pair
    one.move(one.part("P1"), 3)
    file = sent(one, two, folder)
    shutil.copyfile(file, folder / "copy")
    two.take(folder)
    before = two.books()
    (folder / "copy").replace(file)
    [seen] = two.take(folder).seen
    assert seen.state == "known"
    assert {k: v for k, v in two.books().items() if k != "audit"} == {k: v for k, v in before.items() if k != "audit"}


def test_a_gap_waits_and_is_asked_for(pair: Pair) -> None:
    one, two, folder = pair
    part = one.part("P1")
    lost = sent(one, two, folder)
    lost.rename(folder / "lost")
    one.edit(part, name_zh="新名")
    with_hole = one.send(folder, only="02").written
    # the other one has answered before, so a package begins at what it confirmed: nothing is missing
    assert [s.state for s in two.take(folder).seen] == ["applied"]
    assert with_hole
    assert two.name_of(part) == "新名"


def test_without_an_answer_a_lost_package_leaves_a_gap(tmp_path: Path, time: Any) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = Station("01", tmp_path / "a").set_up(), Station("02", tmp_path / "b").set_up()
    one.pair(two)
    two.pair(one)
    folder = tmp_path / "x"
    folder.mkdir()
    part = one.part("P1")
    first = sent(one, two, folder)
    first.rename(tmp_path / first.name)
    one.edit(part, name_zh="新名")
    sent(one, two, folder)
    [seen] = two.take(folder).seen
    assert seen.state == "waiting"
    assert str(seen.reason) == "waits for an earlier package of station 01, which holds its entry 1"
    assert two.get(Part, "id", part) is None
    [waiting] = two.ask(status.status).packages
    assert (waiting.state, waiting.code) == ("waiting", "01")
    (tmp_path / first.name).rename(folder / first.name)
    assert [s.state for s in two.take(folder).seen] == ["applied", "applied"]
    assert two.name_of(part) == "新名"
    assert two.ask(status.status).packages == ()
    one.close()
    two.close()


def test_documents_of_another_station_are_copies_to_read(pair: Pair) -> None:
    one, two, folder = pair
    house = one.get(Warehouse, "code", "W01")
    line = {"part_id": one.part("P1"), "qty": 1000, "unit_cost": 1_000_000}
    paper = one.run(
        drafts.create, "stock_documents", {"type": "IN", "warehouse_id": house.id, "reason": "x", "lines": [line]}
    )
    sent(one, two, folder)
    two.take(folder)
    shown = two.ask(documents.show, "stock_documents", paper)
    assert shown.called == one.get(StockDocument, "id", paper).number
    assert not shown.editable
    why = "This belongs to station 01; here is a copy to read. Only that station changes it."
    for change in (
        lambda: two.run(documents.step, "stock_documents", paper, "submit", {}, shown.version),
        lambda: two.run(drafts.edit, "stock_documents", paper, shown.version, {"reason": "y"}),
        lambda: two.run(drafts.remove, "stock_documents", paper, shown.version),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert str(refused.value) == why
    assert all(str(offer.refusal) == why for offer in shown.offers)
    move = stock.Move(
        part_id=line["part_id"], bin_id=one.bin(), warehouse_id=house.id, qty=1000, kind="PURCHASE_IN", unit_cost=1
    )
    sent(one, two, folder)
    two.take(folder)
    with pytest.raises(Refused, match="only that station posts there"):
        two.run(post_moves, [move], clock.new_id())


def test_nothing_secret_leaves_and_a_person_can_sign_in_only_at_home(pair: Pair) -> None:
    one, two, folder = pair
    user = one.run(people.create, "chen", "Chen", ("MG",), password=PASSWORD, pin=PIN)
    file = sent(one, two, folder)
    with zipfile.ZipFile(file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        kept = one.get(User, "id", user)
        for secret in (kept.password_hash, kept.pin_hash, one.ask(exchange.site).age_secret):
            assert secret
            assert secret.encode() not in everything
        assert "password_hash" not in archive.read("records/users.ndjson").decode()
    two.take(folder)
    assert two.get(User, "id", user).password_hash is None
    with pytest.raises(Refused):
        people.sign_in(two.desk, "02", "chen", PIN)
    assert arrival.arrival(two.desk).station == "02"


def test_two_edits_of_one_master_are_both_kept_and_one_decides(pair: Pair) -> None:
    """E86."""
    one, two, folder = pair
    part = one.part("P1", name_zh="原名")
    sent(one, two, folder)
    two.take(folder)
    one.edit(part, name_zh="甲")
    two.edit(part, name_zh="乙", brand="BOSCH")
    settle((one, two), folder)
    assert one.name_of(part) == two.name_of(part)
    entries = one.ask(decisions.merges) or two.ask(decisions.merges)
    [twice] = entries
    at = one if one.ask(decisions.merges) else two
    names = {tr(f.label): (f.kept, f.other) for f in twice.fields}
    assert set(names["中文名称"]) == {"甲", "乙"}
    assert str(twice.called).startswith("P1")
    replaced = names["中文名称"][1]
    at.run(decisions.decide, twice.id, "OTHER")
    assert at.name_of(part) == replaced
    with pytest.raises(Refused, match="decided already"):
        at.run(decisions.decide, twice.id, "KEPT")
    settle((one, two), folder)
    assert one.name_of(part) == two.name_of(part) == replaced
    assert one.ask(decisions.merges) == two.ask(decisions.merges) == []


def test_one_code_given_twice_keeps_both(pair: Pair) -> None:
    one, two, folder = pair
    mine, theirs = one.part("P1", name_zh="甲"), two.part("P1", name_zh="乙")
    settle((one, two), folder)
    numbers = [(s.get(Part, "id", mine).number, s.get(Part, "id", theirs).number) for s in (one, two)]
    assert numbers[0] == numbers[1] == ("P1", "P1~02")
    twice = next(m for s in (one, two) for m in s.ask(decisions.merges) if m.reason == "CODE")
    at = one if twice in one.ask(decisions.merges) else two
    with pytest.raises(Refused, match="each has its own now"):
        at.run(decisions.decide, twice.id, "OTHER")
    at.run(decisions.decide, twice.id, "KEPT")


def test_two_people_with_one_login_are_told_at_both_stations(pair: Pair) -> None:
    one, two, folder = pair
    for station in (one, two):
        station.run(people.create, "chen", f"陈{station.code}", ("WK",), password=PASSWORD, pin=PIN)
    settle((one, two), folder)
    for station in (one, two):
        [twice] = station.ask(decisions.merges)
        assert (twice.table, tr(twice.label), twice.fixed, twice.renamed) == ("users", "用户", True, "chen~02")
        assert [(tr(f.label), f.kept, f.other) for f in twice.fields][:2] == [
            ("登录名", "chen", "chen~02"), ("姓名", "陈01", "陈02"),
        ]  # fmt: skip
        assert [station.get(User, "login", login).name for login in ("chen", "chen~02")] == ["陈01", "陈02"]
    two.run(decisions.decide, two.ask(decisions.merges)[0].id, "KEPT")
    settle((one, two), folder)
    assert one.ask(decisions.merges) == two.ask(decisions.merges) == []


def test_the_merge_list_speaks_in_words(pair: Pair) -> None:
    one, two, folder = pair
    part = one.part("P1")
    settle((one, two), folder)
    for station, grade, price in ((one, "OEM", 12_500_000), (two, "OLD", 9_000_000)):
        station.edit(part, quality_grade=grade, price_retail=price)
        station.run(shop_settings.change, "exchange.minutes", 30 if station is one else 60)
    settle((one, two), folder)
    entries = {m.table: m for m in (*one.ask(decisions.merges), *two.ask(decisions.merges))}
    said = {tr(f.label): {tr(f.kept), tr(f.other)} for f in entries["parts"].fields}
    assert (said["零售价"], said["质量等级"]) == ({"¥12.50", "¥9.00"}, {"原厂件", "旧件"})
    setting = entries["shop_settings"]
    assert (tr(setting.called), [{tr(f.label), f.kept, f.other} for f in setting.fields]) == (
        "数据交换间隔",
        [{"设为", "30", "60"}],
    )


def test_what_one_deletes_and_another_uses_comes_back(pair: Pair) -> None:
    one, two, folder = pair
    part = one.part("P1")
    sent(one, two, folder)
    two.take(folder)
    one.run(drafts.remove, "parts", part, one.ask(documents.standing, "parts", part).version)
    two.move(part, 4)
    settle((one, two), folder)
    for station in (one, two):
        assert station.get(Part, "id", part).number == "P1"
        assert [f for f in doctor.examine(station.desk, station.actor) if not f.sound] == []


def test_a_sealed_package_opens_only_for_whom_it_is(pair: Pair) -> None:
    one, two, folder = pair
    one.pair(two, sealed=True)
    part = one.part("P1", name_zh="秘密")
    file = sent(one, two, folder)
    assert file.suffix == ".age"
    assert "秘密".encode() not in file.read_bytes()
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    shutil.copyfile(file, folder / "copy")
    assert [s.state for s in two.take(folder).seen] == ["applied"]
    assert two.name_of(part) == "秘密"
    data = (folder / "copy").read_bytes()
    file.write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
    [seen] = two.take(folder).seen
    assert seen.state == "refused"
    assert "sealed for another station" in str(seen.reason)


def test_a_station_that_was_put_back_and_went_on_is_refused(pair: Pair, tmp_path: Path) -> None:
    one, two, folder = pair
    before = tmp_path / "before.db"
    one.close()
    shutil.copyfile(one.folder / "counterpart.db", before)
    one = Station("01", one.folder)
    one.part("P1")
    sent(one, two, folder)
    two.take(folder)
    one.close()
    shutil.copyfile(before, one.folder / "counterpart.db")
    one = Station("01", one.folder)
    one.part("P2")
    one.part("P3")
    one.part("P4")
    sent(one, two, folder)
    [seen] = two.take(folder).seen
    assert seen.state == "refused"
    assert "restored from a backup" in str(seen.reason)
    one.close()


def test_pairing_wants_the_fingerprint_and_another_code(pair: Pair, tmp_path: Path) -> None:
    one, two, _folder = pair
    card = two.ask(site.card)
    with pytest.raises(Refused, match="not that of the card"):
        one.run(site.pair, card, "0000-0000-0000-0000-0000")
    with pytest.raises(Refused, match="no card of a station"):
        one.run(site.pair, card.replace("public_key", "key"), "x")
    with pytest.raises(Refused, match="no card of a station"):
        one.run(site.pair, "x", "x")
    with pytest.raises(Refused, match="two codes"):
        two.run(site.pair, card, site.read_card(card).fingerprint)
    spoken = site.read_card(card).fingerprint.lower().replace("-", " ")
    assert one.run(site.pair, card, spoken) == "02"
    one.run(site.unpair, "02")
    assert [p.code for p in one.ask(site.peers)] == ["03"]
    with pytest.raises(Refused, match="not paired"):
        one.run(site.unpair, "02")


def test_what_each_station_reckons_for_itself_stays_there(pair: Pair) -> None:
    one, two, folder = pair
    part = one.part("P1", name_zh="原名")
    sent(one, two, folder)
    two.take(folder)
    two.run(reckoned, part, 7000)
    one.run(reckoned, part, 9000)
    one.edit(part, name_zh="新名")
    settle((one, two), folder)
    assert two.ask(decisions.merges) == one.ask(decisions.merges) == []
    assert [(s.get(Part, "id", part).reorder_point, s.name_of(part)) for s in (one, two)] == [
        (9000, "新名"), (7000, "新名"),
    ]  # fmt: skip


def test_by_the_clock_when_the_shop_says_so(pair: Pair) -> None:
    one, _two, _folder = pair
    long_ago = clock.now() - timedelta(minutes=31)
    assert not one.ask(exchange.is_due, long_ago)
    one.run(shop_settings.change, "exchange.minutes", 30)
    assert one.ask(exchange.is_due, long_ago)
    assert one.ask(exchange.is_due, None)
    assert not one.ask(exchange.is_due, clock.now() - timedelta(minutes=20))
    for code in ("02", "03"):
        one.run(site.unpair, code)
    assert not one.ask(exchange.is_due, long_ago)


def test_who_may_not_and_folders_that_are_not_there(pair: Pair, tmp_path: Path) -> None:
    one, _two, folder = pair
    stranger = Actor(clock.new_id(), "Li", "01", ("TE",))
    for refused in (
        lambda: exchange.export(one.desk, stranger, folder), lambda: exchange.take(one.desk, stranger, folder),
        lambda: one.desk.ask(decisions.merges, stranger), lambda: one.desk.run(site.set_up, stranger),
    ):  # fmt: skip
        with pytest.raises(Refused, match="Your roles do not allow this"):
            refused()
    with pytest.raises(Refused, match="no folder"):
        one.take(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    alone = Station("09", tmp_path / "empty").set_up()
    with pytest.raises(Refused, match="Pair one first"):
        alone.send(folder)
    alone.close()


def test_a_folder_that_can_not_be_written_is_said_plainly(pair: Pair, tmp_path: Path) -> None:
    one, _two, _folder = pair
    one.part("P1")
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    for other in ("02", "03"):  # a folder stands where the package would be written first
        (blocked / f".counterpart-01-to-{other}-{one.ask(own_n):08d}.zip.part").mkdir()
    with pytest.raises(Trouble, match="can't be written"):
        one.send(blocked)
