"""The folder a scanner writes into: which files are whole, and where they go once they were taken. Knows no paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import Trouble, why

DONE, UNREAD = "done", "unread"  # subfolders
KINDS = frozenset({".pdf", ".jpg", ".jpeg", ".png"})
Shape = tuple[int, int]  # size and time of the last change


@dataclass
class Watched:
    """A folder and what its files looked like when it was last looked at."""

    folder: Path
    before: Mapping[str, Shape] = field(default_factory=dict)

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
        same = [name for name, shape in now.items() if shape[0] and self.before.get(name) == shape]
        self.before = now
        return [self.folder / name for name in same]

    def put_away(self, file: Path, *, read: bool) -> None:
        """Moves a taken file into its subfolder; one of the same name there is never overwritten.

        What can't be moved stays: its content is known by then, and is not taken twice.
        """
        home = self.folder / (DONE if read else UNREAD)
        try:
            home.mkdir(exist_ok=True)
            file.rename(_free(home / file.name))
        except OSError as error:
            raise Trouble("{file} can't be moved: {why}.", file=str(file), why=why(error)) from error


def _free(wanted: Path) -> Path:
    n, free = 1, wanted
    while free.exists():
        n += 1
        free = wanted.with_name(f"{wanted.stem} ({n}){wanted.suffix}")
    return free
