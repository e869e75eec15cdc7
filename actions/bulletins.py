"""Bulletins: the mail of an announcement, as it is when it goes out, to whoever wants it then."""

import re
from html import escape
from urllib.parse import urlencode
from uuid import UUID

import asyncpg

from actions.letters import Letter
from actions.markdown import MENTION, mailed
from actions.topic_subscriptions import signed
from actions.words import Words
from models.networks import Locale

# Whoever left, opted out, or gave up the address gets none any more; nor does anybody of what is cancelled.
WANTED = """
select a.id, a.title, a.body, a.topic_id, t.name_ja, t.name_en, n.name as network, n.slug, k.secret, d.member_id
from deliveries d join announcements a on a.id = d.announcement_id and a.status = 'SENT'
join announcement_topics t on t.id = a.topic_id
join networks n on n.id = d.network_id and 'ANNOUNCEMENTS' = any(n.modules)
join signing_keys k on k.network_id = n.id
join members m on m.id = d.member_id and m.status = 'ACTIVE'
join account_emails e on e.account_id = m.account_id and e.address = $2 and e.verified_at is not null
join topic_subscriptions s on s.member_id = m.id and s.topic_id = a.topic_id and s.channel = 'MAIL'
    and s.ended_at is null and s.wanted
where d.id = $1
"""
SUBJECT = Words("{network}: {title}", "【{network}】{title}")
READ = Words("Read and answer it in {network}", "{network}で読む・コメントする")
WHY = Words(
    "You get this because you asked for mails about “{topic}” of {network}.",
    "「{network}」の「{topic}」に関するメール配信を希望された方にお送りしています。",
)
LEAVE = Words("End these mails", "配信を停止する")
PAGE = '<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n<body>\n{body}\n</body>\n</html>\n'


async def bulletin(
    connection: asyncpg.Connection, delivery: UUID, address: str, locale: Locale, public_url: str
) -> Letter | None:
    """The letter of one delivery to one address; None where it must not be sent any more."""
    row = await connection.fetchrow(WANTED, delivery, address)
    if row is None:
        return None
    leave = f"{public_url.rstrip('/')}/unsubscribe/{signed(row['secret'], row['member_id'], row['topic_id'])}"
    where = urlencode({"network": row["slug"], "announcement": f"ann_{row['id']}"})
    return await composed(row, locale, f"{public_url.rstrip('/')}/announcements#{where}", leave)


async def composed(row: asyncpg.Record, locale: Locale, link: str, leave: str) -> Letter:
    """The letter in one language, as text and as HTML."""
    name = row["name_ja"] if locale is Locale.JA else row["name_en"] or row["name_ja"]
    # A line break in a name must not begin another header.
    told = {"network": one_line(row["network"]), "title": one_line(row["title"]), "topic": one_line(name)}
    read, why, end = (each.told(locale, told) for each in (READ, WHY, LEAVE))
    body = MENTION.sub(r"@\1", row["body"])
    text = f"{told['title']}\n\n{body}\n\n{read}\n{link}\n\n-- \n{why}\n{end}\n{leave}\n"
    html = [
        f"<h1>{escape(told['title'])}</h1>",
        await mailed(row["body"]),
        f'<p><a href="{escape(link)}"><strong>{escape(read)}</strong></a></p>',
        f'<hr><p><small>{escape(why)}<br><a href="{escape(leave)}">{escape(end)}</a></small></p>',
    ]
    page = PAGE.format(language=locale.value.lower(), body="\n".join(html))
    return Letter(SUBJECT.told(locale, told), text, page, leave)


def one_line(words: str) -> str:
    """The words without a line break or another character that nobody sees."""
    return re.sub(r"[\x00-\x1f\x7f]+|\s+", " ", words).strip()
