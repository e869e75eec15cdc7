"""What persons can have in common: how SNB's places, organisations, tags and languages become attributes.

Each function takes the line and the cells of a row and gives the records that come of it.
"""

from collections.abc import Hashable
from typing import NamedTuple
from uuid import UUID

from actions.snb_cells import BadRow, known, number, once, shown, text
from actions.snb_keys import Keys, Thing
from actions.snb_trees import Tree
from models.attributes import AttributeKind

Record = tuple[object, ...]
Records = tuple[Record, ...]
LONGEST_LANGUAGE = 90  # it is part of a code of at most 100 characters


class Company(NamedTuple):
    """What a position needs to know of an employer."""

    name: str
    country: UUID


class Attributes:
    """What has been read of the places, schools, employers, tags and languages."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.place_tree = Tree("place_0_0.csv", "place")
        self.class_tree = Tree("tagclass_0_0.csv", "tag class")
        self.universities: dict[str, UUID] = {}
        self.companies: dict[str, Company] = {}
        self.tags: dict[str, UUID] = {}
        self.languages: dict[str, UUID] = {}
        self.organisations: set[Hashable] = set()

    def meet_place(self, line: int, own: str, parent: str) -> Records:
        """Learn where a place lies; a continent lies nowhere."""
        number(own)
        self.place_tree.add(line, own, parent or None)
        return ()

    def meet_class(self, line: int, own: str, parent: str) -> Records:
        """Learn what a class of tags belongs to."""
        number(own)
        self.class_tree.add(line, own, parent or None)
        return ()

    def place(self, _: int, own: str, name: str, parent: str) -> Records:
        """A city, a country or a continent."""
        key, above = self.place_key(own), self.place_key(parent) if parent else None
        return (self._attribute(key, AttributeKind.PLACE, name, f"place:{own}", above),)

    def organisation(self, _: int, own: str, kind: str, name: str, place: str) -> Records:
        """A university, which members can share, or a company, which their positions name."""
        once(self.organisations, number(own), f"the organisation {own}")
        above = self.place_key(place)
        if kind == "company":
            self.companies[own] = Company(text(name), above)
            return ()
        if kind != "university":
            raise BadRow(f"{shown(kind)} is neither university nor company")
        key = self.universities[own] = self.keys.timeless(Thing.UNIVERSITY, number(own))
        return (self._attribute(key, AttributeKind.SCHOOL, name, f"organisation:{own}", above),)

    def tag_class(self, _: int, own: str, name: str, parent: str) -> Records:
        """A class of tags."""
        key, above = self._class(own), self._class(parent) if parent else None
        return (self._attribute(key, AttributeKind.INTEREST, name, f"tagclass:{own}", above),)

    def tag(self, _: int, own: str, name: str, of_class: str) -> Records:
        """Something to be interested in."""
        if own in self.tags:
            raise BadRow(f"the tag {own} is here twice")
        key = self.tags[own] = self.keys.timeless(Thing.TAG, number(own))
        return (self._attribute(key, AttributeKind.INTEREST, name, f"tag:{own}", self._class(of_class)),)

    def language(self, _: int, language: str) -> Records:
        """A language, when the first row that speaks of it is read."""
        if language in self.languages:
            return ()
        key = self.languages[language] = self.keys.timeless(Thing.LANGUAGE, len(self.languages))
        return (
            self._attribute(
                key, AttributeKind.LANGUAGE, text(language, LONGEST_LANGUAGE), f"language:{language}", None
            ),
        )

    def place_key(self, cell: str) -> UUID:
        """The key of a place that the file of places has."""
        known(self.place_tree.nodes, cell, "place")
        return self.keys.timeless(Thing.PLACE, int(cell))

    def _class(self, cell: str) -> UUID:
        known(self.class_tree.nodes, cell, "tag class")
        return self.keys.timeless(Thing.TAG_CLASS, int(cell))

    def _attribute(self, key: UUID, kind: AttributeKind, name: str, code: str, parent: UUID | None) -> Record:
        # SNB's names are English and a label in Japanese must be there, so both say the same.
        label = text(name)
        return (key, self.keys.network, kind, label, label, [], code, parent, 0)
