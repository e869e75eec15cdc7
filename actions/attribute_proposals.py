"""Proposals of attributes: taken up by community managers, declined, or taken back."""

from uuid import UUID

from actions import texts
from actions.action import action
from actions.attributes import LONGEST_LABEL, by_label
from actions.careers import WRONG_KIND
from actions.change import Change, Made
from actions.ownership import hold, own
from actions.refusals import Invalid, NotFound
from models.attribute_proposals import AttributeProposal
from models.attributes import Attribute, AttributeSource
from models.ids import uuid7
from models.members import Role

# All who proposed the same, whatever the width, case or kana in which they wrote it.
SAME = """
select p.id, p.member_id, p.year, p.shown_to from attribute_proposals p
join attribute_proposals one on one.network_id = p.network_id and one.kind = p.kind and one.label_fold = p.label_fold
where one.id = $1 order by p.id for update of p
"""
GIVE = """
insert into member_attributes (id, network_id, member_id, attribute_id, source, year, audience, confirmed_at)
select given.id, $1, given.member_id, $2, $3, given.year, given.shown_to, $4
from unnest($5::uuid[], $6::uuid[], $7::smallint[], $8::int[]) given(id, member_id, year, shown_to)
on conflict (member_id, attribute_id) do nothing
"""


@action()
async def approve(
    change: Change,
    *,
    proposal_id: UUID,
    label: str | None = None,
    label_en: str | None = None,
    parent_id: UUID | None = None,
) -> Made:
    """Take up a proposed attribute, in these words where they are better; all who proposed the same get it."""
    proposal = await change.seen(AttributeProposal, proposal_id, path="proposal_id")
    change.must_be(Role.COMMUNITY_MANAGER)
    proposers = [row["member_id"] for row in await change.rows(SAME.replace("for update of p", ""), proposal.id)]
    await hold(change, *proposers)
    same = await change.rows(SAME, proposal.id)
    if proposal.id not in {row["id"] for row in same}:
        raise NotFound("proposal_id")
    attribute_id = await taken_up(change, proposal, label, label_en, parent_id)
    given = [[uuid7() for _ in same], *([row[name] for row in same] for name in ("member_id", "year", "shown_to"))]
    source = AttributeSource.MEMBER.value
    await change.run(GIVE, change.network_id, attribute_id, source, change.now, *given)
    await AttributeProposal.filter(id__in=[row["id"] for row in same]).delete()
    change.audit("attribute.approved", ("Attribute", attribute_id))
    change.tell("attribute.approved", ("Attribute", attribute_id))
    return {"attribute": attribute_id}


async def taken_up(
    change: Change, proposal: AttributeProposal, label: str | None, label_en: str | None, parent_id: UUID | None
) -> UUID:
    """The attribute that these words name, made where there is none; raises Invalid and NotFound."""
    written = texts.said(label, LONGEST_LABEL, "label") if label is not None else proposal.label_ja
    english = texts.line(label_en, LONGEST_LABEL, "label_en") if label_en is not None else proposal.label_en
    if parent_id is not None:
        parent = await change.seen(Attribute, parent_id, path="parent_id")
        if parent.kind is not proposal.kind:
            raise Invalid(WRONG_KIND, "parent_id")
    known = await by_label(change, proposal.kind, written)
    if known is not None:
        return known
    aliases = [proposal.label_ja] if proposal.label_ja != written else []
    made = await Attribute.create(
        id=uuid7(),
        network_id=change.network_id,
        key=await change.value("select nextval('attribute_keys')"),
        kind=proposal.kind,
        label_ja=written,
        label_en=english,
        aliases=aliases,
        parent_id=parent_id,
    )
    return made.id


@action()
async def decline(change: Change, *, proposal_id: UUID) -> Made:
    """Do not take up a proposed attribute: it is gone."""
    proposal = await change.seen(AttributeProposal, proposal_id, path="proposal_id", lock=True)
    change.must_be(Role.COMMUNITY_MANAGER)
    await proposal.delete()
    change.audit("attribute.declined", proposal)
    change.tell("attribute.declined", proposal)
    return {}


@action()
async def withdraw(change: Change, *, proposal_id: UUID) -> Made:
    """Take back what one proposed."""
    proposal = await own(change, AttributeProposal, proposal_id, path="proposal_id")
    await proposal.delete()
    change.tell("attribute.withdrawn", proposal)
    return {"member": change.me.id}
