"""Filters that are kept: an object of a filter's type, with every value looked at as if it were asked for now."""

from collections.abc import Mapping
from typing import Any

from graph.compile.arguments import Binds, Constant, unwrapped
from graph.compile.declare import FILTERS


def stored(input_type: str, written: Mapping[str, Any]) -> dict[str, Any]:
    """The filter in the terms of JSON, without what is null; raises Malformed where a value could not be asked for."""
    found: dict[str, Any] = {}
    for name, value in written.items():
        declared = FILTERS[input_type][name]
        if value is None:
            continue
        if declared.nested:
            found[name] = stored(declared.nested, value)
        else:
            found[name] = unwrapped(value)
            binds = Binds.empty()
            binds.argument(Constant(found[name]), declared.argument)
            binds.values({})
    return found
