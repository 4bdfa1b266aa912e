"""The shape of the program: who imports whom, how long things are, and that no knowledge is in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "advisor"
FILES = sorted(PACKAGE.rglob("*.py"))

LAYERS = (
    ("errors", "diagnostics", "language"),
    ("formula",),
    ("syntax",),
    ("model",),
    ("graph",),
    ("ruleset",),
    ("evaluate",),
    ("consultation",),
    ("explanation",),
    ("render",),
    ("interview",),
    ("planning",),
    ("teaching",),
    ("interchange", "kb"),
    ("cli",),
)
LEVEL = {name: number for number, layer in enumerate(LAYERS) for name in layer}
OUTSIDE = {  # modules at the top that stand outside the chain, and the highest layer they may import
    "__init__": "cli",  # the public API; every import in it is lazy
    "__main__": "cli",
    "api": "planning",  # the same functions for Python programs
    "batch": "planning",  # many cases through the pipeline at once
}
ALLOWED_UP = {
    # cycles among facts are faults of the knowledge base, so the loader looks for them, lazily
    ("model/load.py", "graph"),
    # a session can show the plan it has gathered answers for, lazily
    ("interview/commands.py", "planning"),
}

MAX_FILE, MAX_FUNCTION = 400, 60
LONG = "# long:"


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def imports(path: Path) -> tuple[tuple[str, bool], ...]:
    """Return every module a file imports, and whether it does so at the top (not inside a function)."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    tree = ast.parse(path.read_text("utf-8"))
    inside = {
        id(node)
        for f in ast.walk(tree)
        if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef))
        or (isinstance(f, ast.If) and ast.unparse(f.test) == "TYPE_CHECKING")  # read by type checkers only
        for node in ast.walk(f)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) not in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield str(node.module), id(node) not in inside
            yield from ((f"{node.module}.{alias.name}", id(node) not in inside) for alias in node.names)


def layer_of(module: str) -> str | None:
    """Return the layer of `advisor.model.types`; None for what is not ours."""
    parts = module.split(".")
    return parts[1] if parts[0] == "advisor" and len(parts) > 1 else None


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert own in LEVEL or own in OUTSIDE, f"{own} has no place in the layers"
    highest = LEVEL[own] if own in LEVEL else LEVEL[OUTSIDE[own]]
    wrong = sorted(
        {
            layer
            for module, _ in imports(path)
            if (layer := layer_of(module)) in LEVEL
            and LEVEL[layer] > highest
            and (name_of(path), layer) not in ALLOWED_UP
        }
    )
    assert not wrong, f"{name_of(path)} imports from above: {', '.join(wrong)}"


def test_the_public_module_imports_lazily() -> None:
    assert [module for module, at_top in imports(PACKAGE / "__init__.py") if at_top and layer_of(module)] == []


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("experta", {"consultation/experta_import.py"}),
        ("frozendict", {"consultation/experta_import.py"}),
        (
            "pydantic",
            {
                "model/shapes.py",
                "model/practice_shapes.py",
                "model/work_shapes.py",
                "model/figure_shapes.py",
                "model/shape_errors.py",
                "model/collect.py",
            },
        ),
    ],
)
def test_a_package_has_one_door(package: str, allowed: set[str]) -> None:
    users = {name_of(path) for path in FILES for module, _ in imports(path) if module.split(".")[0] == package}
    assert users
    assert users <= allowed


def test_pydantic_is_imported_lazily_where_the_cache_can_do_without() -> None:
    at_top = {module for module, top in imports(PACKAGE / "model" / "collect.py") if top}
    assert not any(module.startswith(("pydantic", "advisor.model.shape")) for module in at_top)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_is_too_long(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = text.splitlines()
    assert len(lines) <= MAX_FILE or any(line.startswith(LONG) for line in lines), f"{len(lines)} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            body = lines[node.lineno - 2 : node.end_lineno]
            assert length <= MAX_FUNCTION or any(LONG in line for line in body), f"{node.name}: {length} lines"


def shipped_ids() -> set[str]:
    """Return the ids of the shipped facts, decisions and formulas."""
    ids: set[str] = set()
    for folder in ("facts", "decisions"):
        for path in (ROOT / "knowledge" / folder).glob("*.yaml"):
            for items in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader).values():
                ids.update(item["id"] for item in items)
    return ids


def test_the_engine_knows_no_marketing() -> None:
    ids = shipped_ids()
    if not ids:
        pytest.skip("no shipped knowledge base here")
    dotted = re.compile(r"(?<![\w.])[a-z]\w*(?:\.[a-z]\w*)+")
    found = {
        f"{name_of(path)}: {word}" for path in FILES for word in dotted.findall(path.read_text("utf-8")) if word in ids
    }
    assert not found
