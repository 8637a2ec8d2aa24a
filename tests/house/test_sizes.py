"""A file fits into one look and a function onto one screen. Counts lines, judges no content."""

from __future__ import annotations

import ast

from tests.house.source import FUNCTION, Source, everything

FILE, FUNCTION_LINES = 400, 40


def _judged() -> list[Source]:
    """All but migrations: those list a state of the tables once and are not touched again."""
    return [file for file in everything() if not file.within("app/models/migrations/versions")]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring: nobody should save words to pass."""
    first = node.body[0]
    told = ast.get_docstring(node, clean=False) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if told else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_files_are_short() -> None:
    found = [f"{file.path}: {file.text.count(chr(10))}" for file in _judged() if file.text.count("\n") > FILE]
    assert not found, f"over {FILE} lines; what lives there that belongs elsewhere? {found}"


def test_functions_are_short() -> None:
    found = [
        f"{file.at(node)} {node.name}: {_length(node)}"
        for file in _judged()
        for node in file.nodes
        if isinstance(node, FUNCTION) and _length(node) > FUNCTION_LINES
    ]
    assert not found, f"over {FUNCTION_LINES} lines: {found}"
