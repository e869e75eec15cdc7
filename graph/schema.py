"""The schema: Strawberry's, and the contract that stands in schema.graphql."""

from functools import cache

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

# Nothing else names their types.
from graph import (  # noqa: F401
    follows,
    introductions,
    member_filters,
    notifications,
    paths,
    privacy,
    refusals,
    saved_searches,
    segments,
    ties,
)
from graph.compile.declare import NAMES
from graph.mutation import Mutation
from graph.nodes import SCALARS
from graph.query import Query
from graph.subscription import Subscription
from models.rules import tables


@cache
def schema() -> strawberry.Schema:
    """The Strawberry schema."""
    tables()  # the ORM ties relations together here, and rules are read from them
    types = [NAMES[name] for name in ("Tie", "Post", "Comment", "Segment")] + refusals.TYPES
    return strawberry.Schema(Query, Mutation, Subscription, types=types, config=StrawberryConfig(scalar_map=SCALARS))


def graphql_schema() -> GraphQLSchema:
    """The schema as graphql-core has it; Strawberry keeps it under a private name only."""
    return schema()._schema


def schema_text() -> str:
    """What schema.graphql must hold."""
    return schema().as_str().rstrip() + "\n"
