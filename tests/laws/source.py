"""The source as the laws read it: parsed files, and what each of them imports, says in SQL and calls."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("models", "subscriptions", "actions", "graph", "server")
# Written by tools, not by hand, or a record of the past.
GENERATED = ("models/migrations/",)


@dataclass(frozen=True)
class Source:
    """A file: its path from the root and its text; a planted one need not exist."""

    path: str
    text: str

    @property
    def layer(self) -> str:
        """The top folder."""
        return self.path.partition("/")[0]

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text, self.path)

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Line and dotted name of each import, wherever it stands, and of imports by name."""
        return [found for node in ast.walk(self.tree) for found in _imported(node)]

    @cached_property
    def strings(self) -> list[tuple[int, str]]:
        """Line and text of each string that is no docstring; what is put into an f-string is shown as ``?``."""
        ignored = {id(node) for node in _docstrings(self.tree)} | _inside_fstrings(self.tree)
        nodes = [node for node in ast.walk(self.tree) if id(node) not in ignored]
        return [(node.lineno, text) for node in nodes if isinstance(node, ast.expr) and (text := _text(node))]

    @cached_property
    def calls(self) -> list[tuple[int, ast.expr, str]]:
        """Line, receiver and name of each method that is called."""
        calls = [node.func for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return [(it.lineno, it.value, it.attr) for it in calls if isinstance(it, ast.Attribute)]

    def of_a_table(self, receiver: ast.expr) -> bool:
        """Whether a receiver begins with a class of models/, as ``Post.filter(…)`` does, under any name."""
        first = _first(receiver)
        return first in self._classes or first == "models"

    @cached_property
    def _classes(self) -> set[str]:
        froms = [it for it in ast.walk(self.tree) if isinstance(it, ast.ImportFrom)]
        names = [alias for it in froms if (it.module or "").startswith("models") for alias in it.names]
        return {alias.asname or alias.name for alias in names if alias.name[:1].isupper() and not alias.name.isupper()}

    def at(self, line: int, what: str) -> str:
        """How a violation is told."""
        return f"{self.path}:{line} {what}"


def _imported(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((node.lineno, f"{'.' * node.level}{node.module or ''}.{alias.name}") for alias in node.names)
    elif isinstance(node, ast.Call) and re.search(r"\b(import_module|__import__)$", ast.unparse(node.func)):
        yield from ((node.lineno, text) for argument in node.args[:1] if (text := _text(argument)))


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _inside_fstrings(tree: ast.Module) -> set[int]:
    whole = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    return {id(part) for node in whole for part in node.values}


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "?" for part in node.values)
    return ""


def _first(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Await | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def sources(*folders: str) -> list[Source]:
    """Every Python file of the folders that a person wrote."""
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    paths = [file.relative_to(ROOT).as_posix() for file in files if "node_modules" not in file.parts]
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in paths if not path.startswith(GENERATED)]
