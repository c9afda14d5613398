"""Texts through any provider that takes a JSON POST with an Idempotency-Key header."""

import http.client
import json
from urllib.parse import urlsplit

from messaging.gateways.base import Ambiguous, GatewayError, Outgoing

TIMEOUT_SECONDS = 10
ACCEPTED = range(200, 300)


class WebGateway:
    honours_keys = True

    def __init__(self, address: str) -> None:
        self.address = urlsplit(address)

    def send(self, message: Outgoing) -> str:
        connection = self._connect()
        body = json.dumps({"to": message.to, "body": message.body, "reference": message.reference})
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        try:
            connection.connect()
        except OSError as error:
            raise GatewayError("The provider was not reached.") from error
        try:
            connection.request("POST", self.address.path or "/", body, headers)
            answer = connection.getresponse()
            said = answer.read(2_000)
        except (OSError, http.client.HTTPException) as error:
            raise Ambiguous("The connection broke after the message was handed over.") from error
        finally:
            connection.close()
        return self._reference(answer.status, said, message)

    def _connect(self) -> http.client.HTTPConnection:
        kind = (
            http.client.HTTPSConnection
            if self.address.scheme == "https"
            else http.client.HTTPConnection
        )
        return kind(self.address.hostname or "", self.address.port, timeout=TIMEOUT_SECONDS)

    def _reference(self, status: int, said: bytes, message: Outgoing) -> str:
        if status >= 500:
            raise Ambiguous(f"The provider answered {status}.")
        if status not in ACCEPTED:
            raise GatewayError(f"The provider answered {status}.")
        try:
            return str(json.loads(said)["id"])[:120]
        except (ValueError, KeyError, TypeError):
            return f"web-{message.key}"
