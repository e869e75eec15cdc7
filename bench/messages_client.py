"""``python -m bench.messages_client``: listeners of conversations, who see that nothing is lost or out of order."""

import sys
import time
from collections import defaultdict
from datetime import datetime
from typing import Any

import orjson

from bench.fanout_client import Commands, Sockets, Wrong, say, serve


class Listeners(Sockets):
    """Sockets that are told messages; each holds the numbers of a conversation against the one before."""

    def begin(self, markers: list[str], *, capture: bool) -> None:
        """Time anew; the numbers go on."""
        super().begin(markers, capture=capture)
        self.late: list[float] = []
        self.numbers_told: defaultdict[tuple[int, str], int] = getattr(self, "numbers_told", defaultdict(int))

    def take(self, number: int, data: bytes | bytearray, start: int, end: int) -> None:
        """Take one text."""
        arrived = time.time()
        said = orjson.loads(bytes(data[start:end]))
        if said["type"] != "next":
            self.answer(number, bytes(data[start:end]))
            return
        message = said["payload"]["data"]["messageReceived"]["message"]
        place = (number, message["conversation"]["id"])
        if message["number"] != self.numbers_told[place] + 1:
            raise Wrong(f"message {message['number']} came after {self.numbers_told[place]}")
        self.numbers_told[place] += 1
        self.late.append((arrived - datetime.fromisoformat(message["createdAt"]).timestamp()) * 1000)

    def report(self, commits: list[float]) -> dict[str, Any]:  # noqa: ARG002 - the messages say when they were written
        """How long after it was written each message came, in milliseconds."""
        late, count = sorted(self.late), len(self.late)
        if not count:
            return {"deliveries": 0}
        return {"deliveries": count, "p50": late[count // 2], "p99": late[count * 99 // 100], "most": late[-1]}


def main() -> None:
    """Read the setup, then serve."""
    commands = Commands()
    while commands.read():
        for setup in commands.waiting():
            serve(Listeners(**setup), commands)
            return


if __name__ == "__main__":
    try:
        main()
    except Wrong as wrong:
        say({"wrong": str(wrong)})
        sys.exit(1)
