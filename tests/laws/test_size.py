"""Law 6: no file over 400 lines, no function over 40."""

import ast

from tests.laws.source import LAYERS, Source, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 40


def too_long(source: Source) -> list[str]:
    """The file and the functions of it that have outgrown their room."""
    lines = len(source.text.splitlines())
    found = [source.at(lines, f"has {lines} lines")] if lines > LONGEST_FILE else []
    functions = [it for it in ast.walk(source.tree) if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)]
    return found + [
        source.at(it.lineno, f"{it.name} has {length} lines")
        for it in functions
        if (length := _length(it)) > LONGEST_FUNCTION
    ]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_no_file_and_no_function_is_too_long() -> None:
    read = sources(*LAYERS, "tests", "bench")
    assert len(read) > 20
    assert [violation for source in read for violation in too_long(source)] == []


def test_a_planted_long_file_is_caught() -> None:
    assert too_long(Source("models/posts.py", "x = 1\n" * 401)) == ["models/posts.py:401 has 401 lines"]
    assert too_long(Source("models/posts.py", "x = 1\n" * 400)) == []


def test_a_planted_long_function_is_caught() -> None:
    for head in ("def f():", "async def f():", "class C:\n  def f(self):"):
        body = "\n".join(["    x = 1"] * 39)
        assert too_long(Source("models/posts.py", f"{head}\n{body}")) == []
        assert len(too_long(Source("models/posts.py", f"{head}\n{body}\n    x = 1"))) == 1
