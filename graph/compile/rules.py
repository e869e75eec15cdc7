"""Templates of the tables, filled in: placeholders become columns, binds, and the rules of other tables."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count

from tortoise import Tortoise

from models.database import MODULES
from models.table import Count, Table, View

PLACEHOLDER = re.compile(r"\{([a-z_]+(?:[.:][A-Za-z_0-9:]+)?)\}")
VIEWER = {"viewer": "v.id", "network": "v.network_id", "account": "v.account_id"}

# What a placeholder of a field (an argument, ``it``, ``self``) stands for; None when it names nothing.
Names = Callable[[str], str | None]


@cache
def tables() -> dict[str, type[Table]]:
    """Every table by its name."""
    if not Tortoise.apps or "models" not in Tortoise.apps:
        Tortoise.init_models(MODULES, "models")
    models = Tortoise.apps["models"].values()
    return {model.__name__: model for model in models if issubclass(model, Table)}


def fill(template: str, names: Names, aliases: Iterator[int]) -> str:
    """The template with every placeholder replaced; raises KeyError for one that means nothing."""

    def replaced(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("visible:"):
            return visible_by_name(name, aliases)
        if name in VIEWER:
            return VIEWER[name]
        if name.startswith("viewer."):
            return f"v.{name.removeprefix('viewer.')}"
        value = names(name)
        if value is None:
            raise KeyError(name)
        return value

    return PLACEHOLDER.sub(replaced, template)


def visible_by_name(placeholder: str, aliases: Iterator[int]) -> str:
    """``visible:Post:p`` or ``visible:Comment:c:post``: the rule of a table, as one expression."""
    _, table, alias, *arrived = placeholder.split(":")
    conditions = visible(tables()[table], alias, aliases, arrived=arrived[0] if arrived else None, same_network=True)
    return "(" + " and ".join(conditions) + ")"


def visible(
    source: type[Table] | View,
    it: str,
    aliases: Iterator[int],
    *,
    arrived: str | None = None,
    same_network: bool = False,
) -> list[str]:
    """The conditions under which the viewer may see the row ``it``.

    ``arrived`` is the foreign key by which we came from a row that is visible already, and which
    need not be looked at again; ``same_network`` is true where a foreign key holds the network.
    """
    conditions = []
    if isinstance(source, View):
        return own(source.rule.own, it, aliases)
    if not same_network and "network_id" in source._meta.db_fields:
        conditions.append(f"{it}.network_id = v.network_id")
    settled = source.rule.either and arrived in source.rule.within
    parents = [] if settled else [key for key in source.rule.within if key != arrived]
    conditions.extend(parent_visible(source, key, it, aliases) for key in parents)
    return conditions + own(source.rule.own, it, aliases)


def own(rule: str, it: str, aliases: Iterator[int]) -> list[str]:
    """A rule's own condition; none where everybody may see the row."""
    if rule == "true":
        return []
    return [f"({fill(rule, {'it': it}.get, aliases)})"]


def parent_visible(source: type[Table], key: str, it: str, aliases: Iterator[int]) -> str:
    """That the row which ``it`` lies within is visible, or that there is none."""
    foreign = source._meta.fields_map[key]
    parent: type[Table] = foreign.related_model  # type: ignore[attr-defined]
    alias, column = f"r{next(aliases)}", f"{it}.{foreign.source_field}"
    conditions = [f"{alias}.id = {column}", *visible(parent, alias, aliases, same_network=True)]
    exists = f"exists(select from {parent._meta.db_table} {alias} where {' and '.join(conditions)})"
    return f"({column} is null or {exists})" if foreign.null else exists


def counted(table: type[Table], derived: Count, row: str, aliases: Iterator[int]) -> str:
    """How many rows of a relation are visible: the relation's condition, its own, and the counted table's rule."""
    relation = table._meta.fields_map[derived.relation]
    target: type[Table] = relation.related_model  # type: ignore[attr-defined]
    key = str(relation.relation_field)  # type: ignore[attr-defined]
    arrived = key.removesuffix("_id")
    alias = f"c{next(aliases)}"
    conditions = [f"{alias}.{key} = {row}.id", *visible(target, alias, aliases, arrived=arrived, same_network=True)]
    if derived.where != "true":
        conditions.append(fill(derived.where, {"it": alias, "self": row}.get, aliases))
    return f"select count(*) from {target._meta.db_table} {alias} where {' and '.join(conditions)}"


def numbers() -> Iterator[int]:
    """Fresh numbers for the aliases of one statement."""
    return count(1)
