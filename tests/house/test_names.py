"""Names and docstrings say what a thing is for. Reads the source, runs none of it."""

from __future__ import annotations

import ast
import re

from tests.house.source import FUNCTION, Source, called, dotted, everything, sources

NOWHERE = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "stuff", "base_view"}
EMPTY_WORD = re.compile(r"Manager$|Helper$|Utils?$|^Base\w*View$")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")


def test_no_module_is_called_after_nothing() -> None:
    found = [
        file.path
        for file in everything()
        if NOWHERE & {part.removesuffix(".py") for part in file.path.split("/")}
        or re.search(r"_(?:utils?|helpers?|manager|misc|common)\.py$", file.path)
    ]
    assert not found, f"say what is in it: {found}"


def test_no_class_is_called_after_nothing() -> None:
    found = [
        f"{file.at(node)} {node.name}"
        for file in sources("app")
        for node in file.nodes
        if isinstance(node, ast.ClassDef) and EMPTY_WORD.search(node.name)
    ]
    assert not found


def _undocumented(file: Source) -> list[str]:
    """Public functions and classes at the top of a module that say nothing about themselves."""
    return [
        f"{file.at(node)} {node.name}"
        for node in file.tree.body
        if isinstance(node, (*FUNCTION, ast.ClassDef))
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
        and not any(called(d) == "overload" or getattr(d, "id", "") == "overload" for d in node.decorator_list)
    ]


def test_every_module_says_what_it_is_for() -> None:
    found = [file.path for file in everything() if file.tree.body and not ast.get_docstring(file.tree)]
    assert not found, f"no docstring: {found}"


def test_what_is_public_is_documented() -> None:
    migrations = "app/models/migrations"
    found = [line for file in sources("app") if not file.within(migrations) for line in _undocumented(file)]
    assert not found, "\n".join(found)


def test_no_bare_except() -> None:
    """Nor `except BaseException` that goes on: only a re-raise may catch everything."""
    found = []
    for file in everything():
        for node in file.nodes:
            if isinstance(node, ast.ExceptHandler):
                everything_caught = node.type is None or getattr(node.type, "id", "") == "BaseException"
                if everything_caught and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
                    found.append(file.at(node))
    assert not found


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{file.path}:{number}"
        for file in everything()
        if UNFINISHED.search(file.text)
        for number, line in enumerate(file.text.splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    found += [
        file.at(node)
        for file in sources("app")
        for node in file.nodes
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node)
    ]
    assert not found


def test_no_test_is_skipped() -> None:
    words = {"skip", "skipif", "xfail", "importorskip"}
    found = [
        file.at(node)
        for file in sources("tests")
        for node in file.nodes
        if isinstance(node, ast.Attribute) and node.attr in words and dotted(node).startswith("pytest.")
    ]
    assert not found
