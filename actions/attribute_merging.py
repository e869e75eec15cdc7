"""Merging attributes that mean the same: whatever names the one names the other afterwards."""

from uuid import UUID

from actions.action import action
from actions.careers import WRONG_KIND
from actions.change import Change, Made
from actions.ownership import hold
from actions.refusals import Invalid, NotFound
from actions.words import Words
from models.attributes import Attribute
from models.audiences import Audience
from models.members import Role

ITSELF = Words("These are one and the same.", "同じ属性どうしは統合できません。")
HOLDERS = "select distinct member_id from member_attributes where attribute_id = $1"
BOTH = "select id from attributes where network_id = $1 and id = any($2) order by id for update"
EVERYBODY = Audience.NETWORK.bit
# Who has both keeps the narrower audience. NETWORK is everybody: what goes with it is what the other one says.
NARROWER = (
    f"case when kept.audience & {EVERYBODY} <> 0 and excluded.audience & {EVERYBODY} <> 0"
    " then kept.audience | excluded.audience"
    f" when kept.audience & {EVERYBODY} <> 0 then excluded.audience"
    f" when excluded.audience & {EVERYBODY} <> 0 then kept.audience"
    " else kept.audience & excluded.audience end"
)
# The pair of a row does not change, so holders get new rows; the old ones go with the attribute.
HOLD_OTHER = f"""
insert into member_attributes as kept
    (id, network_id, member_id, attribute_id, source, year, confirmed_at, audience)
select gen_random_uuid(), h.network_id, h.member_id, $2, h.source, h.year, h.confirmed_at, h.audience
from member_attributes h where h.attribute_id = $1 order by h.member_id
on conflict (member_id, attribute_id) do update set audience = {NARROWER},
    year = coalesce(kept.year, excluded.year), confirmed_at = greatest(kept.confirmed_at, excluded.confirmed_at)
"""
# What lies within the one lies within the other, which is never within itself.
LIFT = """
update attributes a set parent_id = gone.parent_id from attributes gone
where gone.id = $1 and a.id = $2 and a.id in (
    with recursive narrower(id) as (
        select c.id from attributes c where c.parent_id = $1
        union select c.id from attributes c join narrower on c.parent_id = narrower.id)
    select id from narrower)
"""
TOPICS = (
    "update topics t set attribute_id = $2 where t.attribute_id = $1 and not exists(select from topics o"
    " where o.attribute_id = $2 and (o.post_id = t.post_id or o.comment_id = t.comment_id))"
)
GROUPS = (
    "update group_attributes g set attribute_id = $2 where g.attribute_id = $1"
    " and not exists(select from group_attributes o where o.attribute_id = $2 and o.group_id = g.group_id)"
)
WANTED = (
    "update job_attributes w set attribute_id = $2 where w.attribute_id = $1"
    " and not exists(select from job_attributes o where o.attribute_id = $2 and o.job_id = w.job_id)"
)
# Filters that are kept name attributes by their ids in their text.
SEARCHES, SEGMENTS = (
    f"update {kept} s set criteria = replace(s.criteria, 'att_' || $1::uuid, 'att_' || $2::uuid)"
    " from attributes a where a.id = $1 and s.network_id = a.network_id and strpos(s.criteria, 'att_' || $1::uuid) > 0"
    for kept in ("saved_searches", "segments")
)
INTERESTS = tuple(
    f"update {table} set {column} = array(select distinct unnest(array_replace({column}, $1::uuid, $2::uuid)))"
    f" where network_id = (select network_id from attributes where id = $1) and $1 = any({column})"
    for table in ("comeback_interests", "talk_answers")
    for column in ("place_ids", "wanted_ids")
)
MOVES = (
    LIFT,
    "update attributes set parent_id = $2 where parent_id = $1",
    "update employments set department_id = $2 where department_id = $1",
    "update positions set industry_id = $2 where industry_id = $1",
    "update positions set place_id = $2 where place_id = $1",
    "update jobs set place_id = $2 where place_id = $1",
    "update exclusions set department_id = $2 where department_id = $1",
    TOPICS,
    GROUPS,
    WANTED,
    HOLD_OTHER,
    SEARCHES,
    SEGMENTS,
    *INTERESTS,
)
# The words of the one are other words for the other; its code, if the other has none.
NAMES = """
update attributes kept set code = coalesce(kept.code, $3), aliases = array(
    select min(word) from unnest(kept.aliases || $2::text[]) with ordinality w(word, place)
    where word is not null and enishi_fold(word) <> all(
        array_remove(array[enishi_fold(kept.label_ja), enishi_fold(kept.label_en)], null))
    group by enishi_fold(word) order by min(place))
where kept.id = $1
"""


@action()
async def merge(change: Change, *, attribute_id: UUID, into_id: UUID) -> Made:
    """Let one attribute go up in another of its kind: its holders, its words, and whatever names it.

    Who has both shows the one that is left to those to whom they showed both.
    """
    gone = await change.seen(Attribute, attribute_id, path="attribute_id")
    kept = await change.seen(Attribute, into_id, path="into_id")
    change.must_be(Role.COMMUNITY_MANAGER)
    if gone.id == kept.id:
        raise Invalid(ITSELF, "into_id")
    if gone.kind is not kept.kind:
        raise Invalid(WRONG_KIND, "into_id")
    await hold(change, *(row["member_id"] for row in await change.rows(HOLDERS, gone.id)))
    if len(await change.rows(BOTH, change.network_id, [gone.id, kept.id])) < 2:
        raise NotFound("attribute_id")
    await gone.refresh_from_db()
    for move in MOVES:
        await change.run(move, gone.id, kept.id)
    await change.run("delete from attributes where id = $1", gone.id)
    words = [word for word in (gone.label_ja, gone.label_en, *gone.aliases) if word]
    await change.run(NAMES, kept.id, words, gone.code)
    change.audit("attribute.merged", kept, f"att_{gone.id}")
    change.tell("attribute.merged", kept)
    return {"attribute": kept.id}
