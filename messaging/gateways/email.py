"""E-mail through Django's mailer, the key as a header and a stable Message-ID."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from messaging.gateways.base import GatewayError, Outgoing


class EmailGateway:
    honours_keys = False

    def send(self, message: Outgoing) -> str:
        mail = EmailMessage(
            subject=message.subject,
            body=message.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[message.to],
            headers={
                "Message-ID": f"<{message.key}@clinic.invalid>",
                "Idempotency-Key": message.key,
            },
        )
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            raise GatewayError(str(error)[:200]) from error
        return f"mail-{message.key}"
