"""E-mail through Django's mailer, the key as a header and a stable Message-ID."""

from contextlib import suppress
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, mailers

from messaging.gateways.base import Ambiguous, GatewayError, Outgoing


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
        mailer = mailers.default
        try:
            mailer.open()
        except OSError as error:
            raise GatewayError(f"The mail server was not reached: {error}"[:200]) from error
        try:
            mailer.send_messages([mail])
        except SMTPServerDisconnected as error:
            raise Ambiguous("The mail server went away while it was told.") from error
        except SMTPException as error:
            raise GatewayError(str(error)[:200]) from error
        except OSError as error:
            raise Ambiguous("The line broke while the mail server was told.") from error
        finally:
            with suppress(OSError):
                mailer.close()
        return f"mail-{message.key}"
