"""Views are tested on Qt's offscreen platform, dressed as the program dresses itself."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtWidgets import QApplication

from app.core import i18n
from app.core.clock import Id
from app.core.screen import Choice, Column, Field, ListQuery
from app.views.kit import theme
from app.views.kit.records import Hit
from app.views.kit.scanner import Scanner
from app.views.kit.tasks import Tasks
from tests.atdesk import AtDesk
from tests.services.counting import Shop, counting_shop

# Windows has no pseudo terminals: there a serial scanner needs the real cable
collect_ignore = ["test_kit_serial.py"] if os.name == "nt" else []


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QApplication) -> None:
    """The packaged fonts, once."""
    theme.load_fonts()


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, fonts: None) -> Iterator[None]:
    """Light, 100 %, English; no movement. Each test starts so and may change it."""
    i18n.use("en")
    plain = theme.Look(motion=False)
    if theme.look() != plain or not qapp.styleSheet():
        theme.apply(plain)
    yield
    i18n.use("zh_CN")


@pytest.fixture(params=["zh_CN", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each of the two languages in turn."""
    i18n.use(request.param)
    return str(request.param)


class PartsSource:
    """A list source in memory: `count` parts whose ids are numbers; keeps what it was asked and in which thread."""

    COLUMNS = (
        Column("code", "Part no.", "strong", 118),
        Column("name", "Name", width=150, stretch=True),
        Column("bin", "Bin", "bin", 90),
        Column("level", "Available", "level", 98),
        Column("price", "Price", "money", 88),
        Column("state", "State", "state", 90),
        Column("note", "Note", "muted", 80, hidden=True, sort=False),
    )
    STATES: ClassVar = {"draft": ("Draft", "idle"), "done": ("Done", "ok")}

    def __init__(self, count: int = 400, *, low: bool = False) -> None:
        self.count, self.low = count, low
        self.queries: list[ListQuery] = []
        self.reads: list[int] = []
        self.threads: set[str] = set()
        self.fail: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def find(self, query: ListQuery) -> list[int]:
        self._note()
        self.queries.append(query)
        if self.fail:
            raise self.fail
        ids = [n for n in range(self.count) if query.text.lower() in self.code(n).lower()]
        return (ids[::-1] if query.sort.startswith("-") else ids)[: query.limit]

    def read(self, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        self._note()
        self.gate.wait(5)
        self.reads.append(len(ids))
        return [self.row(n) for n in ids]

    def row(self, n: int) -> tuple[Any, ...]:
        level = (1000, 0, "套", 0.3, "warn") if self.low and n % 5 == 0 else (9000, 0, "套", 1.0, "ok")
        return self.code(n), f"Brake pads {n}", "A-03-2-05", level, 38_600, "done" if n % 2 else "draft", None

    @staticmethod
    def code(n: int) -> str:
        return f"04465-{n:06d}"

    def _note(self) -> None:
        self.threads.add(threading.current_thread().name)


@pytest.fixture
def parts() -> PartsSource:
    """Four hundred parts, all well."""
    return PartsSource()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """Background work, ended after the test."""
    made = Tasks()
    yield made
    made.close()
    qapp.processEvents()


@pytest.fixture
def scanner(qapp: QApplication) -> Iterator[Scanner]:
    """The program's scanner. While it lives, fast typing is a scan: call `settle()` after typing."""
    made = Scanner(qapp)
    yield made
    made.close()


class PartRecords:
    """Records as a form asks for them: five parts, a list of the shop's own values, files in memory."""

    HITS: ClassVar = [
        Hit("parts", n, f"04465-0D15{n}", f"Brake pads {n}", f"A-03-2-0{n} · {n} 套", "套", 0) for n in range(5)
    ]

    def __init__(self) -> None:
        self.threads: set[str] = set()

    def _note(self) -> None:
        self.threads.add(threading.current_thread().name)

    def find(self, kind: str, text: str, limit: int) -> list[Hit]:
        self._note()
        return [hit for hit in self.HITS if text.lower() in hit.words().lower()][:limit]

    def get(self, kind: str, id_: Any) -> Hit | None:
        self._note()
        return next((hit for hit in self.HITS if hit.id == id_), None)

    def scanned(self, code: str, kinds: Sequence[str]) -> Hit | None:
        self._note()
        return next((hit for hit in self.HITS if hit.code == code), None)

    def choices(self, field: Field) -> list[Choice]:
        self._note()
        return [Choice(f"c{n}", f"值 {n}") for n in range(7)] + [Choice("c7", "火花塞"), Choice("c8", "Oil")]

    def attach(self, name: str, content: bytes) -> str:
        self._note()
        return name

    def file_name(self, id_: Any) -> str:
        self._note()
        return str(id_)


@pytest.fixture
def records() -> PartRecords:
    """Five parts."""
    return PartRecords()


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Shop]:
    """The small warehouse in which to count, on a clock that a test sets going."""
    with counting_shop(tmp_path) as made:
        yield made


@pytest.fixture
def count(floor: Shop) -> Id:
    """A count of A-01 and A-02, begun."""
    return floor.started()


@pytest.fixture
def desk(floor: Shop, count: Id, tasks: Tasks, scanner: Scanner) -> Iterator[AtDesk]:
    """The keeper, who leads, at the scan room before his first scan."""
    made = AtDesk(floor, floor.keeper, count, tasks, scanner)
    yield made
    made.close()


@pytest.fixture
def heard(scanner: Scanner) -> list[str]:
    codes: list[str] = []
    scanner.scanned.connect(codes.append)
    return codes
