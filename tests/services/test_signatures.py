"""Signatures: they belong to one revision and one content, on screen or on paper, and are kept with their proof."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PIL import Image

from app.core import clock
from app.core.access import Actor, Permission
from app.core.desk import Context, Reader, query, usecase
from app.core.errors import Refused
from app.core.kind import Kind
from app.core.paper import UNSIGNED
from app.core.paper import Signature as Box
from app.core.screen import FormSpec, ListSpec
from app.models.stock import StockDocument
from app.services import attachments, kinds, signatures
from app.services.signatures import Signed, Strokes, Subject
from tests.rig import Rig, open_rig

CARD = Kind(
    "papers", "Paper", "Papers", "file", "x", StockDocument, Permission("stock_documents.view"),
    Permission("stock_documents.edit"), ListSpec((), lambda c, q: (), lambda c, i: (), ()), FormSpec(),
)  # fmt: skip
WRITTEN = Strokes(520, 260, tuple(tuple((10 * i + n, 40 * n, 40 * i + 400 * n) for i in range(15)) for n in range(2)))
DOT = Strokes(520, 260, (((5, 5, 0), (6, 5, 20)),))
QUICK = Strokes(520, 260, (tuple((i, i, i * 9) for i in range(30)),))


def png(shade: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8), shade).save(out, "PNG")
    return out.getvalue()


@dataclass(frozen=True)
class Sheet:
    """What is signed here: an amount, and by whom it was printed, which nobody signs."""

    amount: int
    printed_by: str = field(default="", metadata=UNSIGNED)


@usecase("test.sign", allow=None, secret=("strokes",))
def sign(ctx: Context, subject: Subject, sheet: Sheet, strokes: Strokes = WRITTEN, name: str = "Li Fang") -> None:
    signatures.sign_on_screen(ctx, subject, sheet, name=name, strokes=strokes, image=png())


@usecase("test.sign_paper", allow=None)
def sign_paper(ctx: Context, subject: Subject, sheet: Sheet, image: bytes | None = None) -> None:
    signatures.sign_on_paper(ctx, subject, sheet, name="Li Fang", image=image)


@usecase("test.refuse", allow=None)
def refuse(ctx: Context, subject: Subject, sheet: Sheet, reason: str) -> None:
    signatures.refuse(ctx, subject, sheet, name="Li Fang", reason=reason)


@usecase("test.bring_back", allow=None)
def bring_back(ctx: Context, subject: Subject, sheet: Sheet, image: bytes) -> None:
    signatures.bring_back(ctx, subject, signatures.canonical_hash(sheet), image)


@query("test.signature", allow=None)
def signature(ctx: Reader, subject: Subject, sheet: Sheet) -> Signed | None:
    return signatures.signature_of(ctx, subject, signatures.canonical_hash(sheet))


@query("test.refusal", allow=None)
def refusal(ctx: Reader, subject: Subject) -> Signed | None:
    """The last word on it, if it is a refusal."""
    said = signatures.all_of(ctx, subject.kind, subject.id)
    return said[-1] if said and said[-1].refused else None


@query("test.box", allow=None)
def box(ctx: Reader, held: Signed | None) -> Box:
    return signatures.box(ctx, "Customer", held, name="Li Fang")


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr(kinds, "KINDS", (CARD,))
    rig = open_rig(tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def keeper(rig: Rig) -> Actor:
    return rig.actor("ann", "WK")


@pytest.fixture
def subject() -> Subject:
    return Subject("papers", clock.new_id(), "JC-1", 1)


def test_a_signature_on_screen_is_kept_with_strokes_picture_and_what_was_signed(
    rig: Rig, keeper: Actor, subject: Subject
) -> None:
    rig.desk.run(sign, keeper, subject, Sheet(84000))
    held = rig.desk.ask(signature, keeper, subject, Sheet(84000, "somebody else"))
    assert held is not None
    assert held.image
    assert held.strokes
    assert (held.name, held.way, held.revision, held.witness) == ("Li Fang", "SCREEN", 1, "Ann")
    assert rig.desk.ask(attachments.read, keeper, held.image) == png()
    assert json.loads(rig.desk.ask(attachments.read, keeper, held.strokes))["strokes"][1][0] == [1, 40, 400]
    matter = rig.desk.ask(attachments.read, keeper, held.sheet)
    assert json.loads(matter) == {"amount": 84000}
    assert hashlib.sha256(matter).hexdigest() == held.sheet_hash
    with pytest.raises(Refused, match="proof"):
        rig.desk.run(attachments.remove, keeper, held.image)


def test_e56_another_content_or_a_later_revision_is_unsigned(rig: Rig, keeper: Actor, subject: Subject) -> None:
    rig.desk.run(sign, keeper, subject, Sheet(84000))
    assert rig.desk.ask(signature, keeper, subject, Sheet(84001)) is None
    assert rig.desk.ask(signature, keeper, replace(subject, revision=2), Sheet(84000)) is None
    assert rig.desk.ask(signature, keeper, replace(subject, purpose="DELIVERY"), Sheet(84000)) is None
    [kept] = rig.desk.ask(signatures.list_of, keeper, "papers", subject.id)
    assert kept.revision == 1


@pytest.mark.parametrize("strokes", [DOT, QUICK, Strokes(520, 260, ())], ids=["dot", "quick", "nothing"])
def test_a_slip_of_the_pen_is_no_signature(rig: Rig, keeper: Actor, subject: Subject, strokes: Strokes) -> None:
    with pytest.raises(Refused, match="too short"):
        rig.desk.run(sign, keeper, subject, Sheet(1), strokes)
    assert rig.desk.ask(signatures.list_of, keeper, "papers", subject.id) == []


def test_scribbling_and_a_nameless_signature_are_refused(rig: Rig, keeper: Actor, subject: Subject) -> None:
    endless = Strokes(520, 260, (tuple((1, 1, i) for i in range(60_000)),))
    with pytest.raises(Refused, match="too much"):
        rig.desk.run(sign, keeper, subject, Sheet(1), endless)
    with pytest.raises(Refused, match="name"):
        rig.desk.run(sign, keeper, subject, Sheet(1), name="  ")


def test_a_signed_paper_comes_back_once(rig: Rig, keeper: Actor, subject: Subject) -> None:
    with pytest.raises(Refused, match="not signed on paper"):
        rig.desk.run(bring_back, keeper, subject, Sheet(5), png())
    rig.desk.run(sign_paper, keeper, subject, Sheet(5))
    held = rig.desk.ask(signature, keeper, subject, Sheet(5))
    assert held is not None
    assert held.way == "PAPER"
    assert held.image is None
    rig.desk.run(bring_back, keeper, subject, Sheet(5), png(9))
    held = rig.desk.ask(signature, keeper, subject, Sheet(5))
    assert held is not None
    assert held.image
    assert rig.desk.ask(attachments.read, keeper, held.image) == png(9)
    with pytest.raises(Refused, match="here already"):
        rig.desk.run(bring_back, keeper, subject, Sheet(5), png(9))
    rig.desk.run(bring_back, keeper, subject, Sheet(5), png(10))  # its second page
    further = rig.desk.ask(signature, keeper, subject, Sheet(5))
    assert further is not None
    assert further.image == held.image
    with pytest.raises(Refused, match="not a JPEG"):
        rig.desk.run(sign_paper, keeper, replace(subject, revision=2), Sheet(5), b"words")


def test_a_refusal_is_kept_and_may_be_thought_over(rig: Rig, keeper: Actor, subject: Subject) -> None:
    with pytest.raises(Refused, match="why"):
        rig.desk.run(refuse, keeper, subject, Sheet(5), " ")
    rig.desk.run(refuse, keeper, subject, Sheet(5), "too expensive")
    assert rig.desk.ask(signature, keeper, subject, Sheet(5)) is None
    refused = rig.desk.ask(refusal, keeper, subject)
    assert refused is not None
    assert refused.reason == "too expensive"
    assert refused.image is None
    rig.desk.run(sign, keeper, subject, Sheet(5))
    assert rig.desk.ask(refusal, keeper, subject) is None
    assert rig.desk.ask(signature, keeper, subject, Sheet(5)) is not None


def test_a_sheets_box_is_filled_by_the_signature(rig: Rig, keeper: Actor, subject: Subject) -> None:
    rig.desk.run(sign_paper, keeper, subject, Sheet(5), png())
    held = rig.desk.ask(signature, keeper, subject, Sheet(5))
    filled, empty = (rig.desk.ask(box, keeper, one) for one in (held, None))
    assert held
    assert (filled.name, filled.signed_at, filled.method) == ("Li Fang", held.at, "On paper")
    assert (empty.name, empty.signed_at, filled.image) == ("Li Fang", None, b"")
    rig.desk.run(sign, keeper, subject, Sheet(6))
    on_screen = rig.desk.ask(signature, keeper, subject, Sheet(6))
    assert rig.desk.ask(box, keeper, on_screen).image == png()


def test_who_may_not_see_the_document_sees_no_signature(rig: Rig, keeper: Actor, subject: Subject) -> None:
    rig.desk.run(sign, keeper, subject, Sheet(1))
    with pytest.raises(Refused, match="roles"):
        rig.desk.ask(signatures.list_of, rig.actor("root", "AD"), "papers", subject.id)
