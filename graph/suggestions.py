"""Suggestions: whom the viewer may want to know, and why."""

from graph.common_ground import CommonGround
from graph.compile.declare import column, listing, relation, shows
from graph.members import Member
from models.suggestions import Suggestion as SuggestionView


@shows(SuggestionView, order=("-score", "-member_id"))
class Suggestion:
    """Somebody whom the viewer may want to know, with the reasons."""

    score: int = column("How strongly: rare attributes in common weigh more, and so does each mutual tie.")
    mutual_ties: "list[Member]" = listing(
        "The members whom both are tied to, by name.",
        "{it}.id in (select a.other_id from ties a join ties b on b.member_id = {viewer} and b.other_id = a.other_id"
        " where a.member_id = {self}.member_id)",
    )
    mutual_tie_count: int = column("How many members both are tied to.")
    reasons: "list[CommonGround]" = listing(
        "What the member has in common with the viewer, and how one knows; what says most first.",
        "{it}.member_id = {self}.member_id and {it}.other_id = {viewer}",
        price=60,
    )
    member: "Member | None" = relation("The member.", "{it}.id = {self}.member_id")
