"""Selections: fields by response key, with fragments opened, directives applied and duplicates merged."""

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    VariableNode,
    is_abstract_type,
)

Selected = dict[str, list[FieldNode]]
Parent = FieldNode | OperationDefinitionNode


class Selections:
    """What one operation selects, for given values of the variables in its directives."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables

    def fields(self, type_: GraphQLObjectType, parents: Iterable[Parent]) -> Selected:
        """The fields that an object of this type answers, merged over all places that select them."""
        found: Selected = {}
        seen: set[str] = set()
        for parent in parents:
            if parent.selection_set:
                self.collect(type_, parent.selection_set.selections, found, seen)
        return found

    def collect(
        self, type_: GraphQLObjectType, selections: Iterable[SelectionNode], found: Selected, seen: set[str]
    ) -> None:
        """Add the fields of one selection set."""
        for selection in selections:
            if not self.included(selection):
                continue
            if isinstance(selection, FieldNode):
                found.setdefault((selection.alias or selection.name).value, []).append(selection)
            elif fragment := self.opened(type_, selection, seen):
                self.collect(type_, fragment.selection_set.selections, found, seen)

    def opened(
        self, type_: GraphQLObjectType, selection: SelectionNode, seen: set[str]
    ) -> InlineFragmentNode | FragmentDefinitionNode | None:
        """The fragment at this place, if it is for this type and was not opened before."""
        fragment: Any = selection
        if isinstance(selection, FragmentSpreadNode):
            if selection.name.value in seen:
                return None
            seen.add(selection.name.value)
            fragment = self.fragments[selection.name.value]
        return fragment if self.applies(fragment, type_) else None

    def applies(self, fragment: InlineFragmentNode | FragmentDefinitionNode, type_: GraphQLObjectType) -> bool:
        """Is the fragment for this type?"""
        if fragment.type_condition is None:
            return True
        condition = self.schema.get_type(fragment.type_condition.name.value)
        if is_abstract_type(condition):
            return self.schema.is_sub_type(condition, type_)
        return condition is type_

    def included(self, node: SelectionNode) -> bool:
        """Do @skip and @include leave it in?"""
        return all(self.keeps(directive) for directive in node.directives or ())

    def keeps(self, directive: DirectiveNode) -> bool:
        """Does this directive leave its selection in?"""
        if directive.name.value not in ("skip", "include"):
            return True
        (argument,) = directive.arguments or ()
        value = argument.value
        if isinstance(value, VariableNode):
            decided = bool(self.variables[value.name.value])
        else:
            decided = isinstance(value, BooleanValueNode) and value.value
        return decided == (directive.name.value == "include")
