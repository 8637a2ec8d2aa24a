"""What fields need to know of records, without knowing any: find by typing, by scan, by id. Given by the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.core.screen import Choice, Field


@dataclass(frozen=True)
class Hit:
    """A record as a picker shows it: code (bold), name, one fact that tells it apart; unit and decimals of a part."""

    kind: str
    id: Any
    code: str
    name: str = ""
    fact: str = ""
    unit: str = ""
    decimals: int = 0

    def words(self) -> str:
        """What people call it."""
        return f"{self.code} {self.name}".strip()


class Records(Protocol):
    """All are called in a worker thread."""

    def find(self, kind: str, text: str, limit: int) -> Sequence[Hit]:
        """Records of a kind that fit what is typed, the likeliest first."""

    def get(self, kind: str, id_: Any) -> Hit | None:
        """The record of an id."""

    def scanned(self, code: str, kinds: Sequence[str]) -> Hit | None:
        """The record of one of these kinds that a scan names; None if there is none."""

    def choices(self, field: Field) -> Sequence[Choice]:
        """The values of a choice field whose list the shop defines."""

    def attach(self, name: str, content: bytes) -> Any:
        """Takes a file into the shop's files and gives its id (asked in the writer's thread)."""

    def file_name(self, id_: Any) -> str:
        """What a file of ours is called."""
