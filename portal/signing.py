"""One sitting of reading and signing: what was agreed to and read, kept with the browser's session."""

import ipaddress
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts import proof
from screening.domain.consents import SignatureContext
from screening.enums import ConsentKind
from screening.models import ConsentTemplate

SESSION_KEY = "signing"
ON_SCREEN = "I agree to read and sign on a screen. I can ask for paper at any time, and I can take this back."
# What a patient may choose beside what the clinic requires.
BY_CHOICE = (
    ConsentKind.MESSAGING_SMS,
    ConsentKind.MESSAGING_EMAIL,
    ConsentKind.RELEASE,
    ConsentKind.FASTING,
    ConsentKind.COMMUNICATION,
    ConsentKind.PRIVACY_NOTICE,
    ConsentKind.TELEHEALTH,
    ConsentKind.RECORDING,
)


@dataclass(frozen=True)
class Part:
    """A piece of a consent text, understood by itself."""

    heading: str
    text: str


def parts_of(template: ConsentTemplate) -> list[Part]:
    """Paragraphs; a first line without a full stop is the paragraph's heading."""
    found = []
    for block in filter(None, (block.strip() for block in template.text.split("\n\n"))):
        first, _, rest = block.partition("\n")
        headed = bool(rest) and not first.endswith((".", "?"))
        found.append(Part(first, rest) if headed else Part(template.title, block))
    return found


@dataclass
class Reading:
    """Which texts were read here, each by the hash of the version that was shown."""

    on_screen: bool = False
    read: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, session: SessionBase) -> "Reading":
        kept: dict[str, Any] = session.get(SESSION_KEY) or {}
        return cls(bool(kept.get("on_screen")), dict(kept.get("read") or {}))

    def keep(self, session: SessionBase) -> None:
        session[SESSION_KEY] = {"on_screen": self.on_screen, "read": self.read}

    def has_read(self, template: ConsentTemplate) -> bool:
        return self.read.get(template.kind) == template.sha256

    def forget(self, session: SessionBase, kinds: list[str]) -> None:
        self.read = {kind: sha for kind, sha in self.read.items() if kind not in kinds}
        self.keep(session)


def context_of(
    request: HttpRequest, *, typed_name: str, templates: list[ConsentTemplate], on_screen: bool
) -> SignatureContext:
    """How this signature came about: the clauses understood, from where, on what."""
    understood = [
        f"{template.title}, {part.heading}: I understand"
        for template in templates
        for part in parts_of(template)
    ]
    return SignatureContext(
        typed_name=typed_name,
        clauses=(ON_SCREEN, *understood) if on_screen else tuple(understood),
        network_address=_address(request),
        agent=request.headers.get("User-Agent", ""),
        identity_proof=proof.of_signing_in(request),
        agreed_electronic=on_screen,
    )


def _address(request: HttpRequest) -> str | None:
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None
