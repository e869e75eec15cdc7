"""Attributes: what members have in common, as each says of themselves."""

from collections.abc import Sequence
from uuid import UUID

from actions import texts
from actions.action import action
from actions.audiences import chosen
from actions.change import Change, Made
from actions.ownership import hold, own
from actions.refusals import Conflict, Invalid
from actions.words import Words
from models.attribute_proposals import MOST_PROPOSALS, PROPOSABLE, AttributeProposal
from models.attributes import Attribute, AttributeKind, AttributeSource, MemberAttribute
from models.audiences import Audience, ProfileField

MOST_HELD = 200
LONGEST_LABEL = 200
FIRST_YEAR, LAST_YEAR = 1900, 2200
DERIVED = (AttributeKind.DEPARTMENT, AttributeKind.COHORT)
FOLLOWS = Words("This follows from the spells in this company.", "在籍期間から自動で設定される項目です。")
ONE_OR_NEW = Words(
    "Name an attribute, or the kind and label of a new one.", "既存の属性か、新しい属性の種類と名前を指定してください。"
)
HAS_ALREADY = Words("You have this already.", "すでに登録されています。")
PROPOSED_ALREADY = Words("You have proposed this already.", "すでに提案されています。")
TOO_MANY = Words(f"At most {MOST_HELD} attributes.", f"登録できる属性は{MOST_HELD}件までです。")
TOO_MANY_PROPOSED = Words(
    f"At most {MOST_PROPOSALS} proposals at a time.", f"同時に提案できるのは{MOST_PROPOSALS}件までです。"
)
NO_YEAR = Words(f"A year from {FIRST_YEAR} to {LAST_YEAR}.", f"{FIRST_YEAR}年から{LAST_YEAR}年までで入力してください。")

# A label names an attribute however it is written: in the network's words, in English, or by an alias.
BY_LABEL = """
select a.id from attributes a where a.network_id = $1 and a.kind = $2 and enishi_fold($3) in (
    select enishi_fold(each) from unnest(array[a.label_ja, a.label_en] || a.aliases) each)
order by enishi_fold(a.label_ja) <> enishi_fold($3), a.id limit 1
"""
USUAL = "select audience_usual[$2] from networks where id = $1"


async def by_label(change: Change, kind: AttributeKind, label: str) -> UUID | None:
    """The attribute of a kind that a label names in this network."""
    found: UUID | None = await change.value(BY_LABEL, change.network_id, kind.value, label)
    return found


def checked_year(year: int | None) -> int | None:
    """The year; raises Invalid."""
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(NO_YEAR, "year")
    return year


@action()
async def add(
    change: Change,
    *,
    attribute_id: UUID | None = None,
    kind: AttributeKind | None = None,
    label: str | None = None,
    label_en: str | None = None,
    year: int | None = None,
    audience: Sequence[Audience] | None = None,
    lists: Sequence[int] | None = None,
) -> Made:
    """Say that one has an attribute: a known one, or one whose label the network does not know and may take up."""
    await hold(change, change.me.id)
    shown = await chosen(change, ProfileField.ATTRIBUTES, audience, lists)
    since = checked_year(year)
    if attribute_id is not None and kind is None and label is None:
        return {"member_attribute": await have(change, attribute_id, since, shown), "proposal": None}
    if attribute_id is not None or kind is None or label is None:
        raise Invalid(ONE_OR_NEW, "attribute_id")
    written = texts.said(label, LONGEST_LABEL, "label")
    known = await by_label(change, kind, written)
    if known is not None:
        return {"member_attribute": await have(change, known, since, shown), "proposal": None}
    english = texts.line(label_en, LONGEST_LABEL, "label_en")
    usual = await change.value(USUAL, change.network_id, ProfileField.ATTRIBUTES.number) if shown is None else shown
    proposal = AttributeProposal(kind=kind, label_ja=written, label_en=english, year=since, shown_to=usual)
    return {"member_attribute": None, "proposal": await propose(change, proposal)}


async def have(change: Change, attribute_id: UUID, year: int | None, shown: int | None) -> UUID:
    """Give the acting member, who is held, an attribute; raises NotFound, Invalid and Conflict."""
    attribute = await change.seen(Attribute, attribute_id, path="attribute_id")
    if attribute.kind in DERIVED:
        raise Invalid(FOLLOWS, "attribute_id")
    mine = MemberAttribute.filter(member_id=change.me.id)
    if await mine.filter(attribute_id=attribute.id).exists():
        raise Conflict(HAS_ALREADY, "attribute_id")
    if await mine.count() >= MOST_HELD:
        raise Conflict(TOO_MANY)
    row = await MemberAttribute.create(
        network_id=change.network_id,
        member_id=change.me.id,
        attribute_id=attribute.id,
        source=AttributeSource.MEMBER,
        year=year,
        confirmed_at=change.now,
        audience=shown,
    )
    change.tell("member_attribute.added", row)
    return row.id


async def propose(change: Change, proposal: AttributeProposal) -> UUID:
    """Write down what the acting member, who is held, proposes; raises Invalid and Conflict."""
    if proposal.kind not in PROPOSABLE:
        raise Invalid(FOLLOWS, "kind")
    folded = await change.value("select enishi_fold($1)", proposal.label_ja)
    mine = AttributeProposal.filter(member_id=change.me.id)
    if await mine.filter(kind=proposal.kind, label_fold=folded).exists():
        raise Conflict(PROPOSED_ALREADY, "label")
    if await mine.count() >= MOST_PROPOSALS:
        raise Conflict(TOO_MANY_PROPOSED)
    proposal.network_id, proposal.member_id = change.network_id, change.me.id
    proposal.created_at = change.now
    await proposal.save(force_create=True)
    change.tell("attribute.proposed", proposal)
    return proposal.id


@action()
async def confirm(change: Change, *, member_attribute_id: UUID) -> Made:
    """Say that one still has an attribute."""
    row = await own(change, MemberAttribute, member_attribute_id, path="member_attribute_id")
    row.confirmed_at = change.now
    await row.save(update_fields=["confirmed_at"])
    change.tell("member_attribute.confirmed", row)
    return {"member_attribute": row.id}


@action()
async def remove(change: Change, *, member_attribute_id: UUID) -> Made:
    """Say that one no longer has an attribute, on whoever's word it was."""
    row = await own(change, MemberAttribute, member_attribute_id, path="member_attribute_id")
    await row.delete()
    change.tell("member_attribute.removed", row)
    return {"member": change.me.id}
