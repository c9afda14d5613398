"""Writes a text to the log instead of sending it: for trying the clinic out."""

import logging

from messaging.gateways.base import Outgoing

logger = logging.getLogger(__name__)


class ConsoleGateway:
    honours_keys = True

    def send(self, message: Outgoing) -> str:
        logger.info("message %s handed to the console", message.reference)
        return f"console-{message.key}"
