"""dev.py needs nothing but Python and tells what to do when the machine lacks something."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.source import ROOT, imported, sources


@pytest.fixture
def dev() -> ModuleType:
    """dev.py as a module."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_imports_only_the_standard_library() -> None:
    (file,) = sources("dev.py")
    names = {name.split(".")[0] for node in file.nodes for name in imported(node)}
    assert names <= set(sys.stdlib_module_names)


def test_an_old_python_can_read_it() -> None:
    """So that it gets as far as saying which Python is needed."""
    (file,) = sources("dev.py")
    assert ast.parse(file.text, feature_version=(3, 8))


def test_help_names_every_command() -> None:
    told = subprocess.run([sys.executable, "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"run", "test", "bench", "torture", "freeze", "lock", "messages", "docs"} <= set(told.stdout.split())


def test_without_rights_it_names_the_one_line(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "LINUX", True)
    monkeypatch.setattr(dev, "privileged", lambda: None)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(dev.Stop, match=r"sudo apt-get update && sudo apt-get install .* libnowhere1\n"):
        dev.libraries({"libnowhere.so.9": "libnowhere1"})


def test_libraries_that_load_are_not_asked_for(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library counts as there when the linker finds it, whoever installed it: nobody is asked to install it."""
    asked: list[object] = []
    monkeypatch.setattr(dev, "privileged", lambda: asked.append("rights"))
    there = "libc.so.6" if sys.platform.startswith("linux") else "anything"
    dev.libraries({there: "a-package-nobody-has"})
    assert asked == []


def test_programs_that_are_missing_are_named(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "LINUX", True)
    monkeypatch.setattr(dev, "privileged", lambda: None)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name == "nowhere" else f"/usr/bin/{name}")
    dev.programs({"sh": "a-package-nobody-has"})
    with pytest.raises(dev.Stop, match=r"sudo apt-get install .* nowhere1\n"):
        dev.programs({"nowhere": "nowhere1"})


def test_a_locale_is_set_only_where_none_is(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert dev.environment().get("LANG") == ("C.UTF-8" if sys.platform.startswith("linux") else None)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert dev.environment()["LANG"] == "zh_CN.UTF-8"


def test_what_is_compiled_is_kept(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in dev.environment()


def test_an_empty_folder_is_empty(dev: ModuleType, tmp_path: Path) -> None:
    assert dev.empty(tmp_path / "not-there")
    assert dev.empty(tmp_path)
    (tmp_path / "counterpart.sqlite").touch()
    assert not dev.empty(tmp_path)


def test_the_demo_lives_where_programs_keep_their_data(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOCALAPPDATA" if os.name == "nt" else "XDG_DATA_HOME", str(tmp_path))
    if sys.platform != "darwin":
        assert dev.demo_folder() == tmp_path / "counterpart-demo"
    assert dev.demo_folder().name == "counterpart-demo"


def test_a_changed_lock_is_installed_again(dev: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("a==1\n", encoding="utf-8")
    before = dev.fingerprint(lock)
    lock.write_text("a==2\n", encoding="utf-8")
    assert dev.fingerprint(lock) != before
