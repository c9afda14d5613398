"""Where a clinic sends no texts: what was queued before is said to be unsent, to a person."""

from messaging.gateways.base import GatewayError, Outgoing


class NoGateway:
    honours_keys = True

    def send(self, message: Outgoing) -> str:
        raise GatewayError("This clinic sends no texts.")
