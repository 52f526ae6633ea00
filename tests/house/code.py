"""The project's own files, read as code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = sorted(file for file in (ROOT / "charleos").rglob("*.py") if "versions" not in file.parts)
PAGES = sorted((ROOT / "pages").glob("*.py"))
APP = ROOT / "app.py"
EVERYTHING = [*PRODUCT, *PAGES, APP]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def imports(file: Path) -> Iterator[str]:
    """Every module imported anywhere in the file, inside functions too; of `from a import b` both a and a.b."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_of(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def functions(file: Path) -> Iterator[Function]:
    return (node for node in ast.walk(parsed(file)) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from `def` to the end, less those of the docstring."""
    documented = function.body[0] if ast.get_docstring(function) else None
    told = (documented.end_lineno or 0) - documented.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - told


def uses(file: Path) -> Iterator[tuple[str, int]]:
    """Every dotted name and attribute in the file, with its line: `sa.text`, `date.today`, `x.__table__`."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node), node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno
