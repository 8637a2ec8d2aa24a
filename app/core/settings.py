"""Settings as descriptors: key, type, default, label, help, scope and the rule they come from. Knows no single one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from app.core.errors import Refused
from app.core.i18n import Text
from app.core.screen import Choice

T = TypeVar("T")
Shape = Literal["flag", "number", "money", "percent", "choice", "text", "rates", "picture"]


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One value the shop or the workstation may choose.

    `shape`: flag bool · number int · money fen · percent basis points · choice code · text str · picture SHA-256 of
    kept content · rates a list of {"name" of `choices`, "rate" in basis points, "from" ISO date}. `rule` is its source
    in the rulebook ("R34") or "" for comfort. Scope "shop" is kept in the database, audited and synced; "workstation"
    in a file on this PC.
    """

    key: str
    shape: Shape
    default: T
    label: str
    help: str = ""
    group: str = ""
    scope: Literal["shop", "workstation"] = "shop"
    rule: str = ""
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    unit: str = ""

    def check(self, value: Any) -> T:
        """`value` if it fits; raises Refused naming what fits."""
        wants = {"flag": bool, "choice": str, "text": str, "picture": str, "rates": list}.get(self.shape, int)
        fits = isinstance(value, wants) and not (wants is int and isinstance(value, bool))
        if fits and self.shape == "choice":
            fits = value in {c.code for c in self.choices}
        if not fits:
            raise Refused("{setting}: this value does not fit.", where=self.key, setting=Text(self.label))
        if wants is int and not (self.least or 0) <= value <= (self.most if self.most is not None else value):
            raise Refused(
                "{setting}: enter a value from {least} to {most}.", where=self.key, setting=Text(self.label),
                least=self.least or 0, most=self.most if self.most is not None else "∞",
            )  # fmt: skip
        if self.shape == "rates":
            self._check_rates(value)
        return value  # type: ignore[no-any-return]

    def _check_rates(self, rows: list[Any]) -> None:
        """Each line names a kind, a rate of 0 to 100 % and a day; no two of a kind begin on one day."""
        said = set()
        for at, row in enumerate(rows, 1):
            if not self._is_rate(row):
                raise Refused("Line {line}: name what for, the rate and the day.", where=self.key, line=at)
            if (row["name"], row["from"]) in said:
                raise Refused("Line {line}: this day is there twice.", where=self.key, line=at)
            said.add((row["name"], row["from"]))
        if not rows:
            raise Refused("Keep at least one rate.", where=self.key)

    def _is_rate(self, row: Any) -> bool:
        try:
            date.fromisoformat(row["from"])
            rate, known = row["rate"], row["name"] in {c.code for c in self.choices}
        except (KeyError, TypeError, ValueError):
            return False
        return known and isinstance(rate, int) and not isinstance(rate, bool) and 0 <= rate <= 10_000
