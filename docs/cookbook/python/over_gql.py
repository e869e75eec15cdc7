"""How the generated client asks: by gql, over HTTP, and over a WebSocket for what is live."""

from collections.abc import AsyncIterator
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from .base_model import BaseModel, UnsetType  # this file is copied into the generated package


class OverGql:
    """The base of the generated client; an answer with errors raises gql's TransportQueryError."""

    def __init__(self, url: str, token: str) -> None:
        said = {"authorization": f"Bearer {token}"}
        self.http = Client(transport=HTTPXAsyncTransport(url=url, headers=said))
        self.live_url, self.said = url.replace("http", "ws", 1), said

    async def execute(self, query: str, operation_name: str, variables: dict[str, object]) -> dict[str, Any]:
        """The data of the answer to a query or mutation."""
        request = GraphQLRequest(query, variable_values=as_json(variables), operation_name=operation_name)
        data: dict[str, Any] = await self.http.execute_async(request)
        return data

    def get_data(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The data of an answer."""
        return answer

    async def execute_ws(
        self, query: str, operation_name: str, variables: dict[str, object]
    ) -> AsyncIterator[dict[str, Any]]:
        """What a subscription brings until it is over; a cut raises gql's TransportConnectionFailed."""
        request = GraphQLRequest(query, variable_values=as_json(variables), operation_name=operation_name)
        transport = WebsocketsTransport(url=self.live_url, init_payload=self.said)
        async with Client(transport=transport) as session:
            async for data in session.subscribe(request):
                yield data


def as_json(variables: dict[str, object]) -> dict[str, object]:
    """Variables without what was not said: what is not given to ``putJob`` stays as it is there."""
    return {
        name: value.model_dump(mode="json", by_alias=True, exclude_unset=True)
        if isinstance(value, BaseModel)
        else value
        for name, value in variables.items()
        if not isinstance(value, UnsetType)
    }
