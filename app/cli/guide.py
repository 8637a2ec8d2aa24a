"""docs/guide: the handbook as one document per language, with a picture of each room. Keeps no text of its own.

The pages are those that F1 shows (services/handbook.py); the pictures are made by
`python3 dev.py run --screenshots docs/screenshots`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.core import i18n
from app.core.i18n import N_, tr
from app.services import handbook

LANGUAGES = {"en": "en", "zh": "zh_CN"}
PICTURES = {"start": "login", "troubles": "help", "scan_room": "scan", "issue_room": "issue"}  # else like the page
_MARK = "<!-- Written by “python3 dev.py docs” from resources/help; edits are lost. -->"
ABOUT = N_(
    "The same pages stand in the program: F1 shows the keys of the room you are in, and then its page. Keys are "
    "written `like this`, buttons and rooms **like this**."
)


def pages(screenshots: Path) -> dict[str, str]:
    """File name → the guide, for each language."""
    found = {}
    for short, language in LANGUAGES.items():
        with i18n.language(language):
            found[f"{short}.md"] = "\n".join(_guide(short, screenshots)) + "\n"
    return found


def _guide(short: str, screenshots: Path) -> Iterator[str]:
    written = {page.name: page for page in handbook.pages()}
    chapters = [(tr(title), [written[n] for n in names if n in written]) for title, names in handbook.chapters()]
    yield from (_MARK, "", f"# Counterpart: {tr('User guide')}", "", tr(ABOUT), "")
    for title, found in chapters:
        yield f"- {title}: " + " · ".join(f"[{page.title}](#{page.name})" for page in found)
    for title, found in chapters:
        yield from ("", f"# {title}")
        for page in found:
            yield from ("", f'<a id="{page.name}"></a>', "", f"## {page.title}", "")
            picture = f"{PICTURES.get(page.name, page.name)}-{short}.png"
            if (screenshots / picture).is_file():
                yield from (f"![{page.title}](../screenshots/{picture})", "")
            yield page.body.replace("\n## ", "\n### ").replace("](", "](#")
