"""Which gateway serves a channel in this installation, and which channels it has at all."""

from django.conf import settings

from messaging.enums import Channel
from messaging.gateways.base import Gateway
from messaging.gateways.console import ConsoleGateway
from messaging.gateways.email import EmailGateway
from messaging.gateways.nothing import NoGateway
from messaging.gateways.web import WebGateway

type Gateways = dict[str, Gateway]

NO_TEXTS = "none:"
STAYING: dict[str, type[Gateway]] = {
    "console:": ConsoleGateway,
    "memory:": ConsoleGateway,
    NO_TEXTS: NoGateway,
}


def gateways() -> Gateways:
    """The settings have refused every address that is none of these."""
    kind = STAYING.get(settings.SMS_GATEWAY)
    sms: Gateway = kind() if kind else WebGateway(settings.SMS_GATEWAY)
    return {Channel.SMS: sms, Channel.EMAIL: EmailGateway()}


def offers(channel: str) -> bool:
    """Whether this installation sends on the channel; what it does not offer is never chosen."""
    return channel != Channel.SMS or settings.SMS_GATEWAY != NO_TEXTS


def staying() -> list[Channel]:
    """The channels whose messages are written down here and reach nobody."""
    sms = settings.SMS_GATEWAY in STAYING and offers(Channel.SMS)
    return [Channel.SMS] * sms + [Channel.EMAIL] * settings.MAIL_STAYS_HERE
