"""What apps may do: the areas of actions. What stands in none is for people alone, whatever scopes a token has."""

from actions.refusals import Forbidden
from actions.words import Words
from models.scopes import Area, Scopes, may_act

FOR_PEOPLE = Words("Only members themselves may do this, no app.", "この操作はアプリからは実行できません。")
LACKS = Words("This token lacks the scope {scope}.", "このトークンには{scope}のスコープがありません。")

# The modules of actions whose actions belong to an area.
AREAS: dict[str, Area] = {
    "posts": Area.POSTS,
    "comments": Area.POSTS,
    "reactions": Area.POSTS,
    "polls": Area.POSTS,
    "jobs": Area.JOBS,
    "job_upserts": Area.JOBS,
    "contract_terms": Area.JOBS,
    "applications": Area.APPLICATIONS,
    "messages": Area.MESSAGES,
    "message_reactions": Area.MESSAGES,
    "conversations": Area.MESSAGES,
    "participants": Area.MESSAGES,
    "announcements": Area.ANNOUNCEMENTS,
    "announcing": Area.ANNOUNCEMENTS,
}


def check_scope(scopes: Scopes | None, action: str) -> None:
    """Go on only where the scopes let this action (``module.function``) be done; raises Forbidden."""
    area = AREAS.get(action.partition(".")[0])
    if may_act(scopes, area):
        return
    if area is None:
        raise Forbidden(FOR_PEOPLE)
    raise Forbidden(LACKS, scope=f"{area}_WRITE")
