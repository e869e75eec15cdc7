"""A mail server for the tests: takes mail over a socket as RFC 5321 says, and says no to some addresses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

NOES = {"bounce@example.com": b"550 5.1.1 no such user", "later@example.com": b"451 4.7.1 greylisted"}


@dataclass
class Mailbox:
    """What the server took, and where it listens."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    slow: float = 0.0  # seconds until it says that it took a mail

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        writer.write(b"220 mail.test ESMTP\r\n")
        while line := await reader.readline():
            said = line.strip()
            verb = said[:4].upper()
            writer.write(await self.answer(verb, said, reader, writer) + b"\r\n")
            await writer.drain()
            if verb == b"QUIT":
                break
        writer.close()
        await writer.wait_closed()

    async def answer(
        self, verb: bytes, said: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        """What is said to one command."""
        if verb == b"MAIL":
            self.senders.append(address_in(said))
        if verb == b"RCPT":
            return NOES.get(address_in(said), b"250 ok")
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            text = (await reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
            self.taken.append(message_from_bytes(text, EmailMessage, policy=policy.default))
            await asyncio.sleep(self.slow)
        return b"221 bye" if verb == b"QUIT" else b"250 ok"


def address_in(said: bytes) -> str:
    """The address of a MAIL or RCPT command."""
    return said.decode().partition("<")[2].partition(">")[0]


@asynccontextmanager
async def mail_server() -> AsyncIterator[Mailbox]:
    """A server that listens on this machine while the context lasts."""
    mailbox = Mailbox()
    server = await asyncio.start_server(mailbox.talk, "127.0.0.1", 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    async with server:
        yield mailbox
