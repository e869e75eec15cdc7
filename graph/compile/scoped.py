"""What scopes let a statement show: a machine that asks for more is told what it lacks, before anything is read."""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError, GraphQLSchema

from graph.compile.declare import SHAPES, Shape
from graph.compile.variables import Refused
from models.scopes import Scopes, area_of, may_read
from models.table import View

FOR_PEOPLE = "This is for members themselves: no scope lets an app read it."


def admitted(scopes: Scopes | None, shape: Shape) -> bool:
    """May rows of this shape be shown? What shows no table (Query, a payload) holds nothing by itself."""
    return shape.source is None or may_read(scopes, name_of(shape))


def name_of(shape: Shape) -> str:
    """The name of the table or view."""
    source = shape.source
    return source.name if isinstance(source, View) else source.__name__ if source else ""


def admit(scopes: Scopes, schema: GraphQLSchema, shape: Shape, place: Sequence[str]) -> None:
    """Go on only where rows of this shape, of whatever type they are, may be shown; raises Refused with the place."""
    abstract: Any = schema.get_type(shape.name) if shape.abstract else None
    types = schema.get_possible_types(abstract) if abstract else ()
    for each in (shape, *(SHAPES[type_.name] for type_ in types)):
        if not admitted(scopes, each):
            raise lacking(name_of(each), place)


def lacking(source: str, place: Sequence[str]) -> Refused:
    """The refusal of what no scope of the token opens."""
    area = area_of(source)
    message = f"This token lacks the scope {area}_READ." if area else FOR_PEOPLE
    extensions = {"code": "INSUFFICIENT_SCOPE", **({"scope": f"{area}_READ"} if area else {})}
    return Refused(GraphQLError(message, path=list(place), extensions=extensions))
