"""Which gateway serves a channel in this installation."""

from django.conf import settings

from messaging.enums import Channel
from messaging.gateways.base import Gateway
from messaging.gateways.console import ConsoleGateway
from messaging.gateways.email import EmailGateway
from messaging.gateways.web import WebGateway

type Gateways = dict[str, Gateway]


def gateways() -> Gateways:
    sms: Gateway = ConsoleGateway()
    if settings.SMS_GATEWAY.startswith(("http://", "https://")):
        sms = WebGateway(settings.SMS_GATEWAY)
    return {Channel.SMS: sms, Channel.EMAIL: EmailGateway()}
