"""Mails over a real socket: what goes out, what a no means, and the page of the demonstration."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from actions import sign_ins
from actions.letters import compose
from actions.mails import Bounced, NotYet, Outgoing
from models.ids import uuid7
from models.mails import MailKind
from models.networks import Locale
from server.mails import SmtpServer, delivering, page
from tests.actions.post_box import give_address, mailed
from tests.community import Community
from tests.server.smtp import Mailbox, mail_server

FROM = "alumni@enishi.example"
DETAILS = {"network": "縁科工業", "slug": "demo", "token": "t0ken", "code": "012345", "minutes": 15}
AOI = "aoi.reads@example.com"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with mail_server() as taken:
        yield taken


def outgoing(address: str = AOI, key: UUID | None = None) -> Outgoing:
    letter = compose(MailKind.SIGN_IN, Locale.JA, DETAILS, "https://enishi.example")
    return Outgoing(key or uuid7(), address, MailKind.SIGN_IN, datetime(2026, 4, 1, tzinfo=UTC), 1, letter)


def smtp(mailbox: Mailbox, url: str = "smtp://127.0.0.1:{port}") -> SmtpServer:
    return SmtpServer.of(url.format(port=mailbox.port), FROM)


async def test_a_mail_arrives_as_text_and_html_in_its_own_language(mailbox: Mailbox) -> None:
    mail = outgoing()
    await smtp(mailbox)(mail)
    (found,) = mailbox.taken
    assert (found["to"], found["from"], found["subject"]) == (AOI, FROM, "【縁科工業】ログイン用リンク")
    assert found["message-id"] == f"<{mail.id}@enishi.example>"
    assert (found["auto-submitted"], mailbox.senders) == ("auto-generated", [FROM])
    text, html = (found.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == mail.letter.text
    assert html.get_content().replace("\r\n", "\n") == mail.letter.html


async def test_what_is_sent_again_has_the_id_that_it_had(mailbox: Mailbox) -> None:
    key = uuid7()
    for _ in range(2):
        await smtp(mailbox)(outgoing(key=key))
    assert len({found["message-id"] for found in mailbox.taken}) == 1


async def test_a_no_for_good_bounces_and_a_no_for_now_comes_again(mailbox: Mailbox) -> None:
    with pytest.raises(Bounced) as bounced:
        await smtp(mailbox)(outgoing("bounce@example.com"))
    with pytest.raises(NotYet) as later:
        await smtp(mailbox)(outgoing("later@example.com"))
    assert (bounced.value.problem, later.value.problem) == (550, 451)
    assert mailbox.taken == []


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(NotYet):
        await SmtpServer.of("smtp://127.0.0.1:1", FROM)(outgoing())


async def test_a_server_without_tls_gets_no_mail_where_tls_is_wanted(mailbox: Mailbox) -> None:
    wanting = SmtpServer.of(f"smtp://mail.example:{mailbox.port}?starttls=required", FROM)
    with pytest.raises(NotYet):
        await SmtpServer(**{**vars(wanting), "host": "127.0.0.1"})(outgoing())
    with pytest.raises(NotYet):
        await smtp(mailbox, "smtps://127.0.0.1:{port}")(outgoing())
    assert mailbox.taken == []


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "start_tls"),
    [
        ("smtp://mail.example", 25, False, None),
        ("smtps://mail.example", 465, True, False),
        ("smtp://me:p%40ss@mail.example", 587, False, True),
        ("smtp://me:p%40ss@127.0.0.1:2525", 2525, False, None),
        ("smtp://mail.example:26?starttls=required", 26, False, True),
    ],
)
def test_a_url_says_how_to_speak(url: str, port: int, use_tls: bool, start_tls: bool | None) -> None:
    server = SmtpServer.of(url, FROM)
    assert (server.port, server.use_tls, server.start_tls) == (port, use_tls, start_tls)
    assert server.password in (None, "p@ss")


async def test_the_worker_sends_what_is_written_while_it_runs(community: Community, mailbox: Mailbox) -> None:
    await community.connection.execute("delete from mails")
    await give_address(community, "Aoi", AOI)
    async with delivering(community.url, smtp(mailbox), "https://enishi.example", pause=0.02):
        await sign_ins.request(None, network="here", email=AOI)
        async with asyncio.timeout(20):
            while not mailbox.taken:  # noqa: ASYNC110 - it comes over a socket
                await asyncio.sleep(0.02)
    assert [found["to"] for found in mailbox.taken] == [AOI]
    assert await community.value("select state from mails where subject_id is not null") == "SENT"


async def test_a_mail_that_bounces_is_seen_at_the_invitation(community: Community, mailbox: Mailbox) -> None:
    from actions import invitations

    outcome = await invitations.invite(community.viewer("HR"), email="bounce@example.com")
    state = "select state from mails where subject_id = $1"
    async with delivering(community.url, smtp(mailbox), "https://enishi.example", pause=0.02), asyncio.timeout(20):
        while await community.value(state, outcome.made["invitation"]) == "QUEUED":  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
    assert await community.value(state, outcome.made["invitation"]) == "BOUNCED"


def browser(community: Community, client: str = "127.0.0.1", base: str = "http://127.0.0.1") -> httpx.AsyncClient:
    app = Starlette(routes=[page(community.url, base)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app, client=(client, 1)), base_url=base)


async def test_the_demonstration_shows_mails_instead_of_sending_them(community: Community) -> None:
    await community.connection.execute("delete from mails")
    await community.connection.execute("update networks set name = '<script>alert(1)</script>' where slug = 'here'")
    await give_address(community, "Aoi", AOI)
    async with browser(community) as asking:
        assert "No mail yet" in (await asking.get("/mails")).text
        await sign_ins.request(None, network="here", email=AOI)
        answer = await asking.get("/mails")
    link = await mailed(community, AOI)
    assert link["token"] in answer.text
    assert link["code"] in answer.text
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("client", "base"), [("203.0.113.5", "http://127.0.0.1"), ("127.0.0.1", "http://rebound.example")]
)
async def test_nobody_reads_the_mails_from_elsewhere(community: Community, client: str, base: str) -> None:
    async with browser(community, client, base) as asking:
        assert (await asking.get("/mails")).status_code == 404
