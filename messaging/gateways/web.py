"""Texts through any provider that takes a JSON POST with an Idempotency-Key header.

`https://user:password@host/path?query` is asked with Basic, `https://token@host/path` with Bearer.
"""

import base64
import http.client
import json
from urllib.parse import SplitResult, unquote, urlsplit

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
        headers |= _proof(self.address)
        try:
            connection.connect()
        except OSError as error:
            raise GatewayError("The provider was not reached.") from error
        try:
            connection.request("POST", _target(self.address), body, headers)
            answer = connection.getresponse()
            said = answer.read(2_000)
        except (OSError, http.client.HTTPException) as error:
            raise Ambiguous("The connection broke after the message was handed over.") from error
        finally:
            connection.close()
        return self._reference(answer.status, said, message)

    def _connect(self) -> http.client.HTTPConnection:
        kinds = {"https": http.client.HTTPSConnection, "http": http.client.HTTPConnection}
        kind = kinds.get(self.address.scheme)
        if kind is None:
            raise GatewayError("The address of the text gateway is no web address.")
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


def _target(address: SplitResult) -> str:
    path = address.path or "/"
    return f"{path}?{address.query}" if address.query else path


def _proof(address: SplitResult) -> dict[str, str]:
    """Who we are to the provider, as the address says it."""
    user, password = unquote(address.username or ""), address.password
    if not user:
        return {}
    if password is None:
        return {"Authorization": f"Bearer {user}"}
    both = base64.b64encode(f"{user}:{unquote(password)}".encode()).decode()
    return {"Authorization": f"Basic {both}"}
