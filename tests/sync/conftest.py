"""Two stations that met, for the tests of the exchange."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stations import Pair, three


@pytest.fixture
def pair(tmp_path: Path, time: Any) -> Iterator[Pair]:
    """Two stations that met, and the folder between them."""
    stations = three(tmp_path)
    folder = tmp_path / "between"
    folder.mkdir()
    yield stations[0], stations[1], folder
    for one in stations:
        one.close()
