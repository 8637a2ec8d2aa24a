"""Every setting that a module of services declares stands in the settings room, under a key of its own."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections import Counter
from pathlib import Path
from typing import Any

import app.services
from app.core.settings import Setting
from app.services import settings
from app.services.settings import registered


def declared() -> dict[str, Setting[Any]]:
    """The `SETTINGS` of all modules; one that is declared twice under one key fails."""
    found: dict[str, Setting[Any]] = {}
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        for setting in getattr(importlib.import_module(module.name), "SETTINGS", ()):
            assert found.setdefault(setting.key, setting) is setting, f"two settings are called {setting.key}"
    return found


def test_no_module_is_left_out() -> None:
    shop = {key for key, setting in declared().items() if setting.scope == "shop"}
    missing = shop - registered().keys()
    assert not missing, f"add the module to settings.registered: {sorted(missing)}"


def test_every_default_fits_its_own_setting() -> None:
    for setting in declared().values():
        assert setting.check(setting.default) == setting.default


def test_every_setting_has_a_label_and_a_group() -> None:
    assert not [key for key, setting in declared().items() if not (setting.label and setting.group)]


def test_every_group_has_its_card_in_the_settings_room() -> None:
    from app.views.settings_room import GROUPS

    assert {s.group for s in declared().values()} <= GROUPS.keys()


def test_keys_tell_whose_they_are() -> None:
    assert settings.registered()
    assert not [key for key in declared() if "." not in key]


def test_every_setting_is_read_somewhere() -> None:
    """A value that can be changed and changes nothing is worse than none: each is used beyond its place in SETTINGS."""
    app_ = Path(app.services.__file__).parents[1]
    used: Counter[str] = Counter()
    for file in app_.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used[node.id] += 1
            elif isinstance(node, ast.Attribute):
                used[node.attr] += 1
    unread = []
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        found = importlib.import_module(module.name)
        own = {setting.key for setting in getattr(found, "SETTINGS", ())}
        names = {name for name, value in vars(found).items() if isinstance(value, Setting) and value.key in own}
        unread += [f"{module.name}.{name}" for name in names if used[name] < 2]
    assert not unread, f"no code asks for {sorted(unread)}"


def test_every_setting_has_a_test_that_names_it() -> None:
    """tests/services/test_each_setting.py, or the test of its noun, shows that another value does something else."""
    tests = Path(__file__).parents[1]
    said = {
        node.value
        for file in tests.rglob("*.py")
        if file.parent.name != "house"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    untried = sorted(set(registered()) - said)
    assert not untried, f"no test changes {untried}"


def test_every_figure_has_sensible_bounds() -> None:
    figures = [s for s in declared().values() if s.shape in ("number", "money", "percent")]
    assert figures
    for setting in figures:
        assert setting.most is not None, setting.key
        assert (setting.least or 0) <= setting.default <= setting.most, setting.key
