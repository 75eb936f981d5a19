"""A key in two halves, of which neither says anything: both together are the key, exactly.

For a key that two must open together and that no third may hold meanwhile. Each half is kept as a
sealed fact of its holder, so that it follows them when their own key changes. One half is random
bytes, the other the key with these added to it, bit by bit: a one-time pad (Vernam 1926; that it
tells nothing: Shannon 1949), good for one key and used for one.
"""

from __future__ import annotations

from hearth.core.errors import Tampered
from hearth.seal import primitives
from hearth.seal.principal import public_of


def halved(private: bytes) -> tuple[bytes, bytes]:
    """A private key as two halves of 32 bytes. Raises InvalidValue for what is no key."""
    primitives.require_key(private, "private key")
    pad = primitives.random_bytes(primitives.KEY_BYTES)
    return pad, _added(private, pad)


def whole(half: bytes, other: bytes, public: bytes) -> bytes:
    """The private key that belongs to `public`, of its two halves in either order.

    Raises Tampered where these are not the halves of that key.
    """
    if len(half) != primitives.KEY_BYTES or len(other) != primitives.KEY_BYTES:
        raise Tampered("this half of a key was cut short")
    found = _added(half, other)
    if public_of(found) != public:
        raise Tampered("these are not the two halves of that key")
    return found


def _added(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
