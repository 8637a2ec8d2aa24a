"""Every setting that a module of services declares stands in the settings room, under a key of its own."""

from __future__ import annotations

import importlib
import pkgutil
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
