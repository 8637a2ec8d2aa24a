"""The lock files pin everything, name no index and agree with each other and with pyproject.toml."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import app
from tests.house.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN, DEV = "requirements.lock", "requirements-dev.lock"


def pins(lock: str) -> dict[str, tuple[str, int]]:
    """Package → (its line without the hashes, number of hashes)."""
    found: dict[str, tuple[str, int]] = {}
    text = (ROOT / lock).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)):
        line = block.split(" \\")[0].strip()
        if line:
            found[canonicalize_name(Requirement(line).name)] = (line, block.count("--hash=sha256:"))
    return found


@pytest.mark.parametrize("lock", [RUN, DEV])
def test_every_line_is_exact_and_hashed(lock: str) -> None:
    found = [line for line, hashes in pins(lock).values() if not hashes or not re.search(r"==[\w.]+( ;|$)", line)]
    assert not found


@pytest.mark.parametrize("lock", [RUN, DEV])
def test_no_lock_names_an_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host", text)


def test_developers_get_what_users_get() -> None:
    """dev.py counts the developers' lock as containing the other one."""
    run, dev = pins(RUN), pins(DEV)
    assert {name: dev.get(name) for name in run} == run


@pytest.mark.parametrize(("lock", "extras"), [(RUN, ("checkout",)), (DEV, ("checkout", "dev"))])
def test_what_the_project_names_is_locked(lock: str, extras: tuple[str, ...]) -> None:
    wanted = [*PROJECT["dependencies"], *(one for extra in extras for one in PROJECT["optional-dependencies"][extra])]
    locked = pins(lock)
    for text in wanted:
        requirement = Requirement(text)
        line, _ = locked[canonicalize_name(requirement.name)]
        version = line.split("==")[1].split()[0]
        assert requirement.specifier.contains(version), f"{text} is locked as {version}: run `python3 dev.py lock`"


def test_the_program_and_the_package_have_one_version() -> None:
    """The frozen program has no package metadata to ask."""
    assert PROJECT["version"] == app.__version__
