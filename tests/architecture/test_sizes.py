"""The sizes of the house: what outgrows them is split by noun, not excused."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("shared", "services", "gateway", "deploy", "tests")
FILE_LINES, FUNCTION_LINES, USUAL_LINES, PARAMETERS = 300, 40, 15, 6
LAZY = {"services/quality/pictures/service.py:_converter"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "versions" not in path.parts]


def functions_of(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function):
            yield node


def lines_of(function: Function) -> int:
    """From `def` to the end, without the docstring."""
    end = function.end_lineno or function.lineno
    first = function.body[0]
    said = ast.get_docstring(function) is not None
    return end - function.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if said else 0)


def positional_of(function: Function) -> int:
    """What a caller must know the order of; what is named at the call needs no order."""
    given = [*function.args.posonlyargs, *function.args.args]
    return len(given) - (bool(given) and given[0].arg in {"self", "cls"})


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_stays_readable(path):
    assert len(path.read_text().splitlines()) <= FILE_LINES
    assert not DRAWERS & {path.stem, path.parent.name}, "a name that says nothing of the purpose"
    for function in functions_of(path):
        assert lines_of(function) <= FUNCTION_LINES, f"{function.name} has {lines_of(function)} lines"
        if "tests" not in path.parts:
            assert positional_of(function) <= PARAMETERS, f"{function.name} takes {positional_of(function)} arguments"


def test_most_functions_are_short():
    lengths = [lines_of(function) for path in files() for function in functions_of(path)]
    assert sum(length <= USUAL_LINES for length in lengths) >= 0.85 * len(lengths)


def test_imports_stand_at_the_top():
    """An import inside a function hides a dependency; heavy ones that few need are named in LAZY."""
    for path in files():
        for function in functions_of(path):
            inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            place = f"{path.relative_to(ROOT)}:{function.name}"
            assert not inner or place in LAZY, place
