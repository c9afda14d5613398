"""Sealing a field: AES-256-GCM, a key id in front, the row's own place as associated data.

A sealed value is `key id | 12-byte nonce | ciphertext`. `place` names table, column, row and
clinic, so a value copied into another row does not open. Losing the keys loses the text.
"""

import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from core.errors import DomainError

NONCE_BYTES = 12


class SealBroken(DomainError):
    """The value was moved, changed, or sealed with a key that is not here."""


def seal(text: str, *, place: str) -> bytes:
    key_id = next(iter(settings.FIELD_KEYS))
    nonce = os.urandom(NONCE_BYTES)
    body = _cipher(key_id).encrypt(nonce, text.encode(), _bound(key_id, place))
    return bytes([len(key_id)]) + key_id.encode() + nonce + body


def open_sealed(value: bytes | memoryview, *, place: str) -> str:
    raw = bytes(value)
    try:
        key_id = raw[1 : 1 + raw[0]].decode()
        nonce = raw[1 + raw[0] : 1 + raw[0] + NONCE_BYTES]
        body = raw[1 + raw[0] + NONCE_BYTES :]
        return _cipher(key_id).decrypt(nonce, body, _bound(key_id, place)).decode()
    except (InvalidTag, KeyError, IndexError, ValueError) as error:
        raise SealBroken("This text cannot be opened with the keys of this clinic.") from error


def _bound(key_id: str, place: str) -> bytes:
    return f"{key_id}|{place}".encode()


@cache
def _cipher(key_id: str) -> AESGCM:
    return AESGCM(settings.FIELD_KEYS[key_id])
