"""`scan TEXT`: what a scanner would type, looked up or counted. Knows the services of look-up and counting."""

from __future__ import annotations

from app.cli.counter import Counter
from app.core.errors import Refused


def scan(counter: Counter, text: str, count: str | None, bin: str | None) -> None:
    """Looks the scanned text up; with `count` counts it there, at `bin`."""
    raise Refused("Nothing is known by this code: {code}.", code=text)
