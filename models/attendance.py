"""Attendance: that the viewer takes part in a conversation, or serves its office; templates that other tables name."""

# By the kind of an office the role whose holders serve it.
SERVING_ROLES = {"HR": "HR_ADMIN", "RECRUITING": "RECRUITER", "NEW_BUSINESS": "COMMUNITY_MANAGER"}
ROLE = " ".join(f"when '{kind}' then '{role}'" for kind, role in SERVING_ROLES.items())
# The offices that the viewer serves, for as long as they hold the role.
SERVED = (
    "select served.id from offices served where served.network_id = {network}"
    f" and (case served.kind {ROLE} end) = any({{viewer.roles}})"
)
# The viewer's own row of a conversation, by which they take part.
MINE = (
    "from participants mine where mine.conversation_id = {0} and mine.member_id = {{viewer}} and mine.role <> 'SERVING'"
)
TAKES_PART = f"exists(select {MINE} and mine.state in ('ACTIVE', 'REQUESTED'))"
TOOK_PART = f"exists(select {MINE} and mine.state <> 'DECLINED')"
SERVES = f"{{0}}.office_id in ({SERVED.replace('{', '{{').replace('}', '}}')})"


def attended(conversation: str) -> str:
    """That the viewer takes part, or serves the office; ``conversation`` is the alias of a row that they see."""
    return f"({TAKES_PART.format(f'{conversation}.id')} or {SERVES.format(conversation)})"


ATTENDED = attended("{it}")
# That a participant has read may be known to the others of a conversation.
READING_SHOWN = (
    "{it}.state = 'ACTIVE' and {viewer.shows_receipts}"
    " and exists(select from members reader where reader.id = {it}.member_id and reader.shows_receipts)"
)
# Who alone can see anything of a conversation; null where that is for roles to say, which are asked of everybody.
TAKING_PART = (
    "select taking.member_id from participants taking where taking.conversation_id = $1"
    " union all select null from conversations asked where asked.id = $1 and asked.kind = 'OFFICE'"
)
# Of many viewers those who can see anything of a conversation at all: a few of those who listen to a network.
IN_CONVERSATION = (
    "array(select taking.member_id from participants taking"
    " where taking.conversation_id = {place} and taking.member_id = any({viewers})"
    " union select serving.id from members serving where serving.id = any({viewers})"
    " and exists(select from conversations asked where asked.id = {place} and asked.kind = 'OFFICE'))"
)
