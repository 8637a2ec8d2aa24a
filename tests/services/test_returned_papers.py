"""Signed papers that come back: filed by their code, kept with the reason where that is not possible, never lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.core.errors import Refused, Trouble
from app.core.screen import ListQuery
from app.services import attachments, documents, lookup, returned_papers
from app.services.returned_papers import Taken
from app.services.returned_papers.folder import Watched
from app.services.returned_papers.taking import take_in
from app.services.work_orders import signing
from tests.garage import Garage
from tests.services.reception_desk import Desk
from tests.shopfloor import Shopfloor
from tests.ways import returned_papers as ways
from tests.ways.returned_papers import a_scan


@pytest.fixture
def desk4(shop: Shopfloor) -> Desk:
    made = Desk(shop)
    made.car()
    return made


@pytest.fixture
def garage(shop: Shopfloor) -> Garage:
    return Garage(shop)


def take(shop: Shopfloor, code: str, content: bytes = b"", name: str = "scan 1.png") -> Taken:
    return take_in(shop.desk, shop.actor("SA"), name, content or a_scan(), code)


def show(shop: Shopfloor, id: Any) -> Any:
    return shop.ask(documents.show, "returned_papers", id, by="SA")


# --- filed --------------------------------------------------------------------------------------
def test_a_signed_check_sheet_signs_its_check_in(desk4: Desk, shop: Shopfloor) -> None:
    id, scan = desk4.checked(), a_scan()
    number = desk4.see(id)["number"]
    taken = take(shop, f"{number}.1", scan)
    assert (taken.filed, taken.document, taken.known, taken.said) == (True, number, False, None)
    assert desk4.see(id)["state"] == "signed"
    held = desk4.signature(id)
    assert held is not None
    assert held.image is not None
    assert shop.ask(attachments.read, held.image) == scan
    seen = show(shop, taken.id)
    assert [(link.kind, link.id) for link in seen.links] == [("receptions", id)]
    assert (seen.values["of_revision"], seen.state) == (1, "filed")
    again = take(shop, f"{number}.1", scan)  # dropped twice, or the folder was looked at again
    assert (again.id, again.known, again.filed) == (taken.id, True, True)


def test_a_signed_order_goes_on_by_its_paper(garage: Garage, shop: Shopfloor) -> None:
    order = garage.issued()
    number = garage.sheet(order).number
    taken = take(shop, f"{number}.1")
    assert (taken.filed, garage.state(order)) == (True, "signed")
    [answer] = garage.read(order)[3]
    assert (answer.outcome, answer.way) == ("AGREED", "SIGNATURE")
    [hit] = shop.ask(lookup.code, f"{number}.1", by="SA")  # the same code under a hand scanner opens the order
    assert (hit.kind, hit.id) == ("work_orders", order)


def test_a_re_issued_order_is_agreed_to_by_its_paper_and_the_older_one_is_refused(
    garage: Garage, shop: Shopfloor
) -> None:
    order = garage.reissued()
    number = garage.sheet(order).number
    taken = take(shop, f"{number}.2")
    assert (taken.filed, garage.state(order)) == (True, "in_repair")
    assert garage.read(order)[3][-1].way == "SIGNATURE"
    old = take(shop, f"{number}.1")  # the customer signed it on the pad
    assert old.said is not None
    assert "was not signed on paper" in str(old.said)


def test_what_was_agreed_by_call_is_signed_later_and_a_lapsed_revision_is_not(garage: Garage, shop: Shopfloor) -> None:
    order = garage.reissued()
    garage.agreed(order)
    number = garage.sheet(order).number
    first = a_scan()
    back = shop.run(signing.paper_back, f"{number}.2", first, by="SA")
    assert (back.revision, back.signed, garage.state(order)) == (2, True, "in_repair")
    with pytest.raises(Refused, match="here already"):
        shop.run(signing.paper_back, f"{number}.2", first, by="SA")
    assert not shop.run(signing.paper_back, f"{number}.2", a_scan(), by="SA").signed  # its second page
    scans = [a.role for a in shop.ask(attachments.list_of, "work_orders", order, by="SA")]
    assert scans.count("signature") >= 2
    other = garage.reissued()
    garage.propose(other)
    garage.step(other, "reissue")
    with pytest.raises(Refused, match="does not hold any more"):
        shop.run(signing.paper_back, f"{garage.sheet(other).number}.2", a_scan(), by="SA")
    for nonsense in ("WO-01-20261123-0999.1", "4711"):
        with pytest.raises(Refused, match="No work order"):
            shop.run(signing.paper_back, nonsense, a_scan(), by="SA")


@pytest.mark.parametrize("kind", ["receptions", "work_orders"])
def test_what_a_folder_brings_signs_nothing_until_one_looked_at_it(
    desk4: Desk, garage: Garage, shop: Shopfloor, kind: str
) -> None:
    """R51: a bar code is no signature; a draft printed into the folder bears it too. Later pages are only added."""
    order = kind == "work_orders"
    id = garage.issued() if order else desk4.checked()
    number = garage.sheet(id).number if order else desk4.see(id)["number"]
    unsigned = "wait_sign" if order else "checked"
    taken = take_in(shop.desk, shop.actor("SA"), "scan.png", a_scan(), f"{number}.1", seen=False)
    assert "Look whether it is signed" in str(taken.said)
    assert (taken.filed, shop.state(kind, id)) == (False, unsigned)
    shop.step("returned_papers", taken.id, "file", by="SA")  # its code is known
    assert shop.state(kind, id) == "signed"
    more = take_in(shop.desk, shop.actor("SA"), "scan 2.png", a_scan(), f"{number}.1", seen=False)
    assert (more.filed, more.document) == (True, number)
    [proof, *_] = shop.ask(attachments.list_of, "returned_papers", taken.id, by="SA")
    with pytest.raises(Refused, match="proof"):
        shop.run(attachments.remove, proof.id, by="SA")


# --- not filed ----------------------------------------------------------------------------------
def test_e56_a_paper_of_an_old_revision_is_kept_and_signs_nothing(desk4: Desk, shop: Shopfloor) -> None:
    id = desk4.checked()
    desk4.step(id, "correct")
    desk4.step(id, "check")
    number = desk4.see(id)["number"]
    taken = take(shop, f"{number}.1")
    assert not taken.filed
    assert f"This paper is revision 1 of {number}" in str(taken.said)
    assert (desk4.see(id)["state"], desk4.signature(id)) == ("checked", None)
    [row] = shop.ask(documents.read, "returned_papers", [taken.id], by="SA")
    assert str(row[4]) == str(taken.said)


def test_what_could_not_be_read_is_filed_by_hand(desk4: Desk, shop: Shopfloor) -> None:
    id = desk4.checked()
    number = desk4.see(id)["number"]
    taken = take(shop, "")
    assert "Enter its number by hand" in str(taken.said)
    with pytest.raises(Refused, match="revision that stands on the paper"):
        shop.step("returned_papers", taken.id, "file", by="SA", code=number)
    with pytest.raises(Refused, match="has the number"):
        shop.step("returned_papers", taken.id, "file", by="SA", code="PO-01-20261123-0001", revision=1)
    shop.step("returned_papers", taken.id, "file", by="SA", code=number.lower(), revision=1)
    assert desk4.see(id)["state"] == "signed"
    assert show(shop, taken.id).values["code"] == f"{number}.1"


def test_what_nobody_needs_is_put_aside_and_may_come_again(shop: Shopfloor) -> None:
    scan = a_scan()
    taken = take(shop, "", scan)
    shop.step("returned_papers", taken.id, "drop", by="SA", reason="a letter")
    [row] = shop.ask(documents.read, "returned_papers", [taken.id], by="SA")
    assert row[4:7:2] == ("a letter", "dropped")
    again = take(shop, "", scan)
    assert (again.id != taken.id, again.known) == (True, False)


def test_what_is_no_picture_is_noted_and_can_not_be_filed(desk4: Desk, shop: Shopfloor) -> None:
    taken = take(shop, "", b"words", "notes.pdf")
    assert "not a JPEG, PNG or PDF" in str(taken.said)
    number = desk4.see(desk4.checked())["number"]
    with pytest.raises(Refused, match="could not be kept"):
        shop.step("returned_papers", taken.id, "file", by="SA", code=number, revision=1)


def test_who_may_not_have_customers_sign_takes_in_no_paper(shop: Shopfloor) -> None:
    with pytest.raises(Refused, match="roles"):
        shop.run(returned_papers.keep, "scan.png", a_scan(), by="TE")


def test_the_list_finds_by_file_and_document(desk4: Desk, shop: Shopfloor) -> None:
    filed, unread = ways.filed(shop), take(shop, "", name="IMG_0007.png").id
    number = show(shop, filed).values["document"]

    def found(text: str, *where: tuple[str, str]) -> list[Any]:
        return list(shop.ask(documents.find, "returned_papers", ListQuery(text, where, sort="name"), by="SA"))

    assert found("img_0007") == [unread]
    assert found(number) == [filed]
    assert found("", ("state", "open")) == [unread]
    assert show(shop, unread).links == ()


# --- the watched folder -------------------------------------------------------------------------
def test_a_file_is_taken_only_when_nobody_writes_into_it_any_more(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    for name in ("a.pdf", "Thumbs.db", "half.jpg.part"):
        (tmp_path / name).write_bytes(b"one")
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder.pdf").mkdir()
    assert watched.whole() == []  # seen for the first time: perhaps it still grows
    (tmp_path / "a.pdf").write_bytes(b"one and two")
    assert watched.whole() == []
    assert watched.whole() == [tmp_path / "a.pdf"]


def test_taken_files_go_into_their_subfolder_and_overwrite_nothing(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    for n in range(2):
        (tmp_path / "a.pdf").write_bytes(b"%d" % n)
        watched.put_away(tmp_path / "a.pdf", read=True)
    (tmp_path / "b.pdf").write_bytes(b"b")
    watched.put_away(tmp_path / "b.pdf", read=False)
    kept = {f.relative_to(tmp_path).as_posix(): f.read_bytes() for f in tmp_path.rglob("*.pdf")}
    assert kept == {"done/a.pdf": b"0", "done/a (2).pdf": b"1", "unread/b.pdf": b"b"}
    (tmp_path / "c.pdf").write_bytes(b"c")
    (tmp_path / "unread").rename(tmp_path / "moved")
    (tmp_path / "unread").write_bytes(b"a file where the folder should be")
    assert watched.whole() == []
    assert watched.whole() == [tmp_path / "c.pdf"]
    watched.put_away(tmp_path / "c.pdf", read=False)
    assert "can't be moved" in str(watched.stuck["c.pdf"][1])
    assert watched.whole() == []  # it is not taken again, and stands in nobody's way
    (tmp_path / "c.pdf").unlink()
    watched.whole()
    assert watched.stuck == {}
    with pytest.raises(Trouble, match="can't be read"):
        Watched(tmp_path / "unplugged").whole()
