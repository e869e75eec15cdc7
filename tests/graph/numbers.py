"""What the engine answers to one member beside what the oracle says, and how the two are laid side by side."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson

from graph.compile.engine import Engine
from graph.compile.keys import global_id
from graph.compile.limits import Limits
from models.viewer import Viewer
from tests.models.oracle import Facts, Ids, Sight
from tests.world import MEMBERS, STRANGERS

AWAY = {"Fumi", "Gen", "Pending", "Invited", "Erased", "Gone outsider"}
READERS = [name for name in [*MEMBERS, *STRANGERS] if name not in AWAY]
NO_LIMITS = Limits(**{limit.name: 10**9 for limit in fields(Limits)})
PAGE = "(first: 100) { totalCount edges { node { id } } }"


class Numbers:
    """What the engine answers, and what one member sees of the facts."""

    def __init__(self, engine: Engine, facts: Facts, viewer: UUID) -> None:
        self.engine = engine
        self.sight = Sight(facts, viewer)

    async def data(self, document: str, **variables: Any) -> Any:
        """The data of an answer without errors."""
        viewer = Viewer(self.sight.viewer, self.sight.me["network_id"])
        answer = orjson.loads((await self.engine.execute(viewer, document, variables)).body)
        assert "errors" not in answer, answer
        return answer["data"]

    async def nodes(self, type_: str, prefix: str, table: str, fields: str) -> list[tuple[UUID, Any]]:
        """(key, node) of every visible row of a table."""
        keys = sorted(self.sight.sees[table])
        document = f"query Nodes($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_} {{ {fields} }} }} }}"
        found = []
        for start in range(0, len(keys), 100):
            ids = [global_id(prefix, key) for key in keys[start : start + 100]]
            found += (await self.data(document, ids=ids))["nodes"]
        return list(zip(keys, found, strict=True))


def page(prefix: str, keys: Iterable[UUID]) -> dict[str, Any]:
    """A connection as it must be, its nodes in the order of their ids."""
    return {"totalCount": len(list(keys)), "edges": [{"node": each} for each in ids(prefix, keys)]}


def ids(prefix: str, keys: Iterable[UUID]) -> list[dict[str, str]]:
    return sorted(({"id": global_id(prefix, key)} for key in keys), key=lambda row: row["id"])


def in_order(answered: dict[str, Any]) -> dict[str, Any]:
    """An answer with its lists in the order of their ids, so that it can be compared."""
    return {name: ordered(value) for name, value in answered.items()}


def ordered(value: Any) -> Any:
    if isinstance(value, dict) and "edges" in value:
        return {**value, "edges": sorted(value["edges"], key=lambda edge: edge["node"]["id"])}
    if isinstance(value, list) and value and "id" in value[0]:
        return sorted(value, key=lambda row: row["id"])
    return value


async def same(numbers: Numbers, root: str, prefix: str, cases: list[tuple[str, Ids]]) -> None:
    """Each filter finds what is expected, in one operation with an alias for each."""
    fields = [f"f{i}: {root}(filter: {written}, {PAGE[1:]}" for i, (written, _) in enumerate(cases)]
    found = in_order(await numbers.data("{ " + " ".join(fields) + " }"))
    for i, (written, expected) in enumerate(cases):
        assert found[f"f{i}"] == page(prefix, expected), written
