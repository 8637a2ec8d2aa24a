"""What the scan room reads at one look, and that it gives nothing away; unknown codes that stay with their part."""

from __future__ import annotations

from dataclasses import fields
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from app.core import clock
from app.core.access import Actor
from app.core.clock import Id
from app.core.desk import Context, usecase
from app.core.errors import Refused
from app.models.parts import Part
from app.models.stations import Bin
from app.services import attachments
from app.services.counts import acts, code_photos, floor, learning, places, queries
from app.services.parts import changes
from tests.rig import PROGRAM
from tests.services.counting import Shop, shop

__all__ = ["shop"]


@pytest.fixture
def count(shop: Shop) -> Id:
    """A count of A-01 and A-02, with the counter in A-01."""
    made = shop.started()
    shop.take(shop.counter, made, "A-01")
    return made


def seen(shop: Shop, count: Id, actor: Actor | None = None, bin: str = "") -> floor.Floor:
    return shop.ask(floor.floor, actor or shop.counter, count, shop.ids[bin] if bin else None)  # type: ignore[no-any-return]


@usecase("floor_test.shelf", allow=None)
def shelved(ctx: Context, house: Id) -> None:
    """The two bins become places of one shelf."""
    for code in ("A-01", "A-02"):
        bin_: Any = ctx.session.query(Bin).filter_by(code=code).one()
        bin_.code = f"S-9-1-{code[-2:]}"


@usecase("floor_test.picture", allow=None)
def pictured(ctx: Context, part: Id, content: bytes) -> str:
    """The part gets a photo."""
    sha = attachments.put(ctx, "brake.png", content)[0]
    found = ctx.session.get(Part, part)
    assert found is not None
    found.photo = sha
    return sha


def png(colour: str) -> bytes:
    """A small picture."""
    kept = BytesIO()
    Image.new("RGB", (8, 8), colour).save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize(("code", "shelf"), [("A-01-1-06", "A-01"), ("A-01", "A-01"), ("KORB", "KORB"), ("", "")])
def test_the_shelf_of_a_bin(code: str, shelf: str) -> None:
    assert floor.shelf_of(code) == shelf


def test_who_left_a_bin_unfinished_finds_it_with_what_he_counted(shop: Shop, count: Id) -> None:
    shop.scan(shop.counter, count, "A-01", "BRAKE")
    shop.enter(shop.counter, count, "A-01", "BRAKE", 4000)
    shop.scan(shop.counter, count, "A-01", "BULB")
    found = seen(shop, count)
    assert found.place is not None
    assert (found.place.bin, found.shelf, found.others) == ("A-01", "A-01", (0, 0))
    brake, disc, bulb = found.lines
    assert (brake.number, brake.counted, brake.scanned, brake.typed, brake.result) == (
        "BRAKE", 4000, 1000, 3000, "COUNTED",
    )  # fmt: skip
    assert (disc.number, disc.counted, disc.result, disc.at) == ("DISC", None, "OPEN", None)
    assert (bulb.number, bulb.listed, bulb.counted) == ("BULB", False, 1000)
    assert [row.number for row in found.tape] == ["BULB", "BRAKE", "BRAKE"]
    assert {(m.name, m.role) for m in found.team} == {("Wang", "LEADER"), ("Liu", "COUNTER"), ("Chen", "COUNTER")}


def test_of_several_unfinished_bins_the_one_of_the_last_act_is_gone_on_with(shop: Shop, count: Id) -> None:
    """Who scans the next bin's label without ending the first must not come back to the first after a crash."""
    shop.take(shop.counter, count, "A-02")
    for bin_ in ("A-02", "A-01", "A-02"):
        shop.scan(shop.counter, count, bin_, "BRAKE")
        place = seen(shop, count).place
        assert place is not None
        assert place.bin == bin_


def test_nobody_sees_the_figures_of_another(shop: Shop, count: Id) -> None:
    shop.enter(shop.counter, count, "A-01", "BRAKE", 4000)
    shop.take(shop.keeper, count, "A-02")
    found = seen(shop, count, shop.keeper)
    assert found.place is not None
    assert found.place.bin == "A-02"
    assert {line.bin for line in found.lines} == {"A-02"}
    assert found.tape == ()
    shop.run(shelved, PROGRAM, shop.ids["house"])
    found = seen(shop, count, shop.keeper)
    assert found.shelf == "S-9"
    assert {line.bin for line in found.lines} == {"S-9-1-02"}
    assert found.others == (1, 2)  # of the other's bin only how far he is
    assert not {"snapshot", "book", "cost", "difference", "value"} & {f.name for f in fields(floor.ShelfLine)}


def test_a_free_bin_of_the_shelf_is_listed_without_figures(shop: Shop, count: Id) -> None:
    shop.run(shelved, PROGRAM, shop.ids["house"])
    found = seen(shop, count)
    assert [(line.bin, line.number, line.counted) for line in found.lines] == [
        ("S-9-1-01", "BRAKE", None), ("S-9-1-01", "DISC", None), ("S-9-1-02", "FILTER", None), ("S-9-1-02", "OIL", None)
    ]  # fmt: skip


def test_who_counts_nowhere_sees_only_the_bins(shop: Shop, count: Id) -> None:
    found = seen(shop, count, shop.second)
    assert (found.place, found.shelf, found.lines, found.others) == (None, "", (), (0, 0))
    assert [b.bin for b in found.header.bins] == ["A-01", "A-02"]
    assert seen(shop, count, shop.counter, "A-02").place is None  # that one is not his
    assert shop.ask(floor.floor, shop.counter, count, None, False).place is None  # he went away from his bin
    assert seen(shop, count, shop.finance).tape == ()  # who may look but not count has no acts of his own


def test_what_moved_since_the_count_began_is_marked_and_no_more(shop: Shop, count: Id) -> None:
    shop.move("BRAKE", "A-01", -2000)
    assert {line.number: line.moved for line in seen(shop, count).lines} == {"BRAKE": True, "DISC": False}


def test_unknown_codes_of_all_bins_with_their_neighbours(shop: Shop, count: Id) -> None:
    for code in ("BRAKE", "WHAT-1", "DISC"):
        shop.scan(shop.counter, count, "A-01", code)
    shop.take(shop.keeper, count, "A-02")
    shop.scan(shop.keeper, count, "A-02", "WHAT-2")
    first, second = seen(shop, count, shop.second).unknown
    assert (first.code, first.bin, first.by, first.before, first.after) == ("WHAT-1", "A-01", "Liu", "BRAKE", "DISC")
    assert (second.code, second.bin, second.before, second.after) == ("WHAT-2", "A-02", "", "")
    shop.run(acts.set_aside, shop.keeper, count, first.seq, "sticker")
    assert [u.code for u in seen(shop, count).unknown] == ["WHAT-2"]


def test_the_recount_lists_only_what_is_counted_again(shop: Shop, count: Id) -> None:
    shop.scan(shop.counter, count, "A-01", "BULB")
    shop.enter(shop.counter, count, "A-01", "BRAKE", 10_000)
    shop.enter(shop.counter, count, "A-01", "DISC", 3000)
    shop.run(places.finish_bin, shop.counter, count, shop.ids["A-01"])
    shop.counted(shop.keeper, count, "A-02", FILTER=20_000, OIL=2500)
    assert shop.step(shop.keeper, count, "recount") == "recount"
    shop.take(shop.second, count, "A-01")
    found = seen(shop, count, shop.second)
    assert [(line.number, line.listed, line.counted) for line in found.lines] == [
        ("DISC", True, None), ("BULB", True, None)
    ]  # fmt: skip


def test_the_pulse_beats_for_bins_steps_and_stock(shop: Shop, count: Id) -> None:
    beats = [shop.ask(floor.pulse, shop.counter, count)]
    shop.scan(shop.counter, count, "A-01", "BRAKE")
    assert shop.ask(floor.pulse, shop.counter, count) == beats[0]  # one's own scans are no news
    for act in (
        lambda: shop.take(shop.keeper, count, "A-02"),
        lambda: shop.move("BRAKE", "A-01", -1000),
        lambda: shop.step(shop.manager, count, "cancel", reason="test"),
    ):
        act()
        beats.append(shop.ask(floor.pulse, shop.counter, count))
    assert len(set(beats)) == 4


def test_photos_are_given_by_their_hash_if_a_part_has_it(shop: Shop, count: Id) -> None:
    sha = shop.run(pictured, PROGRAM, shop.ids["BRAKE"], png("red"))
    assert shop.ask(floor.photo, shop.counter, sha) == png("red")
    assert shop.ask(floor.photo, shop.counter, "0" * 64) is None
    told = shop.ask(floor.homes, shop.counter, count, (shop.ids["BRAKE"], shop.ids["BULB"]))
    assert told == {shop.ids["BRAKE"]: ("A-01", sha), shop.ids["BULB"]: ("B-01", None)}


def test_e2_a_photo_stays_with_its_unknown_code(shop: Shop, count: Id) -> None:
    """E2: shown to whoever settles the code, from any desk; kept with the count when it is settled."""
    brake, odd = (shop.scan(shop.counter, count, "A-01", code) for code in ("BRAKE", "WHAT-1"))
    other = shop.scan(shop.counter, count, "A-01", "WHAT-2")
    add = code_photos.add_code_photo
    first = shop.run(add, shop.counter, count, odd.seq, "one.png", png("red"))
    second = shop.run(add, shop.second, count, odd.seq, "two.png", png("blue"))
    assert [(u.code, u.photos) for u in seen(shop, count, shop.keeper).unknown] == [
        ("WHAT-1", (first, second)), ("WHAT-2", ())
    ]  # fmt: skip
    assert shop.ask(floor.photo, shop.keeper, second) == png("blue")
    with pytest.raises(Refused, match="not a JPEG or PNG"):
        shop.run(add, shop.counter, count, odd.seq, "paper.pdf", b"%PDF-1.4 paper")
    with pytest.raises(Refused, match="settled already"):
        shop.run(add, shop.counter, count, brake.seq, "one.png", png("red"))  # this code is known
    for colour in ("green", "white", "black", "grey"):
        shop.run(add, shop.counter, count, odd.seq, "more.png", png(colour))
    with pytest.raises(Refused, match="6 photos"):
        shop.run(add, shop.counter, count, odd.seq, "seven.png", png("pink"))
    shop.run(acts.attach, shop.keeper, count, odd.seq, shop.ids["DISC"])
    settled = shop.ask(queries.tabs, shop.keeper, count).settled
    assert [(u.code, u.part, u.photos[:2]) for u in settled] == [("WHAT-1", "DISC", (first, second))]
    assert [kept.name for kept in shop.ask(attachments.list_of, shop.keeper, "counts", count)][:2] == [
        "one.png",
        "two.png",
    ]
    shop.step(shop.manager, count, "cancel", reason="test")
    with pytest.raises(Refused, match="not running"):
        shop.run(add, shop.counter, count, other.seq, "one.png", png("red"))


def test_a_bin_label_of_another_count_is_told_and_not_kept_as_a_code(shop: Shop, count: Id) -> None:
    result = shop.scan(shop.counter, count, "A-01", "b-01")
    assert (result.kind, result.bin, result.bin_id) == ("refused", "B-01", shop.ids["B-01"])
    assert seen(shop, count).unknown == ()


def test_an_unknown_code_may_stay_with_its_part(shop: Shop, count: Id) -> None:
    """E2: counted where it was scanned; the next scan of it is the part. Who may not edit parts may not do that."""
    unknown = shop.scan(shop.counter, count, "A-01", "mKr-77/1")
    with pytest.raises(Refused, match="roles"):
        shop.run(learning.attach_and_keep, shop.counter, count, unknown.seq, shop.ids["DISC"])
    shop.run(learning.attach_and_keep, shop.keeper, count, unknown.seq, shop.ids["DISC"])
    result = shop.scan(shop.counter, count, "A-01", "mKr-77/1")
    assert (result.kind, result.number, result.total) == ("ok", "DISC", 2000)


def test_a_code_is_kept_once_and_for_one_part_only(shop: Shop, count: Id) -> None:
    brake, disc = shop.ids["BRAKE"], shop.ids["DISC"]
    for _ in range(2):
        shop.run(changes.keep_code, shop.keeper, disc, "MKR-77")
    for code, why in (
        ("MKR-77", "DISC"), ("DISC", "DISC"), ("6934472009174", "FILTER"), (" ", "1 to 80"), ("X" * 81, "1 to 80"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            shop.run(changes.keep_code, shop.keeper, brake, code)
    with pytest.raises(Refused, match="does not exist"):
        shop.run(changes.keep_code, shop.keeper, clock.new_id(), "MKR-78")
    unknown = shop.scan(shop.counter, count, "A-01", "MKR-79")
    shop.run(changes.keep_code, shop.keeper, disc, "MKR-79")
    with pytest.raises(Refused, match="already a code"):
        shop.run(learning.attach_and_keep, shop.keeper, count, unknown.seq, brake)
    assert [u.code for u in seen(shop, count).unknown] == ["MKR-79"]  # nothing of it was done
