"""Ties: members who agreed to know each other."""

from datetime import datetime

from graph.compile.declare import column, relation, shows
from graph.members import Member
from graph.nodes import Node
from models.ties import Tie as TieTable


@shows(TieTable, order=("-since", "-id"))
class Tie(Node):
    """Two members who agreed to know each other, seen from one of them."""

    since: datetime = column("When they agreed.")
    member: "Member | None" = relation("The other of the two.", source="other")
