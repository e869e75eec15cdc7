"""The roster, for HR_ADMIN alone: what is personal is read for a purpose, and logged (graph/compile/logged.py)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import strawberry

from graph.compile.declare import Argument, column, condition, enum, filters, listing, relation, shows
from graph.nodes import Node, PartialDate
from models.access_log import AccessLog
from models.roster import ClaimState, Roster, RosterSpells

if TYPE_CHECKING:
    from graph.members import Member


class RosterOrder(StrEnum):
    """How entries are ordered."""

    NAME = "NAME"
    EXTERNAL_ID = "EXTERNAL_ID"


enum(ClaimState, {"CLAIMED": "A member has claimed it.", "UNCLAIMED": "Nobody has claimed it yet."})
enum(RosterOrder, {"NAME": "By name, in the order of kana.", "EXTERNAL_ID": "By the number in HR's system."})

PURPOSE = Argument(str, "What they are read for, in 1 to 200 characters; those whom they are about can read it.")
COHORT = "extract(year from enishi_first_day(s.started) - interval '3 months')"


@shows(RosterSpells, order=("-started", "-id"))
class RosterSpell:
    """A spell of employment as HR's system has it."""

    department: str | None = column("The department.", personal=True)
    started: PartialDate = column("When it began.", personal=True)
    ended: PartialDate | None = column("When it ended; null while it lasts.", personal=True)
    reason: str | None = column("Why it ended, in HR's words; nowhere else is it told.", personal=True)


@shows(Roster, order=("sort_name", "id"))
class RosterEntry:
    """A person as HR's system has them; no Node, so that nobody reads it without a purpose."""

    id: strawberry.ID = column("Its id, good for rosterEntry alone.", source="global_id")
    external_id: str = column("The number in HR's system.", personal=True)
    family_name: str = column("The family name.", personal=True)
    given_name: str = column("The given name.", personal=True)
    family_name_kana: str | None = column("The family name in katakana.", personal=True)
    given_name_kana: str | None = column("The given name in katakana.", personal=True)
    former_name: str | None = column("A family name of before.", personal=True)
    email: str | None = column("The mail address that HR's system has.", personal=True)
    spells: "list[RosterSpell]" = listing(
        "The spells of employment, newest first.", "{it}.entry_id = {self}.id", personal=True
    )
    claim_state: ClaimState = column("Has a member claimed it?")
    claimed_by: "Member | None" = relation(
        "The member who claimed it; null where the viewer may not see them.", "{it}.id = {self}.claimed_by_id"
    )


@filters
class RosterFilter:
    """Which entries of the roster; all conditions must hold."""

    name: str | None = condition(
        "Only those with this text in a name, kanji or kana, former names too.",
        "{it}.name_fold like (select '%' || enishi_pattern({value}) || '%')",
        longest=200,
        personal=True,
    )
    external_id: str | None = condition(
        "Only the one with this number in HR's system.", "{it}.external_id = {value}", longest=100, personal=True
    )
    claim_state: ClaimState | None = condition("Only those that are claimed, or are not.", "{it}.claim_state = {value}")
    department: str | None = condition(
        "Only those who worked in this department, however its name is written.",
        "{it}.id in (select s.entry_id from roster_spells s"
        " where s.network_id = {network} and enishi_fold(s.department) = enishi_fold({value}))",
        longest=200,
        personal=True,
    )
    cohort: int | None = condition(
        "Only those who joined in this fiscal year, April to March.",
        "{it}.id in (select s.entry_id from roster_spells s"
        f" where s.network_id = {{network}} and {COHORT} = {{value}})",
        personal=True,
    )


@shows(AccessLog, order=("-at", "-id"))
class AccessLogEntry(Node):
    """That somebody read personal facts of the roster."""

    at: datetime = column("When it was.")
    actor: "Member | None" = relation("Who read them; null where the viewer may not see them.")
    purpose: str = column("What for, in the reader's words.")
    fields: list[str] = column(
        "What was read: fields of RosterEntry, `filter.…` where found by it, `cursor` where sorted by it.",
        source="fields_read",
    )
