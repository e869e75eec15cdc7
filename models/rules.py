"""Templates of the tables, filled in: placeholders become columns, binds, and the rules of other tables."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count

from tortoise import Tortoise

from models.audiences import VIEWER_AND_POLICY, ProfileField, admits, meets
from models.database import MODULES
from models.member_conditions import OF_SEGMENT
from models.table import Count, Table, View

PLACEHOLDER = re.compile(r"\{([a-z_]+[0-9]*(?:[.:][A-Za-z_0-9:]+)?)\}")
LITERAL = re.compile(r"'[^']*'")
FROM_ITEM = re.compile(r"(?:\b(?:from|join)|,)\s+(?=([a-z_]+)\s+(\w+))")
VIEWER = {"viewer": "v.id", "network": "v.network_id", "account": "v.account_id"}

# Gives the alias of the relation of the viewer to the owner of the rows that we came from.
Met = Callable[[], str]
# What a placeholder of a field (an argument, ``it``, ``self``) stands for; None when it names nothing.
Names = Callable[[str], str | None]


@cache
def tables() -> dict[str, type[Table]]:
    """Every table by its name."""
    if not Tortoise.apps or "models" not in Tortoise.apps:
        Tortoise.init_models(MODULES, "models")
    models = Tortoise.apps["models"].values()
    return {model.__name__: model for model in models if issubclass(model, Table)}


@cache
def guarded() -> dict[str, Callable[[str], str]]:
    """What shows a guarded column to those who may see it, by its name; the argument is the alias of the row."""
    found: dict[str, Callable[[str], str]] = {}
    for table in tables().values():
        shown = {column: shower(column, field) for column, field in table.guarded.items()}
        if found.keys() & {**shown, **table.guarded_sets}:
            raise TypeError(f"{table.__name__} guards a column of a name that another table guards")
        found |= shown | table.guarded_sets
    return found


@cache
def sealed() -> frozenset[str]:
    """The columns that no template can name."""
    return frozenset(column for table in tables().values() for column in table.sealed)


def shower(column: str, field: ProfileField) -> Callable[[str], str]:
    """What shows a column with an audience."""
    return lambda it: f"case when {admits(audience_of(it, field), field, f'{it}.id')} then {it}.{column} end"


def audience_of(it: str, field: ProfileField) -> str:
    """The column that holds the audience of a guarded one."""
    return f"{it}.{field.name.lower()}_audience"


@cache
def keep_to_guards(template: str) -> None:
    """Refuse a template that names what has an audience past its guard; raises TypeError."""
    bare = LITERAL.sub("", PLACEHOLDER.sub("", template)).lower()
    words = re.findall(r"\w+", bare)
    named = {*guarded(), *sealed()} & set(words)
    if named:
        raise TypeError(f"{sorted(named)} have an audience and are named past it, in: {template}")
    owned = {table._meta.db_table: name for name, table in tables().items() if table.rule.audience}
    kept = [
        table for table, alias in FROM_ITEM.findall(bare) if table in owned and keeps(owned[table], alias, template)
    ]
    past = [table for table in owned if words.count(table) != kept.count(table)]
    if past:
        raise TypeError(f"rows of {past} have audiences and are read past them, in: {template}")


def keeps(table: str, alias: str, template: str) -> bool:
    """Whether a template reads the rows of ``alias`` by the rule of their table, or reads the viewer's own."""
    ruled = rf"\{{visible:{table}:{alias}[:}}]|(?<!\w){alias}\.member_id = \{{viewer\}}"
    return re.search(ruled, template, re.IGNORECASE) is not None


def fill(template: str, names: Names, aliases: Iterator[int]) -> str:
    """The template with every placeholder replaced.

    Raises KeyError for a placeholder that means nothing, TypeError for a template that goes past an audience.
    """
    keep_to_guards(template)
    return filled(template, names, aliases)


def filled(template: str, names: Names, aliases: Iterator[int]) -> str:
    """The template with every placeholder replaced; whether it keeps to the audiences is not looked at."""
    return PLACEHOLDER.sub(lambda match: meaning(match[1], names, aliases), template)


def meaning(name: str, names: Names, aliases: Iterator[int]) -> str:
    """What a placeholder stands for."""
    if name.startswith("visible:"):
        return visible_by_name(name, aliases)
    if name.startswith("segment:"):
        row = name.removeprefix("segment:")
        return in_segment(names(row) or row, aliases)
    if name in VIEWER:
        return VIEWER[name]
    if name.startswith("viewer."):
        return f"v.{name.removeprefix('viewer.')}"
    alias, _, column = name.partition(".")
    if column in guarded():
        return f"({guarded()[column](names(alias) or alias)})"
    value = names(name)
    if value is None:
        raise KeyError(name)
    return value


def visible_by_name(placeholder: str, aliases: Iterator[int]) -> str:
    """``visible:Post:p`` or ``visible:Comment:c:post``: the rule of a table, as one expression."""
    _, table, alias, *arrived = placeholder.split(":")
    conditions = visible(tables()[table], alias, aliases, arrived=tuple(arrived), same_network=True)
    return "(" + (" and ".join(conditions) or "true") + ")"


def in_segment(row: str, aliases: Iterator[int]) -> str:
    """That the viewer is in the segment of a row, as the segment's author sees them, or that it has none.

    For one viewer a function looks, where there is a segment: what stands in a statement PostgreSQL makes ready, all
    of it, whether it is reached or not. For many it is made ready once. Inside, ``v`` is the author; the policy is the
    same, for a segment does not leave its network.
    """
    if isinstance(aliases, Numbers) and aliases.one_viewer:
        return f"({row}.segment_id is null or enishi_meant({row}.segment_id, v.id))"
    number = next(aliases)
    reader, segment, member = f"reader{number}", f"segment{number}", f"member{number}"
    found = " and ".join(meant(segment, member, aliases))
    return (
        f"({row}.segment_id is null or exists(select from (select v.id as id offset 0) {reader}"
        f" join segments {segment} on {segment}.id = {row}.segment_id join members v on v.id = {segment}.author_id"
        f" join members {member} on {member}.id = {reader}.id where {found}))"
    )


def meant(segment: str, member: str, aliases: Iterator[int]) -> list[str]:
    """The conditions under which a segment's author, who is ``v``, finds the member by it."""
    asked = [asks(f"{segment}.{column}", template, member, aliases) for column, template in OF_SEGMENT.items()]
    return [*visible(tables()["Member"], member, aliases, same_network=True), *asked]


def asks(value: str, template: str, member: str, aliases: Iterator[int]) -> str:
    """A condition of a segment, where the segment has it."""
    return f"({value} is null or ({fill(template, {'it': member, 'value': value}.get, aliases)}))"


def in_segment_function() -> str:
    """What the function ``enishi_meant`` of a segment and a member does; a migration gives it to the database.

    A step for each condition: PostgreSQL makes nothing ready of what the segment does not ask for.
    """
    aliases = numbers()
    found = " and ".join(visible(tables()["Member"], "member", aliases, same_network=True))
    asks = {
        column: fill(template, {"it": "member", "value": f"asked.{column}"}.get, aliases)
        for column, template in OF_SEGMENT.items()
    }
    return "\n".join(
        [
            "declare asked segments;",
            "begin",
            "select * into asked from segments where id = $1;",
            step(found),
            *(f"if asked.{column} is not null then {step(condition)} end if;" for column, condition in asks.items()),
            "return true;",
            "end",
        ]
    )


def step(condition: str) -> str:
    """One step of ``enishi_meant``: whom its author does not find by this is not meant."""
    return (
        f"if not exists(select from {VIEWER_AND_POLICY} join members member on member.id = $2"
        f" where v.id = asked.author_id and ({condition})) then return false; end if;"
    )


def in_a_segment() -> str:
    """The SELECT of the ids of those whom the segment ``$1`` means, its author left out."""
    found = " and ".join(meant("segment", "member", numbers()))
    return (
        f"select member.id from segments segment join {VIEWER_AND_POLICY} on v.id = segment.author_id"
        " join members member on member.network_id = v.network_id and member.id <> v.id"
        f" where segment.id = $1 and {found}"
    )


def visible(
    source: type[Table] | View,
    it: str,
    aliases: Iterator[int],
    *,
    arrived: tuple[str, ...] = (),
    same_network: bool = False,
    met: Met | None = None,
) -> list[str]:
    """The conditions under which the viewer may see the row ``it``.

    ``arrived`` are the foreign keys by which we came from rows that are visible already, and which
    need not be looked at again; ``same_network`` is true where a foreign key holds the network. ``met`` gives the
    relation to the member that we came from, where there is one at hand.
    """
    conditions = []
    if isinstance(source, View):
        return own(source.rule.own, it, aliases)
    if not same_network and "network_id" in source._meta.db_fields:
        conditions.append(f"{it}.network_id = v.network_id")
    settled = source.rule.either and any(key in source.rule.within for key in arrived)
    parents = [] if settled else [key for key in source.rule.within if key not in arrived]
    conditions.extend(parent_visible(source, key, it, aliases) for key in parents)
    return conditions + own(source.rule.own, it, aliases) + in_audience(source, it, arrived, met)


def in_audience(source: type[Table], it: str, arrived: tuple[str, ...], met: Met | None) -> list[str]:
    """That the viewer is in the audience of the row, if its table has audiences."""
    field = source.rule.audience
    if field is None:
        return []
    if met is not None and "member" in arrived:
        return [meets(f"{it}.audience", field, met())]
    return [admits(f"{it}.audience", field, f"{it}.member_id")]


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
    conditions = [f"{alias}.{key} = {row}.id", *visible(target, alias, aliases, arrived=(arrived,), same_network=True)]
    if derived.where != "true":
        conditions.append(fill(derived.where, {"it": alias, "self": row}.get, aliases))
    return f"select count(*) from {target._meta.db_table} {alias} where {' and '.join(conditions)}"


class Numbers(Iterator[int]):
    """Fresh numbers for the aliases of one statement, which is for one viewer or for many at once."""

    def __init__(self, *, one_viewer: bool) -> None:
        self.one_viewer = one_viewer
        self.fresh = count(1)

    def __next__(self) -> int:
        return next(self.fresh)


def numbers(*, one_viewer: bool = False) -> Numbers:
    """Fresh numbers for the aliases of one statement."""
    return Numbers(one_viewer=one_viewer)
