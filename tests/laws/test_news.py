"""Every kind of line that an action writes is told to somebody, or to nobody: neither is left to chance."""

import ast
import re
from collections.abc import Iterator

import pytest

from graph.compile.news import TOLD
from graph.schema import graphql_schema
from models.claims import ClaimStatus
from models.news import MEMBER_IS_GONE, NEWS, PLACE_MAY_BE_LOST, SESSION_IS_OVER, UNTOLD
from models.rules import tables
from tests.laws.source import Source, sources

KIND = re.compile(r"[a-z_]+\.[a-z_]+")
# The one name that is put together: the noun, and what was decided.
DECIDED = {f"claim.{status.lower()}" for status in (ClaimStatus.APPROVED, ClaimStatus.REJECTED)}
TOLD_BY_STREAM_ALONE = {
    *("search.saved", "search.updated", "search.alerted"),
    *(f"announcement.{done}" for done in ("drafted", "updated", "scheduled", "cancelled")),
    *(f"announcement_topic.{done}" for done in ("created", "updated", "archived")),
}
NOT_YET = {"member.erased"}  # what an action of a later issue will write


def kinds(ours: list[Source]) -> set[str]:
    """The kinds that these files give to ``tell``, themselves or through functions that are told the kind."""
    takers = {function.name for source in ours for function in functions(source) if tells_its_kind(function)}
    given = [node for source in ours for node in (*told(source.tree), *handed_on(source.tree, takers))]
    return {kind for node in given for kind in literals(node)}


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def told(tree: ast.AST) -> Iterator[ast.expr]:
    """The first arguments of ``change.tell``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tell":
            yield node.args[0]


def tells_its_kind(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Does it tell what it was given as ``kind``?"""
    return any(isinstance(node, ast.Name) and node.id == "kind" for node in told(function)) and "kind" in {
        each.arg for each in (*function.args.args, *function.args.kwonlyargs)
    }


def handed_on(tree: ast.AST, takers: set[str]) -> Iterator[ast.expr]:
    """What is handed to such functions, or is called ``kind`` where it is made."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in takers:
            yield from (*node.args, *(each.value for each in node.keywords))
        elif isinstance(node, ast.Assign) and "kind" in [ast.unparse(target) for target in node.targets]:
            yield node.value
        elif isinstance(node, ast.For) and "kind" in ast.unparse(node.target):
            yield from (each for each in ast.walk(node.iter) if isinstance(each, ast.Constant))


def literals(node: ast.expr) -> set[str]:
    """The kinds among the texts in an expression; a text that is put together is the claims' alone."""
    if isinstance(node, ast.JoinedStr):
        assert ast.unparse(node) == "f'claim.{status.lower()}'", ast.unparse(node)
        return DECIDED
    texts = [each.value for each in branches(node) if isinstance(each, ast.Constant)]
    return {text for text in texts if isinstance(text, str) and KIND.fullmatch(text)}


def branches(node: ast.expr) -> list[ast.expr]:
    return [*branches(node.body), *branches(node.orelse)] if isinstance(node, ast.IfExp) else [node]


@pytest.fixture(scope="module")
def written() -> set[str]:
    """Every kind that an action writes."""
    return kinds(sources("actions"))


def test_every_kind_that_is_written_is_told_or_kept(written: set[str]) -> None:
    assert written - {*NEWS, *UNTOLD} == set()


def test_no_kind_is_both_told_and_kept() -> None:
    assert UNTOLD.isdisjoint(NEWS)


def test_nothing_is_listed_that_no_action_writes(written: set[str]) -> None:
    assert {*NEWS, *UNTOLD} - written == set()
    assert (PLACE_MAY_BE_LOST | MEMBER_IS_GONE | SESSION_IS_OVER) - written == NOT_YET


def test_the_kinds_are_found_however_they_are_given() -> None:
    planted = """
change.tell("a.one", row)
change.tell("a.two" if b else "a.three", row)
def end(kind): change.tell(kind, row)
end("a.four")
for kind, rows in (("a.five", x), ("a.six", y)): pass
kind = "a.seven" if b else "a.eight"
change.audit("a.nine", row)
other("a.ten")
"""
    found = kinds([Source("actions/planted.py", planted)])
    assert found == {f"a.{each}" for each in ("one", "two", "three", "four", "five", "six", "seven", "eight")}


def test_a_kind_that_is_put_together_is_seen() -> None:
    with pytest.raises(AssertionError):
        kinds([Source("actions/planted.py", 'change.tell(f"post.{done}", row)')])


def test_what_is_told_of_is_a_node_of_the_graph() -> None:
    schema = graphql_schema()
    nodes = {each.name for each in schema.get_implementations(schema.type_map["Node"]).objects}  # type: ignore[arg-type]
    subjects = {subject for news in NEWS.values() for subject in news.subjects}
    assert subjects <= nodes
    assert subjects <= set(tables())


def test_every_kind_has_a_short_form_or_is_told_by_the_stream_alone() -> None:
    short = {kind for name, (told, _) in TOLD.items() if name != "stream" for kind in told.kinds}
    assert set(NEWS) - short == TOLD_BY_STREAM_ALONE
    assert TOLD["stream"][0].kinds == set(NEWS)
