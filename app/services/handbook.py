"""The handbook: the help pages of the rooms, read from `resources/help`. Knows their order, nothing of what they tell.

The same pages are shown by F1 and bound into docs/guide. A page is called like its room (a kind's page like the kind);
its first line is its title. A language has a folder of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from app.core import i18n
from app.core.i18n import N_, resources
from app.services.kinds import KINDS

FOLDER = "help"
FIRST = ("start", "today", "scanning", "labels", "printing", "signing", "troubles")
# area → its title and what has a page there besides its kinds; (kind, page) puts a page right after that kind's
CHAPTERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("desk", N_("Front desk"), ("board", "jobs")),
    ("store", N_("Parts store"), ("reports", "import")),
    ("sales", N_("Sales and service"), ()),
    ("manage", N_("Management"), ()),
    ("", N_("This PC and its data"), ("prints", "safety", "exchange", "settings")),
)
AFTER = {"counts": "scan_room", "requisitions": "issue_room"}
_MARKS = re.compile(r"\*\*|`|^#+ |^\s*(?:\d+\.|-)\s+|\[([^\]]*)\]\([^)]*\)", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One page: the name of its room, its title, and its text in Markdown without the title."""

    name: str
    title: str
    body: str

    @property
    def words(self) -> str:
        """The text without its marks, for searching."""
        return _MARKS.sub(lambda found: found[1] or "", self.body)


@dataclass(frozen=True)
class Found:
    """A page that answers a search, and the line of it that does."""

    page: Page
    line: str


def chapters() -> list[tuple[str, list[str]]]:
    """Title (a msgid) and page names of each chapter, in the order of the rail."""
    found = [(N_("First steps"), list(FIRST))]
    for area, title, more in CHAPTERS:
        names = [name for kind in KINDS if area and kind.area == area for name in _with_after(kind.name)]
        if names or more:
            found.append((title, [*names, *more]))
    return found


def _with_after(kind: str) -> list[str]:
    return [kind, AFTER[kind]] if kind in AFTER else [kind]


def page(name: str) -> Page | None:
    """The page of this name in the language in force; None if nobody wrote it."""
    return _read(i18n.current()).get(name)


def pages() -> list[Page]:
    """All pages there are, in order."""
    kept = _read(i18n.current())
    return [kept[name] for _, names in chapters() for name in names if name in kept]


def find(words: str) -> list[Found]:
    """The pages that say all of these words, those that say them in the title first."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    hits = [p for p in pages() if all(w in f"{p.title}\n{p.words}".casefold() for w in wanted)]
    hits.sort(key=lambda p: -sum(w in p.title.casefold() for w in wanted))
    return [Found(p, _line(p, wanted)) for p in hits]


def _line(page: Page, wanted: list[str]) -> str:
    """The line that says most of what was asked for."""
    lines = [line.strip() for line in page.words.splitlines() if line.strip()]
    return max(lines, key=lambda line: sum(w in line.casefold() for w in wanted), default="")


@cache
def _read(language: str) -> dict[str, Page]:
    folder = resources() / FOLDER / language
    found = {}
    for file in sorted(folder.glob("*.md")):
        title, _, body = file.read_text(encoding="utf-8").partition("\n")
        found[file.stem] = Page(file.stem, title.removeprefix("# ").strip(), body.strip())
    return found
