"""Rights: compared by code, refused in words."""

from __future__ import annotations

import pytest

from app.core.access import Actor, Permission, Signer
from app.core.clock import new_id
from app.core.errors import Conflict, Problem, Refused, Trouble
from app.core.i18n import Text

COUNT = Permission("counts.count", "Count")


def test_a_permission_is_its_code() -> None:
    assert Permission("a", "x") == Permission("a", "y")
    assert len({Permission("a", "x"), Permission("a", "y")}) == 1


def test_who_may_and_who_may_not() -> None:
    ann = Actor(new_id(), "Ann", "01", ("WK",), frozenset({"counts.count"}))
    bob = Actor(new_id(), "Bob", "01")
    ann.require(COUNT)
    with pytest.raises(Refused, match="Your roles do not allow this: Count"):
        bob.require(COUNT)
    with pytest.raises(Refused, match=r"x\.y"):
        bob.require(Permission("x.y"))
    assert Actor(None, "program", "01").may(COUNT)


def test_an_actor_takes_a_signature_in_hand() -> None:
    signer = Signer("t", new_id(), "Fin", frozenset(), new_id(), 1, "approve")
    ann = Actor(new_id(), "Ann", "01")
    assert ann.signed(signer).signer is signer
    assert ann.signer is None


def test_a_refusal_carries_all_its_problems() -> None:
    both = (Problem("a", Text("First.")), Problem("b", Text("Second {n}.", n=2)))
    error = Refused.all(both)
    assert (str(error), error.where, error.problems) == ("First.", "a", both)
    single = Refused("No {n}.", where="x", n=1)
    assert single.problems == (Problem("x", Text("No {n}.", n=1)),)
    assert str(Conflict(Text("Again."))) == "Again."
    assert str(Trouble("Disk {d}.", d="C")) == "Disk C."
