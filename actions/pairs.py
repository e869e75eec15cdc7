"""Two members at once: what is done to a pair is done one after the other, whoever of the two does it."""

from itertools import combinations
from uuid import UUID

from actions.change import Change
from actions.refusals import Forbidden, Invalid
from actions.words import Words
from models.members import Listing, Member

ONESELF = Words("This is you: choose somebody else.", "ご自身は指定できません。")
UNLISTED = Words(
    "Nobody can see you: let at least your ties find you first.",
    "現在、どなたからも表示されない設定です。先につながりのある方への公開を許可してください。",
)

# A lock of its own for each pair: most of what is held does not exist yet, and two pairs of one member need not wait.
HOLD = "select pg_advisory_xact_lock(hashtextextended($1, 0))"


async def hold(change: Change, *members: UUID) -> None:
    """Let nobody else act on any two of these members until the end of the transaction.

    What is read before may have changed while this waited: look at it again.
    """
    pairs = sorted(f"{one}{other}" for one, other in combinations(sorted(set(members)), 2))
    for pair in pairs:
        await change.run(HOLD, pair)


async def somebody_else(change: Change, member_id: UUID, path: str = "member_id") -> Member:
    """Another member whom the acting one sees; raises Invalid and NotFound."""
    if member_id == change.me.id:
        raise Invalid(ONESELF, path)
    return await change.seen(Member, member_id, path=path)


async def must_be_findable(change: Change) -> None:
    """Only who can be seen by their ties gets one; raises Forbidden."""
    if await Member.filter(id=change.me.id, listing=Listing.UNLISTED).exists():
        raise Forbidden(UNLISTED)
