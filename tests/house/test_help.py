"""The handbook is whole and true: a page for every room in both languages, and what it names is there to be pressed.

A page writes buttons in bold and keys as code. A bold text that ends with a full stop is only a heading.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.pofile import read_po

from app.core import i18n
from app.core.i18n import tr
from app.services import handbook
from app.services.kinds import KINDS
from app.views import rooms
from app.views.kit.keycap import spoken
from resources.locale.catalogues import path_of
from tests.house.source import ROOT, imported, sources

LANGUAGES = ("zh_CN", "en")
MODIFIERS = {"Ctrl", "Alt", "Shift", "Tab"}
KEY_NAMES = {"Return": "Enter", "PageUp": "PgUp", "PageDown": "PgDown", "Asterisk": "*", "Escape": "Esc"}
LONGEST = 45  # lines: who looks something up at the counter reads no more
ROOMS = {kind.name: kind.plural for kind in KINDS if kind.area}
ROOMS |= {name: label for name, _icon, label, *_ in (rooms.TODAY, *rooms.OTHERS)}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each of the two languages in turn."""
    with i18n.language(request.param):
        yield request.param


def names() -> set[str]:
    """Every page that has a place in the handbook."""
    return {name for _title, pages in handbook.chapters() for name in pages}


def test_every_room_has_its_page(language: str) -> None:
    written = {file.stem for file in (ROOT / "resources" / handbook.FOLDER / language).glob("*.md")}
    missing = (set(ROOMS) | names()) - written
    assert not missing, f"write resources/help/{language}/<name>.md for {sorted(missing)}"
    assert not written - names(), "these pages have no place in services/handbook.py, so nobody reaches them"
    assert {page.name for page in handbook.pages()} == names() >= set(ROOMS)


def test_a_page_is_called_like_its_room_and_is_short(language: str) -> None:
    for name, label in ROOMS.items():
        page = handbook.page(name)
        assert page is not None
        assert page.title == tr(label), name
        assert len(page.body.splitlines()) <= LONGEST, name
        assert "\n## " in page.body, f"{name} says what the room is for, then what to do, then what can go wrong"


def test_both_languages_tell_the_same() -> None:
    for name in names():
        told = []
        for language in LANGUAGES:
            with i18n.language(language):
                page = handbook.page(name)
            assert page is not None
            told.append([line.split(" ")[0] for line in page.body.splitlines() if re.match(r"##|\d+\.|-", line)])
        assert told[0] == told[1], f"{name}: headings, steps and troubles differ"


def test_what_a_page_calls_by_name_stands_in_the_program(language: str) -> None:
    with path_of(language).open("rb") as file:
        texts = {str(message.string) for message in read_po(file)}
    wrong = [
        f"{page.name}: {said}"
        for page in handbook.pages()
        for said in re.findall(r"\*\*(.+?)\*\*", page.body)
        if said not in texts and said[-1] not in ".。"
    ]
    assert not wrong, "no button, room or field is called so: " + "; ".join(wrong)


def test_the_keys_a_page_names_work_in_its_room(language: str) -> None:
    wrong = []
    for page in handbook.pages():
        known = {spoken(KEY_NAMES.get(key, key)) for key in keys_of(page.name)} | MODIFIERS
        known |= {spoken(key.replace("Return", "Enter")) for key in known}
        wrong += [f"{page.name}: {key}" for key in re.findall(r"`(.+?)`", page.body) if key not in known]
    assert not wrong, "these keys do nothing there: " + "; ".join(wrong)


def test_a_made_up_key_is_noticed() -> None:
    assert "F7" in keys_of("receptions")
    assert "Shift+F8" in keys_of("scan_room")
    assert "Shift+F8" not in keys_of("bins")
    assert "F13" not in keys_of("start")


def keys_of(name: str) -> set[str]:
    """The keys of the frame and of the modules that make up a room; those of all modules for a page of no room."""
    parents = {child: parent for parent, child in handbook.AFTER.items()}
    kind = parents.get(name, name)
    places = {room: module for room, _i, _l, _a, _r, module, _c, _f in rooms.OTHERS} | {"today": rooms.TODAY[3]}
    places |= {room: module for room, (module, _cls) in rooms.SPECIAL.items()}
    if kind not in ROOMS:
        return set().union(*(keys for keys, _uses in read().values()))
    wanted, found = ["app.views.main_window", places.get(kind, "app.views.document_room")], set()
    keys: set[str] = set()
    while wanted:
        module = wanted.pop()
        if module in found or module not in read():
            continue
        found.add(module)
        own, uses = read()[module]
        keys |= own
        wanted += uses if module != "app.views.main_window" else []
    return keys


@cache
def read() -> dict[str, tuple[set[str], list[str]]]:
    """Module of the window → the keys it binds or hears, and the modules of the window that it uses."""
    found = {}
    for file in sources("app/views"):
        keys = {key for node in file.telling for key in _keys(node)}
        brought = [name for node in file.telling for name in imported(node)]
        uses = [*brought, *(name.rpartition(".")[0] for name in brought)]
        found[file.path.removesuffix(".py").replace("/", ".")] = (keys, uses)
    return found


def _keys(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Key" and node.args:
        if isinstance(node.args[0], ast.Constant):
            yield node.args[0].value
        elif isinstance(node.args[0], ast.JoinedStr):  # Key(f"Ctrl+{n}", …)
            yield from (f"Ctrl+{n}" for n in range(10))
    if isinstance(node, ast.Attribute) and node.attr.startswith("Key_"):
        yield node.attr.removeprefix("Key_")
