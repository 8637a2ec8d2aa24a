"""Ways to every state of every kind, through use-cases: one module per kind, called as the kind is.

A new kind "returns" with a workflow brings `tests/ways/returns.py`:

- `WAYS`: state code → function(shop: Shopfloor) → id of a new document in that state. Where a step needs more than the
  state (its guards), the key "state/step" leads to a document on which it can be done; the plain state then shows the
  reason why not.
- `ANSWERS`, optional: step name → {field name: function(shop) → value} for what its sheet asks and no ordinary value
  fits (a record, a choice that matters); texts, dates, quantities and first choices fill themselves in.

`shop.actor("WK")` and so on are the people who later stand at the window: who may press is found out by asking, not
listed here. Each document is pressed only once and must not stand in the way of another one (own bin, own number).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.clock import Id
from app.core.kind import Kind
from app.services.kinds import KINDS
from tests.shopfloor import Shopfloor

Way = Callable[[Shopfloor], Id]


@dataclass(frozen=True)
class Ways:
    """What is known of one kind: how to reach its states, and what its steps are answered."""

    kind: Kind
    ways: Mapping[str, Way]
    answers: Mapping[str, Mapping[str, Callable[[Shopfloor], Any]]]

    def to(self, state: str, step: str = "") -> Way:
        """The way to a document in `state`, ready for `step` if there is one of its own."""
        return self.ways.get(f"{state}/{step}") or self.ways[state]


def ways_of(kind: Kind) -> Ways:
    """The registry entry of a kind; a kind with steps and without ways is a fault."""
    try:
        found = importlib.import_module(f"tests.ways.{kind.name}")
    except ModuleNotFoundError as error:
        raise AssertionError(
            f"how does one reach the states of {kind.name}? Say it in tests/ways/{kind.name}.py"
        ) from error
    return Ways(kind, found.WAYS, getattr(found, "ANSWERS", {}))


STEPPED = tuple(kind for kind in KINDS if kind.workflow is not None)
