"""Fixtures of what lies between processes."""

import pytest

from subscriptions.presence import Presence
from tests.subscriptions.living import living
from tests.subscriptions.process import Clock, Pair, Process
from tests.valkey import valkey, valkey_url

__all__ = ["living", "valkey", "valkey_url"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def process(clock: Clock) -> Process:
    return Process(clock)


@pytest.fixture
def presence(process: Process) -> Presence:
    return process.presence


@pytest.fixture
def pair(clock: Clock) -> Pair:
    return Pair(clock, Process(clock), Process(clock))
