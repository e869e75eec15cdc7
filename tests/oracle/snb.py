"""The expected answers to LDBC SNB's queries on its small test set, as the reference SQL gave them.

These are not LDBC Benchmark results. What is special about the answers is told in TRAPS.md beside the data.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

SNB = Path(__file__).parents[3] / "shared" / "data" / "snb"
TEST_DATA = SNB / "test-data"
EXPECTED = SNB / "expected" / "test-data-before-updates.jsonl"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

needs_snb = pytest.mark.skipif(not EXPECTED.exists(), reason="the SNB data sets are not beside the repository")


def bindings(query: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """The parameters and the expected result of each binding of a query, such as IS3."""
    with EXPECTED.open(encoding="utf-8") as file:
        for line in file:
            answer = json.loads(line)
            if answer["query"] == query:
                yield answer["params"], answer["result"]


def iso(milliseconds: int) -> str:
    """A moment of the expected answers as a timestamp of the graph: 1266161530447 → 2010-02-14T15:32:10.447Z."""
    moment = EPOCH + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def milliseconds(timestamp: str) -> int:
    """A timestamp (or a date) of the graph as a moment of the expected answers."""
    moment = datetime.fromisoformat(timestamp)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // timedelta(milliseconds=1)
