"""The invariants of the domain, each as the query that finds what breaks it."""

import asyncpg

from models.audit import HASH

PAIRED = "from {0} x where not exists (select from {0} y where y.member_id = x.other_id and y.other_id = x.member_id)"
BLOCKED = "exists (select from blocks b where b.member_id = x.{0} and b.other_id = x.{1})"
CHAIN = HASH.format(it="e", before="coalesce(before.hash, ''::bytea)")

INVARIANTS = {
    "ties go both ways": PAIRED.format("ties"),
    "blocks go both ways": PAIRED.format("blocks"),
    "somebody asked for each block": (
        "from blocks x join blocks y on y.member_id = x.other_id and y.other_id = x.member_id"
        " where not x.by_me and not y.by_me"
    ),
    "a block ends the tie": f"from ties x where {BLOCKED.format('member_id', 'other_id')}",
    "a block ends requests": f"from tie_requests x where {BLOCKED.format('member_id', 'other_id')}",
    "a block ends referrals": f"from referrals x where {BLOCKED.format('referrer_id', 'candidate_id')}",
    "what is withdrawn came through nobody": (
        "from applications x where x.stage = 'WITHDRAWN' and x.referral_id is not null"
    ),
    "a referral is used for its own job by its candidate": (
        "from applications x join referrals r on r.id = x.referral_id"
        " where r.job_id <> x.job_id or r.candidate_id <> x.applicant_id"
    ),
    "a block ends follows": f"from follows x where {BLOCKED.format('member_id', 'other_id')}",
    "a block takes off lists": f"from listed x where {BLOCKED.format('member_id', 'other_id')}",
    "a block ends introductions": (
        "from introductions x where exists (select from blocks b where (b.member_id, b.other_id) in"
        " ((x.one_id, x.other_id), (x.introducer_id, x.one_id), (x.introducer_id, x.other_id)))"
    ),
    "who is tied has no request left": (
        "from tie_requests x join ties t on t.member_id = x.member_id and t.other_id = x.other_id"
    ),
    "an account has one member a network": (
        "from (select network_id, account_id from members where account_id is not null group by 1, 2"
        " having count(*) > 1) x"
    ),
    "an entry is claimed once, within its network": (
        "from roster_entries x join members m on m.id = x.claimed_by_id where m.network_id <> x.network_id"
    ),
    "an employee has an open spell, if any spell": (
        "from members x where x.kind = 'EMPLOYEE' and x.status = 'ACTIVE'"
        " and exists (select from employments e where e.member_id = x.id)"
        " and not exists (select from employments e where e.member_id = x.id and e.ended is null)"
    ),
    "who has an open spell is an employee": (
        "from members x where x.kind <> 'EMPLOYEE' and x.status = 'ACTIVE'"
        " and exists (select from employments e where e.member_id = x.id and e.ended is null)"
    ),
    "who works here does not wish to come back": (
        "from comeback_interests x join members m on m.id = x.member_id where m.kind = 'EMPLOYEE'"
    ),
    "who agreed to a talk is no part of its opening": (
        "from talk_answers x join talks t on t.id = x.talk_id where t.opener_id = x.member_id"
    ),
    "what is sealed is mailed to nobody": "from notifications x where x.kind = 'TALK_OFFERED' and x.mail",
    "nobody speaks for who is not active": (
        "from sessions x join members m on m.id = x.member_id"
        " where m.status <> 'ACTIVE' and x.revoked_at is null and x.expires_at > now()"
    ),
    "a living group with members has an owner": (
        "from groups x where x.archived_at is null"
        " and exists (select from group_memberships g where g.group_id = x.id and g.status = 'ACTIVE')"
        " and not exists (select from group_memberships g"
        " where g.group_id = x.id and g.status = 'ACTIVE' and g.role = 'OWNER')"
    ),
    "a group holds no more than its capacity": (
        "from groups x where x.capacity < (select count(*) from group_memberships g"
        " where g.group_id = x.id and g.status = 'ACTIVE')"
    ),
    "threads are at most five deep": "from comments x where x.depth > 4",
    "at most three posts of a place are pinned": (
        "from (select network_id, group_id from posts where pinned_at is not null group by 1, 2 having count(*) > 3) x"
    ),
    "what is deleted says nothing any more": (
        "from posts x where x.deleted_at is not null and x.body is not null and x.body <> ''"
    ),
    "one emoji of one member on one thing": (
        "from (select coalesce(post_id, comment_id), member_id, emoji from reactions group by 1, 2, 3"
        " having count(*) > 1) x"
    ),
    "emojis are those of the network": (
        "from reactions x join networks n on n.id = x.network_id where x.emoji <> all(n.emojis)"
        " and x.created_at > now() - interval '1 day'"
    ),
    "openness ends within a year": "from openness x where x.expires_at > x.said_at + interval '12 months 1 minute'",
    "one vote in a poll of one choice": (
        "from (select v.poll_id, v.member_id from poll_votes v join polls p on p.id = v.poll_id"
        " where not p.multiple group by 1, 2 having count(*) > 1) x"
    ),
    "a side job or a contract is shown with complete terms": (
        "from jobs x left join contract_terms t on t.job_id = x.id"
        " where x.kind in ('SIDE_JOB', 'CONTRACT') and x.status <> 'DRAFT' and (t.id is null"
        " or num_nulls(t.client, t.work, t.period, t.place, t.hours, t.pay, t.payment_days, t.ending) > 0)"
    ),
    "a job is open for ninety days at most": (
        "from jobs x where x.valid_through > (x.confirmed_at at time zone 'Asia/Tokyo')::date + 90"
    ),
    "an application that was withdrawn shares nothing": (
        "from applications x where x.stage = 'WITHDRAWN'"
        " and (exists(select from shared_values v where v.application_id = x.id)"
        " or exists(select from application_notes n where n.application_id = x.id))"
    ),
    "who has left shares nothing with a job": (
        "from applications x join members m on m.id = x.applicant_id where m.status = 'LEFT'"
        " and exists(select from shared_values v where v.application_id = x.id)"
    ),
    "an application stands where its last step brought it": (
        "from applications x where x.stage is distinct from (select s.stage from application_steps s"
        " where s.application_id = x.id order by s.at desc, s.id desc limit 1)"
    ),
    "nobody applies twice at a time": (
        "from (select job_id, applicant_id from applications"
        " where stage not in ('DECLINED', 'REJECTED', 'WITHDRAWN') group by 1, 2 having count(*) > 1) x"
    ),
    "who is hired has an employment on HR's word": (
        "from applications x where x.hired_at > now() - interval '1 day' and not exists(select from employments e"
        " where e.member_id = x.applicant_id and e.verified_by = 'HR')"
    ),
    "a segment is of what it was kept for": (
        "from jobs x join segments s on s.id = x.segment_id where s.network_id <> x.network_id"
    ),
    "positions are without a gap": (
        "from network_heads x where x.position <> (select count(*) from outbox_events e"
        " where e.network_id = x.network_id) or x.position <> (select coalesce(max(e.position), 0)"
        " from outbox_events e where e.network_id = x.network_id)"
    ),
    "events come in the order of time": (
        "from outbox_events x join outbox_events y on y.network_id = x.network_id and y.position > x.position"
        " where y.subject_id = x.subject_id and y.at < x.at - interval '5 seconds'"
    ),
    "nobody is notified of their own deed": (
        "from notification_items x join notifications n on n.id = x.notification_id where x.actor_id = n.member_id"
    ),
    "a comment notifies each reader once": (
        "from (select n.member_id, x.comment_id from notification_items x join notifications n"
        " on n.id = x.notification_id where x.comment_id is not null group by 1, 2 having count(*) > 1) x"
    ),
    "nobody is notified across networks": (
        "from notification_items x join notifications n on n.id = x.notification_id"
        " join members reader on reader.id = n.member_id left join members doer on doer.id = x.actor_id"
        " where x.network_id <> n.network_id or reader.network_id <> n.network_id"
        " or doer.network_id <> n.network_id"
    ),
    "nothing is derived before it happened": (
        "from notification_positions x join network_heads h on h.network_id = x.network_id"
        " where x.position > h.position"
    ),
    "the audit is a chain": (
        "from audit_entries e left join audit_entries before"
        " on before.network_id = e.network_id and before.number = e.number - 1"
        f" where e.hash <> {CHAIN} or (before.id is null) <> (e.number = 1)"
    ),
    "messages are numbered without a gap": (
        "from conversations x where x.last_number <> (select count(*) from messages m where m.conversation_id = x.id)"
        " or x.last_number <> (select coalesce(max(m.number), 0) from messages m where m.conversation_id = x.id)"
    ),
    "later messages have later times": (
        "from messages x join messages y on y.conversation_id = x.conversation_id and y.number = x.number + 1"
        " where y.created_at <= x.created_at"
    ),
    "nobody has read what they cannot read": (
        "from participants x join conversations c on c.id = x.conversation_id where x.read_up_to"
        " not between x.first_number - 1 and least(c.last_number, coalesce(x.last_number, c.last_number))"
    ),
    "a span ends within its conversation": (
        "from participants x join conversations c on c.id = x.conversation_id"
        " where x.first_number > c.last_number + 1 or x.last_number > c.last_number"
    ),
    "there is one direct conversation of two": (
        "from (select least(one_id, other_id), greatest(one_id, other_id) from conversations where kind = 'DIRECT'"
        " group by 1, 2 having count(*) > 1) x"
    ),
    "the two of a direct conversation are in it, and nobody else": (
        "from conversations x where x.kind = 'DIRECT' and array[x.one_id, x.other_id] <> array(select p.member_id"
        " from participants p where p.conversation_id = x.id order by p.member_id)"
    ),
    "a conversation of several that somebody takes part in is kept": (
        "from conversations x where x.kind = 'GROUP' and exists (select from participants p"
        " where p.conversation_id = x.id and p.state = 'ACTIVE') and not exists (select from participants p"
        " where p.conversation_id = x.id and p.role = 'OWNER')"
    ),
    "answers stand where what they answer does": (
        "from messages x join messages y on y.id = x.reply_to_id where y.conversation_id <> x.conversation_id"
    ),
    "a message that is deleted has nothing left": (
        "from messages x where x.deleted_at is not null and (x.body is not null"
        " or exists (select from message_reactions r where r.message_id = x.id)"
        " or exists (select from message_mentions m where m.message_id = x.id))"
    ),
    "whoever wrote took part or served": (
        "from messages x where x.author_id is not null and x.created_at > now() - interval '1 hour'"
        " and not exists (select from participants p where p.conversation_id = x.conversation_id"
        " and p.member_id = x.author_id) and not exists (select from conversations c"
        " where c.id = x.conversation_id and c.kind = 'OFFICE')"
    ),
    "what is sent stands in the feed once, and nothing else does": (
        "from announcements x where (x.status = 'SENT') and x.created_at > now() - interval '1 day'"
        " and (select count(*) from posts p where p.announcement_id = x.id) <> 1"
        " or x.status in ('DRAFT', 'SCHEDULED')"
        " and exists (select from posts p where p.announcement_id = x.id)"
    ),
    "a mail goes only to who wants it": (
        "from mails x join deliveries d on d.id = x.id where x.state = 'QUEUED' and not exists"
        " (select from topic_subscriptions s join announcements a on a.topic_id = s.topic_id"
        " where a.id = d.announcement_id and s.member_id = d.member_id and s.channel = 'MAIL' and s.wanted)"
    ),
    "a delivery that waits has a mail that waits": (
        "from deliveries x where x.state = 'PENDING' and x.at > now() - interval '1 hour'"
        " and not exists (select from mails m where m.id = x.id and m.state = 'QUEUED')"
    ),
    "whoever was the owner's only one still is": (
        "from networks x where exists (select from audit_entries a"
        " where a.network_id = x.id and a.what = 'role.granted')"
        " and exists (select from members m where m.network_id = x.id and 'NETWORK_OWNER' = any(m.roles))"
        " and not exists (select from members m where m.network_id = x.id and m.status = 'ACTIVE'"
        " and 'NETWORK_OWNER' = any(m.roles))"
    ),
}
ALL = " union all ".join(
    f"select {number} as number where exists (select {query})" for number, query in enumerate(INVARIANTS.values())
)


async def broken(connection: asyncpg.Connection) -> list[str]:
    """The invariants that do not hold now."""
    names = list(INVARIANTS)
    return [names[row["number"]] for row in await connection.fetch(ALL)]
