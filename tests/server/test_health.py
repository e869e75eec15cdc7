"""Alive and ready: what whoever watches over the process is told."""

import asyncio

import httpx
import pytest
import structlog

from server.health import Readiness
from tests.server.conftest import House, application, asking


async def test_a_process_with_its_database_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).status_code == 200
    assert (await client.get("/readyz")).status_code == 200


async def test_a_process_that_ends_is_alive_and_not_ready(client: httpx.AsyncClient, readiness: Readiness) -> None:
    readiness.end()
    assert (await client.get("/healthz")).status_code == 200
    response = await client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "ending"})


@pytest.mark.parametrize("way", ["refuses", "hangs"])
async def test_a_process_without_its_database_is_alive_and_not_ready(house: House, way: str) -> None:
    async def probe() -> None:
        if way == "refuses":
            raise ConnectionRefusedError("db.internal, user enishi")
        await asyncio.sleep(30)

    app = application(house.engine, house, Readiness(probe, seconds=0.1))
    async with asking(app) as client:
        with structlog.testing.capture_logs() as logs:
            response = await client.get("/readyz")
        assert (response.status_code, response.json()) == (503, {"status": "no database"})
        assert len(logs) == 1
        assert "enishi" not in repr(logs)
        assert (await client.get("/healthz")).status_code == 200
