"""Incidents: what went wrong on our side is logged under an id, and the client learns no more than the id."""

import orjson
import structlog

from models.ids import uuid7

log = structlog.get_logger(__name__)


def masked(error: Exception) -> bytes:
    """Log what happened under a new id; the response names the id alone."""
    incident = uuid7().hex
    log.error("request failed", incident=incident, exc_info=error)
    message = f"Something went wrong on our side. If you report it, quote {incident}."
    extensions = {"code": "INTERNAL_SERVER_ERROR", "id": incident}
    return orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})
