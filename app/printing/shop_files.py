"""The whole shop as a folder of CSV files, with a list that explains every column. Knows files, no table.

The folder is whole or not there: it is written under another name and gets its own in one move.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core import clock, i18n
from app.core.access import Actor
from app.core.desk import Desk
from app.core.errors import Trouble, why
from app.core.i18n import tr
from app.printing.spreadsheets import tame
from app.services import shop_files, values
from app.services.shop_files import FORMS, Outside, Part, Sheet, Told

README = "README.csv"
HEAD = ("file", "column", "value", "form", "english", "chinese", "points_to")
PLACES = {"money": 2, "price": 6, "quantity": 3, "percent": 2, "tenths": 1}
STEP = 200  # rows between two looks at whether it goes on


@dataclass(frozen=True)
class Taken:
    """What was written: the folder, how many tables, rows and attached files."""

    folder: Path
    tables: int
    rows: int
    files: int


def take_out(desk: Desk, actor: Actor, target: Path, tell: Callable[[int, int], None] = lambda _n, _of: None) -> Taken:
    """Writes everything into a new folder inside `target`; `tell` hears how far it is and may raise to stop it.

    Raises Refused without the right or while the person counts, Trouble if the disk does not take it; then nothing
    of it stays.
    """
    folder = target / f"counterpart-{clock.local(clock.now()):%Y%m%d-%H%M%S}"
    part = folder.with_name(folder.name + ".part")
    desk.run(shop_files.note, actor, str(folder))
    try:
        part.mkdir(parents=True)
        writing = _Writing(part, tell)
        desk.ask(shop_files.read, actor, Outside(writing.begin, writing.table, writing.file))
        _write(part / README, HEAD, explained())
        part.rename(folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise Trouble("{folder} can't be written: {reason}. Choose another folder.", folder=str(target),
                      reason=why(error)) from error  # fmt: skip
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Taken(folder, len(shop_files.sheets()), writing.rows, writing.files)


class _Writing:
    """Writes what comes and counts it."""

    def __init__(self, folder: Path, tell: Callable[[int, int], None]) -> None:
        self._folder, self._tell = folder, tell
        self._total = 0
        self.rows = self.files = 0

    def begin(self, total: int) -> None:
        self._total = total
        self._tell(0, total)

    def table(self, sheet: Sheet, rows: Iterator[Sequence[Any]]) -> None:
        forms = [part.form for part in sheet.parts]
        _write(self._folder / f"{sheet.name}.csv", [part.name for part in sheet.parts],
               ([cell_of(*pair) for pair in zip(forms, row, strict=True)] for row in self._counted(rows)))  # fmt: skip
        self._tell(self.rows, self._total)

    def file(self, name: str, content: bytes) -> None:
        file = self._folder / shop_files.FOLDER / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        self.files += 1
        self._tell(self.rows + self.files, self._total)

    def _counted(self, rows: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for row in rows:
            self.rows += 1
            if self.rows % STEP == 0:
                self._tell(self.rows, self._total)
            yield row


def _write(file: Path, head: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """A table as CSV: UTF-8 with BOM, as Excel wants it."""
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)


def cell_of(form: str, value: Any) -> Any:
    """A value as the files carry it: exact figures with a point, the shop's clock, no formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and form in PLACES:
        return values.unscaled(value, PLACES[form])
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return tame(json.dumps(value, ensure_ascii=False))
    return value if isinstance(value, int) else tame(str(value))


def explained() -> Iterator[Sequence[str]]:
    """README.csv: each table, each column, each state, in both languages."""
    for sheet in shop_files.sheets():
        file = f"{sheet.name}.csv"
        yield (file, "", "", "", *_both(sheet.told), "")
        for part in sheet.parts:
            yield (file, part.name, "", _form(part), *_both(part.told), f"{part.points}.csv" if part.points else "")
            if part.name == "state":
                yield from ((file, "state", code, "", *_both(Told(label)), "") for code, label in sheet.states)


def _form(part: Part) -> str:
    return "; ".join(_both(Told(FORMS[part.form])))


def _both(told: Told) -> tuple[str, str]:
    """English and Chinese, whatever language the program speaks now."""
    if not told.label:
        return told.en, told.zh
    with i18n.language("en"):
        english = tr(told.label)
    with i18n.language("zh_CN"):
        return english, tr(told.label)
