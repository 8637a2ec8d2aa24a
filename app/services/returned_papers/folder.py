"""The folder a scanner writes into: which files are whole, and where they go once they were taken. Knows no paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import Trouble, why
from app.core.i18n import N_, Text

DONE, UNREAD = "done", "unread"  # subfolders
KINDS = frozenset({".pdf", ".jpg", ".jpeg", ".png"})
Shape = tuple[int, int]  # size and time of the last change


@dataclass
class Watched:
    """A folder and what its files looked like when it was last looked at."""

    folder: Path
    before: Mapping[str, Shape] = field(default_factory=dict)
    stuck: dict[str, tuple[Shape, Text]] = field(default_factory=dict)
    """What was taken and could not be moved away, and why: it is not taken again."""

    def whole(self) -> list[Path]:
        """Files that did not change since the last look and can be opened: nobody writes into them any more.

        Raises Trouble if the folder can't be read.
        """
        now: dict[str, Shape] = {}
        try:
            for file in sorted(self.folder.iterdir()):
                if file.suffix.lower() in KINDS and file.is_file():
                    told = file.stat()
                    now[file.name] = (told.st_size, told.st_mtime_ns)
        except OSError as error:
            raise Trouble(
                "The folder {folder} can't be read: {why}.", folder=str(self.folder), why=why(error)
            ) from error
        self.stuck = {name: kept for name, kept in self.stuck.items() if now.get(name) == kept[0]}
        same = [
            name for name, shape in now.items()
            if shape[0] and self.before.get(name) == shape and name not in self.stuck
        ]  # fmt: skip
        self.before = now
        return [self.folder / name for name in same]

    def put_away(self, file: Path, *, read: bool) -> None:
        """Moves a taken file into its subfolder; one of the same name there is never overwritten.

        What can't be moved stays and is kept in `stuck`.
        """
        home = self.folder / (DONE if read else UNREAD)
        try:
            home.mkdir(exist_ok=True)
            file.rename(_free(home / file.name))
        except OSError as error:
            said = Text(N_("{file} can't be moved: {why}."), file=str(file), why=why(error))
            self.stuck[file.name] = (self.before.get(file.name, (0, 0)), said)


def _free(wanted: Path) -> Path:
    n, free = 1, wanted
    while free.exists():
        n += 1
        free = wanted.with_name(f"{wanted.stem} ({n}){wanted.suffix}")
    return free
