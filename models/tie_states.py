"""How the viewer stands to a member, as far as ties go: templates that the table of members can name."""

from enum import StrEnum


class TieState(StrEnum):
    """Where two members are on the way to a tie."""

    NONE = "NONE"
    REQUESTED = "REQUESTED"
    ASKED = "ASKED"
    TIED = "TIED"


# To who asked, a request that was declined is like one that nobody has answered.
TIE_STATE = (
    "case when {self}.id = {viewer} then null"
    " when exists(select from ties mine where mine.member_id = {viewer} and mine.other_id = {self}.id) then 'TIED'"
    " when exists(select from tie_requests sent where sent.member_id = {viewer} and sent.other_id = {self}.id"
    " and {visible:TieRequest:sent}) then 'REQUESTED'"
    " when exists(select from tie_requests got where got.member_id = {self}.id and got.other_id = {viewer}"
    " and {visible:TieRequest:got}) then 'ASKED' else 'NONE' end"
)
FOLLOWS = "exists(select from follows mine where mine.member_id = {viewer} and mine.other_id = {self}.id)"
HAS_MUTED = "exists(select from mutes mine where mine.member_id = {viewer} and mine.other_id = {self}.id)"
