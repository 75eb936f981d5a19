"""Where a program listens and by which secret it knows us: closed to one reader, bound to its row;
and the sign by which it knows that a call is ours.

The sign is that of Standard Webhooks: HMAC-SHA-256 over id, moment and body, in base64. It says
nothing to whoever has not the secret, which is made here and shown once.
"""

import base64
import hmac
from uuid import UUID

from hearth.seal import primitives

SECRET_BYTES = 32
PREFIX = "whsec_"


def new_secret() -> str:
    """A new secret, as it is shown."""
    return PREFIX + base64.b64encode(primitives.random_bytes(SECRET_BYTES)).decode()


def sign(secret: str, id: str, at: int, body: bytes) -> str:
    """The sign of a call. `at`: seconds since 1970, of the call itself."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    told = f"{id}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, told, "sha256")).decode()


def close(content: bytes, public: bytes, row: UUID) -> bytes:
    """Closed to whoever has the private half of this key."""
    return primitives.sealer(public)(content, _bound_to(row))


def open_(closed: bytes, private: bytes, row: UUID) -> bytes:
    """What is in it. Raises Sealed for another key or row, or what was changed."""
    return primitives.opener(private, "address of a program")(closed, _bound_to(row))


def _bound_to(row: UUID) -> bytes:
    return b"hearth/called/1\0" + row.bytes
