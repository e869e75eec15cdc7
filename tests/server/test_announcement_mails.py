"""The mails of announcements over a real socket: each delivery once, with a way to end them, whoever is killed."""

import asyncio
import multiprocessing
import os
import re
import signal
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from actions import announcements, mails, topic_subscriptions
from models.channels import Channel
from server.mails import SmtpServer, delivering
from server.unsubscribing import links
from tests.actions.post_box import give_address
from tests.community import Community
from tests.server.smtp import Mailbox, mail_server

FROM, PUBLIC = "alumni@enishi.example", "https://enishi.example"
BODY = "皆さま\n\n**ぜひ** @[葵](mem_019b8d63-64e0-7000-8000-000000000001) ![x](https://pixel.example/a.png) <script>"
STATES = "select state, attempts from deliveries where announcement_id = $1 and channel = 'MAIL'"
MANY = ("Aoi", "Ben", "Chie", "Hana", "Ivan", "HR", "Recruiter", *(f"Member {number}" for number in range(6)))


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as taken:
        yield taken


def smtp(port: int) -> SmtpServer:
    return SmtpServer.of(f"smtp://127.0.0.1:{port}", FROM)


async def wanting(community: Community, *names: str) -> None:
    """Let members have addresses and want the mails of a topic."""
    for name in names:
        await give_address(community, name, f"{name.lower().replace(' ', '')}.reads@example.com")
        topic = community["topic 0 here"]
        await topic_subscriptions.subscribe(community.viewer(name), topic_id=topic, channel=Channel.MAIL)


async def sent(community: Community, **given: Any) -> UUID:
    asked: dict[str, Any] = {
        "topic_id": community["topic 0 here"],
        "title": "春の集い\u2028X",
        "body": BODY,
        "by_mail": True,
    }
    made: UUID = (await announcements.draft(community.viewer("HR"), **{**asked, **given})).made["announcement"]
    await announcements.send(community.viewer("HR"), announcement_id=made)
    return made


def part(message: EmailMessage, kind: str) -> str:
    """What a mail says in one of its forms."""
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


async def until_sent(community: Community, key: UUID) -> None:
    """Wait until nothing of it is on its way."""
    waiting = "select count(*) from deliveries where announcement_id = $1 and state = 'PENDING'"
    async with asyncio.timeout(30):
        while await community.value(waiting, key):  # noqa: ASYNC110 - it comes over a socket
            await asyncio.sleep(0.02)


@pytest.fixture
async def home(community: Community) -> Community:
    await community.connection.execute("delete from mails")
    return community


async def test_a_mail_is_in_its_own_language_and_loads_nothing(home: Community, mailbox: Mailbox) -> None:
    await home.connection.execute("update accounts set locale = 'EN' where id = $1", home["account of Ben"])
    await wanting(home, "Aoi", "Ben")
    key = await sent(home)
    async with delivering(home.url, smtp(mailbox.port), PUBLIC, pause=0.02):
        await until_sent(home, key)
    found = {message["to"]: message for message in mailbox.taken}
    ja, en = found["aoi.reads@example.com"], found["ben.reads@example.com"]
    assert (ja["subject"], en["subject"]) == ("【Network here】春の集い X", "Network here: 春の集い X")
    html, text = part(ja, "html"), part(en, "plain")
    assert "<strong>ぜひ</strong>" in html
    assert "配信を停止する" in html
    assert "End these mails" in text
    assert "@葵" in text
    for forbidden in ("<script", "<img", "pixel.example", "data-member", "mem_"):
        assert forbidden not in html, forbidden


async def test_a_mail_can_be_ended_by_one_post_as_rfc_8058_says(home: Community, mailbox: Mailbox) -> None:
    await wanting(home, "Aoi")
    key = await sent(home)
    async with delivering(home.url, smtp(mailbox.port), PUBLIC, pause=0.02):
        await until_sent(home, key)
    (message,) = mailbox.taken
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    match = re.fullmatch(r"<(https://enishi\.example/unsubscribe/[\w-]{86})>", message["list-unsubscribe"])
    assert match is not None
    assert match[1] in part(message, "plain")
    assert match[1] in part(message, "html")
    async with browser() as asking:
        answer = await asking.post(match[1].removeprefix(PUBLIC), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert await wants(home, "Aoi") is False
    assert (
        await home.value(
            "select unsubscribed_at is not null from deliveries where announcement_id = $1 and channel = 'MAIL'", key
        )
        is True
    )


async def test_who_ends_mails_gets_none_that_was_written_already(home: Community, mailbox: Mailbox) -> None:
    await wanting(home, "Aoi", "Ben", "Hana")
    key = await sent(home)
    topic = home["topic 0 here"]
    await topic_subscriptions.unsubscribe(home.viewer("Aoi"), topic_id=topic, channel=Channel.MAIL)
    await home.connection.execute("update members set status = 'LEFT' where id = $1", home["Hana"])
    async with delivering(home.url, smtp(mailbox.port), PUBLIC, pause=0.02):
        await until_sent(home, key)
    assert [message["to"] for message in mailbox.taken] == ["ben.reads@example.com"]
    assert sorted(tuple(row) for row in await home.connection.fetch(STATES, key)) == [
        ("SENT", 1),
        ("SUPPRESSED", 1),
        ("SUPPRESSED", 1),
    ]


async def test_a_mail_that_is_refused_is_a_delivery_that_failed(home: Community, mailbox: Mailbox) -> None:
    await give_address(home, "Aoi", "bounce@example.com")
    key = await sent(home)
    async with delivering(home.url, smtp(mailbox.port), PUBLIC, pause=0.02):
        await until_sent(home, key)
    assert [tuple(row) for row in await home.connection.fetch(STATES, key)] == [("FAILED", 1)]
    assert mailbox.taken == []


def work(url: str, port: int) -> None:
    """A process that sends mails until it is killed."""

    async def run() -> None:
        async with delivering(url, smtp(port), PUBLIC, pause=0.02):
            await asyncio.sleep(60)

    asyncio.run(run())


async def test_a_worker_that_is_killed_leaves_nothing_out_and_another_sends_the_rest_once(
    home: Community, mailbox: Mailbox
) -> None:
    """What was on its way when it was killed may be sent again, and then has the same Message-ID."""
    await wanting(home, *MANY)
    key = await sent(home)
    mailbox.slow = 0.03
    killed = multiprocessing.get_context("spawn").Process(target=work, args=(home.url, mailbox.port))
    killed.start()
    async with asyncio.timeout(60):
        while len(mailbox.taken) < 4:  # noqa: ASYNC110 - it comes over a socket
            await asyncio.sleep(0.01)
    assert killed.pid is not None
    os.kill(killed.pid, signal.SIGKILL)
    await asyncio.to_thread(killed.join)
    assert len(mailbox.taken) < len(MANY)
    await home.connection.execute(f"update mails set due_at = due_at - interval '{mails.HELD} seconds'")
    async with delivering(home.url, smtp(mailbox.port), PUBLIC, pause=0.02):
        await until_sent(home, key)
    ids = [message["message-id"] for message in mailbox.taken]
    assert len({message["to"] for message in mailbox.taken}) == len(set(ids)) == len(MANY)
    assert len(ids) <= len(MANY) + 1
    assert {row["state"] for row in await home.connection.fetch(STATES, key)} == {"SENT"}


def browser() -> httpx.AsyncClient:
    app = Starlette(routes=links())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=PUBLIC)


async def wants(community: Community, name: str) -> object:
    return await community.value(
        "select wanted from topic_subscriptions where member_id = $1 and topic_id = $2 and channel = 'MAIL'"
        " and ended_at is null",
        community[name],
        community["topic 0 here"],
    )


async def link(community: Community, name: str) -> str:
    """The link of a mail that waits."""
    (mail, *_) = [each for each in await mails.waiting(community.url, PUBLIC) if each.address.startswith(name.lower())]
    assert mail.letter.leave is not None
    return mail.letter.leave.removeprefix(PUBLIC)


async def test_looking_changes_nothing_and_the_button_ends_them(home: Community) -> None:
    await wanting(home, "Aoi")
    await sent(home)
    where = await link(home, "Aoi")
    async with browser() as asking:
        looked = await asking.get(where)
        assert "配信を停止する</button>" in looked.text
        assert looked.headers["referrer-policy"] == "no-referrer"
        assert (await asking.head(where)).status_code == 200
        assert await wants(home, "Aoi") is True
        first, again = await asking.post(where), await asking.post(where)
        unknown = await asking.post("/unsubscribe/nothing")
        assert (await asking.get("/unsubscribe/nothing")).text == (await asking.get(where)).text
    assert await wants(home, "Aoi") is False
    assert first.text == again.text == unknown.text
