"""The source as house tests see it: files, their layer and their syntax trees. Imports nothing from app."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
TELLING = (
    *(ast.Name, ast.Attribute, ast.Call, ast.Constant, ast.Import, ast.ImportFrom),
    *(ast.Assign, ast.AugAssign, ast.AnnAssign),
)


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the root with forward slashes, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Where a node stands, for the message of a test."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def within(self, *rooms: str) -> bool:
        """Whether the file is one of the rooms or lies in one; `app/cli` means app/cli.py and app/cli/ alike."""
        return any(self.path == f"{room}.py" or self.path.startswith(f"{room}/") for room in rooms)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of the tree, walked once."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def telling(self) -> tuple[ast.AST, ...]:
        """The nodes that can say a word: names, attributes, calls, constants, imports, assignments."""
        return tuple(node for node in self.nodes if isinstance(node, TELLING))


def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file below the folders (or the files named), sorted by path."""
    starts = [ROOT / folder for folder in folders]
    files = [file for start in starts for file in (sorted(start.rglob("*.py")) if start.is_dir() else [start])]
    return tuple(_read(file) for file in files)


@cache
def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text, str(path)))


def everything() -> tuple[Source, ...]:
    """All Python files we write."""
    places = ("app", "tests", "benchmarks", "installer", "resources", "dev.py")
    return sources(*(place for place in places if (ROOT / place).exists()))


def called(node: ast.AST) -> str:
    """The last name of what a call calls: `a.b.commit()` → "commit"; "" if it has none."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            return node.func.attr
        if isinstance(node.func, ast.Name):
            return node.func.id
    return ""


def dotted(node: ast.AST) -> str:
    """`datetime.datetime.now` as text; "" for anything but names and dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def imported(node: ast.AST) -> list[str]:
    """The modules and names an import statement brings: `from a.b import c` → ["a.b", "a.b.c"]."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []
