"""Laws 3 and 4: rows are read past a rule by nobody, and changed by actions alone."""

import ast
import re

import pytest

from models.table import Rule, Table
from tests.laws.source import LAYERS, Source, sources

READS = {"fetch", "fetchrow", "fetchval", "fetchmany", "execute", "executemany", "prepare", "cursor", "raw"}
QUERIES = {"all", "filter", "exclude", "get", "get_or_none", "first", "last", "values", "values_list", "in_bulk"}
WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {"copy_records_to_table", "copy_to_table", "executemany"}
WRITES_OF_A_TABLE = {"create", "update", "delete"}
CHANGE = re.compile(
    r"\binsert\s+into\b|\bdelete\s+from\b|\btruncate\s+(table\s+)?[a-z?]|\bmerge\s+into\b"
    r"|(^|\()\s*update\s+(only\s+)?\S+(\s+(as\s+)?\w+)?\s+set\b|^\s*copy\s+\S+.*\b(from|to)\b",
    re.IGNORECASE,
)

IMPORTS = "import models.members\nfrom models.posts import Post\nfrom models.members import Member as Person"

# It speaks to the server before there are tables: the lock and the database itself.
BEFORE_THE_TABLES = ("server/postgres.py",)


def past_the_door(source: Source) -> list[str]:
    """Reads that do not go through the compiler, which puts the rule of each table into the statement."""
    if source.layer not in {"graph", "server"} or source.path.startswith(("graph/compile/", *BEFORE_THE_TABLES)):
        return []
    return [
        source.at(line, f"calls {ast.unparse(receiver)}.{name}")
        for line, receiver, name in source.calls
        if (name in READS and not ast.unparse(receiver).endswith("engine"))  # the engine is the door
        or (name in QUERIES and source.of_a_table(receiver))
    ]


def changes(source: Source) -> list[str]:
    """Changes of rows anywhere but in actions."""
    if source.layer == "actions":
        return []
    calls = [
        source.at(line, f"calls {ast.unparse(receiver)}.{name}")
        for line, receiver, name in source.calls
        if name in WRITES or (name in WRITES_OF_A_TABLE and source.of_a_table(receiver))
    ]
    return calls + [source.at(line, f"says {text!r}") for line, text in source.strings if CHANGE.search(text)]


def several_transactions(source: Source) -> list[str]:
    """Functions of actions that open more than one transaction: what they do could be done by half."""
    functions = [it for it in ast.walk(source.tree) if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)]
    opened = {it: sum(_opens_one(node) for node in ast.walk(it)) for it in functions}
    return [source.at(it.lineno, f"{it.name} opens {count}") for it, count in opened.items() if count > 1]


def _opens_one(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return ast.unparse(node.func).rpartition(".")[2] in {"transaction", "in_transaction"}


def without_a_rule(source: Source) -> list[str]:
    """Tables that do not say who may see their rows."""
    classes = [node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    tables = [it for it in classes if any(ast.unparse(base) in {"Table", "table.Table"} for base in it.bases)]
    return [source.at(it.lineno, f"{it.name} has no rule") for it in tables if not _declares_rule(it)]


def _declares_rule(table: ast.ClassDef) -> bool:
    assigned = [target for node in table.body if isinstance(node, ast.Assign) for target in node.targets]
    return any(isinstance(target, ast.Name) and target.id == "rule" for target in assigned)


def test_rows_reach_a_reader_only_through_the_compiler() -> None:
    assert [violation for source in sources("graph", "server") for violation in past_the_door(source)] == []


def test_every_table_has_a_rule() -> None:
    models = sources("models")
    assert sum("(Table)" in source.text for source in models) > 5
    assert [violation for source in models for violation in without_a_rule(source)] == []


def test_a_table_without_a_rule_cannot_even_be_defined() -> None:
    with pytest.raises(TypeError, match="Unruled has no rule"):
        type("Unruled", (Table,), {"__module__": __name__})


def test_a_table_cannot_inherit_the_rule_of_another() -> None:
    class Ruled(Table):
        rule = Rule()

        class Meta:
            abstract = True

    with pytest.raises(TypeError, match="Heir has no rule"):
        type("Heir", (Ruled,), {"__module__": __name__})


def test_all_change_happens_in_actions() -> None:
    assert [violation for source in sources(*LAYERS) for violation in changes(source)] == []


def test_one_function_is_one_transaction() -> None:
    assert [violation for source in sources("actions") for violation in several_transactions(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "rows = await connection.fetch('select * from members')",
        "await pool.execute(statement)",
        "posts = await Post.filter(network_id=1).order_by('id').first()",
        "post = await Post.get(id=1)",
        "members = await Person.all()",
        "members = await models.members.Member.all()",
    ],
)
@pytest.mark.parametrize("path", ["graph/posts.py", "server/app.py"])
def test_a_planted_read_past_the_rule_is_caught(path: str, text: str) -> None:
    assert past_the_door(Source(path, f"{IMPORTS}\nasync def read():\n    {text}")) != []


@pytest.mark.parametrize(
    "text",
    [
        "await post.save()",
        "await Post.create(body='x')",
        "await Post.filter(id=1).update(body='x')",
        "await Post.filter(id=1).delete()",
        "await Post.bulk_create(posts)",
        "await connection.copy_records_to_table('posts', records=rows)",
        "statement = 'INSERT INTO posts values ($1)'",
        "statement = f'insert  into {table} values ($1)'",
        "statement = 'with gone as (delete from posts returning id) select * from gone'",
        "statement = 'update outbox_events set position = 1'",
        "statement = f'update only {table} as t set position = 1'",
        "statement = 'truncate outbox_events'",
    ],
)
@pytest.mark.parametrize("path", ["models/posts.py", "subscriptions/hub.py", "graph/compile/run.py", "server/app.py"])
def test_a_planted_change_outside_actions_is_caught(path: str, text: str) -> None:
    assert len(changes(Source(path, f"{IMPORTS}\nasync def change():\n    {text}"))) == 1


def test_a_planted_second_transaction_is_caught() -> None:
    first, second = "async with c.transaction():\n        pass", "async with in_transaction():\n        pass"
    twice = f"async def act(c):\n    {first}\n    {second}"
    assert several_transactions(Source("actions/posts.py", twice)) == ["actions/posts.py:1 act opens 2"]


def test_a_planted_table_without_a_rule_is_caught() -> None:
    text = "class Post(Table):\n    prefix = 'post'\nclass Tie(Table):\n    rule = Rule()"
    assert without_a_rule(Source("models/posts.py", text)) == ["models/posts.py:1 Post has no rule"]


def test_what_is_allowed_is_not_caught() -> None:
    harmless = '''"""Delete from nothing, insert into nothing."""
known.update(other)
NAMES.update(other)
answer = await self._engine.execute(viewer, document)
value = arguments.get("first")
words = "update the list, copy it, or delete it"
'''
    for path in ("graph/posts.py", "server/app.py"):
        assert past_the_door(Source(path, harmless)) + changes(Source(path, harmless)) == []
    assert changes(Source("actions/posts.py", "statement = 'insert into posts values ($1)'")) == []
