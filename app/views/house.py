"""What boot hands to the window: the shop's folder, how it is opened, the lock on it. Opens nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Held(Protocol):
    """The lock on the data folder: one window each."""

    held: bool

    def release(self) -> None: ...


@dataclass(frozen=True)
class House:
    """What boot hands in: the folder, how to open the shop there, and the lock on the folder."""

    data: Path
    open_shop: Callable[[Path, str | None], tuple[Any, Any]]
    lock: Callable[[Path], Held]
    database: str | None = None
